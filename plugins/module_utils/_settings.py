# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How to reach a project: the address of its API, which the key must be safe with, and what else a connection needs."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ._errors import InvalidInput

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Settings:
    """How to reach one project, or with an empty `project_id` the company; `timeout` in seconds per call.

    `base_url` has no trailing slash.
    `rate_limit` is how many calls in ten seconds the plan grants, where the user knows, and `rate_limit_share` which part of
    that, and of every other quota, may be taken.
    """

    project_id: str
    management_key: str = field(repr=False)
    base_url: str
    timeout: float = 30.0
    ca_path: str = ""
    validate_certs: bool = True
    concurrency: int = 8
    rate_limit: int | None = None
    rate_limit_share: float = 1.0
    hidden: t.Collection[str] = field(default=(), repr=False, compare=False)
    """What no error may repeat though the service does; looked at when it happens, since a run may come to know more."""

    @property
    def bearer(self) -> str:
        """What says who asks, and for which project; for the company the key alone (descope-api 1.3)."""
        return f"{self.project_id}:{self.management_key}" if self.project_id else self.management_key

    @property
    def is_on_this_machine(self) -> bool:
        """Whether the API is a simulator on this machine, which no proxy can reach."""
        return urlsplit(self.base_url).hostname in LOOPBACK


def default_base_url(project_id: str) -> str:
    """Return the API of the project's region, which a long project id names after its first character (descope-api 1.2)."""
    region = project_id[1:5]
    regional = len(project_id) >= 32 and region.isascii() and region.isalnum()
    return f"https://api.{region}.descope.com" if regional else "https://api.descope.com"


def check_base_url(base_url: str) -> str:
    """Return `base_url` without a trailing slash; raises InvalidInput unless the key is safe with it."""
    try:
        parts = urlsplit(base_url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise InvalidInput(f"base_url is not an http or https address: {base_url!r}.")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise InvalidInput(
            f"base_url must be https: over plain http the management key could be read on the way to {parts.hostname}.",
            hint="Plain http is for a simulator on this machine (localhost) only.",
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        raise InvalidInput(
            f"base_url for {parts.hostname} has more than a host, a port and a path.",
            hint="Take out user name, password and everything behind ? or #: the address is shown in results and backups.",
        )
    return base_url.rstrip("/")
