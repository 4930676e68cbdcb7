# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the bearer and decides which project a request may work on (descope-api 1.3)."""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass

from .errors import forbidden, unauthorised
from .store import Doc, Project, Store

# The company's section for the keys that were made through the API.
MADE_KEYS = "management_keys"


@dataclass(frozen=True)
class Bearer:
    """The parts of `Authorization: Bearer <project>[:<jwt>]:<key>`; the project is empty when only a key was sent."""

    project_id: str
    key: str


def read_bearer(header: str | None) -> Bearer:
    """Take the header apart, or refuse."""
    scheme, _, value = (header or "").partition(" ")
    parts = value.strip().split(":")
    if scheme.lower() != "bearer" or not all(parts) or len(parts) > 3:
        raise unauthorised("The authorization header is missing or malformed")
    return Bearer("" if len(parts) == 1 else parts[0], parts[-1])


def project_for(store: Store, header: str | None) -> Project:
    """The project this bearer opens. A key alone opens none (inferred)."""
    bearer = read_bearer(header)
    project = store.projects.get(bearer.project_id)
    if project is None:
        raise unauthorised("Project not found or not accessible with this key")
    if not _among(bearer.key, [*project.keys, *store.company_keys]) and not _made_key_opens(store, bearer.key, project):
        raise unauthorised("Invalid management key")
    return project


def require_company(store: Store, header: str | None) -> None:
    """Let only company-wide keys pass, with or without a project (descope-api 1.3, 2.17)."""
    bearer = read_bearer(header)
    if bearer.project_id:
        project_for(store, header)
    if _among(bearer.key, store.company_keys) or _made_key_opens(store, bearer.key, None):
        return
    if not bearer.project_id:
        raise unauthorised("Invalid management key")
    raise forbidden("This call needs a company-wide management key")


def known_project_id(store: Store, header: str | None) -> str:
    """The project a request names, for the log and the limits; never anything that could be a key."""
    value = (header or "").partition(" ")[2].strip()
    first = value.split(":")[0] if ":" in value else ""
    return first if first in store.projects else ""


def actor_for(store: Store, header: str | None) -> str:
    """The id of the key behind a bearer, for what records who did something; it says nothing about the key itself."""
    key = read_bearer(header).key
    made = find_made_key(store, key)
    return made["id"] if made else "K" + hashlib.sha256(key.encode()).hexdigest()[:27]


def find_made_key(store: Store, key: str) -> Doc | None:
    """The management key made through the API that has this secret (descope-api 2.18)."""
    return store.company.find(MADE_KEYS, secret=key)


def _made_key_opens(store: Store, key: str, project: Project | None) -> bool:
    """A made key works while it is active and not expired, for the projects it was made for.

    What its roles allow there is not checked.
    """
    made = find_made_key(store, key)
    if made is None or made["status"] != "active" or 0 < made["expireTime"] <= time.time():
        return False
    rebac = made["reBac"]
    if rebac.get("companyRoles"):
        return True
    if project is None:
        return False
    named = any(project.id in grant.get("projectIds", []) for grant in rebac.get("projectRoles") or [])
    return named or any(set(project.tags) & set(grant.get("tags", [])) for grant in rebac.get("tagRoles") or [])


def _among(key: str, keys: list[str]) -> bool:
    return any(hmac.compare_digest(key.encode(), known.encode()) for known in keys)
