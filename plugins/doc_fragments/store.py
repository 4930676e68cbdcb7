# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the options that say where backups are and how they are encrypted."""

from __future__ import annotations


class ModuleDocFragment:
    """Extended as `descope.mgmt.store`."""

    DOCUMENTATION = r"""
options:
  backup_dir:
    description:
      - Directory of all backups, on the host the module runs on. An absolute path, or one that begins with C(~).
      - A backup is the directory C({backup_dir}/{project_id}/{time}/), where the time is UTC and looks like
        C(20261122T231500Z).
    type: path
    default: ~/.descope-mgmt/backups
  encryption:
    description:
      - How a backup that is made is encrypted. Reading goes by what a backup says of itself, so older ones stay readable as
        long as their key is given.
      - V(vault) writes files that C(ansible-vault view) opens too, with one passphrase to write and to read. It needs the
        Python library C(cryptography).
      - V(age) needs only public keys to write, so a host that makes backups can't open them. C(age -d) opens the files too. It
        needs the Python library C(pyrage).
      - The manifest, with author, counts and hashes, is never encrypted. Backups are listed, verified by their hashes and
        retired without a key.
    type: str
    version_added: 0.2.0
    choices: [none, vault, age]
    default: none
  encryption_passphrase:
    description:
      - The passphrase of O(encryption=vault), at least 16 characters and random. White space around it is not part of it. Do
        not use the one that encrypts the playbook's variables.
      - Without it, the environment variable E(DESCOPE_BACKUP_PASSPHRASE) is used.
    type: str
    version_added: 0.2.0
  encryption_vault_id:
    description:
      - A vault id that the playbook was started with, such as V(backups) after C(--vault-id backups@prompt). Its secret is the
        passphrase unless O(encryption_passphrase) is given.
      - It is named in the files that are written, and C(ansible-vault) goes by that.
    type: str
    version_added: 0.2.0
  encryption_recipients:
    description:
      - The public keys that can open a backup made with O(encryption=age), each beginning with C(age1).
    type: list
    version_added: 0.2.0
    elements: str
    default: []
  encryption_identity_path:
    description:
      - A file with identities of C(age), as C(age-keygen) writes it, on the host the module runs on. Needed only to read.
      - Without it, the environment variable E(DESCOPE_BACKUP_IDENTITY_PATH) is used.
    type: path
    version_added: 0.2.0
"""
