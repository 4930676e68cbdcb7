# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the options that say which project to talk to, and how."""

from __future__ import annotations


class ModuleDocFragment:
    """Extended by every module as `descope.mgmt.connection`."""

    DOCUMENTATION = r"""
options:
  project_id:
    description:
      - Id of the Descope project.
    type: str
    required: true
  management_key:
    description:
      - Management key of the project, or of the company.
      - Give it through the environment or a vaulted variable. It never appears in results, diffs, backups or messages.
    type: str
  base_url:
    description:
      - Address of the API. When unset it is derived from O(project_id), which names the region when it is long.
      - Plain C(http) is accepted for addresses on this machine only.
    type: str
  timeout:
    description:
      - Seconds that one call may take.
    type: float
    default: 30.0
  ca_path:
    description:
      - File with the certificate authorities to trust, in PEM format, besides those of the system.
    type: path
  validate_certs:
    description:
      - Whether to check the service's certificate. Turn it off in a laboratory only.
    type: bool
    default: true
  rate_limit:
    description:
      - How many calls in 10 seconds your plan grants, if you know that it is not what Descope publishes, 1000 with a licence.
      - Users are counted by themselves, as published.
    type: int
    version_added: 0.2.0
  rate_limit_share:
    description:
      - Which share of the rate limits a task may take, more than 0 and at most 1. The rest is left to sign-ins and to others
        who use the API meanwhile.
    type: float
    version_added: 0.2.0
    default: 0.8
requirements:
  - Python 3.10 or newer where the module runs
  - httpx 0.25 or newer, or httpx2
  - pydantic 2.5 or newer
notes:
  - When Descope refuses calls because there are too many, a task waits as long as it is told to, 300 seconds in all at most,
    and then fails with the code C(rate_limited).
  - O(project_id), O(management_key) and O(base_url) fall back to the environment variables E(DESCOPE_PROJECT_ID),
    E(DESCOPE_MANAGEMENT_KEY) and E(DESCOPE_BASE_URL).
  - The module talks to the API from the host it runs on. Run it on the controller, with a local connection and
    C(ansible_python_interpreter) set to C({{ ansible_playbook_python }}).
  - There, it runs inside the worker of the playbook, which takes milliseconds where a process takes a second. With
    ansible-core 2.18, modules that show their progress don't. The variable C(descope_mgmt_in_process) keeps a module in a
    process of its own when it is false, so that one that is killed, as when memory runs out, is a failed task that a
    C(rescue) can answer, and not the end of the playbook.
"""
