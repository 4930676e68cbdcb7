# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the options of descope_backup_offsite to the engine, and from copies to a result."""

from __future__ import annotations

import os
from dataclasses import fields

from ._engine.offsite import Copy, Offsite
from ._engine.offsite_s3 import Bucket, S3Options
from ._errors import DescopeError, OffsiteFailed
from ._module import Failed, Json, Task

_ON_DISK = ("fetched", "present")


async def run_offsite(task: Task) -> Json:
    """Do what `state` asks for; raises Failed, with the result so far, for copies that are not as they should be."""
    params = task.params
    given = {one.name: params[one.name] for one in fields(S3Options) if params[one.name] is not None}
    offsite = Offsite(Bucket(S3Options(**given)), task.store)
    state, backup = params["state"], params["backup"]
    if state == "listed":
        copies = offsite.listed()
    elif state == "verified":
        copies = offsite.verify(backup)
    elif state == "fetched":
        copies = offsite.fetch(backup, check_mode=task.check_mode)
    else:
        copies = offsite.copy(backup, check_mode=task.check_mode)
    return _result(task, offsite, copies)


def _result(task: Task, offsite: Offsite, copies: list[Copy]) -> Json:
    troubles = [copy.error for copy in copies if copy.error]
    elsewhere = next((error for error in troubles if isinstance(error, OffsiteFailed)), None)
    serious = next((error for error in troubles if not isinstance(error, OffsiteFailed)), None)
    result = {
        "changed": any(copy.uploaded or copy.status == "fetched" for copy in copies),
        "status": "failed" if serious else "local_only" if elsewhere else "offsite",
        "reason": _reason(elsewhere),
        "location": offsite.location,
        "backups": [_values(task, copy) for copy in copies],
        "diff": _diff(offsite, copies),
    }
    if serious:
        raise Failed(serious, result)
    if elsewhere and task.params["required"]:
        raise Failed(elsewhere, result)
    if elsewhere:
        task.notes.append(f"There is no copy elsewhere, the backup is on this host only. {elsewhere.message} {elsewhere.hint}")
    return result


def _reason(error: DescopeError | None) -> Json:
    if error is None:
        return {}
    return {"code": error.code, "message": error.message, "hint": error.hint, "retryable": error.retryable}


def _diff(offsite: Offsite, copies: list[Copy]) -> Json:
    """Return the files that appear; nothing that is there is ever changed."""
    new = [f"{copy.id}/{name}" for copy in copies for name in copy.uploaded]
    new += [copy.id for copy in copies if copy.status == "fetched"]
    return {
        "before_header": offsite.location,
        "after_header": offsite.location,
        "before": "",
        "after": "".join(f"{one}\n" for one in new),
    }


def _values(task: Task, copy: Copy) -> Json:
    values = {one.name: getattr(copy, one.name) for one in fields(copy) if one.name != "error"}
    values["uploaded"] = list(copy.uploaded)
    if copy.status in _ON_DISK:
        values["path"] = os.path.join(task.store.path, task.store.project_id, copy.id)
    return values
