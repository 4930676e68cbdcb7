# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request and its answer: how it may end too early, too late or never; `test_exchange_size.py` has what is too large."""

from __future__ import annotations

import asyncio
import gzip
import socket
import time
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._errors import (
    ApiUnreachable,
    BadPayload,
    DescopeError,
    InvalidInput,
    UnknownOutcome,
)
from ansible_collections.descope.mgmt.plugins.module_utils._exchange import Exchange
from tests.unit.plugins.raw_server import answer_of, endlessly, exchange, head, says
from tests.unit.plugins.scripted_server import settings

BODY = b'{"tenants": [{"id": "acme", "name": "\xc3\x84cme"}]}'
PACKED = gzip.compress(BODY, mtime=0)  # without the time: names of tests are made of it, and must be the same everywhere
VALUE = {"tenants": [{"id": "acme", "name": "Äcme"}]}
CHUNKED = b"Transfer-Encoding: chunked"


def chunks(body: bytes, size: int = 7) -> bytes:
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in [*parts, b""])


WAYS = {
    "with its length": answer_of(BODY),
    "in chunks": head(CHUNKED.decode()) + chunks(BODY),
    "until the end of the connection": head() + BODY,
    "packed": answer_of(PACKED, "Content-Encoding: gzip"),
}
ways = pytest.mark.parametrize("data", WAYS.values(), ids=WAYS.keys())


def value_of(data: bytes, *, reset: bool = False) -> t.Any:
    return exchange(says(data, reset=reset)).payload("GET", "/v1/x")


# --- whole, and cut off --------------------------------------------------------------------------------------------------


@ways
def test_a_whole_answer_is_read_in_whichever_way_it_is_sent(data: bytes) -> None:
    assert value_of(data) == VALUE


@ways
def test_an_answer_that_ends_too_early_is_never_a_value_wherever_it_ends(data: bytes) -> None:
    """After every single byte of it: reliability #7 and reliability #8."""
    for length in range(len(data)):
        with pytest.raises((BadPayload, UnknownOutcome)):
            print(length, value_of(data[:length]))


@ways
def test_an_answer_that_a_reset_ends_is_never_a_value_wherever_it_comes(data: bytes) -> None:
    """Covers reliability #7: mid-body and before it."""
    for length in range(0, len(data), 11):
        with pytest.raises((BadPayload, UnknownOutcome)):
            print(length, value_of(data[:length], reset=True))


@pytest.mark.parametrize(
    "lengths",
    [
        [f"Content-Length: {len(BODY) - 1}"],
        [f"Content-Length: {len(BODY) + 1}"],
        ["Content-Length: 0"],
        ["Content-Length: -1"],
        ["Content-Length: many"],
        [f"Content-Length: {len(BODY)}", f"Content-Length: {len(BODY) - 3}"],
        [CHUNKED.decode()],
    ],
)
def test_a_wrong_length_is_never_a_value(lengths: list[str]) -> None:
    """Covers reliability #8."""
    with pytest.raises((BadPayload, UnknownOutcome)):
        value_of(head(*lengths) + BODY)


@pytest.mark.parametrize("status", [200, 201, 204])
def test_a_success_without_a_body_is_a_bad_payload_and_not_an_empty_list(status: int) -> None:
    """Covers reliability #8."""
    answer = exchange(says(head("Content-Length: 0", status=status)))
    with pytest.raises(BadPayload):
        answer.payload("GET", "/v1/x")


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (PACKED[:-1], "gzip"),
        (PACKED[:-8] + b"\0" * 8, "gzip"),
        (PACKED + b"more", "gzip"),
        (PACKED * 2, "gzip"),
        (b"x" + PACKED, "gzip"),
        (BODY, "gzip"),
        (gzip.compress(PACKED, mtime=0), "gzip, gzip"),
        (BODY, "br"),
        (BODY, "deflate"),
        (BODY, "zstd"),
    ],
)
def test_a_packed_body_that_is_damaged_or_that_nobody_asked_for_is_a_bad_payload(body: bytes, encoding: str) -> None:
    with pytest.raises(BadPayload):
        value_of(answer_of(body, f"Content-Encoding: {encoding}"))


@pytest.mark.parametrize("encoding", ["identity", "", "GZIP"])
def test_an_encoding_that_changes_nothing_and_one_in_capitals_are_fine(encoding: str) -> None:
    body = PACKED if encoding == "GZIP" else BODY
    assert value_of(answer_of(body, f"Content-Encoding: {encoding}")) == VALUE


# --- late ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "more"),
    [
        (head("Content-Length: 100000"), b" "),
        (head(CHUNKED.decode()), b"1\r\n \r\n"),
        (b"HTTP/1.1 200 OK\r\n", b"x: y\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"),
    ],
    ids=["body", "chunks", "headers", "interim answers", "one header"],
)
def test_an_answer_that_drips_ends_with_the_timeout_whatever_it_drips(first: bytes, more: bytes) -> None:
    """Each byte comes well within the time that one read may take: reliability #10."""
    began = time.monotonic()
    with pytest.raises(UnknownOutcome, match=r"was not answered within 0\.4 seconds"):
        exchange(endlessly(first, more, pause=0.05), timeout=0.4)
    assert time.monotonic() - began < 1.5


def test_a_server_that_never_says_a_word_ends_with_the_timeout() -> None:
    async def silent(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(1)

    with pytest.raises(UnknownOutcome, match="was not answered"):
        exchange(silent, timeout=0.2)


# --- no connection -------------------------------------------------------------------------------------------------------


def asked(url: str) -> DescopeError:
    """Ask where nobody answers; return the error, which must come within a second."""

    async def ask() -> None:
        pool = Exchange(settings(url, timeout=1.0), {})
        try:
            await pool.send("POST", "/v1/x", None, {})
        finally:
            await pool.close()

    began = time.monotonic()
    with pytest.raises(DescopeError) as caught:
        asyncio.run(ask())
    assert time.monotonic() - began < 3
    return caught.value


def test_a_port_where_nobody_listens_is_unreachable() -> None:
    """Covers reliability #11."""
    error = asked("http://127.0.0.1:1")
    assert isinstance(error, ApiUnreachable)
    assert error.message.startswith("No connection to http://127.0.0.1:1 could be made: ")
    assert error.retryable


def test_a_name_that_nobody_knows_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Covers reliability #11."""

    def unknown(*_arguments: t.Any, **_more: t.Any) -> t.NoReturn:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = asked("https://api.descope.example")
    assert isinstance(error, ApiUnreachable)
    assert "Name or service not known" in error.message


def test_a_name_server_that_does_not_answer_is_unreachable_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Covers reliability #11."""
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_more: time.sleep(0.8))
    assert isinstance(asked("https://api.descope.example"), ApiUnreachable)


def test_a_tls_server_that_never_says_a_word_is_unreachable_in_time() -> None:
    """Covers reliability #11: a black hole that takes connections; nothing of the request was sent."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert isinstance(asked(f"https://127.0.0.1:{silent.getsockname()[1]}"), ApiUnreachable)


# --- proxies -------------------------------------------------------------------------------------------------------------


def test_a_proxy_that_is_not_there_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Covers reliability #14."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    assert isinstance(asked("https://api.descope.example"), ApiUnreachable)


def test_a_proxy_that_refuses_leaves_no_doubt_that_nothing_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Covers reliability #14."""

    async def run() -> list[bytes]:
        seen: list[bytes] = []

        async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            seen.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(head("Content-Length: 0", status=407))
            writer.close()

        server = await asyncio.start_server(refuse, "127.0.0.1", 0)
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        pool = Exchange(settings("https://api.descope.example"), {"Authorization": "Bearer secret"})
        with pytest.raises(ApiUnreachable, match="407"):
            await pool.send("POST", "/v1/x", None, {"name": "Acme"})
        await pool.close()
        server.close()
        return seen

    (seen,) = asyncio.run(run())
    assert seen.startswith(b"CONNECT api.descope.example:443 ")
    assert b"secret" not in seen


@pytest.mark.parametrize("proxy", ["nonsense", "ftp://proxy.example.com", "http://[bad", "http://host:port", "socks9://x"])
def test_a_proxy_that_cannot_be_meant_is_said_without_a_traceback(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    """Covers reliability #14."""
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    assert isinstance(asked("https://api.descope.example"), (InvalidInput, ApiUnreachable))


def test_no_proxy_comes_between_us_and_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert value_of(answer_of(BODY)) == VALUE


# --- what no request can carry -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["\ud83d", "x" * 100_000])
def test_a_query_that_no_address_can_carry_is_said_before_anything_is_sent(value: str) -> None:
    """Covers reliability #18: half a character can come out of a listing."""

    async def run() -> None:
        await Exchange(settings("http://127.0.0.1:1"), {}).send("GET", "/v1/mgmt/tenant", {"id": value}, None)

    with pytest.raises(InvalidInput, match="GET /v1/mgmt/tenant can't be asked with this id"):
        asyncio.run(run())
