# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan that is too large for a result is whole in a file, and what a result shows stays below what AWX keeps."""

from __future__ import annotations

import json
from pathlib import Path

from tests.canaries import secret
from tests.integration.ansible_run import Json, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.project import Project
from tests.integration.role_support import desired, play

AWX_KEEPS = 700_000  # characters
TENANTS: list[Json] = [{"id": f"t{number}", "name": f"Tenant {number}"} for number in range(700)]


def lines(path: Path) -> tuple[Json, list[Json]]:
    head, *changes = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return head, changes


def test_a_preview_of_very_many_changes_is_cut_and_its_file_is_whole(make_project: MakeProject, tmp_path: Path) -> None:
    project, path = make_project(tenants=TENANTS), tmp_path / "plan.jsonl"
    wanted = [{"id": one["id"], "custom_attributes": {"note": "x" * 3000}} for one in TENANTS]
    in_file = tmp_path / "desired.json"
    in_file.write_text(json.dumps({"tenants": wanted}))
    (preview,) = project.run(preview_of("sync", desired_file=str(in_file), plan_file=str(path), max_change_percent=100))

    assert not preview.failed, preview.message
    assert len(json.dumps(preview.values)) < AWX_KEEPS
    assert preview["plan"]["lines"][-1] == "... and 200 more"
    assert len(preview["diff"]) < 200
    assert preview["plan_file"] == str(path)
    head, changes = lines(path)
    assert head == {"record": "plan", **{name: preview["plan"][name] for name in head if name != "record"}}
    assert len(changes) == head["total"] == 700
    assert changes[0]["line"] == "~ update tenant t0: custom_attributes"
    assert {one["key"] for one in changes} == {one["id"] for one in TENANTS}
    assert (changes[0]["kind"], changes[0]["operation"], changes[0]["fields"]) == ("tenant", "update", ["custom_attributes"])
    assert (changes[-1]["before"]["custom_attributes"], changes[-1]["after"]["custom_attributes"]["note"]) == ({}, "x" * 3000)
    assert path.stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob(".plan-*"))


def test_no_secret_is_in_the_file(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "plan.jsonl"
    hidden = secret("outbound application client secret")
    app = {"id": "calendar", "name": "Calendar", "client_id": "c", "client_secret": hidden}
    (run,) = project.run(task("sync", desired={"outbound_apps": [app]}, plan_file=str(path)))
    assert not run.failed, run.message
    assert lines(path)[1][0]["after"]["client_secret"] == "********"
    assert hidden not in path.read_text(encoding="utf-8")


def test_a_file_that_can_not_be_written_is_refused_before_anything_is_done(project: Project, tmp_path: Path) -> None:
    wanted = {"desired": {"tenants": [{"id": "new", "name": "New"}]}}
    link = tmp_path / "link"
    link.symlink_to("/dev/null")
    cases = {tmp_path / "missing" / "plan.jsonl": "No such file or directory"}
    cases |= dict.fromkeys((tmp_path, link, Path("/dev/null")), "no regular file")
    for path, why in cases.items():
        (refused,) = project.run(task("sync", **wanted, plan_file=str(path)))
        assert refused.code == "invalid_input"
        assert why in refused.message
    assert project.writes() == []


def test_the_role_writes_it_beside_where_the_user_stands(project: Project, tmp_path: Path) -> None:
    here = tmp_path / "here"
    wanted = desired(["new"], safe_sync_plan_file="plan.jsonl")
    previewed = play(project, "safe_sync", "--check", variables=wanted, directory=here)
    assert previewed.ok, previewed.output
    assert lines(here / "plan.jsonl")[0]["creates"] == 1
