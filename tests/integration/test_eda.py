# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rulebooks: valid by the schema of ansible-rulebook, and one at work, in which a signed webhook alone starts a backup.

Both need ansible-rulebook, and the second one Java, which it runs its rules with.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from tests.integration.ansible_run import ROOT, Json
from tests.integration.project import Project
from tests.integration.role_support import BIN, environment_of, home_of
from tests.scan import assert_nothing_leaked

RULEBOOKS = ROOT / "extensions" / "eda" / "rulebooks"
CLI, PLATFORM = "descope_audit.yml", "descope_audit_aap.yml"
HEADER = "x-descope-webhook-s256"
SECRET = "a secret of this test alone"
START_S, BACKUP_S = 120, 120
QUIET_S = 15  # after which a job that should not start would have

PACKAGE = importlib.util.find_spec("ansible_rulebook")
needs_package = pytest.mark.skipif(PACKAGE is None, reason="ansible-rulebook is not installed")
needs_java = pytest.mark.skipif(PACKAGE is None or not shutil.which("java"), reason="ansible-rulebook or Java is missing")

CHANGE: Json = {"action": "RoleModified", "actorId": "U1", "projectId": "P1", "occurred": 1780949905843, "type": "info"}


def read(name: str) -> Any:
    return yaml.safe_load((RULEBOOKS / name).read_text(encoding="utf-8"))


# -- as they are written ---------------------------------------------------------------------------------------------------


@needs_package
@pytest.mark.parametrize("name", [CLI, PLATFORM])
def test_a_rulebook_is_valid_by_the_schema(name: str) -> None:
    assert PACKAGE is not None and PACKAGE.origin is not None
    schema = json.loads((Path(PACKAGE.origin).parent / "schema" / "ruleset_schema.json").read_text(encoding="utf-8"))
    assert list(jsonschema.Draft7Validator(schema).iter_errors(read(name))) == []


def test_there_is_no_rulebook_that_is_not_tested() -> None:
    assert sorted(path.name for path in RULEBOOKS.iterdir()) == [CLI, PLATFORM]


@pytest.mark.parametrize("name", [CLI, PLATFORM])
def test_every_source_checks_the_signature_as_descope_makes_it(name: str) -> None:
    for ruleset in read(name):
        for source in ruleset["sources"]:
            (options,) = (value for key, value in source.items() if key.endswith(".webhook"))
            assert options["hmac_secret"] == "{{ DESCOPE_WEBHOOK_SECRET }}"
            assert [options[f"hmac_{part}"] for part in ("algo", "header", "format")] == ["sha256", HEADER, "base64"]


def test_both_rulebooks_react_to_the_same_and_hand_nothing_of_an_event_on() -> None:
    cli, platform = ([rule for ruleset in read(name) for rule in ruleset["rules"]] for name in (CLI, PLATFORM))
    assert [(rule["condition"], rule["throttle"]) for rule in cli] == [
        (rule["condition"], rule["throttle"]) for rule in platform
    ]
    assert all(rule["action"]["run_job_template"]["include_events"] is False for rule in platform)
    assert "event" not in json.dumps([rule["action"]["run_playbook"] for rule in cli])


# -- at work ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Listener:
    """A rulebook that listens, for a project."""

    project: Project
    port: int
    output: Path

    def send(self, body: Any, secret: str = SECRET, header: str = HEADER, signed: Any = None) -> int:
        """Send a webhook, its signature made with `secret` over `signed` or else the body; return the status of the answer."""
        data = json.dumps(body).encode()
        digest = hmac.new(secret.encode(), data if signed is None else json.dumps(signed).encode(), hashlib.sha256).digest()
        headers = {"Content-Type": "application/json", header: base64.b64encode(digest).decode()}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/shop", data, headers)
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    def backups(self, wanted: int, seconds: float) -> int:
        """Return how many backups there are once there are as many as `wanted`, or after so many seconds."""
        end = time.monotonic() + seconds
        while len(self.project.saved) < wanted and time.monotonic() < end:
            time.sleep(0.5)
        return len(self.project.saved)


@contextmanager
def listening(project: Project, directory: Path) -> Iterator[Listener]:
    """Run the rulebook for the command line, that waits for a second in place of a minute, on a free port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
    rules = (RULEBOOKS / CLI).read_text(encoding="utf-8")
    assert rules.count("1 minute") == 2
    rulebook, variables, output = (directory / name for name in ("rulebook.yml", "vars.yml", "output.txt"))
    rulebook.write_text(rules.replace("1 minute", "1 second"), encoding="utf-8")
    variables.write_text(json.dumps({"descope_webhook_port": port}), encoding="utf-8")
    inventory = directory / "inventory.yml"
    inventory.write_text("all: {hosts: {localhost: {ansible_connection: local}}}\n", encoding="utf-8")
    command = ["--rulebook", str(rulebook), "--inventory", str(inventory), "--vars", str(variables)]
    environment = {
        **environment_of(project),
        "DESCOPE_WEBHOOK_SECRET": SECRET,
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
    }
    with output.open("wb") as file:
        process = subprocess.Popen(
            [str(BIN / "ansible-rulebook"), *command, "--env-vars", "DESCOPE_WEBHOOK_SECRET"],
            cwd=home_of(project),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(port, process, output)
        yield Listener(project, port, output)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
    assert_nothing_leaked(output.read_text(encoding="utf-8"), project.home, also=[SECRET])


def wait_for(port: int, process: subprocess.Popen[bytes], output: Path) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end and process.poll() is None:
        with closing(socket.socket()) as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError(f"the rulebook does not listen: {output.read_text(encoding='utf-8')}")


@needs_java
def test_a_signed_change_starts_a_backup_and_nothing_else_does(company_project: Project, tmp_path: Path) -> None:
    with listening(company_project, tmp_path) as listener:
        refused = [
            listener.send(CHANGE, secret="a secret that is wrong"),
            listener.send(CHANGE, header="x-hub-signature-256"),
            listener.send({**CHANGE, "action": "RoleDeleted"}, signed=CHANGE),
        ]
        assert refused == [401, 400, 401]
        boring = [{**CHANGE, "action": action} for action in ("LoginSucceed", "UserCreated", "UsersModified", "UserRefresh")]
        assert [listener.send(body) for body in (*boring, boring)] == [200] * 5
        assert listener.backups(1, QUIET_S) == 0, listener.output.read_text(encoding="utf-8")

        assert [listener.send(CHANGE) for _ in range(3)] == [200] * 3
        assert listener.backups(1, BACKUP_S) == 1, listener.output.read_text(encoding="utf-8")
        assert listener.send([boring[0], {**CHANGE, "action": "PermissionDeleted"}]) == 200
        assert listener.backups(2, BACKUP_S) == 2, listener.output.read_text(encoding="utf-8")
    assert company_project.writes() == []
