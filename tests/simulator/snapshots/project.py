# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole project as files and back: every area in the order in which they depend on each other (descope-api 3, 4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import ApiError, invalid
from ..store import Doc, Project, State
from . import attributes, authorization, connectors, flows, settings
from .entities import ENTITIES, LISTS
from .files import Files, put_back, set_apart
from .job import Job

_FORMAT = 1


def export(project: Project, state: State, plain: bool, with_secrets: bool = False) -> Files:
    """The files in the order of their paths."""
    role_ids = authorization.portable_role_ids(state)
    files: Files = {
        settings.SNAPSHOT: _manifest(project),
        **settings.export(state, with_secrets),
        **attributes.export(state),
        **authorization.export(state),
        **connectors.export(state, with_secrets),
        **flows.export(state, role_ids),
    }
    for entities in ENTITIES:
        files.update(entities.export(state, role_ids, with_secrets))
    complete = files if plain else set_apart(files)
    return {path: complete[path] for path in sorted(complete)}


def read(
    draft: State,
    files: Mapping[str, Any],
    input_secrets: dict[str, list[Doc]] | None = None,
    excludes: frozenset[str] = frozenset(),
) -> Job:
    """Write the files into the draft; the job tells what is wrong, and then the draft is not to be committed."""
    whole, missing = put_back(files)
    kept = tuple(name for exclude in excludes for name in _SETTINGS.get(exclude, ()))
    left = {path: content for path, content in whole.items() if not _excluded(path, excludes)}
    job = Job(draft, left, input_secrets or {}, kept)
    job.failures += [f"{path}: the file is missing" for path in missing]
    attributes.read(job)
    authorization.read(job)
    connectors.read(job)
    for entities in ENTITIES:
        entities.read(job)
    flows.read(job)
    settings.read(job)
    return job


def refusal(job: Job) -> ApiError:
    """An import that cannot be done whole is not done at all (descope-api 3.4)."""
    return invalid("The snapshot cannot be imported: " + "; ".join(job.failures))


def _manifest(project: Project) -> Doc:
    """Where the snapshot comes from; nothing of it is imported (descope-api 3.1, inferred)."""
    about = {"id": project.id, "name": project.name, "environment": project.environment, "tags": project.tags}
    return {"formatVersion": _FORMAT, "project": about}


def _excluded(path: str, excludes: frozenset[str]) -> bool:
    return any(path.startswith(prefix) for exclude in excludes for prefix in _AREAS.get(exclude, ()))


# What the excludes of the legacy import stand for; `lists` is the one that snapshots know (descope-api 3.1).
_AREAS: Mapping[str, tuple[str, ...]] = {
    "lists": (LISTS,),
    "project": (settings.SETTINGS,),
    "styles": ("styles/",),
    "flows": ("flows/",),
    "connectors": ("connectors/",),
    "authorization": (authorization.ROLES, authorization.PERMISSIONS),
    "attributes": (attributes.PATH,),
    "ssoApps": ("applications.json",),
    **{
        method: (f"auth/{method.lower()}.",)
        for method in (
            *("magicLink", "enchantedLink", "embeddedLink", "otp", "totp"),
            *("sso", "oauth", "webauthn", "password"),
        )
    },
}


def _duration(name: str) -> tuple[str, ...]:
    return (name, f"{name}Unit")


# The same for single settings of the project.
_SETTINGS: Mapping[str, tuple[str, ...]] = {
    "project.domain": ("domain",),
    "project.trustedDomains": ("trustedDomains",),
    "project.tokenResponseMethod": ("tokenResponseMethod",),
    "project.selfProvisioning": ("projectSelfProvisioning",),
    "project.rotateJwt": ("rotateJwt",),
    "project.cookiepolicy": ("cookiePolicy",),
    "project.refreshTokenExpiration": _duration("refreshTokenExpiration"),
    "project.stepupTokenExpiration": _duration("stepupTokenExpiration"),
    "project.sessionTokenExpiration": _duration("sessionTokenExpiration"),
    "project.keySessionTokenExpiration": _duration("keySessionTokenExpiration"),
    "project.inviteUrl": ("inviteUrl",),
    "project.inviteEmail": ("inviteSendEmail",),
    "project.inviteSms": ("inviteSendSms",),
    "project.inviteMagicLink": ("inviteMagicLink",),
    "project.conformanceJwt": ("conformanceJwt",),
    "project.inactivity": ("enableInactivity", *_duration("inactivityTime")),
}
SNAPSHOT_EXCLUDES = frozenset({"lists"})
LEGACY_EXCLUDES = frozenset(_AREAS) - SNAPSHOT_EXCLUDES | frozenset(_SETTINGS)
