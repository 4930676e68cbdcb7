# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text for terminals: nothing that one obeys, never wider than it says, and nothing lost where it is broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from ansible_collections.descope.mgmt.plugins.plugin_utils._terminal_text import harmless, padded, shortened, width, wrapped

CELLS = st.integers(min_value=2, max_value=60)
HARMLESS = st.text(max_size=120).map(harmless)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", r"\x1b[2J"),
        ("\x9b31m", r"\x9b31m"),
        ("a\r\n\tb", r"a\r\n\tb"),
        ("\u202eevil", r"\u202eevil"),
        ("\u200b\x00", r"\u200b\x00"),
        ("役割 é 👩", "役割 é 👩"),
        ("\ud800", r"\ud800"),
    ],
)
def test_what_a_terminal_obeys_is_spelled_out_and_what_people_write_is_not(text: str, shown: str) -> None:
    assert harmless(text) == shown


@pytest.mark.parametrize(
    ("text", "cells"), [("", 0), ("acme", 4), ("役割", 4), ("👩", 2), ("e\u0301", 1), ("❤\ufe0f", 2), ("ｶ", 1)]
)
def test_cells_are_those_of_a_terminal(text: str, cells: int) -> None:
    assert width(text) == cells


@given(HARMLESS)
def test_no_text_is_wider_than_it_is_said_to_be(text: str) -> None:
    assert text.isprintable()
    assert width(text) >= wcswidth(text)


@given(HARMLESS, CELLS)
def test_nothing_is_lost_but_spaces_when_text_is_broken_into_lines_that_fit(text: str, cells: int) -> None:
    lines = wrapped(text, cells)
    assert lines
    assert all(width(line) <= cells for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(HARMLESS, CELLS)
def test_what_is_cut_fits_and_says_that_it_is_cut(text: str, cells: int) -> None:
    cut = shortened(text, cells)
    assert width(padded(cut, cells)) == cells
    assert cut == text if width(text) <= cells else cut.endswith("…") and text.startswith(cut[:-1])


def test_lines_are_broken_at_spaces() -> None:
    assert wrapped("also deletes tenant globex", 14) == ["also deletes", "tenant globex"]
