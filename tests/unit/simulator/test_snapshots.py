# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots: which files a project becomes, and what an import makes of them."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.simulator.process import Control, Simulator
from tests.simulator.raw_client import RawClient

PICTURE = "data:image/png;base64," + base64.b64encode(bytes(range(256))).decode()
LETTER = "<html>\r\n\t" + "Grüße, {{name}} \N{SNOWMAN}\n" * 60 + "</html>"
FLOW: dict[str, Any] = {
    "flowId": "mine",
    "metadata": {"name": "Mine", "description": "text"},
    "contents": {"startTask": "0", "tasks": {"0": {"connectorId": "CI1", "role": "ROLreader"}}},
    "screens": [{"screenId": "b", "contents": {"html": "<p>Ω\r\n</p>"}}, {"screenId": "a", "contents": {}}],
    "references": {"connectors": {"Mailer": "CI1"}, "roles": {"reader": "ROLreader"}},
}


def _fill(api: RawClient, control: Control, project_id: str) -> None:
    """Something in every area."""
    control.load(
        project_id,
        {
            "roles": [{"id": "ROLadmin", "name": "Tenant Admin"}, {"id": "ROLreader", "name": "reader", "private": True}],
            "connectors": [{"id": "CI1", "name": "Mailer", "type": "sendgrid", "sender": "a@b.test", "apiKey": "hidden"}],
            "tenant_attributes": [{"name": "plan", "type": 1}],
        },
    )
    api.post("permission/create", name="doc.read", description="Read")
    api.post("role/update", name="reader", newName="reader", permissionNames=["doc.read"], private=True)
    api.post("user/customattribute/create", attributes=[{"name": "size", "type": 2}])
    api.post("outbound/app/create", id="cal", name="Calendar", clientSecret="hidden", logo=PICTURE)
    api.post("jwt/templates/create", template={"name": "Claims", "template": {"token": "{{user.email}}"}})
    api.post("list", name="blocked", type="texts", data=["a", "ü"])
    api.post(
        "sso/idp/app/saml/create",
        id="SAshop",
        name="Shop",
        entityId="e",
        acsUrl="https://shop.test/acs",
        certificate="c",
        groupsMapping=[{"name": "g", "roles": [{"id": "ROLreader", "name": "reader"}]}],
    )
    assert api.v2.post("flow/import", flow=FLOW).status_code == 200
    api.post("password/settings", enabled=True, minLength=17)
    api.v2.post("theme/import", theme={"cssTemplate": {"light": {"a": 1}, "odd": [1]}, "codeMode": True})
    _import(api, {"auth/otp.json": {"emailTemplates": [{"id": "mine", "body": LETTER}]}, "project.json": {"domain": "a.test"}})


def test_every_area_has_its_files(api: RawClient, control: Control, project_id: str) -> None:
    _fill(api, control, project_id)
    files = _export(api)
    assert list(files) == sorted(files)
    assert set(files["snapshot.json"]) == {"formatVersion", "project"}
    assert files["permissions.json"]["permissions"][0]["name"] == "doc.read"
    assert [role["permissions"] for role in files["roles.json"]["roles"]] == [["doc.read"]]
    assert [app["id"] for app in files["applications.json"]["applications"]] == ["descope-default-oidc", "SAshop"]
    assert files["outboundapps.json"]["outboundApps"][0]["clientSecret"] == ""
    assert files["jwttemplates.json"]["templates"][0]["template"] == {"token": "{{user.email}}"}
    assert files["lists.json"]["lists"][0]["data"] == ["a", "ü"]
    assert {name: [entry["name"] for entry in entries] for name, entries in files["attributes.json"].items()} == {
        "user": ["size"],
        "tenant": ["plan"],
        "accessKey": [],
    }
    assert files["connectors/connectors.json"] == {"connectors": ["sendgrid-CI1"]}
    assert "mine" in files["flows/flows.json"]["flows"]
    assert files["flows/mine/metadata.json"]["screens"] == ["a", "b"]
    assert files["flows/mine/screen-b.json"] == FLOW["screens"][0]
    assert (files["auth/password.json"]["minLength"], files["auth/password.json"]["maskError"]) == (17, False)
    assert (files["styles/light.json"], files["styles/styles.json"]["codeMode"]) == ({"a": 1}, True)
    assert files["project.json"] == {"domain": "a.test"}
    assert "hidden" not in str(files)


@pytest.mark.parametrize("form", ["", "plain"])
def test_a_snapshot_makes_an_empty_project_the_same(
    api: RawClient, control: Control, simulator: Simulator, project_id: str, form: str
) -> None:
    _fill(api, control, project_id)
    files = _export(api, form)
    target = _other(control, simulator, f"{project_id}X")
    _import(target, files, inputSecrets=_secrets(target, files))
    again = _export(target, form)
    control.drop(f"{project_id}X")
    assert {path for path in files if files[path] != again.get(path)} == {"snapshot.json"}
    assert set(again) == set(files)


def test_texts_and_images_are_set_apart_and_come_back_byte_for_byte(api: RawClient, control: Control, project_id: str) -> None:
    _fill(api, control, project_id)
    files = _export(api)
    assert files["auth/otp-emailTemplates-mine-body.html"] == LETTER
    (image,) = [path for path in files if path.startswith("assets/img-")]
    assert base64.b64decode(files[image]) == bytes(range(256))
    assert PICTURE not in str(files)
    _import(api, files)
    plain = _export(api, "plain")
    assert plain["auth/otp.json"] == {"emailTemplates": [{"id": "mine", "body": LETTER}]}
    assert plain["outboundapps.json"]["outboundApps"][0]["logo"] == PICTURE
    assert not [path for path in plain if path.startswith("assets/") or path.endswith(".html")]


def test_what_is_set_apart_does_not_take_the_name_of_another_file(api: RawClient, control: Control, project_id: str) -> None:
    _fill(api, control, project_id)
    _import(api, {"auth/otp-emailTemplates-mine-body.html": "another"})
    files = _export(api)
    assert files["auth/otp-emailTemplates-mine-body.html"] == "another"
    assert files["auth/otp-emailTemplates-mine-body-2.html"] == LETTER
    _import(api, files)
    assert _export(api) == files


def test_a_file_that_is_referred_to_and_missing_is_a_failure(api: RawClient, control: Control, project_id: str) -> None:
    _fill(api, control, project_id)
    files = _export(api)
    del files["auth/otp-emailTemplates-mine-body.html"]
    found = api.post("project/snapshot/validate", files=files).json()
    assert found["failures"] == ["auth/otp-emailTemplates-mine-body.html: the file is missing"]


def test_files_that_mean_nothing_here_are_kept_as_they_are(api: RawClient) -> None:
    picture = base64.b64encode(b"\x89PNG").decode()
    given = {
        "auth/nonce.json": {"enabled": True, "nothing": None},
        "assets/assets.json": {"assets": ["img-3f.svg"]},
        "assets/img-3f.svg": picture,
        "auth/welcome.html": "<p>\r\n\tGrüße</p>",
        "widgets/mine/notes.txt": " no newline at the end",
        "resources.json": {"resources": []},
    }
    before = _export(api)
    _import(api, given)
    assert _export(api) == {**before, **given}
    assert _export(api, "plain") == {**_export(api), **given}


def test_areas_without_a_file_stay_as_they_are(api: RawClient, control: Control, project_id: str) -> None:
    _fill(api, control, project_id)
    before = control.dump(project_id)
    _import(api, {"snapshot.json": {}})
    assert control.dump(project_id) == before


def test_a_file_takes_the_place_of_all_there_was_but_not_of_what_is_built_in(
    api: RawClient, control: Control, project_id: str
) -> None:
    _fill(api, control, project_id)
    api.post("tenant/create", id="acme", name="Acme")
    api.post("role/create", name="of acme", tenantId="acme")
    api.post("user/create", loginId="ann", roleNames=["reader"])
    _import(
        api,
        {
            "permissions.json": {"permissions": []},
            "roles.json": {"roles": []},
            "applications.json": {"applications": []},
            "outboundapps.json": {"outboundApps": []},
            "jwttemplates.json": {"templates": []},
            "lists.json": {"lists": []},
            "connectors/connectors.json": {"connectors": []},
            "flows/flows.json": {"flows": []},
            "attributes.json": {"user": []},
        },
    )
    dump = control.dump(project_id)
    assert all(permission["systemDefault"] for permission in dump["permissions"])
    assert [role["name"] for role in dump["roles"]] == ["Tenant Admin", "of acme"]
    assert [app["id"] for app in dump["sso_applications"]] == ["descope-default-oidc"]
    for section in ("outbound_applications", "jwt_templates", "lists", "connectors", "flows", "user_attributes"):
        assert dump[section] == [], section
    assert [attribute["name"] for attribute in dump["tenant_attributes"]] == ["plan"]
    assert api.get("user", loginId="ann").json()["user"]["roleNames"] == []


def test_roles_and_permissions_are_known_by_name_and_keep_their_ids(api: RawClient, control: Control, project_id: str) -> None:
    _fill(api, control, project_id)
    files = _export(api)
    (exported,) = files["roles.json"]["roles"]
    assert exported["id"] != "ROLreader"
    _import(api, files)
    assert [role["id"] for role in control.dump(project_id)["roles"]] == ["ROLadmin", "ROLreader"]
    assert files["applications.json"]["applications"][1]["saml"]["groupsMapping"][0]["roles"][0]["id"] == exported["id"]
    shop = api.get("sso/idp/app/load", id="SAshop").json()
    assert shop["samlSettings"]["groupsMapping"][0]["roles"] == [{"id": "ROLreader", "name": "reader"}]


def test_references_of_flows_are_bound_to_what_has_the_name(
    api: RawClient, control: Control, simulator: Simulator, project_id: str
) -> None:
    _fill(api, control, project_id)
    files = {path: content for path, content in _export(api).items() if path.startswith("flows/")}
    target = _other(control, simulator, f"{project_id}X")
    refused = target.post("project/snapshot/import", files=files)
    assert refused.status_code == 400
    assert "Mailer" in refused.json()["errorMessage"]
    roles = [{"id": "ROLthere", "name": "reader"}]
    control.load(f"{project_id}X", {"connectors": [{"id": "CIthere", "name": "Mailer"}], "roles": roles})
    _import(target, files)
    flow = target.v2.post("flow/export", flowId="mine").json()["flow"]
    control.drop(f"{project_id}X")
    assert flow["contents"]["tasks"]["0"] == {"connectorId": "CIthere", "role": "ROLthere"}
    assert flow["references"] == {"connectors": {"Mailer": "CIthere"}, "roles": {"reader": "ROLthere"}}
    assert [screen["screenId"] for screen in flow["screens"]] == ["a", "b"]


def test_flows_that_are_not_in_the_manifest_are_ignored(api: RawClient) -> None:
    files = _export(api)
    files["flows/flows.json"] = {"flows": ["sign-in"]}
    _import(api, files)
    assert [flow["id"] for flow in api.post("flow/list").json()["flows"]] == ["sign-in"]
    without = {path: content for path, content in files.items() if path != "flows/flows.json"}
    without["flows/sign-in/metadata.json"] = {"name": "Changed"}
    _import(api, without)
    assert api.post("flow/list").json()["flows"][0]["name"] == "Sign In"


def test_the_import_of_styles_is_a_new_version_of_the_theme(api: RawClient) -> None:
    before = api.post("theme/export").json()["theme"]
    _import(api, {"styles/dark.json": {"globals": {}}})
    after = api.post("theme/export").json()["theme"]
    assert after == {
        **before,
        "version": before["version"] + 1,
        "cssTemplate": {**before["cssTemplate"], "dark": {"globals": {}}},
    }


def test_the_password_policy_of_the_project_is_in_its_file(api: RawClient) -> None:
    _import(api, {"auth/password.json": {"enabled": True, "minLength": 21, "maskError": True}})
    policy = api.get("password/settings").json()
    assert (policy["minLength"], policy["uppercase"], "maskError" in policy) == (21, False, False)
    assert _export(api)["auth/password.json"]["maskError"] is True


def _secrets(target: RawClient, files: dict[str, Any]) -> dict[str, Any]:
    missing: dict[str, Any] = target.post("project/snapshot/validate", files=files).json()["missingSecrets"]
    return {kind: [{**secret, "value": "given"} for secret in secrets] for kind, secrets in missing.items()}


def _other(control: Control, simulator: Simulator, project_id: str) -> RawClient:
    control.load(project_id, {})
    return RawClient(simulator.url, f"Bearer {project_id}:{simulator.management_key}")


def _export(api: RawClient, form: str = "") -> dict[str, Any]:
    answered = api.post("project/snapshot/export", format=form)
    assert answered.status_code == 200, answered.text
    files: dict[str, Any] = answered.json()["files"]
    return files


def _import(api: RawClient, files: dict[str, Any], **more: Any) -> None:
    answered = api.post("project/snapshot/import", files=files, **more)
    assert answered.status_code == 200, answered.text
