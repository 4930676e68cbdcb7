# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan as a table: it fits, its order is the plan's, and no name, no delete and nothing that goes with one is hidden."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.descope.mgmt.plugins.filter.plan_table import FilterModule, plan_table
from ansible_collections.descope.mgmt.plugins.plugin_utils import _terminal_shown
from ansible_collections.descope.mgmt.plugins.plugin_utils._terminal_text import harmless, width

Json = dict[str, Any]
Change = tuple[str, str, Json, Json, str]  # operation, key, the document before and after, what else is to be said
SIGNS = {"create": "+", "update": "~", "delete": "-"}
BESIDE = {"unchanged": 38, "unmanaged": 0, "live": 40}
IMPACT = "also deletes tenant globex-emea, tenant globex-apac; in use by 12 users, 3 access keys"


def create(key: str, note: str = "", **after: Any) -> Change:
    return "create", key, {}, {"id": key, "name": "", **after}, note


def update(key: str, note: str = "", **values: Any) -> Change:
    """Return a change of these fields, each given as a pair: before and after."""
    before, after = ({name: pair[which] for name, pair in values.items()} for which in (0, 1))
    return "update", key, before, after, note


def delete(key: str, note: str = "") -> Change:
    return "delete", key, {"id": key, "name": key}, {}, note


def line(change: Change) -> str:
    operation, key, before, _after, note = change
    fields = f": {', '.join(before)}" if operation == "update" else ""
    return f"{SIGNS[operation]} {operation} tenant {key}{fields}{f' ({note})' if note else ''}"


def preview(*changes: Change, **more: Any) -> Json:
    """Return the result of a preview that makes these changes of tenants."""
    counts = {f"{name}s": sum(change[0] == name for change in changes) for name in SIGNS}
    plan = {
        "hash": f"hash of {changes}",
        **counts,
        "total": len(changes),
        "kinds": {"tenants": {**counts, **BESIDE}, "roles": {**dict.fromkeys(counts, 0), **BESIDE}},
        "lines": [line(change) for change in changes],
    }
    results = [{"kind": "tenant", "key": key, "operation": word, "status": "planned"} for word, key, *_documents in changes]
    diff = [{"before_header": f"tenant {key}", "before": old, "after": new} for _word, key, old, new, _note in changes]
    return {"changed": bool(changes), "plan": plan, "results": results, "diff": diff, **more}


def drift(*differences: tuple[str, str], **more: Any) -> Json:
    """Return the result of a comparison with these differences, each with its key."""
    field = {"field": "disabled", "live": True, "wanted": False, "severity": "critical"}
    found = [
        {"kind": "tenant", "key": key, "difference": word, "severity": "critical", "fields": [field] * (word == "changed")}
        for word, key in differences
    ]
    counts = {"critical": len(found), "warning": 0, "info": 0}
    return {"drift": bool(found), "differences": found, "counts": counts, "against": "desired state", **more}


def test_a_plan_is_rows_in_its_order_with_each_field_before_and_after_and_totals() -> None:
    changed = update("acme", disabled=(False, True), name=("", "Acme"), domains=(["a.example"], []))
    assert plan_table(preview(create("initech", name="Initech"), changed, delete("globex", "in use by 2 users"))) == [
        "what     object          field     from         to",
        "-------- --------------  --------  -----------  -------",
        "+ create tenant initech  name                   Initech",
        "~ update tenant acme     disabled  false        true",
        "                         name      (empty)      Acme",
        "                         domains   [a.example]  []",
        "- delete tenant globex (in use by 2 users)",
        "",
        "         to create  to update  to delete  not managed  as desired  live now",
        "tenants          1          1          1            0          38        40",
    ]


def test_of_a_mapping_only_the_entries_that_differ_are_shown() -> None:
    before, after = {"plan": "gold", "seats": 3, "more": {"a": 1, "b": None}}, {"plan": "gold", "more": {"a": 2, "b": None}}
    rows = [re.split(" {2,}", text) for text in plan_table(preview(update("acme", attributes=(before, after))))[2:4]]
    assert rows == [["~ update tenant acme", "attributes.more.a", "1", "2"], ["", "attributes.seats", "3"]]


def test_a_secret_that_changes_is_a_field_with_masks() -> None:
    row = plan_table(preview(update("acme", client_secret=("***", "***"))))[2]
    assert row == "~ update tenant acme  client_secret  ***   ***"


def test_of_a_long_value_the_part_where_it_differs_is_shown() -> None:
    before, after = "x" * 500 + "old" + "y" * 500, "x" * 500 + "new" + "y" * 500
    text = "\n".join(plan_table(preview(update("acme", template=(before, after))), width=1000))
    assert f"…{'x' * 20}oldy" in text
    assert f"…{'x' * 20}newy" in text
    assert "x" * 21 not in text
    assert text.count("y…") == 2


def test_lines_about_a_document_stand_for_its_values() -> None:
    result = preview(update("sign-up", contents=("digest 1", "digest 2")))
    result["diff"][0]["prepared"] = "tenant sign-up\n    task 3: removed\n    screen 1: text\n"
    assert plan_table(result)[2:5] == [
        "~ update tenant sign-up  contents",
        "         task 3: removed",
        "         screen 1: text",
    ]


def test_nothing_to_change_is_one_line_but_for_what_is_not_managed() -> None:
    assert plan_table(preview()) == ["Nothing to change."]
    result = preview()
    result["plan"]["kinds"]["tenants"]["unmanaged"] = 3
    assert plan_table(result)[-1].split() == ["tenants", "0", "0", "0", "3", "38", "40"]


def test_where_not_all_totals_fit_the_first_ones_are_shown() -> None:
    result = preview(create("a"))
    result["plan"]["kinds"]["roles"]["updates"] = 2
    assert plan_table(result, width=45)[-4:] == [
        "         to create  to update  to delete",
        "tenants          1          0          0",
        "roles            0          2          0",
        "total            1          2          0",
    ]


def test_a_narrow_table_breaks_values_first_and_loses_no_letter_of_a_name() -> None:
    field = "self_provisioning_domains"
    shorter: Json = {field: (["long.example"] * 5, [])}
    wide = plan_table(preview(update("globex" * 3, **shorter)), width=84)
    assert f"tenant {'globex' * 3}  {field}  " in wide[2]
    other: Json = {field: ("a", "b")}
    narrow = plan_table(preview(update("globex" * 20, **other), delete("initech" * 20, IMPACT)), width=40)
    assert max(map(width, narrow)) <= 40
    columns = [len(dashes) for dashes in narrow[1].split()]
    start, end = columns[0] + 1, columns[0] + 1 + columns[1]
    rows = narrow[2 : next(n for n, text in enumerate(narrow) if text.startswith("- delete"))]
    assert "".join(text[start:end].strip() for text in rows) == f"tenant{'globex' * 20}"
    assert "".join(text[end + 2 : end + 2 + columns[2]].strip() for text in rows) == field
    assert f"{'initech' * 20}({IMPACT})".replace(" ", "") in "".join(narrow).replace(" ", "")


def test_names_that_look_like_the_words_after_them_stay_names() -> None:
    lines = plan_table(preview(update("a: b (c)", name=("x", "y")), delete("a: b"), delete("a", "in use by 1 users")))
    assert lines[2:5] == [
        "~ update tenant a: b (c)  name   x     y",
        "- delete tenant a: b",
        "- delete tenant a (in use by 1 users)",
    ]


def test_changes_that_the_other_lists_do_not_reach_are_shown_as_the_plan_says_them() -> None:
    changes = (update("acme", name=("x", "y")), update("zorg", name=("x", "y"), plan=("a", "b")), delete("globex", IMPACT))
    result = preview(*changes)
    del result["diff"][1:], result["results"][2:]
    assert plan_table(result)[2:5] == [
        "~ update tenant acme  name        x     y",
        "~ update tenant zorg  name, plan",
        "- delete tenant globex (also deletes tenant globex-emea, tenant globex-apac; in use by 12 users, 3",
    ]


def test_of_a_long_plan_what_loses_something_is_shown_in_its_place_and_the_others_counted() -> None:
    many = [create(f"c{number}") for number in range(300)]
    changes = (*many, update("acme", "no backup holds its secret", name=("x", "y")), delete("globex", IMPACT), delete("x"))
    lines = plan_table(preview(*changes, plan_file="/srv/plan.json"), max_rows=4)
    assert [text[0] for text in lines[2:] if text[:1] in "+~-" and text] == ["+", "~", "-", "-"]
    assert "         (no backup holds its secret)" in lines
    assert "... and 299 more. The whole plan is in /srv/plan.json." in lines


def test_deletes_that_are_not_shown_are_counted_and_it_is_said_how_to_see_them() -> None:
    lines = plan_table(preview(*(delete(f"d{number}") for number in range(5))), max_rows=2)
    assert "... and 3 more, 3 of them deletes. With plan_file, the whole plan is written to a file." in lines
    cut = preview(create("a"))
    cut["plan"].update(total=900, deletes=30)
    cut["plan"]["lines"].append("... and 899 more")
    assert any(text.startswith("... and 899 more, 30 of them deletes.") for text in plan_table(cut))


def test_what_did_not_go_well_is_said_of_each_change_and_first_of_all() -> None:
    result = preview(update("acme", name=("x", "y")), delete("globex"), failed=True, msg="It stopped.")
    result["results"][0].update(status="failed", error="The name is taken.")
    result["results"][1].update(status="not_attempted")
    lines = plan_table(result)
    assert lines[0] == "Failed: It stopped."
    assert lines[3:6] == [
        "~ update tenant acme  name   x     y",
        "         failed: The name is taken.",
        "- delete tenant globex not attempted",
    ]


def test_differences_are_rows_below_their_severity_with_who_made_them() -> None:
    found = drift(("unexpected", "globex"), ("changed", "acme"), ("missing", "x"), unmanaged=[{}], accepted=[{}, {}])
    found["differences"][1]["changed_by"] = [{"actor": "ann"}, {"actor": "ann"}]
    found["differences"][2]["severity"] = "info"
    assert plan_table({**found, "accepted_unused": [{}], "worst": "critical"}) == [
        "what         object       field     from  to",
        "------------ -----------  --------  ----  -----",
        "critical:",
        "- unexpected tenant globex",
        "~ changed    tenant acme  disabled  true  false",
        "             (changed by ann)",
        "info:",
        "+ missing    tenant x",
        "",
        "Drift against desired state: 3 critical, 0 warning, 0 info.",
        "Accepted: 2",
        "Accepted, but gone: 1",
        "Not managed: 1",
    ]
    assert plan_table(drift(unmanaged=[{}])) == ["There is no drift against desired state.", "Not managed: 1"]


def test_differences_that_are_not_listed_are_counted() -> None:
    found = drift(("changed", "a"), ("changed", "b"))
    found["counts"]["info"] = 7
    assert "... and 8 more." in plan_table(found, max_rows=1)


def test_a_comparison_of_backups_is_a_table_too() -> None:
    fields = [{"field": "name", "before": "A", "after": "B"}]
    one = {"kind": "tenant", "key": "acme", "difference": "changed", "fields": fields}
    counts = {"added": 0, "changed": 1, "removed": 0, "equal": 39}
    compared = {"equal": False, "differences": [one], "kinds": {"tenants": counts}, "not_compared": {"flows": "not in both"}}
    assert plan_table({"backups": [], "comparison": compared}) == [
        "what      object       field  from  to",
        "--------- -----------  -----  ----  --",
        "~ changed tenant acme  name   A     B",
        "",
        "         added  changed  removed  equal",
        "tenants      0        1        0     39",
        "Not compared: flows, not in both",
    ]
    assert plan_table({"equal": True, "differences": [], "kinds": {}, "not_compared": {}}) == ["There is no difference."]


def test_a_failure_without_a_plan_is_told() -> None:
    assert plan_table({"failed": True, "msg": "The key\x1b[2J is refused."}) == [r"Failed: The key\x1b[2J is refused."]


def test_a_plan_that_the_callback_has_shown_is_not_shown_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_terminal_shown, "_tables", set())
    results = [preview(create("a")), drift(("changed", "a"))]
    for result in results:
        assert plan_table(result, once=True) == plan_table(result)
        _terminal_shown.show(result)
        assert plan_table(result, once=True) == []
        assert plan_table(result)
    assert plan_table(preview(create("b")), once=True)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"width": 39}, "width"),
        ({"width": "100"}, "width"),
        ({"width": True}, "width"),
        ({"max_rows": 0}, "max_rows"),
        ({"once": "yes"}, "once"),
    ],
)
def test_a_wrong_option_is_named(options: Json, named: str) -> None:
    with pytest.raises(AnsibleFilterError, match=f"^{named} must be"):
        plan_table(preview(), **options)


@pytest.mark.parametrize("wrong", ["text", [1], None])
def test_what_is_no_result_is_refused(wrong: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="takes the result of a task"):
        plan_table(wrong)


@pytest.mark.parametrize(
    ("wrong", "has"),
    [
        ({"stdout": "", "changed": False}, "changed, stdout"),
        ({"plan": {"total": 3}}, "plan"),
        ({"plan": "terraform.plan"}, "plan"),
        ({"drift": True, "differences": 5}, "differences, drift"),
        ({"comparison": 5}, "comparison"),
        ({"equal": False}, "equal"),
        ({}, "nothing"),
    ],
)
def test_a_result_of_something_else_is_refused_with_what_it_has(wrong: Json, has: str) -> None:
    with pytest.raises(AnsibleFilterError, match=f"neither a plan nor differences. It has: {has}.$"):
        plan_table(wrong)


VALUES = st.one_of(st.text(max_size=300), st.booleans(), st.none(), st.lists(st.text(max_size=40), max_size=5))
KEYS = st.text(min_size=1, max_size=90)
CHANGES = st.lists(
    st.one_of(
        st.builds(create, KEYS, name=VALUES),
        st.builds(update, KEYS, st.sampled_from(["", IMPACT]), name=st.tuples(VALUES, VALUES)),
        st.builds(delete, KEYS, st.sampled_from(["", IMPACT])),
    ),
    min_size=1,
    max_size=12,
)


@given(CHANGES, st.integers(min_value=40, max_value=200))
def test_every_plan_fits_prints_and_has_every_change_and_every_delete_in_full(changes: list[Change], columns: int) -> None:
    lines = plan_table(preview(*changes), width=columns)
    assert all(width(text) <= columns and text.isprintable() for text in lines)
    rows = [re.match(r"([-+~]) (create|update|delete)(?= |$)", text) for text in lines]
    assert [row.group(2) for row in rows if row] == [operation for operation, *_rest in changes]
    whole = "".join(lines).replace(" ", "")
    for operation, key, _before, _after, note in changes:
        if operation == "delete":
            assert f"-deletetenant{harmless(key)}{f'({note})' if note else ''}".replace(" ", "") in whole


def test_the_filter_has_its_name() -> None:
    assert FilterModule().filters() == {"plan_table": plan_table}
