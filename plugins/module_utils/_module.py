# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Between AnsibleModule and the engine: options in, result or failure out. The only file that calls exit_json or fail_json.

It knows no noun. A module gives its argument spec and one coroutine; everything that can go wrong comes back as an exception
and is turned into a failed task here, once.
"""

from __future__ import annotations

import contextlib
import math
import os
import platform
import pwd
import sys
import traceback
import typing as t

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common.parameters import env_fallback, remove_values

from . import _host
from ._client import DescopeClient
from ._deps import IMPORT_ERROR, MISSING, httpx, pydantic_version
from ._engine.archive import About, Author, BackupStore, Keys
from ._engine.cipher import METHODS
from ._engine.manifest import Secrets
from ._engine.progress import Progress
from ._engine.runs import Runs
from ._engine.writer import Writer, project_directory, writing
from ._errors import DescopeError, InvalidInput
from ._kinds.registry import secret_values
from ._settings import Settings, check_base_url, default_base_url
from ._spellings import spellings
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
    "rate_limit": {"type": "int"},
    "rate_limit_share": {"type": "float", "default": 0.8},
}
STORE_SPEC: Json = {
    "backup_dir": {"type": "path", "default": DEFAULT_BACKUP_DIR},
    "encryption": {"type": "str", "choices": list(METHODS), "default": "none"},
    "encryption_passphrase": {"type": "str", "no_log": True, "fallback": (env_fallback, ["DESCOPE_BACKUP_PASSPHRASE"])},
    "encryption_vault_id": {"type": "str"},
    "encryption_recipients": {"type": "list", "elements": "str", "default": []},
    "encryption_identity_path": {"type": "path", "fallback": (env_fallback, ["DESCOPE_BACKUP_IDENTITY_PATH"])},
}
LOCK_SPEC: Json = {
    "lock_timeout": {"type": "float", "default": 60.0},
    "allow_ephemeral": {"type": "bool", "default": False},
}
WRITER_SPEC: Json = {
    **LOCK_SPEC,
    "resume": {"type": "str", "choices": ["auto", "never", "abandon"], "default": "auto"},
}
SHRINK_SPEC: Json = {"allow_shrink": {"type": "bool", "default": False}}
PROGRESS_SPEC: Json = {"progress_path": {"type": "path"}}
APPROVAL_SPEC: Json = {
    "plan_hash": {"type": "str", "no_log": False},
    "confirm": {"type": "str"},
    "auto_apply_max_changes": {"type": "int", "default": 25},
    "concurrency": {"type": "int", "default": DEFAULT_CONCURRENCY},
    "time_limit": {"type": "float", "default": 0.0},
    "plan_file": {"type": "path"},
}
APPLY_SPEC: Json = {
    **APPROVAL_SPEC,
    "max_deletes": {"type": "int", "default": 5},
    "max_delete_percent": {"type": "float", "default": 10.0},
    "on_error": {"type": "str", "choices": ["stop", "continue", "rollback"], "default": "stop"},
    **WRITER_SPEC,
}


class Task:
    """One task's options and surroundings, as values for the engine."""

    def __init__(self, module: AnsibleModule) -> None:
        self.params: Json = module.params
        self.check_mode: bool = module.check_mode
        self.progress = Progress(module.params.get("progress_path") or "")
        self.notes: list[str] = []  # shown as warnings, also when nothing fails
        self._ansible_version = str(getattr(module, "ansible_version", ""))
        self._module = module

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
        if not 0 < params["rate_limit_share"] <= 1:
            raise InvalidInput(f"rate_limit_share must be more than 0 and at most 1, not {params['rate_limit_share']:g}.")
        if params["rate_limit"] is not None and params["rate_limit"] < 1:
            raise InvalidInput(f"rate_limit must be at least 1 call in 10 seconds, not {params['rate_limit']}.")
        return Settings(
            project_id=project_id,
            management_key=management_key,
            base_url=check_base_url(params["base_url"] or default_base_url(project_id)),
            timeout=params["timeout"],
            ca_path=params["ca_path"] or "",
            validate_certs=params["validate_certs"],
            concurrency=concurrency,
            rate_limit=params["rate_limit"],
            rate_limit_share=params["rate_limit_share"],
            hidden=self._module.no_log_values,
        )

    @property
    def store(self) -> BackupStore:
        """The backup store of the task's project."""
        return BackupStore(self.params["backup_dir"], self.params["project_id"], keys=self._keys)

    @property
    def store_to_write(self) -> BackupStore:
        """The same, for a task that may make a backup; raises InvalidInput or MissingDependency when it can't be encrypted."""
        store = self.store
        store.check_keys()
        return store

    @property
    def may_be_ephemeral(self) -> bool:
        """Whether a safety backup may go with the container: when that is allowed, or for the project of a simulator."""
        return bool(self.params["allow_ephemeral"]) or self.settings.is_on_this_machine

    @property
    def author(self) -> Author:
        """Who runs the task, where, and in which AWX job."""
        return Author(user=_user(), host=platform.node(), awx_job_id=_awx_job())

    @property
    def _keys(self) -> Keys:
        params = self.params
        return Keys(
            method=params["encryption"],
            passphrase=(params["encryption_passphrase"] or "").strip(),  # as Ansible takes one from a file
            label=params["encryption_vault_id"] or "",
            recipients=tuple(recipient.strip() for recipient in params["encryption_recipients"] or ()),
            identity_path=params["encryption_identity_path"] or "",
        )

    @contextlib.asynccontextmanager
    async def writing(self, operation: str) -> t.AsyncIterator[Writer | None]:
        """Hold the project as its only writer; in check mode there is nothing to hold, and None is given.

        Raises LockHeld when another run holds it for longer than `lock_timeout`.
        """
        if self.check_mode:
            yield None
            return
        async with writing(
            self.store,
            operation,
            self.author,
            keys=self._keys,
            lock_timeout=max(0.0, self.params["lock_timeout"]),
            time_limit=max(0.0, self.params.get("time_limit") or 0.0),
        ) as writer:
            yield writer

    @contextlib.contextmanager
    def runs(self) -> t.Iterator[Runs]:
        """Give the journals of the task's project, to be read; raises RunNotFound when there is not even a directory."""
        with project_directory(self.store) as project:
            yield Runs(project, self._keys)

    def hide(self, values: t.Iterable[str]) -> None:
        """Keep values out of whatever the task returns or logs from now on: secrets that were read and not given."""
        self._module.no_log_values |= spellings(values)

    def scrubbed(self, value: t.Any) -> t.Any:
        """Return `value` as a result shows it, for what is written elsewhere: without any value that is to be kept out."""
        return remove_values(value, self._module.no_log_values)

    def about(self, reason: str, secrets: Secrets = "redact") -> About:
        """Return what a backup made now shall say of its maker."""
        tool = {
            "collection": VERSION,
            "ansible_core": self._ansible_version,
            "python": platform.python_version(),
            "httpx": httpx.__version__,
            "pydantic": pydantic_version,
        }
        return About(api_base=self.settings.base_url, author=self.author, reason=reason, tool=tool, secrets=secrets)


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
        async with _host.current.client(task.settings) as client:
            return await work(task, client), client.notes

    _run({**CONNECTION_SPEC, **spec}, connected, rules)


def run_offline(spec: Json, work: t.Callable[[Task], t.Awaitable[Json]], **rules: t.Any) -> None:
    """Run a module that opens a client itself, if at all; it takes the connection options, so that group defaults fit it."""

    async def alone(task: Task) -> tuple[Json, list[str]]:
        return await work(task), task.notes

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
    # Also those inside a desired state; and a service that repeats what it was sent does so in its own spelling.
    module.no_log_values |= spellings(module.no_log_values | secret_values(module.params))
    try:
        result, notes = _host.current.run(work(Task(module)))
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
            _host.current.warn(module.warn, note)
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
