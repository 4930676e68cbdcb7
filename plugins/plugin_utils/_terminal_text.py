# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text as a terminal shows it: how many cells it takes, cut and broken to fit, and with nothing in it that a terminal obeys."""

from __future__ import annotations

import unicodedata

ELLIPSIS = "…"
EMOJI_STYLE = "\ufe0f"  # asks for the wide form of the character before it, which some terminals give and others do not


def harmless(text: str) -> str:
    """Return `text` with line breaks, escapes and whatever else does not print spelled out, an escape as `\\x1b`."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def width(text: str) -> int:
    """Return how many cells harmless text takes, at the most where terminals disagree."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def shortened(text: str, cells: int) -> str:
    """Return as much of `text` as fits, with an ellipsis at its end if that is not all."""
    return text if width(text) <= cells else f"{_start(text, cells - 1)}{ELLIPSIS}"


def padded(text: str, cells: int) -> str:
    """Return `text` with spaces after it up to so many cells."""
    return text + " " * (cells - width(text))


def wrapped(text: str, cells: int) -> list[str]:
    """Return all of `text` in lines of at most so many cells, at least 2, broken at spaces where that is possible."""
    if width(text) <= cells:
        return [text]
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if width(joined) <= cells:
            line = joined
            continue
        lines += [line] if line else []
        line = word
        while width(line) > cells:
            piece = _start(line, cells)
            lines.append(piece)
            line = line[len(piece) :]
    return [*lines, line] if line else lines


def _start(text: str, cells: int) -> str:
    """Return the longest start of `text` that fits."""
    for index, one in enumerate(text):
        cells -= _cells(one)
        if cells < 0:
            return text[:index]
    return text


def _cells(one: str) -> int:
    if one == EMOJI_STYLE:
        return 1
    if unicodedata.category(one) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(one) in "WF" else 1
