# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decides for a run what is drawn on its terminal, and when; the callback plugin has its documentation and its name."""

from __future__ import annotations

import atexit
import os
import sys
import typing as t

from ansible import constants
from ansible.plugins.callback import CallbackBase
from ansible.utils.color import ANSIBLE_COLOR

from ansible_collections.descope.mgmt.plugins.plugin_utils import _terminal_shown
from ansible_collections.descope.mgmt.plugins.plugin_utils._plan_table import LEAST_WIDTH, Line, identity, table
from ansible_collections.descope.mgmt.plugins.plugin_utils._progress import PREFIX
from ansible_collections.descope.mgmt.plugins.plugin_utils._terminal_live import Live
from ansible_collections.descope.mgmt.plugins.plugin_utils._terminal_screen import Screen, may_draw, size_of
from ansible_collections.descope.mgmt.plugins.plugin_utils._terminal_steps import Steps
from ansible_collections.descope.mgmt.plugins.plugin_utils._terminal_text import harmless

if t.TYPE_CHECKING:
    from ansible_collections.descope.mgmt.plugins.plugin_utils._terminal_bars import Painter

LONG = frozenset({"descope_backup", "descope_restore", "descope_sync", "descope_undo"})
PLANNING = frozenset({"descope_drift_info", "descope_restore", "descope_sync", "descope_undo"})
WIDEST = 140  # columns of a table
MOST_ROWS = 500
RATES = (1, 30)  # drawings a second

Json = dict[str, t.Any]


class TerminalCallback(CallbackBase):
    """Hears of tasks as they begin and end. Where there is nothing to draw on, it does nothing."""

    def __init__(self, *arguments: t.Any, **options: t.Any) -> None:
        super().__init__(*arguments, **options)
        self._asked = False
        self._painter: Painter | None = None
        self._live: Live | None = None
        self._given_up = False
        self._shown: set[tuple[str, str]] = set()

    def v2_runner_on_start(self, host: t.Any, task: t.Any) -> None:
        if _name(task) in LONG and self._option("bars") and self._may_draw():
            self._watching().watch((host.get_name(), task._uuid))

    def v2_runner_on_ok(self, result: t.Any) -> None:
        self._over(result)

    def v2_runner_on_failed(self, result: t.Any, ignore_errors: bool = False) -> None:
        self._over(result)

    def v2_runner_on_unreachable(self, result: t.Any) -> None:
        self._over(result)

    def v2_runner_on_skipped(self, result: t.Any) -> None:
        self._over(result)

    def v2_runner_item_on_ok(self, result: t.Any) -> None:
        self._show_plan(result)

    def v2_runner_item_on_failed(self, result: t.Any) -> None:
        self._show_plan(result)

    def v2_playbook_on_stats(self, stats: t.Any) -> None:
        if self._live:
            self._live.stop()

    def _may_draw(self) -> bool:
        """Say whether anything may be drawn; found out once, for the first task that would have something."""
        if not self._asked:
            self._asked = True
            callback = constants.config.get_config_value("DEFAULT_STDOUT_CALLBACK")
            if sys.stdout is sys.__stdout__ and may_draw(sys.stdout, os.environ, callback, ANSIBLE_COLOR):
                self._painter = self._new_painter()
        return self._painter is not None

    def _new_painter(self) -> Painter | None:
        from ansible_collections.descope.mgmt.plugins.plugin_utils import _terminal_bars  # Rich takes its time

        if _terminal_bars.HAS_RICH:
            return _terminal_bars.Painter()
        self._display.warning("descope.mgmt.progress draws nothing, as the Python library rich is not installed.")
        return None

    def _watching(self) -> Live:
        """Return what draws the bars, made when it is first needed."""
        if self._live is None:
            least, most = RATES
            steps = Steps(vars(constants)["DEFAULT_LOCAL_TMP"], PREFIX)
            screen = Screen(sys.stdout, [sys.stderr], self._display._lock)
            painter = t.cast("Painter", self._painter)
            self._live = Live(screen, steps, painter, min(max(self._option("refresh_per_second"), least), most))
            atexit.register(self._live.stop)  # also after an interrupt, or when a worker has died
        return self._live

    def _over(self, result: t.Any) -> None:
        """Take the bar of a task away, and show what it has planned."""
        if self._live:
            self._live.leave((_of(result, "host").get_name(), _of(result, "task")._uuid))
            if self._live.error and not self._given_up:
                self._given_up = True
                self._display.warning(f"descope.mgmt.progress draws no more bars: {self._live.error}")
        self._show_plan(result)

    def _show_plan(self, result: t.Any) -> None:
        """Show the plan of a task as a table in colours, unless that has been done."""
        values: Json = _of(result, "result")
        if _name(_of(result, "task")) not in PLANNING or not _is_worth_it(values):
            return
        this = (_of(result, "host").get_name(), identity(values))  # two projects can differ in the same way
        if this in self._shown or not self._option("plan_table") or not self._may_draw():
            return
        self._shown.add(this)
        width = max(LEAST_WIDTH, min(WIDEST, size_of(sys.stdout)[0]))
        host = harmless(_of(result, "host").get_name())
        lines = [Line(f"{host}: {_counts(values)}", "head"), *table(values, width, MOST_ROWS)]
        self._display.display(t.cast("Painter", self._painter).table(lines, width), screen_only=True)
        self._display.display("\n".join(line.text for line in lines), log_only=True)
        _terminal_shown.show(values)

    def _option(self, name: str) -> t.Any:
        return t.cast("t.Any", self).get_option(name)


def _of(result: t.Any, name: str) -> t.Any:
    """Return what a task's result says of itself; before ansible-core 2.19 the names have an underscore."""
    return getattr(result, name) if hasattr(result, name) else getattr(result, f"_{name}")


def _name(task: t.Any) -> str:
    return str(task.action).rpartition(".")[2]


def _is_worth_it(values: Json) -> bool:
    plan = values.get("plan")
    return bool(plan["total"] if isinstance(plan, dict) else values.get("drift") and "differences" in values)


def _counts(values: Json) -> str:
    if "plan" not in values:
        return f"{sum(values['counts'].values())} differences"
    plan = values["plan"]
    return f"{plan['creates']} to create, {plan['updates']} to update, {plan['deletes']} to delete"
