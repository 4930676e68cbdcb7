# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which quota a call is counted against, and how much of it a run takes (descope-api 1.7)."""

from __future__ import annotations

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._quotas import LICENSED, UNLICENSED, Quotas, granted_by

TENANTS = "/v1/mgmt/tenant/create"


@pytest.mark.parametrize(
    ("path", "quota"),
    [
        ("/v1/mgmt/user/create", (100, 60.0)),
        ("/v1/mgmt/user/create/batch", (100, 60.0)),
        ("/v1/mgmt/user/update", (200, 60.0)),
        ("/v2/mgmt/user/search", (200, 60.0)),
        ("/v1/mgmt/user/delete", (500, 60.0)),
        ("/v1/mgmt/user/update/role/add", (500, 60.0)),
        (TENANTS, UNLICENSED),
        ("/v1/mgmt/userinfo", UNLICENSED),
    ],
)
def test_each_family_of_calls_has_its_own_quota(path: str, quota: tuple[int, float]) -> None:
    pacer = Quotas(1.0).of(path)
    assert (pacer.limit, pacer.window) == quota


def test_calls_of_one_family_share_a_pacer_and_families_do_not() -> None:
    quotas = Quotas(1.0)
    assert quotas.of("/v1/mgmt/user/update") is quotas.of("/v2/mgmt/user/search")
    assert quotas.of(TENANTS) is quotas.of("/v1/mgmt/role/all")
    assert quotas.of(TENANTS) is not quotas.of("/v1/mgmt/user/update")


def test_a_licence_raises_the_general_quota_and_no_other() -> None:
    quotas = Quotas(1.0)
    quotas.licensed()
    assert quotas.granted == LICENSED
    assert (quotas.of(TENANTS).limit, quotas.of("/v1/mgmt/user/create").limit) == (1000, 100)


def test_a_run_takes_its_share_of_every_quota_and_of_what_the_licence_adds() -> None:
    quotas = Quotas(0.8)
    assert (quotas.of(TENANTS).limit, quotas.of("/v1/mgmt/user/create").limit) == (80, 80)
    quotas.licensed()
    assert quotas.in_force == (800, 10.0)
    assert quotas.granted == LICENSED


def test_the_smallest_share_still_lets_a_call_through() -> None:
    assert Quotas(0.0001).of(TENANTS).limit == 1


def test_all_families_wait_out_of_one_budget() -> None:
    quotas = Quotas(1.0)
    assert quotas.of(TENANTS).refused(200)
    assert not quotas.of("/v1/mgmt/user/update").refused(200)
    assert quotas.of("/v1/mgmt/user/update").refused(90)


def test_what_the_user_knows_of_the_plan_counts_and_not_what_is_published() -> None:
    quotas = Quotas(0.5, granted_by(5000))
    quotas.licensed()
    assert (quotas.granted, quotas.in_force) == ((5000, 10.0), (2500, 10.0))


@pytest.mark.parametrize(
    ("calls", "seconds"),
    [
        ({}, 0),
        ({TENANTS: 80}, 0),
        ({TENANTS: 81}, 60),
        ({TENANTS: 60, "/v1/mgmt/role/all": 30}, 60),
        ({TENANTS: 80, "/v1/mgmt/user/update": 160}, 0),
        ({TENANTS: 81, "/v1/mgmt/user/create": 161}, 120),
    ],
)
def test_calls_take_the_windows_that_they_fill_before_the_last_and_families_run_beside_each_other(
    calls: dict[str, int], seconds: float
) -> None:
    assert Quotas(0.8).seconds_for(calls) == seconds
