# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the result of every task of a playbook run to a file, a JSON object a line, beside the usual output."""

from __future__ import annotations

import json
import os
import time
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: record
type: notification
short_description: Results of tasks as JSON lines
description:
  - Appends to the file that the environment variable E(RECORD_PATH) names.
"""


class CallbackModule(CallbackBase):
    """Enabled by ANSIBLE_CALLBACKS_ENABLED=record."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "record"
    CALLBACK_NEEDS_ENABLED = True

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        self._started = time.time()

    def v2_runner_on_ok(self, result: Any) -> None:
        self._record(result, failed=False)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self._record(result, failed=True)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        self._record(result, failed=True)

    def v2_runner_on_skipped(self, result: Any) -> None:
        self._record(result, failed=False)

    def _record(self, result: Any, failed: bool) -> None:
        line = {"failed": failed, "started": self._started, "ended": time.time(), "values": result._result}
        with open(os.environ["RECORD_PATH"], "a", encoding="utf-8") as file:
            file.write(json.dumps(line, default=str) + "\n")
