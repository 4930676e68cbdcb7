# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The analytics manager of the official client finds the API it was written for."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from descope import AuthException

from tests.conformance.sdk import Coverage, Sdk, refusal

COVERAGE = Coverage("analytics")


@pytest.fixture(autouse=True)
def _trail(sdk: Sdk) -> None:
    sdk.tenant.create("Acme", "acme")
    for login_id in ("ann", "bob"):
        sdk.user.create(login_id)


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    COVERAGE.assert_complete(sdk)


def _counts(sdk: Sdk, field: str, **asked: Any) -> dict[str, str]:
    return {record[field]: record["cnt"] for record in sdk.analytics.search(**asked)["analytics"]}


@COVERAGE.of("search")
def test_without_groups_everything_is_one_record(sdk: Sdk, project_id: str) -> None:
    zero = dict.fromkeys(("action", "device", "method", "geo", "tenant", "referrer"), "")
    record = {"projectId": project_id, "created": "0", **zero, "cnt": "3"}
    assert sdk.analytics.search() == {"analytics": [record]}


@COVERAGE.of("search")
def test_groups_are_counted_apart(sdk: Sdk) -> None:
    assert _counts(sdk, "action", group_by_action=True) == {"TenantCreated": "1", "UserCreated": "2"}
    assert _counts(sdk, "tenant", group_by_tenant=True) == {"acme": "1", "": "2"}
    assert _counts(sdk, "device", group_by_device=True, group_by_method=True) == {"Bot": "3"}
    assert _counts(sdk, "geo", group_by_geo=True, group_by_referrer=True) == {"": "3"}


@COVERAGE.of("search")
def test_filters_come_before_counting(sdk: Sdk) -> None:
    now, hour = datetime.now(), timedelta(hours=1)
    assert _counts(sdk, "action", actions=["UserCreated"], group_by_action=True) == {"UserCreated": "2"}
    assert _counts(sdk, "action", excluded_actions=["UserCreated"], group_by_action=True) == {"TenantCreated": "1"}
    assert _counts(sdk, "action", tenants=["acme"], group_by_action=True) == {"TenantCreated": "1"}
    assert _counts(sdk, "action", from_ts=now - hour, to_ts=now + hour) == {"": "3"}
    for nothing in ({"from_ts": now + hour}, {"devices": ["Mobile"]}, {"methods": ["otp"]}, {"geos": ["DE"]}):
        assert _counts(sdk, "action", **nothing) == {}


@COVERAGE.of("search")
def test_periods_begin_where_the_calendar_says(sdk: Sdk) -> None:
    began = {}
    for period in ("h", "d", "w", "m", "q"):
        (record,) = sdk.analytics.search(actions=["TenantCreated"], group_by_created=period)["analytics"]
        began[period] = datetime.fromtimestamp(int(record["created"]) / 1000, timezone.utc)
    assert all((moment.minute, moment.second) == (0, 0) for moment in began.values())
    assert all(began[period].hour == 0 for period in ("d", "w", "m", "q"))
    assert (began["w"].weekday(), began["m"].day, began["q"].day, began["q"].month % 3) == (0, 1, 1, 1)
    assert began["q"] <= began["m"] <= began["d"] <= began["h"] <= datetime.now(timezone.utc)
    with pytest.raises(AuthException) as refused:
        sdk.analytics.search(group_by_created="y")
    assert refusal(refused.value)[0] == 400
