# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a playbook of examples/awx under ansible-runner, from a private data directory as AWX makes one (AWX 24.6.1)."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from tests.integration.ansible_run import ROOT, Json
from tests.integration.project import Project
from tests.integration.role_support import BIN
from tests.scan import assert_nothing_leaked

EXAMPLE = ROOT / "examples" / "awx"
TIMEOUT_S = 300
AWX_ENVIRONMENT = {
    "AWX_HOST": "https://awx.example.com",
    "JOB_ID": "7",
    "ANSIBLE_FORCE_COLOR": "False",
    "ANSIBLE_NOCOLOR": "True",
}


@dataclass(frozen=True)
class Launch:
    """What a job is launched with: what its template and survey say, what its credentials put into the environment."""

    playbook: str
    environment: Mapping[str, str]
    variables: Mapping[str, Any] = field(default_factory=dict)
    check: bool = False
    diff: bool = True
    limit: str = ""
    hosts: Mapping[str, Json] = field(default_factory=dict)
    workflow: int | None = None
    forks: int = 1


@dataclass(frozen=True)
class Job:
    """A job that is over."""

    status: str
    output: str
    events: list[Json]

    @property
    def ok(self) -> bool:
        return self.status == "successful"

    @cached_property
    def artifacts(self) -> Json:
        """What the job hands on, from the event at its end."""
        (end,) = [one for one in self.events if one["event"] == "playbook_on_stats"]
        found: Json = end["event_data"].get("artifact_data", {})
        return found

    @property
    def message(self) -> str:
        """The message of the last failed task."""
        failed = [
            one for one in self.events if one["event"] == "runner_on_failed" and not one["event_data"].get("ignore_errors")
        ]
        assert failed, self.output
        return str(failed[-1]["event_data"]["res"]["msg"])

    @property
    def changed(self) -> bool:
        """Whether a task changed something, or would have."""
        return any(one["event"] == "runner_on_ok" and one["event_data"]["res"].get("changed") for one in self.events)


class Unsafe(str):
    """Text that the person who launches a job gave, and that Ansible must not take for a template."""


class _Dumper(yaml.SafeDumper):
    pass


_Dumper.add_representer(Unsafe, lambda dumper, text: dumper.represent_scalar("!unsafe", str(text)))


def credential_of(project: Project) -> dict[str, str]:
    """Return what the credential of a project puts into the environment."""
    return {"DESCOPE_PROJECT_ID": project.id, "DESCOPE_MANAGEMENT_KEY": project.key, "DESCOPE_BASE_URL": project.simulator.url}


def run_job(launch: Launch, directory: Path, checkout: Path = EXAMPLE) -> Job:
    """Run one job, with `directory` as its home; no secret is in what it prints, reports, hands on or leaves behind."""
    private = directory / f"awx_7_{uuid.uuid4().hex[:8]}"
    shutil.copytree(checkout, private / "project")
    _write(private / "env" / "envvars", yaml.safe_dump({**AWX_ENVIRONMENT, **launch.environment}))
    _write(private / "env" / "extravars", yaml.dump(_marked({**_about(launch), **launch.variables}), Dumper=_Dumper))
    _write(private / "env" / "settings", yaml.safe_dump({"job_timeout": TIMEOUT_S, "idle_timeout": 120}))
    script = _write(private / "inventory" / "hosts", f"#!/usr/bin/env python3\nprint({json.dumps(_inventory(launch))!r})\n")
    script.chmod(0o700)
    switches = ["--check"] * launch.check + ["--diff"] * launch.diff + ["--forks", str(launch.forks)]
    switches += ["--limit", launch.limit] if launch.limit else []
    command = [str(BIN / "ansible-runner"), "run", str(private), "--playbook", launch.playbook, "--ident", "7", "--quiet"]
    command += ["--cmdline", shlex.join(switches)]
    done = subprocess.run(
        command,
        env=_environment(directory),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S + 30,
        check=False,
    )
    kept = private / "artifacts" / "7"
    assert kept.is_dir(), done.stdout + done.stderr
    texts = [path.read_text(encoding="utf-8") for path in sorted((kept / "job_events").glob("*.json"))]
    events = sorted((json.loads(text) for text in texts), key=lambda event: int(event["counter"]))
    job = Job((kept / "status").read_text(encoding="utf-8"), (kept / "stdout").read_text(encoding="utf-8"), events)
    assert_nothing_leaked("\n".join([job.output, done.stdout, done.stderr, *texts]))
    shutil.rmtree(private)  # as AWX does
    assert_nothing_leaked("", directory)
    return job


def sliced(hosts: Mapping[str, Json], number: int, count: int) -> dict[str, Json]:
    """Return the hosts that AWX gives the slice of this number, from 1 on."""
    return {name: hosts[name] for name in sorted(hosts)[number - 1 :: count]}


def _about(launch: Launch) -> Json:
    """Return what AWX says of a job, once for each of its prefixes."""
    about: Json = {"job_id": 7, "job_launch_type": "manual" if launch.workflow is None else "workflow"}
    if launch.workflow is not None:
        about["workflow_job_id"] = launch.workflow
    return {f"{prefix}_{name}": value for prefix in ("awx", "tower") for name, value in about.items()}


def _marked(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _marked(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_marked(inner) for inner in value]
    return Unsafe(value) if isinstance(value, str) else value


def _inventory(launch: Launch) -> Json:
    hosts = list(launch.hosts)
    return {
        "all": {"hosts": hosts, "children": ["descope_projects"]},
        "descope_projects": {"hosts": hosts},
        "_meta": {"hostvars": dict(launch.hosts)},
    }


def _environment(directory: Path) -> dict[str, str]:
    """Return the environment of the container: nothing of the person's who runs the tests."""
    unwanted = ("ANSIBLE_", "DESCOPE_", "AWX_", "RUNNER_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    return {
        **kept,
        "HOME": str(directory),
        "ANSIBLE_HOME": str(directory / ".ansible"),
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "run"),
    }


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
