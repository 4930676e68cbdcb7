# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module gives the same inside the controller's worker and in a process of its own, and where it must it takes the latter."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.canaries import secret
from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import company
from tests.integration.project import HANDSHAKE, Project
from tests.integration.test_connection import EVERY_MODULE

OWN_PROCESS = {"vars": {"descope_mgmt_in_process": False}}
READY = {"drift_info": task("drift_info", desired={"tenants": [{"id": "acme", "name": "Other"}]}, who=True)}
TASKS = {name: {**one, "check_mode": True} for name, one in {**EVERY_MODULE, **READY}.items()}
OTHERS: dict[str, Json] = {
    "created": preview_of("tenant", id="new", name="New", custom_attributes={"seats": 12, "since": "2026"}),
    "changed": preview_of("role", name="Editor", permission_names=["invoice.read"]),
    "deleted": preview_of("tenant", id="acme-labs", state="absent"),
    "unknown option": task("tenant", id="acme", nonsense=1),
    "wrong type": task("tenant", id="acme", disabled="perhaps"),
    "wrong reference": task("tenant", id="acme", parent="nowhere"),
    "refused": task("tenant", id="acme", name=""),
    "no key": task("tenant_info", management_key=""),
    "unreachable": task("tenant_info", base_url="http://127.0.0.1:9"),
    "secret": preview_of(
        "outbound_app", id="calendar", name="Calendar", client_secret=secret("outbound application client secret")
    ),
    "nobody's": task("tenant_info", project_id="PNobodyHasThisOne"),
}
UNLIKE = ("audit", "run", "timing", "files", "exception", "ansible_facts")
EVERYTHING = {**TASKS, **OTHERS}


@pytest.fixture(scope="module")
def both(make_shared_project: MakeProject) -> dict[str, tuple[Result, Result]]:
    """Each task in the worker and right after that in a process of its own, on the same project."""
    project: Project = make_shared_project(**company())
    tasks = [task for one in EVERYTHING.values() for task in (one, {**one, **OWN_PROCESS})]
    run = project.play(*tasks, environment={"ANSIBLE_INJECT_INVOCATION": "true"}, arguments=("-vvv", "--diff"))
    assert len(run.results) == len(tasks)
    return dict(zip(EVERYTHING, zip(run.results[::2], run.results[1::2], strict=True), strict=True))


@pytest.mark.parametrize("name", EVERYTHING)
def test_results_are_equal_also_of_failures_with_all_that_check_and_diff_mode_show(
    name: str, both: dict[str, tuple[Result, Result]]
) -> None:
    here, there = both[name]

    assert here.failed is there.failed
    assert _comparable(here.values) == _comparable(there.values)


def _comparable(values: Json) -> Json:
    """Return a result without what a run's time or the warnings' own wording make different."""
    told = {name: value for name, value in values.items() if name not in UNLIKE}
    told.get("invocation", {}).get("module_args", {}).pop("progress_path", None)  # a file of this one run
    return {**told, "msg": sorted(told.get("msg", ""))}  # core names the values of an option in any order


def test_one_connection_serves_a_whole_loop(project: Project) -> None:
    loop = {**task("tenant", id="{{ item }}", name="{{ item }}"), "loop": [f"t{number}" for number in range(9)]}
    (result,) = project.play(loop).results

    handshakes = [one for one in project.control.requests() if one["project"] == project.id and one["path"] == HANDSHAKE]
    assert len(handshakes) == 1
    assert sorted(project.documents("tenants")) == [f"t{number}" for number in range(9)]
    assert [one["changed"] for one in result["results"]] == [True] * 9


def test_an_item_that_fails_leaves_the_next_ones_alone(project: Project) -> None:
    loop = {
        **task("tenant", id="{{ item }}", name="{{ item }}", parent="{{ omit if item != 'b' else 'nowhere' }}"),
        "loop": [*"abc"],
    }
    (result,) = project.play(loop).results

    assert ["error" in one for one in result["results"]] == [False, True, False]
    assert sorted(project.documents("tenants")) == ["a", "c"]


def test_a_warning_is_told_with_its_own_item_only(project: Project) -> None:
    project.control.faults([{"path": HANDSHAKE, "status": 500, "count": 1}])
    loop = {**task("tenant_info", project_id="{{ item }}"), "loop": [project.id, "PNobodyHasThisOne"]}
    run = project.play(loop, loop)

    assert run.output.count("The licence call failed") == 1


@pytest.mark.parametrize(
    "how",
    [
        {"async": 60, "poll": 1, "vars": {"ansible_async_dir": "{{ jobs }}"}},
        {"vars": {"ansible_python_interpreter": "{{ other_python }}"}},
        {"environment": {"PYTHONPATH": "/nowhere"}},
        OWN_PROCESS,
    ],
    ids=["async", "another Python", "another path of Python", "asked for"],
)
def test_where_a_process_of_its_own_is_meant_there_is_one(project: Project, tmp_path: Path, how: Json) -> None:
    other = tmp_path / "python"
    other.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    other.chmod(0o755)
    environment = {"DESCOPE_MANAGEMENT_KEY": project.key}  # so that Ansible's own files, which it may leave, do not hold it

    run = project.play(
        {**task("tenant_info"), **how},
        defaults={"project_id": project.id, "base_url": project.simulator.url},
        play={"vars": {"other_python": str(other), "jobs": str(tmp_path)}},
        environment=environment,
        arguments=("-vvv",),
    )

    assert not run.results[-1].failed, run.results[-1].message
    assert "Using module file" in run.output


def test_in_the_worker_no_process_is_started_and_the_environment_of_the_task_is_gone_afterwards(project: Project) -> None:
    given = {**task("tenant_info", project_id=project.id), "environment": {"DESCOPE_MANAGEMENT_KEY": project.key}}
    after = {**task("tenant_info", project_id=project.id)}
    run = project.play(given, after, defaults={"base_url": project.simulator.url}, arguments=("-vvv",))

    assert "Using module file" not in run.output
    assert [result.failed for result in run.results] == [False, True]
    assert "DESCOPE_MANAGEMENT_KEY" not in os.environ
