#!/usr/bin/python
# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a project differs from what is desired or from a backup, read only."""

from __future__ import annotations

DOCUMENTATION = r"""
module: descope_drift_info
short_description: Compare a live Descope project with a desired state or a backup
description:
  - Compares as M(descope.mgmt.descope_sync) and M(descope.mgmt.descope_restore) do. Returns the differences, the worst first.
  - It never fails because of a difference. Decide with RV(drift) what a difference means to you.
version_added: 0.1.0
author:
  - descope.mgmt contributors (@descope-mgmt)
extends_documentation_fragment:
  - descope.mgmt.connection
  - descope.mgmt.kinds
  - descope.mgmt.other_project
  - descope.mgmt.store
  - descope.mgmt.attributes.info
options:
  desired:
    description:
      - The desired state, as for M(descope.mgmt.descope_sync).
    type: dict
  desired_file:
    description:
      - A file with the desired state, as for M(descope.mgmt.descope_sync).
    type: path
  backup:
    description:
      - A backup, by its id, the absolute path of its directory, or V(latest).
    type: str
  as_of:
    description:
      - With O(backup=latest), the newest verified backup that is not later than this time, in ISO 8601.
    type: str
  purge:
    description:
      - Whether live documents that are not desired count as differences. Otherwise they are only listed as RV(unmanaged).
    type: bool
    default: false
  who:
    description:
      - Whether to look in the audit log of the last 30 days for who changed what differs, see RV(differences[].changed_by).
      - It takes a call for each of the first 50 differences, the worst ones.
    type: bool
    default: false
  allow_other_project:
    description:
      - Whether the backup may be of another project than O(project_id). Give its path as O(backup) then.
    type: bool
    default: false
  require_seal:
    description:
      - Whether to refuse a backup whose seal was not checked with its key, because it is not encrypted or the key is missing.
        Hashes alone find damage, but nobody who edits a backup and makes its hashes right again.
      - A seal of C(age) is no proof against somebody who knows the public keys.
    type: bool
    default: false
seealso:
  - module: descope.mgmt.descope_sync
  - module: descope.mgmt.descope_restore
  - module: descope.mgmt.descope_audit_info
"""

EXAMPLES = r"""
- name: Compare with the desired state
  descope.mgmt.descope_drift_info:
    desired: "{{ desired }}"
    purge: true
  register: compared

- name: Fail when somebody has touched what decides about logins
  ansible.builtin.assert:
    that: compared.differences | selectattr('severity', 'equalto', 'high') | length == 0

- name: Compare with the newest backup
  descope.mgmt.descope_drift_info:
    backup: latest
"""

RETURN = r"""
drift:
  description: Whether there is any difference.
  returned: success
  type: bool
  sample: true
differences:
  description: The differences, the worst first. Of very many only the first are listed.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: Kind of the document, such as V(tenant).
      type: str
    key:
      description: What identifies the document.
      type: str
    difference:
      description: V(missing) when it is not live, V(changed) when it is otherwise, V(unexpected) when it is not desired.
      type: str
    severity:
      description: >-
        V(high) when it can change who signs in or with which rights, V(medium), or V(low).
      type: str
    fields:
      description: The fields that differ, each with C(field), C(live), C(wanted) and C(severity).
      type: list
      elements: dict
    details:
      description: For a flow, what differs in its tasks, edges and screens, a line each.
      type: list
      elements: str
    changed_by:
      description:
        - With O(who=true), the newest events of the audit log about the document, each with C(actor), C(action) and C(time).
        - It is empty where none can be found, and when the plan or the key does not include the audit log.
      type: list
      elements: dict
  sample:
    - kind: tenant
      key: acme
      difference: changed
      severity: high
      fields:
        - {field: enforce_sso, live: false, wanted: true, severity: high}
counts:
  description: How many differences there are of each severity.
  returned: success
  type: dict
  sample: {high: 1, medium: 0, low: 0}
unmanaged:
  description: Live documents of the compared kinds that are not desired, unless O(purge) makes them differences.
  returned: success
  type: list
  elements: dict
  sample:
    - kind: tenant
      key: initech
source:
  description: The backup that was compared with. Null when it was a desired state.
  returned: success
  type: dict
  sample:
    id: 20261122T231500Z
error:
  description: What went wrong, for programs. C(code) is stable.
  returned: failure
  type: dict
  sample:
    code: backup_corrupt
    message: The backup 20261122T231500Z is damaged, roles.json is not what was written.
    hint: Take another one.
    retryable: false
"""

from datetime import datetime, timezone

from ansible_collections.descope.mgmt.plugins.module_utils._client import DescopeClient
from ansible_collections.descope.mgmt.plugins.module_utils._desired_file import written_state
from ansible_collections.descope.mgmt.plugins.module_utils._engine.audit import with_actors
from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Scope
from ansible_collections.descope.mgmt.plugins.module_utils._engine.converge import Job, converge
from ansible_collections.descope.mgmt.plugins.module_utils._engine.report import backup_values, drift_result
from ansible_collections.descope.mgmt.plugins.module_utils._many_documents import KINDS_SPEC, SOURCE_SPEC, covers, source_backup
from ansible_collections.descope.mgmt.plugins.module_utils._module import STORE_SPEC, Json, Task, run_online
from ansible_collections.descope.mgmt.plugins.module_utils._other_project import (
    OTHER_PROJECT_RULES,
    OTHER_PROJECT_SPEC,
    other_project,
    promoted,
)

ARGUMENT_SPEC = {
    "desired": {"type": "dict"},
    "desired_file": {"type": "path"},
    **SOURCE_SPEC,
    **OTHER_PROJECT_SPEC,
    "backup": {"type": "str"},
    **KINDS_SPEC,
    "purge": {"type": "bool", "default": False},
    "who": {"type": "bool", "default": False},
    **STORE_SPEC,
}


async def drift(task: Task, client: DescopeClient) -> Json:
    """Plan as a sync or a restore would, and report the plan as differences."""
    backup = None
    written = task.params["desired"] is not None or task.params["desired_file"] is not None
    if task.params["backup"]:
        backup, desired = source_backup(task)
    else:
        desired = written_state(task) if written else await other_project(task)
    named = promoted(task) if task.params["source_project_id"] else covers(task.params["keys"])
    scope = Scope(purge=task.params["purge"], covers=named, whole=not written, report_only=True)
    job = Job(desired.only(task.params["kinds"] or desired.kinds), scope, check_mode=True)
    report = await converge(job, client, task.progress)
    result = drift_result(report.plan)
    if task.params["who"]:
        result["differences"] = await with_actors(result["differences"], report.plan, client, datetime.now(timezone.utc))
    return {"changed": False, **result, "source": backup_values(backup)}


def main() -> None:
    """Entry point of the module."""
    choice = [("desired", "desired_file", "backup", "source_project_id")]
    run_online(ARGUMENT_SPEC, drift, mutually_exclusive=choice, required_one_of=choice, required_by=OTHER_PROJECT_RULES)


if __name__ == "__main__":
    main()
