# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of Ansible Vault, formats 1.1 and 1.2, written and read without Ansible, which a module must not import.

`ansible-vault view` and `decrypt` open what is written here, so that a backup can be read without this collection
(reliability 3.4). The format: AES-256 in counter mode, HMAC-SHA256 over the cipher text, both keys and the counter from 10,000
rounds of PBKDF2 over passphrase and salt; then hexadecimal twice, in lines of 80 under a header.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
import os

from .._deps import vault_libraries

HEADER = b"$ANSIBLE_VAULT;"
DEFAULT_LABEL = "default"

_ROUNDS = 10_000
_WIDTH = 80
_KEY = 32
_BLOCK = 16


def encrypt(data: bytes, passphrase: str, label: str = "") -> bytes:
    """Return `data` as a vault text; with a label, which must be a vault id, in the format that has one."""
    salt = os.urandom(_KEY)
    cipher_key, hmac_key, counter = _derived(passphrase, salt)
    _ciphers, padding = vault_libraries()
    padder = padding.PKCS7(_BLOCK * 8).padder()
    text = _aes(cipher_key, counter, padder.update(data) + padder.finalize())
    parts = (salt, hmac.digest(hmac_key, text, "sha256"), text)
    body = binascii.hexlify(b"\n".join(binascii.hexlify(part) for part in parts))
    named = f"1.2;AES256;{label}" if label and label != DEFAULT_LABEL else "1.1;AES256"
    lines = (body[start : start + _WIDTH] for start in range(0, len(body), _WIDTH))
    return b"\n".join([HEADER + named.encode(), *lines, b""])


def decrypt(text: bytes, passphrase: str) -> bytes:
    """Return what a vault text holds; raises ValueError for a wrong passphrase and for a text that is damaged."""
    header, _newline, body = text.partition(b"\n")
    if header.strip().split(b";")[:3] not in ([HEADER[:-1], b"1.1", b"AES256"], [HEADER[:-1], b"1.2", b"AES256"]):
        raise ValueError("not a vault text of a known format")
    inner = binascii.unhexlify(b"".join(body.split()))
    salt, digest, data = (binascii.unhexlify(part) for part in inner.split(b"\n", 2))
    cipher_key, hmac_key, counter = _derived(passphrase, salt)
    if not hmac.compare_digest(hmac.digest(hmac_key, data, "sha256"), digest):
        raise ValueError("wrong passphrase or damaged text")
    _ciphers, padding = vault_libraries()
    unpadder = padding.PKCS7(_BLOCK * 8).unpadder()
    return bytes(unpadder.update(_aes(cipher_key, counter, data)) + unpadder.finalize())


def _derived(passphrase: str, salt: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the key of the cipher, that of the digest, and the first value of the counter."""
    made = hashlib.pbkdf2_hmac("sha256", passphrase.encode(), salt, _ROUNDS, 2 * _KEY + _BLOCK)
    return made[:_KEY], made[_KEY : 2 * _KEY], made[2 * _KEY :]


def _aes(key: bytes, counter: bytes, data: bytes) -> bytes:
    """Return `data` encrypted, or decrypted: in counter mode they are the same."""
    ciphers, _padding = vault_libraries()
    stream = ciphers.Cipher(ciphers.algorithms.AES(key), ciphers.modes.CTR(counter)).encryptor()
    return bytes(stream.update(data) + stream.finalize())
