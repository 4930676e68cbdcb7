# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare the backup from before the accident with the project as it is now, by the API's own words."""

from __future__ import annotations

import json
import os
import sys
import typing as t
import urllib.request
from pathlib import Path

# What only the server can make, and makes anew: a restored document is not older than its restoration.
SERVER_MADE = {"createdTime", "id"}


def main(project_directory: str) -> int:
    """Print, per kind, whether the live documents equal those of the backup made before the accident; return 0 if all do."""
    backup = _backup_before_the_accident(Path(project_directory))
    equal = True
    for plural, path in (("permissions", "permission/all"), ("roles", "role/all"), ("tenants", "tenant/all")):
        saved = _comparable(plural, json.loads((backup / f"{plural}.json").read_text("utf-8")))
        live = _comparable(plural, _get(path)[plural])
        equal &= saved == live
        print(f"    {plural}: {len(saved)} in the backup, {len(live)} live, {'equal' if saved == live else 'DIFFERENT'}")
    return 0 if equal else 1


def _backup_before_the_accident(project: Path) -> Path:
    manifests = {path.parent: json.loads(path.read_text("utf-8")) for path in project.glob("2*/manifest.json")}
    return max(path for path, manifest in manifests.items() if manifest["reason"] == "before the accident")


def _comparable(plural: str, documents: list[dict[str, t.Any]]) -> list[str]:
    """Return the documents as sorted text, without what the server makes; a tenant's id is chosen and is compared."""
    left_out = SERVER_MADE - ({"id"} if plural == "tenants" else set())
    kept = [{name: value for name, value in document.items() if name not in left_out} for document in documents]
    return sorted(
        json.dumps({name: _unordered(kept_value) for name, kept_value in one.items()}, sort_keys=True) for one in kept
    )


def _unordered(value: t.Any) -> t.Any:
    return sorted(value) if isinstance(value, list) else value


def _get(path: str) -> t.Any:
    bearer = f"{os.environ['DESCOPE_PROJECT_ID']}:{os.environ['DESCOPE_MANAGEMENT_KEY']}"
    request = urllib.request.Request(
        f"{os.environ['DESCOPE_BASE_URL']}/v1/mgmt/{path}", headers={"Authorization": f"Bearer {bearer}"}
    )
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
        return json.load(answer)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
