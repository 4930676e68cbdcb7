# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The callback: what it does at which event, and that it is silent where it may not draw."""

from __future__ import annotations

import sys
import typing as t
from types import SimpleNamespace

import pytest
from ansible.plugins.callback import CallbackBase

from ansible_collections.descope.mgmt.plugins.callback.progress import CallbackModule
from ansible_collections.descope.mgmt.plugins.plugin_utils import _terminal_bars, _terminal_callback, _terminal_shown
from ansible_collections.descope.mgmt.plugins.plugin_utils._progress import ProgressAction
from tests.structure.sources import PLUGINS

HOST = SimpleNamespace(get_name=lambda: "prod")
PLAN = {
    "hash": "h1",
    "creates": 1,
    "updates": 0,
    "deletes": 0,
    "total": 1,
    "kinds": {"tenants": {"creates": 1, "updates": 0, "deletes": 0, "unchanged": 3, "unmanaged": 0, "live": 4}},
    "lines": ["+ create tenant acme"],
}


class Live:
    """Takes the place of what draws."""

    error: Exception | None = None

    def __init__(self) -> None:
        self.watched: list[t.Any] = []
        self.stopped = False

    def watch(self, task: t.Any) -> None:
        self.watched.append(task)

    def leave(self, task: t.Any) -> None:
        if task in self.watched:
            self.watched.remove(task)

    def stop(self) -> None:
        self.stopped = True


class Display:
    """Takes the place of Ansible's, and keeps what is said."""

    verbosity = 0

    def __init__(self) -> None:
        self.screen: list[str] = []
        self.log: list[str] = []
        self.warnings: list[str] = []

    def display(self, text: str, screen_only: bool = False, log_only: bool = False) -> None:
        (self.log if log_only else self.screen).append(text)

    def warning(self, text: str) -> None:
        self.warnings.append(text)


def task(action: str, uuid: str = "1") -> SimpleNamespace:
    return SimpleNamespace(action=action, _uuid=uuid)


def result(action: str, values: dict[str, t.Any], host: t.Any = HOST) -> t.Any:
    return SimpleNamespace(host=host, task=task(action), result=values)


@pytest.fixture(autouse=True)
def _terminal_with_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """What runs the tests may have none, and Rich asks the environment which colours there are."""
    monkeypatch.setenv("TERM", "xterm")
    for name in ("NO_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def callback(monkeypatch: pytest.MonkeyPatch) -> CallbackModule:
    """A callback on a terminal."""
    monkeypatch.setattr(_terminal_callback, "may_draw", lambda *given: True)
    monkeypatch.setattr(_terminal_callback, "size_of", lambda stream: (80, 24))
    monkeypatch.setattr(sys, "__stdout__", sys.stdout)
    monkeypatch.setattr(_terminal_shown, "_tables", set())
    made = CallbackModule(display=Display())
    monkeypatch.setattr(made, "_plugin_options", {"bars": True, "plan_table": True, "refresh_per_second": 5})
    return made


def test_it_must_be_enabled_and_is_for_no_output_of_its_own() -> None:
    assert issubclass(CallbackModule, CallbackBase)
    assert (CallbackModule.CALLBACK_NEEDS_ENABLED, CallbackModule.CALLBACK_TYPE) == (True, "notification")


def test_the_modules_with_bars_are_those_whose_action_plugin_shows_progress() -> None:
    showing = {
        file.stem
        for file in (PLUGINS / "action").glob("descope_*.py")
        if issubclass(_imported(f"ansible_collections.descope.mgmt.plugins.action.{file.stem}").ActionModule, ProgressAction)
    }
    assert showing == _terminal_callback.LONG


def _imported(name: str) -> t.Any:
    __import__(name)
    return sys.modules[name]


def test_only_long_modules_are_watched_until_they_are_over(callback: CallbackModule) -> None:
    callback._live = live = t.cast("t.Any", Live())
    callback._painter, callback._asked = _terminal_bars.Painter(), True
    callback.v2_runner_on_start(HOST, task("ansible.builtin.copy"))
    assert live.watched == []
    for over in (callback.v2_runner_on_ok, callback.v2_runner_on_failed, callback.v2_runner_on_unreachable):
        callback.v2_runner_on_start(HOST, task("descope.mgmt.descope_sync"))
        assert live.watched == [("prod", "1")]
        over(result("descope.mgmt.descope_sync", {}))
        assert live.watched == []
    callback.v2_playbook_on_stats(None)
    assert live.stopped


def test_a_plan_is_shown_once_in_colours_and_logged_without(callback: CallbackModule) -> None:
    display: t.Any = callback._display
    for _time in range(2):
        callback.v2_runner_on_ok(result("descope.mgmt.descope_sync", {"plan": PLAN}))
    (shown,) = display.screen
    assert "\x1b[32m+ create tenant acme" in shown
    (logged,) = display.log
    assert logged.splitlines()[0] == "prod: 1 to create, 0 to update, 0 to delete"
    assert "\x1b" not in logged
    assert _terminal_shown.has_shown({"plan": PLAN})


def test_two_hosts_that_differ_in_the_same_way_are_both_shown(callback: CallbackModule) -> None:
    one = {"kind": "tenant", "key": "acme", "difference": "missing", "severity": "info", "fields": []}
    values = {"drift": True, "differences": [one], "counts": {"info": 1}, "against": "desired state"}
    for host in (HOST, SimpleNamespace(get_name=lambda: "staging")):
        callback.v2_runner_on_ok(result("descope.mgmt.descope_drift_info", values, host))
    shown = t.cast("t.Any", callback._display).log
    assert [text.splitlines()[0] for text in shown] == ["prod: 1 differences", "staging: 1 differences"]


@pytest.mark.parametrize(
    ("action", "values"),
    [
        ("descope.mgmt.descope_tenant", {"plan": PLAN}),
        ("ansible.builtin.debug", {"plan": PLAN}),
        ("descope.mgmt.descope_sync", {"plan": {**PLAN, "total": 0}}),
        ("descope.mgmt.descope_sync", {"censored": "no_log was used"}),
        ("descope.mgmt.descope_drift_info", {"drift": False, "differences": [], "counts": {}}),
    ],
)
def test_what_is_no_long_plan_is_not_shown(callback: CallbackModule, action: str, values: dict[str, t.Any]) -> None:
    callback.v2_runner_on_ok(result(action, values))
    assert t.cast("t.Any", callback._display).screen == []


@pytest.mark.parametrize("how", ["option", "terminal"])
def test_a_plan_is_left_to_the_filter_where_it_is_not_to_be_shown(
    callback: CallbackModule, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    if how == "option":
        monkeypatch.setattr(callback, "_plugin_options", {"plan_table": False})
    else:
        monkeypatch.setattr(_terminal_callback, "may_draw", lambda *given: False)
    callback.v2_runner_item_on_ok(result("descope_sync", {"plan": PLAN}))
    assert t.cast("t.Any", callback._display).screen == []
    assert not _terminal_shown.has_shown({"plan": PLAN})


def test_without_rich_there_is_one_warning_and_off_a_terminal_none(
    callback: CallbackModule, monkeypatch: pytest.MonkeyPatch
) -> None:
    display: t.Any = callback._display
    monkeypatch.setattr(_terminal_bars, "HAS_RICH", False)
    for _time in range(2):
        callback.v2_runner_on_start(HOST, task("descope.mgmt.descope_sync"))
    assert display.warnings == ["descope.mgmt.progress draws nothing, as the Python library rich is not installed."]
    callback._asked = False
    monkeypatch.setattr(_terminal_callback, "may_draw", lambda *given: False)
    callback.v2_runner_on_start(HOST, task("descope.mgmt.descope_sync"))
    assert len(display.warnings) == 1
    assert callback._live is None


def test_bars_that_break_are_given_up_with_one_warning(callback: CallbackModule) -> None:
    callback._live = live = t.cast("t.Any", Live())
    live.error = ValueError("no size")
    for _time in range(2):
        callback.v2_runner_on_skipped(result("descope.mgmt.descope_sync", {}))
    assert t.cast("t.Any", callback._display).warnings == ["descope.mgmt.progress draws no more bars: no size"]
