# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journals of a project's runs, beside its backups: begin one, find one, read one back, forget old ones.

A run is two files in `.journal`: `<run>.plan.json`, what it meant to do, and `<run>.jsonl`, how far it came. The second begins
with a header that carries the hash of the first, and ends with a line that says how the run ended; without it, it was cut off.
"""

from __future__ import annotations

import os
import re
import typing as t
from dataclasses import dataclass
from datetime import datetime, timezone

from .._errors import DecryptFailed, JournalCorrupt, KeyMissing, RunNotFound
from .._strict_json import Damage, from_bytes, to_bytes
from .archive_disk import Directory, shown
from .archive_text import LARGEST_ENCRYPTED, name_on_disk
from .chained_log import ChainedLog, go_on, read_chain
from .changes import Change, Plan
from .cipher import METHODS, Keys, Method, Undecipherable
from .journal import DurableJournal, Journal, Outcome
from .manifest import sha256
from .places import JOURNAL
from .plan_text import plan_from_value, plan_to_value, start_from_value, start_to_value
from .undo import Start

LAST = "last"
KEPT = 50
"""Runs that are kept, besides those that were cut off."""

_RUN = re.compile(r"[0-9]{8}T[0-9]{6}\.[0-9]{6}Z")
_FORMAT = "%Y%m%dT%H%M%S.%fZ"

End = t.Literal["done", "failed", "undone", "continued", "settled", "abandoned"]


@dataclass(frozen=True)
class Header:
    """What a run says of itself before its first change.

    `job` is a hash over what the run was asked to do: a run with the same one is the same job. `source` is the id of the backup
    that is restored, `backup` that of the safety backup, `continues` the run that this one takes up, `undoes` the runs that it
    takes back.
    """

    operation: str
    job: str
    plan_hash: str
    backup: str = ""
    source: str = ""
    continues: str = ""
    undoes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """A run as its journal tells it; `end` is None when it was cut off."""

    id: str
    header: Header
    plan: Plan
    start: Start
    journal: Journal
    end: End | None

    @property
    def doubtful(self) -> list[Change]:
        """The changes that were announced and of which no outcome, or an unknown one, was noted."""
        return [change for change in self.journal.attempted if self.journal.outcome_of(change).status == "unknown"]


class Runs:
    """The runs of the project whose directory is given; reading needs no directory of runs to exist."""

    def __init__(
        self,
        project: Directory,
        keys: Keys | None = None,
        *,
        clock: t.Callable[[], datetime] = lambda: datetime.now(timezone.utc),
    ) -> None:
        self._project = project
        self._keys = keys or Keys()
        self._clock = clock

    def begin(self, header: Header, plan: Plan, start: Start) -> OpenRun:
        """Write down what is about to be done and return the run; raises StorageFailed, and then nothing may be done.

        The plan has documents in it, so it is encrypted as the backups are.
        """
        self._forget()
        encryptor = self._keys.encryptor()
        with self._project.child_or_make(JOURNAL) as directory:
            run_id = self._next_id(directory)
            text = encryptor.encrypt(to_bytes({**plan_to_value(plan), "start": start_to_value(start, plan)}))
            directory.write(_plan_name(run_id, encryptor.method), text)
            log = ChainedLog(directory, _log_name(run_id))
        told = {**header.__dict__, "undoes": list(header.undoes), "plan_sha256": sha256(text), "encryption": encryptor.method}
        log.append({"record": "begin", "run": run_id, **told})
        return OpenRun(run_id, log, DurableJournal(log, plan.changes))

    def ids(self) -> list[str]:
        """Return the runs of which there is a journal, newest first."""
        directory = self._project.child(JOURNAL)
        if directory is None:
            return []
        with directory:
            names = directory.names()
        return [run for name in reversed(names) if name.endswith(".jsonl") and _RUN.fullmatch(run := name[:-6])]

    def unfinished(self) -> Run | None:
        """Return the run that was cut off, or None; one at most is, as a new one begins only when the last is dealt with."""
        for run_id in self.ids():
            if self._end_of(run_id) is None:
                return self.read(run_id)
        return None

    def needed(self) -> tuple[str, ...]:
        """Return the backups that a run which was cut off needs, by id: retention leaves them (reliability #107)."""
        run = self.unfinished()
        return () if run is None else (run.header.backup, os.path.basename(run.header.source))

    def source_of(self, job: str) -> str:
        """Return the backup that the same job was restoring when it was cut off, or an empty text."""
        run = self.unfinished()
        return run.header.source if run is not None and run.header.job == job else ""

    def find(self, reference: str) -> Run:
        """Return the run of this id, or with `last` the newest one that changed something and was not taken back.

        Raises RunNotFound and JournalCorrupt.
        """
        known = self.ids()
        if reference in known:
            return self.read(reference)
        if reference == LAST:
            undone: set[str] = set()
            for run_id in known:
                run = self.read(run_id)
                if run_id in undone or run.end == "undone" or not run.journal.attempted:
                    continue
                if not run.header.undoes:
                    return run
                if run.end == "done":  # what an undo had to leave can still be taken back
                    undone |= set(run.header.undoes)
        what = "no run that could be taken back" if reference == LAST else f"no run {ascii(reference)[:60]}"
        raise RunNotFound(
            f"There is {what} in {shown(self._project.path)}/{JOURNAL}.",
            hint=f"Nothing was changed. The newest ones are {', '.join(known[:3])}." if known else "Nothing was changed.",
        )

    def chain(self, run: Run) -> list[Run]:
        """Return `run` and the runs that it took up, newest first."""
        found = [run]
        while found[-1].header.continues:
            found.append(self.read(found[-1].header.continues))
        return found

    def close(self, run: Run, end: End) -> None:
        """Note how a run that was cut off has ended after all."""
        with self._opened() as directory:
            try:
                log = go_on(directory, _log_name(run.id))
            except Damage as damage:
                raise _corrupt(run.id, str(damage)) from None
            with log:
                log.append({"record": "end", "end": end})

    def read(self, run_id: str) -> Run:
        """Return a run; raises JournalCorrupt when its journal is not what was written."""
        with self._opened() as directory:
            records = _records(directory, run_id)
            if not records:
                return Run(run_id, Header("", "", ""), _NOTHING, Start({}, {}), Journal(), "settled")  # cut off before it began
            try:
                plan, start = self._plan(directory, run_id, records[0])
            except Damage as damage:
                raise _corrupt(run_id, str(damage)) from None
        journal, end = _replayed(records[1:], plan, run_id)
        return Run(run_id, _header(records[0], run_id), plan, start, journal, end)

    def _plan(self, directory: Directory, run_id: str, begin: dict[str, t.Any]) -> tuple[Plan, Start]:
        method: Method = begin.get("encryption", "none")
        name = _plan_name(run_id, method)
        text = directory.read(name, LARGEST_ENCRYPTED)
        if sha256(text) != begin.get("plan_sha256"):
            raise Damage(f"{name} was changed")
        if method != "none":
            text = self._decrypted(text, method, run_id)
        value = from_bytes(text)
        return plan_from_value(value), start_from_value(value)

    def _decrypted(self, text: bytes, method: Method, run_id: str) -> bytes:
        decrypt = self._keys.decryptor(method)
        if decrypt is None:
            raise KeyMissing(
                f"The journal of the run {run_id} is encrypted with {method}, and there is no key for it.",
                hint="Nothing was changed. Give the passphrase or the identity that opens the backups.",
            )
        try:
            return decrypt(text)
        except Undecipherable:
            raise DecryptFailed(
                f"The journal of the run {run_id} does not open: the key is wrong or it is damaged.",
                hint="Nothing was changed. Give the key it was made with.",
            ) from None

    def _end_of(self, run_id: str) -> End | None:
        with self._opened() as directory:
            records = _records(directory, run_id)
        return "settled" if not records else records[-1].get("end")

    def _continued_by(self, run_id: str) -> str:
        """Return the run that this one took up, or an empty text."""
        with self._opened() as directory:
            records = _records(directory, run_id)
        return str(records[0].get("continues", "")) if records else ""

    def _opened(self) -> Directory:
        directory = self._project.child(JOURNAL)
        if directory is None:
            raise RunNotFound(f"There is no {shown(self._project.path)}/{JOURNAL}.", hint="Nothing was changed.")
        return directory

    def _next_id(self, directory: Directory) -> str:
        newest = max((name[:23] for name in directory.names() if _RUN.fullmatch(name[:23])), default="")
        while (run_id := self._clock().strftime(_FORMAT)) <= newest:
            if run_id[:15] < newest[:15]:  # the clock was set back: go on after the newest, so that the order stays
                return f"{newest[:16]}{min(int(newest[16:22]) + 1, 999_999):06}Z"
        return run_id

    def _forget(self) -> None:
        """Remove the oldest runs that ended; those that were cut off stay, and one that the oldest kept run went on with."""
        known = self.ids()
        kept = KEPT
        while kept < len(known) and self._continued_by(known[kept - 1]) == known[kept]:
            kept += 1
        for run_id in known[kept:]:
            if self._end_of(run_id) is not None:
                with self._opened() as directory:
                    directory.remove_file(_log_name(run_id))
                    for method in METHODS:
                        directory.remove_file(_plan_name(run_id, method))
                    directory.sync()


class OpenRun:
    """A run that is under way."""

    def __init__(self, run_id: str, log: ChainedLog, journal: DurableJournal) -> None:
        self.id = run_id
        self.journal = journal
        self._log = log
        self._ended = False

    def end(self, end: End) -> None:
        """Note how it ended, the first time this is called; without this it counts as cut off."""
        if not self._ended:
            self._log.append({"record": "end", "end": end})
            self._ended = True

    def close(self) -> None:
        """Let go of the file."""
        self._log.close()


def _records(directory: Directory, run_id: str) -> list[dict[str, t.Any]]:
    try:
        return read_chain(directory, _log_name(run_id)).records
    except Damage as damage:
        raise _corrupt(run_id, str(damage)) from None


def _header(record: dict[str, t.Any], run_id: str) -> Header:
    names = Header.__dataclass_fields__
    try:
        if record["record"] != "begin" or record["run"] != run_id:
            raise KeyError
        values = {name: record[name] for name in names}
        return Header(**{**values, "undoes": tuple(values["undoes"])})
    except (KeyError, TypeError):
        raise _corrupt(run_id, "it does not begin with a header of its own") from None


def _replayed(records: list[dict[str, t.Any]], plan: Plan, run_id: str) -> tuple[Journal, End | None]:
    journal, changes, end = Journal(), plan.changes, None
    try:
        for record in records:
            if record["record"] == "end":
                end = record["end"]
            elif record["record"] == "intent":
                journal.intent(changes[record["change"]])
            else:
                journal.outcome(Outcome(changes[record["change"]], record["status"]))
    except (KeyError, IndexError, TypeError):
        raise _corrupt(run_id, "it speaks of a change that its plan does not have") from None
    return journal, end


def _corrupt(run_id: str, problem: str) -> JournalCorrupt:
    return JournalCorrupt(
        f"The journal of the run {run_id} can't be used: {problem}.",
        hint="Nothing was changed. Compare the project with a backup, then move the journal's two files elsewhere.",
        run=run_id,
    )


def _log_name(run_id: str) -> str:
    return f"{run_id}.jsonl"


def _plan_name(run_id: str, method: Method) -> str:
    return name_on_disk(f"{run_id}.plan.json", method)


_NOTHING = plan_from_value({"project_id": "", "api_base": "", "live": {}, "waves": []})
