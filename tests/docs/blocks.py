# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the examples out of a page of documentation, RST or Markdown. It runs nothing.

What is to be done with an example is said by a comment in front of it, which readers do not see: `.. test: WORDS` in RST,
`<!-- test: WORDS -->` in Markdown. README.md in this directory lists the words.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CODE = "code-block"
# Directives of RST that hold no example. What is in neither is refused, so that no example hides in it.
PLAIN = frozenset({"contents", "list-table", "note", "seealso", "tip", "toctree", "warning"})
STEPS = ("api", "hidden", "simulator")  # words that are a step by themselves and not about the example that follows

_DIRECTIVE = re.compile(r"^(?P<indent> *)\.\. (?P<name>[\w-]+)::(?: +(?P<argument>.*))?$")
_COMMENT = re.compile(r"^ *(?:\.\. test: (?P<rst>.+)|<!-- test: (?P<markdown>.+?) -->)$")
_OPTION = re.compile(r"^ +:(?P<name>\w+):(?: +(?P<value>.*))?$")
_FENCE = re.compile(r"^(?P<indent> *)(?P<ticks>`{3,})(?P<language>\w*) *$")


class UnknownBlock(Exception):
    """A page has an example of which nobody said how it is tested."""


@dataclass(frozen=True)
class Step:
    """An example, or a comment that is a step: where it is, its language, its text, and the words of the comment."""

    page: Path
    line: int
    language: str
    text: str
    words: str = ""
    caption: str = ""

    @property
    def place(self) -> str:
        return f"{self.page.name}:{self.line}"

    @property
    def first(self) -> str:
        """The first line, by which a table can name an example of a page."""
        return self.text.split("\n", 1)[0].strip()


def steps(page: Path) -> list[Step]:
    """Return the examples of a page and the comments about them, in order; raise UnknownBlock for what is neither."""
    lines = page.read_text(encoding="utf-8").splitlines()
    found = list(_rst(page, lines) if page.suffix == ".rst" else _markdown(page, lines))
    return list(_with_words(found))


def _with_words(found: list[Step]) -> Iterator[Step]:
    """Give each example the words of the comment in front of it."""
    words: Step | None = None
    for one in found:
        if one.language == "words":
            if words is not None:
                raise UnknownBlock(f"{words.place}: no example follows this comment: {words.words}")
            if one.words.split(" ", 1)[0] in STEPS:
                yield one
            else:
                words = one
            continue
        yield Step(one.page, one.line, one.language, one.text, words.words if words else "", one.caption)
        words = None
    if words is not None:
        raise UnknownBlock(f"{words.place}: no example follows this comment: {words.words}")


def _rst(page: Path, lines: list[str]) -> Iterator[Step]:
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        directive, comment = _DIRECTIVE.match(line), _COMMENT.match(line)
        if comment:
            body, number = _indented(lines, number, len(line) - len(line.lstrip()))
            yield Step(page, number, "words", "\n".join(body), comment["rst"])
        elif directive and directive["name"] == CODE:
            started = number
            body, number = _indented(lines, number, len(directive["indent"]))
            options, text = _options(body)
            yield Step(page, started, directive["argument"] or "", text, caption=options.get("caption", ""))
        elif directive and directive["name"] not in PLAIN:
            raise UnknownBlock(f"{page.name}:{number}: write examples as code-block and not as {directive['name']}")
        elif line.endswith("::") and not directive:
            raise UnknownBlock(f"{page.name}:{number}: write the example as a code-block with a language")


def _indented(lines: list[str], number: int, indent: int) -> tuple[list[str], int]:
    """Return the lines from `number` on that belong to what is indented by `indent`, and the number of the next one."""
    body = []
    while number < len(lines) and (not lines[number].strip() or len(lines[number]) - len(lines[number].lstrip()) > indent):
        body.append(lines[number])
        number += 1
    return body, number


def _options(body: list[str]) -> tuple[dict[str, str], str]:
    options = {}
    while body and (option := _OPTION.match(body[0])):
        options[option["name"]] = option["value"] or ""
        body = body[1:]
    return options, textwrap.dedent("\n".join(body)).strip("\n")


def _markdown(page: Path, lines: list[str]) -> Iterator[Step]:
    number = 0
    while number < len(lines):
        line, before = lines[number], lines[number - 1] if number else ""
        number += 1
        fence, comment = _FENCE.match(line), _COMMENT.match(line)
        if comment:
            yield Step(page, number, "words", "", comment["markdown"])
        elif fence:
            started, body = number, []
            while number < len(lines) and lines[number].strip() != fence["ticks"]:
                body.append(lines[number])
                number += 1
            number += 1
            yield Step(page, started, fence["language"], textwrap.dedent("\n".join(body)))
        elif line.startswith("    ") and not before.strip() and not _in_a_list(lines, number - 1):
            started, (body, number) = number, _indented(lines, number - 1, 3)
            yield Step(page, started, "", textwrap.dedent("\n".join(body)).strip("\n"))


def _in_a_list(lines: list[str], number: int) -> bool:
    """Tell whether an indented line goes on with an entry of a list, and is no example."""
    for line in reversed(lines[:number]):
        if line.strip() and not line.startswith(" "):
            return bool(re.match(r"[*-] |\d+\. ", line))
    return False
