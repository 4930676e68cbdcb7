# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""descope_backup_offsite: backups go to an object store and come back on another host, and nothing there is changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.integration.ansible_run import Json, Result, preview_of, task
from tests.integration.project import Project
from tests.integration.stored import names, publish
from tests.object_store import NOWHERE, Login, ObjectStore, running_object_store

Results = dict[str, Result]

FILES = ["permissions.json", "roles.json", "tenants.json", "manifest.json"]


@pytest.fixture(scope="module")
def objects(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStore]:
    with running_object_store(tmp_path_factory.mktemp("objects")) as running:
        yield running


@dataclass(frozen=True)
class Job:
    """Tasks of a project with a bucket and a user; the user's credentials come from the environment of the run."""

    project: Project
    objects: ObjectStore
    bucket: str
    login: Login

    def options(self, **changed: Any) -> Json:
        secrets = {name: f"{{{{ lookup('ansible.builtin.env', 'TEST_{name.upper()}') }}}}" for name in self.login.options}
        return {"bucket": self.bucket, "endpoint_url": self.objects.url, "region": "us-east-1", **secrets, **changed}

    def task(self, **changed: Any) -> Json:
        return task("backup_offsite", **self.options(**changed))

    def preview(self, **changed: Any) -> Json:
        return preview_of("backup_offsite", **self.options(**changed))

    def run(self, tasks: dict[str, Json]) -> tuple[Results, str]:
        """Run tasks, each registered under its name; no credential of the store is printed or left behind."""
        environment = {f"TEST_{name.upper()}": value for name, value in self.login.options.items()}
        registering = ({**one, "register": name} for name, one in tasks.items())
        done = self.project.play(*registering, environment={**NOWHERE, **environment}, arguments=("-vvv",))
        assert_hidden(self.project, self.login, done.output)
        return dict(zip(tasks, done.results, strict=True)), done.output


def assert_hidden(project: Project, login: Login, output: str) -> None:
    assert login.secret_key not in output, "the secret key was printed"
    left = [str(path) for path in project.home.rglob("*") if path.is_file() and login.secret_key.encode() in path.read_bytes()]
    assert left == [], "the secret key was written to a file"


@pytest.fixture(scope="module")
def job(shared_project: Project, objects: ObjectStore) -> Job:
    return Job(shared_project, objects, objects.bucket(), objects.user())


@pytest.fixture(scope="module")
def backups(job: Job) -> list[Path]:
    return [publish(job.project, days_ago) for days_ago in (2, 1)]


@pytest.fixture(scope="module")
def run(job: Job, backups: list[Path]) -> tuple[Results, str]:
    newer = backups[1].name
    new_host = str(job.project.home / "new_host")
    return job.run(
        {
            "preview": job.preview(),
            "copied": job.task(),
            "all": job.task(backup="all"),
            "listed": job.task(state="listed"),
            "verified": job.task(state="verified", backup="all"),
            "fetch_preview": job.preview(state="fetched", backup_dir=new_host),
            "fetched": job.task(state="fetched", backup_dir=new_host),
            "there": task("backup_info", backup_dir=new_host),
            "restored": task("restore", backup=newer, backup_dir=new_host),
            "half_a_login": job.task(secret_key="{{ omit }}"),
            "plain_http": job.task(endpoint_url="http://s3.example.com"),
        }
    )


@pytest.fixture(scope="module")
def results(run: tuple[Results, str]) -> Results:
    return run[0]


def test_check_mode_says_what_a_run_then_does_and_writes_nothing(job: Job, backups: list[Path], results: Results) -> None:
    preview, copied = results["preview"], results["copied"]

    assert preview.changed and copied.changed
    assert preview["backups"] == copied["backups"]
    assert preview["backups"][0]["uploaded"] == FILES
    assert preview["diff"]["after"].splitlines() == [f"{backups[1].name}/{name}" for name in FILES]
    assert [request for request in job.objects.requests(job.bucket) if request[:2] == ("PUT", "")] == [("PUT", "", 200)]


def test_a_run_copies_the_newest_and_all_the_rest(job: Job, backups: list[Path], results: Results) -> None:
    older, newer = (backup.name for backup in backups)

    states = {name: [(one["id"], one["status"]) for one in results[name]["backups"]] for name in ("copied", "all")}
    assert states == {
        "copied": [(newer, "copied")],
        "all": [(newer, "present"), (older, "copied")],
    }
    assert results["all"]["status"] == "offsite"
    assert results["all"]["location"] == f"s3://{job.bucket}/{job.project.id}"
    assert job.objects.contents(job.bucket) == {
        f"{job.project.id}/{backup.name}/{name}": (backup / name).read_bytes() for backup in backups for name in names(backup)
    }


def test_what_is_there_is_listed_and_verified(backups: list[Path], results: Results) -> None:
    ids = [backup.name for backup in reversed(backups)]

    for name, status in (("listed", "complete"), ("verified", "verified")):
        assert not results[name].changed
        assert [(one["id"], one["status"]) for one in results[name]["backups"]] == [(one, status) for one in ids]


def test_a_new_host_gets_the_newest_backup_and_can_restore_it(job: Job, backups: list[Path], results: Results) -> None:
    newer = backups[1].name

    assert results["fetch_preview"]["backups"][0]["status"] == "fetched"
    assert results["fetched"]["backups"][0]["path"] == str(job.project.home / "new_host" / job.project.id / newer)
    assert [(one["id"], one["status"]) for one in results["there"]["backups"]] == [(newer, "verified")]
    assert (results["restored"].failed, results["restored"]["plan"]["total"]) == (False, 0)


def test_what_can_not_be_meant_is_one_clear_error(results: Results) -> None:
    assert (results["plain_http"].code, results["half_a_login"].failed) == ("invalid_input", True)
    assert "access_key, secret_key" in results["half_a_login"].message


@pytest.fixture(scope="module")
def trouble(make_shared_project: Any, objects: ObjectStore) -> tuple[Results, str]:
    """A run whose credentials the store no longer knows, and one to which somebody else was first."""
    job = Job(make_shared_project(), objects, objects.bucket(), objects.user())
    backup = publish(job.project)
    taken, revoked = objects.bucket(), objects.user()
    objects.put(taken, f"{job.project.id}/{backup.name}/roles.json", b"[]\n")
    objects.revoke(job.login)
    valid = {"access_key": revoked.access_key, "secret_key": revoked.secret_key}
    return job.run(
        {
            "local_only": job.task(),
            "previewed": job.preview(),
            "required": job.task(required=True),
            "taken": {**job.task(bucket=taken, **valid), "no_log": False},
            "not_fetched": job.task(state="fetched"),
        }
    )


def test_without_the_store_the_backup_is_here_only_and_that_is_a_warning(trouble: tuple[Results, str]) -> None:
    """reliability #123"""
    results, output = trouble
    result = results["local_only"]

    assert (result.failed, result.changed, result["status"]) == (False, False, "local_only")
    assert (result["reason"]["code"], result["reason"]["retryable"]) == ("offsite_failed", False)
    assert result["backups"][0]["status"] == "local_only"
    assert "There is no copy elsewhere" in output
    assert results["previewed"]["status"] == "local_only"


def test_without_the_store_a_run_that_requires_it_fails_and_so_does_a_fetch(trouble: tuple[Results, str]) -> None:
    """reliability #123"""
    results, _output = trouble

    for name in ("required", "not_fetched"):
        assert (results[name].failed, results[name].code) == (True, "offsite_failed")
    assert results["required"]["status"] == "local_only"


def test_a_name_that_is_taken_fails_whether_a_copy_is_required_or_not(trouble: tuple[Results, str]) -> None:
    """reliability #121"""
    result = trouble[0]["taken"]

    assert (result.failed, result.code, result["status"]) == (True, "target_exists", "failed")
    assert result["backups"][0]["status"] == "conflict"
    assert "roles.json" in result.message
