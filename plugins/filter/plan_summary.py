# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task's result in a few lines, for a mail, a chat or an approval."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from ansible.errors import AnsibleFilterError

from ansible_collections.descope.mgmt.plugins.plugin_utils._controller_trust import as_data

DOCUMENTATION = r"""
name: plan_summary
short_description: Say in a few lines what a task has done, or would do
version_added: 0.2.0
author:
  - descope.mgmt contributors (@descope-mgmt)
description:
  - Takes the result of M(descope.mgmt.descope_sync), M(descope.mgmt.descope_restore), M(descope.mgmt.descope_undo), of a module
    for one document, or of M(descope.mgmt.descope_drift_info), and says it in lines for a person.
  - Deletes come first, with what they take along. Of a plan that waits for somebody's word, it says why, and how to give it.
  - Names are whatever somebody typed into Descope. None of them makes a line of its own, and in Markdown none is markup.
options:
  _input:
    description: The result of a task, as it was registered. It may be a failed one.
    type: dict
    required: true
  format:
    description:
      - V(text) is plain text. In V(markdown) each change is a code span in a list, with C(') for each backtick in a name.
    type: str
    choices: [text, markdown]
    default: text
  max_lines:
    description:
      - How many changes or differences are listed at most, at least 1. Of the others only the number is told.
    type: int
    default: 20
notes:
  - A result holds no more than the first 500 changes, and deletes are the last ones of a plan. Where some are not listed, the
    summary says how many; C(plan_file) has all of them.
seealso:
  - module: descope.mgmt.descope_sync
"""

EXAMPLES = r"""
- name: Preview
  descope.mgmt.descope_sync:
    desired_file: desired.yml
  check_mode: true
  register: preview

- name: Ask for the approval
  community.general.mail:
    to: [change-board@example.com]
    subject: "Descope: {{ preview.plan.total }} changes of {{ preview.plan.project_id }}"
    body: "{{ preview | descope.mgmt.plan_summary }}"

- name: Put it into a merge request
  ansible.builtin.copy:
    content: "{{ preview | descope.mgmt.plan_summary(format='markdown', max_lines=50) }}"
    dest: plan.md
    mode: "0644"
"""

RETURN = r"""
_value:
  description: The lines, with a line break between them.
  type: str
  sample: |-
    Project P2abcdefghijklmnopqrstuvwxyz at https://api.descope.com: 1 to create, 0 to update, 1 to delete.
    - delete tenant globex (also deletes tenant globex-emea; in use by 12 users)
    + create tenant initech
    tenants: 1 to create, 0 to update, 1 to delete, of 40
    Plan hash: 6f2b0c4c1d0c0b6ad9f3a3a44d4a7a2f0e7e6a3a9e1d7c57c1d6f3a1d2b4c5e6.kWc1rJk
    Needs approval: it deletes 1 document.
    To approve exactly this: run it with that hash as plan_hash, or with the role as safe_sync_plan_hash.
"""

Json = Mapping[str, t.Any]

LONGEST = 300  # characters of a line
FORMATS = ("text", "markdown")
DELETE = "- "
SIGNS = ("+ ", "~ ", DELETE)
BESIDE = {
    "accepted": "Accepted",
    "accepted_unused": "Accepted, but there is no such drift any more",
    "unmanaged": "Not managed",
}
ENDS = {
    "applied": "made",
    "failed": "failed",
    "conflicts": "met a conflict",
    "unknown": "with an unknown outcome",
    "not_attempted": "not attempted",
    "undone": "undone",
}


class Summary(t.NamedTuple):
    """What comes first, the list of changes or differences, and what comes last; a line each."""

    head: list[str]
    listed: list[str]
    foot: list[str]


def plan_summary(result: t.Any, max_lines: int = 20, format: str = "text") -> str:  # noqa: A002
    """Return `result` in words; raises AnsibleFilterError for what is not such a result, and for wrong options."""
    if format not in FORMATS:
        raise AnsibleFilterError(f"The format must be {' or '.join(FORMATS)}, not {format!r}.")
    if isinstance(max_lines, bool) or not isinstance(max_lines, int) or max_lines < 1:
        raise AnsibleFilterError(f"max_lines must be a whole number of at least 1, not {max_lines!r}.")
    if not isinstance(result, Mapping):
        raise AnsibleFilterError(f"plan_summary takes the result of a task, not {type(result).__name__}.")
    summary = _summary(result, max_lines)
    return t.cast(str, as_data(_as_text(summary) if format == "text" else _as_markdown(summary)))


def _summary(result: Json, most: int) -> Summary:
    failed = [f"Failed: {result.get('msg', 'no message')}"] if result.get("failed") else []
    plan = result.get("plan")
    if isinstance(plan, Mapping):
        return Summary([*failed, _outcome(plan, result)], _changes(plan, most), [*_kinds(plan), *_approval(plan, result)])
    if "differences" in result and "drift" in result:
        return Summary([*failed, _drift(result)], _differences(result, most), _beside(result))
    if failed:
        return Summary(failed, [], [])
    raise AnsibleFilterError(
        "plan_summary needs the result of a task that plans or compares, such as descope_sync or descope_drift_info, and this "
        f"has neither a plan nor differences. It has: {', '.join(sorted(map(str, result))) or 'nothing'}."
    )


def _outcome(plan: Json, result: Json) -> str:
    where = f"Project {plan['project_id']} at {plan['api_base']}"
    if not plan["total"]:
        return f"{where}: nothing to change."
    summary = result.get("summary") or {}
    ends = [f"{summary[name]} {word}" for name, word in ENDS.items() if summary.get(name)]
    if summary.get("applied") == plan["total"]:
        return f"{where}: {plan['total']} changes made."
    if _is_carried_out(result):
        return f"{where}: of {plan['total']} changes {', '.join(ends)}."
    return f"{where}: {plan['creates']} to create, {plan['updates']} to update, {plan['deletes']} to delete."


def _is_carried_out(result: Json) -> bool:
    return any((result.get("summary") or {}).get(name) for name in ENDS)


def _changes(plan: Json, most: int) -> list[str]:
    """Return the changes, deletes first, and how many are not among them."""
    lines = [str(line) for line in plan["lines"] if str(line)[:2] in SIGNS]
    shown = sorted(lines, key=lambda line: not line.startswith(DELETE))[:most]  # a stable sort: else in the order of the plan
    more = plan["total"] - len(shown)
    deletes = plan["deletes"] - sum(line.startswith(DELETE) for line in shown)
    return [*shown, *([f"... and {more} more{f', {deletes} of them deletes' if deletes else ''}"] if more else [])]


def _kinds(plan: Json) -> list[str]:
    return [
        f"{plural}: {one['creates']} to create, {one['updates']} to update, {one['deletes']} to delete, of {one['live']}"
        for plural, one in plan["kinds"].items()
        if one["creates"] or one["updates"] or one["deletes"]
    ]


def _approval(plan: Json, result: Json) -> list[str]:
    if not plan["total"] or _is_carried_out(result):
        return []
    lines = [f"Plan hash: {plan['hash']}"]
    if plan["needs_approval"]:
        lines += [
            f"Needs approval: {plan['needs_approval']}.",
            "To approve exactly this: run it with that hash as plan_hash, or with the role as safe_sync_plan_hash.",
        ]
    return lines


def _drift(result: Json) -> str:
    if not result["drift"]:
        return "There is no drift."
    counts = ", ".join(f"{count} {severity}" for severity, count in result["counts"].items())
    return f"Drift: {counts}, the worst first."


def _differences(result: Json, most: int) -> list[str]:
    more = sum(result["counts"].values()) - len(result["differences"][:most])
    return [*map(_difference, result["differences"][:most]), *([f"... and {more} more"] if more else [])]


def _difference(one: Json) -> str:
    fields = ", ".join(str(field["field"]) for field in one.get("fields") or ())
    actors = ", ".join(dict.fromkeys(str(event.get("actor")) for event in one.get("changed_by") or ()))
    text = f"{one['severity']}: {one['kind']} {one['key']} {one['difference']}{f': {fields}' if fields else ''}"
    return f"{text} (changed by {actors})" if actors else text


def _beside(result: Json) -> list[str]:
    """Return how much there is besides the differences, a line each."""
    counts = {word: len(result.get(name) or ()) for name, word in BESIDE.items()}
    return [f"{word}: {count}" for word, count in counts.items() if count]


def _as_text(summary: Summary) -> str:
    return "\n".join(_plain(line) for part in summary for line in part)


def _as_markdown(summary: Summary) -> str:
    parts = (
        "\n".join(_marked(line) for line in summary.head),
        "\n".join(f"* `{_code(line)}`" for line in summary.listed),
        "\n".join(f"* {_marked(line)}" for line in summary.foot),
    )
    return "\n\n".join(part for part in parts if part)


def _plain(line: str) -> str:
    """Return a line with line breaks and whatever else does not print spelled out, and cut when it is very long."""
    text = "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in line)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _code(line: str) -> str:
    """Return a line as the inside of a code span, which only a backtick ends."""
    return _plain(line).replace("`", "'")


def _marked(line: str) -> str:
    """Return a line with its first words as they are and the rest, which may hold names, in a code span."""
    words, colon, rest = line.partition(": ")
    return f"{words}{colon}`{_code(rest)}`" if colon else _code(line)


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return them by name."""
        return {"plan_summary": plan_summary}
