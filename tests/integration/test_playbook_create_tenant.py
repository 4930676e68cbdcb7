# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook that asks for a tenant's fields: with a person, without one, and with wrong answers."""

from __future__ import annotations

import pytest

from tests.integration.conftest import MakeProject
from tests.integration.project import Project
from tests.integration.role_support import play, tenants
from tests.integration.terminal import type_into

GIVEN = {
    "create_tenant_id": "acme",
    "create_tenant_name": "Acme Corporation",
    "create_tenant_domains": "acme.example, acme.test",
    "create_tenant_parent": "holding",
}
QUESTIONS = [
    ("Id of the tenant", "acme"),
    ("Name of the tenant", "Acme Corporation"),
    ("E-mail domains", ""),
    ("Id of the parent tenant", "holding"),
]


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    return make_project(tenants=tenants(["holding"]))


def test_everything_can_be_given_without_a_terminal_and_a_second_run_changes_nothing(project: Project) -> None:
    run = play(project, "create_tenant", variables=GIVEN)

    assert run.ok, run.output
    made = project.tenant("acme")
    assert made["name"] == "Acme Corporation"
    assert made["selfProvisioningDomains"] == ["acme.example", "acme.test"]
    assert made["parent"] == "holding"

    again = play(project, "create_tenant", variables=GIVEN)

    assert again.ok, again.output
    assert again.changed == 0


def test_a_person_is_asked_for_the_fields_and_for_a_yes(project: Project) -> None:
    run = type_into(project, "create_tenant", [*QUESTIONS, ("Type yes to create", "yes")])

    assert run.ok, run.output
    assert project.tenant("acme")["name"] == "Acme Corporation"
    assert project.tenant("acme")["selfProvisioningDomains"] == []


def test_a_person_who_says_anything_else_creates_nothing(project: Project) -> None:
    run = type_into(project, "create_tenant", [*QUESTIONS, ("Type yes to create", "no")])

    assert not run.ok
    assert project.writes() == []


def test_check_mode_shows_the_tenant_and_asks_for_no_yes(project: Project) -> None:
    run = play(project, "create_tenant", "--check", "--diff", variables=GIVEN)

    assert run.ok, run.output
    assert run.changed == 1
    assert "Name: Acme Corporation" in run.output
    assert project.writes() == []


def test_without_a_terminal_what_was_to_be_asked_is_not_taken_for_said(project: Project) -> None:
    given = {name: value for name, value in GIVEN.items() if name != "create_tenant_domains"}

    run = play(project, "create_tenant", variables=given)

    assert not run.ok
    assert "create_tenant_confirm=true" in run.message
    assert project.writes() == []

    confirmed = play(project, "create_tenant", variables={**given, "create_tenant_confirm": "yes"})

    assert confirmed.ok, confirmed.output
    assert project.tenant("acme")["selfProvisioningDomains"] == []


def test_where_nobody_can_answer_no_question_is_asked_even_at_a_terminal(project: Project) -> None:
    missing = {name: value for name, value in GIVEN.items() if name != "create_tenant_parent"}

    run = type_into(project, "create_tenant", [], variables=missing, environment={"RUNNER_OMIT_EVENTS": "False"})

    assert not run.ok
    assert "create_tenant_parent" in run.output
    assert "Id of the parent tenant" not in run.output
    assert project.requests() == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"create_tenant_id": "with space"}, "The id of the tenant"),
        ({"create_tenant_id": ""}, "create_tenant_id="),
        ({"create_tenant_name": "  "}, "must have a name"),
        ({"create_tenant_domains": "acme.example,nodots"}, "A domain looks like"),
        ({"create_tenant_parent": "acme"}, "the id of another tenant"),
    ],
)
def test_a_wrong_field_is_named_before_the_first_call(project: Project, wrong: dict[str, str], told: str) -> None:
    run = play(project, "create_tenant", variables={**GIVEN, **wrong, "create_tenant_confirm": "true"})

    assert not run.ok
    assert told in run.message
    assert project.requests() == []


def test_a_tenant_that_exists_otherwise_is_not_changed(project: Project) -> None:
    variables = {**GIVEN, "create_tenant_id": "holding", "create_tenant_parent": "", "create_tenant_confirm": "true"}

    run = play(project, "create_tenant", variables=variables)

    assert not run.ok
    assert "exists already" in run.message
    assert project.writes() == []
