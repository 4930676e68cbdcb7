#!/usr/bin/python
# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A change dossier out of the results of other tasks."""

from __future__ import annotations

DOCUMENTATION = r"""
module: descope_report
short_description: Write what a run will change or has changed as a page, Markdown and JSON
description:
  - Writes a change dossier out of the results of M(descope.mgmt.descope_sync), M(descope.mgmt.descope_restore),
    M(descope.mgmt.descope_undo) or M(descope.mgmt.descope_drift_info), for whoever approves a change or looks it up later.
  - It says, for each document, what differs, before and after, what became of it, what goes with its impact, who ran it and
    when, the plan hash, the backup, the calls it took, the secrets that must be entered again, and how to go back.
  - Of a comparison it also says how bad each difference is, which differences are accepted, why and until when, and what the
    last 20 comparisons of the project found.
  - The HTML file is complete in itself. It has no scripts, loads nothing from anywhere, and can be printed.
  - Secrets are masked in results, and so they are here.
  - Reports are written in check mode too, and do not count as a change. It makes no call to Descope.
version_added: 0.2.0
author:
  - descope.mgmt contributors (@descope-mgmt)
extends_documentation_fragment:
  - descope.mgmt.connection
  - descope.mgmt.attributes
requirements:
  - Jinja2, for C(html), on the host where the module runs
options:
  report_dir:
    description:
      - Where to write the files. It is made, for its owner alone, when it is missing.
      - In AWX, files inside a job's container go with it. Name a path that is exposed to the container.
    type: path
    required: true
  action:
    description: What the report is of.
    type: str
    choices: [sync, restore, undo, drift, drill]
    required: true
  preview:
    description:
      - The result of the task in check mode, or for C(action=drift) that of M(descope.mgmt.descope_drift_info).
    type: dict
    required: true
  outcome:
    description: The result of the task that made the changes, failed or not. Nothing when it did not run.
    type: dict
    default: {}
  verification:
    description: The result of M(descope.mgmt.descope_drift_info) after the changes.
    type: dict
    default: {}
  undone:
    description: The result of the task that took the changes back.
    type: dict
    default: {}
  backup:
    description: The RV(descope.mgmt.descope_backup#module:backup) that was made before the changes.
    type: dict
    default: {}
  drill:
    description: For O(action=drill), C(score) as how much of the backup came back, in percent.
    type: dict
    default: {}
  plan_file:
    description:
      - The C(plan_file) of the task. Without it, a report of very many changes has only those that the result has room for.
    type: path
  way_back:
    description: The command that takes the changes back.
    type: str
    default: ""
  requested_by:
    description: Who asked for the change, such as C(awx_user_name).
    type: str
    default: ""
  formats:
    description: Which files to write.
    type: list
    elements: str
    choices: [html, markdown, json]
    default: [html, markdown, json]
  history:
    description:
      - For O(action=drift), whether to add a line about this run to the file C(drift-history.jsonl) in O(report_dir), and to
        show the last 20 runs of the project in the report. The line is JSON with C(time), C(project_id), C(against), C(state),
        C(worst), C(counts), C(accepted) as their number, and C(report), the name of its files.
      - The file is never cut. Several runs may add to it at once.
    type: bool
    default: true
seealso:
  - module: descope.mgmt.descope_sync
  - module: descope.mgmt.descope_drift_info
"""

EXAMPLES = r"""
- name: Preview
  descope.mgmt.descope_sync:
    desired_file: /srv/descope/prod.yml
    plan_file: /srv/reports/plan.jsonl
  check_mode: true
  register: preview

- name: Write the dossier for whoever approves it
  descope.mgmt.descope_report:
    report_dir: /srv/reports
    action: sync
    preview: "{{ preview }}"
    plan_file: /srv/reports/plan.jsonl
  register: report

- name: Tell where it is
  ansible.builtin.debug:
    msg: "{{ report.files.html }}"
"""

RETURN = r"""
files:
  description: The paths of the files by format, and that of the C(history) if there is one.
  returned: success
  type: dict
  sample:
    html: /srv/reports/P2abcdefghijklmnopqrstuvwxyz-20261122T231500Z-sync.html
state:
  description: >-
    What the report says on top, V(planned), V(nothing to do), V(not carried out), V(done), V(undone), V(failed), V(drift) or
    V(no drift).
  returned: success
  type: str
  sample: done
error:
  description: What went wrong, for programs. C(code) is stable.
  returned: failure
  type: dict
  sample:
    code: storage_failed
    message: The report can't be written to /srv/reports, no space left on device.
    hint: Name a directory that may be written to as report_dir. What the run did stays as it is.
    retryable: false
"""

from datetime import datetime, timezone

from ansible_collections.descope.mgmt.plugins.module_utils._dossier.assemble import Told, assembled
from ansible_collections.descope.mgmt.plugins.module_utils._dossier.files import write_files
from ansible_collections.descope.mgmt.plugins.module_utils._module import Json, Task, run_offline

RESULTS = ("preview", "outcome", "verification", "undone", "backup", "drill")
ARGUMENT_SPEC = {
    "report_dir": {"type": "path", "required": True},
    "action": {"type": "str", "choices": ["sync", "restore", "undo", "drift", "drill"], "required": True},
    "preview": {"type": "dict", "required": True},
    **{name: {"type": "dict", "default": {}} for name in RESULTS[1:]},
    "plan_file": {"type": "path"},
    "way_back": {"type": "str", "default": ""},
    "requested_by": {"type": "str", "default": ""},
    "formats": {
        "type": "list",
        "elements": "str",
        "choices": ["html", "markdown", "json"],
        "default": ["html", "markdown", "json"],
    },
    "history": {"type": "bool", "default": True},
}


async def report(task: Task) -> Json:
    """Write the files, and return where they are."""
    params = task.params
    told = Told(
        action=params["action"],
        **{name: task.scrubbed(params[name] or {}) for name in RESULTS},
        plan_file=params["plan_file"] or "",
        way_back=params["way_back"],
        requested_by=params["requested_by"],
        check_mode=task.check_mode,
    )
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    author = task.author.model_dump(exclude_none=True)
    dossier = assembled(told, project_id=params["project_id"], written_at=now, written_by=author)
    keep_history = params["history"] and dossier.action == "drift"
    files = write_files(dossier, params["report_dir"], params["formats"], keep_history=keep_history)
    return {"changed": False, "files": files, "state": dossier.state}


def main() -> None:
    """Entry point of the module."""
    run_offline(ARGUMENT_SPEC, report)


if __name__ == "__main__":
    main()
