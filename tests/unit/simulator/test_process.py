# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program itself: where it listens, what it prints, how it ends, what it keeps."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.simulator.process import ROOT, running_simulator
from tests.simulator.raw_client import RawClient


def _run(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.simulator", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.com"])
def test_it_refuses_an_address_others_can_reach(host: str) -> None:
    ended = _run("--host", host, "--port", "0")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "is not a loopback address" in ended.stderr


def test_a_taken_port_is_said_and_ends_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = _run("--port", str(taken.getsockname()[1]))
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "in use" in ended.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_promptly_and_cleanly_even_with_a_request_under_way(number: signal.Signals) -> None:
    with running_simulator() as simulator:
        simulator.control.configure(latency_ms=60_000)
        with socket.create_connection(("127.0.0.1", int(simulator.url.rpartition(":")[2]))) as waiting:
            waiting.sendall(b"GET /v1/mgmt/tenant/all HTTP/1.1\r\nHost: x\r\n\r\n")
            while not simulator.control.requests():
                time.sleep(0.01)
            began = time.monotonic()
            simulator.process.send_signal(number)
            assert simulator.process.wait(10) == 0
        assert time.monotonic() - began < 2
        assert simulator.process.stdout is not None
        assert simulator.process.stdout.read() == ""


def test_the_announcement_is_true_the_moment_it_is_printed() -> None:
    with running_simulator() as simulator:
        assert RawClient(simulator.url, simulator.bearer).get("license").status_code == 200


def test_the_empty_seed_has_the_same_ids_and_no_content() -> None:
    with running_simulator(seed="empty") as simulator:
        dump = simulator.control.dump(simulator.project_id)
        assert dump["tenants"] == []
        assert [role["name"] for role in dump["roles"]] == ["Tenant Admin"]


def test_the_state_file_keeps_everything_across_a_kill(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    with running_simulator(state=state) as simulator:
        api = RawClient(simulator.url, simulator.bearer)
        api.post("tenant/create", id="kept", name="Kept", fromTheFuture=1)
        api.post("tenant/delete", id="umbrella")
        simulator.control.load("PNew", {"tenants": [{"id": "x", "name": "X"}]})
        before = [simulator.control.dump(project_id) for project_id in simulator.control.projects()]
        simulator.process.kill()
    with running_simulator(state=state, seed="empty") as simulator:
        after = [simulator.control.dump(project_id) for project_id in simulator.control.projects()]
        assert RawClient(simulator.url, simulator.bearer).tenant("kept")["fromTheFuture"] == 1
    assert after == before
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]


def test_a_refused_request_does_not_touch_the_state_file(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    with running_simulator(state=state) as simulator:
        before = state.stat().st_mtime_ns
        RawClient(simulator.url, simulator.bearer).post("tenant/create", name="")
        assert state.stat().st_mtime_ns == before


@pytest.mark.parametrize("content", ["", "[]", "{}", json.dumps({"format": 99})])
def test_a_file_that_is_no_state_file_is_left_alone(tmp_path: Path, content: str) -> None:
    state = tmp_path / "precious.json"
    state.write_text(content)
    ended = _run("--state", str(state), "--port", "0")
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert state.read_text() == content
