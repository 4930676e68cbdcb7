# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a new project's snapshot that the simulator keeps without using them (descope-api 3.2, contents inferred)."""

from __future__ import annotations

from collections.abc import Mapping

from ..store import Doc


def _message(subject: str, body: str) -> Doc:
    return {"id": "System", "name": "System", "active": True, "subject": subject, "body": body}


FILES: Mapping[str, Doc] = {
    "project.json": {
        "appUrl": "",
        "customDomain": "",
        "domain": "",
        "cookiePolicy": 3,
        "tokenResponseMethod": "onBody",
        "trustedDomains": [],
        "rotateJwt": False,
        "refreshTokenExpiration": 4,
        "refreshTokenExpirationUnit": "weeks",
        "sessionTokenExpiration": 10,
        "sessionTokenExpirationUnit": "minutes",
        "stepupTokenExpiration": 10,
        "stepupTokenExpirationUnit": "minutes",
        "enableInactivity": False,
        "inactivityTime": 12,
        "inactivityTimeUnit": "days",
        "projectSelfProvisioning": True,
        "inviteUrl": "",
        "inviteMagicLink": False,
        "inviteSendEmail": True,
        "inviteSendSms": False,
    },
    "auth/embeddedlink.json": {"enabled": True, "expirationTime": 3, "expirationTimeUnit": "minutes"},
    "auth/enchantedlink.json": {
        "enabled": True,
        "expirationTime": 3,
        "expirationTimeUnit": "minutes",
        "redirectUrl": "",
        "emailServiceProvider": "Descope",
        "emailTemplates": [_message("Sign in", "<p>Choose the number {{code}} or follow {{link}}.</p>")],
    },
    "auth/magiclink.json": {
        "enabled": True,
        "expirationTime": 3,
        "expirationTimeUnit": "minutes",
        "redirectUrl": "",
        "emailServiceProvider": "Descope",
        "emailTemplates": [_message("Sign in", "<p>Follow {{link}} to sign in.</p>")],
    },
    "auth/oauth.json": {"enabled": True, "providerSettings": {"google": {"name": "google"}, "github": {"name": "github"}}},
    "auth/otp.json": {
        "enabled": True,
        "domain": "",
        "expirationTime": 3,
        "expirationTimeUnit": "minutes",
        "emailServiceProvider": "Descope",
        "textServiceProvider": "Descope",
        "emailTemplates": [_message("Your code", "<p>Your code is {{code}}.</p>")],
        "textTemplates": [{"id": "System", "name": "System", "active": True, "body": "Your code is {{code}}."}],
    },
    "auth/password.json": {"anyLetter": False, "disallowEmailMatch": False, "disallowedCharacters": "", "maskError": False},
    "auth/sso.json": {"enabled": True, "mergeUsers": False, "redirectUrl": ""},
    "auth/totp.json": {"enabled": True, "issuerLabelTemplate": ""},
    "auth/webauthn.json": {"enabled": True, "relyingPartyId": "", "androidFingerprints": []},
    "widgets/widgets.json": {"widgets": ["audit-management-widget", "role-management-widget", "user-management-widget"]},
}
