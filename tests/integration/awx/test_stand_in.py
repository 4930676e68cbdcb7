# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stand-in for a controller refuses what AWX would refuse: without that, a run that it takes would prove nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.integration.ansible_run import Json
from tests.integration.awx import rules
from tests.integration.awx.rules import Refused
from tests.integration.awx.runner import EXAMPLE
from tests.integration.awx.store import Store

QUESTION = {
    "question_name": "Delete?",
    "variable": "purge",
    "type": "multiplechoice",
    "choices": ["false", "true"],
    "required": True,
}
FIELDS = [{"id": "key", "label": "Key", "secret": True}]


@pytest.fixture
def store() -> Store:
    store = Store(EXAMPLE)
    kind = {
        "name": "Key",
        "kind": "cloud",
        "inputs": {"fields": FIELDS, "required": ["key"]},
        "injectors": {"env": {"KEY": "{{ key }}"}},
    }
    store.create("credential_types", kind)
    store.create("credentials", {"name": "one", "credential_type": 2, "inputs": {"key": "k"}})
    store.create("projects", {"name": "project", "organization": 1})
    store.create("inventories", {"name": "inventory", "organization": 1})
    store.create(
        "job_templates", {"name": "job", "project": 4, "inventory": 5, "organization": 1, "playbook": "playbooks/sync.yml"}
    )
    store.create("workflow_job_templates", {"name": "workflow"})
    for identifier in ("first", "second"):
        store.create("workflow_job_template_nodes", {"identifier": identifier, "workflow_job_template": 7})
    store.link("workflow_job_template_nodes", 8, "success_nodes", {"id": 9})
    return store


@pytest.mark.parametrize(
    "noun, body, problem",
    [
        ("job_templates", {"name": "new", "playbok": "x"}, "unknown fields"),
        ("job_templates", {"name": "new", "inventory": 5, "playbook": "playbooks/sync.yml"}, "project: required"),
        (
            "job_templates",
            {"name": "new", "project": 99, "inventory": 5, "playbook": "playbooks/sync.yml"},
            "there is no projects 99",
        ),
        (
            "job_templates",
            {"name": "new", "project": 4, "inventory": 5, "playbook": "config/surveys.yml"},
            "AWX finds no config/surveys.yml",
        ),
        (
            "job_templates",
            {"name": "new", "project": 4, "inventory": 5, "playbook": "playbooks/sync.yml", "timeout": "9"},
            "is no int",
        ),
        (
            "job_templates",
            {"name": "new", "project": 4, "inventory": 5, "playbook": "playbooks/sync.yml", "extra_vars": "{"},
            "no JSON",
        ),
        ("credential_types", {"name": "new", "kind": "cloud", "injectors": {"env": {"ANSIBLE_X": "x"}}}, "not allowed"),
        (
            "credential_types",
            {"name": "new", "kind": "cloud", "injectors": {"env": {"X": "{{ typo }}"}}},
            "a field that there is not",
        ),
        ("credentials", {"name": "new", "credential_type": 2, "inputs": {}}, "required"),
        ("credentials", {"name": "new", "credential_type": 2, "inputs": {"key": "k", "other": "o"}}, "the type has no"),
        ("schedules", {"name": "new", "unified_job_template": 6, "rrule": "RRULE:FREQ=DAILY;INTERVAL=1"}, "DTSTART"),
        (
            "workflow_job_template_nodes",
            {"identifier": "x", "workflow_job_template": 7, "unified_job_template": 2},
            "there is no",
        ),
        (
            "workflow_job_template_nodes",
            {"identifier": "x", "workflow_job_template": 7, "unified_job_template": 6, "job_type": "check"},
            "does not ask for it",
        ),
        ("inventories", {"name": "inventory", "organization": 1}, "there is one"),
    ],
)
def test_a_wrong_document_is_refused(store: Store, noun: str, body: Json, problem: str) -> None:
    with pytest.raises(Refused, match=problem):
        store.create(noun, body)


@pytest.mark.parametrize(
    "change, problem",
    [
        (lambda store: store.link("workflow_job_template_nodes", 9, "failure_nodes", {"id": 8}), "Cycle"),
        (lambda store: store.link("workflow_job_template_nodes", 8, "always_nodes", {"id": 9}), "not allowed"),
        (lambda store: store.change("credentials", 3, {"inputs": {}}), "required"),
        (lambda store: store.find("projects", {"colour": "red"}), "no field colour"),
    ],
)
def test_a_wrong_call_is_refused(store: Store, change: Callable[[Store], object], problem: str) -> None:
    with pytest.raises(Refused, match=problem):
        change(store)


def test_a_job_has_one_credential_of_a_type(store: Store) -> None:
    store.create("credentials", {"name": "two", "credential_type": 2, "inputs": {"key": "k"}})
    store.link("job_templates", 6, "credentials", {"id": 3})
    with pytest.raises(Refused, match="one type"):
        store.link("job_templates", 6, "credentials", {"id": 10})


@pytest.mark.parametrize(
    "question, problem",
    [
        ({**QUESTION, "choices": [False, True]}, "choices must be text"),
        ({**QUESTION, "default": "maybe"}, "not among the choices"),
        ({**QUESTION, "required": "yes"}, "required must be"),
        ({**QUESTION, "type": "boolean"}, "there is no type"),
        ({**QUESTION, "hint": "?"}, "unknown fields"),
        ({**QUESTION, "type": "integer", "default": "5"}, "is no int"),
    ],
)
def test_a_wrong_question_is_refused(question: Json, problem: str) -> None:
    with pytest.raises(Refused, match=problem):
        rules.check_survey({"name": "", "description": "", "spec": [question]})


def test_an_answer_that_was_not_asked_for_or_does_not_fit_is_refused() -> None:
    survey = {"spec": [QUESTION]}
    for answers in ({"other": "x"}, {"purge": "maybe"}, {"purge": True}, {}):
        with pytest.raises(Refused):
            rules.answered(survey, answers)
    assert rules.answered(survey, {"purge": "true"}) == {"purge": "true"}


def test_secrets_are_not_shown_and_stay_when_their_mask_is_sent_back(store: Store) -> None:
    shown = store.shown("credentials", 3)
    assert shown["inputs"] == {"key": "$encrypted$"}
    store.change("credentials", 3, {"inputs": shown["inputs"]})
    assert store.objects["credentials"][3]["inputs"] == {"key": "k"}
