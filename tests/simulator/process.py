# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""For tests of every kind: starts a simulator as a process of its own, and talks to its control surface."""

from __future__ import annotations

import json
import selectors
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]
START_TIMEOUT_S = 30


class ControlError(Exception):
    """The control surface refused; the message is its own."""


class Control:
    """The control surface of a running simulator, one method per thing a test does."""

    def __init__(self, url: str) -> None:
        self._url = url
        # Loopback is never behind a proxy, whatever the environment says.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def health(self) -> dict[str, Any]:
        return self._send("GET", "health")

    def requests(self) -> list[dict[str, Any]]:
        """The management requests so far, in order of arrival."""
        found: list[dict[str, Any]] = self._send("GET", "requests")["requests"]
        return found

    def clear_requests(self) -> None:
        self._send("DELETE", "requests")

    def configuration(self) -> dict[str, Any]:
        return self._send("GET", "config")

    def configure(self, **settings: Any) -> dict[str, Any]:
        """Change `latency_ms`, `lag_ms`, `clock_skew_s`, `tier` or `rate_limits`; None goes back to the default."""
        return self._send("PUT", "config", settings)

    def faults(self, plan: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Replace the fault plan."""
        planned: list[dict[str, Any]] = self._send("PUT", "faults", {"faults": plan})["faults"]
        return planned

    def fault_counts(self) -> list[dict[str, Any]]:
        """The plan with its `hits` (requests that matched) and `fired` (requests that went wrong)."""
        planned: list[dict[str, Any]] = self._send("GET", "faults")["faults"]
        return planned

    def clear_faults(self) -> None:
        self._send("DELETE", "faults")

    def projects(self) -> list[str]:
        found: list[str] = self._send("GET", "projects")["projects"]
        return found

    def dump(self, project_id: str) -> dict[str, Any]:
        return self._send("GET", f"projects/{project_id}")

    def load(self, project_id: str, document: dict[str, Any]) -> dict[str, Any]:
        """Create or change a project; answers what it is now."""
        return self._send("PUT", f"projects/{project_id}", document)

    def drop(self, project_id: str) -> None:
        self._send("DELETE", f"projects/{project_id}")

    def _send(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._url}/_sim/{path}", data, method=method)
        try:
            with self._opener.open(request, timeout=30) as response:
                answer: dict[str, Any] = json.load(response)
        except urllib.error.HTTPError as error:
            raise ControlError(f"{error.code}: {error.read().decode(errors='replace')}") from None
        return answer


@dataclass(frozen=True)
class Simulator:
    """A running simulator and how to reach its demo project."""

    url: str
    project_id: str
    management_key: str
    process: subprocess.Popen[str]

    @property
    def control(self) -> Control:
        return Control(self.url)

    @property
    def bearer(self) -> str:
        """The value of the Authorization header for the demo project."""
        return f"Bearer {self.project_id}:{self.management_key}"


@contextmanager
def running_simulator(state: Path | str | None = None, seed: str = "demo") -> Iterator[Simulator]:
    """Start a simulator on a free port, yield it when it answers, end it afterwards."""
    command = [sys.executable, "-m", "tests.simulator", "--port", "0", "--seed", seed]
    if state is not None:
        command += ["--state", str(Path(state).resolve())]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            announced = json.loads(_first_line(process.stdout))
            yield Simulator(process=process, **announced)
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()


def _first_line(stream: IO[str]) -> str:
    """The announcement, or an error when there is none in time; the simulator has said why on stderr."""
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        if not selector.select(START_TIMEOUT_S):
            raise TimeoutError(f"the simulator did not start within {START_TIMEOUT_S} s")
    line = stream.readline()
    if not line:
        raise RuntimeError("the simulator ended before it served")
    return line
