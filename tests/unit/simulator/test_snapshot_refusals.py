# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots that cannot be imported: malformed ones, those with failures, and those that lack secrets."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.process import Control
from tests.simulator.raw_client import RawClient

NOTHING: dict[str, list[Any]] = {"connectors": [], "oauthProviders": [], "outboundApps": []}
MAILER = {"id": "CI1", "name": "Mailer", "type": "smtp", "auth": {"password": ""}, "token": ""}
FILES: dict[str, Any] = {
    "connectors/connectors.json": {"connectors": ["smtp-CI1"]},
    "connectors/smtp-CI1.json": MAILER,
    "auth/oauth.json": {"providerSettings": {"google": {"clientId": "id", "clientSecret": ""}}},
    "outboundapps.json": {"outboundApps": [{"id": "cal", "name": "Calendar", "clientSecret": ""}]},
}
MISSING = {
    "connectors": [
        {"id": "CI1", "name": "Mailer", "type": "password", "value": ""},
        {"id": "CI1", "name": "Mailer", "type": "token", "value": ""},
    ],
    "oauthProviders": [{"id": "google", "name": "google", "type": "clientSecret", "value": ""}],
    "outboundApps": [{"id": "cal", "name": "Calendar", "type": "clientSecret", "value": ""}],
}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"files": {}},
        {"files": []},
        {"files": {"/roles.json": {}}},
        {"files": {"a/../roles.json": {}}},
        {"files": {"a\\b.json": {}}},
        {"files": {"a//b.json": {}}},
        {"files": {"roles.json": "text"}},
        {"files": {"roles.json": None}},
        {"files": {"a.html": {}}},
        {"files": {"a.png": "not base64!"}},
        {"files": {"snapshot.json": {}}, "excludes": ["flows"]},
        {"files": {"snapshot.json": {}}, "inputSecrets": {"connectors": {}}},
        {"files": {"snapshot.json": {}}, "inputSecrets": {"users": []}},
    ],
)
@pytest.mark.parametrize("path", ["import", "validate"])
def test_a_request_that_is_no_snapshot_is_a_400(
    api: RawClient, control: Control, project_id: str, path: str, body: dict[str, Any]
) -> None:
    before = control.dump(project_id)
    assert api.post(f"project/snapshot/{path}", **body).status_code == 400
    assert control.dump(project_id) == before


@pytest.mark.parametrize(
    ("files", "part"),
    [
        ({"roles.json": {}}, "roles must be a list of objects"),
        ({"roles.json": {"roles": [{"description": "x"}]}}, "an entry has no name"),
        ({"roles.json": {"roles": [{"name": "a"}, {"name": "a"}]}}, "the name a occurs twice"),
        ({"roles.json": {"roles": [{"name": "a", "permissions": ["x"]}]}}, "unknown permissions: x"),
        ({"roles.json": {"roles": [{"name": "a", "default": "yes"}]}}, "Invalid value for the default field"),
        ({"permissions.json": {"permissions": [{"name": 1}]}}, "Invalid value for the name field"),
        ({"attributes.json": {"user": [{}]}}, "an entry has no name"),
        ({"lists.json": {"lists": [{"type": "texts"}]}}, "an entry has no name"),
        ({"lists.json": {"lists": [{"name": "a", "type": 1}]}}, "Invalid value for the type field"),
        ({"lists.json": {"lists": [{"id": "1", "name": "a"}, {"id": "2", "name": "a"}]}}, "occurs twice"),
        ({"applications.json": {"applications": [{"name": "a"}]}}, "has none of oidc, saml, wsfed"),
        ({"connectors/connectors.json": {"connectors": [1]}}, "must be a list of strings"),
        ({"connectors/connectors.json": {"connectors": ["x"]}}, "connectors/x.json: the file is missing"),
        ({"flows/flows.json": {"flows": ["x"]}}, "flows/x/: the flow needs metadata.json"),
        (
            {
                "flows/flows.json": {"flows": ["x"]},
                "flows/x/metadata.json": {"screens": ["s"]},
                "flows/x/contents.json": {},
            },
            "screens are missing: s",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_imported(
    api: RawClient, control: Control, project_id: str, files: dict[str, Any], part: str
) -> None:
    before = control.dump(project_id)
    found = api.post("project/snapshot/validate", files=files).json()
    assert (found["ok"], found["missingSecrets"]) == (False, NOTHING)
    assert any(part in failure for failure in found["failures"]), found
    refused = api.post("project/snapshot/import", files=files)
    assert refused.status_code == 400
    assert part in refused.json()["errorMessage"]
    assert control.dump(project_id) == before


def test_missing_secrets_of_new_entities_are_listed_and_fail_the_import_as_a_whole(
    api: RawClient, control: Control, project_id: str
) -> None:
    before = control.dump(project_id)
    found = api.post("project/snapshot/validate", files=FILES).json()
    assert (found["ok"], found["missingSecrets"]) == (False, MISSING)
    some = {"connectors": [{**secret, "value": "given"} for secret in MISSING["connectors"]]}
    found = api.post("project/snapshot/validate", files=FILES, inputSecrets=some).json()
    assert found["missingSecrets"] == {**MISSING, "connectors": []}
    assert api.post("project/snapshot/import", files=FILES, inputSecrets=some).status_code == 400
    assert control.dump(project_id) == before


def test_given_secrets_are_stored_and_never_exported(api: RawClient, control: Control, project_id: str) -> None:
    _import_with(api, "first")
    assert _stored(control, project_id) == ["first"] * 4
    assert api.post("project/snapshot/export").json()["files"]["connectors/smtp-CI1.json"] == MAILER
    assert "first" not in api.post("project/snapshot/export").text


@pytest.mark.parametrize("blank", ["", None, "PLACEHOLDER_VALUE"])
def test_a_blank_secret_keeps_the_stored_one(api: RawClient, control: Control, project_id: str, blank: str | None) -> None:
    _import_with(api, "first")
    files = {**FILES, "connectors/smtp-CI1.json": {**MAILER, "token": blank, "auth": {"password": blank}}}
    assert api.post("project/snapshot/validate", files=files).json()["ok"] is True
    assert api.post("project/snapshot/import", files=files).status_code == 200
    assert _stored(control, project_id) == ["first"] * 4


def test_a_secret_in_the_files_or_with_the_request_overwrites_the_stored_one(
    api: RawClient, control: Control, project_id: str
) -> None:
    _import_with(api, "first")
    _import_with(api, "second")
    assert _stored(control, project_id) == ["second"] * 4
    files = {**FILES, "connectors/smtp-CI1.json": {**MAILER, "token": "third"}}
    assert api.post("project/snapshot/import", files=files).status_code == 200
    assert _stored(control, project_id) == ["second", "third", "second", "second"]


def test_a_secret_finds_its_entity_by_name_when_no_id_is_given(api: RawClient) -> None:
    secrets = {
        kind: [{"name": secret["name"], "type": secret["type"], "value": "x"} for secret in found]
        for kind, found in MISSING.items()
    }
    assert api.post("project/snapshot/validate", files=FILES, inputSecrets=secrets).json()["ok"] is True


def test_a_secret_that_something_existing_never_had_is_not_asked_for(api: RawClient, control: Control, project_id: str) -> None:
    control.load(project_id, {"connectors": [{"id": "CI1", "name": "Mailer", "type": "smtp", "token": "old"}]})
    files = {path: content for path, content in FILES.items() if path.startswith("connectors/")}
    assert api.post("project/snapshot/import", files=files).status_code == 200
    (connector,) = control.dump(project_id)["connectors"]
    assert (connector["token"], connector["auth"]) == ("old", {"password": ""})


def test_secrets_that_are_not_set_are_not_exported_and_so_not_asked_for(
    api: RawClient, control: Control, project_id: str
) -> None:
    control.load(project_id, {"connectors": [{"id": "CI1", "name": "Hook", "type": "http", "url": "x", "hmacSecret": ""}]})
    api.post("outbound/app/create", id="cal", name="Calendar")
    files = api.post("project/snapshot/export").json()["files"]
    assert files["connectors/http-CI1.json"] == {"id": "CI1", "name": "Hook", "type": "http", "url": "x"}
    assert "clientSecret" not in files["outboundapps.json"]["outboundApps"][0]


def test_the_legacy_import_knows_excludes_of_its_own(api: RawClient) -> None:
    api.post("project/snapshot/import", files={"project.json": {"domain": "old.test", "cookiePolicy": 1}})
    files = {
        "project.json": {"domain": "new.test", "cookiePolicy": 2},
        "auth/otp.json": {"enabled": False},
        "auth/totp.json": {"enabled": False},
        "roles.json": {"roles": [{"name": "reader"}]},
    }
    excludes = ["project.domain", "otp", "authorization"]
    assert api.post("project/import", files=files, excludes=excludes).status_code == 200
    after = api.post("project/snapshot/export").json()["files"]
    assert after["project.json"] == {"domain": "old.test", "cookiePolicy": 2}
    assert (after["auth/otp.json"]["enabled"], after["auth/totp.json"]["enabled"]) == (True, False)
    assert after["roles.json"] == {"roles": []}
    assert api.post("project/import", files=files, excludes=["lists"]).status_code == 400


def _import_with(api: RawClient, value: str) -> None:
    secrets = {kind: [{**secret, "value": value} for secret in found] for kind, found in MISSING.items()}
    answered = api.post("project/snapshot/import", files=FILES, inputSecrets=secrets)
    assert answered.status_code == 200, answered.text


def _stored(control: Control, project_id: str) -> list[str]:
    """The secrets of the connector, of the OAuth provider and of the outbound application."""
    dump = control.dump(project_id)
    (connector,), (app,) = dump["connectors"], dump["outbound_applications"]
    (oauth,) = [file["content"] for file in dump["snapshot_files"] if file["id"] == "auth/oauth.json"]
    provider = oauth["providerSettings"]["google"]
    return [connector["auth"]["password"], connector["token"], provider["clientSecret"], app["clientSecret"]]
