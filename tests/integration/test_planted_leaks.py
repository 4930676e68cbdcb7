# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that leak fail their test, whichever way they leak and whichever way they are made: the scan can be relied on (G7)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.canaries import secret
from tests.integration.ansible_run import Json
from tests.integration.project import Project
from tests.integration.role_support import play
from tests.integration.terminal import type_into
from tests.integration.witness import noting_syslog, watched_processes
from tests.scan import assert_nothing_leaked

NAME = "database password"
SECRET = {"LEAKED": secret(NAME)}
READ = "lookup('ansible.builtin.env', 'LEAKED')"
LEAKS: dict[str, tuple[Json, str, str]] = {  # the task, the file, the encoding
    "printed": (
        {"ansible.builtin.debug": {"msg": f"{{{{ {READ} | regex_replace('[^A-Z0-9]', '.') }}}}"}},
        "the output",
        "raw",
    ),
    "in a result": ({"ansible.builtin.set_fact": {"kept": f"{{{{ {READ} }}}}"}}, "results.jsonl", "JSON-escaped"),
    "in a file left behind": (
        {"ansible.builtin.copy": {"dest": "left.bin", "content": f"{{{{ ('x' ~ {READ}) | b64encode }}}}"}, "no_log": True},
        "left.bin",
        "base64",
    ),
    "in a log": (
        {"ansible.builtin.command": {"cmd": f"true {{{{ {READ} | urlencode }}}}"}},
        "syslog.txt",
        "URL-escaped",
    ),
}

Runs = Callable[[Project, Path], object]


@pytest.mark.parametrize("way", LEAKS)
def test_a_leak_is_told_by_canary_encoding_and_place(project: Project, way: str) -> None:
    """reliability #109, #110, #113, #114, #119"""
    leaking, place, encoding = LEAKS[way]
    log = project.home / "syslog.txt"
    environment = {**SECRET, **noting_syslog(project.home.parent / "python", log)}

    with pytest.raises(AssertionError) as caught:
        project.play(leaking, environment=environment)

    assert f"{place}: {NAME} ({encoding})" in str(caught.value)


def test_a_leak_on_a_command_line_is_seen_while_it_runs(project: Project) -> None:
    """reliability #109: also when the process is gone, and nothing printed it."""
    command = ["{{ ansible_playbook_python }}", "-c", "import time; time.sleep(0.5)", f"{{{{ {READ} | urlencode }}}}"]

    with watched_processes(project.home) as processes, pytest.raises(AssertionError):
        project.play({"ansible.builtin.command": {"argv": command}}, environment=SECRET)

    with pytest.raises(AssertionError, match=rf"the output: {NAME} \(URL-escaped\)"):
        assert_nothing_leaked("\n".join(processes))


@pytest.mark.parametrize("run", [play, lambda project, book: type_into(project, book, [], environment=SECRET)])
def test_every_way_to_run_a_playbook_goes_through_the_scan(
    project: Project, tmp_path: Path, run: Callable[..., object]
) -> None:
    book = tmp_path / "book.json"
    book.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": [LEAKS["printed"][0]]}]))
    options = {"environment": SECRET} if run is play else {}

    with pytest.raises(AssertionError, match=rf"the output: {NAME} \(raw\)"):
        run(project, str(book), **options)
