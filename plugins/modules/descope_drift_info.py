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
  - It never fails because of a difference. Decide with RV(drift) or RV(worst) what a difference means to you.
  - What has a say in who signs in, how, or with which rights is V(critical), with all of SSO among it, and so is every document
    that is gone or that should not be there. Other differences are V(warning) or V(info). O(severities) overrides this.
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
    version_added: 0.2.0
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
  severities:
    description:
      - Rules that say how bad a difference is. The first one that fits a field wins. Where none does, the field is as bad as
        the collection says. A difference is as bad as its worst field.
      - Only a rule without O(severities[].field) is about documents that are missing or unexpected as a whole.
    type: list
    version_added: 0.2.0
    elements: dict
    default: []
    suboptions:
      kind:
        description: A shell pattern of kinds, such as V(tenant) or V(sso*).
        type: str
        default: "*"
      key:
        description: A shell pattern of keys, as in RV(differences[].key).
        type: str
        default: "*"
      field:
        description: A shell pattern of fields, as in RV(differences[].fields).
        type: str
        default: "*"
      severity:
        description: How bad it is.
        type: str
        choices: [critical, warning, info]
        required: true
  accepted:
    description:
      - Differences that you know of and accept. They count neither in RV(drift), RV(worst) nor RV(counts), and are told in
        RV(accepted).
      - Of a document that is accepted in part, the other fields are still a difference.
    type: list
    version_added: 0.2.0
    elements: dict
    default: []
    suboptions:
      kind:
        description: A shell pattern of kinds, such as V(tenant).
        type: str
        required: true
      key:
        description: A shell pattern of keys, as in RV(differences[].key).
        type: str
        default: "*"
      fields:
        description:
          - Shell patterns of fields. All fields without it, and then also documents that are missing or unexpected as a whole.
        type: list
        elements: str
        default: []
      reason:
        description: Why it is accepted. It is in RV(accepted) and in reports.
        type: str
        required: true
      until:
        description:
          - Until when it is accepted, as a day such as V(2026-12-31), which ends at midnight in UTC, or as a time in ISO 8601
            with its zone. For ever without it. Once that is over, the difference counts again, and a warning says so.
        type: str
  who:
    description:
      - Whether to look in the audit log of the last 30 days for who changed what differs, see RV(differences[].changed_by).
      - It takes a call for each of the first 50 differences, the worst ones.
      - When the plan or the key does not include the audit log, a warning says so.
    type: bool
    version_added: 0.2.0
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
    version_added: 0.2.0
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
    that: compared.worst != 'critical'

- name: Compare by rules of your own, and without what is known
  descope.mgmt.descope_drift_info:
    desired_file: /srv/descope/prod.yml
    severities:
      - kind: tenant
        field: custom_attributes
        severity: info
    accepted:
      - kind: tenant
        key: trial-*
        fields: [self_provisioning_domains]
        reason: Sales opens trials by hand, OPS-123
        until: "2026-12-31"

- name: Compare with the newest backup
  descope.mgmt.descope_drift_info:
    backup: latest
"""

RETURN = r"""
drift:
  description: Whether there is any difference that is not accepted.
  returned: success
  type: bool
  sample: true
worst:
  description: The worst severity among RV(differences), V(critical), V(warning), V(info), or V(none).
  returned: success
  type: str
  sample: critical
counts:
  description: How many differences there are of each severity, without those that are accepted.
  returned: success
  type: dict
  sample: {critical: 1, warning: 0, info: 0}
differences:
  description: The differences that are not accepted, the worst first. Of very many only the first are listed.
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
      description: How bad it is, V(critical), V(warning) or V(info). That of its worst field, if it has fields.
      type: str
    fields:
      description: The fields that differ, each with C(field), C(live), C(wanted) and C(severity).
      type: list
      elements: dict
    accepted:
      description: Fields that differ as well and are accepted, if there are any. RV(accepted) says why.
      type: list
      elements: str
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
      severity: critical
      fields:
        - {field: enforce_sso, live: false, wanted: true, severity: critical}
accepted:
  description:
    - What differs and is accepted, the worst first, one for each document and each entry of O(accepted) that accepts anything
      of it. Of very many only the first are listed.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: Kind of the document.
      type: str
    key:
      description: What identifies the document.
      type: str
    difference:
      description: V(missing), V(changed) or V(unexpected).
      type: str
    severity:
      description: How bad it would be if it were not accepted.
      type: str
    fields:
      description: The fields that differ and are accepted, each with C(field), C(live), C(wanted) and C(severity).
      type: list
      elements: dict
    reason:
      description: Why it is accepted.
      type: str
    until:
      description: Until when, as it was written. Null when for ever.
      type: str
  sample:
    - kind: tenant
      key: trial-7
      difference: changed
      severity: critical
      fields:
        - {field: self_provisioning_domains, live: [acme.com], wanted: [], severity: critical}
      reason: Sales opens trials by hand, OPS-123
      until: "2026-12-31"
accepted_unused:
  description:
    - The entries of O(accepted) that fit nothing any more and can be removed. Entries for kinds that were not compared are not
      among them, and with O(keys) there are none.
  returned: success
  type: list
  elements: dict
  sample:
    - kind: role
      key: Auditor
      fields: [description]
      reason: Translated by hand
      until: null
against:
  description: What it was compared with, in words.
  returned: success
  type: str
  sample: backup 20261122T231500Z
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
from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import Backup
from ansible_collections.descope.mgmt.plugins.module_utils._engine.audit import with_actors
from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Scope
from ansible_collections.descope.mgmt.plugins.module_utils._engine.converge import Job, converge
from ansible_collections.descope.mgmt.plugins.module_utils._engine.drift_accepted import acceptances_of
from ansible_collections.descope.mgmt.plugins.module_utils._engine.drift_rules import SEVERITIES, rules_of
from ansible_collections.descope.mgmt.plugins.module_utils._engine.drift_values import Judgement, drift_notes, drift_result
from ansible_collections.descope.mgmt.plugins.module_utils._engine.report import backup_values
from ansible_collections.descope.mgmt.plugins.module_utils._many_documents import KINDS_SPEC, SOURCE_SPEC, covers, source_backup
from ansible_collections.descope.mgmt.plugins.module_utils._module import STORE_SPEC, Json, Task, run_online
from ansible_collections.descope.mgmt.plugins.module_utils._other_project import (
    OTHER_PROJECT_RULES,
    OTHER_PROJECT_SPEC,
    other_project,
    promoted,
)

RULE_SPEC = {
    "kind": {"type": "str", "default": "*"},
    "key": {"type": "str", "default": "*", "no_log": False},
    "field": {"type": "str", "default": "*"},
    "severity": {"type": "str", "choices": list(SEVERITIES), "required": True},
}
ACCEPTED_SPEC = {
    "kind": {"type": "str", "required": True},
    "key": {"type": "str", "default": "*", "no_log": False},
    "fields": {"type": "list", "elements": "str", "default": []},
    "reason": {"type": "str", "required": True},
    "until": {"type": "str"},
}
ARGUMENT_SPEC = {
    "desired": {"type": "dict"},
    "desired_file": {"type": "path"},
    **SOURCE_SPEC,
    **OTHER_PROJECT_SPEC,
    "backup": {"type": "str"},
    **KINDS_SPEC,
    "purge": {"type": "bool", "default": False},
    "severities": {"type": "list", "elements": "dict", "default": [], "options": RULE_SPEC},
    "accepted": {"type": "list", "elements": "dict", "default": [], "options": ACCEPTED_SPEC},
    "who": {"type": "bool", "default": False},
    **STORE_SPEC,
}


async def drift(task: Task, client: DescopeClient) -> Json:
    """Plan as a sync or a restore would, and report the plan as differences."""
    params, now = task.params, datetime.now(timezone.utc)
    rules, accepted = rules_of(params["severities"]), acceptances_of(params["accepted"])
    judgement = Judgement(now, rules, accepted, narrow=bool(params["keys"]))
    backup = None
    written = params["desired"] is not None or params["desired_file"] is not None
    if params["backup"]:
        backup, desired = source_backup(task)
    else:
        desired = written_state(task) if written else await other_project(task)
    named = promoted(task) if params["source_project_id"] else covers(params["keys"])
    scope = Scope(purge=params["purge"], covers=named, whole=not written, report_only=True)
    job = Job(desired.only(params["kinds"] or desired.kinds), scope, check_mode=True)
    report = await converge(job, client, task.progress)
    result = drift_result(report.plan, judgement)
    client.notes.extend(drift_notes(judgement))
    if params["who"]:
        result["differences"], why_not = await with_actors(result["differences"], report.plan, client, now)
        client.notes.extend([why_not] if why_not else [])
    return {"changed": False, **result, "against": against(params, backup), "source": backup_values(backup)}


def against(params: Json, backup: Backup | None) -> str:
    """Return in words what the project is compared with."""
    if backup is not None:
        return f"backup {backup.id}"
    if params["source_project_id"]:
        return f"project {params['source_project_id']}"
    return f"desired state {params['desired_file'] or ''}".strip()


def main() -> None:
    """Entry point of the module."""
    choice = [("desired", "desired_file", "backup", "source_project_id")]
    run_online(ARGUMENT_SPEC, drift, mutually_exclusive=choice, required_one_of=choice, required_by=OTHER_PROJECT_RULES)


if __name__ == "__main__":
    main()
