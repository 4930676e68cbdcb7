# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects as hosts, as ansible-inventory lists them and as playbooks work on them; the examples are run as they are."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.canaries import bare_secret
from tests.integration.ansible_run import ROOT, Json
from tests.integration.conftest import projects
from tests.integration.documents import permission
from tests.integration.project import Project
from tests.integration.role_support import BIN, PlaybookRun
from tests.scan import assert_nothing_leaked
from tests.simulator.process import Simulator, running_simulator

EXAMPLES = ROOT / "examples" / "inventory"
COMPANY = "company.descope_projects.yml"
WRITTEN = "written.descope_projects.yml"
FROM_ENVIRONMENT = "{{ lookup('ansible.builtin.env', 'DESCOPE_KEY_' ~ (descope_project_id | upper)) }}"
LOCAL = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
LISTING = "/v1/mgmt/projects/list"
MARK = "__ansible_unsafe"
TIMEOUT_S = 300
TAGGED = [{"key": "descope_project_tags", "prefix": "t"}]
TELL = [
    {
        "hosts": "descope_projects",
        "gather_facts": False,
        "tasks": [{"ansible.builtin.debug": {"msg": "{{ [title, descope_project_name, descope_project_tags] }}"}}],
    }
]


@dataclass(frozen=True)
class Company:
    """A simulator with two projects, and a directory for a person who manages them with files of their own."""

    simulator: Simulator
    home: Path
    test: Project
    prod: Project

    def write(self, **options: Any) -> Path:
        """Write an inventory file; return its path."""
        path = self.home / COMPANY
        path.write_text(yaml.safe_dump({"plugin": "descope.mgmt.descope_projects", **options}), encoding="utf-8")
        return path

    def take(self, name: str) -> None:
        """Copy the playbooks of the examples and an inventory, the ids in it replaced by those of the two projects."""
        for folder in ("playbooks", "desired"):
            shutil.copytree(EXAMPLES / folder, self.home / folder)
        text = (EXAMPLES / name).read_text(encoding="utf-8")
        text = text.replace("P2abcdefghijklmnopqrstuvwxyz", self.test.id)
        (self.home / name).write_text(text.replace("P2bcdefghijklmnopqrstuvwxyza", self.prod.id), encoding="utf-8")

    def run(self, program: str, *arguments: str, environment: Mapping[str, str] | None = None) -> PlaybookRun:
        """Run a program of Ansible with the key of the company in the environment; no secret is printed or left behind."""
        done = subprocess.run(
            [str(BIN / program), *arguments],
            cwd=self.home,
            env={**self.environment, **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
        )
        result = PlaybookRun(done.returncode, done.stdout + done.stderr)
        assert_nothing_leaked(result.output, self.home, also=[self.simulator.management_key])
        return result

    def listed(self, path: Path, *arguments: str, **environment: str) -> Json:
        """Return what ansible-inventory lists; the output is nothing else."""
        run = self.run("ansible-inventory", "--list", "-i", str(path), *arguments, environment=environment)
        assert run.ok, run.output
        found: Json = json.loads(run.output)
        return found

    @property
    def environment(self) -> dict[str, str]:
        unwanted = ("ANSIBLE_", "DESCOPE_", "AWX_")
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(unwanted)},
            "HOME": str(self.home),
            "ANSIBLE_HOME": str(self.home / ".ansible"),
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "run"),
            "ANSIBLE_NOCOLOR": "True",
            "ANSIBLE_DEPRECATION_WARNINGS": "True",
            "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "True",
            "DESCOPE_COMPANY_KEY": self.simulator.management_key,
            "DESCOPE_BASE_URL": self.simulator.url,
        }

    @property
    def own_keys(self) -> dict[str, str]:
        """The environment in which each project has the key that opens only it."""
        return {f"DESCOPE_KEY_{project.id.upper()}": project.key for project in (self.test, self.prod)}

    @property
    def listings(self) -> int:
        """How often an inventory asked for the projects, which backups do too, each for its own."""
        return sum(one["path"] == LISTING and not one["project"] for one in self.simulator.control.requests())


@pytest.fixture(scope="module")
def own_simulator() -> Iterator[Simulator]:
    """A company with no other projects than those of one test."""
    with running_simulator(seed="empty") as running:
        for project_id in running.control.projects():
            running.control.drop(project_id)
        yield running


@pytest.fixture
def company(own_simulator: Simulator, tmp_path: Path) -> Iterator[Company]:
    with projects(own_simulator, tmp_path / "projects") as make:
        one, other = make(permissions=[permission("invoice.read")]), make()
        own_simulator.control.load(one.id, {"name": "shop-test", "tags": ["shop"]})
        own_simulator.control.load(other.id, {"name": "Shop Prod", "tags": ["shop", "team a"], "environment": "production"})
        own_simulator.control.clear_requests()
        home = tmp_path / "home"
        home.mkdir()
        yield Company(own_simulator, home, one, other)


def hosts_of(listed: Json, group: str) -> list[str]:
    return sorted(listed[group]["hosts"])


def variables(listed: Json, host: str) -> Json:
    """Return the variables of a host, without the marks of texts that are no templates."""
    found: Json = unmarked(listed["_meta"]["hostvars"][host])
    return found


def unmarked(value: Any) -> Any:
    if isinstance(value, list):
        return [unmarked(one) for one in value]
    if isinstance(value, dict):
        return value[MARK] if MARK in value else {name: unmarked(one) for name, one in value.items()}
    return value


# -- the list --------------------------------------------------------------------------------------------------------------


def test_every_project_of_the_company_is_a_host(company: Company) -> None:
    listed = company.listed(company.write(project_management_key=FROM_ENVIRONMENT), **company.own_keys)
    assert hosts_of(listed, "descope_projects") == ["shop-prod", "shop-test"]
    assert hosts_of(listed, "descope_environment_production") == ["shop-prod"]
    assert hosts_of(listed, "descope_environment_none") == ["shop-test"]
    assert hosts_of(listed, "descope_tag_shop") == ["shop-prod", "shop-test"]
    assert hosts_of(listed, "descope_tag_team_a") == ["shop-prod"]
    assert variables(listed, "shop-prod") == {
        **LOCAL,
        "descope_project_id": company.prod.id,
        "descope_project_name": "Shop Prod",
        "descope_project_environment": "production",
        "descope_project_tags": ["shop", "team a"],
        "safe_sync_project_id": company.prod.id,
        "safe_sync_base_url": company.simulator.url,
        "safe_sync_management_key": FROM_ENVIRONMENT,
    }


def test_groups_and_variables_can_be_constructed(company: Company) -> None:
    path = company.write(
        strict=True,
        hostnames="id",
        compose={"careful": "descope_project_environment == 'production'"},
        groups={"slow": "careful"},
        keyed_groups=[{"key": "descope_project_name.split('-') | first | lower", "prefix": "team"}],
    )
    listed = company.listed(path)
    assert hosts_of(listed, "slow") == [company.prod.id]
    assert hosts_of(listed, "team_shop") == [company.test.id]
    assert hosts_of(listed, "team_shop_prod") == [company.prod.id]
    assert variables(listed, company.prod.id)["careful"] is True


def test_the_list_is_kept_without_any_key_and_asked_for_again_when_that_is_wanted(company: Company) -> None:
    cache = company.home / "cache"
    options: Json = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(cache)}
    path = company.write(project_management_key=FROM_ENVIRONMENT, **options)
    first = company.listed(path, **company.own_keys)
    assert company.listings == 1
    (kept,) = cache.iterdir()
    assert "KEY" not in kept.read_text(encoding="utf-8").upper()

    company.simulator.control.load(company.test.id, {"name": "renamed"})
    assert company.listed(path, DESCOPE_COMPANY_KEY="") == first, "no key is needed for what is kept"
    assert company.listings == 1
    (company.home / "tell.yml").write_text(yaml.safe_dump(TELL), encoding="utf-8")
    again = company.run("ansible-playbook", "tell.yml", "-i", str(path), "--flush-cache", "--list-hosts")
    assert "renamed" in again.output
    assert company.listings == 2


def test_the_key_of_the_company_can_be_looked_up_too(company: Company) -> None:
    key = company.home.parent / "company-key"
    key.write_text(f"{company.simulator.management_key}\n", encoding="utf-8")
    path = company.write(management_key=f"{{{{ lookup('ansible.builtin.file', '{key}') }}}}", project_id=company.test.id)
    assert hosts_of(company.listed(path, DESCOPE_COMPANY_KEY=""), "descope_projects") == ["shop-prod", "shop-test"]
    assert {one["project"] for one in company.simulator.control.requests()} == {company.test.id}


# -- names that somebody made up -------------------------------------------------------------------------------------------


def test_no_name_is_a_template_and_none_takes_the_place_of_another(company: Company) -> None:
    control = company.simulator.control
    hostile = "{{ lookup('ansible.builtin.pipe', 'touch pwned') }}"
    control.load(company.test.id, {"name": hostile, "tags": [hostile, "\n[all:vars]"], "environment": ""})
    path = company.write(
        hostnames="name", strict=True, compose={"title": "descope_project_name"}, groups={"slow": "true"}, keyed_groups=TAGGED
    )
    (company.home / "tell.yml").write_text(yaml.safe_dump(TELL), encoding="utf-8")
    run = company.run("ansible-playbook", "tell.yml", "-i", str(path), "-v")
    assert run.ok, run.output
    assert run.output.count("touch pwned") >= 3
    assert not (company.home / "pwned").exists()
    assert company.listed(path)["_meta"]["hostvars"]["lookup-ansible.builtin.pipe-touch-pwned"]["title"] == {MARK: hostile}

    control.load(company.test.id, {"name": "slow", "tags": []})
    control.load(company.prod.id, {"name": "Slow!", "tags": []})
    listed = company.listed(path)
    assert hosts_of(listed, "slow") == sorted(f"slow-{project.id}" for project in (company.test, company.prod))


def test_a_group_that_would_have_the_name_of_a_host_is_refused(company: Company) -> None:
    company.simulator.control.load(company.test.id, {"name": "team.x", "tags": ["blog"]})
    company.simulator.control.load(company.prod.id, {"name": "blog", "tags": []})
    path = company.write(keyed_groups=[{"key": "descope_project_tags", "separator": ""}])
    run = company.run("ansible-inventory", "--list", "-i", str(path))
    assert not run.ok
    assert "The group blog would have the name of a host" in run.output


# -- what can't be meant ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"project_management_key": bare_secret("management key")}, "project_management_key has no template in it"),
        ({"base_url": "http://descope.example"}, "base_url must be https"),
        ({"projects": [{"id": "no id"}]}, "projects[0].id is 'no id', which is no id of a project"),
        ({"hostnames": "title"}, "hostnames"),
        ({"strict": True, "compose": {"x": "nothing_there"}}, "Could not set x for host"),
    ],
)
def test_what_cannot_be_meant_is_one_clear_error(company: Company, options: Json, message: str) -> None:
    path = company.write(**options)
    text = path.read_text(encoding="utf-8")
    if "project_management_key" in options:  # it stands beside the home, as what a person typed does
        path = company.home.parent / COMPANY
        (company.home / COMPANY).unlink()
        path.write_text(text, encoding="utf-8")
    run = company.run("ansible-inventory", "--list", "-i", str(path))
    assert not run.ok
    assert message in " ".join(run.output.split()), run.output


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("own", "Only a management key of the company may list projects"),
        ("Kwrong", "Only a management key of the company may list projects"),
        ("", "management_key is missing. Give it, or set DESCOPE_MANAGEMENT_KEY in the environment."),
    ],
)
def test_a_key_that_may_not_list_projects_is_told_from_other_trouble(company: Company, key: str, message: str) -> None:
    path = company.write(project_id=company.test.id)
    value = company.test.key if key == "own" else key
    run = company.run("ansible-inventory", "--list", "-i", str(path), environment={"DESCOPE_COMPANY_KEY": value})
    assert not run.ok
    assert message in " ".join(run.output.split()), run.output


# -- the examples ----------------------------------------------------------------------------------------------------------


def test_the_examples_report_by_the_key_of_each_project(company: Company) -> None:
    company.take(COMPANY)
    run = company.run("ansible-playbook", "playbooks/report.yml", "-i", COMPANY, environment=company.own_keys)
    assert run.ok, run.output
    assert "1 to create, 1 to update" in (company.home / "playbooks" / "shop-test.md").read_text(encoding="utf-8")
    assert "2 to create, 0 to update" in (company.home / "playbooks" / "shop-prod.md").read_text(encoding="utf-8")
    assert company.test.writes() == company.prod.writes() == []

    without = dict(list(company.own_keys.items())[:1])
    refused = company.run(
        "ansible-playbook", "playbooks/report.yml", "-i", COMPANY, "--limit", "shop-prod", environment=without
    )
    assert not refused.ok, "the key of the company must not stand in for one that is missing"
    assert "management_key is missing" in refused.output


def test_the_examples_make_and_tell_what_is_desired_of_each_project(company: Company) -> None:
    company.take(WRITTEN)
    key = {"DESCOPE_MANAGEMENT_KEY": company.simulator.management_key, "DESCOPE_COMPANY_KEY": ""}
    preview = company.run("ansible-playbook", "playbooks/site.yml", "-i", WRITTEN, "--check", "--diff", environment=key)
    assert preview.ok, preview.output
    assert company.test.writes() == company.prod.writes() == []

    only = company.run(
        "ansible-playbook", "playbooks/site.yml", "-i", WRITTEN, "--limit", "descope_environment_production", environment=key
    )
    assert only.ok, only.output
    assert "Auditor" in company.prod.documents("roles")
    assert "Auditor" not in company.test.documents("roles")

    told = company.run("ansible-playbook", "playbooks/tell.yml", "-i", WRITTEN, environment=key)
    assert told.ok, told.output
    assert told.output.count('"msg": "invoice.read"') == 1
    assert company.listings == 0
    assert hosts_of(company.listed(company.home / WRITTEN), "team_shop") == ["shop-prod", "shop-test"]
