# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter plan_summary over the real results of the modules, where a playbook would put it into a mail."""

from __future__ import annotations

import pytest

from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import company, tenant
from tests.integration.project import Project

HOSTILE = "x` <b>\nNeeds approval: no.\n{{ lookup('ansible.builtin.pipe', 'touch pwned') }}"
WANTED: Json = {
    "tenants": [{"id": "acme", "disabled": True}, {"id": "acme-labs"}, {"id": "acme-labs-x"}, {"id": "initech", "name": "I"}]
}
PURGED: Json = {"desired": WANTED, "purge": True, "max_delete_percent": 100}


def said(name: str, **options: object) -> Json:
    """Return a task that says what the result registered as `name` holds."""
    given = ", ".join(f"{option}={value!r}" for option, value in options.items())
    return {"ansible.builtin.debug": {"msg": f"{{{{ {name} | descope.mgmt.plan_summary({given}) }}}}"}}


@pytest.fixture(scope="module")
def project(make_shared_project: MakeProject) -> Project:
    documents = company()
    documents["tenants"].append(tenant("hostile", HOSTILE))
    return make_shared_project(**documents)


@pytest.fixture(scope="module")
def results(project: Project) -> dict[str, Result]:
    tasks = {
        "preview": preview_of("sync", **PURGED),
        "text": said("preview"),
        "short": said("preview", max_lines=1),
        "markdown": said("preview", format="markdown"),
        "drift": task("drift_info", **{name: PURGED[name] for name in ("desired", "purge")}),
        "drifted": said("drift"),
        "refused": task("sync", **PURGED),
        "why": said("refused"),
        "done": task("sync", **PURGED, plan_hash="{{ preview.plan.hash }}"),
        "told": said("done"),
        "undone": task("undo", confirm=project.id),
        "taken_back": said("undone"),
        "again": preview_of("tenant", id="acme"),
        "nothing": said("again"),
    }
    return project.run_named(tasks)


def lines(result: Result) -> list[str]:
    return str(result["msg"]).splitlines()


def test_a_preview_is_told_with_its_deletes_first_and_what_approves_it(results: dict[str, Result]) -> None:
    text = lines(results["text"])
    assert text[0].endswith(": 1 to create, 1 to update, 2 to delete.")
    assert [line[:15] for line in text[1:5]] == ["- delete tenant", "- delete tenant", "~ update tenant", "+ create tenant"]
    assert text[5] == "tenants: 1 to create, 1 to update, 2 to delete, of 5"
    assert text[6] == f"Plan hash: {results['preview']['plan']['hash']}"
    assert text[7].startswith("Needs approval: it deletes 2 documents")
    assert len(text) == 9
    assert lines(results["short"])[2] == "... and 3 more, 1 of them deletes"


def test_no_name_is_a_line_markup_or_a_template(results: dict[str, Result], project: Project) -> None:
    for name in ("text", "markdown", "drifted", "why"):
        assert "Needs approval: no." not in lines(results[name])
    assert all(line.count("`") in (0, 2) for line in lines(results["markdown"]))
    assert not list(project.home.rglob("pwned"))


def test_differences_a_refusal_and_what_was_done_are_told(results: dict[str, Result]) -> None:
    assert lines(results["drifted"])[0].startswith("Drift: ")
    assert len(lines(results["drifted"])) == 5
    assert results["refused"].code == "confirmation_required"
    assert lines(results["why"])[0].startswith("Failed: The plan needs approval: it deletes 2 documents.")
    assert lines(results["told"])[0].endswith(": 4 changes made.")
    assert lines(results["taken_back"])[0].endswith(f": {results['undone']['plan']['total']} changes made.")
    assert "approve" not in results["told"]["msg"]
    assert lines(results["nothing"])[0].endswith(": nothing to change.")
