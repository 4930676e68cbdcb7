# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples in the documentation of modules and other plugins: their options exist, and in check mode they run.

All of them run in one playbook, against the project that the simulator seeds. Nothing may be written. What can't go well there,
such as an example for an object store, is in `REFUSED` with the code of its error.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.canaries import secret
from tests.docs.options import mistakes
from tests.docs.runner import ROOT
from tests.integration.ansible_run import Result, run_playbook
from tests.simulator.process import running_simulator
from tests.structure.sources import constants, modules

Json = dict[str, Any]
PLUGINS = [
    file for kind in ("callback", "filter", "inventory", "lookup") for file in sorted((ROOT / "plugins" / kind).glob("*.py"))
]
OURS = "descope.mgmt.descope_"

# What the examples take from elsewhere.
FILES: Json = {
    "flows/sign-in.json": {"flowId": "sign-in", "metadata": {"name": "Sign In"}, "contents": {"startTask": "0", "tasks": {}}},
    "theme.json": {"cssTemplate": {"light": {}}},
}
DESIRED: Json = {"tenants": [{"id": "hooli", "name": "Hooli XYZ"}]}
# The codes with which examples are refused in this project, and why.
REFUSED = {
    "invalid_input": "the example is for a project that has other documents, or for another key than the one there is",
    "conflict": "the example deletes a tenant that is the parent of others here",
    "protected": "the example shows how a document is protected",
    "not_found": "the example changes what is not there",
    "backup_not_found": "the example names a backup or a time of its own",
    "missing_dependency": "the example needs a library that is optional",
    "offsite_failed": "there is no object store",
    "offsite_unreachable": "there is no object store",
}
NEEDS_ANOTHER = {  # which check mode, or the lack of an object store, keeps from doing its work
    "Restore it",
    "Bring a backup into another project, with the secrets that the preview asked for, filled in and vaulted",
}


def documents(file: Path) -> list[Any]:
    """The YAML in the examples of a plugin; a callback has settings there, as comments."""
    text = constants(ast.parse(file.read_text(encoding="utf-8")).body)["EXAMPLES"]
    return [document for document in yaml.safe_load_all(text) if document]


def examples(file: Path) -> list[Json]:
    """The tasks in the documentation of a plugin."""
    return [task for document in documents(file) if isinstance(document, list) for task in document]


@pytest.mark.parametrize("file", [*modules(), *PLUGINS], ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_the_options_of_the_examples_exist_and_tasks_have_full_names(file: Path) -> None:
    assert [mistake for document in documents(file) for mistake in mistakes(document)] == []
    tasks = examples(file)
    assert [task["name"] for task in tasks if not any(name.count(".") >= 2 for name in task)] == []


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Json], list[Result], list[Json]]:
    """The examples of all modules, what they returned in check mode, and the calls that the simulator saw."""
    directory = tmp_path_factory.mktemp("examples")
    home = directory / "home"
    for name, content in FILES.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(json.dumps(content), encoding="utf-8")
    (home / "schema.fga").write_text("model AuthZ 1.0\n\ntype user\n", encoding="utf-8")
    tasks = [task for file in modules() for task in examples(file) if any(name.startswith(OURS) for name in task)]
    with running_simulator(seed="demo") as simulator:
        environment = {
            "DESCOPE_BASE_URL": simulator.url,
            "DESCOPE_PROJECT_ID": simulator.project_id,
            "DESCOPE_MANAGEMENT_KEY": simulator.management_key,
        }
        variables: Json = {
            "desired": DESIRED,
            "staging": {
                "project_id": "PEmptyProject000000000000001",
                "management_key": "{{ lookup('env', 'DESCOPE_MANAGEMENT_KEY') }}",
            },
            "vaulted_backup_passphrase": secret("passphrase of backups"),
            "vaulted_secrets": {},
            "calendar_client_secret": secret("outbound application client secret"),
            "labs_client_id": "labs",
            "labs_client_secret": secret("OIDC client secret"),
        }
        before: list[Json] = [
            {"descope.mgmt.descope_sync": {"desired": {"tenants": [{"id": "soylent", "name": "Soylent Green"}]}}},
            {"descope.mgmt.descope_backup": {}},
        ]
        assert run_playbook(home, before, play={}, environment=environment).status == 0
        simulator.control.clear_requests()
        variables["saved"] = {"backup": {"path": str(next((home / ".descope-mgmt/backups" / simulator.project_id).glob("2*")))}}
        play = {"check_mode": True, "vars": variables}
        unstopped = [{**task, "ignore_errors": True, "no_log": False} for task in tasks]
        run = run_playbook(home, unstopped, play=play, environment=environment)
        return tasks, run.results, simulator.control.requests()


def test_the_examples_of_modules_run_in_check_mode(ran: tuple[list[Json], list[Result], list[Json]]) -> None:
    tasks, results, _calls = ran
    wrong = [
        f"{task['name']}: {result.code}: {result.message[:200]}"
        for task, result in zip(tasks, results, strict=True)
        if result.failed and result.code not in REFUSED and task["name"] not in NEEDS_ANOTHER
    ]
    assert "\n".join(wrong) == ""
    assert sum(not result.failed for result in results) > len(tasks) * 0.7


def test_the_examples_in_check_mode_change_nothing(ran: tuple[list[Json], list[Result], list[Json]]) -> None:
    _tasks, _results, calls = ran
    assert len(calls) > len(_results)
    assert [call["path"] for call in calls if call["effect"]] == []
