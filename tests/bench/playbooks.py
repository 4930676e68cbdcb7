# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks that are measured, as a user would write them."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

from tests.bench.cases import Job
from tests.bench.measure import measure
from tests.bench.site import IN_FLIGHT, Json, Site, write_json
from tests.simulator.process import ROOT

INTERPRETER = "{{ ansible_playbook_python }}"
TENANT_DETAILS = ["tenants", "tenant_settings", "sso"]


# -- a playbook ---------------------------------------------------------------------------------------------------------------

PACE: Json = {
    "rate_limit": "{{ lookup('ansible.builtin.env', 'BENCH_RATE_LIMIT') | default(omit, true) }}",
    "rate_limit_share": 1.0,  # nobody else is there to leave something to
}


def play(tasks: list[Json], variables: Json | None = None, **keywords: object) -> Json:
    variables = {"ansible_python_interpreter": INTERPRETER, **(variables or {})}
    defaults = {"module_defaults": {"group/descope.mgmt.descope": PACE}}
    where = {"hosts": "localhost", "connection": "local", "gather_facts": False}
    return {**where, **defaults, "vars": variables, "tasks": tasks, **keywords}


def playbook(directory: Path, one_play: Json) -> list[str]:
    """Write a playbook and return the command that runs it."""
    return ["ansible-playbook", str(write_json(directory / "playbook.json", [one_play]))]


def module(name: str, /, **options: object) -> Json:
    return {f"descope.mgmt.descope_{name}": options}


@cache
def options_of(name: str) -> frozenset[str]:
    """Return the names of the options that a module documents."""
    command = ["ansible-doc", "--json", "--type", "module", f"descope.mgmt.descope_{name}"]
    collections = {"ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "run"), "HOME": str(ROOT / ".cache")}
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    told = subprocess.run(command, capture_output=True, text=True, check=True, env={**collections, "PATH": path})
    return frozenset(json.loads(told.stdout)[command[-1]]["doc"]["options"])


# -- this collection ----------------------------------------------------------------------------------------------------------


def approved(confirm: str, size: int, **options: object) -> Json:
    """Return the options that let a run change everything, 16 calls at a time."""
    return {
        "confirm": confirm,
        "concurrency": IN_FLIGHT,
        "max_deletes": size,
        "max_delete_percent": 100,
        "max_change_percent": 100,
        **options,
    }


def sync(job: Job, **options: object) -> Json:
    return module("sync", purge=job.case.name == "delete", **approved(job.project_id, job.size, **options))


def bulk(job: Job, interpreter: str = INTERPRETER) -> list[str]:
    """The module for many documents, with everything it does by itself, such as the backup before a change."""
    if job.case.name == "backup":
        task = module("backup", kinds=TENANT_DETAILS, **concurrent("backup"))
    elif job.case.name == "restore":
        task = module("restore", kinds=["tenants"], **approved(job.project_id, job.size))
    else:
        task = sync(job, desired={"tenants": "{{ tenants }}"})
    return _with_variables(job, task, None if "tenants }}" in str(task) else [], interpreter=interpreter)


def bulk_bare(job: Job) -> list[str]:
    """The same without the backup before a change."""
    return _with_variables(job, sync(job, desired={"tenants": "{{ tenants }}"}, backup=False))


def detailed_backup(job: Job) -> list[str]:
    """A backup with everything that is read of each tenant by a call of its own."""
    return playbook(
        job.directory, play([module("backup", kinds=[*TENANT_DETAILS, "password_settings"], **concurrent("backup"))])
    )


def many_projects(directory: Path, project_ids: list[str], tenants: list[Json], forks: int) -> list[str]:
    """The same desired state for many projects, each a host of the inventory."""
    hosts = {f"project{number:02}": {"project_id": project_id} for number, project_id in enumerate(project_ids)}
    inventory = {"all": {"hosts": hosts, "vars": {"ansible_connection": "local"}}}
    variables = write_json(directory / "variables.json", {"tenants": tenants})
    options = approved("{{ project_id }}", 0, project_id="{{ project_id }}", desired={"tenants": "{{ tenants }}"})
    command = playbook(directory, play([module("sync", **options)], hosts="all", vars_files=[str(variables)]))
    return [*command, "--inventory", str(write_json(directory / "inventory.json", inventory)), "--forks", str(forks)]


def slices(directory: Path, project_ids: list[str], tenants: list[Json], forks: int, count: int) -> list[str]:
    """The same as `count` jobs at once, each with every so-manieth host and its part of the forks, as AWX slices a job."""
    commands = []
    for number in range(count):
        part = directory / f"slice{number}"
        part.mkdir()
        commands.append(shlex.join(many_projects(part, project_ids[number::count], tenants, forks // count)))
    waiting = "".join(f" && wait $job{number}" for number in range(count))
    return ["sh", "-c", "".join(f"{command} & job{number}=$!; " for number, command in enumerate(commands)) + f"true{waiting}"]


def bulk_file(job: Job) -> list[str]:
    """The same with the desired state in a file that the module reads."""
    path = write_json(job.directory / "desired.json", {"tenants": job.after})
    return playbook(job.directory, play([sync(job, desired_file=str(path))]))


def loop(job: Job, **variables: object) -> list[str]:
    """The module for one tenant in a loop. Without the backup before each deletion, each of which would hold all tenants."""
    options: Json = {"id": "{{ item.id }}", "name": "{{ item.name }}"}
    if job.case.name == "delete":
        options = {"id": "{{ item.id }}", "state": "absent", "backup": False, "confirm": job.project_id}
    known = options_of("tenant")
    options = {name: value for name, value in options.items() if name in known}
    return _with_variables(job, {**module("tenant", **options), "loop": "{{ tenants }}"}, _given(job), more=variables)


def loop_of_processes(job: Job) -> list[str]:
    """The same, each turn in a process of its own, as modules run that are no action plugins too."""
    return loop(job, descope_mgmt_in_process=False)


def concurrent(name: str) -> Json:
    """Return the option for 16 calls at a time, for modules that have it."""
    return {"concurrency": IN_FLIGHT} if "concurrency" in options_of(name) else {}


def prepare_restore(job: Job) -> None:
    """Make the backup that a restore needs, of the project as it is to become, in no time that counts."""
    if job.case.name != "restore":
        return
    job.site.control.load(job.project_id, {"tenants": job.after})
    command = playbook(job.directory, play([module("backup", kinds=["tenants"])]))
    measure(job.site, command, directory=job.directory, environment=job.environment)
    job.site.control.load(job.project_id, {"tenants": job.before})


def _with_variables(
    job: Job, task: Json, tenants: list[Json] | None = None, *, interpreter: str = INTERPRETER, more: Json | None = None
) -> list[str]:
    """Return the command for a play that has the tenants as a variable, read from a file of variables."""
    path = write_json(job.directory / "variables.json", {"tenants": job.after if tenants is None else tenants})
    variables = {"ansible_python_interpreter": interpreter, **(more or {})}
    return playbook(job.directory, play([task], variables, vars_files=[str(path)]))


def _given(job: Job) -> list[Json]:
    """Return the tenants that a loop goes through."""
    return job.case.before(job.size) if job.case.name == "delete" else job.case.after(job.size)


# -- ansible.builtin.uri ------------------------------------------------------------------------------------------------------

DIFFERENT = (
    "{{ tenants | difference(dict(live.json.tenants | map(attribute='id') | zip(live.json.tenants | map(attribute='name')))"
    " | dict2items(key_name='id', value_name='name')) }}"
)


def uri(job: Job) -> list[str]:
    """A loop of calls over what differs from one listing."""
    list_all = {**_call(job.site, "GET", "/v1/mgmt/tenant/all"), "register": "live"}
    update = {**_call(job.site, "POST", "/v1/mgmt/tenant/update", "{{ item }}"), "loop": DIFFERENT}
    create = {**_call(job.site, "POST", "/v1/mgmt/tenant/create", "{{ item }}"), "loop": "{{ tenants }}"}
    delete = {**_call(job.site, "POST", "/v1/mgmt/tenant/delete", {"id": "{{ item.id }}"}), "loop": "{{ tenants }}"}
    tasks = {
        "create": [create],
        "nothing": [list_all, update],
        "change": [list_all, update],
        "delete": [delete],
        "backup": [list_all, *_details(job)],
    }[job.case.name]
    path = write_json(job.directory / "variables.json", {"tenants": _given(job)})
    return playbook(job.directory, play(tasks, vars_files=[str(path)]))


def _details(job: Job) -> list[Json]:
    """Read two things of each tenant and save everything."""
    every = {"loop": "{{ live.json.tenants | map(attribute='id') }}"}
    saved = "{{ {'tenants': live.json.tenants, 'settings': settings.results | map(attribute='json'), "
    saved += "'sso': sso.results | map(attribute='json')} | to_json }}"
    return [
        {**_call(job.site, "GET", "/v1/mgmt/tenant/settings?id={{ item }}"), **every, "register": "settings"},
        {**_call(job.site, "GET", "/v2/mgmt/sso/settings?tenantId={{ item }}"), **every, "register": "sso"},
        {"ansible.builtin.copy": {"content": saved, "dest": str(job.directory / "output.json"), "mode": "0600"}},
    ]


def _call(site: Site, method: str, path: str, body: object = None) -> Json:
    bearer = "Bearer {{ lookup('env', 'DESCOPE_PROJECT_ID') }}:{{ lookup('env', 'DESCOPE_MANAGEMENT_KEY') }}"
    options: Json = {"url": site.simulator.url + path, "method": method, "headers": {"Authorization": bearer}}
    if body is not None:
        options |= {"body": body, "body_format": "json"}
    return {"ansible.builtin.uri": options}
