# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How backups are encrypted: the keys that a task was given, as functions on bytes; disk and manifest live elsewhere.

What writes needs less than what reads: with age only the public keys, so that a host which makes backups can't open them
(reliability 3.4). Which key a backup needs is said by its manifest and not by the options.
"""

from __future__ import annotations

import hashlib
import re
import typing as t
from dataclasses import dataclass, field

from .._deps import age_library
from .._errors import InvalidInput
from . import vault_format

Method = t.Literal["none", "vault", "age"]
Convert = t.Callable[[bytes], bytes]

METHODS: tuple[Method, ...] = ("none", "vault", "age")
SHORTEST_PASSPHRASE = 16

_AGE_BINARY, _AGE_ARMORED = b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----"
_LABEL = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_LARGEST_IDENTITY_FILE = 64 * 1024


class Undecipherable(Exception):
    """A text does not open: the key is wrong or the text is damaged, and which of them can't be known."""


@dataclass(frozen=True)
class Encryptor:
    """How new backups are encrypted. `label` names a vault id; `recipients` are fingerprints of public keys."""

    method: Method
    encrypt: Convert = field(repr=False)
    label: str = ""
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True)
class Keys:
    """What a task was given to encrypt and to decrypt with. It is checked when it is needed, as most tasks need none of it."""

    method: Method = "none"
    passphrase: str = field(default="", repr=False)
    label: str = ""
    recipients: tuple[str, ...] = field(default=(), repr=False)
    identity_path: str = ""

    def encryptor(self) -> Encryptor:
        """Return how to encrypt; raises InvalidInput for keys that can't do it, and MissingDependency."""
        if self.method == "vault":
            return self._vault_encryptor()
        if self.method == "age":
            return self._age_encryptor()
        return Encryptor("none", bytes)

    def decryptor(self, method: Method) -> Convert | None:
        """Return how to decrypt what `method` made, a function that raises Undecipherable, or None without a key for it.

        Raises InvalidInput for a key that can't be one, and MissingDependency.
        """
        if method == "vault" and self.passphrase:
            return _decryptor(lambda text: vault_format.decrypt(text, self._checked_passphrase()), ValueError)
        if method == "age" and self.identity_path:
            identities = _identities(self.identity_path)
            return _decryptor(lambda text: bytes(age_library().decrypt(text, identities)), age_library().DecryptError)
        return None

    def _vault_encryptor(self) -> Encryptor:
        if not self.passphrase:
            raise InvalidInput(
                "encryption_passphrase is missing, and backups are to be encrypted with vault.",
                hint="Nothing was changed. Give it, or name a vault id of the playbook as encryption_vault_id, or set "
                "DESCOPE_BACKUP_PASSPHRASE in the environment.",
            )
        if self.label and not _LABEL.fullmatch(self.label):
            raise InvalidInput(
                f"encryption_vault_id {ascii(self.label)[:60]} can't be the label of a vault id.",
                hint="Nothing was changed. Give the part before the '@': letters, digits, '_', '.' and '-', at most 64.",
            )
        passphrase = self._checked_passphrase()
        vault_format.encrypt(b"", passphrase)  # raises now when there is no library for it
        return Encryptor("vault", lambda data: vault_format.encrypt(data, passphrase, self.label), label=self.label)

    def _checked_passphrase(self) -> str:
        if len(self.passphrase) < SHORTEST_PASSPHRASE:
            raise InvalidInput(
                f"encryption_passphrase has fewer than {SHORTEST_PASSPHRASE} characters. The vault format slows down guessing "
                "very little, so a shorter one does not protect a backup.",
                hint="Nothing was changed. Use a random one, such as what 'openssl rand -base64 24' prints, and keep it "
                "elsewhere than the backups.",
            )
        return self.passphrase

    def _age_encryptor(self) -> Encryptor:
        if not self.recipients:
            raise InvalidInput(
                "encryption_recipients is missing, and backups are to be encrypted with age.",
                hint="Nothing was changed. Give the public keys of those who may read them, as age-keygen prints them: age1...",
            )
        age = age_library()
        parsed = []
        for index, recipient in enumerate(self.recipients):
            try:
                parsed.append(age.x25519.Recipient.from_str(recipient))
            except age.RecipientError:  # it is not shown: it may be a private key, given by mistake
                raise InvalidInput(
                    f"encryption_recipients[{index}] is not the public key of an age identity.",
                    hint="Nothing was changed. It begins with age1 and is printed by: age-keygen -y FILE",
                ) from None
        prints = tuple(fingerprint(recipient) for recipient in self.recipients)
        return Encryptor("age", lambda data: bytes(age.encrypt(data, parsed)), recipients=prints)


def fingerprint(recipient: str) -> str:
    """Return what the manifest calls a public key: enough to tell which one it is."""
    return f"sha256:{hashlib.sha256(recipient.encode()).hexdigest()[:16]}"


def method_of(data: bytes) -> Method:
    """Return what the content of a file looks like, by its first bytes."""
    if data.startswith(vault_format.HEADER):
        return "vault"
    return "age" if data.startswith((_AGE_BINARY, _AGE_ARMORED)) else "none"


def _decryptor(decrypt: Convert, refused: type[Exception]) -> Convert:
    def decrypted(text: bytes) -> bytes:
        try:
            return decrypt(text)
        except refused:
            raise Undecipherable from None

    return decrypted


def _identities(path: str) -> list[t.Any]:
    """Return the identities in a file as age-keygen writes it; nothing of the file is in any message."""
    age = age_library()
    found = []
    for number, line in enumerate(_lines(path), start=1):
        if not line or line.startswith("#"):
            continue
        try:
            found.append(age.x25519.Identity.from_str(line))
        except age.IdentityError:
            raise _unusable(path, f"line {number} is no identity of the kind that begins with AGE-SECRET-KEY-1") from None
    if not found:
        raise _unusable(path, "there is no identity in it")
    return found


def _lines(path: str) -> list[str]:
    try:
        with open(path, "rb") as file:
            data = file.read(_LARGEST_IDENTITY_FILE + 1)
    except OSError as error:
        raise _unusable(path, f"it can't be read: {error.strerror}") from None
    if len(data) > _LARGEST_IDENTITY_FILE:
        raise _unusable(path, "it is too large")
    if method_of(data) != "none":
        raise _unusable(path, "it is itself encrypted")
    try:
        return [line.strip() for line in data.decode("ascii").splitlines()]
    except UnicodeDecodeError:
        raise _unusable(path, "it is not a text") from None


def _unusable(path: str, problem: str) -> InvalidInput:
    return InvalidInput(
        f"encryption_identity_path {ascii(path)[1:-1]} can't be used: {problem}.",
        hint="Nothing was changed. Give the path of a file as age-keygen writes it, on the host that the module runs on.",
    )
