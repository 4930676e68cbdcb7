# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps the company in a file across restarts; what a test configured is not part of it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from . import seed, seed_data
from .documents import dump, load
from .errors import BadInput
from .store import State, Store

FORMAT = 1


def open_store(path: Path | None, seed_name: str) -> Store:
    """Read the file when there is one, else start from the seed; from then on every change is written."""
    if path is not None and path.exists():
        saved = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(saved, dict) or saved.get("format") != FORMAT:
            raise BadInput(f"{path} is not a state file of this simulator")
        keys, projects, company = saved["company_keys"], saved["projects"], State(saved.get("company"))
    else:
        keys, projects, company = [seed_data.COMPANY_KEY], seed.projects(seed_name), State()
    store = Store(keys, {project_id: load(project_id, given, None) for project_id, given in projects.items()}, company)
    if path is not None:
        store.on_change = lambda: _write(path, store)
        store.on_change()
    return store


def _write(path: Path, store: Store) -> None:
    """Write beside the file and rename, so that a reader or a crash never meets half a file."""
    content: dict[str, Any] = {
        "format": FORMAT,
        "company_keys": store.company_keys,
        "projects": {project.id: dump(project) for project in store.projects.values()},
        "company": store.company.sections(),
    }
    beside = path.with_name(path.name + ".new")
    beside.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    os.replace(beside, path)
