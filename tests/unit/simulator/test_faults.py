# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Planned faults hit the request they were planned for, before or after its effect."""

from __future__ import annotations

import contextlib
import time
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest

from tests.simulator.process import Control, ControlError
from tests.simulator.raw_client import RawClient

CREATE = "/v1/mgmt/tenant/create"


@pytest.mark.parametrize(("when", "tenants"), [("before", []), ("after", ["Acme"])])
@pytest.mark.parametrize(
    "action",
    [{"status": 503}, {"html": True}, {"reset": True}, {"truncate": True}, {"drip": 1}, {"bomb": True}, {"echo": True}],
)
def test_the_effect_happens_only_when_the_fault_comes_after_it(
    api: RawClient, control: Control, action: dict[str, Any], when: str, tenants: list[str]
) -> None:
    control.faults([{"path": CREATE, "when": when, **action}])
    with contextlib.suppress(httpx.TransportError):
        api.post("tenant/create", name="Acme")
    assert api.names("tenant") == tenants
    assert [entry["effect"] for entry in control.requests() if entry["path"] == CREATE] == [when == "after"]


def test_a_reset_is_a_tcp_reset(api: RawClient, control: Control) -> None:
    control.faults([{"path": "*", "reset": True}])
    with pytest.raises(httpx.ReadError, match="Errno 104"):
        api.get("tenant/all")
    (entry,) = control.requests()
    assert (entry["status"], entry["fault"]) == (None, "reset")


def test_a_truncated_answer_announces_more_than_it_sends(api: RawClient, control: Control) -> None:
    control.faults([{"path": "*", "truncate": True}])
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        api.get("role/all")
    (entry,) = control.requests()
    assert (entry["status"], entry["fault"]) == (200, "truncate")


def test_the_connection_works_again_after_a_fault(api: RawClient, control: Control) -> None:
    control.faults([{"path": "*", "reset": True}, {"path": "*", "nth": 2, "truncate": True}])
    for _ in range(2):
        with pytest.raises(httpx.TransportError):
            api.get("role/all")
    assert api.get("role/all").status_code == 200


def test_an_echo_refuses_and_repeats_each_text_and_the_request_as_it_came(api: RawClient, control: Control) -> None:
    control.faults([{"path": CREATE, "echo": True}])
    answer = api.post("tenant/create", name='A "quoted" é', selfProvisioningDomains=["a.example"])
    said = answer.json()
    assert (answer.status_code, said["errorDescription"]) == (400, 'Cannot take A "quoted" é a.example')
    assert said["errorMessage"] == answer.request.content.decode()


def test_html_is_a_success_that_is_no_json(api: RawClient, control: Control) -> None:
    control.faults([{"path": "*", "html": True}])
    page = api.get("tenant/all")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")


def test_a_dripping_answer_is_the_real_one_and_takes_a_pause_for_each_byte(api: RawClient, control: Control) -> None:
    control.faults([{"path": "*", "drip": 5}])
    began = time.monotonic()
    page = api.get("tenant/all")
    assert page.json() == {"tenants": []}
    assert time.monotonic() - began >= 0.005 * len(page.content)


def test_a_flood_goes_on_until_the_client_hangs_up(api: RawClient, control: Control) -> None:
    control.faults([{"path": "*", "flood": True}])
    received = 0
    with api.http.stream("GET", "tenant/all") as answer:
        for chunk in answer.iter_raw():
            received += len(chunk)
            if received > 50_000_000:
                break
    assert "content-length" not in answer.headers
    assert api.get("tenant/all").status_code == 200


def test_a_bomb_unpacks_to_a_thousand_times_what_is_sent(api: RawClient, control: Control) -> None:
    control.faults([{"path": "*", "bomb": True}])
    page = api.get("tenant/all")
    assert int(page.headers["content-length"]) < 200_000
    assert len(page.content) == 128 * 1024 * 1024


@pytest.mark.parametrize("skew", [0, 4000, -4000])
def test_answers_are_dated_by_the_clock_that_was_set(api: RawClient, control: Control, skew: int) -> None:
    control.configure(clock_skew_s=skew)
    dates = api.get("tenant/all").headers.get_list("date")
    control.configure(clock_skew_s=None)
    assert len(dates) == 1
    assert parsedate_to_datetime(dates[0]).timestamp() == pytest.approx(time.time() + skew, abs=10)


def test_a_planned_answer_may_bring_a_date_of_its_own(api: RawClient, control: Control) -> None:
    control.faults([{"path": "*", "status": 200, "headers": {"Date": "yesterday"}}])
    assert api.get("tenant/all").headers.get_list("date") == ["yesterday"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_client_that_gives_up_on_a_delay_may_have_had_an_effect(api: RawClient, control: Control, when: str) -> None:
    control.faults([{"path": CREATE, "delay": 400, "when": when}])
    with pytest.raises(httpx.ReadTimeout):
        api.http.post("tenant/create", json={"name": "Acme"}, timeout=0.1)
    assert api.names("tenant") == (["Acme"] if when == "after" else [])
    deadline = time.monotonic() + 5
    while control.requests()[0]["ended"] is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert api.names("tenant") == ["Acme"]


def test_nth_and_count_choose_the_requests(api: RawClient, control: Control) -> None:
    control.faults([{"path": "/v1/mgmt/tenant/*", "nth": 2, "count": 2, "status": 500}])
    assert [api.get("tenant/all").status_code for _ in range(5)] == [200, 500, 500, 200, 200]
    (fault,) = control.fault_counts()
    assert (fault["hits"], fault["fired"]) == (5, 2)


def test_count_zero_is_for_ever(api: RawClient, control: Control) -> None:
    control.faults([{"path": "/v1/mgmt/tenant/all", "count": 0, "status": 500}])
    assert {api.get("tenant/all").status_code for _ in range(5)} == {500}
    control.clear_faults()
    assert api.get("tenant/all").status_code == 200


def test_requests_of_other_methods_and_paths_do_not_count(api: RawClient, control: Control) -> None:
    control.faults([{"method": "post", "path": CREATE, "status": 500}])
    assert api.get("tenant/all").status_code == 200
    assert api.post("tenant/search").status_code == 200
    assert api.post("tenant/create", name="Acme").status_code == 500


def test_a_pattern_with_a_query_looks_at_the_query(api: RawClient, control: Control) -> None:
    control.faults([{"path": "/v1/mgmt/tenant?id=b*", "status": 500}])
    assert api.get("tenant", id="acme").status_code == 404
    assert api.get("tenant", id="bcme").status_code == 500


def test_each_fault_counts_by_itself_and_the_first_that_is_due_happens(api: RawClient, control: Control) -> None:
    control.faults([{"path": "*", "status": 500}, {"path": "*", "nth": 1, "count": 2, "status": 502}])
    assert [api.get("tenant/all").status_code for _ in range(3)] == [500, 502, 200]


def test_a_status_may_bring_its_own_body_and_headers(api: RawClient, control: Control) -> None:
    control.faults(
        [
            {"path": "*", "action": "status", "status": 429, "headers": {"Retry-After": 7}},
            {"path": "*", "nth": 2, "status": 520, "body": "<html>", "headers": {"Content-Type": "text/html"}},
            {"path": "*", "nth": 3, "status": 400, "body": {"errorCode": "E1"}},
            {"path": "*", "nth": 4, "status": 204},
        ]
    )
    limited, text, own, bodiless = (api.get("tenant/all") for _ in range(4))
    assert (limited.headers["retry-after"], limited.json()["errorCode"]) == ("7", "E130429")
    assert (text.status_code, text.text, text.headers["content-type"]) == (520, "<html>", "text/html")
    assert own.json() == {"errorCode": "E1"}
    assert (bodiless.status_code, bodiless.content) == (204, b"")


@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"path": "/x"},
        {"status": 200, "reset": True},
        {"action": "reset", "html": True},
        {"action": "explode"},
        {"status": 700},
        {"status": "503"},
        {"reset": True, "nth": 0},
        {"reset": True, "count": -1},
        {"reset": True, "when": "during"},
        {"reset": True, "pth": "/x"},
        {"reset": True, "path": "x"},
        {"reset": True, "body": "x"},
        {"status": 500, "headers": ["x"]},
        {"action": "delay"},
        {"delay": -1},
        {"html": True, "delay_ms": 1},
        {"drip": "slowly"},
        {"flood": True, "bomb": True},
        "reset",
    ],
)
def test_an_invalid_plan_is_refused_as_a_whole(control: Control, fault: Any) -> None:
    control.faults([{"path": "/kept", "reset": True}])
    with pytest.raises(ControlError, match=r"400.*fault 2"):
        control.faults([{"path": "/v1", "reset": True}, fault])
    assert [planned["path"] for planned in control.fault_counts()] == ["/kept"]
