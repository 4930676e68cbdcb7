# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client secrets of an application: the main one, and named ones beside it (descope-api 2.7, 2.8).

An application keeps them in the field `secrets`, the main one first and under the name `""`. They are readable through
the calls made for it, and never in the application itself.
"""

from __future__ import annotations

import time
from typing import Any

from .errors import already_exists, not_found, required
from .ids import new_id
from .store import Doc

FIELD = "secrets"


def new_secret(name: str = "", expires: int = 0, cleartext: str = "") -> Doc:
    """Make a secret, or take over the one of an imported client."""
    return {
        "id": new_id("SEC"),
        "name": name,
        "status": "active",
        "expireTime": expires,
        "createdTime": int(time.time()),
        "cleartext": cleartext or new_id(""),
    }


def without_secrets(app: Doc) -> Doc:
    """The application as an answer shows it."""
    return {name: value for name, value in app.items() if name != FIELD}


def cleartext_of(app: Doc, name: str = "") -> str:
    found = next((secret for secret in app[FIELD] if secret["name"] == name), None)
    if found is None:
        raise not_found("Secret", name or app["id"])
    cleartext: str = found["cleartext"]
    return cleartext


def rotated(app: Doc) -> Doc:
    """Replace the main secret; the named ones stay (inferred)."""
    return {**app, FIELD: [new_secret(), *_named(app)]}


def with_added(app: Doc, name: str, expires: int) -> Doc:
    """Add a named secret at the end."""
    if not name:
        raise required("name")
    if any(secret["name"] == name for secret in app[FIELD]):
        raise already_exists("Secret", f"Secret already exists: {name}")
    return {**app, FIELD: [*app[FIELD], new_secret(name, expires)]}


def with_revoked(app: Doc, name: str) -> Doc:
    """Forget a named secret."""
    if not name:
        raise required("name")
    cleartext_of(app, name)
    return {**app, FIELD: [secret for secret in app[FIELD] if secret["name"] != name]}


def added_answer(app: Doc) -> dict[str, Any]:
    """What an addition answers: the only time the cleartext comes with what describes it."""
    secret = app[FIELD][-1]
    return {"meta": _meta(secret), "cleartext": secret["cleartext"]}


def revoked_answer(app: Doc) -> dict[str, Any]:
    """What a revocation answers: the named secrets that are left."""
    return {"secrets": [_meta(secret) for secret in _named(app)]}


def _named(app: Doc) -> list[Doc]:
    return [secret for secret in app[FIELD] if secret["name"]]


def _meta(secret: Doc) -> Doc:
    return {name: secret[name] for name in ("id", "name", "status", "expireTime", "createdTime")}
