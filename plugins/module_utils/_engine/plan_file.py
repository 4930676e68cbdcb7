# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole plan in a file, for when a task's result is too small for it: a line of JSON about the plan, and one for each change
with what became of it.

The file is there whole or not at all, and only its owner can read it. Secrets are masked in it as they are in a result.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import typing as t

from .._errors import InvalidInput
from .archive_disk import shown
from .execute import Report
from .report import change_values, head_values, outcome_values


class PlanFile:
    """Where the plan goes; nowhere when the path is empty."""

    def __init__(self, path: str, draft: str) -> None:
        self.path = path
        self._draft = draft

    def write(self, report: Report, scrubbed: t.Callable[[t.Any], t.Any]) -> str:
        """Write the plan of `report` and what became of it, each change as `scrubbed` returns it.

        Returns what is wrong if that fails, or an empty text.
        """
        if not self.path:
            return ""
        try:
            with open(self._draft, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write(_line({"record": "plan", **head_values(report.plan)}))
                for change, came in outcome_values(report):
                    file.write(_line(scrubbed({"record": "change", **change_values(change), **came})))
                file.flush()
                os.fsync(file.fileno())
            os.replace(self._draft, self.path)
        except OSError as error:
            return f"The plan could not be written to plan_file {shown(self.path)}: {error.strerror}."
        return ""


@contextlib.contextmanager
def plan_file(path: str) -> t.Iterator[PlanFile]:
    """Give where the plan goes; raises InvalidInput, before anything is done, for a path where there can be no file."""
    if not path:
        yield PlanFile("", "")
        return
    try:
        if os.path.lexists(path) and (os.path.islink(path) or not os.path.isfile(path)):
            raise OSError(None, "it is there, and no regular file")  # a device or a link would be gone for everybody
        descriptor, draft = tempfile.mkstemp(prefix=".plan-", dir=os.path.dirname(os.path.abspath(path)))
        os.close(descriptor)
    except OSError as error:
        raise InvalidInput(
            f"plan_file {shown(path)} can't be written: {error.strerror}.",
            hint="Nothing was changed. Name a file in a directory that exists and that may be written to.",
        ) from None
    try:
        yield PlanFile(path, draft)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(draft)


def _line(value: dict[str, t.Any]) -> str:
    return f"{json.dumps(value, ensure_ascii=False)}\n"
