# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the options that say how to reach the API, for plugins that run on the controller."""

from __future__ import annotations


class ModuleDocFragment:
    """Extended by the inventory plugin and the lookup as `descope.mgmt.controller_connection`."""

    DOCUMENTATION = r"""
options:
  base_url:
    description:
      - Address of the API. When unset it is derived from O(project_id), which names the region when it is long.
      - Plain C(http) is accepted for addresses on this machine only.
    type: str
    env:
      - name: DESCOPE_BASE_URL
    vars:
      - name: safe_sync_base_url
  timeout:
    description:
      - Seconds that one call may take.
    type: float
    default: 30.0
  ca_path:
    description:
      - File with the certificate authorities to trust, in PEM format, besides those of the system.
    type: path
    vars:
      - name: safe_sync_ca_path
  validate_certs:
    description:
      - Whether to check the service's certificate. Turn it off in a laboratory only.
    type: bool
    default: true
requirements:
  - Python 3.10 or newer on the controller
  - httpx 0.25 or newer, or httpx2
  - pydantic 2.5 or newer
notes:
  - It runs with the Python of C(ansible-playbook), which needs the libraries.
  - Proxies are those of the environment, E(HTTPS_PROXY) and E(NO_PROXY). On macOS those of the system's settings are not asked
    for, since that crashes Ansible.
"""
