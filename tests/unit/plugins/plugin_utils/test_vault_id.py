# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The secret of a vault id, as the installed ansible-core keeps it, becomes the passphrase of the module."""

from __future__ import annotations

import typing as t

import pytest
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultSecret

from ansible_collections.descope.mgmt.plugins.plugin_utils._vault_id import passphrase_of, with_passphrase
from tests.structure.sources import files_below, modules, read_yaml

SECRET = "correct horse battery staple"


def loader(**secrets: str) -> DataLoader:
    made = DataLoader()
    found: list[t.Any] = [(name, VaultSecret(secret.encode())) for name, secret in secrets.items()]
    made.set_vault_secrets(found)
    return made


def test_the_secret_of_the_named_vault_id_is_found() -> None:
    assert passphrase_of(loader(default="x", backups=SECRET, other="y"), "backups") == SECRET


def test_an_option_that_names_a_vault_id_brings_its_secret_and_stays() -> None:
    given = {"encryption": "vault", "encryption_vault_id": "backups"}

    assert with_passphrase(given, loader(backups=SECRET)) == {**given, "encryption_passphrase": SECRET}
    assert "encryption_passphrase" not in given


@pytest.mark.parametrize("given", [{}, {"encryption_vault_id": ""}, {"encryption_vault_id": "b", "encryption_passphrase": "p"}])
def test_without_a_vault_id_or_with_a_passphrase_nothing_is_looked_up(given: dict[str, str]) -> None:
    assert with_passphrase(given, None) == given


@pytest.mark.parametrize("found", [loader(), loader(other=SECRET), None])
def test_a_vault_id_that_is_not_loaded_is_named_with_the_way_to_load_it(found: DataLoader | None) -> None:
    with pytest.raises(AnsibleError, match="--vault-id backups@prompt") as caught:
        passphrase_of(found, "backups")

    assert SECRET not in str(caught.value)


def test_every_module_has_an_action_plugin_of_its_own_or_the_common_one() -> None:
    routed = read_yaml("meta/runtime.yml")["plugin_routing"]["modules"]
    own = {file.stem for file in files_below("plugins/action") if file.stem != "__init__"}

    assert {file.stem for file in modules()} == own | set(routed)
    assert own & set(routed) == set()
    assert {one["action_plugin"] for one in routed.values()} == {"descope.mgmt.descope_backup_info"}
