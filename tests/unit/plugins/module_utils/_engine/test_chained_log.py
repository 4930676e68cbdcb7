# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A log that only grows: what was written is read back, a torn end is left out, and any other change is found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive_disk import Directory
from ansible_collections.descope.mgmt.plugins.module_utils._engine.chained_log import ChainedLog, go_on, read_chain
from ansible_collections.descope.mgmt.plugins.module_utils._errors import StorageFailed, UnsafePath
from ansible_collections.descope.mgmt.plugins.module_utils._strict_json import Damage

RECORDS = [{"record": "intent", "change": number, "text": "größe \ud800"} for number in range(3)]


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Directory]:
    with Directory.open_or_make(str(tmp_path / "logs")) as opened:
        yield opened


@pytest.fixture
def path(directory: Directory) -> Path:
    with ChainedLog(directory, "log") as log:
        log.append(*RECORDS[:2])
        log.append(RECORDS[2])
    return Path(directory.path) / "log"


def records(directory: Directory) -> list[dict[str, object]]:
    return [{name: value for name, value in one.items() if name != "seq"} for one in read_chain(directory, "log").records]


def test_what_was_appended_is_read_in_order(directory: Directory, path: Path) -> None:
    assert records(directory) == RECORDS
    assert [one["seq"] for one in read_chain(directory, "log").records] == [1, 2, 3]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_log_cut_off_at_any_byte_holds_the_whole_lines_before_it(directory: Directory, path: Path) -> None:
    """Reliability #102."""
    whole = path.read_bytes()
    for size in range(len(whole) + 1):
        path.write_bytes(whole[:size])
        chain = read_chain(directory, "log")
        assert len(chain.records) == whole[:size].count(b"\n")
        assert chain.torn == (size > 0 and not whole[:size].endswith(b"\n"))


def test_a_log_with_a_torn_end_is_continued_without_it(directory: Directory, path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5])
    with go_on(directory, "log") as log:
        log.append({"record": "end"})
    assert records(directory) == [*RECORDS[:2], {"record": "end"}]


@pytest.mark.parametrize("line", [0, 1])
def test_any_changed_byte_of_an_earlier_line_is_found(directory: Directory, path: Path, line: int) -> None:
    whole = path.read_bytes().splitlines(keepends=True)
    for at in range(len(whole[line]) - 1):
        changed = bytearray(whole[line])
        changed[at] ^= 1
        if changed[at] == ord("\n"):
            continue
        path.write_bytes(b"".join([*whole[:line], bytes(changed), *whole[line + 1 :]]))
        with pytest.raises(Damage, match="was changed: line"):
            read_chain(directory, "log")


@pytest.mark.parametrize("order", [(1, 2), (0, 2), (0, 2, 1), (0, 0, 1, 2)])
def test_a_missing_moved_or_doubled_line_is_found(directory: Directory, path: Path, order: tuple[int, ...]) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[number] for number in order))
    with pytest.raises(Damage, match="does not follow"):
        read_chain(directory, "log")


def test_a_link_in_its_place_is_not_followed(directory: Directory, tmp_path: Path) -> None:
    """Reliability #58."""
    target = tmp_path / "target"
    target.write_text("precious")
    (Path(directory.path) / "log").symlink_to(target)
    with pytest.raises((StorageFailed, UnsafePath)):
        ChainedLog(directory, "log")
    assert target.read_text() == "precious"
