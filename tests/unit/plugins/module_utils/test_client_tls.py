# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client and certificates: trusted, not trusted, and a server that speaks something else."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import typing as t
import warnings
from contextlib import suppress
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils import _client
from ansible_collections.descope.mgmt.plugins.module_utils._client import DescopeClient
from ansible_collections.descope.mgmt.plugins.module_utils._errors import ApiUnreachable, DescopeError, InvalidInput, TlsFailed
from tests.unit.plugins.certificates import written_certificate
from tests.unit.plugins.scripted_server import settings

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"


@pytest.fixture(autouse=True)
def _patient_handshake(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that stands still for some seconds must not turn the first refusal into a note."""
    monkeypatch.setattr(_client, "HANDSHAKE_SECONDS", 60.0)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good certificate for 127.0.0.1."""
    return written_certificate(tmp_path_factory.mktemp("tls"))


def read_over_tls(certificate: Path | None, **changed: t.Any) -> tuple[t.Any, int]:
    """Read from a server with a certificate, or one that speaks plain HTTP; return the answer or error, and the connections."""
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(2**16)  # all of the greeting: bytes left unread would turn the end into a reset
        writer.write(ANSWER)
        writer.close()

    class Counting(asyncio.StreamReaderProtocol):
        def __init__(self) -> None:
            nonlocal connections
            connections += 1
            super().__init__(asyncio.StreamReader(), serve)

    async def run() -> t.Any:
        context = None
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
        server = await asyncio.get_running_loop().create_server(Counting, "127.0.0.1", 0, ssl=context)
        url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            async with DescopeClient(settings(url, **changed)) as client:
                client.notes.clear()
                return await client.get("/v1/mgmt/tenant/all")
        except DescopeError as error:
            return error
        finally:
            server.close()

    return asyncio.run(run()), connections


def not_trusted(certificate: Path | None, **changed: t.Any) -> TlsFailed:
    """Return the error of a read that must fail at the first connection, which is the only one."""
    error, connections = read_over_tls(certificate, **changed)
    assert isinstance(error, TlsFailed)
    assert connections == 1
    assert error.message.startswith("No trusted connection to https://127.0.0.1:")
    assert not error.retryable
    return error


def test_a_certificate_that_nobody_vouches_for_is_refused_at_once(certificate: Path) -> None:
    """Covers reliability #12."""
    error = not_trusted(certificate)
    assert "self-signed certificate" in error.message
    assert "ca_path" in error.hint


def test_a_certificate_that_has_ended_is_refused_at_once(tmp_path: Path) -> None:
    """Covers reliability #12."""
    file = written_certificate(tmp_path, days=-1)
    assert "certificate has expired" in not_trusted(file, ca_path=str(file)).message


def test_the_certificate_of_another_host_is_refused_at_once(tmp_path: Path) -> None:
    """Covers reliability #12."""
    file = written_certificate(tmp_path, host="192.0.2.1")
    assert "mismatch" in not_trusted(file, ca_path=str(file)).message


def test_an_old_protocol_is_refused_at_once_and_not_stepped_down_to(certificate: Path) -> None:
    """Covers reliability #12."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1

    def serve(listener: socket.socket) -> None:
        with listener.accept()[0] as connection, suppress(ssl.SSLError):
            context.wrap_socket(connection, server_side=True)

    async def run(url: str) -> None:
        async with DescopeClient(settings(url, ca_path=str(certificate))):
            pass

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=serve, args=[listener], daemon=True)
        server.start()
        with pytest.raises(TlsFailed, match=r"(?i)protocol|legacy"):  # OpenSSL says it in several ways
            asyncio.run(run(f"https://127.0.0.1:{listener.getsockname()[1]}"))
        server.join(5)


def test_a_given_authority_is_trusted(certificate: Path) -> None:
    assert read_over_tls(certificate, ca_path=str(certificate)) == ({}, 2)


def test_validation_can_be_turned_off(certificate: Path) -> None:
    assert read_over_tls(certificate, validate_certs=False) == ({}, 2)


def test_a_server_that_does_not_speak_tls_is_refused_at_once() -> None:
    assert not_trusted(None).code == "tls_failed"


@pytest.mark.parametrize(
    "content", [None, "not a certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_an_unusable_ca_path_is_said_before_any_call(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    error, connections = read_over_tls(None, ca_path=str(file))
    assert isinstance(error, InvalidInput)
    assert "ca.pem can't be used" in error.message
    assert connections == 0


def test_nobody_listening_is_unreachable() -> None:
    async def run() -> None:
        async with DescopeClient(settings("http://127.0.0.1:1")) as client:
            await client.write("/v1/mgmt/tenant/delete", {"id": "acme"})

    with pytest.raises(ApiUnreachable, match=r"No connection to http://127\.0\.0\.1:1"):
        asyncio.run(run())
