# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desired state in a file: the same plan as from variables, in the module and in the role; what is odd in it is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.integration.ansible_run import Json, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import assert_predicted, company
from tests.integration.project import Project
from tests.integration.role_support import QUICK, home_of, play

DESIRED: Json = {
    "permissions": [{"name": "invoice.approve", "description": "Approve"}],
    "tenants": [
        {"id": "acme", "name": "Acme by file", "settings": {"session_token_expiration": 15}},
        {"id": "new", "name": "New"},
    ],
}
SECRET = "s3cret-in-the-file"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desired.json"


def test_a_file_gives_the_plan_that_the_same_variables_give_and_the_run_makes_it(make_project: MakeProject, path: Path) -> None:
    project = make_project(**company())
    path.write_text(json.dumps({"safe_sync_desired": DESIRED}), encoding="utf-8")

    written, preview, run, again = project.run(
        {**task("sync", desired=DESIRED), "check_mode": True, "diff": True},
        {**task("sync", desired_file=str(path)), "check_mode": True, "diff": True},
        task("sync", desired_file=str(path)),
        task("drift_info", desired_file=str(path)),
    )

    assert written["plan"]["hash"] == preview["plan"]["hash"]
    assert_predicted(preview, run)
    assert run["plan"]["creates"] == 2
    assert again["drift"] is False
    assert project.tenant("acme")["name"] == "Acme by file"


def test_the_role_takes_a_file_from_where_the_user_stands_for_preview_run_and_verification(company_project: Project) -> None:
    text = "---\nsafe_sync_desired:\n  tenants:\n    - id: acme\n      name: !unsafe '{{ by file }}'\n"
    (home_of(company_project, None) / "mine.yml").write_text(text, encoding="utf-8")
    given = {"safe_sync_desired_file": "mine.yml", **QUICK}

    preview = play(company_project, "safe_sync", "--check", "--diff", variables=given)
    assert preview.ok, preview.output
    assert '"name": "{{ by file }}"' in preview.output
    run = play(company_project, "safe_sync", variables=given)

    assert run.ok, run.output
    assert company_project.tenant("acme")["name"] == "{{ by file }}"
    assert play(company_project, "verify", variables=given).ok


def test_secrets_in_the_file_are_in_no_result(company_project: Project, path: Path) -> None:
    outbound = {"outbound_apps": [{"name": "Calendar", "id": "calendar", "client_secret": SECRET}]}
    path.write_text(json.dumps(outbound), encoding="utf-8")

    run = company_project.play(task("sync", desired_file=str(path), backup=False), arguments=("-vvv", "--diff"))

    assert not run.results[0].failed, run.results[0].message
    assert SECRET not in run.output
    assert SECRET not in json.dumps(run.results[0].values)


def test_what_can_not_be_meant_is_refused_before_any_call(company_project: Project, path: Path) -> None:
    path.write_text(json.dumps({"safe_sync_desired": {}, "safe_sync_purge": True}), encoding="utf-8")

    both, missing, beside = company_project.run(
        task("sync", desired=DESIRED, desired_file=str(path)),
        task("sync", desired_file=str(path.with_name("none.yml"))),
        task("sync", desired_file=str(path)),
    )

    assert "mutually exclusive" in both.message
    assert "can't be read: No such file or directory" in missing.message
    assert "holds safe_sync_purge beside safe_sync_desired" in beside.message
    assert {missing.code, beside.code} == {"invalid_input"}
    assert company_project.writes() == []
