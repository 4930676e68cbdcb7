# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A snapshot as large and as odd as a real one comes back byte for byte: folders in folders, pages of HTML, images, flows."""

from __future__ import annotations

import json

import pytest

from tests.integration.ansible_run import Json, Result, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import company
from tests.integration.exported import STAMP, TEXTS, image, large_flow, large_theme
from tests.integration.project import Project

FORMATS: tuple[dict[str, str], ...] = ({}, {"format": "plain"})
MARKER = "snapshot.json"
ALONE = {"kinds": ["snapshot"]}
Trees = list[dict[str, str]]


def page(number: int) -> str:
    """Return a message's HTML with both kinds of line ends, without one at the end, and with an image of its own."""
    text = TEXTS[number % len(TEXTS)]
    return f"<html>\r\n<body>\n\t<p>{text}</p>\n" + f"<td style='x'>{text}</td> " * 300 + f'<img src="{image(2_000)}"></html>  '


def messages() -> list[Json]:
    return [{"id": f"ET{n}", "name": f"Mail {n} ✉", "active": n == 3, "subject": TEXTS[n], "body": page(n)} for n in range(6)]


def tree() -> dict[str, Json | str]:
    """Return the files that a console's work of years leaves besides what other calls know."""
    widget = {"id": "user-profile", "name": "Profil 👤", "template": {"html": page(2), "css": "a{b:c}"}}
    return {
        "auth/magiclink.json": {"enabled": True, "emailTemplates": messages(), "textTemplates": []},
        "auth/otp.json": {"enabled": True, "domain": "größe.example", "textTemplates": [{"id": "T", "body": TEXTS[2] * 40}]},
        "project.json": {"cookiePolicy": 3, "trustedDomains": ["a.example"], "ratio": 0.1, "huge": 2**53 - 1, "none": None},
        "widgets/user-profile/metadata.json": widget,
        "widgets/user-profile/parts/deep/er/part.json": {"logo": image(9_000)},
        "widgets/flows/flows.json": {"flows": ["user-profile-email"]},
        "widgets/texts/terms.html": page(5),
        "widgets/texts/notice.txt": "no line end\r\nat the end",
        "assets/assets.json": {"images": ["img-1.png", "img-2.svg", "img-3.webp"]},
        "assets/img-1.png": image(60_000).partition(",")[2],
        "assets/img-2.svg": "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=",
        "assets/img-3.webp": image(100).partition(",")[2],
    }


def exported(project: Project) -> Trees:
    """Return the files of both formats as the service gives them, as canonical text without the stamps of an export."""
    answers = [project.api.post("project/snapshot/export", **form).json()["files"] for form in FORMATS]
    return [{path: _text(path, file) for path, file in sorted(files.items()) if path != MARKER} for files in answers]


def _text(path: str, file: Json | str) -> str:
    noise = {STAMP, "version"} if path.endswith("metadata.json") or path.startswith("styles/") else set()
    if isinstance(file, dict):
        file = {name: value for name, value in file.items() if name not in noise}
    if isinstance(file, dict) and "references" in file:  # bound by name: the ids are those of the project it is in
        file["references"] = {what: sorted(found) for what, found in file["references"].items()}
    return json.dumps(file, indent=2, sort_keys=True, ensure_ascii=False)


@pytest.fixture(scope="module")
def real(make_shared_project: MakeProject) -> Project:
    project = make_shared_project(**company())
    theme = {"id": "theme", **large_theme()}
    flow = large_flow(role="Viewer")
    flow["references"] = {name: {} if name == "connectors" else refs for name, refs in flow["references"].items()}
    for path, body in (("theme/import", {"theme": theme}), ("flow/import", {"flow": flow})):
        assert project.api.v2.post(path, **body).status_code == 200
    shipped = {one["id"]: one["content"] for one in project.control.dump(project.id)["snapshot_files"]}
    project.load(snapshot_files=[{"id": path, "content": content} for path, content in {**shipped, **tree()}.items()])
    return project


@pytest.fixture(scope="module")
def way(real: Project) -> tuple[Trees, dict[str, Result], Trees]:
    """What is exported before; a backup, all lost, and the restore; what is exported after."""
    before = exported(real)
    saved = real.run_one(task("backup", **ALONE))
    assert not saved.failed, saved.message
    real.control.drop(real.id)
    real.control.load(real.id, {"management_keys": [real.key]})
    restore = task("restore", backup=saved["backup"]["id"], confirm=real.id, **ALONE)
    results = real.run_named({"restored": restore, "again": restore, "saved": task("backup", **ALONE)})
    return before, {"first": saved, **results}, exported(real)


def test_what_is_saved_is_of_the_size_and_shape_of_the_real_thing(way: tuple[Trees, dict[str, Result], Trees]) -> None:
    apart, plain = way[0]
    assert sum(len(path.split("/")) > 2 for path in plain) > 12
    assert sum(len(text) for path, text in plain.items() if path.startswith("flows/brand-sign-in/")) > 100_000
    assert {path.rpartition(".")[2] for path in apart} >= {"json", "html", "txt", "png", "svg", "webp"}
    assert any(path.startswith("auth/") and path.endswith(".html") for path in apart)


def test_every_file_of_both_formats_comes_back_byte_for_byte(way: tuple[Trees, dict[str, Result], Trees]) -> None:
    before, results, after = way
    assert not results["restored"].failed, results["restored"].message
    for old, new in zip(before, after, strict=True):
        assert set(old) ^ set(new) == set()
        assert [path for path in old if old[path] != new[path]] == []


def test_a_second_restore_finds_nothing_to_do(way: tuple[Trees, dict[str, Result], Trees]) -> None:
    assert (way[1]["again"].failed, way[1]["again"].changed) == (False, False), way[1]["again"].message
