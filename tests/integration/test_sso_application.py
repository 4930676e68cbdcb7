# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_sso_application: one application of each type, present or absent, here and brought back elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.canaries import secret
from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import assert_predicted, assert_result_is_complete, company
from tests.integration.project import Project
from tests.scan import assert_nothing_leaked

SECRET = secret("SSO application client secret")
CRM = {
    "id": "crm",
    "name": "CRM",
    "app_type": "oidc",
    "client_id": "crm-client",
    "client_secret": SECRET,
    "oidc": {"client_type": "confidential", "approved_redirect_urls": ["https://crm.example/b", "https://crm.example/a"]},
}
METADATA = {"use_metadata_info": True, "metadata_url": "https://wiki.example/metadata"}
WIKI = {
    "id": "wiki",
    "name": "Wiki",
    "app_type": "saml",
    "saml": {
        **METADATA,
        "groups_mapping": [{"name": "groups", "filter_type": "roles", "value": "editors", "roles": ["Editor"]}],
    },
}
LEDGER = {"id": "ledger", "name": "Ledger", "app_type": "wsfed", "wsfed": {"realm": "urn:l", "reply_url": "https://l.example"}}
CHANGE = {"id": "crm", "description": "Customers", "oidc": {"force_pkce": True}}
OWN = {"id": "descope-default-oidc", "oidc": {"login_page_url": "https://login.example"}}

Results = dict[str, Result]


@pytest.fixture(scope="module")
def life(shared_project: Project) -> Results:
    """The life of applications in one playbook, each step of the first one previewed in check mode."""
    return shared_project.run_named(
        {
            "create": preview_of("sso_application", **CRM),
            "created": task("sso_application", **CRM),
            "created_again": task("sso_application", **CRM),
            "by_name": task("sso_application", name="CRM", enabled=True),
            "saml": task("sso_application", **WIKI),
            "saml_again": task("sso_application", **WIKI),
            "wsfed": task("sso_application", **LEDGER),
            "wsfed_again": task("sso_application", **LEDGER),
            "update": preview_of("sso_application", **CHANGE),
            "updated": task("sso_application", **CHANGE),
            "updated_again": task("sso_application", **CHANGE),
            "own": task("sso_application", **OWN),
            "own_again": task("sso_application", **OWN),
            "delete": preview_of("sso_application", id="ledger", state="absent"),
            "deleted": task("sso_application", id="ledger", state="absent"),
            "deleted_again": task("sso_application", id="ledger", state="absent"),
        }
    )


def live(project: Project, app_id: str) -> Json:
    return next(one for one in project.control.dump(project.id)["sso_applications"] if one["id"] == app_id)


def test_an_application_is_created_with_what_was_given(shared_project: Project, life: Results) -> None:
    created = life["created"]

    assert not created.failed, created.message
    assert shared_project.writes(created) == ["oidc/create"]
    assert created.statuses == [("sso_application", "crm", "create", "applied")]
    assert (created["sso_application"]["enabled"], created["sso_application"]["oidc"]["client_type"]) == (True, "confidential")
    assert live(shared_project, "crm")["oidcSettings"]["clientId"] == "crm-client"


@pytest.mark.parametrize(
    "again", ["created_again", "by_name", "saml_again", "wsfed_again", "updated_again", "own_again", "deleted_again"]
)
def test_a_task_whose_work_is_done_writes_nothing(shared_project: Project, life: Results, again: str) -> None:
    result = life[again]

    assert not result.failed, result.message
    assert (result.changed, result["diff"], result["backup"], shared_project.writes(result)) == (False, [], None, [])


@pytest.mark.parametrize(("preview", "run"), [("create", "created"), ("update", "updated"), ("delete", "deleted")])
def test_check_mode_writes_nothing_and_predicts_the_run(shared_project: Project, life: Results, preview: str, run: str) -> None:
    assert {one["method"] for one in shared_project.requests(life[preview])} == {"GET"}
    assert len(shared_project.writes(life[run])) == 1
    assert_predicted(life[preview], life[run])
    assert_result_is_complete(life[run])


def test_a_partial_update_keeps_the_rest_and_the_client(shared_project: Project, life: Results) -> None:
    shown = life["updated"]["diff"][0]

    assert shown["after"]["oidc"] == {**shown["before"]["oidc"], "force_pkce": True}
    after = live(shared_project, "crm")
    assert (after["description"], after["oidcSettings"]["forcePkce"]) == ("Customers", True)
    assert sorted(after["oidcSettings"]["approvedRedirectUrls"]) == ["https://crm.example/a", "https://crm.example/b"]
    assert after["oidcSettings"]["clientId"] == "crm-client"


def test_groups_are_mapped_to_roles_by_name(shared_project: Project, life: Results) -> None:
    assert not life["saml"].failed, life["saml"].message
    role = shared_project.documents("roles")["Editor"]
    (group,) = live(shared_project, "wiki")["samlSettings"]["groupsMapping"]
    assert group["roles"] == [{"id": role["id"], "name": "Editor"}]


def test_an_application_of_descope_can_be_changed(shared_project: Project, life: Results) -> None:
    assert shared_project.writes(life["own"]) == ["oidc/update"]
    assert live(shared_project, "descope-default-oidc")["oidcSettings"]["loginPageUrl"] == "https://login.example"


def test_the_secret_is_nowhere(shared_project: Project, life: Results) -> None:
    results = json.dumps([result.values for result in life.values()])
    assert_nothing_leaked(results, shared_project.home, inputs=[shared_project.home / "playbook.json"])


def test_what_can_not_be_meant_is_refused_before_the_first_write(company_project: Project) -> None:
    company_project.load(
        sso_applications=[
            {"id": "crm", "name": "CRM", "appType": "oidc", "enabled": True},
            *default_applications(company_project),
        ]
    )
    cases: dict[str, Json] = {
        "no app_type": {"name": "New"},
        "saml.entity_id is missing": {"name": "New", "app_type": "saml", "saml": {"acs_url": "https://x.example"}},
        "wsfed.realm is missing": {"name": "New", "app_type": "wsfed"},
        "saml is for applications": {"id": "crm", "saml": {"entity_id": "x"}},
        "app_type of sso_application crm": {"id": "crm", "app_type": "saml"},
        "role Nobody": {**WIKI, "saml": {**METADATA, "groups_mapping": [{"name": "g", "roles": ["Nobody"]}]}},
        "descope-default-oidc can't be deleted": {"id": "descope-default-oidc", "state": "absent"},
        "those that Descope makes": {"id": "descope-default-mine", "name": "Mine", "app_type": "oidc"},
    }
    results = company_project.run(*(task("sso_application", **options) for options in cases.values()))

    assert [result.code for result in results] == ["invalid_input"] * len(cases)
    assert [words for words, result in zip(cases, results, strict=True) if words not in result.message] == []
    assert company_project.writes() == []


def default_applications(project: Project) -> list[Json]:
    found: list[Json] = project.control.dump(project.id)["sso_applications"]
    return found


def test_a_plan_that_does_not_include_it_says_what_to_do(project: Project) -> None:
    project.control.configure(tier="tier1")
    refused = project.run_one(task("sso_application", **LEDGER))

    assert refused.failed
    assert "does not include another SSO application" in refused.message


def test_applications_come_back_here_and_elsewhere_with_their_ids_and_roles(make_project: MakeProject) -> None:
    source, target = make_project(**company()), make_project()
    source.run(*(task("sso_application", **one) for one in (CRM, WIKI, LEDGER)))
    saved = source.run_one(task("backup", kinds=["permissions", "roles", "tenants", "sso_applications"]))
    path = Path(saved["backup"]["path"])
    before = {one["id"]: one for one in source.control.dump(source.id)["sso_applications"]}
    damage = [
        task("sso_application", id="wiki", saml={"groups_mapping": [], "acs_allowed_callbacks": ["https://evil.example"]}),
        task("sso_application", id="crm", state="absent"),
    ]
    results = source.run(
        *damage, task("restore", backup=path.name, kinds=["sso_applications"]), task("restore", backup=path.name)
    )
    elsewhere, again = target.run(*[task("restore", backup=str(path), allow_other_project=True)] * 2)

    assert [result.message for result in (saved, *results, elsewhere, again) if result.failed] == []
    assert (results[-1].changed, again.changed) == (False, False)
    after = {one["id"]: one for one in source.control.dump(source.id)["sso_applications"]}
    assert after["wiki"]["samlSettings"] == before["wiki"]["samlSettings"]
    assert after["crm"]["oidcSettings"]["clientType"] == "confidential"
    there = {one["id"]: one for one in target.control.dump(target.id)["sso_applications"]}
    assert there.keys() == before.keys()
    (group,) = there["wiki"]["samlSettings"]["groupsMapping"]
    assert group["roles"] == [{"id": target.documents("roles")["Editor"]["id"], "name": "Editor"}]
