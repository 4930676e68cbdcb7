# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role does when the changes fail or do not hold: undo as configured, and say what to do next."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.integration.conftest import MakeProject
from tests.integration.project import Project
from tests.integration.role_support import QUICK, backups, desired, play, tenants

REFUSED = {"method": "POST", "path": "/v1/mgmt/tenant/create", "nth": 2, "count": 0, "status": 400}
IGNORED = {"method": "POST", "path": "/v1/mgmt/tenant/update", "count": 0, "status": 200, "body": {}}
COMMAND = re.compile(r"ansible-playbook descope\.mgmt\.restore -e \S+")


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    return make_project(tenants=tenants(["acme", "globex"]))


def test_a_refused_change_is_undone_and_the_message_has_a_restore_command_that_works(project: Project) -> None:
    before = project.without_times("tenants")
    project.control.faults([REFUSED])
    wanted = {"safe_sync_desired": {"tenants": [{"id": "acme", "name": "Changed"}, {"id": "n1"}, {"id": "n2"}]}}
    wanted["safe_sync_desired"]["tenants"][1:] = [{"id": name, "name": name} for name in ("n1", "n2", "n3")]

    run = play(project, "safe_sync", variables={**wanted, "safe_sync_concurrency": 1})

    assert not run.ok
    assert "create tenant n" in run.message
    assert "nothing of this run is left" in run.message
    assert str(backups(project)[-1]) in run.message
    assert project.without_times("tenants") == before

    project.control.clear_faults()
    project.load(tenants=tenants(["globex"]))
    found = COMMAND.search(run.message)
    assert found
    program, playbook, *arguments = shlex.split(found[0])
    assert program == "ansible-playbook"
    again = play(project, playbook.removeprefix("descope.mgmt."), *arguments)
    assert again.ok, again.output
    assert project.without_times("tenants") == before


# reliability #23
def test_what_the_service_accepted_but_did_not_do_is_found_and_the_rest_undone(project: Project) -> None:
    before = project.without_times("tenants")
    project.control.faults([IGNORED])
    wanted = {"tenants": [{"id": "acme", "name": "Changed"}, {"id": "new", "name": "New"}]}

    run = play(project, "safe_sync", variables={"safe_sync_desired": wanted, **QUICK})

    assert not run.ok
    assert "tenant acme changed (name)" in run.message
    assert "Undone: 1 of 2 changes" in run.message
    assert COMMAND.search(run.message)
    assert project.without_times("tenants") == before


def test_with_stop_nothing_is_undone_after_a_failed_verification(project: Project) -> None:
    project.control.faults([IGNORED])
    wanted = {"tenants": [{"id": "acme", "name": "Changed"}, {"id": "new", "name": "New"}]}

    run = play(project, "safe_sync", variables={"safe_sync_desired": wanted, "safe_sync_on_error": "stop", **QUICK})

    assert not run.ok
    assert "Nothing was undone" in run.message
    assert str(backups(project)[-1]) in run.message
    assert sorted(project.documents("tenants")) == ["acme", "globex", "new"]


def test_reads_that_lag_behind_are_waited_for(project: Project) -> None:
    project.control.configure(lag_ms=4000)

    run = play(project, "safe_sync", variables=desired(["acme", "globex", "new"], safe_sync_verify_delay=1))

    assert run.ok, run.output
    assert "new" in project.documents("tenants")
