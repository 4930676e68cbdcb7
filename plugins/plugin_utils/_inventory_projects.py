# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects as hosts: what is said of a project, what its host is called, which groups it is in; pure.

Names and tags are whatever somebody typed into Descope. None becomes part of a host's or group's name as it is, and none can
take the name of another host, of a group or of this machine.
"""

from __future__ import annotations

import re
import typing as t
import unicodedata
from collections import Counter
from dataclasses import dataclass

from ansible_collections.descope.mgmt.plugins.module_utils._engine.manifest import PROJECT_ID
from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput

PARENT = "descope_projects"
NO_ENVIRONMENT = "none"
_NOT_IN_HOSTS = re.compile(r"[^a-z0-9.]+")
_NOT_IN_GROUPS = re.compile(r"[^A-Za-z0-9_]")


@dataclass(frozen=True)
class Project:
    """One project; `environment` is empty or `production`."""

    id: str
    name: str
    environment: str = ""
    tags: tuple[str, ...] = ()

    @property
    def variables(self) -> dict[str, t.Any]:
        """What a host says of its project, and what the role safe_sync takes."""
        return {
            "descope_project_id": self.id,
            "descope_project_name": self.name,
            "descope_project_environment": self.environment,
            "descope_project_tags": list(self.tags),
            "safe_sync_project_id": self.id,
        }

    @property
    def groups(self) -> list[str]:
        """The groups that every inventory has: all projects, their environments, their tags."""
        tags = (f"descope_tag_{_NOT_IN_GROUPS.sub('_', tag)}" for tag in self.tags)
        environment = _NOT_IN_GROUPS.sub("_", self.environment or NO_ENVIRONMENT)
        return list(dict.fromkeys([PARENT, f"descope_environment_{environment}", *tags]))


def projects_from(values: t.Any, where: str) -> list[Project]:
    """Return the projects that a list of mappings describes, in the order of their ids; `where` names it for messages.

    Raises InvalidInput for what is no list of projects, and for an id that is there twice.
    """
    if not isinstance(values, list):
        raise InvalidInput(f"{where} must be a list of projects, not {type(values).__name__}.")
    projects = [_project(value, f"{where}[{place}]") for place, value in enumerate(values)]
    twice = [one for one, count in Counter(project.id for project in projects).items() if count > 1]
    if twice:
        raise InvalidInput(f"{where} has the project {twice[0]} twice.", hint="Take one of them out.")
    return sorted(projects, key=lambda project: project.id)


def host_names(projects: t.Sequence[Project], by: str, taken: t.Collection[str]) -> dict[str, str]:
    """Return what the host of each project is called, by project id: like the project, or with `by` as id like its id.

    Where the names of two would be the same, or one is `taken`, the id is added to each of them: none gets the name that
    another one had. Raises InvalidInput when even that does not tell them apart.
    """
    names = {project.id: project.id if by == "id" else _host_name(project) for project in projects}
    for longer in (lambda name, one: f"{name}-{one}", lambda name, one: one):
        unclear = _unclear(names, taken)
        names = {one: longer(name, one) if name in unclear else name for one, name in names.items()}
    unclear = _unclear(names, taken)
    if unclear:
        raise InvalidInput(
            f"The name {min(unclear)} is that of a host and of something else.",
            hint="Rename the project or the group of that name, or set hostnames to id.",
        )
    return names


def _project(value: t.Any, where: str) -> Project:
    if not isinstance(value, dict):
        raise InvalidInput(f"{where} must be a mapping with id, name, environment and tags, not {type(value).__name__}.")
    unknown = sorted(str(name) for name in value if name not in Project.__dataclass_fields__)
    if unknown:
        raise InvalidInput(
            f"{where} has {unknown[0]}, which no project has.",
            hint="It may have id, name, environment and tags. Other variables of a host go into host_vars or compose.",
        )
    texts = {name: _text(value.get(name), f"{where}.{name}") for name in ("id", "name", "environment")}
    if not PROJECT_ID.fullmatch(texts["id"]):
        raise InvalidInput(
            f"{where}.id is {ascii(texts['id'])[:80]}, which is no id of a project.", hint="The Descope console shows it."
        )
    tags = value.get("tags") or []
    if not isinstance(tags, (list, tuple)):
        raise InvalidInput(f"{where}.tags must be a list of texts, not {type(tags).__name__}.")
    named = tuple(_text(tag, f"{where}.tags[{place}]") for place, tag in enumerate(tags))
    return Project(texts["id"], texts["name"] or texts["id"], texts["environment"], named)


def _text(value: t.Any, where: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InvalidInput(f"{where} must be text: put it in quotes.")
    return value


def _host_name(project: Project) -> str:
    """Return the name in lower case, of letters, digits, dots and dashes only; the id where nothing is left of it."""
    letters = unicodedata.normalize("NFKD", project.name).encode("ascii", "ignore").decode().lower()
    return _NOT_IN_HOSTS.sub("-", letters).strip("-.") or project.id


def _unclear(names: t.Mapping[str, str], taken: t.Collection[str]) -> set[str]:
    counts = Counter(names.values())
    return {name for name, count in counts.items() if count > 1 or name in taken}
