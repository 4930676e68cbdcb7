# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guards that look at shares: how much of a kind a plan changes, and how much of it the service still lists."""

from __future__ import annotations

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Plan
from ansible_collections.descope.mgmt.plugins.module_utils._engine.guards import Limits, check_limits, refuse_shrunken
from ansible_collections.descope.mgmt.plugins.module_utils._errors import LimitExceeded, SuspiciousListing
from tests.unit.plugins.builders import live, planned, state, tenant


def disabling(count: int, of: int) -> Plan:
    everything = [tenant(f"t{number:03}") for number in range(of)]
    return planned(live(tenants=everything), state(tenants=[{"id": one["id"], "disabled": True} for one in everything[:count]]))


def test_half_of_a_kind_may_change_and_one_more_may_not() -> None:
    check_limits(disabling(10, of=20), Limits(max_change_percent=50))
    with pytest.raises(LimitExceeded, match="changes 11 of 20 tenants, 55 %, and max_change_percent is 50"):
        check_limits(disabling(11, of=20), Limits(max_change_percent=50))


def test_of_few_documents_all_may_change() -> None:
    plan = disabling(9, of=9)
    check_limits(plan, Limits(max_change_percent=50))
    assert len(plan.changes) == 9


def test_creations_are_no_share_of_what_is_there() -> None:
    plan = planned(live(tenants=[tenant(f"t{n}") for n in range(10)]), state(tenants=[tenant(f"n{n}") for n in range(90)]))
    check_limits(plan, Limits(max_change_percent=1))
    assert len(plan.changes) == 90


@pytest.mark.parametrize(("now", "then"), [(0, 10), (4, 10), (499, 1000)])
def test_under_half_of_the_last_backup_is_not_believed(now: int, then: int) -> None:
    """Reliability #21."""
    with pytest.raises(SuspiciousListing, match=f"{now} tenants where there were {then} in the backup 20261122T231500Z"):
        refuse_shrunken({"tenants": now, "roles": 9}, {"tenants": then, "roles": 9}, "20261122T231500Z")


@pytest.mark.parametrize(("now", "then"), [(0, 9), (5, 10), (500, 1000), (10, 0)])
def test_half_of_it_is_and_so_are_small_numbers(now: int, then: int) -> None:
    refuse_shrunken({"tenants": now}, {"tenants": then}, "20261122T231500Z")
    assert now * 2 >= then or then < 10


def test_a_kind_that_was_not_read_or_not_saved_is_not_compared() -> None:
    counts, before = {"roles": 0}, {"tenants": 100}
    refuse_shrunken(counts, before, "20261122T231500Z")
    assert not counts.keys() & before.keys()
