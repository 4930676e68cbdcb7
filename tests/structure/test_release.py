# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts that are written down in two places must be the same in both."""

from __future__ import annotations

from tests.structure.sources import ROOT, UTILS, constants, read_yaml, tree


def requirements(name: str) -> set[str]:
    lines = (line.partition("#")[0].strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines())
    return {line for line in lines if line and not line.startswith("-")}


def test_galaxy_and_the_code_agree_on_the_version() -> None:
    assert constants(tree(UTILS / "_version.py").body)["VERSION"] == read_yaml("galaxy.yml")["version"]


def test_an_execution_environment_gets_the_same_lower_bounds_as_a_checkout() -> None:
    libraries = {line for line in requirements("requirements/run.in") if line.startswith(("httpx", "pydantic"))}
    assert requirements("meta/ee-requirements.txt") == libraries


def test_checkout_and_collection_need_the_same_ansible() -> None:
    needed = read_yaml("meta/runtime.yml")["requires_ansible"].removesuffix(".0")
    assert f"ansible-core{needed}" in requirements("requirements/run.in")
