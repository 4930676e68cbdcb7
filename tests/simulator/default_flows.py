# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The flows and the theme that every new project ships with (descope-api 6.1), in the shape of a v2 export."""

from __future__ import annotations

from typing import Any

from .store import Doc

COMPONENTS_VERSION = "3.18.2"
_FIRST_DAY = 1767225600  # 2026-01-01


def _screen(screen_id: str, title: str, *fields: str, button: str = "Continue") -> Doc:
    inputs = [{"type": "input", "name": field, "required": True, "props": {"label": field.title()}} for field in fields]
    text = {"type": "text", "props": {"variant": "h1"}, "children": title}
    submit = {"type": "button", "interactionId": "submit", "props": {"size": "lg"}, "children": button}
    return {
        "screenId": screen_id,
        "interactions": [{"id": "submit", "type": "button", "label": button, "icon": "", "subType": ""}],
        "contents": {"root": {"type": "container", "direction": "column", "children": [text, *inputs, submit]}},
    }


def _screen_task(screen: Doc, after: str) -> Doc:
    name = screen["contents"]["root"]["children"][0]["children"]
    rules = [{"id": "submit", "interactionId": "submit", "next": after}]
    return {"type": "screen", "name": name, "screenId": screen["screenId"], "rules": rules}


def _action_task(name: str, action: str, after: str) -> Doc:
    return {"type": "action", "name": name, "action": action, "params": {}, "next": {"success": after, "failure": "error"}}


def _flow(flow_id: str, name: str, description: str, action: str, *screens: Doc) -> Doc:
    """Screen after screen, then the action, then the end."""
    last = str(len(screens))
    tasks = {str(number): _screen_task(screen, str(number + 1)) for number, screen in enumerate(screens)}
    tasks[last] = _action_task(name, action, "end")
    metadata: dict[str, Any] = {
        "name": name,
        "description": description,
        "disabled": False,
        "fingerprint": False,
        "componentsVersion": COMPONENTS_VERSION,
        "sharedInteractions": [{"id": f"{last}.success", "type": "success", "label": "Done", "icon": "", "subType": ""}],
        "translation": {"enabled": False, "connectorId": "", "sourceLanguage": "", "targetLanguages": []},
        "management": False,
        "widget": False,
    }
    return {
        "id": flow_id,
        "metadata": metadata,
        "contents": {"startTask": "0", "tasks": {**tasks, "end": {"type": "end"}, "error": {"type": "error"}}},
        "screens": list(screens),
        "references": {"connectors": {}, "roles": {}},
        "version": 1,
        "etag": f"etag-{flow_id}-1",
        "modifiedTime": _FIRST_DAY,
    }


FLOWS = (
    _flow(
        "sign-up-or-in",
        "Sign Up or In",
        "Sign up, or sign in when the user exists",
        "otp/signupin/email",
        _screen("welcome-screen", "Welcome", "email"),
        _screen("verify-otp", "Check your inbox", "code"),
    ),
    _flow("sign-up", "Sign Up", "Sign up", "otp/signup/email", _screen("sign-up-screen", "Sign up", "email", "name")),
    _flow("sign-in", "Sign In", "Sign in", "otp/signin/email", _screen("sign-in-screen", "Sign in", "email")),
    _flow("step-up", "Step Up", "Ask for one more factor", "otp/stepup/email", _screen("step-up-screen", "Confirm", "code")),
    _flow(
        "add-passkeys",
        "Add Passkeys",
        "Add a passkey to the signed-in user",
        "webauthn/add",
        _screen("passkeys-screen", "Use a passkey", button="Add"),
    ),
    _flow(
        "promote-passkeys",
        "Promote Passkeys",
        "Offer a passkey after sign-in",
        "webauthn/promote",
        _screen("offer-screen", "Sign in faster", button="Yes"),
    ),
    _flow(
        "reset-password",
        "Reset Password",
        "Send a link to choose a new password",
        "password/reset",
        _screen("email-screen", "Forgot your password?", "email"),
        _screen("password-screen", "Choose a new password", "password"),
    ),
    _flow(
        "update-user",
        "Update User",
        "Let the signed-in user change the profile",
        "user/update",
        _screen("profile-screen", "Your profile", "name", "phone", button="Save"),
    ),
    _flow(
        "verify-email",
        "Verify Email",
        "Verify the address of the signed-in user",
        "magiclink/update/email",
        _screen("verify-screen", "Verify your address", "email", button="Send"),
    ),
)

THEME: Doc = {
    "id": "theme",
    "cssTemplate": {
        "light": {
            "globals": {
                "colors": {"primary": "#006af5", "secondary": "#7d14eb", "surface": "#ffffff"},
                "fonts": {"font1": {"family": ["Roboto", "sans-serif"], "label": "Roboto"}},
                "radius": {"sm": "5px", "md": "10px", "lg": "15px"},
            },
            "components": {"button": {"borderRadius": "sm", "labelTextColor": "#ffffff"}},
        },
        "dark": {
            "globals": {"colors": {"primary": "#4d9aff", "secondary": "#a95cff", "surface": "#101010"}},
            "components": {},
        },
    },
    "version": 1,
    "componentsVersion": COMPONENTS_VERSION,
    "codeMode": False,
}
