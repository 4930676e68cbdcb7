# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of rate limits on the control surface: what is refused, what is shown, what a client is answered."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.errors import BadInput
from tests.simulator.limits import KINDS, read_rule
from tests.simulator.process import Control, ControlError
from tests.simulator.raw_client import RawClient

RULE = {"match": "/", "limit": 5, "window_s": 60}


@pytest.mark.parametrize(
    ("rule", "named"),
    [
        ("/", "rate limit"),
        ({"match": "/", "limit": 1}, "window_s"),
        ({**RULE, "brst": 1}, "brst"),
        ({**RULE, "match": "tenant"}, "match"),
        ({**RULE, "limit": True}, "limit"),
        ({**RULE, "limit": 1.5}, "limit"),
        ({**RULE, "window_s": float("nan")}, "window_s"),
        ({**RULE, "window_s": float("inf")}, "window_s"),
        ({**RULE, "window_s": 10**400}, "window_s"),
        ({**RULE, "kind": "leaky"}, "kind"),
        ({**RULE, "kind": ["fixed"]}, "kind"),
        ({**RULE, "kind": None}, "kind"),
        ({**RULE, "burst": 5}, "burst"),
        ({**RULE, "kind": "bucket", "burst": -1}, "burst"),
        ({**RULE, "kind": "bucket", "burst": "5"}, "burst"),
        ({**RULE, "kind": "bucket", "penalty_s": 1}, "penalty_s"),
        ({**RULE, "kind": "penalty", "penalty_s": 0}, "penalty_s"),
        ({**RULE, "kind": "penalty", "penalty_s": "1"}, "penalty_s"),
        ({**RULE, "other_share": 1.1}, "other_share"),
        ({**RULE, "other_share": -0.1}, "other_share"),
        ({**RULE, "other_share": True}, "other_share"),
        ({**RULE, "other_share": float("nan")}, "other_share"),
        ({**RULE, "window_s": 0.5, "decimal": 1}, "decimal"),
        ({**RULE, "decimal": True}, "decimal"),
    ],
)
def test_a_rule_that_cannot_be_obeyed_is_refused_by_the_name_of_its_field(rule: Any, named: str) -> None:
    with pytest.raises(BadInput, match=rf"\b{named}\b"):
        read_rule(rule)


@pytest.mark.parametrize(
    ("given", "more"),
    [
        ({}, {"kind": "sliding"}),
        ({"kind": "fixed", "other_share": 0.3}, {}),
        ({"kind": "bucket"}, {"burst": 5}),
        ({"kind": "penalty"}, {"penalty_s": 60}),
        ({"kind": "penalty", "penalty_s": 2, "window_s": 0.5, "decimal": True}, {}),
    ],
)
def test_a_rule_is_shown_with_what_it_means_and_can_be_sent_so(given: dict[str, Any], more: dict[str, Any]) -> None:
    shown = read_rule({**RULE, **given}).shown()
    assert shown == {"other_share": 0, "decimal": False, **RULE, **given, **more}
    assert read_rule(shown).shown() == shown


def test_the_control_surface_refuses_a_bad_rule_and_names_it(control: Control) -> None:
    before = control.configuration()
    with pytest.raises(ControlError, match=r"400.*burst is for the kind bucket only"):
        control.configure(rate_limits=[RULE, {**RULE, "burst": 3}])
    assert control.configuration() == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_client_is_told_how_long_to_wait(api: RawClient, control: Control, kind: str) -> None:
    short = {"match": "/v1/mgmt/tenant", "limit": 1, "window_s": 0.9, "kind": kind}
    control.configure(rate_limits=[short, {"match": "/v1/mgmt/role", "limit": 0, "window_s": 30, "kind": kind}])
    assert 29 <= int(api.get("role/all").headers["retry-after"]) <= 30
    control.configure(rate_limits=[{**short, "limit": 0, "decimal": True}])
    refused = api.get("tenant/all")
    assert (refused.status_code, refused.json()["errorCode"]) == (429, "E130429")
    assert 0 < float(refused.headers["retry-after"]) <= 0.9
