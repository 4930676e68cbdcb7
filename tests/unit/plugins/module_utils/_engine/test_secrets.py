# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates of secrets: which ask for what, where the values go when they are filled in, and that no message has one."""

from __future__ import annotations

import asyncio
import json
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan_hash import plan_hash
from ansible_collections.descope.mgmt.plugins.module_utils._engine.report import diff_values, plan_values
from ansible_collections.descope.mgmt.plugins.module_utils._engine.secrets import (
    redacted,
    secret_texts,
    secrets_for,
    secrets_of,
    with_readable,
    with_secrets,
)
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State
from ansible_collections.descope.mgmt.plugins.module_utils._errors import ApiUnavailable, BadPayload, InvalidInput, NotFound
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS, secret_values
from tests.canaries import leaks, secret
from tests.unit.plugins.builders import live, permission, planned, state, tenant
from tests.unit.plugins.module_utils._kinds.noting_client import NotingClient

Json = dict[str, t.Any]

SECRET = secret("outbound application client secret")


def outbound(app_id: str = "calendar", **fields: t.Any) -> Json:
    return KINDS["outbound_apps"].from_api({"id": app_id, "name": app_id, "clientId": "c", **fields})


def snapshot() -> Json:
    return KINDS["snapshot"].from_api({"files": {"project.json": {}}})


def held() -> State:
    return state(
        permissions=[permission("p")], tenants=[tenant("acme")], outbound_apps=[outbound(), outbound("crm", clientId="")]
    )


def given(**secrets: t.Any) -> State:
    return with_secrets(held(), secrets)


# --- asking ------------------------------------------------------------------------------------------------------------------


def test_a_template_has_every_secret_that_can_not_be_read_and_nothing_else() -> None:
    assert secrets_of(held()) == {"outbound_apps": {"calendar": {"client_secret": ""}}}
    assert secrets_of(state(tenants=[tenant("a")])) == {}


def test_a_plan_asks_for_the_secrets_of_what_it_creates() -> None:
    assert secrets_for(planned(live(), held())) == {"outbound_apps": {"calendar": {"client_secret": ""}}}
    changed = planned(live(outbound_apps=[outbound()]), state(outbound_apps=[outbound(pkce=True)]))
    assert (len(changed.changes), secrets_for(changed)) == (1, {})


def test_a_plan_does_not_ask_for_what_it_was_given() -> None:
    desired = given(outbound_apps={"calendar": {"client_secret": SECRET}})
    assert secrets_for(planned(live(), desired)) == {}


def test_a_filled_template_is_one_that_is_taken() -> None:
    template = secrets_of(held())
    template["outbound_apps"]["calendar"]["client_secret"] = SECRET
    assert with_secrets(held(), template).keyed("outbound_apps")["calendar"]["clientSecret"] == SECRET


# --- filling in --------------------------------------------------------------------------------------------------------------


def test_a_value_goes_where_the_api_takes_it_and_the_rest_stays() -> None:
    filled = given(outbound_apps={"calendar": {"client_secret": SECRET}})
    assert filled.keyed("outbound_apps")["calendar"] == outbound(clientSecret=SECRET)
    assert filled.keyed("outbound_apps")["crm"] == outbound("crm", clientId="")
    assert filled.only(["permissions", "tenants"]) == held().only(["permissions", "tenants"])


@pytest.mark.parametrize("blank", ["", "  ", "PLACEHOLDER_VALUE", "********", None])
def test_what_is_left_blank_is_not_given(blank: str | None) -> None:
    assert given(outbound_apps={"calendar": {"client_secret": blank}}) == held()
    assert given(outbound_apps={"nobody": {"client_secret": blank}}) == held()


@pytest.mark.parametrize("nothing", [None, {}, {"outbound_apps": None}, {"outbound_apps": {"calendar": None}}])
def test_nothing_changes_nothing(nothing: t.Any) -> None:
    assert with_secrets(held(), nothing) == held()


def test_secrets_of_kinds_that_do_not_take_part_are_left_out() -> None:
    assert with_secrets(held().only(["tenants"]), {"outbound_apps": {"x": {"client_secret": SECRET}}}) == held().only(
        ["tenants"]
    )


def test_a_secret_below_a_secret_is_named_by_its_whole_path() -> None:
    written = {"snapshot": {"project": {"input_secrets.connectors.CI1.apikey": SECRET}}}
    filled = with_secrets(state(snapshot=[snapshot()]), written)
    assert filled.documents["snapshot"][0]["inputSecrets"] == {"connectors": {"CI1": {"apikey": SECRET}}}


@pytest.mark.parametrize(
    ("secrets", "told"),
    [
        ({"outbound_app": {"calendar": {"client_secret": SECRET}}}, "secrets.outbound_app is no kind of document"),
        (
            {"outbound_apps": {"nobody": {"client_secret": SECRET}}},
            "secrets.outbound_apps.nobody: there is no outbound_app nobody",
        ),
        (
            {"outbound_apps": {"calendar": {"client_id": SECRET}}},
            "secrets.outbound_apps.calendar.client_id is no secret of outbound_apps: their secrets are client_secret",
        ),
        ({"tenants": {"acme": {"name": SECRET}}}, "secrets.tenants.acme.name is no secret of tenants: they have none"),
        ({"outbound_apps": {"calendar": {"client_secret": 4711}}}, "calendar.client_secret must be text"),
        ({"outbound_apps": {"calendar": SECRET}}, "secrets.outbound_apps.calendar must be a mapping"),
        ({"outbound_apps": [SECRET]}, "secrets.outbound_apps must be a mapping"),
    ],
)
def test_what_does_not_fit_is_refused_without_the_value(secrets: t.Any, told: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        with_secrets(held(), secrets)
    assert told in refusal.value.message
    assert leaks(f"{refusal.value.message} {refusal.value.hint} {refusal.value.details}".encode()) == []


def test_a_path_that_stops_short_of_a_secret_is_refused() -> None:
    with pytest.raises(InvalidInput, match="input_secrets does not say which secret in it is meant"):
        with_secrets(state(snapshot=[snapshot()]), {"snapshot": {"project": {"input_secrets": SECRET}}})


def test_everything_that_does_not_fit_is_told_in_one_error() -> None:
    with pytest.raises(InvalidInput) as refusal:
        given(tenants={"nobody": {"name": "x"}}, nonsense={})
    assert "no tenant nobody; secrets.nonsense is no kind" in refusal.value.message


# --- nobody sees them --------------------------------------------------------------------------------------------------------


def test_a_plan_with_secrets_shows_none_and_has_the_hash_of_the_one_without() -> None:
    plan = planned(live(), given(outbound_apps={"calendar": {"client_secret": SECRET}}))
    assert leaks(json.dumps([diff_values(plan), plan_values(plan, None)]).encode()) == []
    assert plan_hash(plan) == plan_hash(planned(live(), held()))


def test_every_text_below_a_secret_is_kept_from_the_log() -> None:
    desired = {"snapshot": {"input_secrets": {"connectors": {"CI1": {"apikey": SECRET}}}}, "tenants": [{"name": "public"}]}
    assert secret_values(desired) == {SECRET}


# --- those that can be read ------------------------------------------------------------------------------------------------


def applications(**fields: t.Any) -> State:
    crm = KINDS["sso_applications"].from_api({"id": "crm", "name": "CRM", "appType": "oidc", **fields})
    mail = KINDS["inbound_apps"].from_api({"id": "mail", "name": "Mail", "loginPageUrl": "https://m.example"})
    return state(permissions=[permission("p")], sso_applications=[crm], inbound_apps=[mail], outbound_apps=[outbound()])


def read(answer: t.Any, found: State) -> tuple[State, NotingClient]:
    client = NotingClient(secret=answer)
    return asyncio.run(with_readable(found, client)), client


def test_the_secrets_that_have_a_call_of_their_own_are_read_and_no_longer_asked_for() -> None:
    full, client = read({"cleartext": SECRET}, applications())

    assert sorted(client.asked) == [
        ("/v1/mgmt/sso/idp/app/secret", {"id": "crm"}),
        ("/v1/mgmt/thirdparty/app/secret", {"id": "mail"}),
    ]
    assert full.documents["sso_applications"][0]["clientSecret"] == SECRET
    assert secrets_of(full) == {"outbound_apps": {"calendar": {"client_secret": ""}}}
    assert set(secrets_of(applications())) == {"outbound_apps", "sso_applications", "inbound_apps"}
    assert secret_texts(full) == {SECRET}
    assert redacted(full) == applications()


def test_an_application_without_a_secret_is_not_asked_or_has_none() -> None:
    public, client = read({"cleartext": SECRET}, applications(oidcSettings={"clientType": "public"}))
    assert [path for path, query in client.asked] == ["/v1/mgmt/thirdparty/app/secret"]
    assert public.documents["sso_applications"][0]["clientSecret"] == ""

    for answer in (NotFound("none"), {"cleartext": ""}):
        found, _client = read(answer, applications())
        assert found == applications()


@pytest.mark.parametrize("answer", [ApiUnavailable("down"), {"cleartext": 7}, {}, []])
def test_a_secret_that_can_not_be_read_ends_the_backup_instead_of_being_left_out(answer: t.Any) -> None:
    with pytest.raises((ApiUnavailable, BadPayload)):
        read(answer, applications())


def test_a_restore_gives_a_new_application_the_secret_that_a_backup_held_and_shows_it_nowhere() -> None:
    full, _client = read({"cleartext": SECRET}, applications())
    empty = state(permissions=[], sso_applications=[], inbound_apps=[], outbound_apps=[])
    plan = planned(empty, full)

    assert secrets_for(plan) == {"outbound_apps": {"calendar": {"client_secret": ""}}}
    made = {change.key: change.document for change in plan.changes}
    assert (made["crm"]["clientSecret"], made["mail"]["clientSecret"]) == (SECRET, SECRET)
    assert leaks(json.dumps([diff_values(plan), plan_values(plan, None)]).encode()) == []
    assert plan_hash(plan) == plan_hash(planned(empty, applications()))
