# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The circuit breaker: after too many writes of unknown outcome a run pauses, looks once, and stops."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine import breaker as breaker_module
from ansible_collections.descope.mgmt.plugins.module_utils._engine.breaker import Breaker
from ansible_collections.descope.mgmt.plugins.module_utils._engine.journal import Outcome, Status
from ansible_collections.descope.mgmt.plugins.module_utils._errors import ApiUnavailable, CircuitOpen
from tests.unit.plugins.builders import planned, read, state, tenant
from tests.unit.plugins.model_api import ModelApi

API = ModelApi(tenants=[tenant("a")])
(CHANGE,) = planned(read(API), state(tenants=[{"id": "a", "disabled": True}])).changes


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breaker_module, "PAUSE", 0)


def after(breaker: Breaker, *statuses: Status, api: ModelApi = API) -> None:
    for status in statuses:
        asyncio.run(breaker.after([Outcome(CHANGE, status)], api))


def test_single_doubts_and_plain_failures_stop_nothing() -> None:
    breaker = Breaker()
    after(breaker, *(t.cast("list[Status]", ["unknown", "unknown", "applied", "failed"]) * 2))
    assert breaker is not None


def test_three_in_a_row_pause_and_go_on_once_when_a_read_works() -> None:
    """Reliability #99."""
    breaker = Breaker()
    after(breaker, "unknown", "unknown", "unknown", "applied")
    with pytest.raises(CircuitOpen, match="again, after a pause"):
        after(breaker, "unknown", "unknown", "unknown")


def test_five_of_twenty_count_too() -> None:
    breaker = Breaker()
    once = t.cast("list[Status]", ["unknown", "unknown", "applied"])
    after(breaker, *once, *once, "unknown")
    with pytest.raises(CircuitOpen):
        after(breaker, *once, *once, "unknown")


def test_a_read_that_fails_stops_the_run_at_once() -> None:
    api = ModelApi(tenants=[tenant("a")])
    api.read_fault = ApiUnavailable("no answer")
    with pytest.raises(CircuitOpen, match="a read after a pause failed too: no answer"):
        after(Breaker(), "unknown", "unknown", "unknown", api=api)
