# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks the workflow that configure.yml sent: which node runs, with which variables, and what comes next (AWX 24.6.1)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2.sandbox import ImmutableSandboxedEnvironment

from tests.integration.ansible_run import Json
from tests.integration.awx.rules import answered
from tests.integration.awx.runner import Job, Launch, run_job
from tests.integration.awx.store import Store

WORKFLOW = 42


@dataclass
class Walk:
    """One launch of a workflow: `word` says what people answer to approvals, `before` what happens before a node runs."""

    store: Store
    directory: Path
    checkout: Path
    answers: Json
    word: Mapping[str, bool]
    before: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    backups: str = ""
    jobs: dict[str, Job] = field(default_factory=dict)
    path: list[str] = field(default_factory=list)
    _ancestors: dict[int, Json] = field(default_factory=dict)

    def go(self) -> Walk:
        """Run node after node, each when the first of its parents leads to it; return this."""
        nodes = self.store.objects["workflow_job_template_nodes"]
        children = {child for (noun, _, _), found in self.store.links.items() if noun.endswith("_nodes") for child in found}
        waiting: list[tuple[int, int | None]] = [(number, None) for number in nodes if number not in children]
        done: set[int] = set()
        while waiting:
            number, parent = waiting.pop(0)
            if number in done:
                continue
            done.add(number)
            self._ancestors[number] = self._handed_on(parent)
            ok = self._run(number)
            for name in ("success_nodes" if ok else "failure_nodes", "always_nodes"):
                waiting += [(child, number) for child in self.store.linked("workflow_job_template_nodes", number, name)]
        return self

    def _handed_on(self, parent: int | None) -> Json:
        """Return what a node gets from those before it: the newest of each key, whole."""
        if parent is None:
            return {}
        job = self.jobs.get(self._name(parent))
        return {**self._ancestors[parent], **(job.artifacts if job else {})}

    def _run(self, number: int) -> bool:
        name = self._name(number)
        self.path.append(name)
        template = self.store.objects["workflow_job_template_nodes"][number]["unified_job_template"]
        if template in self.store.objects["workflow_approval_templates"]:
            return self.word[name]
        self.before.get(name, lambda: None)()
        self.jobs[name] = run_job(
            self._launch(number, self.store.objects["job_templates"][template]), self.directory, self.checkout
        )
        return self.jobs[name].ok

    def _launch(self, number: int, template: Json) -> Launch:
        node = self.store.objects["workflow_job_template_nodes"][number]
        workflow = node["workflow_job_template"]
        variables = {
            **json.loads(template["extra_vars"] or "{}"),
            **answered(self.store.surveys.get(template["id"], {}), node["extra_data"]),
            **self._ancestors[number],
            **answered(self.store.surveys[workflow], self.answers),
        }
        variables["safe_sync_backup_dir"] = self.backups or variables["safe_sync_backup_dir"]
        return Launch(
            template["playbook"],
            environment_of(self.store, template),
            variables,
            check=template["job_type"] == "check",
            diff=template["diff_mode"],
            workflow=WORKFLOW,
        )

    def _name(self, number: int) -> str:
        return str(self.store.objects["workflow_job_template_nodes"][number]["identifier"])


def environment_of(store: Store, template: Json) -> dict[str, str]:
    """Return what the credentials of a template put into the environment of its jobs."""
    found: dict[str, str] = {}
    for number in store.linked("job_templates", template["id"], "credentials"):
        credential = store.objects["credentials"][number]
        for name, text in store.objects["credential_types"][credential["credential_type"]]["injectors"]["env"].items():
            found[name] = _rendered(text, credential["inputs"])
    return found


def _rendered(text: str, inputs: Mapping[str, Any]) -> str:
    return ImmutableSandboxedEnvironment().from_string(text).render(**inputs)
