# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What plugins of the controller need to talk to Descope: the options checked as a module's are, and a run of the client.

Inventory plugins and lookups run inside ansible-playbook or a fork of it, not in a process of their own as modules do.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import platform
import sys
import typing as t
import urllib.request

from ansible.errors import AnsibleError
from ansible.module_utils.basic import AnsibleModule
from ansible.utils.display import Display

from ansible_collections.descope.mgmt.plugins.module_utils._client import DescopeClient
from ansible_collections.descope.mgmt.plugins.module_utils._deps import IMPORT_ERROR, MISSING
from ansible_collections.descope.mgmt.plugins.module_utils._errors import DescopeError
from ansible_collections.descope.mgmt.plugins.module_utils._module import Task
from ansible_collections.descope.mgmt.plugins.module_utils._settings import Settings
from ansible_collections.descope.mgmt.plugins.module_utils._spellings import spellings

Result = t.TypeVar("Result")

OF_A_MODULE: dict[str, t.Any] = {
    "rate_limit": None,
    "rate_limit_share": 0.8,
    "encryption": "none",
    "encryption_vault_id": None,
    "encryption_recipients": [],
}
"""Options of modules that these plugins do not have: they write nothing, and make a handful of calls."""
SECRET = ("management_key", "encryption_passphrase")

display = Display()


class _Options:
    """Has of an AnsibleModule what a `Task` looks at."""

    check_mode = True

    def __init__(self, params: dict[str, t.Any]) -> None:
        self.params = params
        self.no_log_values = spellings(params[name] for name in SECRET if params.get(name))


def task_of(options: t.Mapping[str, t.Any]) -> Task:
    """Return the options of a plugin as a module has its own, to be checked alike; raises AnsibleError without libraries."""
    if IMPORT_ERROR:
        raise AnsibleError(
            f"The Python library {MISSING} is missing or too old for {sys.executable} on {platform.node()}. "
            f"Install it with: {sys.executable} -m pip install 'httpx>=0.25' 'pydantic>=2.5'"
        )
    return Task(t.cast(AnsibleModule, _Options({**OF_A_MODULE, **options})))


def call(settings: Settings, work: t.Callable[[DescopeClient], t.Awaitable[Result]]) -> Result:
    """Run `work` with an open client, to its end, and show what the client noted; raises DescopeError."""

    async def connected() -> tuple[Result, list[str]]:
        async with DescopeClient(settings) as client:
            return await work(client), client.notes

    with _proxies_of_the_environment_only():
        result, notes = asyncio.run(connected())
    for note in notes:
        display.warning(note)
    return result


@contextlib.contextmanager
def in_words(error_class: type[AnsibleError] = AnsibleError) -> t.Iterator[None]:
    """Turn an error of the collection into one that Ansible shows, with what to do about it."""
    try:
        yield
    except DescopeError as error:
        raise error_class(f"{error.message} {error.hint}".strip()) from None


@contextlib.contextmanager
def _proxies_of_the_environment_only() -> t.Iterator[None]:
    """Keep macOS from being asked for its proxies, which crashes a fork that did so, and forks of a process that did.

    It is not asked when the environment says anything about proxies, and nothing is behind one with this.
    """
    if sys.platform != "darwin" or urllib.request.getproxies_environment():
        yield
        return
    os.environ["no_proxy"] = "*"
    try:
        yield
    finally:
        del os.environ["no_proxy"]
