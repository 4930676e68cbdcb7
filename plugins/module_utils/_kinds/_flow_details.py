# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between two flows, for people: tasks, the edges between them with their conditions, screens and their texts.

A task of an export has `id`, `name`, `type`, `action`, `arguments`, its place on the canvas as `view`, and the edges that leave
it in `next.rules`, each with `interactionId` and `taskId`; a screen's nodes are in `htmlTemplate` (seen in real exports). Where
a flow has another shape, its leaves are compared as they are.
"""

from __future__ import annotations

import typing as t
from collections import Counter

from ._flow_screens import DRAWN, drawn_details, labels, texts
from ._leaves import Detail, leaf_details, short

Json = t.Mapping[str, t.Any]
Edge = tuple[str, str, str, str]  # from task, interaction, to task, condition

CANVAS = ("view",)
ELSEWHERE = frozenset({"id", "next", "rules", "subflow", *CANVAS, *DRAWN})


def flow_details(before: Json, after: Json) -> t.Iterator[Detail]:
    """Yield what differs between two flows; one that is not there is an empty one."""
    old, new = _Graph(before), _Graph(after)
    yield from leaf_details(before.get("metadata") or {}, after.get("metadata") or {}, "metadata")
    yield from leaf_details(old.label(old.start), new.label(new.start), "first task")
    yield from _task_details(old, new)
    yield from _edge_details(old, new)
    yield from _screen_details(old, new)
    yield from leaf_details(before.get("references") or {}, after.get("references") or {}, "references")
    other = [{name: value for name, value in one.items() if name not in ("tasks", "startTask")} for one in (old.rest, new.rest)]
    yield from leaf_details(other[0], other[1], "contents")


class _Graph:
    """A flow by its tasks, edges and screens; tasks of a subflow are called by the way to them, `5/0`."""

    def __init__(self, flow: Json) -> None:
        self.rest: dict[str, t.Any] = dict(flow.get("contents") or {})
        self.start = str(self.rest.get("startTask") or "")
        self.tasks = dict(_tasks_of(self.rest))
        screens = [screen for screen in flow.get("screens") or () if isinstance(screen, dict)]
        drawn = {f"screen {place}": screen for place, screen in enumerate(screens)}
        self.screens: dict[str, t.Any] = {str(one.get("screenId") or place): one for place, one in drawn.items()}
        for key, task in self.tasks.items():
            if any(name in task for name in DRAWN):
                self.screens[f"task {key}"] = {name: task[name] for name in DRAWN if name in task}
        shared = (flow.get("metadata") or {}).get("sharedInteractions")
        self._interactions = labels(shared)
        for screen in self.screens.values():
            self._interactions |= labels(screen.get("interactions"))

    def label(self, key: str) -> str:
        """Return what people call a task."""
        name = short(self.tasks.get(key, {}).get("name"))
        return f'{key} "{name}"' if name else key

    def screen_label(self, key: str) -> str:
        """Return what people call a screen: the name of the task that shows it."""
        if key.startswith("task "):
            return f"screen of task {self.label(key[5:])}"
        shown_by = next((one for one in self.tasks.values() if one.get("screenId") == key and one.get("name")), None)
        return f'screen "{short(shown_by["name"])}"' if shown_by else f"screen {key}"

    def interaction(self, key: str) -> str:
        """Return what people call an interaction."""
        label = self._interactions.get(key)
        return f'"{label}"' if label else key

    @property
    def edges(self) -> list[Edge]:
        """The edges of all tasks, each once."""
        found = (edge for key, task in self.tasks.items() for edge in _edges_of(key, task))
        return list(dict.fromkeys(found))


def _tasks_of(contents: Json, way: str = "") -> t.Iterator[tuple[str, Json]]:
    tasks = contents.get("tasks")
    for key, task in tasks.items() if isinstance(tasks, dict) else ():
        if isinstance(task, dict):
            yield f"{way}{key}", task
            if isinstance(task.get("subflow"), dict):
                yield from _tasks_of(task["subflow"], f"{way}{key}/")


def _edges_of(key: str, task: Json) -> t.Iterator[Edge]:
    after = task.get("next")
    way = f"{key.rpartition('/')[0]}/" if "/" in key else ""
    rules = after.get("rules") if isinstance(after, dict) and "rules" in after else task.get("rules")
    if isinstance(after, str) and after:
        yield key, "", f"{way}{after}", ""
    elif isinstance(after, dict) and "rules" not in after:
        yield from ((key, str(on), f"{way}{to}", "") for on, to in after.items() if isinstance(to, str) and to)
    for rule in rules if isinstance(rules, list) else ():
        if isinstance(rule, dict):
            on, to = rule.get("interactionId") or rule.get("id"), rule.get("taskId") or rule.get("next")
            rest = {name: value for name, value in rule.items() if name not in ("interactionId", "id", "taskId", "next")}
            yield key, str(on or ""), f"{way}{to or ''}", short(rest)


def _task_details(old: _Graph, new: _Graph) -> t.Iterator[Detail]:
    for key in old.tasks.keys() - new.tasks.keys():
        yield Detail("-", f"task {old.label(key)}", before=_sort(old.tasks[key]))
    for key in sorted(new.tasks.keys() - old.tasks.keys()):
        yield Detail("+", f"task {new.label(key)}", after=_sort(new.tasks[key]))
    for key in sorted(old.tasks.keys() & new.tasks.keys()):
        before, after = old.tasks[key], new.tasks[key]
        inside = [{name: value for name, value in task.items() if name not in ELSEWHERE} for task in (before, after)]
        for one in leaf_details(inside[0], inside[1]):
            yield Detail(one.sign, f"task {new.label(key)}: {one.what}", one.before, one.after)
    moved = [key for key in old.tasks.keys() & new.tasks.keys() if _place(old.tasks[key]) != _place(new.tasks[key])]
    if moved:
        yield Detail("~", "moved on the canvas only", after=", ".join(new.label(key) for key in sorted(moved)))


def _sort(task: Json) -> str:
    return ", ".join(short(task.get(name)) for name in ("type", "action") if task.get(name))


def _place(task: Json) -> list[t.Any]:
    return [task.get(name) for name in CANVAS]


def _edge_details(old: _Graph, new: _Graph) -> t.Iterator[Detail]:
    """Yield edges that came, went, or lead elsewhere than before."""
    gone, come = ([edge for edge in one if edge not in other] for one, other in _both(old.edges, new.edges))
    ways = Counter(edge[:2] for edge in (*gone, *come))
    for edge in gone:
        others = [one for one in come if one[:2] == edge[:2]]
        if len(others) == 1 and ways[edge[:2]] == 2:
            yield Detail("~", f"edge {_from(new, edge)}", _to(old, edge), _to(new, others[0]))
            come.remove(others[0])
        else:
            yield Detail("-", f"edge {_from(old, edge)}", before=_to(old, edge))
    for edge in come:
        yield Detail("+", f"edge {_from(new, edge)}", after=_to(new, edge))


def _both(one: t.Any, other: t.Any) -> tuple[tuple[t.Any, t.Any], tuple[t.Any, t.Any]]:
    return (one, other), (other, one)


def _from(graph: _Graph, edge: Edge) -> str:
    on = f" on {graph.interaction(edge[1])}" if edge[1] else ""
    return f"from task {graph.label(edge[0])}{on}"


def _to(graph: _Graph, edge: Edge) -> str:
    return f"to task {graph.label(edge[2])}{f' if {edge[3]}' if edge[3] else ''}"


def _screen_details(old: _Graph, new: _Graph) -> t.Iterator[Detail]:
    for key in sorted(old.screens.keys() - new.screens.keys()):
        yield Detail("-", old.screen_label(key))
    for key in sorted(new.screens.keys() - old.screens.keys()):
        yield Detail("+", new.screen_label(key), after=", ".join(texts(new.screens[key])))
    for key in sorted(old.screens.keys() & new.screens.keys()):
        for one in drawn_details(old.screens[key], new.screens[key]):
            yield Detail(one.sign, f"{new.screen_label(key)}: {one.what}", one.before, one.after)
