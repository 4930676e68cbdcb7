# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook promote: one project to another with the whole way, preview, confirmation, backup, verification and undo."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.canaries import secret
from tests.integration.ansible_run import Json
from tests.integration.conftest import MakeProject
from tests.integration.documents import company, permission, role, tenant
from tests.integration.project import Project
from tests.integration.role_support import QUICK, PlaybookRun, assert_no_key, backups, play

IGNORED = {"method": "POST", "path": "/v1/mgmt/permission/update", "count": 0, "status": 200, "body": {}}
KINDS = ["permissions", "roles", "tenants", "tenant_settings", "sso", "lists"]
OIDC: Json = {"name": "Entra", "clientId": "c1", "clientSecret": secret("OIDC client secret"), "issuer": "https://op.test"}


@dataclass(frozen=True)
class Pair:
    """What is promoted, and to where."""

    source: Project
    target: Project

    def play(self, playbook: str, *arguments: str, **variables: object) -> PlaybookRun:
        """Run a playbook for the target; the key of the source is nowhere in what it prints or leaves behind."""
        where = {"safe_sync_source_project_id": self.source.id, "safe_sync_kinds": KINDS}
        key = {"safe_sync_source_management_key": "{{ lookup('ansible.builtin.env', 'TEST_SOURCE_KEY') }}"}
        environment = {"TEST_SOURCE_KEY": self.source.key}
        given = {**where, **key, **QUICK, **variables}
        run = play(self.target, playbook, *arguments, variables=given, environment=environment)
        assert_no_key(self.source, run.output)
        left = [path for path in self.target.home.rglob("*") if path.is_file()]
        assert [str(path) for path in left if self.source.key.encode() in path.read_bytes()] == []
        assert self.source.writes() == []
        return run


@pytest.fixture
def pair(make_project: MakeProject) -> Pair:
    source = make_project(**company())
    for path, body in (
        ("tenant/settings", {"tenantId": "acme", "enabled": True, "JITDisabled": True}),
        ("sso/oidc", {"tenantId": "acme", "settings": OIDC, "domains": ["acme.test"]}),
        ("list", {"name": "Blocked", "type": "ips", "data": ["192.0.2.7"]}),
    ):
        assert source.api.post(path, **body).status_code == 200, path
    target = make_project(
        permissions=[permission("invoice.read", "Old words"), permission("own")],
        roles=[role("Editor", "invoice.read")],
        tenants=[tenant("acme", "Acme of old"), tenant("own")],
    )
    source.control.clear_requests()
    return Pair(source, target)


def inside(project: Project, tenant_id: str) -> Json:
    """Return what lives inside a tenant."""
    [sso] = project.api.v2.get("sso/settings/all", tenantId=tenant_id).json()["SSOSettings"]
    settings = project.api.get("tenant/settings", id=tenant_id).json()
    return {"client": sso["oidc"]["clientId"], "domains": sso["tenant"]["domains"], "jit": settings["JITDisabled"]}


def test_a_promotion_goes_the_whole_way_and_a_second_one_has_nothing_to_do(pair: Pair) -> None:
    preview = pair.play("promote", "--check", "--diff")
    assert preview.ok, preview.output
    assert "This was a preview" in preview.output
    assert "+ create role acme/Approver" in preview.output
    assert pair.target.writes() == []
    assert backups(pair.target) == []

    run = pair.play("promote", "-vvv")
    assert run.ok, run.output
    assert f"Project {pair.target.id} is as desired, verified" in run.output
    assert len(backups(pair.target)) == 1
    assert backups(pair.source) == []
    assert inside(pair.target, "acme") == inside(pair.source, "acme") == {"client": "c1", "domains": ["acme.test"], "jit": True}
    assert pair.target.tenant("own")["name"] == "Own"
    assert "Blocked" in str(pair.target.api.get("list/all").json())

    again = pair.play("promote")
    assert again.ok, again.output
    assert "as desired already. There was nothing to do." in again.output
    assert len(backups(pair.target)) == 1


def test_without_tenants_the_roles_of_single_tenants_stay_where_they_are(pair: Pair) -> None:
    run = pair.play("promote", safe_sync_kinds=["permissions", "roles"])
    assert run.ok, run.output
    assert {"Viewer", "Editor"} <= set(pair.target.documents("roles"))
    assert "acme/Approver" not in pair.target.documents("roles")


def test_drift_and_verify_compare_two_projects(pair: Pair) -> None:
    reported = pair.play("drift")
    assert reported.ok, reported.output
    assert f"Compared with project {pair.source.id}" in reported.output
    assert "info: permission invoice.read changed: description" in reported.output
    failed = pair.play("verify")
    assert not failed.ok
    assert "The project is not as it should be" in failed.message
    assert pair.play("drift", safe_sync_kinds=["theme"]).output.count("There is no drift.") == 1
    assert pair.target.writes() == []


def test_a_promotion_that_deletes_needs_a_word(pair: Pair) -> None:
    sure = {"safe_sync_purge": True, "safe_sync_max_delete_percent": 100, "safe_sync_keys": ["own"]}
    refused = pair.play("promote", **sure)
    assert not refused.ok
    assert f"safe_sync_confirm={pair.target.id}" in refused.message
    other = pair.play("promote", safe_sync_confirm=pair.source.id, **sure)
    assert not other.ok
    assert "but this run would change project" in other.message
    assert pair.target.writes() == []

    run = pair.play("promote", safe_sync_confirm=pair.target.id, **sure)
    assert run.ok, run.output
    assert "own" not in {*pair.target.documents("tenants"), *pair.target.documents("permissions")}
    assert pair.target.tenant("acme")["name"] == "Acme of old"


def test_a_promotion_that_does_not_hold_is_undone_with_all_that_is_inside_tenants(pair: Pair) -> None:
    before = {plural: pair.target.without_times(plural) for plural in ("permissions", "roles", "tenants")}
    pair.target.control.faults([IGNORED])
    run = pair.play("promote")
    assert not run.ok
    assert "permission invoice.read changed (description)" in run.message
    assert "Undone: " in run.message
    assert {plural: pair.target.without_times(plural) for plural in before} == before
    settings = pair.target.api.get("tenant/settings", id="acme").json()
    assert settings.get("JITDisabled", False) is False


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"safe_sync_source_project_id": ""}, "Name the project to promote as safe_sync_source_project_id"),
        ({"safe_sync_desired": {"roles": []}}, "by either safe_sync_desired, safe_sync_desired_file or safe_sync_source_p"),
        ({"safe_sync_kinds": []}, "kinds"),
        ({"safe_sync_source_management_key": ""}, "source_management_key"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words_before_any_change(pair: Pair, variables: Json, said: str) -> None:
    run = pair.play("promote", **variables)
    assert not run.ok
    assert said in run.message
    assert pair.target.writes() == []
