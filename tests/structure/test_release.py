# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts that are written down in two places must be the same in both."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from tests.structure.sources import ROOT, UTILS, constants, files_below, read_yaml, tree


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


def documented() -> Iterator[tuple[str, str]]:
    """Yield each plugin with the version that it says it was added in."""
    for file in files_below("plugins"):
        text = constants(tree(file).body).get("DOCUMENTATION", "") if "doc_fragments" not in file.parts else ""
        if text:
            described = yaml.safe_load(text)
            yield described.get("module", described.get("name", "")), described["version_added"]


def test_a_plugin_that_no_release_lists_is_added_in_the_one_to_come() -> None:
    added: dict[str, str] = {}
    for version, release in read_yaml("changelogs/changelog.yaml")["releases"].items():
        lists = [release.get("modules", []), *release.get("plugins", {}).values()]
        added |= {plugin["name"]: version for one in lists for plugin in one}
    found = dict(documented())
    assert found == {name: added.get(name, read_yaml("galaxy.yml")["version"]) for name in found}
    assert set(added) <= set(found)
