# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of protected documents that a person keeps beside the backups, out of reach of any desired state."""

from __future__ import annotations

import os

from .._errors import InvalidInput
from .._strict_json import Damage
from .archive import BackupStore
from .archive_disk import Directory, shown
from .places import PROTECTED

_LARGEST = 1024 * 1024


def protected_by_file(store: BackupStore) -> tuple[str, ...]:
    """Return the globs in `protected.txt` of the project's directory, a line each; `#` begins a comment. None without a file.

    Raises InvalidInput for a file that can't be read as text: no run may go on as if nothing was protected.
    """
    root = Directory.open(store.path)
    if root is None:
        return ()
    with root:
        project = root.child(store.project_id)
    if project is None:
        return ()
    with project:
        if project.look(PROTECTED) is None:
            return ()
        path = os.path.join(project.path, PROTECTED)
        try:
            text = project.read(PROTECTED, _LARGEST).decode("utf-8")
        except (Damage, UnicodeDecodeError) as error:
            raise InvalidInput(
                f"The list of protected documents {shown(path)} can't be read: {error}.",
                hint="Nothing was changed. Make it a file of plain text, a glob such as tenants/acme in each line.",
            ) from None
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(line for line in lines if line)
