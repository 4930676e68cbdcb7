# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_inbound_app: one inbound application, whose secret is told once and only on request."""

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

SECRET = secret("inbound application client secret")
PORTAL = {
    "name": "Portal",
    "login_page_url": "https://login.example",
    "approved_callback_urls": ["https://p.example/b", "https://p.example/a"],
    "permissions_scopes": [{"name": "see", "description": "See", "values": ["Viewer"]}],
    "session_settings": {"enabled": True, "session_token_expiration": 1, "session_token_expiration_unit": "hours"},
}
MAIL = {
    "id": "mail",
    "name": "Mail",
    "login_page_url": "https://m.example",
    "client_id": "mail-client",
    "client_secret": SECRET,
}
CHANGE = {"name": "Portal", "force_pkce": True, "session_settings": {"session_token_expiration": 2}}
DYNAMIC = {"id": "dcr", "name": "Assistant", "clientId": "dcr-client", "loginPageUrl": "https://x.example", "dynamic": True}

Results = dict[str, Result]


@pytest.fixture(scope="module")
def life(shared_project: Project) -> Results:
    """An application's life in one playbook, each step previewed in check mode."""
    gone = {"name": "Portal", "state": "absent"}
    return shared_project.run_named(
        {
            "create": preview_of("inbound_app", **PORTAL),
            "created": task("inbound_app", **PORTAL, return_client_secret=True),
            "created_again": task("inbound_app", **PORTAL, return_client_secret=True),
            "reordered": task("inbound_app", name="Portal", approved_callback_urls=sorted(PORTAL["approved_callback_urls"])),
            "quiet": task("inbound_app", **MAIL),
            "update": preview_of("inbound_app", **CHANGE),
            "updated": task("inbound_app", **CHANGE),
            "updated_again": task("inbound_app", **CHANGE),
            "delete": preview_of("inbound_app", **gone),
            "deleted": task("inbound_app", **gone),
            "deleted_again": task("inbound_app", **gone),
        }
    )


def live(project: Project) -> dict[str, Json]:
    return {one["name"]: one for one in project.control.dump(project.id)["inbound_applications"]}


def test_an_application_is_created_and_its_secret_told_on_request(shared_project: Project, life: Results) -> None:
    created = life["created"]

    assert not created.failed, created.message
    assert shared_project.writes(created) == ["app/create"]
    assert created["inbound_app"]["id"]
    assert created["inbound_app"]["client_secret"]
    assert (
        "client_secret" not in life["created_again"]["inbound_app"] or not life["created_again"]["inbound_app"]["client_secret"]
    )
    told = {name: result for name, result in life.items() if name != "created"}
    assert created["inbound_app"]["client_secret"] not in str({name: result.values for name, result in told.items()})


@pytest.mark.parametrize("again", ["created_again", "reordered", "updated_again", "deleted_again"])
def test_a_task_whose_work_is_done_writes_nothing(shared_project: Project, life: Results, again: str) -> None:
    result = life[again]

    assert not result.failed, result.message
    assert (result.changed, result["diff"], result["backup"], shared_project.writes(result)) == (False, [], None, [])


@pytest.mark.parametrize(("preview", "run"), [("create", "created"), ("update", "updated"), ("delete", "deleted")])
def test_check_mode_writes_nothing_and_predicts_the_run(shared_project: Project, life: Results, preview: str, run: str) -> None:
    assert {one["method"] for one in shared_project.requests(life[preview])} == {"GET"}
    assert len(shared_project.writes(life[run])) == 1
    assert_predicted(life[preview], life[run], *(["inbound_app"] if run == "created" else []))  # Descope makes its id
    assert_result_is_complete(life[run])


def test_a_partial_update_keeps_the_rest(life: Results) -> None:
    shown = life["updated"]["diff"][0]
    session = {**shown["before"]["session_settings"], "session_token_expiration": 2}

    assert shown["after"] == {**shown["before"], "force_pkce": True, "session_settings": session}


def test_a_secret_that_was_given_is_nowhere(shared_project: Project, life: Results) -> None:
    assert not life["quiet"].failed, life["quiet"].message
    results = json.dumps([result.values for result in life.values()])
    assert_nothing_leaked(results, shared_project.home, inputs=[shared_project.home / "playbook.json"])


def test_what_can_not_be_meant_is_refused_before_the_first_write(company_project: Project) -> None:
    mail = {"id": "mail", "name": "Mail", "clientId": "c1", "loginPageUrl": "https://m.example"}
    company_project.load(inbound_applications=[mail, DYNAMIC])
    cases: dict[str, Json] = {
        "login_page_url is missing": {"name": "New"},
        "without a name": {"id": "nothing"},
        "client_id of inbound_app mail can't be changed": {"id": "mail", "client_id": "c2"},
        "dcr is built in": {"id": "dcr", "description": "Mine"},
        "inbound_app dcr is built in": {"client_id": "dcr-client", "state": "absent"},
    }
    results = company_project.run(*(task("inbound_app", **options) for options in cases.values()))

    assert [result.code for result in results] == ["invalid_input"] * len(cases)
    assert [words for words, result in zip(cases, results, strict=True) if words not in result.message] == []
    assert company_project.writes() == []


def test_all_pages_are_read_and_what_registered_itself_is_left_alone(company_project: Project) -> None:
    many = [
        {"id": f"a{n:03}", "name": f"App {n}", "clientId": f"c{n}", "loginPageUrl": "https://x.example"} for n in range(230)
    ]
    company_project.load(inbound_applications=[*many, DYNAMIC])
    wanted = {"inbound_apps": [{"id": one["id"]} for one in many[:-1]]}
    purged = company_project.run_one(task("sync", desired=wanted, purge=True, confirm=company_project.id))

    assert not purged.failed, purged.message
    assert purged.statuses == [("inbound_app", "a229", "delete", "applied")]
    assert len(live(company_project)) == 230
    assert "Assistant" in live(company_project)


def test_applications_come_back_here_and_elsewhere_with_their_client(make_project: MakeProject) -> None:
    source, target = make_project(**company()), make_project()
    source.run(task("inbound_app", **PORTAL), task("inbound_app", **MAIL))
    saved = source.run_one(task("backup"))
    path = Path(saved["backup"]["path"])
    before = live(source)
    kinds = ["permissions", "roles", "tenants", "inbound_apps"]
    results = source.run(
        task("inbound_app", name="Portal", permissions_scopes=[], description="Hacked"),
        task("inbound_app", name="Mail", state="absent"),
        task("restore", backup=path.name, kinds=kinds),
        task("restore", backup=path.name, kinds=kinds),
    )
    elsewhere, again = target.run(*[task("restore", backup=str(path), allow_other_project=True, kinds=kinds)] * 2)

    assert [result.message for result in (saved, *results, elsewhere, again) if result.failed] == []
    assert (results[-1].changed, again.changed) == (False, False)
    mail = saved["secrets_template"]["inbound_apps"]["mail"]
    assert mail == results[2]["secrets_template"]["inbound_apps"]["mail"] == {"client_secret": ""}
    assert live(source)["Portal"] == before["Portal"]
    assert (live(source)["Mail"]["id"], live(source)["Mail"]["clientId"]) == ("mail", "mail-client")
    assert live(target)["Mail"]["clientId"] == "mail-client"
