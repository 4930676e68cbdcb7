# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client: what it sends along, and what an answer becomes."""

from __future__ import annotations

import asyncio
import json
import time
import typing as t
from email.utils import formatdate
from importlib.util import find_spec

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils import _client, _deps
from ansible_collections.descope.mgmt.plugins.module_utils._client import DescopeClient
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
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_refused_and_nothing_goes_to_where_it_leads(work: Work, status: int) -> None:
    """Not the key, and no request at all: reliability #13."""
    elsewhere = ScriptedServer()

    async def redirected() -> DescopeError:
        async with elsewhere:
            server = ScriptedServer(Reply(status=status, headers={"Location": f"{elsewhere.url}/v1/mgmt/tenant/all"}))
            async with server, DescopeClient(settings(server.url)) as client:
                with pytest.raises(DescopeError) as error:
                    await work(client)
            assert len(server.requests) == 1
        return error.value

    error = asyncio.run(redirected())
    assert (type(error), "Redirects are not followed" in error.hint) == (ApiError, True)
    assert elsewhere.requests + elsewhere.licence_requests == []


@either
@pytest.mark.parametrize("field", ["errorDescription", "errorMessage", "errorCode"])
# reliability #112
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
    assert error.message.endswith(f"(text/html, {len(body)} bytes).")
    assert "hello" not in error.message


@pytest.mark.parametrize("body", [*NOT_JSON, b"[]", b"null", b'"x"'])
def test_a_body_that_says_nothing_leaves_the_outcome_of_a_write_unknown(body: bytes) -> None:
    server = ScriptedServer(Reply(body))
    assert isinstance(refused(server, a_write), UnknownOutcome)
    assert len(server.requests) == 1


def test_a_number_beyond_any_bound_is_a_bad_payload() -> None:
    assert isinstance(refused(ScriptedServer(Reply(b'{"a": 1e999}')), a_read), BadPayload)


@pytest.mark.parametrize("text", ['{"tenants": [], "tenants": []}', '{"a": 1' + "0" * 400 + "}", "[" * 101 + "]" * 101])
@either
def test_json_with_more_than_one_meaning_is_as_good_as_none(work: Work, text: str) -> None:
    """Covers reliability #18."""
    assert isinstance(refused(ScriptedServer(Reply(text.encode())), work), BadPayload if work is a_read else UnknownOutcome)


@either
def test_half_a_character_in_an_answer_is_refused_and_a_whole_one_is_not(work: Work) -> None:
    """Ansible would lose the result of the whole task: reliability #18."""
    error = refused(ScriptedServer(Reply(b'{"name": "half \\ud83d"}')), work)
    assert isinstance(error, BadPayload if work is a_read else UnknownOutcome)
    assert "has half a character in a text" in error.message
    assert talk(ScriptedServer(Reply(b'{"name": "\\ud83d\\ude00 \\\\ud83d"}')), work) == {"name": "😀 \\ud83d"}


def test_a_read_that_is_cut_off_is_a_bad_payload_and_not_an_empty_list() -> None:
    error = refused(ScriptedServer(Reply({"tenants": []}, cut=5)), a_read)
    assert isinstance(error, BadPayload)
    assert "was cut off" in error.message


def test_a_write_whose_answer_is_cut_off_has_an_unknown_outcome() -> None:
    assert isinstance(refused(ScriptedServer(Reply({}, cut=1)), a_write), UnknownOutcome)


# --- clocks --------------------------------------------------------------------------------------------------------------


def notes_with_dates(*dates: str | None) -> list[str]:
    """Return what a client notes whose answers have these dates, after that of the licence call."""
    replies = [Reply(headers={} if date is None else {"Date": date}) for date in dates]

    async def work(client: DescopeClient) -> list[str]:
        for _ in replies:
            await a_read(client)
        return client.notes

    notes: list[str] = talk(ScriptedServer(*replies), work)
    return notes


@pytest.mark.parametrize(("skew", "far"), [(4000, "seconds behind"), (-4000, "seconds ahead of")])
def test_a_clock_that_is_far_off_is_noted_once(skew: int, far: str) -> None:
    """Covers reliability #35."""
    (note,) = notes_with_dates(*[formatdate(time.time() + skew, usegmt=True)] * 3)
    assert far in note
    assert "39" in note or "40" in note


@pytest.mark.parametrize("skew", [0, 250, -250])
def test_a_clock_that_is_nearly_right_is_not_worth_a_word(skew: int) -> None:
    assert notes_with_dates(formatdate(time.time() + skew, usegmt=True)) == []


@pytest.mark.parametrize("date", [None, "", "yesterday", "Fri, 31 Dec 99999 23:59:59 GMT"])
def test_a_date_that_is_none_says_nothing_of_the_clock(date: str | None) -> None:
    assert notes_with_dates(date) == []


def test_httpx2_is_taken_where_it_is_installed() -> None:
    """`make check-httpx2` runs this file, and those beside it, where it is."""
    assert _deps.httpx.__name__ == ("httpx2" if find_spec("httpx2") else "httpx")


def test_the_client_takes_its_share_of_what_the_user_knows_to_be_granted() -> None:
    client = DescopeClient(settings("http://127.0.0.1:9", rate_limit=50, rate_limit_share=0.5))
    assert client.rate_limit == (50, 10.0)
    assert client._quotas.in_force == (25, 10.0)
