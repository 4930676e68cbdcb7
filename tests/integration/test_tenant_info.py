# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_tenant_info: the tenants of a project, in the spelling that descope_sync takes."""

from __future__ import annotations

import pytest

from tests.integration.ansible_run import Result, preview_of, task
from tests.integration.project import Project


@pytest.fixture(scope="module")
def results(shared_project: Project) -> dict[str, Result]:
    return shared_project.run_named(
        {
            "everything": task("tenant_info"),
            "by_id": task("tenant_info", id="acme"),
            "by_name": task("tenant_info", name="Globex"),
            "unknown": task("tenant_info", id="nobody"),
            "preview": preview_of("tenant_info"),
            "fed_back": task("sync", desired={"tenants": "{{ everything.tenants }}"}),
        }
    )


def test_all_one_by_id_one_by_name_or_none(results: dict[str, Result]) -> None:
    ids = {name: [one["id"] for one in results[name]["tenants"]] for name in ("everything", "by_id", "by_name", "unknown")}

    assert ids == {
        "everything": ["acme", "acme-labs", "acme-labs-x", "globex"],
        "by_id": ["acme"],
        "by_name": ["globex"],
        "unknown": [],
    }


def test_fields_are_in_the_users_spelling_and_unknown_ones_under_extra(results: dict[str, Result]) -> None:
    tenants = {one["id"]: one for one in results["everything"]["tenants"]}

    assert (tenants["acme"]["enforce_sso"], tenants["acme"]["default_roles"]) == (True, ["Viewer"])
    assert tenants["acme"]["custom_attributes"] == {"plan": "gold"}
    assert tenants["acme"]["successors"] == ["acme-labs", "acme-labs-x"]
    assert tenants["globex"]["extra"] == {"regionCode": "eu-7"}


def test_check_mode_is_the_same_as_a_run_and_neither_writes(shared_project: Project, results: dict[str, Result]) -> None:
    assert results["preview"]["tenants"] == results["everything"]["tenants"]
    assert not any(result.changed for result in results.values())
    assert {one["method"] for one in shared_project.requests()} == {"GET"}


def test_what_it_returns_can_be_given_to_sync_and_changes_nothing(results: dict[str, Result]) -> None:
    fed_back = results["fed_back"]

    assert not fed_back.failed, fed_back.message
    assert (fed_back.changed, fed_back["plan"]["total"]) == (False, 0)
    assert fed_back["plan"]["kinds"]["tenants"]["unchanged"] == 4
