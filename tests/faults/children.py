# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The driver, as a process to talk to, and a project for it: in the simulator, and on the disk."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
import time
import typing as t
from pathlib import Path

from tests.canaries import bare_secret
from tests.faults.project50 import KINDS
from tests.simulator.process import ROOT, Control, Simulator

Json = dict[str, t.Any]

KEY = bare_secret("management key")
PATIENCE_S = 60


class Driver:
    """A running tests.faults.driver; `do` gives it a job and returns what came of it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def do(self, job: Json) -> Json:
        self.begin(job)
        return self.finish()

    def begin(self, job: Json) -> None:
        """Give it a job without waiting for its end."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()

    def finish(self) -> Json:
        """Return what came of the job that was begun."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the driver ended"
        told: Json = json.loads(line)
        return told


@contextlib.contextmanager
def running_driver() -> t.Iterator[Driver]:
    """Start a driver, yield it when it is ready, end it afterwards."""
    command = [sys.executable, "-c", SCRIPT]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        yield Driver(process)
        assert process.stdin is not None
        process.stdin.close()


SCRIPT = "import sys; sys.path[:0] = ['.', '.cache/run']; from tests.faults.driver import main; main()"


class Project:
    """A project in the simulator, with the directory of its backups and journals, both of which can be put back."""

    def __init__(self, project_id: str, simulator: Simulator, driver: Driver, backup_dir: Path) -> None:
        self.id = project_id
        self.backup_dir = backup_dir
        self._simulator = simulator
        self._driver = driver
        self._first: Json = {}

    @property
    def control(self) -> Control:
        return self._simulator.control

    def begin(self, sections: t.Mapping[str, list[Json]]) -> None:
        """Make the project anew, of these documents and those that every project ships with."""
        shipped = self.control.load(self.id, {"management_keys": [KEY]})
        self._first = self.control.load(self.id, {name: shipped[name] + documents for name, documents in sections.items()})

    def start_again(self) -> None:
        """Put the project back to its beginning, with an empty backup directory."""
        self.put(self._first)
        shutil.rmtree(self.backup_dir, ignore_errors=True)

    def put(self, dumped: Json) -> None:
        """Put the project into a state that was dumped."""
        self.control.load(self.id, dumped)

    def dump(self) -> Json:
        return self.control.dump(self.id)

    def documents(self) -> Json:
        """What the project holds, without what the service makes up anew when a document is created, in no order."""
        return comparable(self.dump())

    def quiet(self) -> None:
        """Return when no request of the project is under way: one that was sent by a killed process may still be."""
        deadline = time.monotonic() + PATIENCE_S
        while any(one["ended"] is None for one in self.control.requests()):
            assert time.monotonic() < deadline, "the simulator does not come to rest"
        self.control.clear_requests()

    def do(self, action: str, **options: t.Any) -> Json:
        """Have the driver do a job, and wait until the service has done what was sent."""
        told = self._driver.do(self.job(action, **options))
        self.quiet()
        return told

    def job(self, action: str, **options: t.Any) -> Json:
        """Return a job of this project."""
        return {
            "action": action,
            "project_id": self.id,
            "management_key": KEY,
            "url": self._simulator.url,
            "backup_dir": str(self.backup_dir),
            "fsync": False,  # a process that is killed loses nothing by not waiting for the disk
            **options,
        }


def comparable(dumped: Json) -> Json:
    """Return what can be told of a dump: references by name, no ids that the service makes up, no times, no order."""
    found: Json = {}
    for section in KINDS:
        documents = dumped.get(section) or []
        known = [{name: value for name, value in one.items() if name not in _MADE_UP[section]} for one in documents]
        found[section] = sorted((_unordered(one) for one in known), key=lambda one: json.dumps(one, sort_keys=True))
    found["tenant_settings"] = [_pruned(one) for one in found["tenant_settings"] if not _is_untouched(one)]
    found |= {name: value for name, value in dumped.items() if name not in (*KINDS, "id", "audit")}
    return found


_TIMES = ("createdTime", "modifiedTime")
_MADE_UP = {section: _TIMES if section.startswith("tenant") else ("id", *_TIMES) for section in KINDS}

_UNTOUCHED = {  # what the settings of a tenant say that nobody has configured; whether they are stored makes no difference
    "refreshTokenExpiration": 4,
    "refreshTokenExpirationUnit": "weeks",
    "sessionTokenExpiration": 10,
    "sessionTokenExpirationUnit": "minutes",
    "stepupTokenExpiration": 10,
    "stepupTokenExpirationUnit": "minutes",
    "inactivityTimeUnit": "minutes",
}


def _is_untouched(settings: Json) -> bool:
    others = {name: value for name, value in settings.items() if name not in ("id", *_UNTOUCHED)}
    return not _pruned(others) and all(settings[name] == value for name, value in _UNTOUCHED.items())


def _pruned(value: t.Any) -> t.Any:
    """Return objects without the zero values in them."""
    if not isinstance(value, dict):
        return value
    return {name: inner for name, inner in ((name, _pruned(inner)) for name, inner in value.items()) if inner}


def _unordered(document: Json) -> Json:
    """Return a document with its lists of texts in one order."""
    return {
        name: sorted(value) if isinstance(value, list) and all(isinstance(item, str) for item in value) else value
        for name, value in document.items()
    }
