# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures one run of a command: its time, its processor, its memory, and its calls as the simulator saw them."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench.site import Json, Site

LAUNCH = Path(__file__).with_name("launch.py")


class Failed(Exception):
    """A measured command failed, or did not do what it was to do."""


@dataclass(frozen=True)
class Measurement:
    """Seconds and MiB; `service` is the simulator's processor time.

    `own` is the time from the first call to the last answer, `writing` that from the first call with an effect on.
    """

    wall: float
    own: float
    writing: float
    cpu: float
    memory: float
    service: float
    requests: int
    refused: int

    @property
    def values(self) -> Json:
        return {name: round(value, 4) for name, value in asdict(self).items()}


def measure(site: Site, command: list[str], *, directory: Path, environment: dict[str, str]) -> Measurement:
    """Run a command to its end; raises Failed with the end of its output when it fails."""
    report, output = directory / "launch.jsonl", directory / "output.txt"
    report.unlink(missing_ok=True)
    site.control.clear_requests()
    service = _processor_time(site.simulator.process.pid)
    with output.open("wb") as sink:
        done = subprocess.run(
            launched(report, command),
            cwd=directory,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise Failed(f"{shlex.join(command)} ended with {done.returncode}:\n{output.read_text(errors='replace')[-2000:]}")
    used = reports(report)[-1]
    calls = [call for call in site.control.requests() if call["ended"] is not None]
    writes = [call for call in calls if call["effect"]]
    ended = max((call["ended"] for call in calls), default=0.0)
    return Measurement(
        wall=used["wall"],
        own=ended - calls[0]["started"] if calls else 0.0,
        writing=ended - writes[0]["started"] if writes else 0.0,
        cpu=used["cpu"],
        memory=used["memory"],
        service=_processor_time(site.simulator.process.pid) - service,
        requests=len(calls),
        refused=sum(call["status"] == 429 for call in calls),
    )


def launched(report: Path, command: list[str]) -> list[str]:
    """Return the command that runs `command` and appends what it took to `report`."""
    return [sys.executable, "-I", "-S", str(LAUNCH), str(report), *command]


def reports(report: Path) -> list[Json]:
    """Return what was appended to a report so far."""
    return [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()] if report.exists() else []


def _processor_time(pid: int) -> float:
    """Return the processor seconds of a process so far, and 0 where there is no /proc."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
