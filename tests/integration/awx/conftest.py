# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A controller that configure.yml has made ready, once for all tests here."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.canaries import secret
from tests.integration.ansible_run import ROOT
from tests.integration.awx.collection import Unreachable, awx_collection
from tests.integration.awx.controller import TOKEN, Controller, running_controller
from tests.integration.awx.runner import EXAMPLE
from tests.integration.role_support import BIN, PlaybookRun
from tests.scan import assert_nothing_leaked

KEYS = {
    "DESCOPE_MANAGEMENT_KEY": secret("management key"),
    "DESCOPE_SOURCE_MANAGEMENT_KEY": secret("management key of the source"),
    "DESCOPE_COMPANY_KEY": secret("management key in the environment"),
}
EVERYTHING = (
    "-e",
    "descope_awx_source_project_id=P2source",
    "-e",
    "descope_awx_all_projects=true",
    "-e",
    "descope_awx_slices=2",
)
Configure = Callable[..., PlaybookRun]


@dataclass(frozen=True)
class Configured:
    """A controller with everything that configure.yml can make, and what its first and second run printed."""

    controller: Controller
    first: PlaybookRun
    changes: list[str]
    second: PlaybookRun


@pytest.fixture(scope="session")
def collections() -> Path:
    """The directory with awx.awx."""
    try:
        return awx_collection()
    except Unreachable as error:
        pytest.skip(f"awx.awx is in the package ansible, and the package index can't be reached: {error}")


@pytest.fixture(scope="session")
def configured(collections: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Configured]:
    home = tmp_path_factory.mktemp("configure")
    with running_controller(EXAMPLE) as controller:
        first = configure(controller, collections, home, *EVERYTHING)
        changes = list(controller.store.changes)
        yield Configured(controller, first, changes, configure(controller, collections, home, *EVERYTHING))


def configure(
    controller: Controller, collections: Path, home: Path, *arguments: str, keys: dict[str, str] | None = None
) -> PlaybookRun:
    """Run configure.yml as a person would; no key is in what it prints or leaves behind."""
    unwanted = ("ANSIBLE_", "DESCOPE_", "CONTROLLER_", "TOWER_", "AWX_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    done = subprocess.run(
        [str(BIN / "ansible-playbook"), str(EXAMPLE / "configure.yml"), "--diff", *arguments],
        cwd=home,
        env={
            **kept,
            **(KEYS if keys is None else keys),
            "HOME": str(home),
            "ANSIBLE_HOME": str(home / ".ansible"),
            "ANSIBLE_COLLECTIONS_PATH": f"{ROOT / '.cache' / 'run'}:{collections}",
            "ANSIBLE_NOCOLOR": "True",
            "CONTROLLER_HOST": controller.url,
            "CONTROLLER_OAUTH_TOKEN": TOKEN,
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    run = PlaybookRun(done.returncode, done.stdout + done.stderr)
    assert_nothing_leaked(run.output, home, also=[TOKEN])
    return run
