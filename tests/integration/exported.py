# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A flow and a theme as large and as odd as real ones, and what a project exports, seen without the collection's help."""

from __future__ import annotations

import base64
import json
import random
from pathlib import Path

from tests.integration.ansible_run import Json
from tests.integration.project import Project

STAMP = "componentsVersion"
TEXTS = (
    "Grüße aus Köln, naïve façade",
    "ログインしてください。パスワードをお忘れですか?",
    "مرحبا بك، سجّل الدخول",
    "family 👨‍👩‍👧‍👦, flag 🇨🇭, e\u0301 is not é",
    "Hello {{user.name}}, your code is {{otp.code}} {% raw %}",
    "quotes \" ' \\, a tab\t, line\u2028separator, </script><!-- & ]]>",
    "",
)


def large_flow(flow_id: str = "brand-sign-in", *, role: str = "Editor", connector: str = "Mailer") -> Json:
    """Return a flow of more than 100 KB: tasks within tasks, screens of HTML nodes, images, and texts in many scripts."""
    return {
        "flowId": flow_id,
        "metadata": {
            "name": "Brand: sign in 🔐",
            "description": TEXTS[1],
            "disabled": False,
            "fingerprint": True,
            STAMP: "2.0.295",
            "sharedInteractions": [{"id": f"{n}.success", "type": "success", "label": TEXTS[n % 7]} for n in range(8)],
            "translation": {"enabled": True, "connectorId": "CI2abc", "sourceLanguage": "en", "targetLanguages": ["de", "ja"]},
            "managementConfig": {"triggers": {"enabled": False, "eventTriggers": {"triggeringEventTypes": []}}},
        },
        "contents": {"startTask": "start", "tasks": {**{str(n): _task(n) for n in range(60)}, "start": {"id": "start"}}},
        "screens": [_screen(n) for n in range(12)],
        "references": {
            "roles": {role: "ROL2kytoq1RRvE147xvkGxu6xXEJxY"},
            "connectors": {connector: "CI2kytoq1RRvE147xvkGxu6xXEJxY"},
            "userAttributes": ["plan", "größe"],
            "oauth": ["google", "apple"],
            "omitted": [],
        },
    }


def large_theme() -> Json:
    """Return what a theme can have: two modes, nested styles, a font and a logo inside."""
    random.seed(7)
    mode = {
        "globals": {"colors": {"primary": {"main": "#0052cc", "light": "#deebff"}}, "fonts": {"ff1": ["Inter", "sans-serif"]}},
        "components": {f"component-{n}": {"radius": n / 8, "label": TEXTS[n % 7], "shadow": None} for n in range(60)},
        "assets": {"logo": image(12_000)},
    }
    return {"cssTemplate": {"light": mode, "dark": {**mode, "globals": {}}}, "codeMode": True}


def flow_text(project: Project, flow_id: str) -> str:
    """Return a live flow as sorted JSON text without its stamp."""
    answer = project.api.v2.post("flow/export", flowId=flow_id)
    assert answer.status_code == 200, answer.text
    return text_of(answer.json()["flow"])


def flow_ids(project: Project) -> set[str]:
    return {flow["id"] for flow in project.api.post("flow/list").json()["flows"]}


def theme_text(project: Project) -> str:
    """Return the live theme as sorted JSON text without what an import counts and stamps."""
    theme = project.api.v2.post("theme/export").json()["theme"]
    return json.dumps({name: theme[name] for name in ("cssTemplate", "codeMode")}, sort_keys=True, ensure_ascii=False)


def text_of(flow: Json) -> str:
    metadata = {name: value for name, value in flow["metadata"].items() if name != STAMP}
    return json.dumps({**flow, "metadata": metadata}, sort_keys=True, ensure_ascii=False)


def in_file(project: Project, value: Json, name: str = "exported.json") -> str:
    """Put a value into a file and return the template that a playbook reads it with."""
    path: Path = project.home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return f"{{{{ lookup('ansible.builtin.file', '{path}') | ansible.builtin.from_json }}}}"


def _task(number: int) -> Json:
    inner = {f"{number}.{n}": {"id": f"{number}.{n}", "type": "automated", "view": {"x": n * 12.5, "y": -60}} for n in range(3)}
    return {
        "id": str(number),
        "name": f"{TEXTS[number % 7]} {number}",
        "type": "conditional" if number % 3 else "screen",
        "action": "send-email",
        "arguments": {
            "template": {"type": "inline", "value": TEXTS[(number + 4) % 7]},
            "prompt": {"type": "inline", "value": []},
            "fallback": None,
            "connectorId": "CI2kytoq1RRvE147xvkGxu6xXEJxY",
        },
        "next": {"rules": [{"interactionId": "success", "taskId": str(number + 1), "conditions": _nested(6)}]},
        "subflow": {"startTask": f"{number}.0", "tasks": inner},
    }


def _screen(number: int) -> Json:
    random.seed(number)
    return {
        "screenId": f"SC{number:025}",
        "interactions": [{"id": f"i{n}", "type": "button", "subType": "", "icon": "", "label": TEXTS[n % 7]} for n in range(5)],
        "contents": {
            "htmlTemplate": {"tag": "main", "children": [_nested(8), {"tag": "img", "src": image(5_000)}]},
            "cssTemplate": {"body": {"color": "#fff", "margin": 0.5}},
            "inputs": {"email": {"required": True, "pattern": r"^\S+@\S+$"}},
        },
    }


def _nested(depth: int) -> Json:
    node: Json = {"tag": "b", "text": TEXTS[depth % 7], "html": f'<b class="x">{TEXTS[(depth + 1) % 7]}</b>'}
    return {"tag": "div", "children": [_nested(depth - 1), node]} if depth else node


def image(size: int) -> str:
    return "data:image/png;base64," + base64.b64encode(random.randbytes(size)).decode()
