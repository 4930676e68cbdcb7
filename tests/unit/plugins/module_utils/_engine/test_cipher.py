# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys: which ones can't be used is said before anything is read or written, and never by showing them."""

from __future__ import annotations

import builtins
import typing as t
from pathlib import Path

import pyrage  # type: ignore[import-untyped]
import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.cipher import (
    Keys,
    Undecipherable,
    fingerprint,
    method_of,
)
from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput, MissingDependency

PASSPHRASE = "correct horse battery staple"
ALICE, BOB = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()


def identity_file(directory: Path, *lines: str) -> str:
    path = directory / "key.txt"
    path.write_text("\n".join(["# created: 2026-11-22T23:15:00Z", "", *lines, ""]))
    return str(path)


def test_without_encryption_the_bytes_stay_as_they_are_and_no_key_is_looked_at() -> None:
    encryptor = Keys(passphrase="short", recipients=("nonsense",), identity_path="/nowhere").encryptor()

    assert (encryptor.method, encryptor.encrypt(b"[]")) == ("none", b"[]")


def test_vault_goes_there_and_back_with_one_passphrase() -> None:
    keys = Keys("vault", passphrase=PASSPHRASE, label="bk")
    text = keys.encryptor().encrypt(b"[]")
    decrypt = keys.decryptor("vault")

    assert (keys.encryptor().label, method_of(text)) == ("bk", "vault")
    assert decrypt is not None
    assert decrypt(text) == b"[]"


def test_age_writes_with_public_keys_and_reads_with_any_one_of_their_identities(tmp_path: Path) -> None:
    recipients = (str(ALICE.to_public()), str(BOB.to_public()))
    encryptor = Keys("age", recipients=recipients).encryptor()
    text = encryptor.encrypt(b"[]")

    assert method_of(text) == "age"
    assert encryptor.recipients == (fingerprint(recipients[0]), fingerprint(recipients[1]))
    for identity in (ALICE, BOB):
        decrypt = Keys(identity_path=identity_file(tmp_path, str(identity))).decryptor("age")
        assert decrypt is not None
        assert decrypt(text) == b"[]"


def test_there_is_no_key_where_none_was_given() -> None:
    assert Keys("vault").decryptor("vault") is None
    assert Keys("age", recipients=(str(ALICE.to_public()),)).decryptor("age") is None
    assert Keys("age", identity_path="/nowhere").decryptor("vault") is None
    assert Keys("vault", passphrase=PASSPHRASE).decryptor("age") is None


def test_a_wrong_key_and_damage_are_the_same_error(tmp_path: Path) -> None:  # reliability #80
    vault = Keys("vault", passphrase=PASSPHRASE).encryptor().encrypt(b"[]")
    age = Keys("age", recipients=(str(ALICE.to_public()),)).encryptor().encrypt(b"[]")
    right, wrong = (identity_file(tmp_path, str(identity)) for identity in (ALICE, BOB))
    cases: list[tuple[Keys, t.Literal["vault", "age"], bytes]] = [
        (Keys(passphrase=f"{PASSPHRASE}."), "vault", vault),
        (Keys(passphrase=PASSPHRASE), "vault", vault[:-2]),
        (Keys(identity_path=wrong), "age", age),
        (Keys(identity_path=right), "age", age[:-1]),
        (Keys(identity_path=right), "age", b""),
    ]
    for keys, method, text in cases:
        decrypt = keys.decryptor(method)
        assert decrypt is not None
        with pytest.raises(Undecipherable) as caught:
            decrypt(text)
        assert (str(caught.value), caught.value.__cause__) == ("", None)


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        (Keys("vault"), "encryption_passphrase is missing"),
        (Keys("vault", passphrase="tooshort-canary"), "fewer than 16 characters"),
        (Keys("vault", passphrase=PASSPHRASE, label="a;b"), "encryption_vault_id"),
        (Keys("vault", passphrase=PASSPHRASE, label="a\nb"), "encryption_vault_id"),
        (Keys("age"), "encryption_recipients is missing"),
        (Keys("age", recipients=(str(ALICE.to_public()), "age1canary")), "encryption_recipients[1]"),
        (Keys("age", recipients=(str(ALICE),)), "encryption_recipients[0]"),
    ],
)
def test_keys_that_can_not_encrypt_are_refused_by_name_and_not_shown(keys: Keys, named: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        keys.encryptor()

    assert named in caught.value.message
    assert caught.value.hint
    told = f"{caught.value.message} {caught.value.hint} {keys!r}"
    assert str(ALICE) not in told
    assert "tooshort-canary" not in told


def test_a_short_passphrase_can_not_read_either() -> None:
    decrypt = Keys(passphrase="short").decryptor("vault")
    assert decrypt is not None
    with pytest.raises(InvalidInput, match="16 characters"):
        decrypt(b"")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "can't be read"),
        (b"# nothing\n", "no identity in it"),
        (b"AGE-SECRET-KEY-CANARY\n", "line 1"),
        (b"AGE-PLUGIN-CANARY-1QQ\n", "line 1"),
        (b"age-encryption.org/v1\n-> scrypt", "itself encrypted"),
        (b"\xff\xfe", "not a text"),
        (b"#" * 70_000, "too large"),
    ],
)
def test_an_identity_file_that_is_none_is_refused_and_not_shown(tmp_path: Path, content: bytes | None, problem: str) -> None:
    path = tmp_path / "key.txt"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(InvalidInput) as caught:
        Keys(identity_path=str(path)).decryptor("age")

    assert problem in caught.value.message
    assert str(path) in caught.value.message
    assert "CANARY" not in f"{caught.value.message} {caught.value.hint}"


@pytest.mark.parametrize(
    ("library", "requirement", "keys"),
    [
        ("pyrage", "pyrage>=1.2", Keys("age", recipients=(str(ALICE.to_public()),))),
        ("cryptography", "cryptography", Keys("vault", passphrase=PASSPHRASE)),
    ],
)
def test_a_missing_library_is_named_with_the_command_that_installs_it(
    library: str, requirement: str, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def blocking(name: str, *arguments: t.Any, **options: t.Any) -> t.Any:
        if name.partition(".")[0] == library:
            raise ImportError(f"blocked {name}")
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", blocking)

    with pytest.raises(MissingDependency) as caught:
        keys.encryptor()

    assert caught.value.code == "missing_dependency"
    assert library in caught.value.message
    assert f"-m pip install '{requirement}'" in caught.value.hint
    assert Keys().encryptor().method == "none"
