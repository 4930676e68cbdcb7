# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two shapes of a flow: how v2 exports it and how the deprecated v1 does (descope-api 2.10, 6.8)."""

from __future__ import annotations

from .default_flows import COMPONENTS_VERSION
from .kinds import ANY, BOOL, LIST, OBJ, STR, STRS
from .store import Doc

METADATA: dict[str, str] = {
    "name": STR,
    "description": STR,
    "disabled": BOOL,
    "fingerprint": BOOL,
    "componentsVersion": STR,
    "sharedInteractions": LIST,
    "translation": OBJ,
    "management": BOOL,
    "managementConfig": OBJ,
    "widget": BOOL,
}
# What v1 has at the top of the flow and v2 in its metadata under the same name.
_SHARED: dict[str, str] = {
    name: kind for name, kind in METADATA.items() if name not in ("componentsVersion", "translation", "managementConfig")
}
# v1 name: v2 name inside metadata.translation, and the type.
_TRANSLATION = {
    "translate": ("enabled", BOOL),
    "translateConnectorID": ("connectorId", STR),
    "translateSourceLang": ("sourceLanguage", STR),
    "translateTargetLangs": ("targetLanguages", STRS),
}
_ZERO = {STR: "", BOOL: False, LIST: [], STRS: []}

FLOW_V1: dict[str, str] = {
    **_SHARED,
    "dsl": OBJ,
    "managementConfig": OBJ,
    **{name: kind for name, (_, kind) in _TRANSLATION.items()},
}
SCREEN_V1: dict[str, str] = {"id": STR, "inputs": LIST, "interactions": LIST, "htmlTemplate": ANY}


def as_v1(doc: Doc) -> Doc:
    """`{flow, screens}`, with every zero value."""
    metadata = doc["metadata"]
    translation = metadata.get("translation") or {}
    flow = {
        "id": doc["id"],
        **{name: metadata.get(name) or _ZERO[kind] for name, kind in _SHARED.items()},
        "managementConfig": metadata.get("managementConfig"),
        "dsl": doc["contents"],
        "etag": doc["etag"],
        "version": doc["version"],
        "modifiedTime": str(doc["modifiedTime"]),  # 64 bits (descope-api 1.5)
        **{name: translation.get(inner) or _ZERO[kind] for name, (inner, kind) in _TRANSLATION.items()},
    }
    return {"flow": flow, "screens": [_screen_as_v1(doc, screen) for screen in doc["screens"]]}


def _screen_as_v1(doc: Doc, screen: Doc) -> Doc:
    return {
        "id": screen["screenId"],
        "flowId": doc["id"],
        "inputs": doc["inputs"].get(screen["screenId"], []),
        "interactions": screen.get("interactions") or [],
        "htmlTemplate": screen.get("contents") or {},
        "componentsVersion": COMPONENTS_VERSION,
        "version": doc["version"],
    }


def from_v1(flow: Doc, screens: list[Doc]) -> Doc:
    """The parts of a v2 export. v1 has no references, and v2 no inputs: these are kept beside."""
    metadata = {name: flow.get(name, _ZERO[kind]) for name, kind in _SHARED.items()}
    metadata["translation"] = {inner: flow.get(name, _ZERO[kind]) for name, (inner, kind) in _TRANSLATION.items()}
    if "managementConfig" in flow:
        metadata["managementConfig"] = flow["managementConfig"]
    return {
        "metadata": metadata,
        "contents": flow.get("dsl", {}),
        "screens": [
            {
                "screenId": screen["id"],
                "interactions": screen.get("interactions", []),
                "contents": screen.get("htmlTemplate", {}),
            }
            for screen in screens
        ],
        "inputs": {screen["id"]: screen.get("inputs", []) for screen in screens},
    }
