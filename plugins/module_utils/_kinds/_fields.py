# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields named by a dotted path, `oidc.clientSecret`: look them up, leave them out, put them in. Documents are not changed."""

from __future__ import annotations

import typing as t

from ._model import Document


def value_at(document: t.Mapping[str, t.Any], path: str) -> t.Any:
    """Return the value at `path`, or None when there is none."""
    value: t.Any = document
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def present(document: t.Mapping[str, t.Any], paths: t.Iterable[str]) -> list[str]:
    """Return those of `paths` where `document` has a value that is not empty, sorted."""
    return sorted(path for path in paths if value_at(document, path))


def without(document: t.Mapping[str, t.Any], paths: t.Iterable[str]) -> Document:
    """Return `document` without what is at `paths`."""
    result = dict(document)
    for path in paths:
        name, dot, rest = path.partition(".")
        if not dot:
            result.pop(name, None)
        elif isinstance(result.get(name), dict):
            result[name] = without(result[name], [rest])
    return result


def replaced(document: t.Mapping[str, t.Any], path: str, value: t.Any) -> Document:
    """Return `document` with `value` at `path`, making the objects on the way."""
    name, dot, rest = path.partition(".")
    inner = document.get(name)
    return {**document, name: replaced(inner if isinstance(inner, dict) else {}, rest, value) if dot else value}
