# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page about conformance says what a whole run has seen, or it is not written."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.conformance.record import EXPECTED, FAIL, NODE, OUT_OF_SCOPE, PASS, PYTHON, Row, page, write

WHOLE = {
    *(
        Row(flavour, "role", method, outcome)
        for flavour in PYTHON
        for method in ("create", "all")
        for outcome in (EXPECTED, PASS)
    ),
    *(Row(flavour, "user", "sign_in", EXPECTED) for flavour in PYTHON),
    *(Row(flavour, "user", "sign_in", OUT_OF_SCOPE, "needs an end user") for flavour in PYTHON),
    Row(NODE, "role", "create", PASS),
}
MANAGERS = ("role", "user")


def test_a_whole_run_makes_the_page_in_an_order_of_its_own() -> None:
    content = page(WHOLE, MANAGERS)
    assert content is not None
    assert "| Python | role | all | pass |\n| Python | role | create | pass |\n" in content
    assert "| Python | user | sign_in | out of scope: needs an end user |\n| Node | role | create | pass |\n" in content
    for _ in range(5):
        assert page(random.sample(sorted(WHOLE), len(WHOLE)), MANAGERS) == content


@pytest.mark.parametrize(
    "missing",
    [
        Row(PYTHON[0], "role", "create", PASS),
        Row(PYTHON[1], "role", "create", PASS),
        Row(PYTHON[1], "user", "sign_in", OUT_OF_SCOPE, "needs an end user"),
        Row(NODE, "role", "create", PASS),
    ],
)
def test_a_run_that_has_not_seen_everything_makes_none(missing: Row) -> None:
    assert missing in WHOLE
    assert page(WHOLE - {missing}, MANAGERS) is None


def test_a_manager_without_tests_and_a_failure_make_none() -> None:
    assert page(WHOLE, (*MANAGERS, "tenant")) is None
    assert page(WHOLE) is None
    for client in (*PYTHON, NODE):
        assert page({*WHOLE, Row(client, "role", "create", FAIL)}, MANAGERS) is None


def test_the_page_is_written_only_when_it_says_something_else(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    write(None, path)
    assert not path.exists()
    write("one", path)
    before = path.stat().st_mtime_ns
    write("one", path)
    write(None, path)
    assert (path.stat().st_mtime_ns, path.read_text()) == (before, "one")
    write("two", path)
    assert (path.read_text(), list(tmp_path.iterdir())) == ("two", [path])
