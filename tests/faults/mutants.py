# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bugs that the engine could have, as changes of its source, and for each the test that finds it (reliability 6.4)."""

from __future__ import annotations

import typing as t

ENGINE = "plugins/module_utils/_engine"
UNIT = "tests/unit/plugins/module_utils/_engine"
KINDS = "tests/unit/plugins/module_utils/_kinds"


class Mutant(t.NamedTuple):
    """A bug: what it is, the file it is in, the texts that it replaces there, and the test that has to fail."""

    name: str
    file: str
    replaced: tuple[tuple[str, str], ...]
    killer: str


MUTANTS = (
    Mutant(
        "a file of a backup is not on the disk before its name appears",
        f"{ENGINE}/archive_disk.py",
        (("                os.fsync(descriptor)\n                if hasattr", "                if hasattr"),),
        f"{UNIT}/test_archive_write.py::test_everything_is_on_the_disk_before_the_name_appears_and_the_name_before_publish_returns",
    ),
    Mutant(
        "the names in a backup are not on the disk before its own appears",
        f"{ENGINE}/archive_write.py",
        (("locksmith.encryptor)\n        draft.sync()\n", "locksmith.encryptor)\n"),),
        f"{UNIT}/test_archive_write.py::test_everything_is_on_the_disk_before_the_name_appears_and_the_name_before_publish_returns",
    ),
    Mutant(
        "a backup is reported before its name is on the disk",
        f"{ENGINE}/archive_write.py",
        (("    try:\n        project.sync()\n", "    try:\n        pass\n"),),
        f"{UNIT}/test_archive_write.py::test_everything_is_on_the_disk_before_the_name_appears_and_the_name_before_publish_returns",
    ),
    Mutant(
        "a backup is read back only after everybody can see it",
        f"{ENGINE}/archive_write.py",
        (
            ("        opened = _read_back(draft, manifest, locksmith.keys)\n", ""),
            (
                "            _confirm(project, manifest.id)\n            return",
                "            _confirm(project, manifest.id)\n"
                "            opened = _read_back(draft, manifest, locksmith.keys)\n            return",
            ),
        ),
        f"{UNIT}/test_archive_write.py::test_everything_is_read_back_before_the_name_appears",
    ),
    Mutant(
        "files are readable by others when the umask allows it",
        f"{ENGINE}/archive_disk.py",
        (
            ("_CREATE_FLAGS, 0o600, dir_fd", "_CREATE_FLAGS, 0o666, dir_fd"),
            (
                "            try:\n                os.fchmod(descriptor, 0o600)\n                rest",
                "            try:\n                rest",
            ),
        ),
        f"{UNIT}/test_archive.py::test_directories_are_0700_and_files_0600_under_any_umask",
    ),
    Mutant(
        "a file is written through a link that somebody planted",
        f"{ENGINE}/archive_disk.py",
        (("os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC", "os.O_CREAT | os.O_CLOEXEC"),),
        f"{UNIT}/test_archive_write.py::test_files_are_made_new_private_and_without_following_a_link",
    ),
    Mutant(
        "the intent is noted after the request",
        f"{ENGINE}/apply.py",
        (
            ("                await self._journal.announce(*parcel)\n", ""),
            (
                "            await self._ended([refused] if refused else await self._attempt(parcel))\n",
                "            outcomes = [refused] if refused else await self._attempt(parcel)\n"
                "            await self._journal.announce(*parcel)\n            await self._ended(outcomes)\n",
            ),
        ),
        f"{UNIT}/test_apply.py::test_every_change_is_noted_before_it_is_sent",
    ),
    Mutant(
        "a line of the journal is not on the disk before the next step",
        f"{ENGINE}/chained_log.py",
        (("            os.fsync(self._descriptor)\n", ""),),
        "tests/faults/test_disk.py::test_a_line_of_a_log_is_on_the_disk_before_the_next_step",
    ),
    Mutant(
        "an undo takes back only what was acknowledged",
        f"{ENGINE}/journal.py",
        (
            (
                "        return list(self._intents.values())",
                "        return [one for one in self._intents.values() if self.outcome_of(one).status == 'applied']",
            ),
        ),
        "tests/faults/test_random_runs.py::test_whatever_a_job_meets_it_is_finished_by_running_it_again_or_taken_back_by_undo",
    ),
    Mutant(
        "a write whose answer was lost is sent again without a look",
        f"{ENGINE}/apply.py",
        (
            (
                "        found = await look(change, client)\n        shape = shape_of(change, found)\n        if shape",
                '        found = change.before\n        shape: Shape = "before"\n        if shape',
            ),
        ),
        f"{UNIT}/test_apply_settling.py::test_what_is_known_to_be_done_is_not_sent_again",
    ),
    Mutant(
        "a document is written over without a last look",
        f"{ENGINE}/apply.py",
        (("            await asyncio.gather(*looks)\n", "            pass\n"),),
        "tests/faults/test_concurrent_edits.py::test_an_edit_before_the_look_stops_the_write_and_stays",
    ),
    Mutant(
        "an undo overwrites what somebody else has changed since",
        f"{ENGINE}/undo.py",
        (("        elif foreign:\n", "        elif False:\n"),),
        f"{UNIT}/test_undo.py::test_a_foreign_edit_of_the_list_that_a_rename_of_ours_shows_in_is_left",
    ),
    Mutant(
        "an undo that was cut off does not know what it had half made",
        f"{ENGINE}/undo.py",
        (("    half_made = _rest(begun, live)\n", "    half_made = _rest((), live)\n"),),
        "tests/faults/test_random_runs.py::test_what_once_went_wrong_does_not_again",
    ),
    Mutant(
        "nobody takes the lock",
        f"{ENGINE}/lock.py",
        (("                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)\n", "                pass\n"),),
        f"{UNIT}/test_lock.py::test_a_second_writer_fails_and_names_the_first",
    ),
    Mutant(
        "a lock that was replaced under the run is still trusted",
        f"{ENGINE}/lock.py",
        (
            (
                "        if found is None or ours is None or (found.st_dev, found.st_ino) != (ours.st_dev, ours.st_ino):\n",
                "        if ours is None:\n",
            ),
        ),
        f"{UNIT}/test_lock.py::test_a_lock_file_that_is_removed_or_replaced_is_noticed_before_the_next_write",
    ),
    Mutant(
        "the lock is let go before the first write",
        f"{ENGINE}/writer.py",
        (("        self._under_way = True\n", "        self._under_way = True\n        self._lock.release()\n"),),
        "tests/faults/test_random_runs.py::test_whatever_a_job_meets_it_is_finished_by_running_it_again_or_taken_back_by_undo",
    ),
    Mutant(
        "an empty list is taken for a wish to delete everything",
        f"{ENGINE}/guards.py",
        (("    if purge and empty:\n", "    if False:\n"),),
        f"{UNIT}/test_guards.py::test_purging_a_kind_to_nothing_is_refused",
    ),
    Mutant(
        "a listing that contradicts itself is planned with",
        f"{ENGINE}/state.py",
        (("        _refuse_twice(kind, documents)\n", ""),),
        f"{UNIT}/test_state.py::test_the_same_key_twice_makes_a_listing_useless",
    ),
    Mutant(
        "a plan that is not the approved one is carried out",
        f"{ENGINE}/guards.py",
        (("    if approval.plan_hash and plan.changes:\n", "    if False:\n"),),
        f"{UNIT}/test_converge.py::test_what_forbids_a_plan_is_raised_before_any_write",
    ),
    Mutant(
        "a deletion takes users along unasked",
        "plugins/module_utils/_kinds/tenant.py",
        (('bool(options.get("cascade", False))', 'bool(options.get("cascade", True))'),),
        f"{KINDS}/test_tenant.py::test_delete_cascades_only_when_told",
    ),
    Mutant(
        "retention counts a damaged backup as a good one",
        f"{ENGINE}/retention.py",
        (("[backup for backup in newest_first if backup.verified]", "list(newest_first)"),),
        "tests/faults/test_retention_histories.py::test_no_history_of_backups_and_clocks_loses_what_must_stay",
    ),
    Mutant(
        "retention keeps as few as it is told",
        f"{ENGINE}/retention.py",
        (("max(ALWAYS_KEPT, keep_last)", "keep_last"),),
        "tests/faults/test_retention_histories.py::test_no_history_of_backups_and_clocks_loses_what_must_stay",
    ),
)
