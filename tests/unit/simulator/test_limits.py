# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of rate limits, by a clock that the test moves: neither too much nor too little gets through."""

from __future__ import annotations

import math
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulator.limits import KINDS, Limiter, Rule, read_rule

MS = 1_000_000
SECOND = 1000 * MS
STARTED = 12_345_678_901  # no multiple of any window

limits = st.integers(1, 12)
windows = st.sampled_from([0.05, 0.3, 0.7])
shares = st.sampled_from([0, 0.25, 0.3, 0.5, 0.9, 0.999])
gaps = st.lists(st.one_of(st.just(0), st.integers(0, 90)), min_size=1, max_size=60)


class Clock:
    """Stands still until it is moved; counts nanoseconds."""

    def __init__(self) -> None:
        self.now = STARTED

    def __call__(self) -> int:
        return self.now


class Service:
    """One rule and one project, asked at moments of the test's choice."""

    def __init__(self, **settings: Any) -> None:
        self.rule = read_rule({"match": "/", **settings})
        self.clock = Clock()
        self.limiter = Limiter(self.clock)

    @property
    def now(self) -> int:
        return self.clock.now - STARTED

    def call(self, after: float = 0, path: str = "/v1", project: str = "P") -> float:
        """Ask after so many seconds; answer what `Retry-After` says, or 0."""
        self.clock.now += round(after * SECOND)
        return self.limiter.wait_for((self.rule,), project, path)

    def passing(self, times: int) -> int:
        return sum(not self.call() for _ in range(times))

    def run(self, gaps: list[int]) -> tuple[list[int], list[int]]:
        """Ask after each gap of milliseconds; answer when calls passed, and when they did not."""
        passed: list[int] = []
        refused: list[int] = []
        for gap in gaps:
            (refused if self.call(gap / 1000) else passed).append(self.now)
        return passed, refused


def own_calls(rule: Rule) -> float:
    """How many calls others leave in a window, on average."""
    return rule.limit * round((1 - rule.other_share) * 1000) / 1000


def most(rule: Rule) -> int:
    """How many calls others leave in a window at most: parts of a call make a whole one now and then."""
    return math.ceil(own_calls(rule))


def busiest(passed: list[int], window: int) -> int:
    """How many calls passed in the busiest window, wherever it begins."""
    return max((sum(first <= moment < first + window for moment in passed) for first in passed), default=0)


@given(limit=limits, window_s=windows, other_share=shares, gaps=gaps)
@settings(max_examples=60, deadline=None)
def test_no_sliding_window_has_more_calls_than_it_may(limit: int, window_s: float, other_share: float, gaps: list[int]) -> None:
    service = Service(limit=limit, window_s=window_s, other_share=other_share)
    passed, _ = service.run(gaps)
    assert busiest(passed, round(window_s * SECOND)) <= most(service.rule)


@pytest.mark.parametrize("kind", ["fixed", "penalty"])
@given(limit=limits, window_s=windows, other_share=shares, gaps=gaps)
@settings(max_examples=60, deadline=None)
def test_no_window_from_the_setting_of_the_rule_on_has_more_calls_than_it_may(
    kind: str, limit: int, window_s: float, other_share: float, gaps: list[int]
) -> None:
    service = Service(kind=kind, limit=limit, window_s=window_s, other_share=other_share)
    passed, _ = service.run(gaps)
    numbers = [moment // round(window_s * SECOND) for moment in passed]
    assert max((numbers.count(number) for number in numbers), default=0) <= most(service.rule)


@given(limit=limits, window_s=windows, other_share=shares, burst=st.integers(1, 15), gaps=gaps)
@settings(max_examples=60, deadline=None)
def test_no_stretch_of_time_has_more_calls_than_the_bucket_and_its_refill(
    limit: int, window_s: float, other_share: float, burst: int, gaps: list[int]
) -> None:
    service = Service(kind="bucket", limit=limit, window_s=window_s, other_share=other_share, burst=burst)
    passed, _ = service.run(gaps)
    for index, first in enumerate(passed):
        for count, last in enumerate(passed[index:], start=1):
            refill = own_calls(service.rule) * (last - first) / (window_s * SECOND)
            assert count <= burst + refill + 1e-6


@given(limit=limits, window_s=windows, penalty_s=st.sampled_from([0.02, 0.3, 2.0]), gaps=gaps)
@settings(max_examples=60, deadline=None)
def test_nothing_passes_so_soon_after_a_refused_call(limit: int, window_s: float, penalty_s: float, gaps: list[int]) -> None:
    passed, refused = Service(kind="penalty", limit=limit, window_s=window_s, penalty_s=penalty_s).run(gaps)
    penalty = round(penalty_s * SECOND)
    assert not [moment for moment in passed for no in refused if no < moment < no + penalty]


@pytest.mark.parametrize("kind", KINDS)
@given(limit=limits, window_s=windows, other_share=shares, late=st.integers(0, 700))
@settings(max_examples=60, deadline=None)
def test_calls_that_are_spread_evenly_all_pass(kind: str, limit: int, window_s: float, other_share: float, late: int) -> None:
    service = Service(kind=kind, limit=limit, window_s=window_s, other_share=other_share)
    each = int(own_calls(service.rule))
    service.clock.now += late * MS
    for _ in range(4 * each):
        assert service.call() == 0
        service.clock.now += -(-round(window_s * SECOND) // each)


@pytest.mark.parametrize("kind", KINDS)
@given(limit=limits, window_s=windows, other_share=shares, gaps=gaps)
@settings(max_examples=60, deadline=None)
def test_a_refused_call_passes_as_soon_as_it_was_told_and_no_sooner(
    kind: str, limit: int, window_s: float, other_share: float, gaps: list[int]
) -> None:
    service = Service(kind=kind, limit=limit, window_s=window_s, other_share=other_share, decimal=True)
    for gap in gaps:
        wait = service.call(gap / 1000)
        if wait:
            assert deepcopy(service).call(wait - 0.001) > 0 or wait == 0.001
            assert deepcopy(service).call(wait) == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("other_share", [0, 0.3, 0.75, 0.95])
def test_who_waits_as_told_gets_all_that_others_leave(kind: str, other_share: float) -> None:
    penalty = {"penalty_s": 0.001} if kind == "penalty" else {}
    service = Service(kind=kind, limit=10, window_s=0.5, other_share=other_share, decimal=True, **penalty)
    passed = 0
    while service.now < 40 * SECOND:
        wait = service.call()
        passed += not wait
        service.clock.now += round(wait * SECOND)
    share = 80 * own_calls(service.rule)
    assert share * 0.97 <= passed <= share + 10


def test_a_fixed_window_begins_anew_at_its_multiples() -> None:
    service = Service(kind="fixed", limit=3, window_s=2)
    assert service.call(after=1.5) == 0
    assert service.passing(5) == 2
    assert service.call(after=0.3) == 1
    service.clock.now = STARTED + 2 * SECOND - 1
    assert service.call() == 1
    service.clock.now += 1
    assert service.passing(5) == 3


def test_the_windows_begin_when_the_rule_is_set() -> None:
    service = Service(kind="fixed", limit=1, window_s=10)
    service.clock.now += 7 * SECOND
    service.limiter.clear()
    assert [service.call(), service.call(after=4), service.call(after=6)] == [0, 6, 0]


def test_a_sliding_window_frees_one_call_after_the_other() -> None:
    service = Service(limit=2, window_s=10)
    assert [service.call(), service.call(after=4), service.call(after=0.5)] == [0, 0, 6]
    assert [service.call(after=5.5), service.call()] == [0, 4]


def test_a_bucket_lets_its_burst_pass_and_then_the_even_pace() -> None:
    service = Service(kind="bucket", limit=10, window_s=0.5, burst=4, decimal=True)
    assert service.passing(9) == 4
    assert service.call() == 0.05
    assert [service.call(after=0.02), service.call(after=0.03)] == [0.03, 0]
    service.clock.now += 99 * SECOND
    assert service.passing(9) == 4


def test_a_bucket_holds_its_limit_unless_told() -> None:
    assert Service(kind="bucket", limit=10, window_s=60).passing(20) == 10


def test_each_refused_call_starts_the_penalty_again() -> None:
    service = Service(kind="penalty", limit=1, window_s=2, penalty_s=5)
    assert [service.call(), service.call(after=1)] == [0, 5]
    assert service.call(after=4) == 5
    assert service.call(after=5) == 0


def test_a_penalty_lasts_as_long_as_the_window_unless_told_and_never_ends_before_it() -> None:
    service = Service(kind="penalty", limit=1, window_s=4)
    assert [service.call(), service.call(after=3)] == [0, 4]
    short = Service(kind="penalty", limit=1, window_s=4, penalty_s=1)
    assert [short.call(), short.call(after=1)] == [0, 3]


def test_others_take_their_share_of_each_window() -> None:
    """The three and a half calls that others leave are four calls in some windows and three in others."""
    service = Service(kind="fixed", limit=5, window_s=1, other_share=0.3)
    seen = []
    for number in range(6):
        service.clock.now = STARTED + number * SECOND
        seen.append(service.passing(9))
    assert seen == [4, 3, 4, 3, 4, 3]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("nothing", [{"limit": 0}, {"limit": 5, "other_share": 1}])
def test_a_quota_of_nothing_lets_nothing_through(kind: str, nothing: dict[str, Any]) -> None:
    service = Service(kind=kind, window_s=30, **nothing)
    assert [service.call(), service.call(after=29.5), service.call(after=99)] == [30] * 3


@pytest.mark.parametrize("kind", KINDS)
def test_waits_are_whole_seconds_unless_a_short_window_asks_for_decimals(kind: str) -> None:
    long = Service(kind=kind, limit=1, window_s=1.2)
    short = Service(kind=kind, limit=1, window_s=0.2)
    exact = Service(kind=kind, limit=1, window_s=0.2, decimal=True)
    for service in (long, short, exact):
        assert service.call() == 0
    waits = [service.call(after=0.01) for service in (long, short, exact)]
    assert waits == [2, 1, 0.2 if kind == "penalty" else 0.19]
    assert [str(wait) for wait in waits[:2]] == ["2", "1"]


@pytest.mark.parametrize("kind", KINDS)
def test_projects_and_other_paths_are_counted_by_themselves(kind: str) -> None:
    service = Service(kind=kind, match="/v1/mgmt/tenant", limit=1, window_s=60)
    assert [service.call(path="/v1/mgmt/tenant/all"), service.call(path="/v1/mgmt/tenant")] == [0, 60]
    assert [service.call(path="/v1/mgmt/role/all"), service.call(path="/v1/mgmt/tenant", project="Q")] == [0, 0]


def test_a_call_that_one_rule_refuses_counts_for_none_and_waits_for_the_longest() -> None:
    rules = tuple(
        read_rule({"match": "/", "limit": limit, "window_s": window, "kind": kind})
        for limit, window, kind in [(2, 10, "fixed"), (1, 3, "bucket"), (9, 60, "penalty"), (1, 3, "bucket")]
    )
    clock = Clock()
    limiter = Limiter(clock)
    assert [limiter.wait_for(rules, "P", "/") for _ in range(9)] == [0] + [3] * 8
    clock.now += 3 * SECOND
    assert [limiter.wait_for(rules, "P", "/") for _ in range(2)] == [0, 7]
