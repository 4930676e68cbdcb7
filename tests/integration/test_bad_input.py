# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desired states that can't be meant: each is refused before the first write, with a message that names the place."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.ansible_run import Result, task
from tests.integration.project import Project

# What is desired, and words that the message must have.
CASES: dict[str, tuple[Any, str]] = {
    "unknown kind": ({"flowers": []}, "desired.flowers"),
    "unknown field": ({"tenants": [{"id": "acme", "enforceSSO": True}]}, "Did you mean enforce_sso?"),
    "wrong type of a field": ({"tenants": [{"id": "acme", "disabled": "perhaps"}]}, "tenants[0].disabled"),
    "a mapping for a list": ({"tenants": {"id": "acme"}}, "desired.tenants must be a list"),
    "no identity": ({"tenants": [{"disabled": True}]}, "tenants[0]"),
    "id twice": ({"tenants": [{"id": "a", "name": "A"}, {"id": "a", "name": "B"}]}, "the tenant a twice"),
    "name twice": ({"tenants": [{"id": "a", "name": "A"}, {"id": "b", "name": "A"}]}, "same name: A"),
    "role twice": ({"roles": [{"name": "A"}, {"name": "A"}]}, "the role A twice"),
    "one tenant by id and by name": ({"tenants": [{"id": "acme"}, {"name": "Acme"}]}, "acme"),
    "unknown parent": ({"tenants": [{"id": "a", "name": "A", "parent": "nowhere"}]}, "nowhere"),
    "loop of parents": (
        {"tenants": [{"id": "a", "name": "A", "parent": "b"}, {"id": "b", "name": "B", "parent": "a"}]},
        "loop",
    ),
    "unknown permission": ({"roles": [{"name": "A", "permission_names": ["ghost"]}]}, "ghost"),
    "a tenant's role as default role": ({"tenants": [{"id": "acme", "default_roles": ["Approver"]}]}, "Approver"),
    "unusable id": ({"tenants": [{"id": "a b", "name": "A"}]}, "The tenant id 'a b' can't be used"),
}


@pytest.fixture(scope="module")
def results(shared_project: Project) -> dict[str, Result]:
    refused = shared_project.run(*(task("sync", desired=desired) for desired, _ in CASES.values()))
    return dict(zip(CASES, refused, strict=True))


@pytest.mark.parametrize("case", CASES)
def test_a_desired_state_that_can_not_be_meant_is_refused_before_the_first_write(
    shared_project: Project, results: dict[str, Result], case: str
) -> None:
    result, words = results[case], CASES[case][1]

    assert (result.failed, result.code) == (True, "invalid_input"), result.message
    assert words in result.message
    assert shared_project.writes(result) == []
