# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_access_key: one key, present or absent; its secret, told once; namesakes, and keys that act for a user."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.ansible_run import OUTPUT, Json, Result, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import assert_predicted, assert_result_is_complete, company
from tests.integration.project import Project
from tests.integration.stored import read

CI = {
    "name": "ci",
    "description": "Builds",
    "key_tenants": [{"tenant_id": "acme", "role_names": ["Approver", "Viewer"]}, {"tenant_id": "globex"}],
    "permitted_ips": ["10.0.0.0/8"],
    "custom_claims": {"env": "prod"},
}
CHANGE = {"name": "ci", "description": "", "key_tenants": [{"tenant_id": "acme"}], "status": "inactive"}
KINDS = ["access_keys"]
MADE = ("id", "clientId", "createdTime", "createdBy", "secret")

Results = dict[str, Result]


@pytest.fixture(scope="module")
def life(shared_project: Project) -> Results:
    """A key's life in one playbook, each step previewed in check mode; nothing of it asks for the secret."""
    gone = {"name": "ci", "state": "absent"}
    return shared_project.run_named(
        {
            "create": preview_of("access_key", **CI),
            "created": task("access_key", **CI),
            "created_again": task("access_key", **CI),
            "update": preview_of("access_key", **CHANGE),
            "updated": task("access_key", **CHANGE),
            "updated_again": task("access_key", **CHANGE),
            "saved": task("backup"),
            "activated": task("access_key", id="{{ created.access_key.id }}", name="builds", status="active"),
            "restored": task("restore", backup="{{ saved.backup.id }}", kinds=KINDS),
            "restored_again": task("restore", backup="{{ saved.backup.id }}", kinds=KINDS),
            "delete": preview_of("access_key", **gone),
            "deleted": task("access_key", **gone),
            "deleted_again": task("access_key", **gone),
        },
        arguments=("-vvv",),
    )


def keys(project: Project) -> list[Json]:
    found: list[Json] = project.control.dump(project.id)["access_keys"]
    return found


def without_made(found: list[Json]) -> list[Json]:
    documents = [{name: value for name, value in one.items() if name not in MADE} for one in found]
    return sorted(documents, key=lambda one: (one["name"], str(one["description"])))


def test_a_key_is_created_with_what_was_given(shared_project: Project, life: Results) -> None:
    created = life["created"]
    tenants = [CI["key_tenants"][0], {"tenant_id": "globex", "role_names": []}]  # type: ignore[index]

    assert shared_project.writes(created) == ["accesskey/create"]
    assert created.statuses == [("access_key", "ci", "create", "applied")]
    assert {**CI, "key_tenants": tenants, "status": "active"}.items() <= created["access_key"].items()
    assert created["access_key"]["id"]


@pytest.mark.parametrize("again", ["created_again", "updated_again", "restored_again", "deleted_again"])
def test_a_task_whose_work_is_done_writes_nothing(shared_project: Project, life: Results, again: str) -> None:
    result = life[again]

    assert (result.message, result.changed, result["diff"], shared_project.writes(result)) == ("", False, [], [])


@pytest.mark.parametrize(
    ("preview", "run", "calls"), [("create", "created", 1), ("update", "updated", 2), ("delete", "deleted", 1)]
)
def test_check_mode_writes_nothing_and_predicts_the_run(
    shared_project: Project, life: Results, preview: str, run: str, calls: int
) -> None:
    assert shared_project.writes(life[preview]) == []
    assert len(shared_project.writes(life[run])) == calls
    assert_predicted(life[preview], life[run], *(["access_key"] if preview == "create" else []))  # its id is not known before
    assert_result_is_complete(life[run])


def test_an_update_keeps_what_is_not_given(life: Results) -> None:
    (shown,) = life["updated"]["diff"]
    tenants = [CI["key_tenants"][0]]  # type: ignore[index]

    assert shown["after"] == {**shown["before"], "description": "", "status": "inactive", "key_tenants": tenants}


def test_an_id_renames_and_a_restore_takes_it_back(shared_project: Project, life: Results) -> None:
    (kept,) = read(Path(life["saved"]["backup"]["path"]) / "access_keys.json")

    assert shared_project.writes(life["activated"]) == ["accesskey/update", "accesskey/activate"]
    assert shared_project.writes(life["restored"]) == ["accesskey/update", "accesskey/deactivate"]
    assert life["restored"].statuses == [("access_key", f"builds/{kept['id']}", "update", "applied")]
    assert life["delete"]["diff"][0]["before"] == life["updated"]["access_key"]


def test_a_deletion_says_what_it_does_and_makes_a_backup_first(life: Results) -> None:
    deleted = life["deleted"]

    assert "no backup holds its secret, so whoever uses it is locked out" in deleted["plan"]["lines"][0]
    assert [one["name"] for one in read(Path(deleted["backup"]["path"]) / "access_keys.json")] == ["ci"]


def test_a_secret_that_nobody_asked_for_is_nowhere(shared_project: Project, life: Results) -> None:
    key_id = life["created"]["access_key"]["id"]
    assert not any("cleartext" in (result.values.get("access_key") or {}) for result in life.values())
    files = [path for path in shared_project.home.rglob("*") if path.is_file()]
    assert (shared_project.home / OUTPUT) in files
    # A secret begins with the id of its key and goes on; the id alone is no secret.
    longer = [path.name for path in files if any(word.startswith(key_id) and word != key_id for word in words(path))]
    assert longer == []


def words(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8", errors="replace")
    return "".join(letter if letter.isalnum() else " " for letter in text).split()


def test_the_secret_is_returned_once_to_who_asks(company_project: Project) -> None:
    ask = {"name": "ci", "return_cleartext": True}
    preview, made, again, stored = company_project.run(
        preview_of("access_key", **ask), task("access_key", **ask), task("access_key", **ask), task("backup")
    )

    secret = made["access_key"]["cleartext"]
    assert secret.startswith(made["access_key"]["id"])
    assert [one["secret"] for one in keys(company_project)] == [secret]
    assert not [one for one in (preview, again) if "cleartext" in one["access_key"]]
    kept = (Path(stored["backup"]["path"]) / "access_keys.json").read_text(encoding="utf-8")
    assert made["access_key"]["id"] in kept
    assert secret not in kept


def namesakes() -> list[dict[str, Any]]:
    described = [{"name": "ci", "description": text, "roleNames": ["Viewer", "Editor"]} for text in ("one", "two", "two")]
    return [{"id": f"K{at}", "status": "active", "createdTime": 1700000000 + at, **one} for at, one in enumerate(described)]


def test_namesakes_need_an_id(make_project: MakeProject) -> None:
    project = make_project(**company(), access_keys=namesakes())
    unclear, clear = project.run(
        task("access_key", name="ci", status="inactive"), task("access_key", id="K1", name="ci", status="inactive")
    )

    assert unclear.code == "invalid_input"
    assert "There are 3 access keys called ci, with the ids K0, K1, K2" in unclear.message
    assert clear.statuses == [("access_key", "ci/K1", "update", "applied")]
    assert [one["status"] for one in keys(project)] == ["active", "inactive", "active"]


def test_a_wiped_project_gets_all_namesakes_back_once(make_project: MakeProject) -> None:
    project = make_project(**company(), access_keys=namesakes())
    before = without_made(keys(project))
    project.run_one(task("backup"))
    project.load(access_keys=[])
    restored, again = project.run(*[task("restore", backup="latest", kinds=KINDS)] * 2)

    assert restored["plan"]["creates"] == 3
    assert without_made(keys(project)) == before
    assert (again.message, again.changed, again["plan"]["total"]) == ("", False, 0)


def test_a_key_acts_for_the_same_person_in_another_project(make_project: MakeProject) -> None:
    users = [{"loginIds": ["ann@acme.example"], "id": "U1", "status": "enabled"}]
    bound = {"id": "K1", "name": "ci", "status": "active", "boundUserId": "U1", "createdTime": 1700000000}
    project = make_project(**company(), users=users, access_keys=[bound])
    project.run_one(task("backup"))
    project.load(users=[{**users[0], "id": "U2"}], access_keys=[])
    restored, again = project.run(*[task("restore", backup="latest", kinds=KINDS)] * 2)

    assert (restored.message, again.changed) == ("", False)
    assert [one["boundUserId"] for one in keys(project)] == ["U2"]


def test_a_lost_answer_is_settled_by_reading(company_project: Project) -> None:
    path = "/v1/mgmt/accesskey/create"
    company_project.control.faults([{"method": "POST", "path": path, "reset": True, "when": "after", "count": 1}])
    made = company_project.run_one(task("access_key", name="ci", description="x", return_cleartext=True))

    assert (made.message, made.changed, len(keys(company_project))) == ("", True, 1)
    assert "cleartext" not in made["access_key"]


def test_what_can_not_be_meant_is_refused_before_the_first_write(company_project: Project) -> None:
    cases: dict[str, Json] = {
        "There is no access key K9": {"id": "K9"},
        "ci would have role_names and key_tenants": {
            "name": "ci",
            "role_names": ["Viewer"],
            "key_tenants": [{"tenant_id": "acme"}],
        },
        "key_tenants names the tenant nowhere": {"name": "ci", "key_tenants": [{"tenant_id": "nowhere"}]},
        "key_tenants names the role globex/Approver": {
            "name": "ci",
            "key_tenants": [{"tenant_id": "globex", "role_names": ["Approver"]}],
        },
        "role_names names the role Nobody": {"name": "ci", "role_names": ["Nobody"]},
    }
    results = company_project.run(*(task("access_key", **options) for options in cases.values()))

    assert [result.code for result in results] == ["invalid_input"] * len(cases)
    assert [words for words, result in zip(cases, results, strict=True) if words not in result.message] == []
    assert company_project.writes() == []
