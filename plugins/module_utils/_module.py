# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Between AnsibleModule and the engine: options in, result or failure out. The only file that calls exit_json or fail_json.

It knows no noun. A module gives its argument spec and one coroutine; everything that can go wrong comes back as an exception
and is turned into a failed task here, once.
"""

from __future__ import annotations

import asyncio
import math
import os
import platform
import pwd
import sys
import traceback
import typing as t

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common.parameters import env_fallback, remove_values

from ._client import DescopeClient, Settings, check_base_url, default_base_url
from ._deps import IMPORT_ERROR, MISSING, httpx, pydantic_version
from ._engine.archive import About, Author, BackupStore
from ._engine.progress import Progress
from ._errors import DescopeError, InvalidInput
from ._kinds.registry import secret_values
from ._version import VERSION

Json = dict[str, t.Any]

DEFAULT_BACKUP_DIR = "~/.descope-mgmt/backups"
DEFAULT_CONCURRENCY = 8
MOST_CONCURRENCY = 32  # httpx's pool slows down far below what it could do beyond this

CONNECTION_SPEC: Json = {
    "project_id": {"type": "str", "required": True, "fallback": (env_fallback, ["DESCOPE_PROJECT_ID"])},
    "management_key": {"type": "str", "no_log": True, "fallback": (env_fallback, ["DESCOPE_MANAGEMENT_KEY"])},
    "base_url": {"type": "str", "fallback": (env_fallback, ["DESCOPE_BASE_URL"])},
    "timeout": {"type": "float", "default": 30.0},
    "ca_path": {"type": "path"},
    "validate_certs": {"type": "bool", "default": True},
}
STORE_SPEC: Json = {"backup_dir": {"type": "path", "default": DEFAULT_BACKUP_DIR}}
PROGRESS_SPEC: Json = {"progress_path": {"type": "path"}}
APPLY_SPEC: Json = {
    "plan_hash": {"type": "str", "no_log": False},
    "confirm": {"type": "str"},
    "auto_apply_max_changes": {"type": "int", "default": 25},
    "max_deletes": {"type": "int", "default": 5},
    "max_delete_percent": {"type": "float", "default": 10.0},
    "on_error": {"type": "str", "choices": ["stop", "continue", "rollback"], "default": "stop"},
    "concurrency": {"type": "int", "default": DEFAULT_CONCURRENCY},
}


class Task:
    """One task's options and surroundings, as values for the engine."""

    def __init__(self, module: AnsibleModule) -> None:
        self.params: Json = module.params
        self.check_mode: bool = module.check_mode
        self.progress = Progress(module.params.get("progress_path") or "")
        self._ansible_version = str(getattr(module, "ansible_version", ""))

    @property
    def settings(self) -> Settings:
        """How to reach the project; raises InvalidInput for what can't be meant."""
        params = self.params
        project_id, management_key = ((params[name] or "").strip() for name in ("project_id", "management_key"))
        for name, value in (("project_id", project_id), ("management_key", management_key)):
            if not value:
                raise InvalidInput(f"{name} is missing.", hint=f"Give it, or set DESCOPE_{name.upper()} in the environment.")
        concurrency = params.get("concurrency", DEFAULT_CONCURRENCY)
        if not 1 <= concurrency <= MOST_CONCURRENCY:
            raise InvalidInput(f"concurrency must be from 1 to {MOST_CONCURRENCY}, not {concurrency}.")
        if not 0 < params["timeout"] < math.inf:
            raise InvalidInput(f"timeout must be more than 0 seconds, not {params['timeout']:g}.")
        return Settings(
            project_id=project_id,
            management_key=management_key,
            base_url=check_base_url(params["base_url"] or default_base_url(project_id)),
            timeout=params["timeout"],
            ca_path=params["ca_path"] or "",
            validate_certs=params["validate_certs"],
            concurrency=concurrency,
        )

    @property
    def store(self) -> BackupStore:
        """The backup store of the task's project."""
        return BackupStore(self.params["backup_dir"], self.params["project_id"])

    def about(self, reason: str) -> About:
        """Return what a backup made now shall say of its maker."""
        tool = {
            "collection": VERSION,
            "ansible_core": self._ansible_version,
            "python": platform.python_version(),
            "httpx": httpx.__version__,
            "pydantic": pydantic_version,
        }
        author = Author(user=_user(), host=platform.node(), awx_job_id=_awx_job())
        return About(api_base=self.settings.base_url, author=author, reason=reason, tool=tool)


class Failed(Exception):
    """A task that did something and then failed: the error together with the result so far."""

    def __init__(self, error: DescopeError, result: Json) -> None:
        super().__init__(error.message)
        self.error = error
        self.result = result


class _Module(AnsibleModule):
    """Keeps secrets inside a desired state out of the system's log, too, which it writes while it is made."""

    def __init__(self, **arguments: t.Any) -> None:
        AnsibleModule.__init__(self, **arguments)

    def _log_invocation(self) -> None:
        if IMPORT_ERROR:  # then nothing knows what is secret, and the task fails in a moment
            return
        params = self.params
        self.params = remove_values(params, self.no_log_values | secret_values(params))
        try:
            AnsibleModule._log_invocation(self)
        finally:
            self.params = params


def run_online(spec: Json, work: t.Callable[[Task, DescopeClient], t.Awaitable[Json]], **rules: t.Any) -> None:
    """Run a module that talks to the API: `work` gets the task and an open client and returns the result."""

    async def connected(task: Task) -> tuple[Json, list[str]]:
        async with DescopeClient(task.settings) as client:
            return await work(task, client), client.notes

    _run({**CONNECTION_SPEC, **spec}, connected, rules)


def run_offline(spec: Json, work: t.Callable[[Task], Json], **rules: t.Any) -> None:
    """Run a module that reads only the disk; it takes the connection options too, so that group defaults fit it."""

    async def alone(task: Task) -> tuple[Json, list[str]]:
        return work(task), []

    _run({**CONNECTION_SPEC, **spec}, alone, rules)


def _run(spec: Json, work: t.Callable[[Task], t.Coroutine[t.Any, t.Any, tuple[Json, list[str]]]], rules: Json) -> None:
    module = _Module(argument_spec=spec, supports_check_mode=True, **rules)
    if IMPORT_ERROR:
        module.fail_json(
            msg=f"The Python library {MISSING} is missing or too old for {sys.executable} on {platform.node()}. "
            f"Install it with: {sys.executable} -m pip install 'httpx>=0.25' 'pydantic>=2.5'",
            error={"code": "missing_dependency", "retryable": False},
            exception=IMPORT_ERROR,
        )
    module.no_log_values |= secret_values(module.params)  # also those inside a desired state
    try:
        result, notes = asyncio.run(work(Task(module)))
    except Failed as failed:
        _fail(module, failed.error, failed.result)
    except DescopeError as error:
        _fail(module, error, {})
    except Exception as error:
        module.fail_json(
            msg=f"Unexpected trouble, a defect of this collection: {type(error).__name__}: {error}",
            error={"code": "internal_error", "retryable": False},
            exception=traceback.format_exc(),
        )
    else:
        for note in notes:
            module.warn(note)
        module.exit_json(**result)


def _fail(module: AnsibleModule, error: DescopeError, result: Json) -> t.NoReturn:
    details = {name: value for name, value in error.details.items() if value not in ("", 0, None)}
    module.fail_json(
        msg=f"{error.message} {error.hint}".strip(),
        error={
            "code": error.code,
            "message": error.message,
            "hint": error.hint,
            "retryable": error.retryable,
            **details,
        },
        **result,
    )


def _awx_job() -> int | None:
    job = os.environ.get("JOB_ID", "")
    return int(job) if "AWX_HOST" in os.environ and job.isdigit() else None


def _user() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())
