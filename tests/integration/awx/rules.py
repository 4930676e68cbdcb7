# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the controller's API that are more than a field's presence; each raises Refused (AWX 24.6.1)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from tests.integration.ansible_run import Json
from tests.integration.awx.fields import PROMPTS

QUESTION_TYPES = {
    "text": str,
    "textarea": str,
    "password": str,
    "multiplechoice": str,
    "multiselect": str,
    "integer": int,
    "float": float,
}
ENV_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
FORBIDDEN_ENV = {"VIRTUAL_ENV", "PATH", "PYTHONPATH", "JOB_ID", "INVENTORY_ID", "AD_HOC_COMMAND_ID", "HOME", "USER"}


class Refused(Exception):
    """The API answers 400, or another status, and says which field is wrong."""

    def __init__(self, problem: str, status: int = 400) -> None:
        super().__init__(problem)
        self.status = status


def require(condition: object, problem: str) -> None:
    """Refuse unless the condition holds."""
    if not condition:
        raise Refused(problem)


def check_credential_type(document: Json) -> None:
    """A schema of fields, and templates for the environment that use no others; fills in the type of fields as AWX does."""
    require(document["kind"] in ("cloud", "net"), "kind: must be cloud or net")
    fields = document["inputs"].get("fields", [])
    for one in fields:
        require({"id", "label"} <= one.keys(), "inputs: a field has an id and a label")
        require(one["id"] != "tower" and ENV_NAME.fullmatch(one["id"]), f"inputs: {one['id']} can't be the id of a field")
        one.setdefault("type", "string")
        extra = one.keys() - {"id", "label", "type", "secret", "multiline", "format", "choices", "default", "help_text"}
        require(not extra, f"inputs: a field has no {extra}")
        require(one["type"] in ("string", "boolean"), "inputs: a field is a string or a boolean")
    ids = [one["id"] for one in fields]
    require(len({*ids}) == len(ids), "inputs: ids must be unique")
    require({*document["inputs"].get("required", [])} <= {*ids}, "inputs: required names no field")
    require(document["injectors"].keys() <= {"env", "file", "extra_vars"}, "injectors: env, file and extra_vars only")
    for name, template in document["injectors"].get("env", {}).items():
        require(ENV_NAME.fullmatch(name), f"injectors: {name} can't be a variable of the environment")
        require(not name.startswith("ANSIBLE_") and name not in FORBIDDEN_ENV, f"injectors: {name} is not allowed")
        require({*PLACE.findall(template)} <= {*ids}, f"injectors: {template} uses a field that there is not")


def check_credential(document: Json, kind: Json) -> None:
    """What the type asks for, and nothing else."""
    ids = {one["id"] for one in kind["inputs"].get("fields", [])}
    require(document["inputs"].keys() <= ids, f"inputs: the type has no {document['inputs'].keys() - ids}")
    missing = {*kind["inputs"].get("required", [])} - {name for name, value in document["inputs"].items() if value}
    require(not missing, f"inputs: {missing} required")


def check_survey(spec: Json) -> None:
    """The shape of a survey, as the endpoint survey_spec checks it."""
    for name, kind in (("name", str), ("description", str), ("spec", list)):
        require(isinstance(spec.get(name), kind), f"{name}: missing from the survey, or no {kind.__name__}")
    require(spec["spec"], "spec: no questions")
    require(spec.keys() <= {"name", "description", "spec"}, "survey: unknown fields")
    variables = [one.get("variable") for one in spec["spec"]]
    require(len({*variables}) == len(variables), "spec: a variable is asked for twice")
    for question in spec["spec"]:
        _check_question(question)


def _check_question(question: Json) -> None:
    for name in ("type", "question_name", "variable"):
        require(isinstance(question.get(name), str) and question[name], f"spec: {name} must be text")
    known = {"type", "question_name", "question_description", "variable", "required", "default", "min", "max", "choices"}
    require(question.keys() <= known | {"new_question"}, f"spec: unknown fields {question.keys() - known}")
    require(isinstance(question.get("required"), bool), "spec: required must be true or false")
    require(question["type"] in QUESTION_TYPES, f"spec: there is no type {question['type']}")
    for name in ("min", "max"):
        require(isinstance(question.get(name), int | None), f"spec: {name} must be a whole number")
    if question["type"].startswith("multi"):
        choices = question.get("choices")
        choices = choices.splitlines() if isinstance(choices, str) else choices
        require(choices and all(isinstance(one, str) for one in choices), "spec: choices must be text")
    if question.get("default", "") != "":
        check_answer(question, question["default"])


def check_answer(question: Json, value: Any) -> None:
    """What a question takes as its answer."""
    name, kind = question["variable"], question["type"]
    if kind == "multiselect":
        require(isinstance(value, list) and {*value} <= {*question["choices"]}, f"{name}: not among the choices")
        return
    require(type(value) is QUESTION_TYPES[kind], f"{name}: {value!r} is no {QUESTION_TYPES[kind].__name__}")
    if kind == "multiplechoice":
        require(value in question["choices"], f"{name}: {value!r} is not among the choices")
        return
    size = value if kind in ("integer", "float") else len(value)
    require(question.get("min") is None or size >= question["min"], f"{name}: too small")
    require(question.get("max") is None or size <= question["max"], f"{name}: too large")


def answered(spec: Json, answers: Json) -> Json:
    """Return what a launch with these answers adds to the variables: defaults too, even empty ones; refuses wrong answers."""
    questions = {one["variable"]: one for one in spec.get("spec", [])}
    for name, value in answers.items():
        require(name in questions, f"{name}: not asked for, so it is not allowed on launch")
        if value != "" or questions[name]["required"]:
            check_answer(questions[name], value)
    defaults = {name: one["default"] for name, one in questions.items() if "default" in one}
    missing = [name for name, one in questions.items() if one["required"] and name not in {**defaults, **answers}]
    require(not missing, f"{missing}: required")
    return {**defaults, **answers}


def check_variables(document: Json) -> None:
    """Extra variables are text, a mapping in JSON."""
    text = document["extra_vars"]
    if text:
        try:
            value = json.loads(text)
        except ValueError as error:
            raise Refused(f"extra_vars: no JSON: {error}") from None
        require(isinstance(value, dict), "extra_vars: no mapping")


def check_prompts(document: Json, template: Mapping[str, Any], survey: Json) -> None:
    """A node or schedule says only what its template asks for; AWX would leave the rest out without a word."""
    for name, switch in PROMPTS.items():
        require(document.get(name) is None or template.get(switch), f"{name}: the template does not ask for it on launch")
    if document["extra_data"]:
        questions = {one["variable"]: one for one in survey.get("spec", [])}
        for name, value in document["extra_data"].items():
            require(name in questions or template.get("ask_variables_on_launch"), f"{name}: the template does not ask for it")
            check_answer(questions[name], value)


def check_rule(text: str) -> None:
    """One beginning with a time zone, and a rule with an interval."""
    begin = re.findall(r"DTSTART(?:;TZID=[\w/]+:\d{8}T\d{6}(?!Z)|:\d{8}T\d{6}Z)", text)
    require(len(begin) == 1 and text.startswith("DTSTART"), "rrule: one DTSTART, with a time zone")
    require(re.search(r"RRULE:FREQ=(MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY);", text), "rrule: no frequency")
    require("INTERVAL=" in text, "rrule: INTERVAL required")


def check_graph(links: Iterable[tuple[int, int]]) -> None:
    """No node comes after itself."""
    after: dict[int, set[int]] = {}
    for parent, child in links:
        after.setdefault(parent, set()).add(child)
    for start in after:
        seen: set[int] = set()
        waiting = [start]
        while waiting:
            for child in after.get(waiting.pop(), ()):
                require(child != start, "Cycle detected.")
                if child not in seen:
                    seen.add(child)
                    waiting.append(child)
