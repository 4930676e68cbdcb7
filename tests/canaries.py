# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every secret that a test plants, and how to find one again wherever it leaks and however it is spelled (reliability 2.H).

A canary repeats a mark of six letters and digits, each followed by one character: any 12 characters of it hold a whole mark,
and what escapes do to the characters between leaves the marks as they are. The first four of a mark are the same in all,
the other two say which it is. All six may stand in an age identity too, and are without letters in hexadecimal.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

CORE = "QGH7"
NAMES = (
    # keys of projects and of backups
    "management key",
    "management key of the source",
    "management key in the environment",
    "passphrase of backups",
    "passphrase of the role",
    "passphrase that is wrong",
    "passphrase of a vault id",
    "age identity",
    "age identity of the role",
    "age identity that is wrong",
    # SSO of tenants
    "OIDC client secret",
    "OIDC client secret of a further configuration",
    "OIDC client secret inside a tenant",
    "OIDC client secret refused",
    "SAML signing key",
    "SAML signing key inside a tenant",
    "SAML encryption key",
    "secret in a flow",
    # applications
    "SSO application client secret",
    "SSO application client secret refused",
    "SSO application client secret in a vault backup",
    "inbound application client secret",
    "inbound application client secret refused",
    "outbound application client secret",
    "outbound application client secret refused",
    "outbound application client secret of another run",
    "outbound application client secret at restore",
    "outbound application client secret for nobody",
    # snapshots
    "connector API key",
    "connector API key at import",
    "connector API key refused",
    "connector signing secret",
    "OAuth provider client secret at import",
    "outbound application client secret at import",
    # stores elsewhere
    "S3 access key",
    "S3 secret key",
    "S3 session token",
    "S3 secret key of the environment",
    # what else is around: nothing of the collection asks for it
    "user password",
    "access key cleartext",
    "AWX token",
    "git token",
    "database password",
)
_FIRST = "023456789ACDEFGHPQRSTUVWXY"  # what an age identity may have, and is two digits in hexadecimal
_SECOND = "8HX"  # of the same, those that differ in their first four bits: the others are not always known in base64
_PRINTED = '"/+é<'  # changed by JSON, by URLs, by neither ASCII nor HTML
_BARE = "/+/+/"  # what a header takes
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def secret(name: str) -> str:
    """Return the canary of that name."""
    return _woven(name, _PRINTED)


def bare_secret(name: str) -> str:
    """Return the canary for a place that takes only what a header or an address may have."""
    return _woven(name, _BARE)


def pem_secret(name: str) -> str:
    """Return the canary as a private key is written."""
    return f"-----BEGIN PRIVATE KEY-----\n{secret(name)}\n-----END PRIVATE KEY-----\n"


def age_identity(name: str) -> str:
    """Return the canary as an age identity, which every implementation of age takes."""
    data = [_BECH32.index(letter) for letter in f"{(mark(name) + 'X') * 8}"[:51].lower()] + [0]
    human = "age-secret-key-"
    known = [ord(letter) >> 5 for letter in human] + [0] + [ord(letter) & 31 for letter in human] + data
    sum_ = _checksum([*known, 0, 0, 0, 0, 0, 0]) ^ 1
    check = [sum_ >> 5 * (5 - place) & 31 for place in range(6)]
    return f"{human}1{''.join(_BECH32[value] for value in data + check)}".upper()


def mark(name: str) -> str:
    """Return what every 12 characters of the canary hold."""
    first, second = divmod(NAMES.index(name), len(_SECOND))
    return f"{CORE}{_FIRST[first]}{_SECOND[second]}"


def leaks(data: bytes) -> list[str]:
    """Return which canaries are in `data` and in which encoding, such as `management key (base64)`; sorted, each once."""
    return sorted(set(_found(data)))


def _found(data: bytes) -> Iterator[str]:
    for core in _CORES:  # to look for these is much quicker than for the pattern, which is for where one of them is
        at = data.find(core)
        while at >= 0:
            found = _PATTERN.match(data, at)
            encoding = str(found.lastgroup) if found else ""
            name = _BY_MARK[encoding].get(found[encoding]) if found else None
            if found and name:
                yield f"{name} ({_spelling(found[0]) if encoding == 'raw' else encoding.rstrip('012')})"
            at = data.find(core, found.end() if found and name else at + 1)


def _spelling(run: bytes) -> str:
    """Say what was done to the characters between marks."""
    if b"\\" in run:
        return "JSON-escaped"
    return "URL-escaped" if b"%" in run else "raw"


def _woven(name: str, between: str) -> str:
    return mark(name) + "".join(one + mark(name) for one in between)


def _checksum(values: list[int]) -> int:
    """Return what Bech32 makes of 5-bit values (BIP 173)."""
    sum_ = 1
    for value in values:
        top, sum_ = sum_ >> 25, (sum_ & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            sum_ ^= generator if top >> place & 1 else 0
    return sum_


def _spelled(text: str) -> dict[str, bytes]:
    """Return a text as it is in each encoding whatever comes before and after it: what base64 mixes with others is left out."""
    forms = {"raw": text.encode(), "hex": text.encode().hex().encode()}
    for before in range(3):
        whole = base64.b64encode(bytes(before) + text.encode())
        forms[f"base64{before}"] = whole[(0, 2, 3)[before] : (before + len(text)) * 8 // 6]
    return forms


_CORES = tuple(_spelled(CORE).values())
_BY_MARK = {encoding: {_spelled(mark(name))[encoding]: name for name in NAMES} for encoding in _spelled(CORE)}
_LENGTHS = {encoding: len(next(iter(marks))) for encoding, marks in _BY_MARK.items()}
_REST = rb"(?:.{1,12}?(?P=raw))*"  # the other marks of the canary, with whatever became of what is between them
_PATTERN = re.compile(
    b"|".join(
        b"(?P<%s>%s.{%d})%s" % (encoding.encode(), core, _LENGTHS[encoding] - len(core), _REST if encoding == "raw" else b"")
        for encoding, core in _spelled(CORE).items()
    ),
    re.DOTALL,
)
