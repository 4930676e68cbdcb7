# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_drift_info: how a live project differs from what is desired or from a backup."""

from __future__ import annotations

import pytest

from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.project import Project
from tests.integration.stored import publish

DESIRED: Json = {
    "tenants": [
        {"id": "acme", "name": "Acme", "enforce_sso": False, "custom_attributes": {"plan": "silver"}},
        {"id": "acme-labs", "name": "The Labs"},
        {"id": "umbra", "name": "Umbra"},
    ],
    "roles": [{"name": "Viewer", "description": "Sees"}],
}

Results = dict[str, Result]


@pytest.fixture(scope="module")
def results(shared_project: Project) -> Results:
    return shared_project.run_named(
        {
            "plain": task("drift_info", desired=DESIRED, kinds=["tenants"]),
            "preview": preview_of("drift_info", desired=DESIRED, kinds=["tenants"]),
            "purging": task("drift_info", desired=DESIRED, kinds=["tenants"], purge=True),
            "kinds": task("drift_info", desired=DESIRED, kinds=["roles"]),
            "keys": task("drift_info", desired=DESIRED, keys=["acme*"]),
            "neither": task("drift_info"),
            "both": task("drift_info", desired=DESIRED, backup="latest"),
            "fixed": task("drift_info", desired={"tenants": [{"id": "globex", "name": "Acme", "parent": "acme"}]}),
        }
    )


def test_differences_come_with_both_values_and_the_worst_first(results: Results) -> None:
    plain = results["plain"]

    assert (plain.changed, plain["drift"], plain["source"]) == (False, True, None)
    found = [(one["key"], one["difference"], one["severity"]) for one in plain["differences"]]
    assert found == [("acme", "changed", "high"), ("umbra", "missing", "high"), ("acme-labs", "changed", "low")]
    assert plain["counts"] == {"high": 2, "medium": 0, "low": 1}
    fields = {one["field"]: (one["live"], one["wanted"], one["severity"]) for one in plain["differences"][0]["fields"]}
    assert fields == {
        "enforce_sso": (True, False, "high"),
        "custom_attributes": ({"plan": "gold"}, {"plan": "silver"}, "low"),
    }


def test_what_is_not_desired_is_a_difference_only_if_asked(results: Results) -> None:
    plain, purging = results["plain"], results["purging"]

    assert [one["key"] for one in plain["unmanaged"]] == ["acme-labs-x", "globex"]
    unexpected = [one["key"] for one in purging["differences"] if one["difference"] == "unexpected"]
    assert (unexpected, purging["unmanaged"]) == (["acme-labs-x", "globex"], [])


def test_it_looks_at_the_named_kinds_and_keys_only(results: Results) -> None:
    assert [one["key"] for one in results["kinds"]["differences"]] == ["Viewer"]
    assert [one["key"] for one in results["keys"]["differences"]] == ["acme", "acme-labs"]


def test_what_no_sync_could_mend_is_a_difference_like_any_other(results: Results) -> None:
    (difference,) = results["fixed"]["differences"]
    assert {one["field"]: (one["live"], one["wanted"]) for one in difference["fields"]} == {
        "name": ("Globex", "Acme"),
        "parent": ("", "acme"),
    }


def test_it_compares_with_one_thing(results: Results) -> None:
    assert results["neither"].failed
    assert results["both"].failed
    assert "desired" in results["both"].message


def test_check_mode_is_the_same_as_a_run_and_neither_writes(shared_project: Project, results: Results) -> None:
    assert results["preview"]["differences"] == results["plain"]["differences"]
    assert shared_project.writes() == []


def test_a_backup_shows_what_happened_since(company_project: Project) -> None:
    backup = publish(company_project).name
    tenants, permissions = company_project.documents("tenants"), company_project.documents("permissions")
    tenants["globex"]["disabled"] = True
    del permissions["invoice.write"]
    company_project.load(tenants=tenants.values(), permissions=permissions.values())
    latest, by_id = company_project.run(
        task("drift_info", backup="latest", purge=True), task("drift_info", backup=backup, kinds=["permissions"])
    )

    assert latest["source"]["id"] == backup
    found = {(one["kind"], one["key"]): one["difference"] for one in latest["differences"]}
    assert found == {("tenant", "globex"): "changed", ("permission", "invoice.write"): "missing"}
    assert [one["key"] for one in by_id["differences"]] == ["invoice.write"]
