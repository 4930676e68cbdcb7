# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two states are compared: what came, went, changed, and which kinds only one of them knows."""

from __future__ import annotations

import typing as t

from ansible_collections.descope.mgmt.plugins.module_utils._engine.comparison import compare
from ansible_collections.descope.mgmt.plugins.module_utils._engine.report import comparison_values
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS

Json = dict[str, t.Any]


def state(**documents: list[Json]) -> State:
    return State({plural: tuple(KINDS[plural].from_api(one) for one in found) for plural, found in documents.items()})


def tenant(name: str, **fields: t.Any) -> Json:
    return {"id": name, "name": name.title(), **fields}


def application(secret: str) -> Json:
    return {"id": "calendar", "name": "Calendar", "clientSecret": secret}


def test_what_came_went_and_changed_is_told_apart() -> None:
    before = state(tenants=[tenant("acme"), tenant("globex"), tenant("initech")])
    after = state(tenants=[tenant("acme"), tenant("globex", disabled=True), tenant("umbrella")])

    values = comparison_values(compare(before, after))

    assert values["equal"] is False
    assert values["kinds"] == {"tenants": {"added": 1, "changed": 1, "removed": 1, "equal": 1}}
    found = {one["key"]: (one["difference"], one["fields"]) for one in values["differences"]}
    assert found == {
        "globex": ("changed", [{"field": "disabled", "before": False, "after": True}]),
        "initech": ("removed", []),
        "umbrella": ("added", []),
    }


def test_a_state_is_equal_to_itself_in_another_order_with_other_ids_and_times() -> None:
    before = state(roles=[{"name": "a", "id": "R1", "permissionNames": ["x", "y"]}], tenants=[tenant("acme", createdTime=1)])
    after = state(tenants=[tenant("acme", createdTime=2)], roles=[{"name": "a", "id": "R2", "permissionNames": ["y", "x"]}])

    assert comparison_values(compare(before, after))["equal"] is True


def test_a_kind_that_only_one_holds_is_named_with_the_reason_and_is_no_difference() -> None:
    before = State(state(tenants=[], roles=[]).documents, gaps={"users": "not on this plan"})
    values = comparison_values(compare(before, state(tenants=[], permissions=[], users=[])))

    assert values["equal"] is True
    assert values["not_compared"]["users"] == "not on this plan"
    assert set(values["not_compared"]) == {"roles", "permissions", "users"}
    assert set(values["kinds"]) == {"tenants"}


def test_another_secret_is_a_difference_that_shows_neither() -> None:
    before, after = (state(outbound_apps=[application(secret)]) for secret in ("first-secret", "second-secret"))

    values = comparison_values(compare(before, after))

    (field,) = values["differences"][0]["fields"]
    assert field["field"] == "client_secret"
    assert "first-secret" not in str(values)
    assert "second-secret" not in str(values)


def test_a_secret_that_only_one_of_them_holds_is_not_compared() -> None:
    before, after = (state(outbound_apps=[application(secret)]) for secret in ("first-secret", ""))

    assert comparison_values(compare(before, after))["equal"] is True


def test_a_document_without_any_change_in_a_large_state_is_counted_as_equal() -> None:
    many = [tenant(f"t{number}") for number in range(300)]

    assert compare(state(tenants=many), state(tenants=many)).equal == {"tenants": 300}
