# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where everything is measured: one simulator, projects in it, and a directory for what the measured programs write."""

from __future__ import annotations

import itertools
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.simulator.process import ROOT, Control, Simulator, running_simulator

LATENCY_MS = 50
LATENCY = LATENCY_MS / 1000
IN_FLIGHT = 16
LIMIT, WINDOW = 1000, 10.0
"""What Descope grants clients that name their licence: calls per seconds (descope-api 1.7)."""

Json = dict[str, Any]
Limits = tuple[Json, ...]
"""Rules as the simulator takes them, without what they match: `limit`, `window_s`, and the keys of other kinds."""
ENDLESS = "1000000000"  # calls


@dataclass
class Site:
    """The simulator and the directory; numbers make names that are used once."""

    simulator: Simulator
    directory: Path
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _granted: str = ENDLESS

    @property
    def control(self) -> Control:
        return self.simulator.control

    def fresh_directory(self) -> Path:
        """Make an empty directory that nothing else uses."""
        path = self.directory / f"{next(self._numbers):05}"
        path.mkdir(parents=True)
        return path

    @contextmanager
    def project(self, tenants: list[Json]) -> Iterator[str]:
        """Make a project with these tenants and yield its id; it is gone afterwards."""
        project_id = f"PBench{next(self._numbers):021}"
        self.control.load(project_id, {"tenants": tenants})
        yield project_id
        self.control.drop(project_id)

    def names(self, project_id: str) -> dict[str, str]:
        """Return the names of the tenants that a project really holds, by id."""
        return {tenant["id"]: tenant["name"] for tenant in self.control.dump(project_id)["tenants"]}

    @contextmanager
    def answering(self, latency_ms: float = LATENCY_MS, limits: Limits = ()) -> Iterator[None]:
        """Let the simulator answer as late as that, and refuse what goes beyond these limits.

        Without limits our modules are told that there are none, too: they keep to what Descope grants by themselves.
        """
        rules = [{**limit, "match": match} for limit in limits for match in ("/v1/mgmt/", "/v2/mgmt/")]
        self.control.configure(latency_ms=latency_ms, rate_limits=rules)
        self._granted = "" if limits else ENDLESS
        try:
            yield
        finally:
            self.control.configure(latency_ms=None, rate_limits=None)
            self._granted = ENDLESS

    def environment(self, home: Path, project_id: str) -> dict[str, str]:
        """Return the environment of a measured program: nothing of this one's that could reach a real project."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DESCOPE_", "ANSIBLE_", "AWX_"))}
        return {
            **kept,
            "HOME": str(home),
            "BENCH_RATE_LIMIT": self._granted,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "ANSIBLE_HOME": str(self.directory / "ansible"),
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "run"),
            "ANSIBLE_LOCALHOST_WARNING": "False",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "False",
            "DESCOPE_PROJECT_ID": project_id,
            "DESCOPE_MANAGEMENT_KEY": self.simulator.management_key,
            "DESCOPE_BASE_URL": self.simulator.url,
        }


@contextmanager
def opened(directory: Path) -> Iterator[Site]:
    """Start a simulator that holds nothing and yield a site in `directory`."""
    with running_simulator(seed="empty") as simulator:
        yield Site(simulator, directory)


def write_json(path: Path, value: Any) -> Path:
    """Write a value and return the path."""
    path.write_text(json.dumps(value), encoding="utf-8")
    return path
