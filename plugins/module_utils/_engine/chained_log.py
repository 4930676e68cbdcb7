# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file of JSON lines that only grows: every line is on the disk before the next step, and carries a hash of all before it."""

from __future__ import annotations

import hashlib
import json
import os
import threading
import typing as t

from .._canonical import canonical
from .._strict_json import Damage
from .archive_disk import Directory, explained

LARGEST_LOG = 256 * 1024 * 1024
_START = "0" * 64

Record = dict[str, t.Any]


class ChainedLog:
    """A log open for appending; `append` returns when the lines are on the disk. Close it, or use it in a `with` statement.

    `last` is the hash of the line after which to go on; leave it out for a new file. Raises StorageFailed when the system
    refuses.
    """

    def __init__(self, directory: Directory, name: str, *, sequence: int = 0, last: str = _START) -> None:
        self._path = os.path.join(directory.path, name)
        self._descriptor = directory.open_to_append(name)
        self._sequence = sequence
        self._last = last
        self._one_at_a_time = threading.Lock()  # nobody may close it while a thread writes

    def __enter__(self) -> ChainedLog:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def append(self, *records: Record) -> None:
        """Add the records, a line each, in one write."""
        with self._one_at_a_time, explained("write", self._path):
            lines = []
            for record in records:
                self._sequence += 1
                self._last, line = _line(self._sequence, self._last, record)
                lines.append(line)
            rest = memoryview("".join(lines).encode())
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
            os.fsync(self._descriptor)

    def close(self) -> None:
        """Let go of the file."""
        with self._one_at_a_time:
            if self._descriptor >= 0:
                os.close(self._descriptor)
                self._descriptor = -1


def go_on(directory: Directory, name: str) -> ChainedLog:
    """Return an existing log, verified, to be continued; a line that was cut off is left out of it for good.

    Raises Damage when the log is not what was written.
    """
    chain = read_chain(directory, name)
    if chain.torn:
        directory.remove_file(f"{name}.new")
        with ChainedLog(directory, f"{name}.new") as log:
            log.append(*({key: value for key, value in record.items() if key != "seq"} for record in chain.records))
        directory.rename(f"{name}.new", name)
        directory.sync()
    return ChainedLog(directory, name, sequence=len(chain.records), last=chain.last)


class Chain(t.NamedTuple):
    """The records of a log, and after which line to go on; `torn` says that the last line was cut off and is left out."""

    records: list[Record]
    last: str
    torn: bool


def read_chain(directory: Directory, name: str) -> Chain:
    """Return what a log holds; raises Damage when a line is changed, missing, or out of order.

    Only the last line can be torn by a kill or a power cut, and then nothing after it was done (reliability #102).
    """
    data = directory.read(name, LARGEST_LOG)
    whole, _newline, rest = data.rpartition(b"\n")
    records: list[Record] = []
    last = _START
    for number, line in enumerate(whole.splitlines() if whole else [], 1):
        record = _record(line, name, number)
        told = record.pop("h", None)
        last, again = _line(number, last, {key: value for key, value in record.items() if key != "seq"})
        if told != last or again.encode() != line + b"\n":
            raise Damage(f"{name} was changed: line {number} does not follow from those before it")
        records.append(record)
    return Chain(records, last, bool(rest))


def _record(line: bytes, name: str, number: int) -> Record:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        raise Damage(f"{name} was changed: line {number} is not a record")
    return record


def _line(sequence: int, last: str, record: Record) -> tuple[str, str]:
    """Return the hash of a line, and the line that carries it."""
    numbered = {"seq": sequence, **record}
    text = canonical(numbered)
    told = hashlib.sha256(f"{last}{text}".encode("utf-8", "surrogatepass")).hexdigest()
    return told, json.dumps({**numbered, "h": told}, sort_keys=True, separators=(",", ":")) + "\n"
