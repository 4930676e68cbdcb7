# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backups on disk: made as of some days ago, looked at without the collection's help, and damaged."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import About, Author, BackupStore
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from tests.integration.project import Project

CORE = ("permissions", "roles", "tenants")
ABOUT = About(api_base="http://127.0.0.1", author=Author(user="ops", host="ctl1"), reason="earlier", tool={})


def publish(project: Project, days_ago: int = 0) -> Path:
    """Make a backup of the core kinds of the project, dated some days ago but later than all others; return its directory."""
    dump = project.control.dump(project.id)
    state = State({plural: tuple(KINDS[plural].from_api(raw) for raw in dump[plural]) for plural in CORE})
    moment = datetime.now(timezone.utc) - timedelta(days=days_ago)
    return Path(BackupStore(str(project.backups.parent), project.id, clock=lambda: moment).publish(state, ABOUT).path)


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def modes(directory: Path) -> set[tuple[str, int]]:
    """Return kind and mode of the directory and of all that is in it."""
    found = set()
    for path in (directory, *directory.rglob("*")):
        status = path.lstat()
        found.add(("directory" if stat.S_ISDIR(status.st_mode) else "file", stat.S_IMODE(status.st_mode)))
    return found


def copy_of(backup: Path, name: str) -> Path:
    """Return a copy of a backup in a store of its own, to be damaged."""
    copy = backup.parents[2] / name / backup.parent.name / backup.name
    shutil.copytree(backup, copy)
    return copy


def edit(path: Path, **fields: object) -> None:
    """Change fields of a JSON file."""
    path.write_text(json.dumps({**read(path), **fields}, indent=2, sort_keys=True) + "\n", encoding="utf-8")
