# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A chart of seconds against N, both in powers of ten, as SVG: a line per peer, dashed where it was extrapolated."""

from __future__ import annotations

import math
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 420, 62, 40, 250, 46
COLOURS = (
    "#0057b8",
    "#00a3e0",
    "#6f42c1",
    "#d1242f",
    "#bc4c00",
    "#9a6700",
    "#dda000",
    "#1a7f37",
    "#57ab5a",
    "#57606a",
    "#24292f",
    "#0f7b6c",
)


@dataclass(frozen=True)
class Line:
    """One peer: its points (N, seconds), and how many of them, from the first on, were measured."""

    title: str
    points: list[tuple[int, float]]
    measured: int
    colour: str


def chart(title: str, lines: list[Line]) -> str:
    """Return the text of the SVG file."""
    every = [point for line in lines for point in line.points]
    x_range, y_range = _powers([x for x, _y in every]), _powers([y for _x, y in every])

    def place(x: float, y: float) -> str:
        across = (math.log10(x) - x_range[0]) / (x_range[-1] - x_range[0])
        up = (math.log10(y) - y_range[0]) / (y_range[-1] - y_range[0])
        return f"{LEFT + across * (WIDTH - LEFT - RIGHT):.1f},{HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM):.1f}"

    parts = [f'<text x="{LEFT}" y="24" font-size="15" font-weight="bold">{escape(title)}</text>']
    for power in x_range:
        parts += _grid(place(10**power, 10 ** y_range[0]), place(10**power, 10 ** y_range[-1]), f"{10**power:,}", "x")
    for power in y_range:
        parts += _grid(place(10 ** x_range[0], 10**power), place(10 ** x_range[-1], 10**power), f"{10.0**power:,g} s", "y")
    for number, line in enumerate(sorted(lines, key=lambda line: -line.points[-1][1])):
        parts += _line(line, [place(*point) for point in line.points], TOP + 12 + 20 * number)
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">N tenants</text>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    head += ' font-family="sans-serif" font-size="12" fill="#24292f">'
    return "\n".join([head, '<rect width="100%" height="100%" fill="#ffffff"/>', *parts, "</svg>", ""])


def _powers(values: list[float] | list[int]) -> list[int]:
    """Return the powers of ten that enclose the values, at least two."""
    low = math.floor(math.log10(min(values)))
    return list(range(low, max(low + 1, math.ceil(math.log10(max(values)))) + 1))


def _grid(start: str, end: str, label: str, axis: str) -> list[str]:
    (x1, y1), (x2, y2) = start.split(","), end.split(",")
    where = f'x="{x1}" y="{float(y1) + 16}" text-anchor="middle"' if axis == "x" else f'x="{float(x1) - 6}" y="{float(y1) + 4}"'
    anchor = "" if axis == "x" else ' text-anchor="end"'
    return [f'<path d="M{x1} {y1}L{x2} {y2}" stroke="#d0d7de"/>', f"<text {where}{anchor}>{label}</text>"]


def _line(line: Line, places: list[str], legend: int) -> list[str]:
    """Return the line with its points, and its row of the legend."""
    solid, dashed = places[: line.measured], places[line.measured - 1 :] if line.measured < len(places) else []
    stroke = f'fill="none" stroke="{line.colour}" stroke-width="2"'
    parts = [f'<polyline points="{" ".join(solid)}" {stroke}/>'] if len(solid) > 1 else []
    parts += [f'<polyline points="{" ".join(dashed)}" {stroke} stroke-dasharray="5 4"/>'] if dashed else []
    circles = [f'<circle cx="{at.split(",")[0]}" cy="{at.split(",")[1]}" r="3" fill="{line.colour}"/>' for at in solid]
    left = WIDTH - RIGHT + 16
    key = f'<path d="M{left} {legend}h18" stroke="{line.colour}" stroke-width="3"/>'
    return [*parts, *circles, key, f'<text x="{left + 24}" y="{legend + 4}">{escape(line.title)}</text>']
