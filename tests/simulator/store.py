# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the simulated company holds: projects, their keys, and every state a project had recently."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .trail import Trail, new_trail

# A document is never changed in place: a write builds a new one. That is what makes batches atomic
# and earlier states free to keep.
Doc = dict[str, Any]


class State:
    """All documents of one project at one moment, by section and id."""

    def __init__(self, sections: Mapping[str, Mapping[str, Doc]] | None = None) -> None:
        self._sections: dict[str, dict[str, Doc]] = {name: dict(docs) for name, docs in (sections or {}).items()}
        self._derived: dict[str, Any] = {}

    def copy(self) -> State:
        """Start a draft: changing it leaves this state as it is."""
        return State(self._sections)

    def sections(self) -> Mapping[str, Mapping[str, Doc]]:
        """Everything, in the shape a state is made of."""
        return self._sections

    def docs(self, section: str) -> Mapping[str, Doc]:
        return self._sections.get(section, {})

    def get(self, section: str, key: str) -> Doc | None:
        return self.docs(section).get(key)

    def where(self, section: str, **values: Any) -> list[Doc]:
        """Find the documents whose fields have these values."""
        found = list(self.docs(section).values())
        for name, value in values.items():
            found = [doc for doc in found if doc.get(name) == value]
        return found

    def find(self, section: str, **values: Any) -> Doc | None:
        return next(iter(self.where(section, **values)), None)

    def put(self, section: str, doc: Doc) -> None:
        self._sections.setdefault(section, {})[doc["id"]] = doc
        self._derived.clear()

    def drop(self, section: str, key: str) -> None:
        self._sections.get(section, {}).pop(key, None)
        self._derived.clear()

    def derived(self, name: str, build: Callable[[], Any]) -> Any:
        """Compute something about this state once."""
        if name not in self._derived:
            self._derived[name] = build()
        return self._derived[name]


class Project:
    """One project: a name, its management keys, and its states with the time each began."""

    def __init__(self, project_id: str, name: str, keys: list[str], state: State) -> None:
        self.id = project_id
        self.name = name
        self.environment = ""
        self.tags: list[str] = []
        self.keys = keys
        self.trail: Trail = new_trail()
        self._history: list[tuple[float, State]] = [(time.monotonic(), state)]

    @property
    def state(self) -> State:
        """The state as it really is."""
        return self._history[-1][1]

    def seen(self, lag_s: float) -> State:
        """The state as a reader sees it who is `lag_s` behind (descope-api 1.11)."""
        moment = time.monotonic() - lag_s
        for began, state in reversed(self._history):
            if began <= moment:
                return state
        return self._history[0][1]

    def commit(self, state: State, lag_s: float = 0.0) -> None:
        """Make `state` the current one; keep only the earlier states a lagging reader can still see."""
        now = time.monotonic()
        kept = self._history
        while len(kept) > 1 and kept[1][0] <= now - lag_s:
            kept.pop(0)
        self._history = [*kept, (now, state)] if lag_s > 0 else [(now, state)]

    def reset(self, state: State) -> None:
        """Put a state in place at once, for readers too."""
        self._history = [(time.monotonic(), state)]


@dataclass
class Store:
    """The company: its projects, the keys that open all of them, and the documents that belong to no project."""

    company_keys: list[str] = field(default_factory=list)
    projects: dict[str, Project] = field(default_factory=dict)
    company: State = field(default_factory=State)
    on_change: Callable[[], None] = lambda: None

    def commit(self, project: Project, state: State, lag_s: float) -> None:
        project.commit(state, lag_s)
        self.on_change()

    def commit_company(self, state: State) -> None:
        self.company = state
        self.on_change()

    def put_project(self, project: Project) -> None:
        self.projects[project.id] = project
        self.on_change()

    def drop_project(self, project_id: str) -> None:
        del self.projects[project_id]
        self.on_change()
