# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inbound applications: pages, which one is meant, what is sent, and the secret that is told once."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._errors import BadPayload, InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._kinds import inbound_app
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document, Documents, Reference
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.inbound_app import InboundApp
from tests.unit.plugins.module_utils._kinds.noting_client import NotingClient, sent_by_create, sent_by_delete, sent_by_update

KIND = InboundApp()
APP = "/v1/mgmt/thirdparty/app"


def application(app_id: str = "TPA1", **fields: t.Any) -> Document:
    """Return an inbound application as the API gives it, as a document."""
    return KIND.from_api(
        {"id": app_id, "name": "Mail", "loginPageUrl": "https://l.example", "clientId": f"C{app_id}", **fields}
    )


class Paged(NotingClient):
    """Answers a listing in pages, with or without the total."""

    def __init__(self, count: int, *, total: bool) -> None:
        super().__init__()
        self._apps = [{"id": str(number), "name": str(number)} for number in range(count)]
        self._total = {"total": count} if total else {}

    async def get(self, path: str, **query: str) -> t.Any:
        self.asked.append((path, query))
        size = int(query["limit"])
        start = int(query["page"]) * size
        return {"apps": self._apps[start : start + size], **self._total}


@pytest.mark.parametrize("total", [True, False])
@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (3, 2), (5, 3)])
def test_every_page_is_read(monkeypatch: pytest.MonkeyPatch, count: int, pages: int, total: bool) -> None:
    monkeypatch.setattr(inbound_app, "PAGE", 2)
    client = Paged(count, total=total)
    assert [app["id"] for app in asyncio.run(KIND.fetch(client))] == [str(number) for number in range(count)]
    assert [query["page"] for _path, query in client.asked] == [str(page) for page in range(pages)]


# reliability #26
def test_a_listing_of_another_shape_is_never_an_empty_one() -> None:
    with pytest.raises(BadPayload):
        asyncio.run(KIND.fetch(NotingClient(load={"total": 0})))


def test_create_sends_everything_but_what_the_server_makes_and_says_the_secret_that_it_made() -> None:
    client = NotingClient(create={"id": "TPA9", "clientId": "C9", "cleartext": "s3cret"})
    made = asyncio.run(KIND.create(client, application("", clientId="", status="active", dynamic=False, beta=1)))
    ((path, body),) = client.sent
    assert (path, body["name"], body["beta"], made) == (f"{APP}/create", "Mail", 1, {"client_secret": "s3cret"})
    assert {"id", "status", "dynamic", "clientSecret"} & body.keys() == set()
    assert None not in body.values()


def test_a_secret_that_is_given_is_sent_at_creation_and_never_later() -> None:
    document = application(clientSecret="s3cret")
    assert sent_by_create(KIND, document)[0][1]["clientSecret"] == "s3cret"
    assert sent_by_create(KIND, document)[0][1]["clientId"] == "CTPA1"
    assert "clientSecret" not in sent_by_update(KIND, document, document)[0][1]


def test_an_update_sends_the_whole_document() -> None:
    before = application(permissionsScopes=[{"name": "read", "values": ["viewer"]}])
    path, body = sent_by_update(KIND, before, {**before, "description": "x"})[0]
    assert (path, body["id"], body["description"]) == (f"{APP}/update", "TPA1", "x")
    assert body["permissionsScopes"] == [{"name": "read", "description": "", "values": ["viewer"], "optional": False}]


def test_delete_names_the_application() -> None:
    assert sent_by_delete(KIND, application()) == [(f"{APP}/delete", {"id": "TPA1"})]


LIVE = Documents(
    {
        app["id"]: app
        for app in (
            application("a", name="One"),
            application("b", name="Two", dynamic=True),
            application("c", name="Two"),
            application("d", name="Twice"),
            application("e", name="Twice"),
        )
    }
)


@pytest.mark.parametrize(
    ("wanted", "key"),
    [
        ({"id": "a", "name": "Two"}, "a"),
        ({"id": "of another project", "clientId": "Ca", "name": "Two"}, "a"),
        ({"id": "of another project", "clientId": "x", "name": "One"}, "a"),
        ({"name": "Two"}, "c"),
        ({"name": "Nobody"}, None),
        ({"id": "nothing"}, None),
    ],
)
def test_an_id_counts_for_more_than_a_client_id_and_that_for_more_than_a_name(wanted: Document, key: str | None) -> None:
    assert KIND.find(wanted, LIVE) == key


def test_a_name_that_two_have_does_not_say_which() -> None:
    with pytest.raises(InvalidInput, match="2 inbound applications called Twice") as refusal:
        KIND.find({"name": "Twice"}, LIVE)
    assert refusal.value.hint == "Give the id: d, e."


def test_the_id_of_a_live_application_stays() -> None:
    assert KIND.overlay(LIVE["a"], {"id": "of another project", "name": "One"})["id"] == "a"


def test_a_new_application_needs_a_name_and_a_login_page() -> None:
    with pytest.raises(InvalidInput, match="inbound application TPA1, and without a name"):
        KIND.check_new(application(name=""))
    with pytest.raises(InvalidInput, match="Inbound application TPA1: login_page_url is missing"):
        KIND.check_new(application(loginPageUrl=""))
    KIND.check_new(application())


def test_one_that_registered_itself_is_left_alone() -> None:
    assert KIND.built_in(application(dynamic=True))
    assert not KIND.built_in(application())


def test_it_is_written_after_the_roles_and_the_flow_that_it_may_name() -> None:
    app = application(permissionsScopes=[{"name": "read", "values": ["viewer", "a/b"]}], consentFlowId="consent")
    assert list(KIND.references(app)) == [
        Reference("roles", "viewer", "permissionsScopes", "nothing"),
        Reference("roles", "/a/b", "permissionsScopes", "nothing"),
        Reference("flows", "consent", "consentFlowId", "nothing"),
    ]


def test_only_a_confidential_client_has_a_secret() -> None:
    assert KIND.unreadable(application()) == ("clientSecret",)
    assert KIND.unreadable(application(nonConfidentialClient=True)) == KIND.unreadable(application(dynamic=True)) == ()


def test_settings_in_which_nothing_is_set_are_not_sent() -> None:
    empty = application(jwtBearerSettings={}, sessionSettings={})
    assert {"jwtBearerSettings", "sessionSettings"} & sent_by_update(KIND, empty, empty)[0][1].keys() == set()
    some = application(sessionSettings={"enabled": True})
    assert sent_by_update(KIND, some, some)[0][1]["sessionSettings"]["enabled"] is True
