# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Phone numbers in the one spelling that Descope keeps, E.164: `+1-555-555-5555` is `+15555555555` (descope-api 1.12)."""

from __future__ import annotations

import re

from .._errors import InvalidInput

_NOISE = re.compile(r"[\s().\-]")
_E164 = re.compile(r"\+[1-9][0-9]{3,14}")


def checked_phone(text: str, where: str) -> str:
    """Return a phone number as Descope keeps it; raises InvalidInput, naming `where`, when it is none."""
    number = _NOISE.sub("", text)
    if not _E164.fullmatch(number):
        raise InvalidInput(
            f"{where}: {text!r} is no phone number.", hint="Write it with its country code, such as +15555550100."
        )
    return number


def login_id(text: str) -> str:
    """Return a login id as Descope keeps it: one that is a phone number loses its dashes and spaces."""
    number = _NOISE.sub("", text)
    return number if _E164.fullmatch(number) else text
