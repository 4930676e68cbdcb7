# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Relations of the older ReBAC calls, which are those of FGA too (descope-api 2.14)."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from .. import rebac_store as stored
from ..call import Call, Management, answer
from ..errors import required
from ..kinds import BOOL, STR, STRS, checked, unique
from ..paging import number
from ..rebac import Rebac, Subject
from ..store import Doc, State

KINDS = stored.KINDS
_QUESTION = {"resource": STR, "relationDefinition": STR, "namespace": STR, "target": STR}

router = APIRouter(prefix="/v1/mgmt/authz")


@router.post("/re/create")
async def create(call: Management) -> JSONResponse:
    draft = call.draft()
    stored.create_relations(draft, _relations(call))
    call.commit(draft)
    return answer()


@router.post("/re/delete")
async def delete(call: Management) -> JSONResponse:
    """Relations that are not there are ignored (inferred)."""
    unwanted = {relation["id"] for relation in _relations(call)}
    draft = call.draft()
    stored.drop_relations(draft, lambda relation: relation["id"] in unwanted)
    call.commit(draft)
    return answer()


@router.post("/re/deleteresources")
async def delete_for_resources(call: Management) -> JSONResponse:
    """Every relation in which one of these has a part, on either side (inferred)."""
    return _delete_at(call, ("resource", "target", "targetSetResource"))


@router.post("/re/deleteresourcesrelations")
async def delete_relations_of_resources(call: Management) -> JSONResponse:
    """Only the relations that these resources have themselves (inferred)."""
    return _delete_at(call, ("resource",))


@router.post("/re/has")
async def has_relations(call: Management) -> JSONResponse:
    queries = call.entries("relationQueries")
    seen = call.seen
    answers, direct = [], []
    for query in queries:
        subject, namespace, name, resource = question = _question(seen, query)
        found = Rebac(seen).direct(*question)
        answers.append({**query, "hasRelation": _holds(seen, subject, namespace, name, resource)})
        direct.extend([_shown(found)] if found else [])
    return answer({"relationQueries": answers, "directRelations": direct})


@router.post("/re/who")
async def who_can_access(call: Management) -> JSONResponse:
    seen = call.seen
    _, namespace, name, resource = _question(seen, {**call.body, "target": "anyone"})
    known = {relation["target"] for relation in seen.docs(stored.RELATION.section).values()} - {""}
    found = [
        target for target in sorted(known | set(seen.docs("users"))) if _holds(seen, Subject(target), namespace, name, resource)
    ]
    return answer({"targets": found})


@router.post("/re/resource")
async def resource_relations(call: Management) -> JSONResponse:
    """What was said about a resource in so many words."""
    given = checked(call.body, {"resource": STR, "ignoreTargetSetRelations": BOOL})
    if not given.get("resource"):
        raise required("resource")
    found = call.seen.where(stored.RELATION.section, resource=given["resource"])
    if given.get("ignoreTargetSetRelations"):
        found = [relation for relation in found if not relation["targetSetResource"]]
    return answer({"relations": [_shown(relation) for relation in found]})


@router.post("/re/targets")
async def targets_relations(call: Management) -> JSONResponse:
    """What was said about targets in so many words, on request also about the sets they stand for."""
    given = checked(call.body, {"targets": STRS, "includeTargetSetRelations": BOOL})
    targets = given.get("targets")
    if not targets:
        raise required("targets")
    sides = ("target", "targetSetResource") if given.get("includeTargetSetRelations") else ("target",)
    relations = call.seen.docs(stored.RELATION.section).values()
    return answer({"relations": [_shown(doc) for doc in relations if any(doc[side] in targets for side in sides)]})


@router.post("/re/targetall")
async def target_all(call: Management) -> JSONResponse:
    """Everything a target has a relation to, computed ones included."""
    target = call.text("target")
    if not target:
        raise required("target")
    seen = call.seen
    found = [entry for pair in stored.definitions(seen) for entry in _reached(seen, target, *pair)]
    return answer({"relations": found})


@router.post("/re/targetwithrelation")
async def target_with_relation(call: Management) -> JSONResponse:
    """The same for one relation. Clients look for it under either name (descope-api 2.14, official Python client)."""
    seen = call.seen
    subject, namespace, name, _ = _question(seen, {**call.body, "resource": "any"})
    found = _reached(seen, subject.name, namespace, name)
    return answer({"resources": [relation["resource"] for relation in found], "relations": found})


@router.post("/getmodified")
async def modified(call: Management) -> JSONResponse:
    """What changed since a time in milliseconds. The official Python client looks for it under `relations`."""
    since = number(call.body, "since")
    changes = [doc for doc in call.seen.docs("authz_changes").values() if doc["time"] >= since]
    found = {f"{side}s": [doc["name"] for doc in changes if doc["side"] == side] for side in ("resource", "target")}
    report = {**found, "schemaChanged": any(doc["side"] == "schema" for doc in changes)}
    return answer({**report, "relations": report})


def _relations(call: Call) -> list[Doc]:
    return [stored.read_relation(entry) for entry in call.entries("relations")]


def _shown(relation: Doc) -> Doc:
    return {name: value for name, value in relation.items() if name != "id"}


def _delete_at(call: Call, sides: tuple[str, ...]) -> JSONResponse:
    resources = checked(call.body, {"resources": STRS}).get("resources")
    if not resources:
        raise required("resources")
    draft = call.draft()
    stored.drop_relations(draft, lambda relation: any(relation[side] in resources for side in sides))
    call.commit(draft)
    return answer()


def _question(state: State, given: Doc) -> tuple[Subject, str, str, str]:
    values = checked(given, _QUESTION)
    for field in _QUESTION:
        if not values.get(field):
            raise required(field)
    stored.require_definition(state, values["namespace"], values["relationDefinition"])
    return Subject(values["target"]), values["namespace"], values["relationDefinition"], values["resource"]


def _holds(state: State, subject: Subject, namespace: str, name: str, resource: str) -> bool:
    return Rebac(state).path(subject, namespace, name, resource) is not None


def _reached(state: State, target: str, namespace: str, name: str) -> list[Doc]:
    """The relations to resources of which anything is known, as if each had been created."""
    relations = state.docs(stored.RELATION.section).values()
    names = unique([doc[side] for doc in relations for side in ("resource", "target") if doc[side]])
    found = [resource for resource in names if _holds(state, Subject(target), namespace, name, resource)]
    relation = {"relationDefinition": name, "namespace": namespace, "target": target}
    return [_shown(stored.RELATION.document({"resource": resource, **relation})) for resource in found]
