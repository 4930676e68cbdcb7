#!/usr/bin/python
# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a management key and the plan of its project can do, read only."""

from __future__ import annotations

DOCUMENTATION = r"""
module: descope_project_info
short_description: Say what a Descope project holds, and what its plan and the key include
description:
  - Reads every kind of document once, and says of each how many there are, or why it can't be read with this key and plan.
  - Says which licence tier the company has, and how fast the modules of this collection call because of it.
version_added: 0.2.0
author:
  - descope.mgmt contributors (@descope-mgmt)
extends_documentation_fragment:
  - descope.mgmt.connection
  - descope.mgmt.kinds
  - descope.mgmt.attributes.info
options:
  kinds:
    description:
      - Look at these kinds of documents only. When unset, at all but V(users), of which there may be very many.
seealso:
  - module: descope.mgmt.descope_project
  - module: descope.mgmt.descope_backup
"""

EXAMPLES = r"""
- name: Look at the project
  descope.mgmt.descope_project_info:
  register: found

- name: Fail early when a backup would lack something
  ansible.builtin.assert:
    that: found.kinds.values() | rejectattr('readable') | length == 0
"""

RETURN = r"""
project:
  description: The project. Its name, tags and environment are null when the key can't read them.
  returned: success
  type: dict
  contains:
    id:
      description: Its id.
      type: str
    name:
      description: Its name.
      type: str
    tags:
      description: Its tags.
      type: list
      elements: str
    environment:
      description: V(production), or empty.
      type: str
  sample:
    id: P2abcdefghijklmnopqrstuvwxyz
    name: Staging
    tags: [team-a]
    environment: ""
licence_tier:
  description: From V(tier1), free, to V(tier4), enterprise. Empty when the service did not tell.
  returned: success
  type: str
  sample: tier2
rate_limit:
  description: How many calls in how many seconds Descope grants, as far as it is known. A task takes O(rate_limit_share) of it.
  returned: success
  type: dict
  sample: {calls: 1000, seconds: 10.0}
kinds:
  description:
    - Of each kind, whether it is C(readable), and either the C(count) of its documents or the C(reason) why it can't be read.
  returned: success
  type: dict
  sample:
    tenants: {readable: true, count: 40, reason: ""}
    snapshot: {readable: false, count: null, reason: not included in the plan or the key's role}
error:
  description: What went wrong, for programs. C(code) is stable.
  returned: failure
  type: dict
  sample:
    code: auth_failed
    message: "Descope refused GET /v1/mgmt/tenant/all: Invalid token (HTTP 401, E011008)."
    hint: "Check project_id and management_key: the key must be active and belong to that project."
    retryable: false
"""

from ansible_collections.descope.mgmt.plugins.module_utils._client import DescopeClient
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State, read_state
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS, taking_part
from ansible_collections.descope.mgmt.plugins.module_utils._many_documents import KINDS_SPEC
from ansible_collections.descope.mgmt.plugins.module_utils._module import Json, Task, run_online

ARGUMENT_SPEC = {**KINDS_SPEC}

ALWAYS = ("permissions", "project")  # the first is read with every key that can read anything, so that the others may be gaps


async def look(task: Task, client: DescopeClient) -> Json:
    """Read what can be read, and say of the rest why not."""
    named = task.params["kinds"] or taking_part("backup")
    plurals = [plural for plural in KINDS if plural in named or plural in ALWAYS]
    state = await read_state(client, plurals, lambda plural, count: None, optional=plurals)
    calls, seconds = client.rate_limit
    return {
        "changed": False,
        "project": _project(client, state),
        "licence_tier": client.licence_tier,
        "rate_limit": {"calls": calls, "seconds": seconds},
        "kinds": {plural: _kind(state, plural) for plural in plurals if plural in named},
    }


def _project(client: DescopeClient, state: State) -> Json:
    (document,) = state.documents.get("project") or ({},)
    return {"id": client.project_id, **{name: document.get(name) for name in ("name", "tags", "environment")}}


def _kind(state: State, plural: str) -> Json:
    count = state.counts.get(plural)
    return {"readable": count is not None, "count": count, "reason": state.gaps.get(plural, "")}


def main() -> None:
    """Entry point of the module."""
    run_online(ARGUMENT_SPEC, look)


if __name__ == "__main__":
    main()
