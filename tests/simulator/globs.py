# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Path patterns of the control surface: exact, or with `*` for any run of characters."""

from __future__ import annotations

import functools
import re


@functools.lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in pattern.split("*")))


def matches(pattern: str, path: str, query: str = "") -> bool:
    """Compare the path; a pattern with a `?` in it is compared with the path and its query string."""
    subject = f"{path}?{query}" if "?" in pattern else path
    return _compiled(pattern).fullmatch(subject) is not None
