# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_state_info: a live project in the spelling of a desired state, of which a synchronisation changes nothing."""

from __future__ import annotations

import pytest

from tests.canaries import leaks, secret
from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import company, permission, tenant
from tests.integration.project import Project

BRACES = "Hello {{ user.name }}, {% raw %} and #jinja2:"
OIDC: Json = {"name": "Entra", "clientId": "c1", "clientSecret": secret("OIDC client secret"), "issuer": "https://op.test"}
TASKS: dict[str, Json] = {
    "whole": task("state_info"),
    "preview": preview_of("state_info"),
    "synced": task("sync", desired="{{ whole.desired }}", purge=True, protected=["*"]),
    "kinds": task("state_info", kinds=["roles", "permissions"]),
    "keys": task("state_info", keys=["acme*"]),
    "inside": task("state_info", keys=["sso/*", "tenant_settings/*"]),
    "nothing": task("state_info", keys=["nobody"]),
    "unknown": task("state_info", kinds=["tenant"]),
}

Results = dict[str, Result]


@pytest.fixture(scope="module")
def project(make_shared_project: MakeProject) -> Project:
    documents = company()
    documents["permissions"].append(permission("odd", BRACES))
    documents["tenants"].append(tenant("initech", customAttributes={"vip": False, "note": BRACES, "seats": 0}))
    project = make_shared_project(**documents)
    settings = {"enabled": True, "sessionTokenExpiration": 15, "sessionTokenExpirationUnit": "minutes"}
    for path, body in (
        ("tenant/settings", {"tenantId": "globex", **settings}),
        ("sso/oidc", {"tenantId": "globex", "settings": OIDC, "domains": ["globex.test"]}),
        ("password/settings", {"enabled": True, "minLength": 12}),
        ("password/settings", {"tenantId": "acme", "enabled": True, "minLength": 16}),
    ):
        assert project.api.post(path, **body).status_code == 200, path
    return project


@pytest.fixture(scope="module")
def results(project: Project) -> Results:
    return project.run_named(TASKS)


def of_tenants(result: Result) -> dict[str, Json]:
    return {one["id"]: one for one in result["desired"]["tenants"]}


def test_what_it_returns_is_what_the_project_is_synchronised_with_already(project: Project, results: Results) -> None:
    """Also with purge, and with every document protected: nothing is changed, and nothing is left over."""
    synced = results["synced"]
    assert not synced.failed, synced.message
    assert (synced.changed, synced["plan"]["lines"], synced["unmanaged"]) == (False, [], [])
    assert project.writes(synced) == []


def test_documents_are_there_in_the_users_spelling_and_what_is_inside_a_tenant_stands_there(results: Results) -> None:
    desired = results["whole"]["desired"]
    assert {"name": "invoice.read", "description": "See invoices"} in desired["permissions"]
    assert {"name": "Approver", "tenant_id": "acme", "permission_names": ["invoice.write"]} in desired["roles"]
    tenants = of_tenants(results["whole"])
    assert tenants["acme-labs"] == {
        "id": "acme-labs",
        "name": "Acme-Labs",
        "parent": "acme",
        "disabled": True,
        "self_provisioning_domains": ["labs.example"],
    }
    assert tenants["globex"]["extra"] == {"regionCode": "eu-7"}
    assert tenants["globex"]["settings"]["session_token_expiration"] == 15
    assert tenants["globex"]["sso"]["oidc"]["client_id"] == "c1"
    assert tenants["acme"]["password_settings"]["min_length"] == 16
    assert desired["password_settings"][0]["min_length"] == 12


def test_left_out_is_what_descope_made_what_nobody_changed_and_what_is_secret(results: Results) -> None:
    text = str(results["whole"].values)
    tenants = of_tenants(results["whole"])
    assert "Tenant Admin" not in {one["name"] for one in results["whole"]["desired"]["roles"]}
    assert leaks(text.encode()) == []
    assert not {"settings", "sso", "password_settings"} & tenants["acme-labs"].keys()
    assert not {"created_time", "successors", "domains", "auth_type"} & tenants["globex"].keys()


# reliability #79
def test_text_with_braces_and_free_values_survive(results: Results) -> None:
    assert {"name": "odd", "description": BRACES} in results["whole"]["desired"]["permissions"]
    assert of_tenants(results["whole"])["initech"]["custom_attributes"] == {"vip": False, "note": BRACES, "seats": 0}


def test_only_the_named_kinds_and_documents_are_returned(results: Results) -> None:
    assert set(results["kinds"]["desired"]) == {"permissions", "roles"}
    assert results["kinds"]["counts"] == {"permissions": 3, "roles": 3}
    assert sorted(of_tenants(results["keys"])) == ["acme", "acme-labs", "acme-labs-x"]
    assert "roles" not in results["keys"]["desired"] or results["keys"]["counts"]["roles"] == 1
    assert results["nothing"]["desired"] == {} == results["nothing"]["counts"]


def test_what_is_inside_a_tenant_stands_alone_when_its_tenant_is_not_named(results: Results) -> None:
    desired = results["inside"]["desired"]
    assert set(desired) == {"sso", "tenant_settings"}
    assert [one["tenant_id"] for one in desired["sso"]] == ["globex"]
    assert [one["tenant_id"] for one in desired["tenant_settings"]] == ["acme", "globex"]


def test_check_mode_is_the_same_as_a_run_and_neither_writes(project: Project, results: Results) -> None:
    assert results["preview"].values["desired"] == results["whole"]["desired"]
    assert (results["whole"].changed, results["whole"]["gaps"]) == (False, {})
    assert project.writes(*(result for name, result in results.items() if name != "synced")) == []


def test_a_kind_that_does_not_exist_is_refused(results: Results) -> None:
    assert results["unknown"].failed
    assert "tenant_settings" in results["unknown"].message


# --- plans and keys ------------------------------------------------------------------------------------------------------


def test_what_the_key_may_not_read_is_left_out_and_named(make_project: MakeProject) -> None:
    project = make_project(**company())
    project.control.faults([{"path": "/v1/mgmt/list/all", "count": 0, "status": 403}])
    whole, named, alone = project.run(
        task("state_info"), task("state_info", kinds=["lists", "roles"]), task("state_info", kinds=["lists"])
    )
    for found in (whole, named):
        assert not found.failed, found.message
        assert list(found["gaps"]) == ["lists"]
        assert found["gaps"]["lists"].startswith("not included in the plan or the key's role")
    assert {"permissions", "roles", "tenants"} <= set(whole["desired"])
    assert set(named["desired"]) == {"roles"}
    assert (alone.failed, alone.code) == (True, "forbidden")


def test_trouble_is_no_gap(make_project: MakeProject) -> None:
    project = make_project(**company())
    project.control.faults([{"method": "GET", "path": "/v1/mgmt/role/all", "count": 0, "status": 500}])
    result = project.run_one(task("state_info"))
    assert result.failed
    assert "/v1/mgmt/role/all" in result.message
    assert "desired" not in result.values


def test_a_key_that_may_read_nothing_is_refused_and_does_not_see_an_empty_project(make_project: MakeProject) -> None:
    project = make_project(**company())
    wrong = project.run_one(task("state_info"), defaults={**project.connection, "management_key": "K-wrong"})
    assert (wrong.failed, wrong.code) == (True, "auth_failed")
