# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Session and refresh tokens of a project's users (descope-api 2.20); which claims they have is inferred."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import Any

from .errors import invalid, token_refused
from .ids import new_id
from .signing import BadToken, signing_key
from .store import Doc, State
from .users import KIND, shown

SESSION, REFRESH = "DS", "DSR"
LIFE_S = {SESSION: 600, REFRESH: 4 * 7 * 24 * 3600}
# Claims only the service sets; among custom claims they are dropped.
_SYSTEM = frozenset(
    {"iss", "sub", "aud", "iat", "exp", "drn", "sid", "roles", "permissions", "tenants", "dct", "act", "su", "anonymous"}
)


@dataclass(frozen=True)
class Session:
    """One sign-in: whose, and what its tokens say besides that. No user means an anonymous one."""

    project_id: str
    subject: str
    user: Doc | None
    custom: dict[str, Any] = field(default_factory=dict)
    tenant: str = ""
    actor: str = ""
    step_up: bool = False
    id: str = field(default_factory=lambda: new_id(""))

    def token(self, state: State, name: str, seconds: int = 0) -> str:
        """A signed token with the roles and permissions of this moment."""
        now = int(time.time())
        claims = {
            **{claim: value for claim, value in self.custom.items() if claim not in _SYSTEM},
            **self._authorization(state),
            "iss": self.project_id,
            "aud": [self.project_id],
            "sub": self.subject,
            "iat": now,
            "exp": now + (seconds or LIFE_S[name]),
            "drn": name,
            "sid": self.id,
            **({"dct": self.tenant} if self.tenant else {}),
            **({"act": {"sub": self.actor}} if self.actor else {}),
            **({"su": True} if self.step_up else {}),
            **({} if self.user else {"anonymous": True}),
        }
        return signing_key().sign(claims)

    def with_claims(self, custom: dict[str, Any]) -> Session:
        return replace(self, custom={**self.custom, **custom})

    def in_tenant(self, tenant_id: str) -> Session:
        """Select one of the user's tenants."""
        entries = self.user["userTenants"] if self.user else []
        if tenant_id and self.user and not any(entry["tenantId"] == tenant_id for entry in entries):
            raise invalid(f"The user does not belong to tenant {tenant_id}")
        return replace(self, tenant=tenant_id)

    def _authorization(self, state: State) -> dict[str, Any]:
        if self.user is None:
            return {"roles": [], "permissions": [], "tenants": {}}
        user = shown(state, self.user)
        tenants = {
            entry["tenantId"]: {"roles": entry["roleNames"], "permissions": entry["permissions"]}
            for entry in user["userTenants"]
        }
        return {"roles": user["roleNames"], "permissions": user["permissions"], "tenants": tenants}


def read_token(state: State, project_id: str, token: str) -> tuple[Session, str]:
    """The session behind a token that is still good, and which of its two tokens it is."""
    try:
        claims = signing_key().read(token)
    except BadToken as error:
        raise token_refused(str(error)) from error
    if claims["iss"] != project_id or claims["exp"] <= time.time():
        raise token_refused("The token has expired or belongs to another project")
    user = state.get(KIND.section, claims["sub"])
    if not claims.get("anonymous") and (user is None or claims["sid"] not in user["sessions"]):
        raise token_refused("The token was invalidated by logout")
    session = Session(
        project_id,
        claims["sub"],
        user,
        {name: value for name, value in claims.items() if name not in _SYSTEM},
        claims.get("dct", ""),
        claims.get("act", {}).get("sub", ""),
        claims.get("su", False),
        claims["sid"],
    )
    return session, claims["drn"]
