# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A dossier says what the results of the tasks say, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.execute import Report
from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan_file import plan_file
from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput
from tests.unit.plugins.builders import live, planned, state
from tests.unit.plugins.dossiers import ACCEPTED, UNUSED, carried_out, comparison, dossier, plan, result


def test_a_preview_is_planned_with_every_change_and_its_fields() -> None:
    made = dossier()
    assert made.state == "planned"
    assert made.counts == {"creates": 1, "updates": 1, "deletes": 1}
    assert [(item.operation, item.key, item.status) for item in made.items] == [
        ("update", "acme", "planned"),
        ("create", "new", "planned"),
        ("delete", "old", "planned"),
    ]
    (update,) = (item for item in made.items if item.operation == "update")
    assert update.details == ({"sign": "~", "what": "name", "before": "Acme", "after": "Acme Corporation"},)
    assert made.needs_approval


def test_a_run_that_made_everything_is_done() -> None:
    made = dossier(outcome=carried_out(), verification={"drift": False, "differences": []})
    assert (made.state, made.verified, made.run) == ("done", "as wanted", "20261122T231500Z")
    assert {item.status for item in made.items} == {"applied"}
    assert [phase.name for phase in made.phases] == ["preview", "changes"]


def test_a_run_that_failed_half_way_says_which_change_and_why() -> None:
    made = dossier(outcome=carried_out(delete="failed"))
    assert (made.state, made.message) == ("failed", "2 of 3 changes were made.")
    assert [(item.key, item.error) for item in made.failures] == [("old", "Descope refused it.")]


def test_a_run_that_was_taken_back_is_undone() -> None:
    undone = {"plan": {"total": 3}, "changed": True}
    found = {"drift": True, "differences": [{"kind": "tenant"}]}
    assert dossier(outcome=carried_out(), verification=found, undone=undone).state == "undone"
    assert dossier(outcome=carried_out(), verification=found).state == "failed"


def test_a_plan_that_nobody_confirmed_was_not_carried_out() -> None:
    assert dossier(check_mode=False).state == "not carried out"


def test_a_project_that_is_as_wanted_has_nothing_to_do() -> None:
    preview = result(Report(planned(live(), state(tenants=[]))), check_mode=True)
    assert dossier(preview=preview).state == "nothing to do"


def test_the_file_with_the_plan_has_what_the_result_has_no_room_for(tmp_path: Path) -> None:
    path = tmp_path / "plan.jsonl"
    with plan_file(str(path)) as file:
        assert file.write(Report(plan()), lambda value: value) == ""
    preview = result(Report(plan()), check_mode=True)
    cut = {**preview, "results": preview["results"][:1], "diff": preview["diff"][:1]}
    assert [len(dossier(preview=cut).items), dossier(preview=cut).left_out] == [1, 2]
    whole = dossier(preview=cut, plan_file=str(path))
    assert [item.key for item in whole.items] == ["acme", "new", "old"]
    assert (whole.left_out, whole.items[2].before is not None) == (0, True)


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"record": "change"}', "no json", None])
def test_a_plan_file_that_is_none_is_one_clear_error_or_an_empty_list(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "plan.jsonl"
    if content is not None:
        path.write_text(content)
    if content == "":
        assert dossier(plan_file=str(path)).items == ()
        return
    with pytest.raises(InvalidInput, match=f"plan_file {path} can't be read"):
        dossier(plan_file=str(path))


def test_differences_have_their_severity_fields_and_who_changed_them() -> None:
    difference = {
        "kind": "tenant",
        "key": "acme",
        "difference": "changed",
        "severity": "critical",
        "fields": [{"field": "enforce_sso", "live": False, "wanted": True, "severity": "critical"}],
        "changed_by": [{"actor": "jo", "action": "TenantModified", "time": "2026-11-22"}],
    }
    found = {"drift": True, "differences": [difference], "counts": {"critical": 1, "warning": 0, "info": 0}, "unmanaged": []}
    made = dossier("drift", preview=found)
    (item,) = made.items
    assert (made.state, item.status, item.line) == ("drift", "critical", "tenant acme is otherwise")
    assert item.details == ({"sign": "~", "what": "enforce_sso", "before": "false", "after": "true"},)
    assert item.who == "jo (TenantModified, 2026-11-22)"
    assert dossier("drift", preview={"drift": False, "differences": []}).state == "no drift"


def test_a_comparison_says_with_what_how_bad_and_what_is_accepted() -> None:
    made = dossier("drift", preview=comparison("critical", "info", accepted=[ACCEPTED], accepted_unused=[UNUSED]))
    assert (made.against, made.worst) == ("backup 20261122T231500Z", "critical")
    assert made.counts_in_words == "2 differences, 1 critical, 1 info, 1 accepted"
    (accepted,), (useless,) = made.acceptances, made.useless
    assert (accepted.in_words, accepted.severity, accepted.end) == (
        "tenant trial changed: enforce_sso",
        "critical",
        "until 2026-12-31",
    )
    assert (useless.in_words, useless.reason, useless.end) == ("role Auditor: description", "Translated by hand", "for ever")


def test_differences_that_the_result_has_no_room_for_are_counted() -> None:
    found = comparison("info", counts={"critical": 0, "warning": 0, "info": 700})
    assert dossier("drift", preview=found).left_out == 699


@pytest.mark.parametrize("result", [{"failed": True, "msg": "The key is refused."}, {}])
def test_a_comparison_that_failed_does_not_say_that_nothing_differs(result: dict[str, object]) -> None:
    made = dossier("drift", preview=result)
    assert (made.state, made.worst, made.message) == ("failed", "unknown", result.get("msg", ""))
    assert made.counts_in_words == "The comparison failed, so nothing is known"


def test_secrets_to_enter_again_are_named_by_document_and_field() -> None:
    preview = result(Report(plan()), check_mode=True, secrets_template={"outbound_apps": {"calendar": {"client_secret": ""}}})
    assert dossier("restore", preview=preview).enter_again == ("outbound_apps calendar: client_secret",)


def test_the_values_are_json() -> None:
    values = dossier(outcome=carried_out(delete="failed")).values()
    assert json.loads(json.dumps(values))["schema"] == 1
