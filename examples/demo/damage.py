# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens to a project on a bad day: a few calls that somebody makes by mistake, straight at the API."""

from __future__ import annotations

import json
import os
import typing as t
import urllib.request

BASE_URL = os.environ["DESCOPE_BASE_URL"]
BEARER = f"{os.environ['DESCOPE_PROJECT_ID']}:{os.environ['DESCOPE_MANAGEMENT_KEY']}"

BROKEN_FLOW = {
    "flowId": "sign-in",
    "metadata": {"name": "Sign In", "disabled": True},
    "contents": {"startTask": "0", "tasks": {}},
    "screens": [],
    "references": {},
}

# What somebody does, and by which call.
ACCIDENTS: list[tuple[str, str, str, dict[str, t.Any]]] = [
    ("deletes the tenant pied-piper", "POST", "v1/mgmt/tenant/delete", {"id": "pied-piper"}),
    (
        "renames the tenant hooli, and with it switches off its SSO",
        "POST",
        "v1/mgmt/tenant/update",
        {"id": "hooli", "name": "Hooli XYZ"},
    ),
    (
        "deletes the permission invoice.approve, which two roles lose",
        "POST",
        "v1/mgmt/permission/delete",
        {"name": "invoice.approve"},
    ),
    ("deletes the role Refund Clerk", "POST", "v1/mgmt/role/delete", {"name": "Refund Clerk"}),
    ("resets the SAML configuration of cyberdyne", "DELETE", "v1/mgmt/sso/settings?tenantId=cyberdyne", {}),
    ("imports an empty flow over sign-in", "POST", "v2/mgmt/flow/import", {"flow": BROKEN_FLOW}),
    ("allows passwords of four characters", "POST", "v1/mgmt/password/settings", {"enabled": True, "minLength": 4}),
    ("empties the list of throwaway mail domains", "POST", "v1/mgmt/list/clear", {"id": "LThrowawayMail00000000000000"}),
    (
        "creates a tenant nobody asked for",
        "POST",
        "v1/mgmt/tenant/create",
        {"id": "test-please-ignore", "name": "Test, please ignore"},
    ),
]


def main() -> None:
    """Make the calls one after the other and say what each does."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for story, method, path, body in ACCIDENTS:
        request = urllib.request.Request(
            f"{BASE_URL}/{path}",
            method=method,
            data=json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {BEARER}", "Content-Type": "application/json"},
        )
        opener.open(request).close()
        print(f"    Somebody {story}.")


if __name__ == "__main__":
    main()
