# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The secret of a vault id that the playbook was started with, handed to a module as the passphrase of its backups.

Ansible has no public way to ask for it, so what is not public is used here and nowhere else (reliability 3.4).
"""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleError
from ansible.parsing.vault import match_encrypt_secret

VAULT_ID = "encryption_vault_id"
PASSPHRASE = "encryption_passphrase"


def with_passphrase(arguments: dict[str, t.Any], loader: t.Any) -> dict[str, t.Any]:
    """Return the options of a task with the passphrase that the vault id in them stands for, unless they have one."""
    if not arguments.get(VAULT_ID) or arguments.get(PASSPHRASE):
        return arguments
    return {**arguments, PASSPHRASE: passphrase_of(loader, str(arguments[VAULT_ID]))}


def passphrase_of(loader: t.Any, vault_id: str) -> str:
    """Return the secret of a loaded vault id; raises AnsibleError when the playbook was started without it."""
    secrets = getattr(getattr(loader, "_vault", None), "secrets", None) or []
    if vault_id not in [known for known, _secret in secrets]:
        raise AnsibleError(
            f"{VAULT_ID} is {vault_id!r}, and the playbook was started without that vault id. "
            f"Start it with --vault-id {vault_id}@prompt or --vault-id {vault_id}@FILE, or give {PASSPHRASE}."
        )
    _vault_id, secret = match_encrypt_secret(secrets, encrypt_vault_id=vault_id)
    try:
        return str(secret.bytes.decode("utf-8"))
    except UnicodeDecodeError:
        raise AnsibleError(f"The secret of the vault id {vault_id!r} is not UTF-8 text.") from None
