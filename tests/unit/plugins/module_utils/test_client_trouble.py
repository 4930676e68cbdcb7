# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client under trouble: what is tried again, what never is, and how long it waits."""

from __future__ import annotations

import asyncio
import socket
import typing as t
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils import _exchange
from ansible_collections.descope.mgmt.plugins.module_utils._client import DescopeClient
from ansible_collections.descope.mgmt.plugins.module_utils._errors import (
    ApiUnavailable,
    ApiUnreachable,
    DescopeError,
    RateLimited,
    ResponseTooLarge,
    UnknownOutcome,
)
from ansible_collections.descope.mgmt.plugins.module_utils._pacing import WAIT_BUDGET
from tests.unit.plugins.scripted_server import Clock, Reply, ScriptedServer, settings, talk

LOST = [Reply(status=503), Reply(status=524), Reply(b"", status=500), Reply(reset=True)]
GOOD = Reply({"tenants": []})


async def a_read(client: DescopeClient) -> t.Any:
    return await client.get("/v1/mgmt/tenant/all")


async def a_write(client: DescopeClient) -> t.Any:
    return await client.write("/v1/mgmt/tenant/delete", {"id": "acme"})


Work = t.Callable[[DescopeClient], t.Awaitable[t.Any]]


# --- trying again --------------------------------------------------------------------------------------------------------


def test_a_write_whose_answer_is_too_large_has_an_unknown_outcome_and_a_read_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Covers reliability #15."""
    monkeypatch.setattr(_exchange, "LARGEST", 1000)
    server = ScriptedServer(Reply(b" " * 2000))
    with pytest.raises(UnknownOutcome):
        talk(server, a_write)
    with pytest.raises(ResponseTooLarge):
        talk(server, a_read)
    assert len(server.requests) == 2


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 527, 529, 530])
def test_a_read_is_repeated_while_the_service_falters(status: int) -> None:
    server = ScriptedServer(*[Reply(b"<html>", status=status)] * 4, GOOD)
    assert talk(server, a_read) == {"tenants": []}
    assert len(server.requests) == 5


@pytest.mark.parametrize("trouble", [*LOST[:3], Reply(reset=True), Reply(delay=5.0)])
def test_a_read_is_tried_five_times_and_then_the_service_is_unavailable(trouble: Reply) -> None:
    server = ScriptedServer(trouble)
    with pytest.raises(ApiUnavailable):
        talk(server, a_read, timeout=0.2)
    assert len(server.requests) == 5


@pytest.mark.parametrize("reply", [Reply(reset=True), Reply(delay=5.0)])
def test_a_lost_read_is_repeated(reply: Reply) -> None:
    server = ScriptedServer(reply, GOOD)
    assert talk(server, a_read, timeout=0.2) == {"tenants": []}


@pytest.mark.parametrize("trouble", [*LOST, Reply(delay=5.0), Reply(status=520), Reply(status=529), Reply({}, status=598)])
def test_a_write_is_never_repeated_once_it_was_sent(trouble: Reply) -> None:
    server = ScriptedServer(trouble, Reply())
    with pytest.raises(UnknownOutcome):
        talk(server, a_write, timeout=0.2)
    assert len(server.requests) == 1


@pytest.mark.parametrize("work", [a_read, a_write])
def test_a_connection_that_cannot_be_made_is_tried_five_times(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[str] = []

    async def run() -> None:
        async with DescopeClient(settings("http://127.0.0.1:1")) as client:
            call = client._call

            async def counted(method: str, path: str, **rest: t.Any) -> t.Any:
                tries.append(path)
                return await call(method, path, **rest)

            monkeypatch.setattr(client, "_call", counted)
            await work(client)

    with pytest.raises(ApiUnreachable):
        asyncio.run(run())
    assert len(tries) == 5


def test_an_answer_that_drips_ends_with_the_timeout() -> None:
    """Covers reliability #10."""

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        try:
            while True:
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.02)
        except ConnectionError:
            writer.close()

    async def run() -> None:
        server = await asyncio.start_server(drip, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with DescopeClient(settings(f"http://127.0.0.1:{port}", timeout=0.2)) as client:
            await a_write(client)

    with pytest.raises(UnknownOutcome, match=r"was not answered within 0\.2 seconds"):
        asyncio.run(run())


def test_an_address_that_swallows_everything_is_unreachable_and_nothing_was_sent() -> None:
    """Covers reliability #11."""
    full = socket.socket()
    full.bind(("127.0.0.1", 0))
    full.listen(0)
    waiting = [socket.socket() for _ in range(4)]
    for one in waiting:
        one.setblocking(False)
        one.connect_ex(full.getsockname())

    async def run() -> None:
        async with DescopeClient(settings(f"http://127.0.0.1:{full.getsockname()[1]}", timeout=0.2)) as client:
            await a_write(client)

    try:
        with pytest.raises(ApiUnreachable):
            asyncio.run(run())
    finally:
        for one in (*waiting, full):
            one.close()


# --- too many calls ------------------------------------------------------------------------------------------------------


def too_many(retry_after: str | None) -> Reply:
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return Reply({"errorCode": "E130429"}, status=429, headers=headers)


def waited(retry_after: str | None) -> float:
    """Return how long a client waits after one 429."""
    clock, server = Clock(), ScriptedServer(too_many(retry_after), GOOD)
    assert talk(server, a_read, clock=clock) == {"tenants": []}
    assert len(server.requests) == 2
    return sum(clock.slept)


def in_(seconds: float) -> str:
    return format_datetime(datetime.now(timezone.utc) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(("told", "seconds"), [("4", 4), ("0.5", 0.5), ("0.001", 0.1), ("1000000000", 120)])
def test_a_429_waits_as_told_within_bounds(told: str, seconds: float) -> None:
    assert waited(told) == pytest.approx(seconds)


@pytest.mark.parametrize("told", [None, "", "0", "-5", "soon", "nan", "inf", "1e400", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_a_429_without_a_usable_wait_waits_about_a_second(told: str | None) -> None:
    """Not exactly, so that jobs that were refused together do not come back together (reliability #2)."""
    assert 1.0 <= waited(told) <= 1.25


def test_a_429_may_name_a_date() -> None:
    assert 28 <= waited(in_(30)) <= 30


@pytest.mark.parametrize("work", [a_read, a_write])
def test_a_write_is_repeated_after_a_429_because_it_was_not_done(work: Work) -> None:
    server = ScriptedServer(*[too_many("1")] * 3, Reply({"done": True}))
    assert talk(server, work, clock=Clock()) == {"done": True}


@pytest.mark.parametrize("work", [a_read, a_write])
@pytest.mark.parametrize("told", ["60", "1000000000", in_(90), None], ids=["a minute", "for ever", "a date", "nothing"])
def test_waiting_has_a_budget_and_then_it_is_rate_limited(work: Work, told: str | None) -> None:
    """Covers reliability #1 and reliability #2."""
    clock = Clock()
    with pytest.raises(RateLimited, match="for too many calls") as error:
        talk(ScriptedServer(too_many(told)), work, clock=clock)
    assert error.value.retryable
    assert sum(clock.slept) <= WAIT_BUDGET


def test_the_budget_for_waiting_is_that_of_the_whole_run_and_not_of_a_call() -> None:
    """Covers reliability #1."""
    clock, server = Clock(), ScriptedServer(*[too_many("70"), GOOD] * 5)
    answered = 0

    async def work(client: DescopeClient) -> None:
        nonlocal answered
        for _ in range(5):
            await a_read(client)
            answered += 1

    with pytest.raises(RateLimited, match="a run waits 300 seconds at most") as error:
        talk(server, work, clock=clock)
    assert (answered, error.value.code) == (4, "rate_limited")
    assert 4 * 70 <= sum(clock.slept) <= WAIT_BUDGET


def test_a_429_to_the_licence_call_does_not_slow_the_run_down_for_good() -> None:
    server = ScriptedServer(GOOD)
    server.licence = too_many("60")
    clock = Clock()

    async def work(client: DescopeClient) -> None:
        before = clock.now
        for _ in range(20):
            await a_read(client)
        assert clock.now - before <= 120

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ansible_collections.descope.mgmt.plugins.module_utils._client.HANDSHAKE_SECONDS", 0.05)
        talk(server, work, clock=clock)
    assert len(server.requests) == 20


def test_no_error_of_the_client_is_anything_but_ours() -> None:
    for reply in (*LOST, too_many("120"), Reply(b"<"), Reply(status=302)):
        with pytest.raises(DescopeError):
            talk(ScriptedServer(reply), a_write, clock=Clock(), timeout=0.5)
