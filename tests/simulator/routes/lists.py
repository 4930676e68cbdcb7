# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of texts, of IP addresses and ranges, and of JSON (descope-api 2.13)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..call import Call, Management, answer, text
from ..errors import already_exists, invalid, malformed, not_found, required
from ..ids import new_id
from ..kinds import ANY, BOOL, STR, STRS, Kind, checked, unique
from ..store import Doc, State

KIND = Kind(
    section="lists",
    prefix="L",
    fields={"id": STR, "name": STR, "description": STR, "type": STR, "data": ANY},
    server_made=frozenset({"id"}),
)

_TYPES = ("texts", "ips", "json")
_MOST_TEXTS = 100

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

router = APIRouter(prefix="/v1/mgmt/list")


@router.post("")
async def create(call: Management) -> JSONResponse:
    draft = call.draft()
    doc = {**_readable(call.body), "id": new_id(KIND.prefix)}
    _put(draft, doc)
    call.commit(draft)
    return answer({"list": doc})


@router.post("/update")
async def update(call: Management) -> JSONResponse:
    """Full replace: data that is not sent is emptied (descope-api 1.10)."""
    draft = call.draft()
    before = _existing(draft, _required_id(call.body))
    doc = {**_readable(call.body), "id": before["id"]}
    _put(draft, doc)
    call.commit(draft)
    return answer({"list": doc})


@router.post("/import")
async def import_lists(call: Management) -> JSONResponse:
    """Ids are kept and what exists is overwritten; without an id the name decides (descope-api 2.13, inferred)."""
    draft = call.draft()
    for entry in call.entries("lists"):
        doc = _readable(entry)
        namesake = draft.find(KIND.section, name=doc["name"])
        made = text(entry, "id") or (namesake["id"] if namesake else new_id(KIND.prefix))
        _put(draft, {**doc, "id": made})
    call.commit(draft)
    return answer()


@router.post("/delete")
async def delete(call: Management) -> JSONResponse:
    draft = call.draft()
    doc = _existing(draft, _required_id(call.body))
    draft.drop(KIND.section, doc["id"])
    call.commit(draft)
    return answer()


@router.post("/clear")
async def clear(call: Management) -> JSONResponse:
    draft = call.draft()
    doc = _existing(draft, _required_id(call.body))
    draft.put(KIND.section, {**doc, "data": _empty(doc["type"])})
    call.commit(draft)
    return answer()


@router.post("/ip/add")
async def add_ips(call: Management) -> JSONResponse:
    for address in _wanted(call, "ips"):
        _network(address)
    return _change(call, "ips", lambda present, given: unique([*present, *given]))


@router.post("/ip/remove")
async def remove_ips(call: Management) -> JSONResponse:
    return _change(call, "ips", _without)


@router.post("/text/add")
async def add_texts(call: Management) -> JSONResponse:
    return _change(call, "texts", lambda present, given: unique([*present, *given]))


@router.post("/text/remove")
async def remove_texts(call: Management) -> JSONResponse:
    return _change(call, "texts", _without)


@router.post("/ip/check")
async def check_ip(call: Management) -> JSONResponse:
    """An address is in the list as itself or through a range that contains it."""
    address = call.text("ip")
    if not address:
        raise required("ip")
    doc = _of_type(call.seen, call.body, "ips")
    return answer({"exists": _covered(_network(address), doc["data"])})


@router.post("/text/check")
async def check_text(call: Management) -> JSONResponse:
    """One text, or up to 100 `texts`: any of them, or all with `matchAll` (official Python client)."""
    given = checked(call.body, {"text": STR, "texts": STRS, "matchAll": BOOL})
    wanted = given.get("texts") or [word for word in [given.get("text", "")] if word]
    if not wanted:
        raise required("text")
    if len(wanted) > _MOST_TEXTS:
        raise invalid(f"The texts field may have up to {_MOST_TEXTS} entries")
    present = set(_of_type(call.seen, call.body, "texts")["data"])
    found = [word in present for word in wanted]
    return answer({"exists": all(found) if given.get("matchAll") else any(found)})


@router.get("/all")
async def load_all(call: Management) -> JSONResponse:
    return answer({"lists": list(call.seen.docs(KIND.section).values())})


@router.get("/name")
async def load_by_name(call: Management) -> JSONResponse:
    return answer({"list": _named(call.seen, call.query.get("name", ""))})


@router.get("/name/{name:path}")
async def load_by_name_in_path(call: Management, name: str) -> JSONResponse:
    return answer({"list": _named(call.seen, name)})


@router.get("")
async def load(call: Management) -> JSONResponse:
    return answer({"list": _existing(call.seen, _required_id(dict(call.query)))})


@router.get("/{list_id:path}")
async def load_in_path(call: Management, list_id: str) -> JSONResponse:
    return answer({"list": _existing(call.seen, list_id)})


def _readable(body: Doc) -> Doc:
    """The list that a body describes, without an id."""
    values = KIND.settable(body)
    for field in ("name", "type"):
        if not values.get(field):
            raise required(field)
    if values["type"] not in _TYPES:
        raise invalid("The type field must be texts, ips or json")
    data = values.get("data", _empty(values["type"]))
    if values["type"] == "json":
        if not isinstance(data, dict):
            raise malformed("The data of a json list must be an object")
    elif not isinstance(data, list) or not all(isinstance(entry, str) for entry in data):
        raise malformed("The data of a list of texts or ips must be a list of strings")
    elif values["type"] == "ips":
        for address in data:
            _network(address)
    return KIND.document({**values, "data": data})


def _put(draft: State, doc: Doc) -> None:
    """List names are unique in a project (descope-api 1.12)."""
    if any(other["id"] != doc["id"] for other in draft.where(KIND.section, name=doc["name"])):
        raise already_exists("List", f"List already exists: {doc['name']}")
    draft.put(KIND.section, doc)


def _change(call: Call, kind: str, change: Any) -> JSONResponse:
    """Add or remove entries. Those that are there already, or not there, are ignored (official Python client)."""
    given = _wanted(call, kind)
    draft = call.draft()
    doc = _of_type(draft, call.body, kind)
    draft.put(KIND.section, {**doc, "data": change(doc["data"], given)})
    call.commit(draft)
    return answer()


def _without(present: list[str], given: list[str]) -> list[str]:
    return [entry for entry in present if entry not in given]


def _wanted(call: Call, field: str) -> list[str]:
    entries: list[str] = checked(call.body, {field: STRS}).get(field, [])
    if not entries:
        raise required(field)
    return entries


def _of_type(state: State, body: Doc, kind: str) -> Doc:
    doc = _existing(state, _required_id(body))
    if doc["type"] != kind:
        raise invalid(f"The list {doc['name']} is not of type {kind}")
    return doc


def _required_id(given: Doc) -> str:
    list_id = text(given, "id")
    if not list_id:
        raise required("id")
    return list_id


def _existing(state: State, list_id: str) -> Doc:
    doc = state.get(KIND.section, list_id)
    if doc is None:
        raise not_found("List", list_id)
    return doc


def _named(state: State, name: str) -> Doc:
    if not name:
        raise required("name")
    doc = state.find(KIND.section, name=name)
    if doc is None:
        raise not_found("List", name)
    return doc


def _empty(kind: str) -> Any:
    return {} if kind == "json" else []


def _network(address: str) -> Network:
    """An address counts as a range of one; bits beyond the prefix are allowed."""
    try:
        return ipaddress.ip_network(address, strict=False)
    except ValueError as error:
        raise invalid(f"Not an IP address or CIDR range: {address}") from error


def _covered(wanted: Network, entries: Iterable[str]) -> bool:
    ranges = [_network(entry) for entry in entries]
    return any(wanted.version == other.version and wanted.subnet_of(other) for other in ranges)  # type: ignore[arg-type]
