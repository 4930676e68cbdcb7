# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit log: times as people write them, pages, and whose hand a difference is."""

from __future__ import annotations

import asyncio
import typing as t
from datetime import datetime, timedelta, timezone

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine import audit
from ansible_collections.descope.mgmt.plugins.module_utils._engine.audit import (
    concerns,
    event_values,
    moment,
    search,
    with_actors,
)
from ansible_collections.descope.mgmt.plugins.module_utils._engine.drift_values import Judgement, drift_result
from ansible_collections.descope.mgmt.plugins.module_utils._errors import ApiUnavailable, DescopeError, Forbidden, InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from tests.unit.plugins.builders import live, permission, planned, state, tenant

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)


def event(action: str = "TenantUpdated", second: int = 0, **fields: t.Any) -> Document:
    """Return an event as the API gives it."""
    occurred = str(int((NOW + timedelta(seconds=second)).timestamp() * 1000) + 123)
    return {"action": action, "occurred": occurred, "actorId": "K1", "tenants": [], "externalIds": [], "data": {}, **fields}


class Log:
    """Answers searches with events, or with an error."""

    project_id = "P123"

    def __init__(self, *events: Document, error: DescopeError | None = None) -> None:
        self.asked: list[Document] = []
        self._events, self._error = events, error

    async def read(self, path: str, body: Document) -> t.Any:
        assert path == "/v1/mgmt/audit/search"
        self.asked.append(body)
        if self._error:
            raise self._error
        page = self._events[body["page"] * body["size"] : (body["page"] + 1) * body["size"]]
        return {"audits": list(page), "total": len(self._events)}

    async def get(self, path: str, **query: str) -> t.Any:
        raise AssertionError(path)

    async def write(self, path: str, body: Document, *, method: str = "POST", **query: str) -> Document:
        raise AssertionError(path)


# --- times ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-11-22T23:15:00Z", datetime(2026, 11, 22, 23, 15, tzinfo=timezone.utc)),
        ("2026-11-22T23:15:00+01:00", datetime(2026, 11, 22, 22, 15, tzinfo=timezone.utc)),
        ("1700000000", datetime.fromtimestamp(1700000000, timezone.utc)),
        ("1700000000123", datetime.fromtimestamp(1700000000.123, timezone.utc)),
        ("36h", NOW - timedelta(hours=36)),
        ("7 d", NOW - timedelta(days=7)),
    ],
)
def test_a_time_can_be_written_in_several_ways(text: str, time: datetime) -> None:
    assert moment(text, "since", NOW) == time


@pytest.mark.parametrize("text", ["yesterday", "7", "h", "2026-11-22", "", "-1h"])
def test_what_is_no_time_is_refused_by_its_option(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"since .* is not a time"):
        moment(text, "since", NOW)


# --- searching -----------------------------------------------------------------------------------------------------------


def found(log: Log, limit: int = 100) -> list[str]:
    events = asyncio.run(search(log, {"text": "x"}, since=NOW - timedelta(hours=1), until=NOW, limit=limit))
    return [one["action"] for one in events]


def test_a_search_is_in_milliseconds_and_asks_for_no_more_than_is_wanted() -> None:
    log = Log(event("A"), event("B"))
    assert found(log, limit=50) == ["A", "B"]
    end = int(NOW.timestamp() * 1000)
    assert log.asked == [{"text": "x", "from": end - 3600_000, "to": end, "size": 50, "page": 0}]


def test_pages_are_read_up_to_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "PAGE", 2)
    log = Log(*(event(str(at)) for at in range(7)))
    assert found(log, limit=5) == ["0", "1", "2", "3", "4"]
    assert [one["page"] for one in log.asked] == [0, 1, 2]


def test_times_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(InvalidInput, match="is not later than since"):
        asyncio.run(search(Log(), {}, since=NOW, until=NOW, limit=1))


def test_an_event_is_told_in_words_people_write() -> None:
    told = event_values({**event(externalIds=["ann"], userId="U1", remoteAddress="203.0.113.4", geo=None), "ID": "E1"})
    assert (told["id"], told["time"], told["actor_id"], told["login_ids"]) == ("E1", "2026-11-23T12:00:00.123Z", "K1", ["ann"])
    assert (told["user_id"], told["remote_address"], told["geo"]) == ("U1", "203.0.113.4", "")


@pytest.mark.parametrize("occurred", [None, "", "soon", "9" * 30])
def test_an_event_without_a_time_is_told_all_the_same(occurred: t.Any) -> None:
    assert event_values({"occurred": occurred, "action": "A"})["time"] == ""


# --- who did it ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plural", "raw", "yes"),
    [
        ("tenants", event("TenantUpdated", tenants=["acme"]), True),
        ("tenants", event("TenantUpdated", tenants=["globex"]), False),
        ("tenants", event("LoginSucceed", tenants=["acme"]), False),
        ("roles", event("RoleModified", data={"role": {"name": "acme"}}), True),
        ("roles", event("UserRoleAdded", data={"role": "acme"}), False),
        ("access_keys", event("AccessKeyCreated", data={"ids": ["K2", "acme"]}), True),
        ("users", event("UserUpdated", externalIds=["acme"]), True),
        ("users", event("UserUpdated", userId="acme"), True),
    ],
)
def test_an_event_is_about_a_document_when_it_is_of_its_kind_and_names_it(plural: str, raw: Document, yes: bool) -> None:
    assert concerns(KINDS[plural], {"acme"}, event_values(raw)) is yes


def asked(log: Log, **desired: list[Document]) -> tuple[list[Document], str]:
    plan = planned(live(tenants=[tenant("acme"), tenant("globex")], permissions=[permission("p")]), state(**desired))
    return asyncio.run(with_actors(drift_result(plan, Judgement(NOW))["differences"], plan, log, NOW))


def differences(log: Log, **desired: list[Document]) -> list[Document]:
    found, why_not = asked(log, **desired)
    assert why_not == ""
    return found


def test_a_difference_tells_the_newest_events_about_its_document() -> None:
    ours = [event("TenantUpdated", second, actorId=f"K{second}", tenants=["acme"]) for second in (3, 1, 4, 2)]
    log = Log(event("TenantUpdated", 9, tenants=["other"]), *ours)
    (one,) = differences(log, tenants=[{"id": "acme", "disabled": True}])
    assert [told["actor"] for told in one["changed_by"]] == ["K4", "K3", "K2"]
    assert one["changed_by"][0] == {"actor": "K4", "action": "TenantUpdated", "time": "2026-11-23T12:00:04.123Z"}
    assert (one["difference"], [asked["text"] for asked in log.asked]) == ("changed", ["acme"])


def test_who_deleted_something_is_told_of_what_is_missing() -> None:
    log = Log(event("PermissionDeleted", data={"name": "gone"}))
    (one,) = differences(log, permissions=[permission("gone", id="")])
    assert [told["action"] for told in one["changed_by"]] == ["PermissionDeleted"]


def test_a_key_or_a_plan_without_the_audit_log_is_told_and_no_error_and_is_asked_once() -> None:
    log = Log(error=Forbidden("The tier is too low."))
    found, why_not = asked(log, tenants=[{"id": "acme", "disabled": True}, {"id": "globex", "disabled": True}])
    assert [one["changed_by"] for one in found] == [[], []]
    assert why_not.startswith("Who changed what is not known: not included in the plan or the key's role: The tier is too low.")
    assert len(log.asked) == 1


def test_other_trouble_is_raised() -> None:
    with pytest.raises(ApiUnavailable):
        differences(Log(error=ApiUnavailable("no")), tenants=[{"id": "acme", "disabled": True}])


def test_only_the_worst_are_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "ASKED_ABOUT", 1)
    log = Log(event(tenants=["globex"]), event("PermissionUpdated", data={"name": "p"}))
    told = differences(log, tenants=[{"id": "globex", "disabled": True}], permissions=[{"name": "p", "description": "x"}])
    assert [(one["kind"], len(one["changed_by"])) for one in told] == [("tenant", 1), ("permission", 0)]
    assert len(log.asked) == 1


@pytest.mark.parametrize(
    ("plural", "document", "names"),
    [
        ("tenants", {"id": "acme", "name": "Acme"}, ("acme", "Acme")),
        ("permissions", {"id": "PERM1", "name": "p"}, ("PERM1", "p")),
        ("access_keys", {"id": "", "name": "ci"}, ("ci",)),
        ("users", {"userId": "U1", "loginIds": ["ann", "a"]}, ("ann", "a", "U1")),
    ],
)
def test_a_document_goes_by_its_id_and_its_names(plural: str, document: Document, names: tuple[str, ...]) -> None:
    assert KINDS[plural].audited_as(document) == names
