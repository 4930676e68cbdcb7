# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client: where it calls, what it sends along, and what an answer becomes."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils import _client
from ansible_collections.descope.mgmt.plugins.module_utils._client import (
    DescopeClient,
    check_base_url,
    default_base_url,
)
from ansible_collections.descope.mgmt.plugins.module_utils._errors import (
    ApiError,
    AuthFailed,
    BadPayload,
    DescopeError,
    Forbidden,
    InvalidInput,
    NotFound,
    UnknownOutcome,
)
from ansible_collections.descope.mgmt.plugins.module_utils._version import VERSION
from tests.unit.plugins.scripted_server import KEY, Reply, ScriptedServer, settings, talk


async def a_read(client: DescopeClient) -> t.Any:
    return await client.get("/v1/mgmt/tenant/all")


async def a_write(client: DescopeClient) -> t.Any:
    return await client.write("/v1/mgmt/tenant/delete", {"id": "acme"})


Work = t.Callable[[DescopeClient], t.Awaitable[t.Any]]
either = pytest.mark.parametrize("work", [a_read, a_write])


def refused(server: ScriptedServer, work: Work, **changed: t.Any) -> DescopeError:
    with pytest.raises(DescopeError) as error:
        talk(server, work, **changed)
    return error.value


# --- where ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("project_id", "url"),
    [
        ("P" + "a" * 27, "https://api.descope.com"),
        ("P" + "a" * 30, "https://api.descope.com"),
        ("Puse1" + "a" * 27, "https://api.use1.descope.com"),
        ("Peuc1" + "a" * 40, "https://api.euc1.descope.com"),
        ("P", "https://api.descope.com"),
    ],
)
def test_a_long_project_id_names_its_region(project_id: str, url: str) -> None:
    assert default_base_url(project_id) == url


@pytest.mark.parametrize(
    "url",
    ["https://api.descope.com", "https://auth.acme.com:8443/x", "http://localhost:1", "http://127.0.0.1", "http://[::1]:8"],
)
def test_https_and_plain_http_to_this_machine_are_fine(url: str) -> None:
    assert check_base_url(url + "/") == url


@pytest.mark.parametrize(
    "url",
    [
        "http://api.descope.com",
        "http://localhost.acme.com",
        "http://127.0.0.1@acme.com",
        "http://192.168.0.1",
        "ftp://api.descope.com",
        "api.descope.com",
        "https://",
        "",
        "https://[bad",
        "https://host:port",
    ],
)
def test_any_other_address_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match="base_url"):
        check_base_url(url)


# --- what is sent along --------------------------------------------------------------------------------------------------


def test_a_read_sends_credentials_and_the_query() -> None:
    server = ScriptedServer()
    talk(server, lambda client: client.get("/v1/mgmt/tenant", id="a b&c"))
    [request] = server.requests
    assert (request.method, request.path, request.query) == ("GET", "/v1/mgmt/tenant", {"id": "a b&c"})
    assert request.headers["authorization"] == f"Bearer P123:{KEY}"
    assert request.headers["x-descope-project-id"] == "P123"
    assert request.headers["x-descope-sdk-version"] == VERSION


def test_a_write_posts_json() -> None:
    server = ScriptedServer(Reply({"id": "acme"}))
    body = {"id": "acme", "name": "Ä", "customAttributes": {"n": 1.5}}
    assert talk(server, lambda client: client.write("/v1/mgmt/tenant/create", body)) == {"id": "acme"}
    [request] = server.requests
    assert (request.method, request.body, request.headers["content-type"]) == ("POST", body, "application/json")


def test_settings_do_not_show_the_key() -> None:
    assert KEY not in repr(settings("https://api.descope.com"))


@pytest.mark.parametrize("key", ["K2“quoted”", "K2 ü", "K2\nX-Injected: 1"])
def test_a_key_that_no_header_can_carry_is_refused_in_words_without_the_key(key: str) -> None:
    error = refused(ScriptedServer(), a_read, management_key=key)
    assert isinstance(error, InvalidInput)
    assert key not in error.message + error.hint


# --- the licence handshake -----------------------------------------------------------------------------------------------


def test_the_licence_tier_goes_along_from_then_on_and_raises_the_limit() -> None:
    server = ScriptedServer(licence=Reply({"rateLimitTier": "tier3"}))

    async def work(client: DescopeClient) -> tuple[str, tuple[int, float]]:
        await a_read(client)
        return client.licence_tier, client.rate_limit

    assert talk(server, work) == ("tier3", (1000, 10.0))
    assert server.requests[0].headers["x-descope-license"] == "tier3"
    assert "x-descope-license" not in server.licence_requests[0].headers


@pytest.mark.parametrize(
    "licence",
    [
        Reply({"errorCode": "E011008"}, status=401),
        Reply({}, status=404),
        Reply({}, status=503),
        Reply(b"<html>"),
        Reply(reset=True),
        Reply({}, delay=1.0),
    ],
)
def test_a_failing_licence_call_is_noted_and_the_run_goes_on(licence: Reply, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_client, "HANDSHAKE_SECONDS", 0.2)
    server = ScriptedServer(licence=licence)

    async def work(client: DescopeClient) -> tuple[str, tuple[int, float], list[str]]:
        await a_read(client)
        return client.licence_tier, client.rate_limit, client.notes

    tier, limit, notes = talk(server, work)
    assert (tier, limit) == ("", (100, 60.0))
    assert len(notes) == 1
    assert notes[0].startswith("The licence call failed, so the lowest rate limit is assumed: ")
    assert len(server.licence_requests) == 1


@pytest.mark.parametrize("answer", [{}, {"rateLimitTier": ""}, {"rateLimitTier": 3}, [], None, {"rateLimitTier": "tär\n"}])
def test_a_licence_answer_without_a_usable_tier_changes_nothing(answer: t.Any) -> None:
    server = ScriptedServer(licence=Reply(answer))
    assert talk(server, a_read) == {}
    assert "x-descope-license" not in server.requests[0].headers


# --- refusals ------------------------------------------------------------------------------------------------------------


@either
@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, ApiError), (401, AuthFailed), (403, Forbidden), (404, NotFound), (409, ApiError)],
)
def test_a_refusal_is_raised_at_once_with_its_code(work: Work, status: int, kind: type[ApiError]) -> None:
    server = ScriptedServer(Reply({"errorCode": "E112202", "errorDescription": "Not so", "errorMessage": "at all"}, status))
    error = refused(server, work)
    assert type(error) is kind
    assert f"Not so: at all (HTTP {status}, E112202)." in error.message
    assert len(server.requests) == 1


@pytest.mark.parametrize("work", [a_read, a_write])
def test_an_explained_500_is_final_for_a_read_and_leaves_a_write_open(work: Work) -> None:
    reply = Reply({"errorCode": "E103003", "errorDescription": "Failed getting flow"}, 500)
    server = ScriptedServer(reply)
    error = refused(server, work)
    assert type(error) is (ApiError if work is a_read else UnknownOutcome)
    assert "Failed getting flow (HTTP 500, E103003)" in error.message
    assert len(server.requests) == 1


@either
@pytest.mark.parametrize("location", ["https://elsewhere.example.com/", "http://127.0.0.1:1/"])
def test_a_redirect_is_refused_and_not_followed(work: Work, location: str) -> None:
    server = ScriptedServer(Reply(status=307, headers={"Location": location}))
    error = refused(server, work)
    assert "Redirects are not followed" in error.hint
    assert len(server.requests) == 1


@either
@pytest.mark.parametrize("field", ["errorDescription", "errorMessage", "errorCode"])
def test_an_error_never_repeats_the_key_even_when_the_server_does(work: Work, field: str) -> None:
    error = refused(ScriptedServer(Reply({field: f"Bad token Bearer P123:{KEY}"}, 400)), work)
    assert KEY not in json.dumps([error.message, error.hint, error.details])


def test_an_error_does_not_show_an_unknown_body() -> None:
    error = refused(ScriptedServer(Reply(b"<html>secret words</html>", 400)), a_read)
    assert "secret words" not in error.message
    assert "no reason given (HTTP 400)" in error.message


# --- bodies --------------------------------------------------------------------------------------------------------------

NOT_JSON = [b"", b"<html>hello</html>", b'{"tenants": [', b'{"a": NaN}', b'{"a": Infinity}', b"\xff\xfe", b"[" * 100_000]


@pytest.mark.parametrize("body", NOT_JSON)
def test_a_body_that_is_not_json_is_a_bad_payload_for_a_read(body: bytes) -> None:
    error = refused(ScriptedServer(Reply(body, headers={"Content-Type": "text/html"})), a_read)
    assert isinstance(error, BadPayload)
    assert f"is not JSON (text/html, {len(body)} bytes)" in error.message


@pytest.mark.parametrize("body", [*NOT_JSON, b"[]", b"null", b'"x"'])
def test_a_body_that_says_nothing_leaves_the_outcome_of_a_write_unknown(body: bytes) -> None:
    server = ScriptedServer(Reply(body))
    assert isinstance(refused(server, a_write), UnknownOutcome)
    assert len(server.requests) == 1


def test_a_number_beyond_any_bound_is_a_bad_payload() -> None:
    assert isinstance(refused(ScriptedServer(Reply(b'{"a": 1e999}')), a_read), BadPayload)


def test_a_read_that_is_cut_off_is_a_bad_payload_and_not_an_empty_list() -> None:
    error = refused(ScriptedServer(Reply({"tenants": []}, cut=5)), a_read)
    assert isinstance(error, BadPayload)
    assert "was cut off" in error.message


def test_a_write_whose_answer_is_cut_off_has_an_unknown_outcome() -> None:
    assert isinstance(refused(ScriptedServer(Reply({}, cut=1)), a_write), UnknownOutcome)
