# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a module inside the controller's worker, which takes milliseconds where a process of its own takes half a second.

It is the same module with the same options: its `main` is called, what it prints is parsed as any module's output is, and its
own scrubbing keeps secrets out of it (core scrubs no result of an action). This file is imported before the worker is
forked, so nothing is connected when it is.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import signal
import sys
import typing as t

from ansible.module_utils import basic
from ansible.module_utils.common import json as common_json
from ansible.module_utils.common import warnings

from ansible_collections.descope.mgmt.plugins.module_utils import _host
from ansible_collections.descope.mgmt.plugins.module_utils._deps import IMPORT_ERROR

Json = dict[str, t.Any]

PROFILE = "legacy"
_hosts: dict[int, _host.Host] = {}  # by process: a fork must not share the connections of its parent


def can_run() -> bool:
    """Say whether the libraries are there, and the system is one where a fork may look for proxies, which macOS' is not."""
    return IMPORT_ERROR is None and sys.platform != "darwin"


def ends_with_its_playbook() -> bool:
    """Say whether a worker with a large result ends when its playbook is interrupted, as from ansible-core 2.19 on.

    Before, the one waits for the worker to end, and the worker for the other to read.
    """
    return hasattr(common_json, "get_module_encoder")


def run(name: str, arguments: Json, environment: t.Mapping[str, str]) -> Json:
    """Run the module `name`, fully qualified, with `arguments`, those that core adds among them; return its result."""
    package, _dot, short = name.rpartition(".")
    module = importlib.import_module(f"ansible_collections.{package}.plugins.modules.{short}")
    host = _hosts.setdefault(os.getpid(), _host.Host())
    printed = io.StringIO()
    surroundings = (_given(arguments), _environment(environment), _signals_kept(), _host.hosted(host))
    with contextlib.ExitStack() as stack:
        for one in (*surroundings, contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit)):
            stack.enter_context(one)
        module.main()
    result = {key: value for key, value in _parsed(printed.getvalue()).items() if not key.startswith("_ansible_")}
    warned = [*result.get("warnings", ()), *host.taken_warnings()]
    return {**result, "warnings": warned} if warned else result


@contextlib.contextmanager
def _given(arguments: Json) -> t.Iterator[None]:
    """Let the next AnsibleModule find `arguments`, and none of the warnings of an earlier one."""
    text = json.dumps({"ANSIBLE_MODULE_ARGS": arguments}, cls=_encoder()).encode()
    for collected in ("_global_warnings", "_global_deprecations"):
        getattr(warnings, collected).clear()
    vars(basic).update(_ANSIBLE_ARGS=text, _ANSIBLE_PROFILE=PROFILE)
    try:
        yield
    finally:
        vars(basic).update(_ANSIBLE_ARGS=None, _ANSIBLE_PROFILE=None)


@contextlib.contextmanager
def _environment(wanted: t.Mapping[str, str]) -> t.Iterator[None]:
    """Set what the task's `environment` asks for, and put back what was there."""
    before = dict(os.environ)
    os.environ.update(wanted)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextlib.contextmanager
def _signals_kept() -> t.Iterator[None]:
    """Put the worker's own handlers back, which a run that writes replaces."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(number) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _encoder() -> t.Any:
    if hasattr(common_json, "get_module_encoder"):
        return common_json.get_module_encoder(PROFILE, common_json.Direction.CONTROLLER_TO_MODULE)
    return common_json.AnsibleJSONEncoder  # before ansible-core 2.19


def _parsed(text: str) -> Json:
    if hasattr(common_json, "get_module_decoder"):
        decoder = common_json.get_module_decoder(PROFILE, common_json.Direction.MODULE_TO_CONTROLLER)
        return t.cast("Json", json.loads(text, cls=decoder))
    return t.cast("Json", json.loads(text))  # before ansible-core 2.19
