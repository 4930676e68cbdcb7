# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_sso: SAML and OIDC of a tenant, present or absent, and brought back from a backup."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.canaries import pem_secret, secret
from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import assert_predicted, assert_result_is_complete, company
from tests.integration.project import Project
from tests.integration.stored import read
from tests.scan import assert_nothing_leaked

SECRET = secret("OIDC client secret")
SIGN_KEY = pem_secret("SAML signing key")
IDP = {"idp_url": "https://idp.example/sso", "entity_id": "https://idp.example", "idp_cert": "CERT"}
SAML = {
    "tenant_id": "acme",
    "domains": ["acme.example"],
    "saml": {**IDP, "redirect_url": "https://app.example/cb", "attribute_mapping": {"email": "mail"}, "sp_sign_key": SIGN_KEY},
    "role_mappings": [{"role_name": "Editor", "groups": ["eng"]}, {"role_name": "Approver", "groups": ["boss", "eng"]}],
    "default_sso_roles": ["Viewer"],
}
PART = {"tenant_id": "acme", "saml": {"attribute_mapping": {"group": "memberOf"}}}
ADDED = {"tenant_id": "acme", "oidc": {"name": "IdP", "client_id": "client", "client_secret": SECRET, "issuer": "https://idp"}}
SWITCH = {"tenant_id": "acme", "auth_type": "oidc"}
LABS = {"tenant_id": "acme", "sso_id": "labs", "display_name": "Labs", "saml": {"idp_metadata_url": "https://labs.example/m"}}
GONE = {"tenant_id": "acme", "state": "absent"}

Results = dict[str, Result]


def live(project: Project, tenant_id: str = "acme") -> dict[str, Json]:
    """The configurations of a tenant by id, without the certificates that Descope makes."""
    found = project.api.v2.get("sso/settings/all", tenantId=tenant_id).json()["SSOSettings"]
    return {one["ssoId"]: {**one, "saml": _without(one["saml"], "spCertificate", "spSignCertificate")} for one in found}


def _without(document: Json, *names: str) -> Json:
    return {name: value for name, value in document.items() if name not in names}


def mapped(configuration: Json) -> list[tuple[str, list[str]]]:
    return [(one["role"]["name"], one["groups"]) for one in configuration["saml"]["groupsMapping"]]


@pytest.fixture(scope="module")
def life(shared_project: Project) -> Results:
    """The life of a tenant's configurations in one playbook, the first steps previewed in check mode."""
    return shared_project.run_named(
        {
            "create": preview_of("sso", **SAML),
            "created": task("sso", **SAML),
            "created_again": task("sso", **SAML),
            "update": preview_of("sso", **PART),
            "updated": task("sso", **PART),
            "updated_again": task("sso", **PART),
            "added": task("sso", **ADDED),
            "added_again": task("sso", **ADDED),
            "switched": task("sso", **SWITCH),
            "switched_again": task("sso", **SWITCH),
            "further": task("sso", **LABS),
            "further_again": task("sso", **LABS),
            "delete": preview_of("sso", **GONE),
            "deleted": task("sso", **GONE),
            "deleted_again": task("sso", **GONE),
        }
    )


def test_a_configuration_is_created_with_what_was_given_and_nothing_is_left_open(
    shared_project: Project, life: Results
) -> None:
    created = life["created"]

    assert not created.failed, created.message
    assert shared_project.writes(created) == ["sso/saml"]
    assert created.statuses == [("sso", "acme", "create", "applied")]
    assert created["sso"]["saml"]["attribute_mapping"]["email"] == "mail"
    assert created["sso"]["role_mappings"] == SAML["role_mappings"]


@pytest.mark.parametrize("again", ["created", "updated", "added", "switched", "further", "deleted"])
def test_a_task_whose_work_is_done_writes_nothing(shared_project: Project, life: Results, again: str) -> None:
    result = life[f"{again}_again"]

    assert not result.failed, result.message
    assert (result.changed, result["diff"], result["backup"], shared_project.writes(result)) == (False, [], None, [])


@pytest.mark.parametrize(("preview", "run"), [("create", "created"), ("update", "updated"), ("delete", "deleted")])
def test_check_mode_writes_nothing_and_predicts_the_run(shared_project: Project, life: Results, preview: str, run: str) -> None:
    assert shared_project.requests(life[preview])
    assert shared_project.writes(life[preview]) == []
    assert len(shared_project.writes(life[run])) == 1
    assert_predicted(life[preview], life[run])
    assert_result_is_complete(life[run])


def test_a_partial_update_keeps_the_rest(life: Results) -> None:
    (shown,) = life["updated"]["diff"]

    attributes = {**shown["before"]["saml"]["attribute_mapping"], "group": "memberOf"}
    assert shown["after"] == {**shown["before"], "saml": {**shown["before"]["saml"], "attribute_mapping": attributes}}
    assert (attributes["email"], shown["after"]["saml"]["redirect_url"]) == ("mail", "https://app.example/cb")


def test_a_second_protocol_does_not_take_over_until_it_is_told_to(shared_project: Project, life: Results) -> None:
    assert shared_project.writes(life["added"]) == ["sso/oidc", "settings/authtype"]
    assert (life["added"]["sso"]["auth_type"], life["switched"]["sso"]["auth_type"]) == ("saml", "oidc")
    assert shared_project.writes(life["switched"]) == ["settings/authtype"]
    assert life["added"]["sso"]["oidc"]["user_attr_mapping"]["login_id"] == "sub"


def test_a_further_configuration_has_a_key_of_its_own_and_stays(shared_project: Project, life: Results) -> None:
    assert shared_project.writes(life["further"]) == ["settings/new", "saml/metadata"]
    assert life["further"].statuses == [("sso", "acme/labs", "create", "applied")]
    assert live(shared_project)["labs"]["saml"]["idpMetadataUrl"] == "https://labs.example/m"


def test_a_deletion_resets_the_configuration_after_a_backup_without_its_secrets(shared_project: Project, life: Results) -> None:
    deleted = life["deleted"]

    assert deleted["sso"] is None
    assert "no backup holds its client secret" in deleted["plan"]["lines"][0]
    assert (live(shared_project)[""]["saml"]["idpEntityId"], live(shared_project)[""]["oidc"]["clientId"]) == ("", "")
    stored = read(Path(deleted["backup"]["path"]) / "sso.json")
    assert [(one["ssoId"], one["saml"]["spSignKey"]) for one in stored] == [("", ""), ("labs", "")]


def test_no_secret_is_printed_or_stored(shared_project: Project, life: Results) -> None:
    assert life["added"]["sso"]["oidc"]["client_secret"] == "********"
    results = json.dumps([result.values for result in life.values()])
    assert_nothing_leaked(results, shared_project.home, inputs=[shared_project.home / "playbook.json"])


def test_what_can_not_be_meant_is_refused_before_the_first_write(company_project: Project) -> None:
    cases: dict[str, Json] = {
        "sso nowhere: its tenant_id names the tenant nowhere": {"tenant_id": "nowhere", "saml": IDP},
        "sso acme: saml.idp_cert is missing": {"tenant_id": "acme", "saml": {"idp_url": "x", "entity_id": "x"}},
        "sso acme: oidc.client_id is missing": {"tenant_id": "acme", "oidc": {"name": "IdP", "client_secret": SECRET}},
        "sso acme: its role_mappings names the role": {
            "tenant_id": "acme",
            "saml": IDP,
            "role_mappings": [{"role_name": "Ghost", "groups": ["g"]}],
        },
        "sso globex: its default_sso_roles names the role": {
            "tenant_id": "globex",
            "saml": IDP,
            "default_sso_roles": ["Approver"],
        },
        "sso acme: auth_type is oidc, which is not configured": {"tenant_id": "acme", "saml": IDP, "auth_type": "oidc"},
        "sso acme: default_sso_roles is not possible without saml or oidc": {
            "tenant_id": "acme",
            "default_sso_roles": ["Editor"],
        },
    }
    results = company_project.run(*(task("sso", **options) for options in cases.values()))

    assert [result.code for result in results] == ["invalid_input"] * len(cases)
    assert [words for words, result in zip(cases, results, strict=True) if words not in result.message] == []
    assert company_project.writes() == []


def test_domains_come_before_a_protocol_and_stay_when_there_is_one(company_project: Project) -> None:
    was = live(company_project, "globex")[""]["tenant"]["domains"]
    assert was == ["globex.example"]
    more, configured, again = company_project.run(
        task("sso", tenant_id="globex", domains=[*was, "g.example"]),
        task("sso", tenant_id="globex", saml=IDP),
        task("sso", tenant_id="globex", domains=["g.example", *was]),
    )

    assert not more.failed and not configured.failed, more.message + configured.message
    assert company_project.writes(more) == ["tenant/settings"]
    assert sorted(live(company_project, "globex")[""]["tenant"]["domains"]) == ["g.example", "globex.example"]
    assert (again.changed, company_project.writes(again)) == (False, [])


def everything(project: Project) -> dict[str, object]:
    """All that a run about a tenant's sign-in may touch, as the API gives it."""
    role_ids = {role["id"]: role["name"] for role in project.control.dump(project.id)["roles"]}
    found: dict[str, object] = {}
    for tenant_id in project.documents("tenants"):
        configurations = live(project, tenant_id)
        for one in configurations.values():
            for mapping in (*one["saml"]["groupsMapping"], *one["oidc"]["groupsMapping"]):
                assert mapping["role"].pop("id") in role_ids
        found[tenant_id] = configurations
        found[f"{tenant_id} settings"] = project.api.get("tenant/settings", id=tenant_id).json()
        found[f"{tenant_id} passwords"] = project.api.get("password/settings", tenantId=tenant_id).json()
    return found


def configured(make_project: MakeProject) -> Project:
    """A project whose tenant acme has both protocols, a further configuration, settings and a password policy."""
    project = make_project(**company())
    sso: list[Json] = [{**SAML, **ADDED, "auth_type": "oidc"}, LABS]
    settings = {"enabled": True, "session_token_expiration": 30, "session_token_expiration_unit": "minutes"}
    acme = {"id": "acme", "sso": [_without(one, "tenant_id") for one in sso], "settings": settings}
    made = project.run_one(task("sync", desired={"tenants": [{**acme, "password_settings": {"min_length": 20}}]}))
    assert not made.failed, made.message
    return project


def test_a_restore_brings_back_equal_configurations_and_how_the_tenant_signs_in(make_project: MakeProject) -> None:
    project = configured(make_project)
    before = everything(project)
    mine: Json = {"kinds": ["sso", "tenant_settings"], "confirm": project.id, "max_delete_percent": 100}
    *changes, restored, again = project.run(
        {**task("backup"), "register": "made"},
        task("sso", tenant_id="acme", domains=["other.example"], default_sso_roles=[], saml={"idp_metadata_url": "https://m"}),
        task("sso", tenant_id="acme", sso_id="labs", state="absent"),
        task("sso", tenant_id="acme-labs", saml=IDP),
        task("tenant_settings", tenant_id="acme", auth_type="none"),
        task("restore", backup="{{ made.backup.id }}", mode="mirror", **mine),
        task("restore", backup="{{ made.backup.id }}", mode="mirror", **mine),
    )

    assert [one.message for one in (*changes, restored, again) if one.failed] == []
    assert (again.changed, project.writes(again)) == (False, [])
    assert everything(project) == before


def test_a_tenant_that_was_deleted_comes_back_with_all_that_lived_in_it(make_project: MakeProject) -> None:
    project = configured(make_project)
    project.run_one(task("tenant", id="acme-labs-x", state="absent"))
    project.run_one(task("tenant", id="acme-labs", state="absent"))
    before = everything(project)
    deleted, restored = project.run(
        {**task("tenant", id="acme", state="absent"), "register": "gone"},
        task("restore", backup="{{ gone.backup.id }}"),
    )

    assert not restored.failed, restored.message
    assert "also deletes role acme/Approver, sso acme, sso acme/labs" in deleted["plan"]["lines"][0]
    assert everything(project) == before


def test_a_role_that_goes_says_which_configurations_lose_it_and_comes_back_when_the_run_fails(
    make_project: MakeProject,
) -> None:
    project = configured(make_project)
    before = everything(project)
    desired = {
        "roles": [{"name": name} for name in ("Viewer", "Approver", "Tenant Admin")],
        "tenants": [{"id": "new", "name": "New"}],
    }
    desired["roles"][1]["tenant_id"] = "acme"
    options: Json = {"desired": desired, "purge": True, "confirm": project.id, "max_deletes": 9, "max_delete_percent": 100}
    project.control.faults([{"method": "POST", "path": "/v1/mgmt/role/delete", "status": 400, "when": "after"}])
    failed = project.run_one(task("sync", **{**options, "desired": {"roles": desired["roles"]}}, on_error="rollback"))

    assert failed.failed
    (line,) = failed["plan"]["lines"]
    assert line.startswith("- delete role Editor") and "removes it from sso acme" in line
    assert "nothing of this run is left" in failed.message or "brought back" in failed.message, failed.message
    assert mapped(live(project)[""]) == [("Editor", ["eng"]), ("Approver", ["boss", "eng"])]
    assert everything(project) == before
