# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The schema of the older ReBAC calls, which is that of FGA too (descope-api 2.14).

A schema that was written here has no text: `dsl` is empty afterwards (inferred).
"""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from .. import rebac_store as stored
from ..call import Management, answer, text
from ..errors import not_found, required
from ..kinds import BOOL, OBJ, STR, checked
from ..rebac_schema import merged, read_definition, read_namespace, read_namespaces, renamed_everywhere
from ..store import Doc, State

# The fields of a relation that name a definition: namespace first.
_NAMED_IN_RELATIONS = (
    ("namespace", "relationDefinition"),
    ("targetSetRelationDefinitionNamespace", "targetSetRelationDefinition"),
)

router = APIRouter(prefix="/v1/mgmt/authz")


@router.post("/schema/save")
async def save_schema(call: Management) -> JSONResponse:
    """Without `upgrade` only what is given changes, with it the schema is replaced (descope-api 2.14)."""
    body = checked(call.body, {"schema": OBJ, "upgrade": BOOL})
    if "schema" not in body:
        raise required("schema")
    given = read_namespaces(body["schema"])
    draft = call.draft()
    namespaces = given if body.get("upgrade") else _merged_namespaces(_namespaces(draft), given)
    _save(draft, namespaces, text(body["schema"], "name"))
    call.commit(draft)
    return answer()


@router.post("/schema/delete")
async def delete_schema(call: Management) -> JSONResponse:
    """Takes every relation with it (descope-api 2.14)."""
    draft = call.draft()
    stored.drop_relations(draft, lambda _relation: True)
    draft.drop(stored.SCHEMA.section, "schema")
    stored.mark(draft, "schema", "schema")
    call.commit(draft)
    return answer()


@router.post("/schema/load")
async def load_schema(call: Management) -> JSONResponse:
    return answer({"schema": stored.schema_doc(call.seen)["schema"]})


@router.post("/ns/save")
async def save_namespace(call: Management) -> JSONResponse:
    """Create, change or (with `oldName`) rename; definitions that are not mentioned stay (official Python client)."""
    body = checked(call.body, {"namespace": OBJ, "oldName": STR, "schemaName": STR})
    if "namespace" not in body:
        raise required("namespace")
    given = read_namespace(body["namespace"])
    draft = call.draft()
    namespaces = _namespaces(draft)
    old = body.get("oldName", "")
    if old and old != given["name"]:
        _named(namespaces, old, "Namespace")
        namespaces = [{**space, "name": given["name"]} if space["name"] == old else space for space in namespaces]
        namespaces = renamed_everywhere(namespaces, (old, ""), (given["name"], ""))
        _rename_in_relations(draft, (old, ""), (given["name"], ""))
    _save(draft, _merged_namespaces(namespaces, [given]), body.get("schemaName", ""))
    call.commit(draft)
    return answer()


@router.post("/ns/delete")
async def delete_namespace(call: Management) -> JSONResponse:
    draft = call.draft()
    space = _named(_namespaces(draft), call.text("name"), "Namespace")
    _save(draft, [other for other in _namespaces(draft) if other != space], call.text("schemaName"))
    call.commit(draft)
    return answer()


@router.post("/rd/save")
async def save_definition(call: Management) -> JSONResponse:
    body = checked(call.body, {"relationDefinition": OBJ, "namespace": STR, "oldName": STR, "schemaName": STR})
    if "relationDefinition" not in body:
        raise required("relationDefinition")
    given = read_definition(body["relationDefinition"])
    draft = call.draft()
    namespaces = _namespaces(draft)
    space = _named(namespaces, body.get("namespace", ""), "Namespace")
    old = body.get("oldName", "")
    if old and old != given["name"]:
        _named(space["relationDefinitions"], old, "Relation definition")
        found = [{**entry, "name": given["name"]} if entry["name"] == old else entry for entry in space["relationDefinitions"]]
        was, now = (space["name"], old), (space["name"], given["name"])
        namespaces = renamed_everywhere(merged(namespaces, [{**space, "relationDefinitions": found}]), was, now)
        _rename_in_relations(draft, was, now)
    changed = {"name": space["name"], "relationDefinitions": [given]}
    _save(draft, _merged_namespaces(namespaces, [changed]), body.get("schemaName", ""))
    call.commit(draft)
    return answer()


@router.post("/rd/delete")
async def delete_definition(call: Management) -> JSONResponse:
    draft = call.draft()
    namespaces = _namespaces(draft)
    space = _named(namespaces, call.text("namespace"), "Namespace")
    found = _named(space["relationDefinitions"], call.text("name"), "Relation definition")
    left = [entry for entry in space["relationDefinitions"] if entry != found]
    _save(draft, merged(namespaces, [{**space, "relationDefinitions": left}]), call.text("schemaName"))
    call.commit(draft)
    return answer()


def _namespaces(state: State) -> list[Doc]:
    found: list[Doc] = stored.schema_doc(state)["schema"]["namespaces"]
    return found


def _save(draft: State, namespaces: list[Doc], name: str) -> None:
    """Keep what the schema says beside the namespaces; a name that is not given stays."""
    schema = stored.schema_doc(draft)["schema"]
    stored.save_schema(draft, {**schema, "name": name or schema["name"], "namespaces": namespaces})


def _merged_namespaces(present: list[Doc], given: list[Doc]) -> list[Doc]:
    known = {space["name"]: space["relationDefinitions"] for space in present}
    joined = [
        {**space, "relationDefinitions": merged(known.get(space["name"], []), space["relationDefinitions"])} for space in given
    ]
    return merged(present, joined)


def _named(entries: list[Doc], name: str, noun: str) -> Doc:
    if not name:
        raise required("name")
    found = next((entry for entry in entries if entry["name"] == name), None)
    if found is None:
        raise not_found(noun, name)
    return found


def _rename_in_relations(draft: State, old: tuple[str, str], new: tuple[str, str]) -> None:
    """Relations follow a rename of their namespace (the names are empty then) or of their definition."""
    for relation in list(draft.docs(stored.RELATION.section).values()):
        changed = dict(relation)
        for space, name in _NAMED_IN_RELATIONS:
            if relation[space] == old[0] and (not old[1] or relation[name] == old[1]):
                changed[space], changed[name] = new[0], new[1] or relation[name]
        if not old[1] and relation["targetNamespace"] == old[0]:
            changed["targetNamespace"] = new[0]
        if changed != relation:
            draft.drop(stored.RELATION.section, relation["id"])
            draft.put(stored.RELATION.section, stored.identified(changed))
