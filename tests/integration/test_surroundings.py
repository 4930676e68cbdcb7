# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be wrong around a run: libraries, credentials, network, addresses, disks. Each says what to do about it."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.integration.ansible_run import Json, Result, task
from tests.integration.project import Project

Results = dict[str, Result]


@pytest.fixture(scope="module")
def results(shared_project: Project) -> Results:
    """Tasks in bad surroundings, in one playbook."""
    home = shared_project.home
    home.mkdir(parents=True)
    (home / "file").write_text("not a directory", encoding="utf-8")
    new = {"tenants": [{"id": "new", "name": "New"}]}
    purge: Json = {"desired": {"tenants": [{"id": "acme"}, {"id": "acme-labs"}, {"id": "acme-labs-x"}]}, "purge": True}
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        return shared_project.run_named(
            {
                "httpx": without("httpx", home),
                "pydantic": without("pydantic", home),
                "wrong_key": task("sync", management_key="KNobodyHasThisOne00000000000000", desired=new),
                "unknown_project": task("tenant", project_id="PNobodyHasThisOne", id="new", name="New"),
                "no_key": task("tenant_info", management_key=" "),
                "unreachable": task("tenant_info", base_url=f"http://127.0.0.1:{taken.getsockname()[1]}"),
                "plain_http": task("tenant_info", base_url="http://api.descope.com"),
                "no_timeout": task("tenant_info", timeout=0),
                "below_a_file": task("tenant", id="globex", state="absent", backup_dir=str(home / "file" / "backups")),
                "in_proc": task("sync", **purge, confirm=shared_project.id, max_delete_percent=50, backup_dir="/proc/backups"),
                "relative": task("backup", backup_dir="backups/of/mine"),
            }
        )


def without(library: str, home: Path) -> Json:
    """Return a task that finds no such library: something of its name that can't be imported stands in front of it."""
    shadow = home / f"without-{library}"
    shadow.mkdir()
    (shadow / f"{library}.py").write_text(f"raise ImportError('no {library} here')\n", encoding="utf-8")
    return {**task("tenant_info"), "environment": {"PYTHONPATH": str(shadow)}}


def test_nothing_is_written_in_any_of_them(shared_project: Project, results: Results) -> None:
    assert [name for name, result in results.items() if not result.failed] == []
    assert shared_project.writes() == []


@pytest.mark.parametrize("library", ["httpx", "pydantic"])
# reliability #47
def test_a_missing_library_is_named_with_the_interpreter_and_what_to_install(results: Results, library: str) -> None:
    result = results[library]

    assert result.code == "missing_dependency"
    assert f"The Python library {library} is missing" in result.message
    assert "python" in result.message.split(" for ")[1]
    assert "-m pip install" in result.message
    assert "Traceback" not in result.message


def test_wrong_credentials_are_one_clear_error(results: Results) -> None:
    assert results["wrong_key"].code == results["unknown_project"].code == "auth_failed"
    assert "Check project_id and management_key" in results["wrong_key"].message
    assert results["no_key"].code == "invalid_input"
    assert "DESCOPE_MANAGEMENT_KEY" in results["no_key"].message


def test_a_service_that_can_not_be_reached_is_worth_another_try(results: Results) -> None:
    assert results["unreachable"].code == "api_unreachable"
    assert results["unreachable"]["error"]["retryable"] is True


def test_an_option_that_is_not_safe_is_refused_by_name(results: Results) -> None:
    assert results["plain_http"].code == results["no_timeout"].code == "invalid_input"
    assert "base_url must be https" in results["plain_http"].message
    assert "timeout" in results["no_timeout"].message


def test_a_backup_directory_that_can_not_be_written_stops_a_deletion_before_it_begins(results: Results) -> None:
    refused = [results[name] for name in ("below_a_file", "in_proc", "relative")]

    assert [result.code for result in refused] == ["storage_failed", "storage_failed", "unsafe_path"]
    assert "/proc" in refused[1].message
    assert "relative" in refused[2].message
