# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that was cut off: the same job finishes it, another one is refused, and descope_undo takes all of it back."""

from __future__ import annotations

import pytest
from ansible.release import __version__

from tests.integration.ansible_run import Json, Result, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import company
from tests.integration.project import Project

DESIRED: Json = {"tenants": [{"id": f"new-{number}", "name": f"New {number}"} for number in range(4)]}
OTHER: Json = {"permissions": [{"name": "doc.sign"}]}
MADE = 2

Results = dict[str, Result]


def cut_off(project: Project, run: str, made: int) -> None:
    """Leave of a run what a kill would have left after so many changes: the next one is announced, and nothing more."""
    journal = project.backups / ".journal" / f"{run}.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[: 1 + 2 * made + 1]) + b'{"torn')
    tenants = project.documents("tenants")
    project.load(tenants=[tenant for key, tenant in tenants.items() if key not in {f"new-{n}" for n in range(made, 4)}])


@pytest.fixture(scope="module")
def resume_project(make_shared_project: MakeProject) -> Project:
    return make_shared_project(**company())


@pytest.fixture(scope="module")
def results(resume_project: Project) -> Results:
    first = resume_project.run_one(task("sync", desired=DESIRED, concurrency=1))
    assert not first.failed, first.message
    cut_off(resume_project, first["run"], MADE)
    later = resume_project.run_named(
        {
            "other_job": task("sync", desired=OTHER),
            "one_document": task("permission", name="doc.sign"),
            "never": task("sync", desired=DESIRED, resume="never"),
            "finished": task("sync", desired=DESIRED, plan_hash=first["plan"]["hash"]),
            "again": task("sync", desired=DESIRED),
            "undone": task("undo", confirm=resume_project.id),
        }
    )
    return {"first": first, **later}


@pytest.mark.parametrize("name", ["other_job", "one_document", "never"])
def test_nobody_else_goes_on_before_somebody_has_decided(name: str, resume_project: Project, results: Results) -> None:
    """Reliability #101."""
    refused = results[name]

    assert refused.code == "pending_journal"
    assert f"{results['first']['run']} made {MADE} of 4 changes; in doubt were tenant new-{MADE}" in refused.message
    assert resume_project.writes(refused) == []


def test_the_same_job_finishes_it_with_the_approval_it_had(resume_project: Project, results: Results) -> None:
    """Reliability #36, #102: what was in doubt is read back, and a line that was cut off counts as not written."""
    finished = results["finished"]

    assert not finished.failed, finished.message
    assert finished["took_up"] == results["first"]["run"]
    assert [one["key"] for one in finished["results"]] == [f"new-{number}" for number in range(MADE, 4)]
    assert resume_project.writes(finished) == ["tenant/create"] * 2
    assert (results["again"].changed, results["again"]["took_up"]) == (False, "")


def test_both_are_taken_back_together(resume_project: Project, results: Results) -> None:
    undone = results["undone"]

    assert not undone.failed, undone.message
    assert undone["undoes"] == [results["finished"]["run"], results["first"]["run"]]
    assert sorted(undone["undone"]) == [f"tenant new-{number}" for number in range(4)]
    assert set(resume_project.documents("tenants")) == {tenant["id"] for tenant in company()["tenants"]}


def test_a_run_that_was_cut_off_can_be_taken_back_or_left_as_it_is(company_project: Project) -> None:
    first = company_project.run_one(task("sync", desired=DESIRED, concurrency=1))
    cut_off(company_project, first["run"], MADE)
    other = company_project.run_one(task("sync", desired=OTHER, resume="abandon"))
    undone = company_project.run_one(task("undo", run=first["run"], confirm=company_project.id))

    assert (other.failed, other.changed, other["took_up"]) == (False, True, "")
    assert sorted(undone["undone"]) == [f"tenant new-{number}" for number in range(MADE)]
    assert "doc.sign" in company_project.documents("permissions")


def test_a_run_that_had_done_everything_stands_in_nobodys_way(company_project: Project) -> None:
    first = company_project.run_one(task("sync", desired=DESIRED, concurrency=1))
    journal = company_project.backups / ".journal" / f"{first['run']}.jsonl"
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:-2]))
    other = company_project.run_one(task("sync", desired=OTHER))

    assert (other.failed, other.changed) == (False, True), other.message
    assert '"end":"settled"' in journal.read_text("utf-8")


@pytest.mark.skipif(__version__.startswith("2.18."), reason="the long modules have processes of their own then")
def test_a_task_whose_time_is_up_stops_and_the_next_one_finishes_it(company_project: Project) -> None:
    """With a process of its own, the module would go on behind the back of the playbook."""
    company_project.control.configure(latency_ms=300)
    desired = {"tenants": [{"id": f"new-{number}", "name": f"New {number}"} for number in range(20)]}
    run = company_project.play(
        {**task("sync", desired=desired, concurrency=1), "timeout": 4, "ignore_errors": True}, task("sync", desired=desired)
    )
    stopped, finished = run.results

    assert stopped.failed
    assert "Timed out after 4 second" in stopped.message
    assert finished["took_up"] != ""
    assert 0 < finished["summary"]["applied"] < len(desired["tenants"])
    assert {tenant["id"] for tenant in desired["tenants"]} < set(company_project.documents("tenants"))
