# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client and certificates: trusted, not trusted, and a server that speaks something else."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import ssl
import typing as t
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ansible_collections.descope.mgmt.plugins.module_utils._client import DescopeClient
from ansible_collections.descope.mgmt.plugins.module_utils._errors import ApiUnreachable, InvalidInput, TlsFailed
from tests.unit.plugins.scripted_server import settings

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 and its key in one file, signed by nobody else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


def read_over_tls(certificate: Path | None, **changed: t.Any) -> tuple[t.Any, int]:
    """Read from a server with a certificate, or one that speaks plain HTTP; return the answer and the connections made."""
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await reader.read(100)
        writer.write(ANSWER)
        writer.close()

    async def run() -> t.Any:
        context = None
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
        port = server.sockets[0].getsockname()[1]
        async with DescopeClient(settings(f"https://127.0.0.1:{port}", **changed)) as client:
            client.notes.clear()
            return await client.get("/v1/mgmt/tenant/all")

    return asyncio.run(run()), connections


def test_a_certificate_that_nobody_vouches_for_is_a_tls_failure(certificate: Path) -> None:
    with pytest.raises(TlsFailed, match=r"No trusted connection to https://127\.0\.0\.1") as error:
        read_over_tls(certificate)
    assert "ca_path" in error.value.hint


def test_a_given_authority_is_trusted(certificate: Path) -> None:
    assert read_over_tls(certificate, ca_path=str(certificate)) == ({}, 2)


def test_validation_can_be_turned_off(certificate: Path) -> None:
    assert read_over_tls(certificate, validate_certs=False) == ({}, 2)


def test_a_server_that_does_not_speak_tls_is_a_tls_failure() -> None:
    with pytest.raises(TlsFailed):
        read_over_tls(None)


@pytest.mark.parametrize(
    "content", [None, "not a certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_an_unusable_ca_path_is_said_before_any_call(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    with pytest.raises(InvalidInput, match=r"ca_path .*ca.pem can't be used"):
        read_over_tls(None, ca_path=str(file))


def test_nobody_listening_is_unreachable() -> None:
    async def run() -> None:
        async with DescopeClient(settings("http://127.0.0.1:1")) as client:
            await client.write("/v1/mgmt/tenant/delete", {"id": "acme"})

    with pytest.raises(ApiUnreachable, match=r"No connection to http://127\.0\.0\.1:1"):
        asyncio.run(run())
