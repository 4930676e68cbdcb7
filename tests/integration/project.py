# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A project of one test: its tasks, what the simulator saw of them, and what it holds now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.integration.ansible_run import Json, Result, Run, run_playbook
from tests.simulator.process import Control, Simulator
from tests.simulator.raw_client import RawClient

READING_POSTS = (
    "flow/list",
    "flow/export",
    "theme/export",
    "templates/list",
    "schema/dryrun",
    "accesskey/search",
    "tenant/search",
    "user/search",
    "users/load",
    "audit/search",
    "projects/list",
    "snapshot/export",
    "snapshot/validate",
)
HANDSHAKE = "/v1/mgmt/license"
KEY_FROM_ENVIRONMENT = "{{ lookup('ansible.builtin.env', 'TEST_MANAGEMENT_KEY') }}"


@dataclass(frozen=True)
class Project:
    """A project that nothing else uses, with a key of its own and a home directory for those who manage it."""

    id: str
    key: str
    home: Path
    simulator: Simulator

    @property
    def control(self) -> Control:
        return self.simulator.control

    @property
    def api(self) -> RawClient:
        """A bare client of the project: what it holds as the API says it."""
        return RawClient(self.simulator.url, f"Bearer {self.id}:{self.key}")

    @property
    def backups(self) -> Path:
        """Where the backups are when nobody says otherwise."""
        return self.home / ".descope-mgmt" / "backups" / self.id

    @property
    def saved(self) -> list[str]:
        """What there is in the directory of its backups besides the journal, the lock and the audit trail, sorted."""
        beside = {".lock", ".journal", "audit.jsonl"}
        return sorted(path.name for path in self.backups.glob("*") if path.name not in beside)

    @property
    def connection(self) -> Json:
        """The options that say how to reach the project; the key comes from the environment of the run."""
        return {"project_id": self.id, "management_key": KEY_FROM_ENVIRONMENT, "base_url": self.simulator.url}

    # -- running ----------------------------------------------------------------------------------------------------------

    def run(self, *tasks: Json, **options: Any) -> list[Result]:
        """Run tasks that find the project through module_defaults; the options are those of `play`."""
        results = self.play(*tasks, **options).results
        assert len(results) == len(tasks), "a task gave back nothing"
        return results

    def run_one(self, task: Json, **options: Any) -> Result:
        """Run one task and return its result."""
        (result,) = self.run(task, **options)
        return result

    def run_named(self, tasks: Mapping[str, Json], **options: Any) -> dict[str, Result]:
        """Run tasks and return their results under the same names; a result can be used by later tasks as `{name}`."""
        registering = ({**task, "register": name} for name, task in tasks.items())
        return dict(zip(tasks, self.run(*registering, **options), strict=True))

    def play(
        self,
        *tasks: Json,
        defaults: Json | None = None,
        play: Mapping[str, Any] | None = None,
        environment: Mapping[str, str] | None = None,
        arguments: tuple[str, ...] = (),
        umask: int = 0o022,
    ) -> Run:
        """Run tasks; `defaults` replaces the module defaults."""
        defaults = self.connection if defaults is None else defaults
        return run_playbook(
            self.home,
            list(tasks),
            play={"module_defaults": {"group/descope.mgmt.descope": defaults}, **(play or {})},
            environment={"TEST_MANAGEMENT_KEY": self.key, **(environment or {})},
            arguments=arguments,
            umask=umask,
        )

    # -- what the simulator saw -------------------------------------------------------------------------------------------

    def requests(self, *results: Result) -> list[Json]:
        """The calls that reached this project but the licence handshake; only those of the given tasks, if any are given."""
        ours = [one for one in self.control.requests() if one["project"] == self.id and one["path"] != HANDSHAKE]
        if not results:
            return ours
        return [one for one in ours if any(result.started <= one["started"] <= result.ended for result in results)]

    def writes(self, *results: Result) -> list[str]:
        """The last two parts of the paths of all calls that are not reads, in order, such as `tenant/create`."""
        sent = [(one["method"], "/".join(one["path"].split("/")[-2:])) for one in self.requests(*results)]
        return [call for method, call in sent if method != "GET" and call not in READING_POSTS]

    # -- what it holds ----------------------------------------------------------------------------------------------------

    def load(self, **sections: Iterable[Json]) -> None:
        """Replace whole sections of the project."""
        self.control.load(self.id, {name: list(documents) for name, documents in sections.items()})

    def documents(self, plural: str) -> dict[str, Json]:
        """The documents of one kind, by id for tenants, by name (or tenant/name) for others."""
        documents: list[Json] = self.control.dump(self.id)[plural]
        return {_key(plural, document): document for document in documents}

    def tenant(self, tenant_id: str) -> Json:
        return self.documents("tenants")[tenant_id]

    def without_times(self, plural: str) -> dict[str, Json]:
        """Like `documents`, without what the server makes up anew when a document is created."""
        made = ("id", "createdTime") if plural != "tenants" else ("createdTime",)
        return {
            key: {name: value for name, value in document.items() if name not in made}
            for key, document in self.documents(plural).items()
        }


def _key(plural: str, document: Json) -> str:
    if plural == "tenants":
        return str(document["id"])
    return f"{document['tenantId']}/{document['name']}" if document.get("tenantId") else str(document["name"])
