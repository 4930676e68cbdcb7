# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""FGA: the schema as text, relations as tuples, checks, names of resources (descope-api 2.14)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..call import Call, Management, answer
from ..errors import BadInput, invalid, required
from ..fga_dsl import Model, read
from ..kinds import BOOL, OBJ, STR, STRS, Kind, checked, unique
from ..lookups import existing_tenant
from ..paging import number
from ..rebac import Rebac, Subject
from ..rebac_store import (
    RELATION,
    create_relations,
    drop_relations,
    objects,
    relation_as_tuple,
    require_definition,
    save_schema,
    schema_doc,
    tuple_as_relation,
    version_of,
)
from ..store import Doc, State

KIND = Kind(
    section="fga_resources",
    prefix="FR",
    fields={"id": STR, "resourceId": STR, "resourceType": STR, "displayName": STR},
    server_made=frozenset({"id"}),
    named=False,
)

router = APIRouter(prefix="/v1/mgmt/fga")


@router.get("/schema")
async def load_schema(call: Management) -> JSONResponse:
    doc = schema_doc(call.seen)
    return answer({"dsl": doc["dsl"], "schema": doc["schema"], "version": version_of(doc)})


@router.post("/schema")
async def save(call: Management) -> JSONResponse:
    model = _model(call)
    draft = call.draft()
    save_schema(draft, model.schema, call.text("dsl"), model.targets)
    call.commit(draft)
    return answer()


@router.post("/schema/dryrun")
async def dry_run(call: Management) -> JSONResponse:
    """What a save would take away: types, and relations and permissions of types that stay (inferred). It saves nothing."""
    before, after = _names(schema_doc(call.seen)["schema"]), _names(_model(call).schema)
    types = [name for name in before if name not in after]
    relations = [f"{space}#{name}" for space in before if space in after for name in before[space] if name not in after[space]]
    return answer({"deletesPreview": {"hasDeletes": bool(types or relations), "relations": relations, "types": types}})


@router.post("/relations")
async def create(call: Management) -> JSONResponse:
    draft = call.draft()
    create_relations(draft, _tuples(call))
    call.commit(draft)
    return answer()


@router.post("/relations/delete")
async def delete(call: Management) -> JSONResponse:
    """Relations that are not there are ignored (inferred)."""
    unwanted = {relation["id"] for relation in _tuples(call)}
    draft = call.draft()
    drop_relations(draft, lambda relation: relation["id"] in unwanted)
    call.commit(draft)
    return answer()


@router.delete("/relations")
async def delete_all(call: Management) -> JSONResponse:
    draft = call.draft()
    drop_relations(draft, lambda _relation: True)
    call.commit(draft)
    return answer()


@router.post("/check")
async def check(call: Management) -> JSONResponse:
    """Answers in the order of the questions, and repeats each (descope-api 2.14)."""
    given = checked(call.body, {"context": OBJ, "listConditions": BOOL, "computePaths": BOOL})
    _tuples(call)
    results = [_checked(call.seen, entry, given) for entry in call.entries("tuples")]
    return answer({"tuples": results, "schemaVersion": version_of(schema_doc(call.seen))})


@router.post("/resources/load")
async def load_resources(call: Management) -> JSONResponse:
    """Only those that have details are answered (inferred)."""
    wanted = [_resource_id(entry) for entry in call.entries("resourceIdentifiers")]
    found = (call.seen.get(KIND.section, key) for key in unique(wanted))
    return answer({"resourcesDetails": [_details(doc) for doc in found if doc]})


@router.post("/resources/save")
async def save_resources(call: Management) -> JSONResponse:
    draft = call.draft()
    for entry in call.entries("resourcesDetails"):
        draft.put(KIND.section, KIND.document({**KIND.settable(entry), "id": _resource_id(entry)}))
    call.commit(draft)
    return answer()


@router.get("/mappable/schema")
async def mappable_schema(call: Management) -> JSONResponse:
    """The schema, and for every type with resources some of them (inferred)."""
    seen = call.seen
    existing_tenant(seen, call.query.get("tenantId", ""))
    schema = schema_doc(seen)["schema"]
    found = [_mappable(seen, name, [], number(call.query, "resourcesLimit")) for name in _names(schema)]
    return answer({"schema": schema, "mappableResources": [entry for entry in found if entry["resources"]]})


@router.post("/mappable/resources")
async def mappable_resources(call: Management) -> JSONResponse:
    """Resources whose id or display name contains one of the words; all of the type when there are none (inferred)."""
    seen = call.seen
    existing_tenant(seen, call.text("tenantId"))
    limit = number(call.body, "resourcesLimit")
    queries = [checked(entry, {"type": STR, "queries": STRS}) for entry in call.entries("resourcesQueries")]
    if not all(query.get("type") for query in queries):
        raise required("resourcesQueries.type")
    found = [_mappable(seen, query["type"], query.get("queries", []), limit) for query in queries]
    return answer({"mappableResources": found})


def _model(call: Call) -> Model:
    dsl = call.text("dsl")
    if not dsl.strip():
        raise required("dsl")
    try:
        return read(dsl)
    except BadInput as error:
        raise invalid(f"Invalid schema: {error}") from error
    except RecursionError as error:
        raise invalid("Invalid schema: too deep") from error


def _names(schema: Doc) -> dict[str, list[str]]:
    spaces = schema["namespaces"]
    return {space["name"]: [found["name"] for found in space["relationDefinitions"]] for space in spaces}


def _tuples(call: Call) -> list[Doc]:
    return [tuple_as_relation(entry) for entry in objects(call.entries("tuples"), "tuples")]


def _checked(state: State, given: Doc, options: Doc) -> Doc:
    kind, _, inner = given["targetType"].partition("#")
    subject = Subject(given["target"], kind, inner)
    question = (subject, given["resourceType"], given["relation"], given["resource"])
    require_definition(state, given["resourceType"], given["relation"])
    rebac = Rebac(state, options.get("context"))
    path = rebac.path(*question)
    info = {
        "direct": path is not None and rebac.direct(*question) is not None,
        "conditional": rebac.conditional,
        "missingContext": sorted(rebac.missing) if path is None else [],
        "path": {"steps": path} if path is not None and options.get("computePaths") else None,
    }
    return {"allowed": path is not None, "tuple": given, "info": info}


def _resource_id(entry: Doc) -> str:
    given = checked(entry, {"resourceId": STR, "resourceType": STR})
    for field in ("resourceId", "resourceType"):
        if not given.get(field):
            raise required(field)
    return f"{given['resourceType']}:{given['resourceId']}"


def _details(doc: Doc) -> Doc:
    return {name: value for name, value in doc.items() if name != "id"}


def _mappable(state: State, kind: str, words: list[str], limit: int) -> Doc:
    names = {doc["resourceId"]: doc["displayName"] for doc in state.where(KIND.section, resourceType=kind)}
    found = [name for name in unique([*_resources(state, kind), *names]) if _has_one(f"{name}\n{names.get(name, '')}", words)]
    return {"type": kind, "resources": [{"resource": name} for name in found[: limit or None]]}


def _resources(state: State, kind: str) -> Iterable[str]:
    for relation in state.docs(RELATION.section).values():
        ends: Any = relation_as_tuple(relation)
        for name, of_type in ((ends["resource"], ends["resourceType"]), (ends["target"], ends["targetType"].partition("#")[0])):
            if of_type == kind and name:
                yield name


def _has_one(text: str, words: list[str]) -> bool:
    return not words or any(word.lower() in text.lower() for word in words)
