# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role backs up and takes back of kinds besides tenants: what lives inside them, what is there once, and users."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.canaries import secret
from tests.integration.ansible_run import Json
from tests.integration.conftest import MakeProject
from tests.integration.documents import role
from tests.integration.project import Project
from tests.integration.role_support import QUICK, backups, play, tenants
from tests.integration.stored import read

IGNORED = {"method": "POST", "path": "/v1/mgmt/permission/update", "count": 0, "status": 200, "body": {}}
COMMAND = re.compile(r"ansible-playbook descope\.mgmt\.restore( -e \S+)+")
OIDC: Json = {"name": "Entra", "clientId": "c1", "clientSecret": secret("OIDC client secret"), "issuer": "https://op.test"}
CHANGED: Json = {"name": "p", "description": "never comes"}


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    project = make_project(
        tenants=tenants(["acme", "old"]),
        roles=[role("Local", "p", tenant_id="old")],
        permissions=[{"name": "p", "description": "before"}],
    )
    for path, body in (
        ("sso/oidc", {"tenantId": "old", "settings": OIDC, "domains": ["old.test"]}),
        ("tenant/settings", {"tenantId": "old", "enabled": True, "JITDisabled": True}),
        ("user/create", {"loginId": "ann@acme.test", "email": "ann@acme.test", "displayName": "Ann"}),
    ):
        assert project.api.post(path, **body).status_code == 200, path
    return project


def inside(project: Project, tenant_id: str) -> Json:
    """Return what lives inside a tenant, without what is made anew with it."""
    sso = project.api.v2.get("sso/settings/all", tenantId=tenant_id).json()["SSOSettings"]
    settings = project.api.get("tenant/settings", id=tenant_id).json()
    return {"clients": [one["oidc"]["clientId"] for one in sso], "jit": settings.get("JITDisabled", False)}


def test_what_lives_inside_tenants_is_undone_when_the_verification_fails(project: Project) -> None:
    before = inside(project, "old")
    wanted = {
        "permissions": [CHANGED],
        "tenants": [{"id": "old", "settings": {"jit_disabled": False}, "sso": {"oidc": {"client_id": "c2"}}}],
        "theme": {"css_template": {"light": {"logo": "new"}}, "code_mode": True},
    }
    theme = project.api.v2.post("theme/export").json()["theme"]
    project.control.faults([IGNORED])

    run = play(project, "safe_sync", variables={"safe_sync_desired": wanted, **QUICK})

    assert not run.ok
    assert "permission p changed (description)" in run.message
    assert "Undone: 3 of 4 changes" in run.message
    assert inside(project, "old") == before
    assert project.api.v2.post("theme/export").json()["theme"]["cssTemplate"] == theme["cssTemplate"]


def test_what_a_purge_took_along_is_undone_with_it(project: Project) -> None:
    before, roles = inside(project, "old"), sorted(project.documents("roles"))
    wanted = {"permissions": [CHANGED], "tenants": [{"id": "acme"}]}
    sure = {"safe_sync_purge": True, "safe_sync_confirm": project.id, "safe_sync_max_delete_percent": 100}
    project.control.faults([IGNORED])

    run = play(project, "safe_sync", variables={"safe_sync_desired": wanted, **sure, **QUICK})

    assert not run.ok
    assert "The undo failed" not in run.message
    assert sorted(project.documents("tenants")) == ["acme", "old"]
    assert inside(project, "old") == before
    assert sorted(project.documents("roles")) == roles


def test_users_are_backed_up_before_a_run_that_changes_users_and_the_way_back_brings_them_back(project: Project) -> None:
    wanted = {"users": [{"login_id": "ann@acme.test", "name": "Changed", "given_name": "Ann"}]}

    run = play(project, "safe_sync", variables={"safe_sync_desired": wanted})

    assert run.ok, run.output
    (made,) = backups(project)
    assert [one["name"] for one in read(made / "users.json")] == ["Ann"]
    found = COMMAND.search(run.output)
    assert found
    _program, playbook, *arguments = shlex.split(found[0].rstrip('",'))
    again = play(project, playbook.removeprefix("descope.mgmt."), *arguments)
    assert again.ok, again.output
    assert project.api.get("user", loginId="ann@acme.test").json()["user"]["name"] == "Ann"


def test_users_are_not_read_for_a_run_that_has_none(project: Project) -> None:
    run = play(project, "safe_sync", variables={"safe_sync_desired": {"roles": [{"name": "New"}]}})
    assert run.ok, run.output
    (made,) = backups(project)
    assert not (made / "users.json").exists()
