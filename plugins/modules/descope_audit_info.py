#!/usr/bin/python
# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happened in a project, from its audit log, read only."""

from __future__ import annotations

DOCUMENTATION = r"""
module: descope_audit_info
short_description: Search the audit log of a Descope project
description:
  - Returns events of the last 30 days, the newest first. Descope keeps them no longer.
  - An event can be searched for about a minute after it happened.
version_added: 0.2.0
author:
  - descope.mgmt contributors (@descope-mgmt)
extends_documentation_fragment:
  - descope.mgmt.connection
  - descope.mgmt.attributes.info
options:
  since:
    description:
      - Return events from this time on. ISO 8601, seconds or milliseconds since 1970, or how long ago, such as V(36h) or V(7d).
    type: str
    default: 30d
  until:
    description:
      - Return events before this time, written like O(since). Now when unset.
    type: str
  actions:
    description:
      - Return events with one of these actions only, such as V(UserCreated).
    type: list
    elements: str
  actor_ids:
    description:
      - Return what was done by one of these only, by the ids of users or keys.
    type: list
    elements: str
  tenants:
    description:
      - Return events in one of these tenants only, by their ids.
    type: list
    elements: str
  users:
    description:
      - Return events about one of these users only, by a login id of each.
    type: list
    elements: str
  text:
    description:
      - Return events that have this text in any field.
    type: str
  limit:
    description:
      - Return this many events at most, from 1 to 10000.
    type: int
    default: 100
seealso:
  - module: descope.mgmt.descope_drift_info
    description: Its option O(descope.mgmt.descope_drift_info#module:who) says who changed what differs.
"""

EXAMPLES = r"""
- name: See what was done to tenants since yesterday
  descope.mgmt.descope_audit_info:
    since: 1d
    actions: [TenantCreated, TenantUpdated, TenantDeleted]
  register: audit

- name: Name who did it
  ansible.builtin.debug:
    msg: "{{ audit.events | map(attribute='actor_id') | unique }}"

- name: See all that happened to a user within two hours
  descope.mgmt.descope_audit_info:
    since: "2026-11-22T21:00:00Z"
    until: "2026-11-22T23:00:00Z"
    users: [ann@acme.example]
    limit: 1000
"""

RETURN = r"""
events:
  description: The events, the newest first.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Id of the event.
      type: str
    time:
      description: When it happened, in UTC.
      type: str
    action:
      description: What happened.
      type: str
    type:
      description: V(info), V(warn) or V(error).
      type: str
    actor_id:
      description: Id of the user or the key that did it.
      type: str
    user_id:
      description: Id of the user it was done to.
      type: str
    login_ids:
      description: Login ids of that user.
      type: list
      elements: str
    tenants:
      description: Ids of the tenants it has to do with.
      type: list
      elements: str
    device:
      description: Kind of device it was done from.
      type: str
    method:
      description: How the user signed in.
      type: str
    geo:
      description: Country it was done from.
      type: str
    remote_address:
      description: IP address it was done from.
      type: str
    data:
      description: What Descope tells besides, in its own spelling.
      type: dict
  sample:
    - id: 2xUDdkjjzgjlEXR2iKkbzNSh4oF
      time: "2026-11-22T22:40:03.123Z"
      action: UserCreated
      type: info
      actor_id: K2xUDdkjjzgjlEXR2iKkbzNSh4oF
      user_id: U2xUDdkjjzgjlEXR2iKkbzNSh4oF
      login_ids: [ann@acme.example]
      tenants: [acme]
      device: Bot
      method: none
      geo: ""
      remote_address: 203.0.113.4
      data: {}
error:
  description: What went wrong, for programs. C(code) is stable.
  returned: failure
  type: dict
  sample:
    code: forbidden
    message: "Descope refused POST /v1/mgmt/audit/search: no reason given (HTTP 403)."
    hint: The key's role or the plan of this project does not include this.
    retryable: false
"""

from datetime import datetime, timezone

from ansible_collections.descope.mgmt.plugins.module_utils._client import DescopeClient
from ansible_collections.descope.mgmt.plugins.module_utils._engine.audit import moment, search
from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._module import Json, Task, run_online

ARGUMENT_SPEC = {
    "since": {"type": "str", "default": "30d"},
    "until": {"type": "str"},
    "actions": {"type": "list", "elements": "str"},
    "actor_ids": {"type": "list", "elements": "str"},
    "tenants": {"type": "list", "elements": "str"},
    "users": {"type": "list", "elements": "str"},
    "text": {"type": "str"},
    "limit": {"type": "int", "default": 100},
}
FILTERS = {"actions": "actions", "actor_ids": "actorIds", "tenants": "tenants", "users": "externalIds", "text": "text"}
MOST = 10000


async def audit(task: Task, client: DescopeClient) -> Json:
    """Return the events that the options ask for."""
    params = task.params
    if not 1 <= params["limit"] <= MOST:
        raise InvalidInput(f"limit must be from 1 to {MOST}, not {params['limit']}.")
    now = datetime.now(timezone.utc)
    since = moment(params["since"], "since", now)
    until = moment(params["until"], "until", now) if params["until"] else now
    wanted = {api: params[name] for name, api in FILTERS.items() if params[name]}
    return {"changed": False, "events": await search(client, wanted, since=since, until=until, limit=params["limit"])}


def main() -> None:
    """Entry point of the module."""
    run_online(ARGUMENT_SPEC, audit)


if __name__ == "__main__":
    main()
