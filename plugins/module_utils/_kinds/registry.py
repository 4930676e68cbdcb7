# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All kinds, in the order a person lists them; to add one, import it here and name it once."""

from __future__ import annotations

import typing as t
from functools import cache

from ._base import Job, Kind
from .access_key import AccessKey
from .custom_attribute import CustomAttribute
from .fga_schema import FgaSchema
from .flow import Flow
from .inbound_app import InboundApp
from .jwt_template import JwtTemplate
from .list import List
from .outbound_app import OutboundApp
from .password_settings import PasswordSettings
from .permission import Permission
from .project import Project
from .role import Role
from .snapshot import Snapshot
from .sso import Sso
from .sso_application import SSOApplication
from .tenant import Tenant
from .tenant_settings import TenantSettings
from .theme import Theme
from .user import User

KINDS: dict[str, Kind] = {
    kind.plural: kind
    for kind in (
        Permission(),
        Role(),
        Tenant(),
        TenantSettings(),
        Sso(),
        PasswordSettings(),
        CustomAttribute(),
        User(),
        AccessKey(),
        Flow(),
        Theme(),
        List(),
        JwtTemplate(),
        FgaSchema(),
        SSOApplication(),
        InboundApp(),
        OutboundApp(),
        Project(),
        Snapshot(),
    )
}


def secret_values(options: t.Any) -> set[str]:
    """Return the values in `options`, at any depth, of fields that are a secret of any kind."""
    if isinstance(options, (list, tuple)):
        return set().union(*(secret_values(item) for item in options))
    if not isinstance(options, dict):
        return set()
    found = set().union(*(secret_values(item) for item in options.values()))
    return found.union(*(texts(value) for name, value in options.items() if name in _secret_names()))


def texts(value: t.Any) -> set[str]:
    """Return all texts in `value`, at any depth, also as they are at the end of a message."""
    if isinstance(value, (dict, list, tuple)):
        return set().union(*(texts(item) for item in (value.values() if isinstance(value, dict) else value)))
    return {value, value.strip()} - {""} if isinstance(value, str) else set()


@cache
def _secret_names() -> frozenset[str]:
    return frozenset(name for kind in KINDS.values() for path in kind.secrets for name in kind.spellings(path))


def taking_part(job: Job) -> list[str]:
    """Return the kinds that have a part in a job without being named."""
    return [plural for plural, kind in KINDS.items() if job in kind.by_default]


def needed_by(plurals: t.Iterable[str]) -> list[str]:
    """Return the given kinds with those that they refer to, in registry order."""
    given = set(plurals)
    found = given.union(*(KINDS[plural].depends_on for plural in given))
    return [plural for plural in KINDS if plural in found]


def users_of(plurals: t.Iterable[str]) -> list[str]:
    """Return the kinds that refer to one of the given ones, in registry order."""
    given = set(plurals)
    return [plural for plural, kind in KINDS.items() if given & set(kind.depends_on)]
