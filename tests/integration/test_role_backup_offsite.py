# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role backup_offsite: after a backup, on a new host, and on a night without the store."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.canaries import bare_secret
from tests.integration.ansible_run import ROOT, Json
from tests.integration.project import Project
from tests.integration.role_support import PlaybookRun, backups, play
from tests.object_store import NOWHERE, Login, ObjectStore, running_object_store
from tests.scan import assert_nothing_leaked

ROLE = ROOT / "roles" / "backup_offsite"


@pytest.fixture(scope="module")
def objects(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStore]:
    with running_object_store(tmp_path_factory.mktemp("objects")) as running:
        yield running


def run(project: Project, login: Login, *arguments: str, variables: Mapping[str, object]) -> PlaybookRun:
    """Run playbooks with the credentials of the store in the environment; they are not printed."""
    environment = {**NOWHERE, "AWS_ACCESS_KEY_ID": login.access_key, "AWS_SECRET_ACCESS_KEY": login.secret_key}
    first, *others = arguments
    done = play(project, first, *others, "-e", json.dumps(variables), environment=environment)
    assert_nothing_leaked(done.output, project.home, also=[login.secret_key])
    return done


def place(objects: ObjectStore, bucket: str, **more: object) -> Json:
    return {
        "backup_offsite_bucket": bucket,
        "backup_offsite_endpoint_url": objects.url,
        "backup_offsite_region": "us-east-1",
        **more,
    }


def test_the_nightly_job_of_the_readme_backs_up_and_copies(company_project: Project, objects: ObjectStore) -> None:
    bucket = objects.bucket()
    given = place(objects, bucket, backup_offsite_required="true", safe_sync_backup_dir="kept", backup_offsite_prefix="nightly")

    done = run(company_project, objects.user(), "backup", "descope.mgmt.backup_offsite", variables=given)

    assert done.ok, done.output
    (backup,) = backups(company_project, company_project.home / "kept")
    assert objects.contents(bucket) == {
        f"nightly/{company_project.id}/{backup.name}/{file.name}": file.read_bytes() for file in backup.iterdir()
    }
    assert f"{backup.name} copied" in done.output


def test_a_new_host_fetches_and_a_night_without_the_store_is_a_warning_unless_a_copy_is_required(
    company_project: Project, objects: ObjectStore, tmp_path: Path
) -> None:
    """reliability #123"""
    bucket, new_host = objects.bucket(), tmp_path / "new_host"
    book = tmp_path / "play.json"
    wrong = {
        "backup_offsite_access_key": bare_secret("S3 access key"),
        "backup_offsite_secret_key": bare_secret("S3 secret key"),
    }
    tasks = [
        include("safe_sync", "backup"),
        include("backup_offsite"),
        include("backup_offsite", "fetch", backup_offsite_backup_dir=str(new_host)),
        {"ansible.builtin.debug": {"msg": "fetched {{ backup_offsite_result.backups[0].path }}"}},
        include("backup_offsite", backup_offsite_prefix="other", **wrong),
        {"ansible.builtin.debug": {"msg": "went on with {{ backup_offsite_result.status }}"}},
        include("backup_offsite", backup_offsite_prefix="other", backup_offsite_required=True, **wrong),
        {"ansible.builtin.debug": {"msg": "not reached"}},
    ]
    book.write_text(json.dumps([{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": tasks}]))

    done = run(company_project, objects.user(), str(book), variables=place(objects, bucket))

    (backup,) = backups(company_project)
    assert f"fetched {new_host}/{company_project.id}/{backup.name}" in done.output
    (fetched,) = (new_host / company_project.id).iterdir()
    assert {file.name: file.read_bytes() for file in fetched.iterdir()} == {
        file.name: file.read_bytes() for file in backup.iterdir()
    }
    assert "went on with local_only" in done.output
    assert "On this host only" in done.output
    assert (done.ok, "not reached" in done.output) == (False, False)
    assert "does not know these credentials" in done.message


def test_check_mode_copies_nothing_and_says_what_it_would_copy(company_project: Project, objects: ObjectStore) -> None:
    bucket, writer = objects.bucket(), objects.user()
    run(company_project, writer, "backup", variables={})

    done = run(company_project, writer, "backup_offsite", "--check", "--diff", variables=place(objects, bucket))

    (backup,) = backups(company_project)
    assert (done.ok, done.changed) == (True, 1)
    assert f"+{backup.name}/manifest.json" in done.output
    assert objects.contents(bucket) == {}


def include(role: str, tasks_from: str = "main", **variables: Any) -> Json:
    return {"ansible.builtin.include_role": {"name": f"descope.mgmt.{role}", "tasks_from": tasks_from}, "vars": variables}


# --- what the files say --------------------------------------------------------------------------------------------------


def read(name: str) -> Any:
    return yaml.safe_load((ROLE / name).read_text(encoding="utf-8"))


def test_the_defaults_are_those_of_the_specs_and_the_readme_names_every_variable() -> None:
    options = {
        name: option
        for spec in read("meta/argument_specs.yml")["argument_specs"].values()
        for name, option in spec["options"].items()
    }
    readme = (ROLE / "README.md").read_text(encoding="utf-8")

    assert {name: one["default"] for name, one in options.items() if "default" in one} == read("defaults/main.yml")
    assert set(re.findall(r"^\| `(backup_offsite_\w+)` \|", readme, re.MULTILINE)) == set(options)
    assert {path.stem for path in (ROLE / "tasks").glob("*.yml")} == set(read("meta/argument_specs.yml")["argument_specs"])


def test_the_role_hides_every_variable_that_is_a_credential() -> None:
    for spec in read("meta/argument_specs.yml")["argument_specs"].values():
        hidden = {name for name, option in spec["options"].items() if option.get("no_log")}
        assert hidden == {f"backup_offsite_{name}" for name in ("access_key", "secret_key", "session_token")}
