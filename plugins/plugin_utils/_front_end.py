# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a module where it is quickest: inside the controller's worker when it would run on the controller anyway."""

from __future__ import annotations

import sys
import typing as t

from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase

from ansible_collections.descope.mgmt.plugins.plugin_utils import _in_process
from ansible_collections.descope.mgmt.plugins.plugin_utils._vault_id import with_passphrase

OF_A_PROCESS = ("PYTHON", "LD_", "DYLD_")
"""How variables begin that only a process that starts with them heeds."""
WANTED = "descope_mgmt_in_process"
"""The variable that keeps modules in processes of their own when it is false."""


class FrontEnd(ActionBase):
    """Runs the module of the task's name, with the secret of the vault id that its options name."""

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Run the module; the result is the module's, untouched."""
        self._supports_check_mode = True
        self._supports_async = True
        super().run(tmp, task_vars)
        return self._run_module(with_passphrase(dict(self._task.args), self._loader), task_vars or {})

    def _run_module(self, arguments: dict[str, t.Any], task_vars: dict[str, t.Any]) -> dict[str, t.Any]:
        environment = self._environment()
        if self._is_here(task_vars, environment):
            self._update_module_args(self._task.action, arguments, task_vars)
            return _in_process.run(self._module(), arguments, environment)
        result: dict[str, t.Any] = self._execute_module(
            module_args=arguments,
            module_name=self._task.action,
            task_vars=task_vars,
            wrap_async=self._task.async_val,
        )
        return result

    def _is_here(self, task_vars: dict[str, t.Any], environment: t.Mapping[str, str]) -> bool:
        """Say whether a process of its own would be one of this user on this machine, with this Python and its libraries."""
        delegated = task_vars.get("ansible_delegated_vars") or {}
        of_host = delegated.get(self._task.delegate_to, {}) if self._task.delegate_to else task_vars
        interpreter = self._templar.template(of_host.get("ansible_python_interpreter") or "") or sys.executable
        return (
            getattr(self._connection, "transport", "") == "local"
            and not self._task.async_val
            and not self._connection.become
            and interpreter == sys.executable
            and not any(name.startswith(OF_A_PROCESS) for name in environment)
            and boolean(self._templar.template(task_vars.get(WANTED, True)))
            and _in_process.can_run()
        )

    def _environment(self) -> dict[str, str]:
        """Return what the task's `environment` asks for."""
        environment: dict[str, t.Any] = {}
        self._compute_environment_string(environment)  # type: ignore[no-untyped-call]
        return {name: str(value) for name, value in environment.items()}

    def _module(self) -> str:
        """Return the full name of the task's module; that of the task is, before ansible-core 2.19, the action plugin's."""
        loader = self._shared_loader_obj.module_loader
        return str(loader.find_plugin_with_context(self._task.action, collection_list=self._task.collections).resolved_fqcn)
