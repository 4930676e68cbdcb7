# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes identifiers in the style of the service: a prefix and 27 base-62 characters."""

from __future__ import annotations

import re
import secrets
import string

LENGTH = 27
_ALPHABET = string.digits + string.ascii_letters


def new_id(prefix: str) -> str:
    """Make an identifier nobody has seen before (descope-api 1.12)."""
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(LENGTH))


def readable_id(prefix: str, name: str) -> str:
    """Make the same identifier from the same name each time, for seed data that people read."""
    letters = re.sub(r"[^A-Za-z0-9]", "", name.title())[:LENGTH]
    return prefix + letters + "0" * (LENGTH - len(letters))
