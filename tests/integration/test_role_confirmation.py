# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The confirmation of a destructive run: never passed silently, never waited for where nobody can answer."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.integration.ansible_run import Json
from tests.integration.conftest import MakeProject
from tests.integration.project import Project
from tests.integration.role_support import (
    BIN,
    QUICK,
    TIMEOUT_S,
    backups,
    desired,
    environment_of,
    home_of,
    play,
    tenants,
)
from tests.integration.terminal import type_into
from tests.scan import assert_nothing_leaked

TWELVE = [f"t{number}" for number in range(12)]
PURGE = desired(TWELVE[:11], safe_sync_purge=True, **QUICK)

RUNNER = """
import json, sys, ansible_runner
run = ansible_runner.run(**json.load(sys.stdin), quiet=True, settings={"job_timeout": 300, "idle_timeout": 100})
print(json.dumps({"status": run.status, "rc": run.rc, "output": run.stdout.read()}))
"""


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    return make_project(tenants=tenants(TWELVE))


def environments(private_data: Path) -> list[Path]:
    """Return where ansible-runner itself, unless told not to, notes the environment that it was given."""
    return list(private_data.glob("artifacts/*/command"))


def assert_stopped_in_time(project: Project, output: str) -> None:
    assert f"safe_sync_confirm={project.id}" in output
    assert project.writes() == []
    assert backups(project) == []


def test_without_a_terminal_the_run_fails_and_says_which_variable_to_set(project: Project) -> None:
    run = play(project, "safe_sync", variables={**PURGE, "safe_sync_confirm": ""})

    assert not run.ok
    assert "deletes 1 document" in run.message
    assert_stopped_in_time(project, run.message)


def test_the_id_of_another_project_is_refused(project: Project) -> None:
    run = play(project, "safe_sync", variables={**PURGE, "safe_sync_confirm": "Pother"})

    assert not run.ok
    assert "Pother" in run.message
    assert project.id in run.message
    assert project.writes() == []


def test_at_a_terminal_the_question_says_what_goes_and_the_project_id_goes_on(project: Project) -> None:
    run = type_into(project, "safe_sync", [(f"Type {project.id} to change that project", f" {project.id} ")], variables=PURGE)

    assert run.ok, run.output
    question = run.output.partition("[descope.mgmt.safe_sync : Ask]\n")[2]
    assert question.startswith("- delete tenant t11")
    assert "0 to create, 0 to update, 1 to delete" in question
    assert sorted(project.documents("tenants")) == sorted(TWELVE[:11])


@pytest.mark.parametrize("answer", ["yes", ""])
def test_at_a_terminal_anything_but_the_project_id_stops_the_run(project: Project, answer: str) -> None:
    run = type_into(project, "safe_sync", [(f"Type {project.id} to change that project", answer)], variables=PURGE)

    assert not run.ok
    assert_stopped_in_time(project, run.output)


def run_under_runner(project: Project, directory: Path, variables: Json) -> Json:
    """Run the playbook through the Python interface, as AWX does, on the pseudo-terminal that ansible-runner makes."""
    directory.mkdir()
    what = {"private_data_dir": str(directory), "playbook": "descope.mgmt.safe_sync", "extravars": variables}
    done = subprocess.run(
        [str(BIN / "python"), "-c", RUNNER],
        input=json.dumps(what),
        cwd=home_of(project),
        env={**environment_of(project), "PATH": f"{BIN}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=2 * TIMEOUT_S,
    )
    assert done.returncode == 0, done.stderr
    result: Json = json.loads(done.stdout)
    assert_nothing_leaked(result["output"], project.home, directory, inputs=environments(directory))  # and each job event
    return result


def test_under_ansible_runner_the_run_fails_at_once_and_goes_on_when_confirmed(project: Project, tmp_path: Path) -> None:
    refused = run_under_runner(project, tmp_path / "first", PURGE)

    assert refused["status"] == "failed", refused  # and not timeout
    assert "[descope.mgmt.safe_sync : Ask]\r" not in refused["output"]
    assert_stopped_in_time(project, refused["output"].replace("\r\n", ""))

    accepted = run_under_runner(project, tmp_path / "second", {**PURGE, "safe_sync_confirm": project.id})

    assert accepted["status"] == "successful", accepted["output"]
    assert sorted(project.documents("tenants")) == sorted(TWELVE[:11])


def test_under_the_command_line_of_ansible_runner_the_run_fails_at_once(project: Project, tmp_path: Path) -> None:
    (tmp_path / "env").mkdir()
    (tmp_path / "env" / "extravars").write_text(json.dumps(PURGE), encoding="utf-8")

    done = subprocess.run(
        [str(BIN / "ansible-runner"), "run", str(tmp_path), "-p", "descope.mgmt.safe_sync"],
        cwd=home_of(project),
        env={**environment_of(project), "PATH": f"{BIN}:/usr/bin:/bin"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
    )

    assert_nothing_leaked(done.stdout + done.stderr, tmp_path, inputs=environments(tmp_path))
    assert done.returncode == 2, done.stdout
    assert_stopped_in_time(project, done.stdout)


@pytest.mark.parametrize("sign", [{"RUNNER_OMIT_EVENTS": "False"}, {"AWX_ISOLATED_DATA_DIR": "/runner/artifacts/1"}])
def test_signs_of_an_unattended_run_prevent_the_question_even_at_a_terminal(project: Project, sign: dict[str, str]) -> None:
    run = type_into(project, "safe_sync", [], variables=PURGE, environment=sign)

    assert not run.ok
    assert "Type " not in run.output
    assert_stopped_in_time(project, run.output)
