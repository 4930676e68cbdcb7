# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory source: what AWX gets from the file of examples/awx is what the playbooks for all projects run on."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.integration.awx.runner import EXAMPLE, Launch, run_job
from tests.integration.project import Project
from tests.integration.role_support import BIN, environment_of
from tests.scan import assert_nothing_leaked

FILE = EXAMPLE / "inventory" / "company.descope_projects.yml"


def test_the_projects_of_the_company_become_hosts_that_a_job_can_work_on(project: Project, tmp_path: Path) -> None:
    company = {
        "DESCOPE_COMPANY_KEY": project.simulator.management_key,
        "DESCOPE_MANAGEMENT_KEY": project.simulator.management_key,
        "DESCOPE_BASE_URL": project.simulator.url,
    }
    mine = {name: value for name, value in environment_of(project).items() if not name.startswith("DESCOPE_")}
    done = subprocess.run(
        [str(BIN / "ansible-inventory"), "--inventory", str(FILE), "--list", "--export"],
        cwd=tmp_path,
        env={**mine, **company, "ANSIBLE_INVENTORY_UNPARSED_FAILED": "True"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert_nothing_leaked(done.stdout + done.stderr, also=[project.simulator.management_key])
    variables = json.loads(done.stdout)["_meta"]["hostvars"]
    # What comes from the API is marked as no template, from ansible-core 2.19 on in this list too. AWX keeps the mark, and the
    # inventory of a job brings it back.
    marked = ({"__ansible_unsafe": project.id}, project.id)
    (host,) = [name for name, known in variables.items() if known["safe_sync_project_id"] in marked]

    backups = tmp_path / "exposed"
    launch = Launch(
        "playbooks/backup_all.yml", company, {"safe_sync_backup_dir": str(backups)}, limit=host, hosts=variables, forks=5
    )
    job = run_job(launch, tmp_path / "jobs")

    assert job.ok, job.output
    assert [path.name for path in backups.iterdir() if path.name.startswith("P")] == [project.id]
