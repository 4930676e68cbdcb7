# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws with Rich, the only file that imports it: steps as bars, and a table in colours. HAS_RICH says whether it can."""

from __future__ import annotations

import sys
import typing as t

from ansible_collections.descope.mgmt.plugins.plugin_utils._plan_table import Line
from ansible_collections.descope.mgmt.plugins.plugin_utils._terminal_steps import Step
from ansible_collections.descope.mgmt.plugins.plugin_utils._terminal_text import harmless, shortened

try:
    from rich.console import Console, RenderableType
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text
except ImportError:
    HAS_RICH = False
else:
    HAS_RICH = True

LONGEST_HOST = 24
COLUMNS = ((None, None), (1, None), (None, 9), (None, 7), (None, 12))
"""What share of the rest of a line each cell of a bar takes, and its least width, so that the bar does not move for figures."""
ROOMY, FEW = 60, (0, 2)
"""How wide a terminal must be for all of them, and which ones others get."""
HEIGHT = 25  # of which Rich makes nothing here, but it asks the terminal unless it is told
STYLES = {"": "", "head": "bold", "create": "green", "update": "yellow", "delete": "bold red"}


class Painter:
    """Turns values into text for the terminal on the standard output, with escapes for colours."""

    def bars(self, steps: t.Sequence[Step], now: float, width: int, height: int) -> list[str]:
        """Return a line for each step, narrower than the terminal, and no more than leave it a line of output."""
        shown = list(steps[: max(1, height - 2)])
        table = Table.grid(padding=(0, 1), expand=True)
        columns = range(len(COLUMNS)) if width >= ROOMY else FEW
        for ratio, least in (COLUMNS[column] for column in columns):
            table.add_column(no_wrap=True, overflow="ellipsis", ratio=ratio, min_width=least)
        for step in shown:
            cells = _cells(step, now)
            table.add_row(*(cells[column] for column in columns))
        more = [f"and {len(steps) - len(shown)} more"] if len(steps) > len(shown) else []
        return [*self._printed(table, width - 1), *more][: max(1, height - 1)]

    def table(self, lines: t.Sequence[Line], width: int) -> str:
        """Return the lines of a table, coloured by what each is about."""
        return "\n".join(self._printed(Text("\n").join(Text(line.text, STYLES[line.tone]) for line in lines), width))

    def _printed(self, what: RenderableType, width: int) -> list[str]:
        console = Console(
            file=sys.stdout,
            force_terminal=True,
            width=width,
            height=HEIGHT,
            highlight=False,
            markup=False,
            emoji=False,
        )
        with console.capture() as captured:
            console.print(what, no_wrap=True, overflow="ignore")
        return captured.get().splitlines()


def _cells(step: Step, now: float) -> list[RenderableType]:
    """Return who does what, the bar, how much is done, how fast, and how long the rest takes."""
    rate, left = step.rate, step.left(now)
    host = shortened(harmless(step.host), LONGEST_HOST)
    total = "" if step.total is None else f"/{step.total}"
    return [
        Text(f"{host}  {harmless(step.phase)}: {harmless(step.kind)}"),
        ProgressBar(total=step.total, completed=step.done, pulse=step.total is None, animation_time=now),
        Text(f"{step.done}{total}", justify="right"),
        Text("" if rate is None else f"{rate:.1f}/s", justify="right"),
        Text("" if left is None else f"{duration(left)} left"),
    ]


def duration(seconds: float) -> str:
    """Return a time as hours, minutes and seconds, such as `0:01:23`."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"
