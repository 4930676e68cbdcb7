# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role's whole way: what it changes, what it leaves behind, and when it does nothing."""

from __future__ import annotations

import re
from pathlib import Path

from tests.integration.conftest import MakeProject
from tests.integration.role_support import QUICK, backups, desired, play, tenants

TWELVE = [f"t{number}" for number in range(12)]


def test_a_confirmed_run_purges_backs_up_and_verifies_and_the_next_has_nothing_to_do(
    make_project: MakeProject, tmp_path: Path
) -> None:
    project = make_project(tenants=tenants(TWELVE))
    wanted = desired(
        [*TWELVE[:11], "new"], safe_sync_purge=True, safe_sync_confirm=project.id, safe_sync_backup_dir="kept/here"
    )
    elsewhere = tmp_path / "where the user stands"

    first = play(project, "safe_sync", "--diff", variables=wanted, directory=elsewhere)

    assert first.ok, first.output
    assert first.changed == 2  # the backup and the synchronisation
    assert sorted(project.documents("tenants")) == sorted([*TWELVE[:11], "new"])
    made = backups(project, elsewhere / "kept" / "here")
    assert len(made) == 1
    assert "- delete tenant t11" in first.output
    assert "Plan hash: " in first.output
    assert re.search(
        r"It takes about \d+ calls and at least \d+ s, at 80 % of the rate limit of 1,000 calls in 10 s\.", first.output
    )
    assert str(made[0]) in first.output
    assert "name: New" in first.output  # the diff, before anything is done

    project.control.clear_requests()
    second = play(project, "safe_sync", variables=wanted, directory=elsewhere)

    assert second.ok, second.output
    assert second.changed == 0
    assert project.writes() == []
    assert backups(project, elsewhere / "kept" / "here") == made
    assert "nothing to do" in second.output


def test_check_mode_shows_the_diff_asks_nothing_and_writes_nothing_anywhere(make_project: MakeProject) -> None:
    project = make_project(tenants=tenants(TWELVE))
    wanted = desired([*TWELVE[:11], "new"], safe_sync_purge=True)

    run = play(project, "safe_sync", "--check", "--diff", variables=wanted)

    assert run.ok, run.output
    assert run.changed == 1  # as the real run would
    assert "+++ after: tenant new" in run.output
    assert "- delete tenant t11" in run.output
    assert project.writes() == []
    assert not project.backups.parent.exists()
    assert f"safe_sync_confirm={project.id}" in run.output


def test_a_plan_that_destroys_nothing_needs_no_confirmation(make_project: MakeProject) -> None:
    project = make_project(tenants=tenants(["acme"]))

    run = play(project, "safe_sync", variables=desired(["acme", "globex"], safe_sync_confirm=""))

    assert run.ok, run.output
    assert "globex" in project.documents("tenants")


def test_survey_answers_are_text_and_empty_ones_count_as_unset(make_project: MakeProject) -> None:
    project = make_project(tenants=tenants(TWELVE))
    answers = {
        "safe_sync_purge": "true",
        "safe_sync_max_deletes": "7",
        "safe_sync_max_delete_percent": "80",
        "safe_sync_confirm": f" {project.id} ",
        "safe_sync_protected": "t0,t1",
        "safe_sync_verify_retries": "1",
    }
    unanswered = ("on_error", "concurrency", "auto_apply_max_changes", "backup_dir", "keep_days", "keep_last", "timeout")
    more = ("plan_hash", "reason", "project_id", "management_key", "base_url", "ca_path", "validate_certs", "verify_delay")
    empty = {f"safe_sync_{name}": "" for name in (*unanswered, *more)}

    run = play(project, "safe_sync", variables=desired(TWELVE[:6], **answers, **empty))  # six deletes; five is the default

    assert run.ok, run.output
    assert sorted(project.documents("tenants")) == sorted(TWELVE[:6])
    assert len(backups(project)) == 1


def test_zero_is_an_answer_and_allows_no_deletion(make_project: MakeProject) -> None:
    project = make_project(tenants=tenants(TWELVE))
    wanted = desired(TWELVE[:11], safe_sync_purge=True, safe_sync_confirm=project.id, safe_sync_max_deletes=0)

    run = play(project, "safe_sync", variables=wanted)

    assert not run.ok
    assert "max_deletes is 0" in run.message
    assert project.writes() == []


def test_a_hash_from_the_preview_approves_that_plan_and_no_other(make_project: MakeProject, tmp_path: Path) -> None:
    project = make_project(tenants=tenants(TWELVE))
    wanted = desired(TWELVE[:11], safe_sync_purge=True, **QUICK)
    playbook = tmp_path / "preview.yml"
    playbook.write_text(
        "- hosts: localhost\n  connection: local\n  gather_facts: false\n"
        '  vars: {ansible_python_interpreter: "{{ ansible_playbook_python }}"}\n'
        "  tasks:\n    - include_role: {name: descope.mgmt.safe_sync, tasks_from: preview}\n"
        '    - copy: {content: "{{ safe_sync_preview.plan.hash }}", dest: "{{ hash_file }}", mode: "0600"}\n',
        encoding="utf-8",
    )
    file = tmp_path / "hash"

    preview = play(project, str(playbook), variables={**wanted, "hash_file": str(file)})
    assert preview.ok, preview.output
    assert preview.changed == 1  # the copy
    assert project.writes() == []

    project.load(tenants=tenants(TWELVE[1:]))
    refused = play(project, "safe_sync", variables={**wanted, "safe_sync_plan_hash": file.read_text()})
    assert not refused.ok
    assert "moved since: tenant " in refused.message
    assert project.writes() == []

    project.load(tenants=tenants(TWELVE))
    accepted = play(project, "safe_sync", variables={**wanted, "safe_sync_plan_hash": file.read_text()})
    assert accepted.ok, accepted.output
    assert sorted(project.documents("tenants")) == sorted(TWELVE[:11])
