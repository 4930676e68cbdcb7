# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_restore and backups that are not what was written: refused with a code of its own before the first write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.ansible_run import Result, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import company
from tests.integration.project import Project
from tests.integration.stored import copy_of, edit, publish, read


def lose_a_file(backup: Path) -> None:
    (backup / "roles.json").unlink()


def add_a_file(backup: Path) -> None:
    (backup / "users.json").write_text("[]", encoding="utf-8")


def change_a_letter(backup: Path) -> None:
    file = backup / "tenants.json"
    file.write_bytes(file.read_bytes().replace(b"Globex", b"Glabex"))


def change_a_count(backup: Path) -> None:
    edit(backup / "manifest.json", counts={**read(backup / "manifest.json")["counts"], "tenants": 40})


def change_a_hash(backup: Path) -> None:
    files = read(backup / "manifest.json")["files"]
    files["tenants.json"]["sha256"] = "0" * 64
    edit(backup / "manifest.json", files=files)


def raise_the_version(backup: Path) -> None:
    edit(backup / "manifest.json", schema_version=8)


def put_a_link(backup: Path) -> None:
    file = backup / "roles.json"
    file.rename(backup.parent / "elsewhere.json")
    file.symlink_to(backup.parent / "elsewhere.json")


# What is done to a backup, the code of the error, and words that its message must have.
DAMAGE: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "missing file": (lose_a_file, "backup_corrupt", "roles.json is missing"),
    "additional file": (add_a_file, "backup_corrupt", "users.json does not belong to it"),
    "damaged file": (change_a_letter, "backup_corrupt", "tenants.json was changed"),
    "wrong count": (change_a_count, "backup_corrupt", "counts"),
    "wrong hash": (change_a_hash, "backup_corrupt", "manifest.json"),
    "newer format": (raise_the_version, "schema_too_new", "schema version 8"),
    "link for a file": (put_a_link, "backup_corrupt", "roles.json is a link"),
}
REFERENCES = {
    "other project": "wrong_project",
    "under another name": "backup_corrupt",
    "through a link": "unsafe_path",
    "upwards": "unsafe_path",
    "upwards as an id": "unsafe_path",
    "unknown id": "backup_not_found",
}


@pytest.fixture(scope="module")
def results(shared_project: Project, make_shared_project: MakeProject) -> dict[str, Result]:
    """Restores of one backup damaged in every way, in one playbook; the project has lost its tenants."""
    backup = publish(shared_project)
    cases = references(backup, publish(make_shared_project(**company())))
    for name, (spoil, _, _) in DAMAGE.items():
        cases[name] = copy_of(backup, name.replace(" ", "-"))
        spoil(Path(cases[name]))
    shared_project.load(tenants=[])
    refused = shared_project.run(*(task("restore", backup=str(given)) for given in cases.values()))
    return dict(zip(cases, refused, strict=True))


def references(backup: Path, other: Path) -> dict[str, Path | str]:
    """Return references that do not lead to a backup of the project."""
    renamed = copy_of(backup, "renamed")
    link = copy_of(backup, "linked").with_name("20200101T000000Z")
    link.symlink_to(backup)
    return {
        "other project": other,
        "under another name": renamed.rename(renamed.with_name("20200101T000000Z")),
        "through a link": link,
        "upwards": f"{backup.parent}/../{backup.parent.name}/{backup.name}",
        "upwards as an id": f"../{backup.parent.name}/{backup.name}",
        "unknown id": "20200101T000000Z",
    }


@pytest.mark.parametrize("case", DAMAGE)
def test_a_damaged_backup_is_refused_before_the_first_write(
    shared_project: Project, results: dict[str, Result], case: str
) -> None:
    result, (_, code, words) = results[case], DAMAGE[case]

    assert (result.failed, result.code) == (True, code), result.message
    assert words in result.message
    assert shared_project.writes() == []


@pytest.mark.parametrize("case", REFERENCES)
def test_a_reference_to_no_backup_of_this_project_is_refused(
    shared_project: Project, results: dict[str, Result], case: str
) -> None:
    result = results[case]

    assert (result.failed, result.code) == (True, REFERENCES[case]), result.message
    assert shared_project.writes() == []


def test_the_newest_backup_that_verifies_is_taken_instead_of_a_newer_damaged_one(company_project: Project) -> None:
    good, bad = publish(company_project, days_ago=1), publish(company_project)
    change_a_letter(bad)
    preview = company_project.run_one(preview_of("restore"))

    assert (preview["source"]["id"], preview["diff"]) == (good.name, [])
