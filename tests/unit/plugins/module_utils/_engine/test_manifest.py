# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manifest: what it must say, what it may not say, and that nothing in it can change unnoticed."""

from __future__ import annotations

import json
import typing as t
from datetime import datetime, timedelta, timezone

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._canonical import digest
from ansible_collections.descope.mgmt.plugins.module_utils._engine.cipher import Keys
from ansible_collections.descope.mgmt.plugins.module_utils._engine.completeness import Statement
from ansible_collections.descope.mgmt.plugins.module_utils._engine.manifest import (
    About,
    Author,
    Manifest,
    compose,
    id_of,
    manifest_from_bytes,
    manifest_to_bytes,
    require_unchanged,
    time_of,
)
from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput, SchemaTooNew
from ansible_collections.descope.mgmt.plugins.module_utils._strict_json import Damage, to_bytes
from tests.unit.plugins.module_utils._engine.backup_builders import ABOUT, PROJECT, START

STATEMENTS = {
    "permissions": Statement("not_supported", "not included in the plan", 0),
    "roles": Statement("partial", "only those of 1 tenants", 1, ["acme"]),
    "tenants": Statement("complete", "", 0),
}


SINCE_2 = ("completeness", "encryption", "secrets")


def manifest(about: About = ABOUT) -> Manifest:
    return compose(about, PROJECT, START, {"tenants.json": b"[]\n", "roles.json": b"[{}]\n"}, STATEMENTS, Keys().encryptor())


def raw(**fields: object) -> dict[str, t.Any]:
    return {**manifest().model_dump(), **fields}


def test_says_format_schema_id_project_base_time_author_reason_tools_counts_and_files() -> None:
    said = json.loads(manifest_to_bytes(manifest()))

    assert said.pop("checksum")
    assert said == {
        "format": "descope.mgmt/backup",
        "schema_version": 3,
        "id": "20261122T231500Z",
        "project_id": PROJECT,
        "api_base": "https://api.descope.com",
        "created_at": "2026-11-22T23:15:00Z",
        "reason": "pre_change",
        "author": {"user": "svc", "host": "ctl1", "awx_job_id": 4711},
        "tool": dict(ABOUT.tool),
        "counts": {"tenants": 0, "roles": 1},
        "files": {
            "tenants.json": {
                "sha256": "37517e5f3dc66819f61f5a7bb8ace1921282415f10551d2defa5c3eb0985b570",
                "bytes": 3,
                "documents": 0,
            },
            "roles.json": {
                "sha256": "501de836b88be0a82b9af264bee8fa768a66abb5ac670b802bf7f696171b0e96",
                "bytes": 5,
                "documents": 1,
            },
        },
        "completeness": {
            "permissions": {"status": "not_supported", "reason": "not included in the plan", "documents": 0, "within": None},
            "roles": {"status": "partial", "reason": "only those of 1 tenants", "documents": 1, "within": ["acme"]},
            "tenants": {"status": "complete", "reason": "", "documents": 0, "within": None},
        },
        "encryption": {"method": "none", "key_label": None, "recipients": []},
        "secrets": "redact",
    }


def test_a_manifest_of_the_first_schema_which_had_no_completeness_is_still_read() -> None:
    fields = {name: value for name, value in raw(schema_version=1).items() if name not in (*SINCE_2, "checksum")}
    data = to_bytes({**fields, "checksum": digest(fields)})

    old = manifest_from_bytes(data, "/b")

    require_unchanged(old, data)
    assert (old.counts, old.completeness) == ({"tenants": 0, "roles": 1}, {})


def test_comes_back_as_it_was_written() -> None:
    data = manifest_to_bytes(manifest())

    again = manifest_from_bytes(data, "/b")

    require_unchanged(again, data)
    assert again == manifest()


def test_names_a_newer_schema_and_the_version_that_wrote_it_before_looking_at_anything_else() -> None:
    data = to_bytes({"format": "descope.mgmt/backup", "schema_version": 4, "all": "new", "tool": {"collection": "3.1.0"}})

    with pytest.raises(SchemaTooNew) as caught:
        manifest_from_bytes(data, "/b/P/20261122T231500Z")

    assert "schema version 4" in caught.value.message
    assert "3.1.0" in caught.value.hint


@pytest.mark.parametrize("tool", [None, 7, {}, {"collection": None}, {"collection": "1\n2; rm -rf /"}])
def test_a_newer_schema_that_does_not_say_who_wrote_it_is_still_a_clear_refusal(tool: object) -> None:
    with pytest.raises(SchemaTooNew) as caught:
        manifest_from_bytes(to_bytes({"format": "descope.mgmt/backup", "schema_version": 10**300, "tool": tool}), "/b")

    assert "rm" not in caught.value.hint


COMPLETE = {"status": "complete", "reason": "", "documents": 0, "within": None}
HOSTILE = {
    "another format": raw(format="tar"),
    "no format": {name: value for name, value in raw().items() if name != "format"},
    "schema version zero": raw(schema_version=0),
    "schema version true": raw(schema_version=True),
    "schema version text": raw(schema_version="1"),
    "schema version fraction": raw(schema_version=1.5),
    "an unknown field": raw(command_line="ansible-playbook -e key=…"),
    "a missing field": {name: value for name, value in raw().items() if name != "reason"},
    "null": raw(reason=None),
    "project with a separator": raw(project_id="../P2abc"),
    "project with a line feed": raw(project_id="P2abc\n"),
    "id with a separator": raw(id="../20261122T231500Z"),
    "id with a line feed": raw(id="20261122T231500Z\n"),
    "id in other digits": raw(id="\uff12\uff10\uff12\uff161122T231500Z"),
    "id that is no time": raw(id="20261399T256199Z"),
    "id of another second": raw(id="20261122T231501Z"),
    "time with a zone": raw(created_at="2026-11-22T23:15:00+00:00"),
    "counts differ": raw(counts={"tenants": 1, "roles": 1}),
    "counts missing": raw(counts={"tenants": 0}),
    "counts more": raw(counts={"tenants": 0, "roles": 1, "permissions": 0}),
    "count as text": raw(counts={"tenants": "0", "roles": 1}),
    "count below zero": raw(counts={"tenants": -1, "roles": 1}),
    "completeness of another count": raw(completeness={**raw()["completeness"], "tenants": {**COMPLETE, "documents": 3}}),
    "completeness without a kind": raw(completeness={"tenants": COMPLETE}),
    "completeness of a kind without a file": raw(completeness={**raw()["completeness"], "flows": COMPLETE}),
    "an unknown status": raw(completeness={**raw()["completeness"], "tenants": {**COMPLETE, "status": "fine"}}),
    "no files": raw(files={}, counts={}),
    "files as a list": raw(files=[]),
    "author as text": raw(author="svc"),
    "author with more": raw(author={"user": "svc", "host": "h", "awx_job_id": None, "argv": "x"}),
    "a list": [raw()],
    "a number": 7,
    "nothing": None,
}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE.keys())
def test_refuses_a_manifest_with(value: object) -> None:
    with pytest.raises(Damage):
        manifest_from_bytes(to_bytes(value), "/b")


@pytest.mark.parametrize(
    "name",
    [
        "../tenants.json",
        "/etc/passwd",
        "tenants.json\x00",
        "a\\b.json",
        "TENANTS.json",
        "manifest.json",
        "users.json",
        "",
        ".",
        "..",
    ],
)
def test_refuses_a_file_name_outside_the_closed_set(name: str) -> None:
    files = {**raw()["files"], name: raw()["files"]["tenants.json"]}

    with pytest.raises(Damage):
        manifest_from_bytes(to_bytes(raw(files=files)), "/b")


@pytest.mark.parametrize(
    "entry",
    [
        {"sha256": "x", "bytes": 3, "documents": 0},
        {"sha256": "A" * 64, "bytes": 3, "documents": 0},
        {"sha256": "a" * 64 + "\n", "bytes": 3, "documents": 0},
        {"sha256": "a" * 64, "bytes": -1, "documents": 0},
        {"sha256": "a" * 64, "bytes": 2**63, "documents": 0},
        {"sha256": "a" * 64, "bytes": 3},
        {"sha256": "a" * 64, "bytes": 3, "documents": 0, "path": "/etc/passwd"},
    ],
)
def test_refuses_a_file_entry_that_is_not_exactly_one(entry: dict[str, object]) -> None:
    with pytest.raises(Damage):
        manifest_from_bytes(to_bytes(raw(files={"tenants.json": entry, "roles.json": raw()["files"]["roles.json"]})), "/b")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("reason", "another"),
        ("api_base", "https://elsewhere.example"),
        ("author", {"user": "eve", "host": "ctl1", "awx_job_id": 4711}),
        ("tool", {}),
        ("project_id", "P2abd"),
    ],
)
def test_notices_a_changed_field_that_no_other_field_contradicts(name: str, value: object) -> None:
    data = to_bytes(raw(**{name: value}))

    with pytest.raises(Damage):
        require_unchanged(manifest_from_bytes(data, "/b"), data)


def test_notices_white_space() -> None:
    data = manifest_to_bytes(manifest()) + b"\n"

    with pytest.raises(Damage):
        require_unchanged(manifest_from_bytes(data, "/b"), data)


@pytest.mark.parametrize(
    "about",
    [
        About("https://x", Author(user="u", host="h"), "r" * 5000, {}),
        About("https://x", Author(user="u", host="h"), "a lone \ud800", {}),
        About("https://x", Author(user="u", host="h"), "ok", {"python": None}),  # type: ignore[dict-item]
    ],
)
def test_refuses_to_compose_what_it_could_not_read_again(about: About) -> None:
    with pytest.raises(InvalidInput):
        manifest(about)


def test_an_id_is_the_time_in_utc_to_the_second() -> None:
    east = datetime(2026, 11, 23, 4, 45, 30, 999999, tzinfo=timezone(timedelta(hours=5, minutes=30)))

    assert id_of(east) == "20261122T231530Z"
    assert id_of(datetime(2026, 11, 22, 23, 15, 30)) == "20261122T231530Z"
    assert time_of("20261122T231530Z") == datetime(2026, 11, 22, 23, 15, 30, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    "name", ["", "latest", "20261122T231500", "20261122T231500Z\n", "20261122T231560Z", "20260230T000000Z"]
)
def test_what_is_no_time_is_no_id(name: str) -> None:
    assert time_of(name) is None
