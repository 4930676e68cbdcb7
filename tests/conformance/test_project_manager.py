# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The project manager of the official client finds the API it was written for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from descope import AuthException

from tests.conformance.sdk import Coverage, Sdk, refusal
from tests.simulator.process import Control, Simulator

COVERAGE = Coverage("project")
CONNECTOR = {"id": "CI1", "name": "Mailer", "type": "sendgrid", "sender": "a@b.test", "apiKey": "hidden"}


@pytest.fixture
def other(request: pytest.FixtureRequest, simulator: Simulator, control: Control) -> Iterator[Callable[[str], Sdk]]:
    """A client for another project, which is gone afterwards."""
    clients: dict[str, Sdk] = {}
    flavour = request.node.callspec.params["sdk"]

    def client(project_id: str) -> Sdk:
        clients[project_id] = Sdk(flavour, simulator.url, project_id, simulator.management_key)
        return clients[project_id]

    yield client
    for project_id, opened in clients.items():
        opened.close()
        control.drop(project_id)


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    COVERAGE.assert_complete(sdk)


@COVERAGE.of("update_name")
def test_update_name_shows_in_the_list_of_projects(sdk: Sdk, project_id: str) -> None:
    sdk.project.update_name("Staging")
    assert _listed(sdk, project_id)["name"] == "Staging"
    with pytest.raises(AuthException, match="The name field is required"):
        sdk.project.update_name("")


@COVERAGE.of("update_tags")
def test_update_tags_replaces_the_tags(sdk: Sdk, project_id: str) -> None:
    sdk.project.update_tags(["a", "b"])
    sdk.project.update_tags(["c"])
    assert _listed(sdk, project_id)["tags"] == ["c"]


@COVERAGE.of("list_projects")
def test_list_projects_shows_the_environment_and_the_tags(sdk: Sdk, control: Control, project_id: str) -> None:
    control.load(project_id, {"name": "Mine", "environment": "production", "tags": ["a"]})
    assert _listed(sdk, project_id) == {"id": project_id, "name": "Mine", "environment": "production", "tags": ["a"]}


@COVERAGE.of("clone")
def test_a_clone_has_the_settings_and_the_secrets_but_not_the_people(
    sdk: Sdk, control: Control, project_id: str, other: Callable[[str], Sdk]
) -> None:
    control.load(project_id, {"connectors": [CONNECTOR]})
    sdk.tenant.create("Acme", "acme")
    sdk.user.create("ann")
    sdk.role.create("reader", "text")
    made = sdk.project.clone("Copy", "production", ["a"])
    assert (made["projectName"], made["environment"], made["tags"]) == ("Copy", "production", ["a"])
    copy = other(made["projectId"])
    assert (copy.tenant.load_all()["tenants"], copy.user.search_all()["users"]) == ([], [])
    (role,) = copy.role.search(role_names=["reader"])["roles"]
    assert role["description"] == "text"
    assert role["id"] != sdk.role.search(role_names=["reader"])["roles"][0]["id"]
    (connector,) = control.dump(made["projectId"])["connectors"]
    assert connector["apiKey"] == "hidden"


@COVERAGE.of("clone")
def test_the_free_plan_clones_nothing_and_says_why(sdk: Sdk, control: Control) -> None:
    control.configure(tier="tier1")
    before = control.projects()
    with pytest.raises(AuthException) as refused:
        sdk.project.clone("Copy")
    status, body = refusal(refused.value)
    assert status == 403
    assert "license" in body["errorDescription"]
    assert control.projects() == before


@COVERAGE.of("delete")
def test_delete_deletes_the_project_of_the_bearer(sdk: Sdk, control: Control, project_id: str) -> None:
    sdk.project.delete()
    with pytest.raises(AuthException) as refused:
        sdk.tenant.load_all()
    assert refusal(refused.value)[1]["errorCode"] == "E011008"
    assert project_id not in control.projects()
    control.load(project_id, {})


@COVERAGE.of("export_project")
def test_the_legacy_export_has_the_secrets(sdk: Sdk, control: Control, project_id: str) -> None:
    control.load(project_id, {"connectors": [CONNECTOR]})
    assert sdk.project.export_project()["connectors/sendgrid-CI1.json"]["apiKey"] == "hidden"


@COVERAGE.of("import_project")
def test_the_legacy_import_takes_the_legacy_export(sdk: Sdk, project_id: str) -> None:
    sdk.role.create("reader")
    files = sdk.project.export_project()
    sdk.role.delete("reader")
    sdk.project.import_project(files)
    assert [role["name"] for role in sdk.role.load_all()["roles"]] == ["Tenant Admin", "reader"]


@COVERAGE.of("export_snapshot")
def test_a_snapshot_blanks_the_secrets(sdk: Sdk, control: Control, project_id: str) -> None:
    control.load(project_id, {"connectors": [CONNECTOR]})
    files = sdk.project.export_snapshot()["files"]
    assert files["connectors/sendgrid-CI1.json"] == {**CONNECTOR, "apiKey": ""}
    assert "hidden" not in str(files)


@COVERAGE.of("export_snapshot")
def test_the_plain_format_leaves_large_texts_where_they_are(sdk: Sdk) -> None:
    letter = "<html>" + "text " * 200 + "</html>"
    sdk.project.import_snapshot({"auth/otp.json": {"emailTemplates": [{"id": "mine", "body": letter}]}})
    plain = sdk.project.export_snapshot(format="plain")["files"]
    assert plain["auth/otp.json"]["emailTemplates"][0]["body"] == letter
    apart = sdk.project.export_snapshot()["files"]
    assert [path for path, content in apart.items() if content == letter] == ["auth/otp-emailTemplates-mine-body.html"]


@COVERAGE.of("import_snapshot")
def test_import_snapshot_puts_back_what_was_exported(sdk: Sdk) -> None:
    sdk.permission.create("doc.read")
    sdk.role.create("reader", permission_names=["doc.read"])
    files = sdk.project.export_snapshot()["files"]
    sdk.permission.delete("doc.read")
    sdk.role.delete("reader")
    sdk.role.create("later")
    sdk.project.import_snapshot(files)
    assert [role["name"] for role in sdk.role.load_all()["roles"]] == ["Tenant Admin", "reader"]
    assert sdk.project.export_snapshot()["files"] == files


@COVERAGE.of("import_snapshot")
def test_a_blank_secret_keeps_the_stored_one_and_a_new_connector_needs_one(
    sdk: Sdk, control: Control, project_id: str, other: Callable[[str], Sdk]
) -> None:
    control.load(project_id, {"connectors": [CONNECTOR]})
    files = sdk.project.export_snapshot()["files"]
    sdk.project.import_snapshot(files)
    assert control.dump(project_id)["connectors"] == [CONNECTOR]
    target = f"{project_id}X"
    control.load(target, {})
    client = other(target)
    missing = client.project.validate_snapshot(files)["missingSecrets"]
    assert missing["connectors"] == [{"id": "CI1", "name": "Mailer", "type": "apikey", "value": ""}]
    with pytest.raises(AuthException) as refused:
        client.project.import_snapshot(files)
    assert refused.value.status_code == 400
    secrets: dict[str, Any] = {"connectors": [{**missing["connectors"][0], "value": "given"}]}
    assert client.project.validate_snapshot(files, secrets)["ok"] is True
    client.project.import_snapshot(files, secrets)
    assert control.dump(target)["connectors"][0]["apiKey"] == "given"


@COVERAGE.of("import_snapshot")
def test_lists_can_be_excluded(sdk: Sdk) -> None:
    sdk.list.create("mine", "texts", data=["a"])
    files = sdk.project.export_snapshot()["files"]
    key = sdk.list.load_by_name("mine")["list"]["id"]
    sdk.list.clear(key)
    sdk.project.import_snapshot(files, excludes=["lists"])
    assert sdk.list.load(key)["list"]["data"] == []
    sdk.project.import_snapshot(files)
    assert sdk.list.load(key)["list"]["data"] == ["a"]


@COVERAGE.of("validate_snapshot")
def test_validate_snapshot_says_what_is_wrong_and_changes_nothing(sdk: Sdk) -> None:
    files = sdk.project.export_snapshot()["files"]
    empty: dict[str, list[str]] = {"connectors": [], "oauthProviders": [], "outboundApps": []}
    assert sdk.project.validate_snapshot(files) == {"ok": True, "failures": [], "missingSecrets": empty}
    wrong = {**files, "roles.json": {"roles": [{"name": "reader", "permissions": ["nothing"]}]}}
    found = sdk.project.validate_snapshot(wrong)
    assert (found["ok"], len(found["failures"])) == (False, 1)
    assert "nothing" in found["failures"][0]
    assert [role["name"] for role in sdk.role.load_all()["roles"]] == ["Tenant Admin"]


@COVERAGE.of("export_snapshot")
@COVERAGE.of("import_snapshot")
@COVERAGE.of("validate_snapshot")
@COVERAGE.of("export_project")
@COVERAGE.of("import_project")
def test_the_free_plan_has_no_snapshots(sdk: Sdk, control: Control) -> None:
    control.configure(tier="tier1")
    calls: list[Callable[[], Any]] = [
        sdk.project.export_snapshot,
        lambda: sdk.project.import_snapshot({"snapshot.json": {}}),
        lambda: sdk.project.validate_snapshot({"snapshot.json": {}}),
        sdk.project.export_project,
        lambda: sdk.project.import_project({"snapshot.json": {}}),
    ]
    for call in calls:
        with pytest.raises(AuthException) as refused:
            call()
        status, body = refusal(refused.value)
        assert (status, "license" in body["errorDescription"]) == (403, True)


@COVERAGE.of("remove_tag_field")
def test_the_deprecated_tag_is_what_the_client_takes_out_of_the_list(sdk: Sdk) -> None:
    assert sdk.project.remove_tag_field([{"id": "P", "tag": "", "tags": []}]) == [{"id": "P", "tags": []}]


def _listed(sdk: Sdk, project_id: str) -> dict[str, Any]:
    (found,) = [project for project in sdk.project.list_projects()["projects"] if project["id"] == project_id]
    return dict(found)
