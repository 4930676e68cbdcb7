# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signed tokens with the standard library only: RS256 with a key made when it is first needed (descope-api 2.20).

Good enough for tests, and for nothing else: neither the key nor its use is protected against anything.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import secrets
from dataclasses import dataclass
from functools import cache
from typing import Any

_BITS = 2048
_EXPONENT = 65537
_SMALL_PRIMES = [n for n in range(3, 2000) if all(n % d for d in range(2, int(n**0.5) + 1))]
# What PKCS #1 v1.5 puts before a SHA-256 digest: the DER of the algorithm's name.
_SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")


class BadToken(ValueError):
    """A token that this simulator did not sign."""


@dataclass(frozen=True)
class Key:
    """An RSA key: its id, its two primes and its private exponent."""

    kid: str
    p: int
    q: int
    private: int

    @property
    def modulus(self) -> int:
        return self.p * self.q

    def sign(self, claims: dict[str, Any]) -> str:
        head = _encoded({"alg": "RS256", "kid": self.kid, "typ": "JWT"})
        content = f"{head}.{_encoded(claims)}"
        return f"{content}.{_base64(_bytes(self._private_power(_padded(content)), _BITS // 8))}"

    def read(self, token: str) -> dict[str, Any]:
        """The claims of a token that carries this key's signature; whether it has expired is not looked at."""
        content, _, signature = token.rpartition(".")
        try:
            if pow(int.from_bytes(_decoded(signature), "big"), _EXPONENT, self.modulus) != _padded(content):
                raise BadToken("The signature is not the one of this service")
            claims = json.loads(_decoded(content.partition(".")[2]))
        except ValueError as error:
            raise BadToken(str(error)) from error
        return dict(claims)

    def public(self) -> dict[str, str]:
        """The key as it is published."""
        numbers = {"n": _base64(_bytes(self.modulus)), "e": _base64(_bytes(_EXPONENT))}
        return {"kty": "RSA", "alg": "RS256", "use": "sig", "kid": self.kid, **numbers}

    def _private_power(self, number: int) -> int:
        """In the two small fields and put together, which is four times as fast as in the large one."""
        of_p = pow(number, self.private % (self.p - 1), self.p)
        of_q = pow(number, self.private % (self.q - 1), self.q)
        return of_q + (of_p - of_q) * pow(self.q, -1, self.p) % self.p * self.q


@cache
def signing_key() -> Key:
    """The key of this run."""
    while True:
        p, q = _prime(_BITS // 2), _prime(_BITS // 2)
        if p != q and math.gcd(_EXPONENT, (p - 1) * (q - 1)) == 1:
            return Key("SK" + secrets.token_hex(8), p, q, pow(_EXPONENT, -1, (p - 1) * (q - 1)))


def _prime(bits: int) -> int:
    """A random prime with both highest bits set, so that the product of two has its full length."""
    while True:
        number = secrets.randbits(bits) | 1 | 3 << (bits - 2)
        if all(number % small for small in _SMALL_PRIMES) and _probably_prime(number):
            return number


def _probably_prime(number: int) -> bool:
    """Miller and Rabin's test; for random numbers of this size a few rounds are plenty."""
    twos = ((number - 1) & -(number - 1)).bit_length() - 1
    odd = (number - 1) >> twos
    for _ in range(6):
        value = pow(secrets.randbelow(number - 3) + 2, odd, number)
        if value in (1, number - 1):
            continue
        for _ in range(twos - 1):
            value = value * value % number
            if value == number - 1:
                break
        else:
            return False
    return True


def _padded(content: str) -> int:
    tail = _SHA256 + hashlib.sha256(content.encode()).digest()
    return int.from_bytes(b"\x00\x01" + b"\xff" * (_BITS // 8 - 3 - len(tail)) + b"\x00" + tail, "big")


def _bytes(number: int, length: int = 0) -> bytes:
    return number.to_bytes(length or (number.bit_length() + 7) // 8, "big")


def _encoded(content: dict[str, Any]) -> str:
    return _base64(json.dumps(content, separators=(",", ":")).encode())


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
