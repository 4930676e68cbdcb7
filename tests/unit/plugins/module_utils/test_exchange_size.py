# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that are too large, as they are or once unpacked: refused while they come, with little of them in memory."""

from __future__ import annotations

import gzip
import random
import tracemalloc
import typing as t
import zlib

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils import _exchange
from ansible_collections.descope.mgmt.plugins.module_utils._errors import BadPayload, ResponseTooLarge
from ansible_collections.descope.mgmt.plugins.module_utils._exchange import BEST_RATIO, LARGEST, UNSUSPICIOUS
from tests.unit.plugins.raw_server import Handler, answer_of, endlessly, exchange, head, says

MIB = 1024 * 1024
A_PART = b" " * 65536
CHUNK = b"10000\r\n%s\r\n" % A_PART
GZIP = "Content-Encoding: gzip"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> int:
    """The most bytes that an answer may have, made few."""
    monkeypatch.setattr(_exchange, "LARGEST", 200_000)
    return 200_000


def refused(handler: Handler) -> ResponseTooLarge:
    with pytest.raises(ResponseTooLarge) as caught:
        exchange(handler)
    return caught.value


def packed_blanks(mebibytes: int) -> bytes:
    """Return a gzip of so many blanks, about a thousandth of their size."""
    packer = zlib.compressobj(wbits=31)
    return b"".join([packer.compress(A_PART) for _ in range(16 * mebibytes)]) + packer.flush()


def test_the_largest_answer_is_as_large_as_the_largest_file_of_a_backup() -> None:
    assert LARGEST == 64 * MIB
    assert issubclass(ResponseTooLarge, BadPayload)  # whoever takes no odd answer for a value takes none that is too large


@pytest.mark.parametrize(
    ("first", "more"),
    [(head("Content-Length: 1000000000"), A_PART), (head("Transfer-Encoding: chunked"), CHUNK), (head(), A_PART)],
    ids=["announced", "in chunks", "until the end of the connection"],
)
def test_a_body_without_end_is_refused_and_the_connection_ended(small: int, first: bytes, more: bytes) -> None:
    """The server stops only when the client hangs up: reliability #15."""
    error = refused(endlessly(first, more))
    assert error.message == f"The answer to GET /v1/x has more than {small} bytes."
    assert error.code == "response_too_large"


@pytest.mark.parametrize("spare", [0, 1])
def test_an_answer_may_be_as_large_as_that_and_not_a_byte_larger(small: int, spare: int) -> None:
    handler = says(answer_of(b"x" * (small + spare)))
    if spare:
        assert refused(handler)
    else:
        assert len(exchange(handler).body) == small


def test_of_a_gigabyte_no_more_is_held_than_an_answer_may_have() -> None:
    """Covers reliability #15."""
    tracemalloc.start()
    try:
        refused(endlessly(head("Content-Length: 1073741824"), A_PART))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 2 * LARGEST


def test_a_bomb_is_not_unpacked() -> None:
    """One gigabyte in one megabyte: reliability #15."""
    bomb = answer_of(packed_blanks(1024), GZIP)
    tracemalloc.start()
    try:
        refused(says(bomb))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 32 * MIB


@pytest.mark.parametrize("encoding", ["gzip, gzip", "gzip,gzip", "br", "zstd", "deflate, gzip"])
def test_a_bomb_in_a_wrapping_that_nobody_asked_for_is_not_even_read(encoding: str) -> None:
    with pytest.raises(BadPayload, match="packed in a way that nobody asked for"):
        exchange(endlessly(head(f"Content-Encoding: {encoding}"), A_PART))


def test_a_body_that_unpacks_to_little_may_be_packed_as_well_as_it_likes() -> None:
    body = b" " * UNSUSPICIOUS
    assert exchange(says(answer_of(gzip.compress(body), GZIP))).body == body


def test_a_larger_one_may_be_as_well_packed_as_any_listing_and_not_better() -> None:
    """Covers reliability #15: the ratio counts from one megabyte on."""
    dice = random.Random(1)
    listing = b"".join(b'{"id":"T%030x","name":"Acme %d"},' % (dice.getrandbits(120), at) for at in range(40_000))
    assert exchange(says(answer_of(gzip.compress(listing), GZIP))).body == listing

    suspicious = gzip.compress(b" " * (UNSUSPICIOUS + 1))
    assert len(suspicious) * BEST_RATIO < UNSUSPICIOUS
    assert "more than 1048576 bytes" in refused(says(answer_of(suspicious, GZIP))).message


def test_a_packed_body_is_read_in_whatever_parts_it_comes() -> None:
    body = b'{"tenants": []}' * 10
    packed = gzip.compress(body)

    async def byte_by_byte(writer: t.Any) -> None:
        writer.write(head(f"Content-Length: {len(packed)}", GZIP))
        for at in range(len(packed)):
            writer.write(packed[at : at + 1])
            await writer.drain()

    assert exchange(byte_by_byte).body == body


@pytest.mark.parametrize(
    "headers",
    [[f"X-Header-{number}: {number}" for number in range(10_000)], ["X-Long: " + "x" * 1_000_000]],
    ids=["10,000 headers", "one of a megabyte"],
)
def test_a_head_without_measure_is_refused(headers: list[str]) -> None:
    """Covers reliability #15."""
    error = refused(says(head(*headers, "Content-Length: 2") + b"{}"))
    assert error.message == "The answer to GET /v1/x has too many headers, or too long ones."


def test_a_head_without_end_is_refused() -> None:
    assert refused(endlessly(b"HTTP/1.1 200 OK\r\n", b"x: y\r\n" * 1000))


def test_a_head_of_usual_size_is_fine() -> None:
    assert exchange(says(answer_of(b"{}", *[f"X-Header-{number}: {number}" for number in range(200)]))).body == b"{}"
