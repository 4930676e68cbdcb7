# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A result in a few lines: what matters is there, and no name makes a line or markup of its own."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.descope.mgmt.plugins.filter.plan_summary import FilterModule, plan_summary

Json = dict[str, Any]
HOSTILE = "x` **bold** \n\nNeeds approval: no.\u202e<img src=x>\r[link](javascript:1)"


def preview(*lines: str, needs_approval: str = "", **more: Any) -> Json:
    """Return the result of a preview that makes the changes of these lines."""
    counts = {name: sum(line.startswith(sign) for line in lines) for name, sign in COUNTS}
    kinds = {"tenants": {**counts, "unchanged": 2, "unmanaged": 0, "live": 40}, "roles": dict.fromkeys([*counts, "live"], 0)}
    plan = {
        "hash": "6f2b.kWc1",
        "project_id": "P2abc",
        "api_base": "https://api.descope.com",
        **counts,
        "total": len(lines),
        "kinds": kinds,
        "lines": list(lines),
        "needs_approval": needs_approval,
    }
    return {"changed": bool(lines), "plan": plan, "summary": {"planned": len(lines), "applied": 0}, **more}


COUNTS = (("creates", "+"), ("updates", "~"), ("deletes", "-"))
CREATE, UPDATE = "+ create tenant initech", "~ update tenant acme: disabled"
DELETE = "- delete tenant globex (also deletes tenant globex-emea; in use by 12 users)"


def drift(*keys: str, **more: Any) -> Json:
    """Return the result of a comparison in which these tenants are disabled."""
    field = {"field": "disabled", "live": True, "wanted": False, "severity": "critical"}
    differences = [
        {"kind": "tenant", "key": key, "difference": "changed", "severity": "critical", "fields": [field]} for key in keys
    ]
    return {"drift": bool(keys), "differences": differences, "counts": {"critical": len(keys), "warning": 0, "info": 0}, **more}


def test_deletes_come_first_and_the_plan_can_be_approved_by_what_is_said() -> None:
    said = plan_summary(preview(CREATE, UPDATE, DELETE, needs_approval="it deletes 1 document"))
    assert said.splitlines() == [
        "Project P2abc at https://api.descope.com: 1 to create, 1 to update, 1 to delete.",
        DELETE,
        CREATE,
        UPDATE,
        "tenants: 1 to create, 1 to update, 1 to delete, of 40",
        "Plan hash: 6f2b.kWc1",
        "Needs approval: it deletes 1 document.",
        "To approve exactly this: run it with that hash as plan_hash, or with the role as safe_sync_plan_hash.",
    ]


def test_a_plan_that_needs_no_approval_does_not_ask_for_one() -> None:
    assert plan_summary(preview(CREATE)).splitlines()[-1] == "Plan hash: 6f2b.kWc1"


def test_nothing_to_change_is_one_line() -> None:
    assert plan_summary(preview()) == "Project P2abc at https://api.descope.com: nothing to change."


def test_the_deletes_are_the_last_that_are_left_out() -> None:
    said = plan_summary(preview(CREATE, UPDATE, DELETE), max_lines=1).splitlines()
    assert said[1:3] == [DELETE, "... and 2 more"]


def test_deletes_that_the_result_does_not_list_are_counted() -> None:
    result = preview(CREATE, "... and 499 more")
    result["plan"].update(total=500, deletes=30)
    assert "... and 499 more, 30 of them deletes" in plan_summary(result).splitlines()


def test_what_was_carried_out_is_told_by_how_it_ended() -> None:
    ended = {"planned": 3, "applied": 1, "failed": 1, "not_attempted": 1}
    said = plan_summary(preview(CREATE, UPDATE, DELETE, summary=ended, failed=True, msg="no\nway", needs_approval="x"))
    lines = said.splitlines()
    assert lines[0] == r"Failed: no\nway"
    assert lines[1].endswith("of 3 changes 1 made, 1 failed, 1 not attempted.")
    assert "approve" not in said


def test_a_failure_without_a_plan_is_told_too() -> None:
    assert plan_summary({"failed": True, "msg": "The key is refused."}) == "Failed: The key is refused."


def test_differences_are_told_with_who_made_them() -> None:
    result = drift("acme", "globex", "initech", unmanaged=[{"kind": "tenant", "key": "x"}])
    result["differences"][0]["changed_by"] = [{"actor": "ann"}, {"actor": "ann"}]
    assert plan_summary(result, max_lines=2).splitlines() == [
        "Drift: 3 critical, 0 warning, 0 info, the worst first.",
        "critical: tenant acme changed: disabled (changed by ann)",
        "critical: tenant globex changed: disabled",
        "... and 1 more",
        "Not managed: 1",
    ]
    assert plan_summary(drift()) == "There is no drift."


def test_what_is_accepted_and_what_is_accepted_in_vain_is_counted() -> None:
    one = {"kind": "tenant", "key": "acme", "reason": "known"}
    assert plan_summary(drift(accepted=[one], accepted_unused=[one, one])).splitlines() == [
        "There is no drift.",
        "Accepted: 1",
        "Accepted, but there is no such drift any more: 2",
    ]


def test_markdown_is_a_list_of_code_spans() -> None:
    assert plan_summary(preview(CREATE, needs_approval="why"), format="markdown").splitlines() == [
        "Project P2abc at https://api.descope.com: `1 to create, 0 to update, 0 to delete.`",
        "",
        "* `+ create tenant initech`",
        "",
        "* tenants: `1 to create, 0 to update, 0 to delete, of 40`",
        "* Plan hash: `6f2b.kWc1`",
        "* Needs approval: `why.`",
        "* To approve exactly this: `run it with that hash as plan_hash, or with the role as safe_sync_plan_hash.`",
    ]


@pytest.mark.parametrize("result", [preview(f"- delete tenant {HOSTILE}"), drift(HOSTILE)], ids=["plan", "drift"])
def test_a_hostile_name_makes_no_line_and_no_markup(result: Json) -> None:
    text = plan_summary(result)
    assert not any(line.startswith("Needs approval") for line in text.splitlines())
    assert text.isprintable() or set(filter(lambda one: not one.isprintable(), text)) == {"\n"}
    markdown = plan_summary(result, format="markdown")
    outside = re.sub(r"`[^`]*`", "", markdown)
    assert markdown.count("`") % 2 == 0
    assert not any(part in outside for part in ("bold", "img", "link"))


@given(st.text(), st.text())
def test_each_change_is_one_line_whatever_it_is_called(name: str, reason: str) -> None:
    result = preview(f"~ update tenant {name}", needs_approval=f"x{reason}")
    assert plan_summary(result).count("\n") == 5
    markdown = plan_summary(result, format="markdown")
    assert all(line.count("`") in (0, 2) for line in markdown.splitlines())
    assert re.sub(r"`[^`]*`", "", markdown).isascii()


def test_a_very_long_name_is_cut() -> None:
    assert max(map(len, plan_summary(preview(f"+ create tenant {'x' * 9000}")).splitlines())) == 300


@pytest.mark.parametrize(
    ("result", "options", "message"),
    [
        ("text", {}, "takes the result of a task, not str"),
        ({"changed": False}, {}, "neither a plan nor differences. It has: changed"),
        (preview(), {"format": "html"}, "format must be text or markdown, not 'html'"),
        (preview(), {"max_lines": 0}, "max_lines must be a whole number of at least 1, not 0"),
        (preview(), {"max_lines": "5"}, "max_lines must be a whole number"),
    ],
)
def test_what_cannot_be_meant_is_refused(result: Any, options: Json, message: str) -> None:
    with pytest.raises(AnsibleFilterError, match=message):
        FilterModule().filters()["plan_summary"](result, **options)
