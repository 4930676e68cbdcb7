# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vault texts without Ansible: what we write its own VaultLib opens, and the other way round, whatever the text."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from ansible.errors import AnsibleError
from ansible.parsing.vault import VaultLib, VaultSecret
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ansible_collections.descope.mgmt.plugins.module_utils._engine import vault_format
from tests.structure.sources import UTILS, files_below, imports_any

PASSPHRASE = "correct horse battery staple"


def theirs(passphrase: str = PASSPHRASE, label: str = "default") -> VaultLib:
    return VaultLib([(label, VaultSecret(passphrase.encode()))])


@settings(max_examples=30, deadline=None)
@given(data=st.binary(max_size=300), passphrase=st.text(st.characters(codec="utf-8"), min_size=1, max_size=40))
def test_what_we_write_vaultlib_opens_and_the_other_way_round(data: bytes, passphrase: str) -> None:  # reliability G19
    assert theirs(passphrase).decrypt(vault_format.encrypt(data, passphrase)) == data
    assume(not data.startswith(b"$ANSIBLE_VAULT"))  # VaultLib encrypts nothing that looks encrypted
    encrypted = theirs(passphrase).encrypt(data, secret=VaultSecret(passphrase.encode()))
    assert vault_format.decrypt(encrypted, passphrase) == data


@pytest.mark.parametrize(("label", "header"), [("", b"1.1;AES256"), ("default", b"1.1;AES256"), ("bk-2", b"1.2;AES256;bk-2")])
def test_a_label_is_in_the_header_where_vaultlib_finds_it(label: str, header: bytes) -> None:
    text = vault_format.encrypt(b"{}", PASSPHRASE, label)

    assert text.splitlines()[0] == b"$ANSIBLE_VAULT;" + header
    assert theirs(label=label or "default").decrypt_and_get_vault_id(text)[:2] == (b"{}", label or "default")
    assert vault_format.decrypt(text, PASSPHRASE) == b"{}"


def test_vaultlib_and_we_write_the_same_shape() -> None:
    ours = vault_format.encrypt(b"x" * 500, PASSPHRASE, "bk").split(b"\n")
    other = theirs().encrypt(b"x" * 500, secret=VaultSecret(PASSPHRASE.encode()), vault_id="bk").split(b"\n")

    assert [len(line) for line in ours] == [len(line) for line in other]
    assert ours[0] == other[0]


def test_the_command_ansible_vault_shows_the_plain_text(tmp_path: Path) -> None:
    text, password = tmp_path / "tenants.json.vault", tmp_path / "password"
    text.write_bytes(vault_format.encrypt(b'[{"id": "acme"}]\n', PASSPHRASE))
    password.write_text(PASSPHRASE + "\n")

    command = [str(Path(sys.executable).with_name("ansible-vault")), "view", "--vault-password-file", str(password), str(text)]
    environment = {**os.environ, "HOME": str(tmp_path), "ANSIBLE_HOME": str(tmp_path), "PAGER": "cat"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60)

    assert (done.returncode, done.stdout.strip()) == (0, '[{"id": "acme"}]'), done.stderr


def test_a_wrong_passphrase_and_every_kind_of_damage_is_the_same_error() -> None:  # reliability #80
    text = vault_format.encrypt(b"secret", PASSPHRASE)
    spoiled = [
        text[:-3],
        text[:40],
        b"",
        b"$ANSIBLE_VAULT;1.1;AES256\n",
        b"$ANSIBLE_VAULT;1.1;AES256\nzz\n",
        b"$ANSIBLE_VAULT;1.1;AES256\n3030\n",
        text.replace(b"1.1", b"1.0"),
        text.replace(b"AES256", b"AES512"),
    ]
    spoiled += [bytes([*text[:at], text[at] ^ 1, *text[at + 1 :]]) for at in range(30, len(text), 17) if text[at] != 10]

    with pytest.raises(ValueError):
        vault_format.decrypt(text, PASSPHRASE + "x")
    for bad in spoiled:
        with pytest.raises(ValueError):
            vault_format.decrypt(bad, PASSPHRASE)
    with pytest.raises(AnsibleError):
        theirs().decrypt(spoiled[-1])


def test_equal_texts_are_never_equal_when_encrypted() -> None:
    assert vault_format.encrypt(b"x", PASSPHRASE) != vault_format.encrypt(b"x", PASSPHRASE)


def test_ten_megabytes_take_less_than_a_second_each_way() -> None:  # reliability G19; tenfold, for machines that are busy
    data = os.urandom(10_000_000)
    start = time.process_time()

    assert vault_format.decrypt(vault_format.encrypt(data, PASSPHRASE), PASSPHRASE) == data

    assert time.process_time() - start < 10


def test_no_file_that_a_module_runs_imports_ansibles_vault() -> None:
    assert [
        file for file in files_below("plugins/module_utils", "plugins/modules") if imports_any(file, "ansible.parsing")
    ] == []
    assert (UTILS / "_engine" / "vault_format.py").is_file()
