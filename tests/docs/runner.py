# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Goes down a page and does what its examples say, as a reader would: files are written, commands typed, output compared.

README.md in this directory says by which words a page tells what is to be done with an example.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.docs.blocks import Step, UnknownBlock
from tests.docs.expect import Ids, NotShown, check
from tests.docs.options import mistakes
from tests.simulator.process import Control
from tests.simulator.raw_client import RawClient

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT_S = 300  # many times what a command takes, for machines that are busy
PROMPT = "$ "
PLAY = {
    "name": "Run the example",
    "hosts": "localhost",
    "connection": "local",
    "gather_facts": False,
    "vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"},
}


class Failed(AssertionError):
    """A command did not end as the page says."""


@dataclass
class Reader:
    """Somebody who reads a page in a shell of their own: its environment, where they are, and the simulator they work with."""

    home: Path
    environment: dict[str, str]
    control: Control
    api: RawClient
    key: str
    stand_ins: dict[str, str]  # what pages write in place of what is different for everybody, as patterns
    ids: Ids = field(default_factory=Ids)
    written: dict[str, Any] = field(default_factory=dict)  # the YAML files of the page, by name
    not_run: list[str] = field(default_factory=list)
    tested_by: list[str] = field(default_factory=list)

    def follow(self, steps: list[Step]) -> None:
        """Do all that a page says, then look at those of its files that no command has used."""
        for step in steps:
            try:
                self._do(step)
            except (Failed, NotShown) as error:
                raise type(error)(f"{step.place}: {error}") from None
        for name, document in self.written.items():
            if found := mistakes(document):
                raise Failed(f"{name}: {'; '.join(found)}")

    def _do(self, step: Step) -> None:
        word, _, rest = (step.words or _default(step)).partition(" ")
        if word not in _DOING:
            raise UnknownBlock(
                f"{step.place}: nobody says how this example is tested ({step.words or 'no words'}): {step.first}"
            )
        _DOING[word](self, step, rest)

    # -- what the words mean ----------------------------------------------------------------------------------------------

    def _file(self, step: Step, name: str) -> None:
        name = name or step.caption
        text = self._real(step.text) + "\n"
        if name.endswith((".yml", ".yaml")):
            self.written[name] = yaml.load(text, Loader=_Loader)
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def _run(self, step: Step, how: str, ends: Collection[int] = (0,)) -> None:
        """Type the commands, of which the last one ends with one of the numbers."""
        commands = _commands(step)
        for number, (command, shown) in enumerate(commands, start=1):
            status, printed = self.type(command)
            if status not in (ends if number == len(commands) else (0,)):
                raise Failed(f"{command} ended with {status}\n{printed}")
            check(self._stand_in(shown), printed, self.ids, gaps="gaps" in how)

    def _fails(self, step: Step, how: str) -> None:
        self._run(step, how, ends=range(1, 256))

    def _status(self, step: Step, number: str) -> None:
        self._run(step, "", ends=(int(number),))

    def _cut(self, step: Step, call: str) -> None:
        """Kill the command while it waits for the answer to a call, as a host that dies does."""
        ((command, _shown),) = _commands(step)
        method, path = call.split(" ")
        self.control.clear_requests()
        self.control.faults([{"method": method, "path": path, "delay": TIMEOUT_S * 1000}])
        with subprocess.Popen(
            ["bash", "-c", self._real(command)],
            cwd=self.environment["PWD"],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            deadline = time.monotonic() + TIMEOUT_S
            while not any(path == one["path"] for one in self.control.requests()):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise Failed(f"{command} ended before it sent {call}")
                time.sleep(0.1)
            self._kill_all()
        self.control.clear_faults()

    def _tasks(self, step: Step, arguments: str) -> None:
        tasks = yaml.load(self._real(step.text), Loader=_Loader)
        if found := mistakes(tasks):
            raise Failed("; ".join(found))
        (self.home / "example.yml").write_text(json.dumps([{**PLAY, "tasks": tasks}]), encoding="utf-8")
        status, printed = self.type(f"ansible-playbook example.yml {arguments}")
        if status:
            raise Failed(printed)

    def _options(self, step: Step, _arguments: str) -> None:
        if found := mistakes(yaml.load(step.text, Loader=_Loader)):
            raise Failed("; ".join(found))

    def _shows(self, step: Step, name: str) -> None:
        check(self._stand_in(step.text), (self.home / self._real(name)).read_text(encoding="utf-8"), self.ids)

    def _part_of(self, step: Step, name: str) -> None:
        check(step.text, (ROOT / name.removeprefix("of ")).read_text(encoding="utf-8"), Ids())

    def _tested_by(self, step: Step, name: str) -> None:
        file, _, test = name.removeprefix("by ").partition("::")
        if not (ROOT / file).is_file() or f"def {test}(" not in (ROOT / file).read_text(encoding="utf-8"):
            raise Failed(f"there is no test {name.removeprefix('by ')}")
        self.tested_by.append(f"{step.page.name}: {step.first}: {file}::{test}")

    def _not_run(self, step: Step, reason: str) -> None:
        if len(reason.removeprefix("run: ")) < 10:
            raise Failed("the comment must say why this can't be run: not run: REASON")
        self.not_run.append(f"{step.page.name}: {step.first}: {reason.removeprefix('run: ')}")

    def _hidden(self, step: Step, _arguments: str) -> None:
        for command in step.text.splitlines():
            status, printed = self.type(command.strip())
            if status:
                raise Failed(f"{command} ended with {status}\n{printed}")

    def _api(self, _step: Step, call: str) -> None:
        method, path, body = call.split(" ", 2)
        answer = self.api.http.request(method, path, json=json.loads(body))
        if answer.status_code != 200:
            raise Failed(f"{method} {path} answered {answer.status_code}: {answer.text}")

    def _simulator(self, _step: Step, words: str) -> None:
        what, _, value = words.partition(" ")
        if what == "faults":
            self.control.faults(json.loads(value))
        else:
            self.control.configure(**json.loads(value))

    # -- the shell --------------------------------------------------------------------------------------------------------

    def type(self, command: str) -> tuple[int, str]:
        """Run a command; the shell remembers what it exported and where it went. Return its status and what it printed."""
        after = self.home.parent / "environment"
        after.unlink(missing_ok=True)
        done = subprocess.run(
            ["bash", "-c", f"{self._real(command)}\n__status=$?\nenv -0 > {after}\nexit $__status"],
            cwd=self.environment["PWD"],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
        if after.exists():
            kept = after.read_text(encoding="utf-8").rstrip("\0").split("\0")
            self.environment = dict(one.split("=", 1) for one in kept)
        print(f"$ {command}\n{done.stdout}")
        if self.key in done.stdout:
            raise Failed(f"{command} printed the management key")
        return done.returncode, done.stdout

    def _kill_all(self) -> None:
        """Kill whatever runs in the reader's home: Ansible's workers have sessions of their own, and go only with the host."""
        mark = f"HOME={self.home}\0".encode()
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):  # it has ended, or is somebody else's
                if mark in (process / "environ").read_bytes():
                    os.kill(int(process.name), signal.SIGKILL)

    def _stand_in(self, text: str) -> str:
        """Return the text with the reader's own ids, keys and addresses in place of what the page writes for them."""
        for pattern, real in self.stand_ins.items():
            text = re.sub(pattern, real.replace("\\", r"\\"), text)
        return text

    def _real(self, text: str) -> str:
        """Return the same, with the ids of this run in place of those that the page has shown."""
        return self.ids.real(self._stand_in(text))


class _Loader(yaml.SafeLoader):
    """YAML with the tags of Ansible."""


def _text(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


_Loader.add_constructor("!unsafe", _text)
_Loader.add_constructor("!vault", _text)

_DOING: dict[str, Callable[[Reader, Step, str], None]] = {
    "file": Reader._file,
    "run": Reader._run,
    "fails": Reader._fails,
    "status": Reader._status,
    "cut": Reader._cut,
    "tasks": Reader._tasks,
    "options": Reader._options,
    "shows": Reader._shows,
    "part": Reader._part_of,
    "tested": Reader._tested_by,
    "not": Reader._not_run,
    "hidden": Reader._hidden,
    "api": Reader._api,
    "simulator": Reader._simulator,
}


def _default(step: Step) -> str:
    """Return what is done with an example that has no words."""
    if step.caption:
        return "file"
    return "run" if step.language == "console" else ""


def _commands(step: Step) -> list[tuple[str, str]]:
    """Return the commands of an example, each with what is shown of its output; without prompts each line is a command."""
    if step.language != "console":
        joined = step.text.replace("\\\n", "")
        return [(line, "") for line in joined.splitlines() if line.strip()]
    found: list[tuple[list[str], list[str]]] = []
    for line in step.text.splitlines():
        if line.startswith(PROMPT):
            found.append(([line.removeprefix(PROMPT)], []))
        elif not found:
            raise UnknownBlock(f"{step.place}: a console begins with a prompt and a command: {line}")
        elif not found[-1][1] and found[-1][0][-1].endswith("\\"):
            found[-1][0].append(line.strip())
        else:
            found[-1][1].append(line)
    return [("\n".join(command), "\n".join(shown)) for command, shown in found]
