# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A dossier out of the results of tasks, the preview, what was done, the comparison after it, and of the file with the plan.

Results of other tasks are input like any other: what is not there or of another form is left out, never guessed.
"""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass, field

from .._errors import InvalidInput
from .._kinds._leaves import leaf_details, shown
from .record import Action, Dossier, Item, Json, Phase, State

WORDS = {"missing": "is not there", "changed": "is otherwise", "unexpected": "is not wanted"}


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a dossier is made of: results of tasks, and who asked. An empty result is of a task that did not run."""

    action: Action
    preview: Json
    outcome: Json = field(default_factory=dict)
    verification: Json = field(default_factory=dict)
    undone: Json = field(default_factory=dict)
    backup: Json = field(default_factory=dict)
    drill: Json = field(default_factory=dict)
    plan_file: str = ""
    way_back: str = ""
    requested_by: str = ""
    check_mode: bool = False


def assembled(told: Told, *, project_id: str, written_at: str, written_by: Json) -> Dossier:
    """Return the dossier of what `told` holds; raises InvalidInput for a plan file that is not one."""
    carried_out = told.outcome if told.outcome.get("plan") else {}
    main = carried_out or told.preview
    plan = main.get("plan") or {}
    items = _differences(told.preview) if told.action == "drift" else _changes(told, main)
    counts = _counts(told, plan)
    total = sum(counts.values()) if told.action == "drift" else plan.get("total", len(items))
    return Dossier(
        action=told.action,
        state=_state(told, plan, carried_out),
        project_id=plan.get("project_id") or project_id,
        api_base=plan.get("api_base", ""),
        written_at=written_at,
        written_by=written_by,
        requested_by=told.requested_by,
        plan_hash=plan.get("hash", ""),
        needs_approval=plan.get("needs_approval", ""),
        counts=counts,
        kinds=plan.get("kinds") or {},
        items=tuple(items),
        left_out=max(0, total - len(items)),
        unmanaged=tuple(main.get("unmanaged") or ()),
        message=_message(told),
        budget=main.get("budget") or {},
        phases=tuple(_phases(told)),
        run=carried_out.get("run", ""),
        backup=carried_out.get("backup") or told.backup,
        source=told.preview.get("source") or {},
        verified=_verified(told.verification),
        enter_again=tuple(_enter_again(told.preview.get("secrets_template") or main.get("secrets_template") or {})),
        next_steps=tuple(main.get("next_steps") or ()),
        way_back=told.way_back,
        score=told.drill.get("score"),
        **(_comparison(told.preview) if told.action == "drift" else {}),
    )


def _comparison(result: Json) -> Json:
    """Return what a dossier says of a comparison alone."""
    return {
        "against": str(result.get("against") or ""),
        "worst": str(result.get("worst") or "unknown"),
        "accepted": tuple(result.get("accepted") or ()),
        "accepted_unused": tuple(result.get("accepted_unused") or ()),
    }


def _state(told: Told, plan: Json, carried_out: Json) -> State:
    if told.action == "drift":
        if told.preview.get("failed") or "drift" not in told.preview:
            return "failed"  # whoever can't compare must not say that nothing differs
        return "drift" if told.preview["drift"] else "no drift"
    if told.undone.get("plan"):
        return "undone" if not told.undone.get("failed") else "failed"
    if carried_out and not told.check_mode:
        whole = carried_out.get("summary", {}).get("applied") == plan.get("total") and not carried_out.get("failed")
        taken_back = carried_out.get("summary", {}).get("undone")
        return "done" if whole and not told.verification.get("drift") else "undone" if taken_back else "failed"
    if not plan.get("total"):
        return "failed" if told.preview.get("failed") else "nothing to do"
    if told.check_mode:
        return "planned"
    return "failed" if told.outcome.get("failed") else "not carried out"


def _counts(told: Told, plan: Json) -> Json:
    if told.action == "drift":
        return {name: count for name, count in (told.preview.get("counts") or {}).items() if isinstance(count, int)}
    return {name: plan.get(name, 0) for name in ("creates", "updates", "deletes")}


def _message(told: Told) -> str:
    """Return what went wrong, in the words of the task that said so last."""
    for result in (told.undone, told.verification, told.outcome, told.preview):
        if result.get("failed") and result.get("msg"):
            return str(result["msg"])
    return ""


def _changes(told: Told, main: Json) -> list[Item]:
    """Return the changes of the file with the whole plan, or without one those that the result has room for."""
    results = main.get("results") or []
    became = {(one.get("kind"), one.get("key"), one.get("operation")): one for one in results}
    changes = _of_file(told.plan_file) if told.plan_file else _of_result(told.preview)
    return [_item({**change, **became.get((change["kind"], change["key"], change["operation"]), {})}) for change in changes]


def _item(change: Json) -> Item:
    return Item(
        kind=str(change["kind"]),
        key=str(change["key"]),
        operation=str(change["operation"]),
        status=str(change.get("status", "planned")),
        line=str(change.get("line") or f"{change['operation']} {change['kind']} {change['key']}"),
        details=tuple(change.get("details") or ()),
        error=str(change.get("error", "")),
        before=change.get("before"),
        after=change.get("after"),
    )


def _of_file(path: str) -> list[Json]:
    try:
        with open(path, encoding="utf-8") as file:
            records = [json.loads(line) for line in file]
        changes = [record for record in records if record["record"] == "change"]
        return [{"kind": one["kind"], "key": one["key"], "operation": one["operation"], **one} for one in changes]
    except (OSError, ValueError, TypeError, KeyError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not a plan as descope_sync writes one"
        raise InvalidInput(f"plan_file {path} can't be read: {why}.", hint="Give the plan_file of the task, or none.") from None


def _of_result(preview: Json) -> t.Iterator[Json]:
    plan, diffs = preview.get("plan") or {}, [one for one in preview.get("diff") or () if "after_header" in one]
    lines = plan.get("lines") or []
    for place, one in enumerate(preview.get("results") or ()):
        diff = diffs[place] if place < len(diffs) else {}
        before, after = (diff.get(side) or None for side in ("before", "after"))
        details = [vars(detail) for detail in leaf_details(before or {}, after or {})]
        line = lines[place] if place < len(lines) else ""
        yield {**one, "line": line, "details": details, "before": before, "after": after}


def _differences(result: Json) -> list[Item]:
    return [_difference(one) for one in result.get("differences") or ()]


def _difference(one: Json) -> Item:
    told = [{"sign": line[:1], "what": line[2:], "before": "", "after": ""} for line in one.get("details") or ()]
    events = [f"{event.get('actor')} ({event.get('action')}, {event.get('time')})" for event in one.get("changed_by") or ()]
    line = f"{one['kind']} {one['key']} {WORDS.get(one['difference'], one['difference'])}"
    details = told or [_field(each) for each in one.get("fields") or ()]
    return Item(one["kind"], one["key"], one["difference"], one["severity"], line, tuple(details), who="; ".join(events))


def _field(each: Json) -> Json:
    live, wanted = (shown(each[side], each["field"]) for side in ("live", "wanted"))
    return {"sign": "~", "what": each["field"], "before": live, "after": wanted}


def _phases(told: Told) -> t.Iterator[Phase]:
    for name, result in (("preview", told.preview), ("changes", told.outcome), ("undo", told.undone)):
        timing = result.get("timing") or {}
        if timing.get("started_at") and timing.get("ended_at"):
            yield Phase(name, timing["started_at"], timing["ended_at"])


def _verified(result: Json) -> str:
    if "drift" not in result:
        return ""
    differences = len(result.get("differences") or ())
    return f"{differences} differences" if result["drift"] else "as wanted"


def _enter_again(template: Json) -> t.Iterator[str]:
    for kind, documents in template.items():
        for key, fields in documents.items():
            yield f"{kind} {key}: {', '.join(fields)}"
