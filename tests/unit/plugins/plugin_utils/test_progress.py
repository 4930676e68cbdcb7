# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Live progress: when the module is given a file, what is shown of it, and that the result stays the module's."""

from __future__ import annotations

import json
import os
import time
import typing as t
from pathlib import Path
from types import SimpleNamespace

import pytest
from ansible import constants
from ansible.plugins.action import ActionBase

from ansible_collections.descope.mgmt.plugins.action import descope_backup, descope_restore, descope_sync, descope_undo
from ansible_collections.descope.mgmt.plugins.plugin_utils import _progress
from ansible_collections.descope.mgmt.plugins.plugin_utils._front_end import FrontEnd
from ansible_collections.descope.mgmt.plugins.plugin_utils._progress import ProgressAction, render

STEP = {"phase": "apply", "kind": "tenants", "done": 340, "total": 1000, "elapsed": 12.3}


class Runner:
    """Takes the place of what runs a module, and writes the steps that a module would."""

    def __init__(self, *steps: dict[str, t.Any], error: Exception | None = None) -> None:
        self.steps = steps
        self.error = error
        self.arguments: dict[str, t.Any] = {}
        self.shown: list[str] = []
        self.shown_meanwhile: list[str] = []

    def execute(self, arguments: dict[str, t.Any], task_vars: dict[str, t.Any]) -> dict[str, t.Any]:
        assert task_vars == {"inventory_hostname": "prod"}
        self.arguments = arguments
        path = self.arguments.get("progress_path")
        if path and os.path.exists(path):
            with open(path, "a", encoding="utf-8") as file:
                file.writelines(json.dumps(step) + "\n" for step in self.steps)
            deadline = time.monotonic() + 5
            while len(self.shown) < len(self.steps) and time.monotonic() < deadline:
                time.sleep(0.01)
        self.shown_meanwhile = list(self.shown)
        if self.error:
            raise self.error
        return {"changed": True}


def run(
    runner: Runner,
    monkeypatch: pytest.MonkeyPatch,
    *,
    transport: str = "local",
    asynchronous: int = 0,
    **arguments: t.Any,
) -> dict[str, t.Any]:
    action = ProgressAction.__new__(ProgressAction)
    task = SimpleNamespace(args=arguments, async_val=asynchronous, action="descope.mgmt.descope_sync")
    monkeypatch.setattr(action, "_task", task, raising=False)
    monkeypatch.setattr(action, "_loader", None, raising=False)
    monkeypatch.setattr(action, "_connection", SimpleNamespace(transport=transport), raising=False)
    monkeypatch.setattr(ActionBase, "run", lambda *args: {})
    monkeypatch.setattr(FrontEnd, "_run_module", staticmethod(runner.execute))
    monkeypatch.setattr(_progress.display, "display", runner.shown.append)
    monkeypatch.setattr(_progress, "POLL", 0.01)
    return action.run(task_vars={"inventory_hostname": "prod"})


@pytest.fixture(autouse=True)
def _temporary_files_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants.config, "get_config_value", lambda name: str(tmp_path))


def test_steps_are_shown_while_the_module_runs_and_the_file_is_gone_afterwards(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    runner = Runner(STEP, {**STEP, "done": 1000})
    assert run(runner, monkeypatch, state="present") == {"changed": True}
    assert runner.shown_meanwhile == ["prod: apply: tenants 340/1000, 12 s", "prod: apply: tenants 1000/1000, 12 s"]
    assert runner.arguments["state"] == "present"
    assert list(tmp_path.iterdir()) == []


def test_a_module_that_breaks_leaves_no_file_either(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="broken"):
        run(Runner(STEP, error=ValueError("broken")), monkeypatch)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("how", [{"transport": "ssh"}, {"asynchronous": 60}])
def test_elsewhere_or_in_the_background_there_is_no_file(how: dict[str, t.Any], monkeypatch: pytest.MonkeyPatch) -> None:
    runner = Runner(STEP)
    assert run(runner, monkeypatch, **how) == {"changed": True}
    assert (runner.arguments, runner.shown) == ({}, [])


def test_a_file_that_the_user_named_is_left_to_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    runner = Runner()
    run(runner, monkeypatch, progress_path=str(tmp_path / "mine"))
    assert runner.arguments == {"progress_path": str(tmp_path / "mine")}


def test_the_arguments_of_the_task_stay_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    arguments: dict[str, t.Any] = {"state": "present"}
    run(Runner(), monkeypatch, **arguments)
    assert arguments == {"state": "present"}


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (json.dumps(STEP), "apply: tenants 340/1000, 12 s"),
        (json.dumps({**STEP, "total": None}), "apply: tenants 340, 12 s"),
        ("", ""),
        ("\n", ""),
        ("not json", ""),
        ('{"phase": "apply"', ""),
        ("{}", ""),
        ("[]", ""),
        ("5", ""),
        (json.dumps({**STEP, "elapsed": "x"}), ""),
    ],
)
def test_a_line_is_shown_in_words_and_anything_else_is_not(line: str, text: str) -> None:
    assert render(line) == text


@pytest.mark.parametrize("plugin", [descope_backup, descope_restore, descope_sync, descope_undo])
def test_the_long_modules_show_their_progress(plugin: t.Any) -> None:
    assert issubclass(plugin.ActionModule, ProgressAction)
