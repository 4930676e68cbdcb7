# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep what the simulator says a project holds, or compare the project with what was kept: a proof without the collection.

equal.py keep FILE       before the accident
equal.py compare FILE    after the restore
"""

from __future__ import annotations

import json
import os
import sys
import typing as t
import urllib.request
from pathlib import Path

# What the service makes up anew when a document is made or written again.
SERVER_MADE = frozenset(
    {"createdTime", "modifiedTime", "version", "etag", "componentsVersion", "spCertificate", "spSignCertificate"}
)
IDS_BY_NAME = frozenset({"permissions", "roles"})  # sections whose ids the service makes up, and that are known by name

Documents = dict[str, t.Any]


def main(command: str, file: str) -> int:
    """Do what `command` says; return 0 unless a comparison finds a difference."""
    held = _held()
    if command == "keep":
        Path(file).write_text(json.dumps(held), "utf-8")
        return 0
    kept: dict[str, Documents] = json.loads(Path(file).read_text("utf-8"))
    differing = [section for section in kept if kept[section] != held[section]]
    for section in kept:
        verdict = "DIFFERENT" if section in differing else "equal"
        print(f"    {section}: {len(kept[section])} then, {len(held[section])} now, {verdict}")
    return 1 if differing else 0


def _held() -> dict[str, Documents]:
    """Return the documents of every section of the project that has any, by name or id."""
    url = f"{os.environ['DESCOPE_BASE_URL']}/_sim/projects/{os.environ['DESCOPE_PROJECT_ID']}"
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url) as answer:
        dump = json.load(answer)
    sections = {name: value for name, value in dump.items() if isinstance(value, list) and value and isinstance(value[0], dict)}
    return {name: dict(_labelled(name, document) for document in documents) for name, documents in sections.items()}


def _labelled(section: str, document: Documents) -> tuple[str, t.Any]:
    by_name = section in IDS_BY_NAME
    label = f"{document.get('tenantId', '')}/{document['name']}" if by_name else document["id"]
    return label, _comparable(document, SERVER_MADE | {"id"} if by_name else SERVER_MADE)


def _comparable(value: t.Any, left_out: frozenset[str]) -> t.Any:
    """Return `value` without what the service makes up, and with ids of roles replaced by their names."""
    if isinstance(value, list):
        return sorted((_comparable(item, left_out) for item in value), key=json.dumps)
    if not isinstance(value, dict):
        return value
    if value.keys() == {"id", "name"}:
        return value["name"]
    seen = {name: _comparable(inner, left_out) for name, inner in sorted(value.items()) if name not in left_out}
    return {
        name: inner for name, inner in seen.items() if inner not in (None, "", 0, False, [], {})
    }  # empty is as good as missing


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
