# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The path every writing module takes: what is refused before the first write, when a backup is made, what a failure says."""

from __future__ import annotations

import asyncio
import json
import typing as t
from dataclasses import replace
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._client import DescopeClient
from ansible_collections.descope.mgmt.plugins.module_utils._engine.aftermath import failure
from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import BackupStore
from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Scope
from ansible_collections.descope.mgmt.plugins.module_utils._engine.converge import Job, converge
from ansible_collections.descope.mgmt.plugins.module_utils._engine.execute import (
    Report,
    SafetyBackup,
)
from ansible_collections.descope.mgmt.plugins.module_utils._engine.guards import Approval, Limits
from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan_hash import plan_hash
from ansible_collections.descope.mgmt.plugins.module_utils._engine.progress import Progress
from ansible_collections.descope.mgmt.plugins.module_utils._engine.report import line
from ansible_collections.descope.mgmt.plugins.module_utils._errors import (
    ApiUnavailable,
    ConfirmationRequired,
    Conflict,
    DescopeError,
    LimitExceeded,
    ProtectedObject,
    StalePlan,
    StorageFailed,
    SuspiciousDesired,
)
from tests.unit.plugins.builders import TARGET, TENANT, read, state, tenant
from tests.unit.plugins.model_api import ModelApi, refused
from tests.unit.plugins.module_utils._engine.backup_builders import ABOUT
from tests.unit.plugins.scripted_server import settings

GUARDED = {"limits": Limits(5, 100, ("protected",)), "approval": Approval()}


class ApiWithSettings(ModelApi):
    """The model with what converge asks of a client besides the protocol."""

    settings = settings(TARGET.api_base, project_id=TARGET.project_id, concurrency=1)


def an_api(*tenant_ids: str) -> ApiWithSettings:
    return ApiWithSettings(tenants=[tenant(one) for one in tenant_ids])


def converged(api: ModelApi, job: Job, progress: Progress | None = None) -> Report:
    return asyncio.run(converge(job, t.cast("DescopeClient", api), progress or Progress()))


def wanting(*tenant_ids: str, purge: bool = False, **job: t.Any) -> Job:
    return Job(state(tenants=[tenant(one) for one in tenant_ids]), Scope(purge=purge), **job)


@pytest.fixture
def store(tmp_path: Path) -> BackupStore:
    return BackupStore(str(tmp_path), TARGET.project_id)


# --- before the first write ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("job", "error"),
    [
        (wanting(purge=True, **GUARDED), SuspiciousDesired),
        (wanting("a", purge=True, limits=Limits(0, 100)), LimitExceeded),
        (wanting("a", purge=True, limits=Limits(5, 100, ("protected",))), ProtectedObject),
        (wanting("a", "protected", purge=True, **GUARDED), ConfirmationRequired),
        (wanting("a", "new", approval=Approval(plan_hash="0" * 64)), StalePlan),
    ],
)
def test_what_forbids_a_plan_is_raised_before_any_write(job: Job, error: type[DescopeError]) -> None:
    api = an_api("a", "b", "protected")
    with pytest.raises(error, match="Nothing was changed"):
        converged(api, job)
    assert api.writes == []


# reliability #22
def test_a_read_that_fails_ends_the_run_before_any_write() -> None:
    api = an_api()
    api.read_fault = ApiUnavailable("no answer")
    with pytest.raises(ApiUnavailable):
        converged(api, wanting("a"))
    assert api.writes == []


# reliability #104
def test_check_mode_plans_and_writes_nothing_and_asks_for_no_approval() -> None:
    api = an_api("a", "b")
    report = converged(api, wanting("a", purge=True, check_mode=True, **GUARDED))
    assert [str(change) for change in report.plan.changes] == ["tenant b"]
    assert (api.writes, report.outcomes, report.backup) == ([], (), None)


def test_check_mode_still_says_what_the_limits_forbid() -> None:
    with pytest.raises(LimitExceeded):
        converged(an_api("a", "b"), wanting("a", purge=True, check_mode=True, limits=Limits(0, 100)))


def test_the_hash_of_the_preview_is_the_hash_of_the_run() -> None:
    api = an_api("a", "b")
    preview = converged(api, wanting("a", "new", purge=True, check_mode=True))
    job = wanting("a", "new", purge=True, limits=Limits(5, 100), approval=Approval(plan_hash=plan_hash(preview.plan)))
    assert failure(converged(api, job)) is None
    assert list(read(api).keyed("tenants")) == ["a", "new"]


# reliability #92 #105
def test_repeating_a_finished_run_needs_no_approval_and_writes_nothing() -> None:
    api = an_api("a")
    report = converged(api, wanting("a", purge=True, approval=Approval(plan_hash="of the first run", confirm="x")))
    assert (report.plan.changes, api.writes, failure(report)) == ((), [], None)


# --- the safety backup ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "wanted", "purge", "due"),
    [
        ("overwrites", ["a", "new"], False, False),
        ("overwrites", [], False, False),
        ("deletes", ["a"], True, True),
        ("overwrites", ["a"], True, True),
    ],
)
def test_a_backup_is_made_when_something_would_be_lost(
    store: BackupStore, before: t.Literal["deletes", "overwrites"], wanted: list[str], purge: bool, due: bool
) -> None:
    report = converged(an_api("a", "b"), wanting(*wanted, purge=purge, backup=SafetyBackup(store, ABOUT, before)))
    assert (report.backup is not None) is due


def test_an_update_is_backed_up_for_overwrites_only(store: BackupStore) -> None:
    job = Job(state(tenants=[{"id": "a", "disabled": True}]), backup=SafetyBackup(store, ABOUT, "deletes"))
    assert converged(an_api("a"), job).backup is None
    job = Job(state(tenants=[{"id": "a", "disabled": True}]), backup=SafetyBackup(store, ABOUT, "overwrites"))
    backup = converged(an_api("a"), job).backup
    assert backup is not None
    assert store.load(backup).keyed("tenants")["a"]["disabled"] is False


@pytest.fixture
def updates_drop_something(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every update of a tenant destroy something that no document shows."""

    async def losses(*_: t.Any) -> tuple[str, ...]:
        return ("drops its sessions",)

    monkeypatch.setattr(type(TENANT), "losses", losses)


@pytest.mark.usefixtures("updates_drop_something")
def test_an_update_that_destroys_something_is_backed_up_and_approved_like_a_delete(store: BackupStore) -> None:
    job = Job(state(tenants=[{"id": "a", "disabled": True}]), approval=Approval(), backup=SafetyBackup(store, ABOUT, "deletes"))
    api = an_api("a")
    with pytest.raises(ConfirmationRequired, match="its update of tenant a drops its sessions"):
        converged(api, job)
    assert api.writes == []
    report = converged(api, replace(job, approval=Approval(confirm=TARGET.project_id)))
    assert [line(change) for change in report.plan.changes] == ["~ update tenant a: disabled (drops its sessions)"]
    assert report.backup is not None


@pytest.mark.usefixtures("updates_drop_something")
def test_an_undo_says_what_it_can_not_bring_back_of_an_update() -> None:
    api = an_api("a", "b")
    api.faults = {1: refused("Descope refused it.", "E1")}
    disabled = state(tenants=[{"id": "a", "disabled": True}, {"id": "b", "disabled": True}])
    error = failure(converged(api, Job(disabled, on_error="rollback")))
    assert error is not None
    assert "tenant a: brought back, but not what went with its update: drops its sessions" in error.message
    assert read(api).keyed("tenants")["a"]["disabled"] is False


def test_one_document_is_read_alone_until_a_backup_must_hold_them_all(store: BackupStore) -> None:
    api = an_api("a", "b")
    job = wanting("a", narrow=True, backup=SafetyBackup(store, ABOUT, "overwrites"))
    assert converged(api, job).plan.live == {"tenants": 1}
    assert "/v1/mgmt/tenant/all" not in api.reads
    report = converged(api, replace(job, desired=state(tenants=[{"id": "a", "disabled": True}])))
    assert report.backup is not None
    assert list(store.load(report.backup).keyed("tenants")) == ["a", "b"]


def test_a_delete_of_one_document_looks_at_all_that_may_use_it() -> None:
    api = ApiWithSettings(tenants=[tenant("a"), tenant("b", parent="a")])
    scope = Scope(absent={"tenants": ({"id": "a"},)})
    with pytest.raises(Conflict, match="it is the parent of tenant b"):
        converged(api, Job(state(), scope, narrow=True))
    assert api.writes == []


def test_without_its_backup_a_run_does_not_begin() -> None:
    class Full:
        path = "/nowhere"

        def publish(self, *what: t.Any) -> t.NoReturn:
            raise StorageFailed("The disk is full.")

    api = an_api("a", "b")
    backup = SafetyBackup(t.cast("BackupStore", Full()), ABOUT, "deletes")
    with pytest.raises(StorageFailed):
        converged(api, wanting("a", purge=True, backup=backup))
    assert api.writes == []


# --- after it ------------------------------------------------------------------------------------------------------------


def failed(on_error: t.Literal["stop", "continue", "rollback"], *failing: int) -> tuple[ApiWithSettings, Report, str]:
    api = an_api()
    api.faults = dict.fromkeys(failing, refused("Descope refused it.", "E1"))
    report = converged(api, wanting("a", "b", "c", on_error=on_error))
    error = failure(report)
    assert error is not None
    assert (error.details["cause"], error.details["api_code"]) == ("api_error", "E1")
    return api, report, error.message


def test_a_failure_names_the_change_the_reason_and_where_things_stand() -> None:
    api, report, message = failed("stop", 1)
    assert message == "create tenant b: Descope refused it. 1 of 3 changes were made, 1 failed; nothing was undone."
    assert list(read(api).keyed("tenants")) == ["a"]
    assert report.undone is None


def test_continue_says_how_many_failed() -> None:
    assert "1 of 3 changes were made, 2 failed" in failed("continue", 0, 1)[2]


def test_a_rollback_that_succeeds_is_a_failure_that_left_nothing() -> None:
    api, _, message = failed("rollback", 2)
    assert message.endswith("2 of 3 changes were made, 1 failed; 2 undone, nothing of this run is left.")
    assert list(read(api).keyed("tenants")) == []


def test_a_rollback_that_fails_names_what_is_left() -> None:
    api, _, message = failed("rollback", 2, 3)
    assert "but not all of it: tenant a: Descope refused it." in message
    assert list(read(api).keyed("tenants")) == ["a"]


def test_a_run_shows_its_phases(tmp_path: Path, store: BackupStore) -> None:
    file = tmp_path / "progress"
    job = wanting("a", purge=True, backup=SafetyBackup(store, ABOUT, "deletes"))
    converged(an_api("a", "b"), job, Progress(str(file)))
    phases = [json.loads(line)["phase"] for line in file.read_text().splitlines()]
    assert list(dict.fromkeys(phases)) == ["read", "backup", "apply"]
