# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A project with something of everything is lost, and comes back from its backup; and comes to life in a second project too."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.budget import calls_of
from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Change, Plan
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from tests.canaries import leaks
from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.project import Project
from tests.integration.rich_project import TENANTS, fill
from tests.unit.plugins.builders import TARGET

BY_NAME = ("project", "snapshot")  # restored only when named: see their kinds
RESTORED = [plural for plural in KINDS if plural not in BY_NAME]
ANYTHING = {"auto_apply_max_changes": 10_000, "on_error": "stop", "concurrency": 16}

# The fields that come back with another value, by kind; everything else is equal. A field that is listed and not lost is a
# failure too.
LOST: dict[str, set[str]] = {
    "permissions": {"id"},
    "roles": {"id", "createdTime"},
    "tenants": {"createdTime"},
    "sso": {"saml.spSignCertificate"},
    "users": {"userId", "modifiedTime"},
    "access_keys": {"id", "clientId", "createdTime"},
    "jwt_templates": {"id"},
    "sso_applications": {"oidcSettings.clientId"},
}
# And in another project besides: what the service makes of its own address and keys, and of who asked.
LOST_ELSEWHERE: dict[str, set[str]] = {
    "sso": {"saml.spCertificate"},
    "access_keys": {"createdBy"},
    "sso_applications": {
        *(f"oidcSettings.{name}" for name in ("discoveryUrl", "issuer")),
        *(f"samlSettings.{name}" for name in ("idpEntityId", "idpInitiatedUrl", "idpLogoutUrl", "idpMetadataUrl", "idpSsoUrl")),
        *(f"wsfedSettings.{name}" for name in ("idpInitiatedUrl", "idpMetadataUrl")),
    },
}
# What tells the documents of a kind apart where their ids do not come back.
LABELS = {"access_keys": "description", "users": "email"}

Documents = dict[str, list[Json]]


@pytest.fixture(scope="module")
def rich(make_shared_project: MakeProject) -> Project:
    project = make_shared_project()
    fill(project.simulator, project.id, project.key)
    return project


@pytest.fixture(scope="module")
def runs(rich: Project, make_shared_project: MakeProject) -> Iterator[dict[str, Result]]:
    """Back up, wipe, restore, back up; and restore into a second project and back that up."""
    back_up = task("backup", kinds=list(KINDS), keep_last=9)
    first = rich.run_named({"first": back_up, "same": back_up})
    wipe(rich)
    given = {"backup": Path(first["first"]["backup"]["path"]).name, "kinds": RESTORED, "confirm": rich.id, **ANYTHING}
    restore = task("restore", **given)
    second = rich.run_named(
        {"preview": preview_of("restore", **given), "restored": restore, "again": restore, "second": back_up}
    )
    other = make_shared_project()
    elsewhere = {**given, "backup": first["first"]["backup"]["path"], "confirm": other.id}
    third = other.run_named({"moved": task("restore", **elsewhere, allow_other_project=True), "third": back_up})
    yield {**first, **second, **third}


def wipe(project: Project) -> None:
    """Leave nothing but what every new project ships with."""
    project.control.drop(project.id)
    project.control.load(project.id, {"management_keys": [project.key]})


def documents(result: Result) -> Documents:
    path = Path(result["backup"]["path"])
    return {plural: json.loads((path / f"{plural}.json").read_text("utf-8")) for plural in result["backup"]["counts"]}


def test_every_kind_has_something_in_it(runs: dict[str, Result]) -> None:
    counts = runs["first"]["backup"]["counts"]
    assert set(counts) == set(KINDS) - {"project"}  # a project's own key can't list projects
    assert runs["first"]["backup"]["completeness"]["project"]["status"] == "not_supported"
    assert all(counts.values())
    assert counts["tenants"] == TENANTS


def test_two_backups_of_an_unchanged_project_are_equal(runs: dict[str, Result]) -> None:
    assert documents(runs["first"]) == documents(runs["same"])


def test_no_secret_is_in_any_backup(rich: Project, runs: dict[str, Result]) -> None:
    written = b"".join(path.read_bytes() for path in rich.backups.rglob("*.json"))
    assert leaks(written) == []


def test_the_calls_that_it_takes_are_foreseen_about(runs: dict[str, Result]) -> None:
    foreseen, made = (runs[name]["budget"]["calls"] for name in ("preview", "restored"))
    assert abs(foreseen - made) <= 0.1 * made, (foreseen, made)


@pytest.mark.parametrize("plural", RESTORED)
def test_the_calls_of_any_change_can_be_foreseen(plural: str, runs: dict[str, Result]) -> None:
    """Whatever a kind does with the empty answers of a client that only counts."""
    kind = KINDS[plural]
    for before in documents(runs["first"])[plural]:
        after = {**before, **{name: not value for name, value in before.items() if type(value) is bool}, "description": "other"}
        updated = Change(kind, kind.key(before), "update", before, after)
        deleted = Change(kind, kind.key(before), "delete", before, None)
        for change in (updated, deleted):
            assert 1 <= sum(asyncio.run(calls_of(Plan(TARGET, ((change,),), {}, ()), 8)).values()) <= 5


@pytest.mark.parametrize("plural", RESTORED)
@pytest.mark.parametrize("where", ["second", "third"], ids=["here", "in_another_project"])
def test_a_wiped_project_comes_back_but_for_the_fields_that_are_named(plural: str, where: str, runs: dict[str, Result]) -> None:
    before, after = (_labelled(plural, documents(runs[name])) for name in ("first", where))
    assert set(before) == set(after)
    differing = set().union(*(_differing(before[label], after[label]) for label in before))
    assert differing == LOST.get(plural, set()) | (LOST_ELSEWHERE.get(plural, set()) if where == "third" else set())


def test_a_second_restore_has_nothing_to_do(runs: dict[str, Result]) -> None:
    assert runs["again"]["plan"]["lines"] == []


def _labelled(plural: str, found: Documents) -> dict[str, Json]:
    kind = KINDS[plural]
    labelled = {str(one[LABELS[plural]] if plural in LABELS else kind.key(one)): one for one in found[plural]}
    assert len(labelled) == len(found[plural])
    return labelled


def _differing(one: Json, other: Json, path: str = "") -> set[str]:
    """Return the dotted paths of the fields that differ."""
    found: set[str] = set()
    for name in one.keys() | other.keys():
        left, right = one.get(name), other.get(name)
        if isinstance(left, dict) and isinstance(right, dict):
            found |= _differing(left, right, f"{path}{name}.")
        elif left != right:
            found.add(f"{path}{name}")
    return found
