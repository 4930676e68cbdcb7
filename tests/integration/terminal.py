# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A person at a terminal: runs a playbook on a pseudo-terminal and types answers to its questions."""

from __future__ import annotations

from collections.abc import Mapping

import pexpect  # type: ignore[import-untyped]

from tests.integration.project import Project
from tests.integration.role_support import TIMEOUT_S, PlaybookRun, command, environment_of, home_of
from tests.scan import assert_nothing_leaked

WIDE = (50, 400)  # so that no line is broken


def type_into(
    project: Project,
    playbook: str,
    answers: list[tuple[str, str]],
    *,
    variables: Mapping[str, object] | None = None,
    environment: Mapping[str, str] | None = None,
) -> PlaybookRun:
    """Run a playbook and type each answer, and Enter, when its question has been asked."""
    program, *arguments = command(playbook, variables=variables)
    terminal = pexpect.spawn(
        program,
        arguments,
        cwd=str(home_of(project)),
        env={**environment_of(project), **(environment or {})},
        dimensions=WIDE,
        encoding="utf-8",
        timeout=TIMEOUT_S,
    )
    seen = ""
    try:
        for question, answer in answers:
            terminal.expect_exact(question)
            seen += str(terminal.before) + question
            terminal.expect(":")  # where the question ends and keys are read
            seen += str(terminal.before)
            terminal.sendline(answer)
        terminal.expect(pexpect.EOF)
        seen += str(terminal.before)
    finally:
        terminal.close(force=True)
    run = PlaybookRun(terminal.exitstatus, seen.replace("\r", ""))
    assert_nothing_leaked(run.output, project.home)
    return run
