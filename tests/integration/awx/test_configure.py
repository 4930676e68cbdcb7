# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""configure.yml with the real awx.awx: everything that docs/awx.md promises is made, and a second run makes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from tests.integration.ansible_run import ROOT, Json
from tests.integration.awx.conftest import KEYS, Configured, configure
from tests.integration.awx.controller import Controller, running_controller
from tests.integration.awx.runner import EXAMPLE
from tests.integration.awx.workflow import environment_of

OF_ONE = ["Backup", "Drift", "Preview", "Restore", "Sync", "Undo", "Verify"]
OF_MORE = ["Backup of all projects", "Drift of all projects", "Promote"]
OURS = {"descope_plan_hash", "descope_confirm", "descope_run", "descope_backup"}
HANDED_ON = {"safe_sync_plan_hash", "safe_sync_confirm", "safe_sync_run", "safe_sync_backup", "descope_mgmt"}


@pytest.fixture
def controller(configured: Configured) -> Controller:
    return configured.controller


def test_the_controller_takes_everything_as_it_is_sent(configured: Configured) -> None:
    assert configured.first.ok, configured.first.output
    assert configured.controller.refused == []
    assert configured.first.changed > 0


def test_a_second_run_changes_nothing(configured: Configured) -> None:
    assert configured.second.ok, configured.second.output
    assert configured.second.changed == 0, configured.second.output
    assert configured.controller.store.changes == configured.changes


def test_there_is_a_template_for_every_playbook(controller: Controller) -> None:
    templates = controller.store.objects["job_templates"].values()

    assert sorted(one["name"] for one in templates) == sorted(f"Descope {name}" for name in OF_ONE + OF_MORE)
    assert sorted(one["playbook"] for one in templates) == sorted(
        str(path.relative_to(EXAMPLE)) for path in (EXAMPLE / "playbooks").glob("*.yml")
    )


def test_every_template_ends_some_day_shows_differences_and_stops_before_it_is_ended(controller: Controller) -> None:
    for template in controller.store.objects["job_templates"].values():
        variables = json.loads(template["extra_vars"])
        assert template["timeout"] > variables.get("safe_sync_time_limit", 0)
        assert template["diff_mode"]
        assert not template["allow_simultaneous"]
        assert not template["ask_variables_on_launch"]
        assert variables["safe_sync_backup_dir"] == "/var/lib/descope-mgmt"
    assert template_of(controller, "Preview")["job_type"] == "check"
    assert not template_of(controller, "Preview")["ask_job_type_on_launch"]
    for name in ("Restore", "Undo", "Promote"):
        assert template_of(controller, name)["ask_job_type_on_launch"]


def test_jobs_find_the_keys_in_the_environment_that_the_modules_read(controller: Controller) -> None:
    one = environment_of(controller.store, template_of(controller, "Sync"))
    two = environment_of(controller.store, template_of(controller, "Promote"))
    company = environment_of(controller.store, template_of(controller, "Backup of all projects"))

    project = {"DESCOPE_PROJECT_ID": "P2abcdefghijklmnopqrstuvwxyz", "DESCOPE_BASE_URL": ""}
    assert one == {**project, "DESCOPE_MANAGEMENT_KEY": KEYS["DESCOPE_MANAGEMENT_KEY"]}
    source = {"DESCOPE_SOURCE_PROJECT_ID": "P2source", "DESCOPE_SOURCE_BASE_URL": ""}
    assert two == {**one, **source, "DESCOPE_SOURCE_MANAGEMENT_KEY": KEYS["DESCOPE_SOURCE_MANAGEMENT_KEY"]}
    names = ("DESCOPE_COMPANY_KEY", "DESCOPE_MANAGEMENT_KEY")
    assert company == {**dict.fromkeys(names, KEYS["DESCOPE_COMPANY_KEY"]), "DESCOPE_BASE_URL": ""}


def test_only_what_runs_on_every_project_is_divided_into_slices(controller: Controller) -> None:
    templates = controller.store.objects["job_templates"].values()
    sliced = {one["name"]: one for one in templates if one["job_slice_count"] > 1 or one["ask_limit_on_launch"]}

    assert sorted(sliced) == ["Descope Backup of all projects", "Descope Drift of all projects"]
    for template in sliced.values():
        share = float(json.loads(template["extra_vars"])["safe_sync_rate_limit_share"])
        assert (template["job_slice_count"], template["forks"], share) == (2, 5, 0.08)
        inventory = controller.store.objects["inventories"][template["inventory"]]
        (source,) = controller.store.objects["inventory_sources"].values()
        assert source["inventory"] == inventory["id"]
        assert source["update_on_launch"]


def test_surveys_ask_what_the_role_takes_and_nothing_that_a_job_hands_on(controller: Controller) -> None:
    specs = yaml.safe_load((ROOT / "roles" / "safe_sync" / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    known = {name for entry in specs["argument_specs"].values() for name in entry["options"]}

    asked = {question["variable"] for spec in controller.store.surveys.values() for question in spec["spec"]}

    assert asked <= (known - HANDED_ON) | OURS
    assert not asked & HANDED_ON


def test_choices_are_those_of_the_modules_and_are_text(controller: Controller) -> None:
    questions = [question for spec in controller.store.surveys.values() for question in spec["spec"]]
    choices = {question["variable"]: question["choices"] for question in questions if "choices" in question}

    assert choices["safe_sync_kinds"] == list(KINDS)
    assert choices["safe_sync_mode"] == ["merge", "mirror"]
    assert choices["safe_sync_fail_on_severity"] == ["info", "warning", "critical"]
    assert {tuple(choices[name]) for name in ("safe_sync_purge", "safe_sync_fail_on_drift")} == {("false", "true")}


def test_the_workflow_has_an_approval_before_every_change_but_taking_back(controller: Controller) -> None:
    (workflow,) = controller.store.objects["workflow_job_templates"].values()

    assert workflow["name"] == "Descope approved sync"
    assert edges(controller, "success_nodes") == {
        "backup": ["preview"],
        "preview": ["approve"],
        "approve": ["sync"],
        "sync": ["verify"],
        "approve_restore": ["restore"],
    }
    assert edges(controller, "failure_nodes") == {"sync": ["undo"], "verify": ["undo"], "undo": ["approve_restore"]}
    assert edges(controller, "always_nodes") == {}
    approvals = controller.store.objects["workflow_approval_templates"].values()
    assert [one["timeout"] for one in approvals] == [86400, 86400]
    assert runs(controller) == {
        **{"backup": "Backup", "preview": "Preview", "sync": "Sync", "verify": "Verify", "undo": "Undo", "restore": "Restore"},
        **{"approve": "", "approve_restore": ""},
    }


def test_schedules_back_up_and_look_for_drift(controller: Controller) -> None:
    schedules = {one["name"]: one for one in controller.store.objects["schedules"].values()}

    assert sorted(schedules) == [
        "Descope Backup every night",
        "Descope Backup of all projects every night",
        "Descope Drift every morning",
    ]
    assert all(one["enabled"] for one in schedules.values())
    assert schedules["Descope Drift every morning"]["extra_data"] == {
        "safe_sync_fail_on_drift": "true",
        "safe_sync_fail_on_severity": "info",
    }


def test_a_key_that_is_not_there_stops_it_before_anything_is_made(collections: Path, tmp_path: Path) -> None:
    with running_controller(EXAMPLE) as controller:
        made = list(controller.store.changes)
        run = configure(controller, collections, tmp_path, keys={})

        assert not run.ok
        assert "the environment variable DESCOPE_MANAGEMENT_KEY" in run.output
        assert controller.store.changes == made


def template_of(controller: Controller, name: str) -> Json:
    return controller.store.named("job_templates", f"Descope {name}")


def edges(controller: Controller, kind: str) -> dict[str, list[str]]:
    nodes = controller.store.objects["workflow_job_template_nodes"]
    return {
        nodes[parent]["identifier"]: [nodes[child]["identifier"] for child in children]
        for (_, parent, name), children in controller.store.links.items()
        if name == kind and children
    }


def runs(controller: Controller) -> dict[str, Any]:
    templates = controller.store.objects["job_templates"]
    return {
        node["identifier"]: templates.get(node["unified_job_template"], {"name": ""})["name"].removeprefix("Descope ")
        for node in controller.store.objects["workflow_job_template_nodes"].values()
    }
