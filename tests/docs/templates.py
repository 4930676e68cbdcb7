# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Says what is wrong with the filters and lookups of this collection in the templates of examples: names, options, choices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import nodes

Json = dict[str, Any]
Given = dict[str, nodes.Expr]
PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
OURS = "descope.mgmt."
LOOKUPS = ("lookup", "query", "q")
POSITIONAL = ("_input", "_terms")  # what stands before a filter, and in front of the options of a lookup


def template_mistakes(document: Any, documented: Callable[[Path], Json]) -> Iterator[str]:
    """Yield what is wrong with the templates in a document; `documented` returns the options of a plugin's file."""
    for text in _texts(document):
        if OURS in text and "{{" in text:
            for kind, name, given in _uses(jinja2.Environment().parse(text)):
                path = PLUGINS / kind / f"{name}.py"
                yield from _options(name, given, documented(path)) if path.is_file() else [f"there is no {kind} {name}"]


def _texts(document: Any) -> Iterator[str]:
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict | list):
        for value in document.values() if isinstance(document, dict) else document:
            yield from _texts(value)


def _uses(template: nodes.Template) -> Iterator[tuple[str, str, Given]]:
    """Yield the kind, the name and the named arguments of each filter and each lookup of this collection."""
    for one in template.find_all(nodes.Filter):
        if one.name.startswith(OURS):
            yield "filter", one.name.removeprefix(OURS), {str(argument.key): argument.value for argument in one.kwargs}
    for call in template.find_all(nodes.Call):
        name = str(call.args[0].value) if call.args and isinstance(call.args[0], nodes.Const) else ""
        if isinstance(call.node, nodes.Name) and call.node.name in LOOKUPS and name.startswith(OURS):
            yield "lookup", name.removeprefix(OURS), {argument.key: argument.value for argument in call.kwargs}


def _options(name: str, given: Given, documented: Json) -> Iterator[str]:
    for option, value in given.items():
        choices = documented.get(option, {}).get("choices")
        if option not in documented:
            yield f"{name} has no option {option}"
        elif choices and isinstance(value, nodes.Const) and value.value not in choices:
            yield f"{name}: {option} is one of {', '.join(choices)}, not {value.value}"
    needed = (option for option, details in documented.items() if details.get("required") and option not in POSITIONAL)
    yield from (f"{name} needs {option}" for option in needed if option not in given)
