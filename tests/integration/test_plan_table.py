# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter plan_table over the real results of the modules, and the same table in colours on a terminal."""

from __future__ import annotations

import re

import pytest

from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import company, tenant
from tests.integration.project import Project
from tests.integration.screen import watch

HOSTILE = "x\x1b[2J\x1b]0;pwned\x07\r\nNot managed: 0 {{ lookup('ansible.builtin.pipe', 'touch pwned') }}"
WIDE = "役割 👩"
WANTED: Json = {
    "tenants": [{"id": "acme", "disabled": True}, {"id": "acme-labs"}, {"id": "acme-labs-x"}, {"id": "initech", "name": "I"}],
    "roles": [{"name": WIDE, "description": "wide"}],
}
UNLIMITED: Json = {"max_deletes": 50, "max_delete_percent": 100, "max_change_percent": 100}
PURGED: Json = {"desired": WANTED, "purge": True, **UNLIMITED}
MIRRORED: Json = {"mode": "mirror", **UNLIMITED}


def table(name: str, **options: object) -> Json:
    """Return a task that shows the result registered as `name`."""
    given = ", ".join(f"{option}={value!r}" for option, value in options.items())
    return {"name": "Show", "ansible.builtin.debug": {"msg": f"{{{{ {name} | descope.mgmt.plan_table({given}) }}}}"}}


@pytest.fixture(scope="module")
def project(make_shared_project: MakeProject) -> Project:
    documents = company()
    documents["roles"].append({"name": HOSTILE, "description": "", "permissionNames": []})
    documents["tenants"].append(tenant("hostile", HOSTILE))
    return make_shared_project(**documents)


@pytest.fixture(scope="module")
def results(project: Project) -> dict[str, Result]:
    tasks = {
        "preview": preview_of("sync", **PURGED, plan_file="plan.json"),
        "whole": table("preview"),
        "short": table("preview", max_rows=2, width=60),
        "drift": task("drift_info", **{name: PURGED[name] for name in ("desired", "purge")}),
        "drifted": table("drift"),
        "wrong": {**table("preview", width=5), "ignore_errors": True},
        "done": task("sync", **PURGED, plan_hash="{{ preview.plan.hash }}"),
        "told": table("done"),
        "undone": task("undo", confirm=project.id),
        "taken_back": table("undone"),
        "restored": preview_of("restore", **MIRRORED),
        "back": table("restored"),
        "nothing": preview_of("sync", desired={"tenants": []}),
        "emptied": table("nothing"),
    }
    return project.run_named(tasks)


def lines(result: Result) -> list[str]:
    assert isinstance(result["msg"], list), result.message
    return [str(line) for line in result["msg"]]


def rows(result: Result) -> list[str]:
    """Return the first line of each change, with single spaces."""
    return [" ".join(line.split()) for line in lines(result) if line[:2] in ("+ ", "~ ", "- ")]


def test_rows_are_the_changes_in_the_order_of_the_plan(results: dict[str, Result]) -> None:
    planned = [f"{one['operation']} {one['kind']}" for one in results["preview"]["results"]]
    for name in ("whole", "told"):
        assert [" ".join(row.split()[1:3]) for row in rows(results[name])] == planned
    assert any(row.startswith(f"+ create role {WIDE} ") for row in rows(results["whole"]))
    assert "~ update tenant acme disabled false true" in rows(results["whole"])


def test_below_are_the_totals_of_each_kind(results: dict[str, Result]) -> None:
    plan = results["preview"]["plan"]
    below = [line.split() for line in lines(results["whole"])[-4:]]
    assert below[-1][:4] == ["total", *(str(plan[name]) for name in ("creates", "updates", "deletes"))]
    counts = plan["kinds"]["tenants"]
    names = ("creates", "updates", "deletes", "unmanaged", "unchanged", "live")
    assert ["tenants", *(str(counts[name]) for name in names)] in below


def test_few_rows_are_deletes_and_say_where_the_others_are(results: dict[str, Result], project: Project) -> None:
    text = lines(results["short"])
    assert [row[:8] for row in rows(results["short"])] == ["- delete", "- delete"]
    total = results["preview"]["plan"]["total"]
    assert any(line.startswith(f"... and {total - 2} more") for line in text)
    assert "plan.json" in "".join(text)
    assert max(map(len, text)) <= 60


def test_no_name_does_anything_to_a_terminal_or_is_a_template(results: dict[str, Result], project: Project) -> None:
    for name in ("whole", "short", "drifted", "told", "taken_back", "back"):
        text = lines(results[name])
        assert all(line.isprintable() for line in text), name
        assert "Not managed: 0" not in text
    assert r"\x1b[2J" in "".join(lines(results["whole"]))
    assert not list(project.home.rglob("pwned"))


def test_differences_an_undo_a_restore_and_nothing_are_tables_too(results: dict[str, Result]) -> None:
    assert {row.split()[1] for row in rows(results["drifted"])} == {"missing", "changed", "unexpected"}
    assert "~ changed tenant acme disabled false true" in rows(results["drifted"])
    assert len(rows(results["taken_back"])) == results["undone"]["plan"]["total"]
    assert len(rows(results["back"])) == results["restored"]["plan"]["total"] or lines(results["back"]) == [
        "Nothing to change."
    ]
    assert lines(results["emptied"])[0] == "Nothing to change."


def test_a_width_that_is_too_small_is_refused_by_name(results: dict[str, Result]) -> None:
    assert results["wrong"].failed
    assert "width must be a whole number of at least 40, not 5" in results["wrong"].message


def test_a_terminal_shows_the_table_once_in_colours_and_one_without_colours_the_plain_one(company_project: Project) -> None:
    shown = [
        {"name": "Preview", "descope.mgmt.descope_sync": PURGED, "check_mode": True, "register": "preview"},
        table("preview", width=89, once=True),
        {"name": "Sync", "descope.mgmt.descope_sync": {**PURGED, "plan_hash": "{{ preview.plan.hash }}"}},
    ]
    start = {"tenants": company()["tenants"], "roles": company()["roles"]}
    coloured = watch(company_project, shown, size=(60, 100))
    company_project.load(**start)
    plain = watch(company_project, shown, size=(60, 100), environment={"NO_COLOR": "1"})

    assert (coloured.status, plain.status) == (0, 0)
    for run in (coloured, plain):
        assert len(re.findall(r"what +object", run.text)) == 1
        assert run.text.count("- delete tenant") >= 1
        assert max(map(len, run.lines)) <= 100
    assert re.search(rb"\x1b\[1;31m- delete tenant", coloured.raw)
    assert '    "msg": []' in coloured.text
    assert not re.search(rb"\x1b\[[\d;]*m", plain.raw)
    assert re.search(r'^        "- delete tenant', plain.text, re.MULTILINE)
