# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One project as the desired state of another: what is promoted, what is left alone, and that the source is only read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import assert_predicted, company, permission, role, tenant
from tests.integration.project import Project

SOURCE_KEY = "{{ lookup('ansible.builtin.env', 'TEST_SOURCE_KEY') }}"
KINDS = ["permissions", "roles", "tenants"]

Results = dict[str, Result]


@dataclass(frozen=True)
class Pair:
    """Two projects of the same service: what is promoted, and to where."""

    source: Project
    target: Project

    @property
    def options(self) -> Json:
        return {"source_project_id": self.source.id, "source_management_key": SOURCE_KEY}

    def task(self, module: str = "sync", **options: Any) -> Json:
        return task(module, **{**self.options, "kinds": KINDS, **options})

    def preview_of(self, module: str = "sync", **options: Any) -> Json:
        return preview_of(module, **{**self.options, "kinds": KINDS, **options})

    def run_named(self, tasks: dict[str, Json]) -> Results:
        """Run tasks against the target; the key of the source is nowhere in what they print or leave behind."""
        results = self.target.run_named(tasks, environment={"TEST_SOURCE_KEY": self.source.key}, arguments=("-vvv",))
        files = [path for path in self.target.home.rglob("*") if path.is_file()]
        assert not [str(path) for path in files if self.source.key.encode() in path.read_bytes()]
        return results

    def run_one(self, one: Json) -> Result:
        return self.run_named({"only": one})["only"]


@pytest.fixture
def pair(make_project: MakeProject) -> Pair:
    return make_pair(make_project)


@pytest.fixture(scope="module")
def shared_pair(make_shared_project: MakeProject) -> Pair:
    return make_pair(make_shared_project)


def make_pair(make: MakeProject) -> Pair:
    """Make a source with the small company, and a target that has some of it, otherwise, and something of its own."""
    target = {
        "permissions": [permission("invoice.read", "Old words"), permission("kept")],
        "roles": [role("Editor", "invoice.read", "kept", default=False), role("Own", "kept")],
        "tenants": [tenant("acme", "Acme of old", disabled=True, customAttributes={"plan": "lead"}), tenant("kept")],
    }
    return Pair(make(**company()), make(**target))


def promotable(project: Project, plural: str) -> dict[str, Json]:
    """Return documents without what a tenant's SSO configuration makes of it, which is a kind of its own."""
    return {
        key: {name: value for name, value in document.items() if name not in ("authType", "domains")}
        for key, document in project.without_times(plural).items()
    }


@pytest.fixture(scope="module")
def before(shared_pair: Pair) -> dict[str, dict[str, Json]]:
    return {plural: shared_pair.target.documents(plural) for plural in KINDS}


@pytest.fixture(scope="module")
def results(shared_pair: Pair, before: dict[str, dict[str, Json]]) -> Results:
    pair = shared_pair
    return pair.run_named(
        {
            "drift": pair.task("drift_info"),
            "preview": pair.preview_of(),
            "run": pair.task(plan_hash="{{ preview.plan.hash }}"),
            "again": pair.task(),
            "no_drift": pair.task("drift_info"),
            "strict": pair.task("drift_info", purge=True),
        }
    )


# --- what is promoted ----------------------------------------------------------------------------------------------------


def test_what_is_missing_is_created_and_what_differs_becomes_the_same(shared_pair: Pair, results: Results) -> None:
    run = results["run"]
    assert not run.failed, run.message
    for plural in KINDS:
        there, here = (promotable(project, plural) for project in (shared_pair.source, shared_pair.target))
        assert {key: here[key] for key in there} == there
    assert {(kind, key, operation) for kind, key, operation, _status in run.statuses} == {
        ("permission", "invoice.read", "update"),
        ("permission", "invoice.write", "create"),
        ("role", "Viewer", "create"),
        ("role", "Editor", "update"),
        ("role", "acme/Approver", "create"),
        ("tenant", "acme", "update"),
        ("tenant", "acme-labs", "create"),
        ("tenant", "acme-labs-x", "create"),
        ("tenant", "globex", "create"),
    }


def test_what_only_the_target_has_is_left_alone_and_named(
    shared_pair: Pair, before: dict[str, dict[str, Json]], results: Results
) -> None:
    for plural, key in (("permissions", "kept"), ("roles", "Own"), ("tenants", "kept")):
        assert shared_pair.target.documents(plural)[key] == before[plural][key]
    assert {(one["kind"], one["key"]) for one in results["run"]["unmanaged"]} == {
        ("permission", "kept"),
        ("role", "Own"),
        ("tenant", "kept"),
    }


def test_ids_stay_those_of_each_project_and_references_are_by_name(
    shared_pair: Pair, before: dict[str, dict[str, Json]], results: Results
) -> None:
    assert results["run"].changed
    source, target = (project.documents("roles") for project in (shared_pair.source, shared_pair.target))
    assert target["Editor"]["id"] == before["roles"]["Editor"]["id"]
    assert all(target[key]["id"] != source[key]["id"] for key in ("Viewer", "Editor", "acme/Approver"))
    assert target["Editor"]["permissionNames"] == ["invoice.read", "invoice.write"]
    assert shared_pair.target.tenant("acme")["defaultRoles"] == ["Viewer"]


def test_check_mode_predicts_the_run_and_writes_nothing(shared_pair: Pair, results: Results) -> None:
    assert shared_pair.target.writes(results["preview"]) == []
    assert_predicted(results["preview"], results["run"])


def test_a_second_run_has_nothing_to_do(shared_pair: Pair, results: Results) -> None:
    again = results["again"]
    assert (again.changed, again["plan"]["lines"], again["backup"]) == (False, [], None)
    assert shared_pair.target.writes(again) == []


def test_the_source_is_only_read(shared_pair: Pair, results: Results) -> None:
    assert results["run"].changed
    assert shared_pair.source.writes() == []
    assert shared_pair.source.requests() != []
    assert shared_pair.source.saved == []


def test_what_is_overwritten_is_backed_up_first_and_it_is_the_target_that_is(shared_pair: Pair, results: Results) -> None:
    backup = results["run"]["backup"]
    assert (backup["project_id"], backup["reason"]) == (shared_pair.target.id, "before sync")
    assert backup["counts"]["tenants"] == 2


# --- drift between two projects ------------------------------------------------------------------------------------------


def test_drift_between_two_projects_is_told_and_gone_after_the_promotion(results: Results) -> None:
    found = {(one["kind"], one["key"]): one["difference"] for one in results["drift"]["differences"]}
    assert found == {(kind, key): DIFFERENCES[operation] for kind, key, operation, _status in results["run"].statuses}
    [acme] = [one for one in results["drift"]["differences"] if one["key"] == "acme"]
    fields = {one["field"]: (one["live"], one["wanted"]) for one in acme["fields"]}
    assert (fields["name"], fields["disabled"]) == (("Acme of old", "Acme"), (True, False))
    assert (results["drift"]["source"], results["no_drift"]["drift"]) == (None, False)


DIFFERENCES = {"create": "missing", "update": "changed"}


def test_what_only_the_target_has_is_drift_only_if_asked(results: Results) -> None:
    unexpected = [(one["key"], one["difference"]) for one in results["strict"]["differences"]]
    assert sorted(unexpected) == [("Own", "unexpected"), ("kept", "unexpected"), ("kept", "unexpected")]


# --- a part of it --------------------------------------------------------------------------------------------------------


def test_keys_narrow_what_is_promoted(pair: Pair) -> None:
    results = pair.run_named(
        {
            "one": pair.task(keys=["acme-labs*", "tenants/globex"], kinds=["tenants"]),
            "purged": pair.task(keys=["kept"], purge=True, confirm=pair.target.id, max_delete_percent=100),
        }
    )
    assert {key for _kind, key, _operation, _status in results["one"].statuses} == {"acme-labs", "acme-labs-x", "globex"}
    assert pair.target.tenant("acme")["name"] == "Acme of old"
    assert {one[:3] for one in results["purged"].statuses} == {("tenant", "kept", "delete"), ("permission", "kept", "delete")}


def test_a_part_whose_references_are_nowhere_in_the_target_is_refused_before_any_change(pair: Pair) -> None:
    result = pair.run_one(pair.task(kinds=["roles"]))
    assert (result.failed, result.code) == (True, "invalid_input")
    assert "invoice.write, which does not exist" in result.message or "acme, which does not exist" in result.message
    assert pair.target.writes() == []


def test_a_kind_that_the_source_may_not_give_ends_the_run_before_any_change(pair: Pair) -> None:
    pair.target.control.faults([{"path": "/v1/mgmt/list/all", "count": 1, "status": 403}])
    result = pair.run_one(pair.task(kinds=["permissions", "lists"]))
    assert (result.failed, result.code) == (True, "forbidden")
    assert pair.target.writes() == []


# --- what goes wrong -----------------------------------------------------------------------------------------------------


def test_a_promotion_that_fails_half_way_is_undone(pair: Pair) -> None:
    before = {plural: pair.target.without_times(plural) for plural in KINDS}
    pair.target.control.faults([{"method": "POST", "path": "/v1/mgmt/tenant/create", "nth": 2, "status": 400}])
    result = pair.run_one(pair.task(on_error="rollback", concurrency=1))
    assert (result.failed, result.code) == (True, "apply_failed")
    assert "nothing of this run is left" in result.message
    assert {plural: pair.target.without_times(plural) for plural in KINDS} == before
    assert pair.source.writes() == []


def test_what_cannot_be_meant_is_refused_in_words_before_any_call(pair: Pair) -> None:
    pair.target.control.clear_requests()
    whole = {"source_project_id": pair.source.id, "source_management_key": SOURCE_KEY, "kinds": KINDS}
    without = {name: {key: value for key, value in whole.items() if key != name} for name in whole}
    cases: dict[str, tuple[Json, str]] = {
        "same project": ({**whole, "source_project_id": f" {pair.target.id} "}, "are the same project"),
        "no kinds": (without["kinds"], "kinds"),
        "empty kinds": ({**whole, "kinds": []}, "kinds"),
        "no key": (without["source_management_key"], "source_management_key"),
        "blank key": ({**whole, "source_management_key": " "}, "source_management_key"),
        "two wishes": ({**whole, "desired": {"roles": []}}, "mutually exclusive"),
        "no wish": ({"kinds": KINDS}, "desired"),
        "bad address": ({**whole, "source_base_url": "http://elsewhere.example.com"}, "https"),
        "bad kind": ({**whole, "kinds": ["role"]}, "role"),
    }
    tasks = {
        f"{module} {name}": task(module, **options) for name, (options, _) in cases.items() for module in ("sync", "drift_info")
    }
    results = dict(zip(tasks, pair.run_named({f"r{n}": one for n, one in enumerate(tasks.values())}).values(), strict=True))
    said = {name: result.message for name, result in results.items() if result.failed}
    assert said.keys() == tasks.keys()
    assert [name for name, message in said.items() if cases[name.partition(" ")[2]][1] not in message] == []
    assert pair.target.requests() == pair.source.requests() == []


def test_a_wrong_key_of_the_source_says_which_project_refused_it(pair: Pair) -> None:
    result = pair.run_one(pair.task(source_management_key="K-wrong"))
    assert (result.failed, result.code) == (True, "auth_failed")
    assert pair.source.id in result.message
    assert pair.target.writes() == []
