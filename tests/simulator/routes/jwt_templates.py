# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JWT templates and the library they can be made from (descope-api 2.11). Every call is a POST."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..call import Management, answer, text
from ..errors import already_exists, invalid, not_found, required
from ..ids import new_id
from ..kinds import BOOL, OBJ, STR, STRS, Kind, checked
from ..store import Doc, State

KIND = Kind(
    section="jwt_templates",
    prefix="JT",
    fields={
        "id": STR,
        "name": STR,
        "description": STR,
        "template": OBJ,
        "source": STR,
        "tags": STRS,
        "authSchema": STR,
        "type": STR,
        "conformanceIssuer": BOOL,
        "autoDCT": BOOL,
        "enforceIssuer": BOOL,
        "emptyClaimPolicy": STR,
        "overrideSubject": BOOL,
        "issuerType": STR,
        "omitCustomClaimsFromDSR": BOOL,
        "addJti": BOOL,
        "excludePermissions": BOOL,
    },
    server_made=frozenset({"id"}),
    defaults={"type": "user"},
)

_TYPES = ("user", "key")


def _entry(entry_id: str, name: str, description: str, kind: str, template: Doc, *tags: str) -> Doc:
    about: Doc = {"id": entry_id, "name": name, "description": description, "type": kind}
    return {**about, "template": template, "tags": list(tags)}


# What is in the real library is not published; these are invented.
_LIBRARY = {
    entry["id"]: entry
    for entry in (
        _entry("basic-user", "Basic user", "E-mail and name", "user", {"email": "{{user.email}}", "name": "{{user.name}}"}),
        _entry("hasura", "Hasura", "Claims for Hasura", "user", {"x-hasura-user-id": "{{user.userId}}"}, "graphql"),
        _entry("basic-key", "Basic key", "Name of the access key", "key", {"keyName": "{{key.name}}"}),
    )
}

router = APIRouter(prefix="/v1/mgmt/jwt/templates")


@router.post("/create")
async def create(call: Management) -> JSONResponse:
    draft = call.draft()
    doc = _create(draft, _given(call.body))
    call.commit(draft)
    return answer({"template": doc})


@router.post("/update")
async def update(call: Management) -> JSONResponse:
    """Full replace (inferred, like the other nouns)."""
    given = _given(call.body)
    draft = call.draft()
    before = _existing(draft, text(given, "id"))
    values = KIND.settable(given)
    _require_valid(draft, values, before["id"])
    doc = KIND.document({**values, "id": before["id"]})
    draft.put(KIND.section, doc)
    call.commit(draft)
    return answer({"template": doc})


@router.post("/delete")
async def delete(call: Management) -> JSONResponse:
    draft = call.draft()
    draft.drop(KIND.section, _existing(draft, call.text("id"))["id"])
    call.commit(draft)
    return answer()


@router.post("/list")
async def load_all(call: Management) -> JSONResponse:
    return answer({"templates": list(call.seen.docs(KIND.section).values())})


@router.post("/load")
async def load(call: Management) -> JSONResponse:
    return answer({"template": _existing(call.seen, call.text("id"))})


@router.post("/validate")
async def validate(call: Management) -> JSONResponse:
    """What create would refuse, or update when there is an id."""
    given = _given(call.body)
    own_id = call.text("id") or text(given, "id")
    issues = _issues(call.seen, KIND.settable(given), own_id)
    return answer({"valid": not issues, "issues": issues})


@router.post("/library/list")
async def library(_call: Management) -> JSONResponse:
    return answer({"entries": list(_LIBRARY.values())})


@router.post("/library/load")
async def library_entry(call: Management) -> JSONResponse:
    return answer({"entry": _library_entry(call.text("id"), "id")})


@router.post("/library/apply")
async def apply(call: Management) -> JSONResponse:
    """Make a template from an entry; what is overridden is taken from the body."""
    entry = _library_entry(call.text("libraryEntryId"), "libraryEntryId")
    given = checked(
        call.body,
        {"nameOverride": STR, "descriptionOverride": STR, "tagsOverride": STRS, "templateOverride": OBJ},
    )
    values = {field: given.get(f"{field}Override") or entry[field] for field in ("name", "description", "tags", "template")}
    draft = call.draft()
    doc = _create(draft, {**values, "type": entry["type"], "source": "library"})
    call.commit(draft)
    return answer({"template": doc})


def _given(body: Doc) -> Doc:
    given: Doc = checked(body, {"template": OBJ}).get("template", {})
    if not given:
        raise required("template")
    return given


def _create(draft: State, given: Doc) -> Doc:
    values = KIND.settable(given)
    _require_valid(draft, values)
    doc = KIND.document({**values, "id": new_id(KIND.prefix)})
    draft.put(KIND.section, doc)
    return doc


def _require_valid(state: State, values: Doc, own_id: str = "") -> None:
    issues = _issues(state, values, own_id)
    if issues and issues[0]["code"] == "duplicate":
        raise already_exists("JWT template", issues[0]["message"])
    if issues:
        raise invalid(issues[0]["message"])


def _issues(state: State, values: Doc, own_id: str) -> list[Doc]:
    """The rules and their codes are inferred: no source lists them."""
    name = values.get("name", "")
    issues = []
    if not name:
        issues.append(_issue("name", "required", "The name field is required", "Give the template a name"))
    elif any(doc["id"] != own_id for doc in state.where(KIND.section, name=name)):
        issues.append(_issue("name", "duplicate", f"JWT template already exists: {name}", "Choose another name"))
    if values.get("type", "user") not in _TYPES:
        issues.append(_issue("type", "invalid", "The type field must be user or key", "Use user or key"))
    return issues


def _issue(field: str, code: str, message: str, hint: str) -> Doc:
    return {"field": field, "code": code, "message": message, "hint": hint}


def _existing(state: State, template_id: str) -> Doc:
    if not template_id:
        raise required("id")
    doc = state.get(KIND.section, template_id)
    if doc is None:
        raise not_found("JWT template", template_id)
    return doc


def _library_entry(entry_id: str, field: str) -> Doc:
    if not entry_id:
        raise required(field)
    if entry_id not in _LIBRARY:
        raise not_found("Library entry", entry_id)
    return _LIBRARY[entry_id]
