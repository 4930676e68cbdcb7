# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for a controller: keeps what it is sent, after checking it, and answers as the API does."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

from tests.integration.ansible_run import Json
from tests.integration.awx import rules
from tests.integration.awx.fields import NOUNS, UNIFIED
from tests.integration.awx.rules import Refused, require

ENCRYPTED = "$encrypted$"
PLAYBOOK = re.compile(r"^\s*?-?\s*?(?:hosts|include|(?:ansible\.builtin\.)?import_playbook):\s*?.*?$", re.MULTILINE)


class Store:
    """The objects of a controller with one organization; `checkout` is what its projects get from git."""

    def __init__(self, checkout: Path) -> None:
        self.objects: dict[str, dict[int, Json]] = {noun: {} for noun in NOUNS}
        self.links: dict[tuple[str, int, str], list[int]] = {}
        self.surveys: dict[int, Json] = {}
        self.changes: list[str] = []
        self._checkout = checkout
        self._last = 0
        self._add("organizations", {"name": "Default", "description": ""})

    # -- reading ----------------------------------------------------------------------------------------------------------

    def named(self, noun: str, name: str) -> Json:
        """Return the object of this name, as it is kept, with its secrets."""
        (found,) = (one for one in self.objects[noun].values() if name in (one.get("name"), one.get("identifier")))
        return found

    def find(self, noun: str, query: dict[str, str]) -> list[Json]:
        """Return the objects that have all of these values, and one of those that begin with `or__`."""
        either = {name[4:]: value for name, value in query.items() if name.startswith("or__")}
        every = {name: value for name, value in query.items() if not name.startswith("or__")}
        found = [self.shown(kind, one["id"]) for kind in self._kinds(noun) for one in self.objects[kind].values()]
        for name in query:
            plain = name.removeprefix("or__")
            known = plain in ("id", "type", "name") or (noun in NOUNS and plain in NOUNS[noun].fields)
            require(known or (noun == "unified_job_templates" and plain == "organization"), f"{noun} has no field {plain}")
        return [
            one
            for one in found
            if all(str(one.get(name)) == value for name, value in every.items())
            and (not either or any(str(one.get(name)) == value for name, value in either.items()))
        ]

    def shown(self, noun: str, number: int) -> Json:
        """Return an object as the API shows it: secrets masked, with its address and what is related."""
        require_found(number in self.objects[noun])
        document = copy.deepcopy(self.objects[noun][number])
        url = f"/api/v2/{noun}/{number}/"
        related = {"survey_spec": f"{url}survey_spec/"} if noun.endswith("job_templates") else {}
        if noun == "credentials":
            kind = self.objects["credential_types"][document["credential_type"]]
            secret = {one["id"] for one in kind["inputs"]["fields"] if one.get("secret")}
            document["inputs"] = {name: ENCRYPTED if name in secret else value for name, value in document["inputs"].items()}
        if noun == "workflow_job_template_nodes" and document["unified_job_template"] is not None:
            kind_of = self._kind_of(document["unified_job_template"])
            related["unified_job_template"] = f"/api/v2/{kind_of}/{document['unified_job_template']}/"
        if noun == "projects":
            document["scm_revision"] = "0" * 40
        if noun == "credential_types":
            document["managed"] = False
        return {**document, "url": url, "related": related, "summary_fields": {}}

    def linked(self, noun: str, number: int, name: str) -> list[int]:
        """Return the numbers of what is in one of an object's lists."""
        return self.links.setdefault((noun, number, name), [])

    # -- writing ----------------------------------------------------------------------------------------------------------

    def create(self, noun: str, body: Json) -> Json:
        """Add an object."""
        kind = NOUNS[noun]
        self._check_fields(noun, body)
        document = {**copy.deepcopy(dict(kind.fields)), **self._written(noun, body)}
        for name in kind.required:
            require(document.get(name) not in (None, ""), f"{name}: required")
        self._check(noun, document)
        twins = [one for one in self.objects[noun].values() if all(one[name] == document[name] for name in kind.unique)]
        require(not kind.unique or not twins, f"{noun}: there is one with this {kind.unique} already")
        return self.shown(noun, self._add(noun, document))

    def change(self, noun: str, number: int, body: Json) -> Json:
        """Change fields of an object."""
        require_found(number in self.objects[noun])
        self._check_fields(noun, body)
        before = self.objects[noun][number]
        document = {**before, **self._written(noun, body)}
        if noun == "credentials":
            kept = {name: before["inputs"].get(name) for name, value in document["inputs"].items() if value == ENCRYPTED}
            document["inputs"] = {**document["inputs"], **kept}
        self._check(noun, document)
        if document != before:
            self.changes.append(f"change {noun} {number}")
            self.objects[noun][number] = document
        return self.shown(noun, number)

    def link(self, noun: str, number: int, name: str, body: Json) -> None:
        """Put something into one of an object's lists, or take it out."""
        require_found(number in self.objects[noun] and name in NOUNS[noun].links)
        other = body["id"]
        require(other in self.objects[NOUNS[noun].links[name]], f"{name}: there is no {other}")
        there = self.linked(noun, number, name)
        if body.get("disassociate"):
            there.remove(other)
        elif name == "credentials":
            kinds = [self.objects["credentials"][one]["credential_type"] for one in [*there, other]]
            require(len({*kinds}) == len(kinds), "Cannot assign multiple credentials of one type.")
            there.append(other)
        else:
            self._check_link(number, other)
            there.append(other)
        self.changes.append(f"link {noun} {number} {name}")

    def ask(self, number: int, spec: Json) -> None:
        """Set the survey of a template."""
        rules.check_survey(spec)
        self.surveys[number] = spec
        self.changes.append(f"survey {number}")

    def approve(self, number: int, body: Json) -> Json:
        """Make a node one that waits for somebody's approval."""
        require_found(number in self.objects["workflow_job_template_nodes"])
        made = self.create("workflow_approval_templates", body)
        self.objects["workflow_job_template_nodes"][number]["unified_job_template"] = made["id"]
        return made

    # -- checking ---------------------------------------------------------------------------------------------------------

    def _check_fields(self, noun: str, body: Json) -> None:
        kind = NOUNS[noun]
        unknown = body.keys() - kind.fields.keys() - {*kind.read_only}
        require(not unknown, f"{noun}: unknown fields {sorted(unknown)}")
        for name, value in body.items():
            usual = kind.fields.get(name)
            same = usual is None or value is None or type(value) is type(usual)
            require(same, f"{name}: {value!r} is no {type(usual).__name__}")

    def _written(self, noun: str, body: Json) -> Json:
        """Return what is kept of a body: nothing read-only but the organization, and no null where there is text."""
        fields = NOUNS[noun].fields
        return {name: fields[name] if value is None else copy.deepcopy(value) for name, value in body.items() if name in fields}

    def _check(self, noun: str, document: Json) -> None:
        for name, other in NOUNS[noun].references.items():
            number = document[name]
            there = number is None or any(number in self.objects[kind] for kind in self._kinds(other))
            require(there, f"{name}: there is no {other} {number}")
        if noun == "credential_types":
            rules.check_credential_type(document)
        elif noun == "credentials":
            rules.check_credential(document, self.objects["credential_types"][document["credential_type"]])
        elif noun == "inventory_sources":
            require(document["source"] == "scm" and document["source_project"], "source: from a project only, here")
            require((self._checkout / document["source_path"]).is_file(), "source_path: not in the project")
        elif noun == "job_templates":
            rules.check_variables(document)
            self._check_playbook(document["playbook"])
            require(document["job_type"] in ("run", "check"), "job_type: run or check")
            require(document["organization"] == self.objects["projects"][document["project"]]["organization"], "organization")
        elif noun == "workflow_job_templates":
            rules.check_variables(document)
        elif noun in ("workflow_job_template_nodes", "schedules"):
            self._check_use(noun, document)

    def _check_playbook(self, name: str) -> None:
        path = self._checkout / name
        listed = path.suffix in (".yml", ".yaml") and path.is_file() and PLAYBOOK.search(path.read_text(encoding="utf-8"))
        require(listed, f"playbook: AWX finds no {name} in the project")

    def _check_use(self, noun: str, document: Json) -> None:
        if noun == "schedules":
            rules.check_rule(document["rrule"])
        number = document["unified_job_template"]
        if number is not None:
            rules.check_prompts(document, self.objects[self._kind_of(number)][number], self.surveys.get(number, {}))

    def _check_link(self, number: int, other: int) -> None:
        nodes = self.objects["workflow_job_template_nodes"]
        require(nodes[number]["workflow_job_template"] == nodes[other]["workflow_job_template"], "another workflow's node")
        links = [(parent, child) for (noun, parent, _), found in self.links.items() if "node" in noun for child in found]
        require((number, other) not in links, "Relationship not allowed.")
        rules.check_graph([*links, (number, other)])

    # -- helpers ----------------------------------------------------------------------------------------------------------

    def _add(self, noun: str, document: Json) -> int:
        self._last += 1
        self.objects[noun][self._last] = {**document, "id": self._last, "type": NOUNS[noun].type}
        self.changes.append(f"create {noun} {document.get('name') or document.get('identifier')}")
        return self._last

    def _kinds(self, noun: str) -> tuple[str, ...]:
        if noun == "unified_job_templates":
            return UNIFIED
        require_found(noun in NOUNS)
        return (noun,)

    def _kind_of(self, number: Any) -> str:
        return next(kind for kind in UNIFIED if number in self.objects[kind])


def require_found(condition: object) -> None:
    """Answer 404 unless the condition holds."""
    if not condition:
        raise Refused("Not found.", 404)
