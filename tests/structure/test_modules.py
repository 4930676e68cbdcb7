# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every module must have: a place in the action group, documentation, a test of its check mode."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Kind
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from tests.structure.sources import ROOT, constants, files_below, functions, modules, read_yaml, tree

MODULES = modules()
every_module = pytest.mark.parametrize("module", MODULES, ids=[module.stem for module in MODULES])

WITHOUT_MODULE = frozenset({"snapshot"})  # nobody writes one by hand: it is taken by a backup and brought back by a restore
CONFIRMED = "confirm_"  # what options begin with that say how many of something may be destroyed along with a delete
TOLD_ONCE = "return_"  # what options begin with that ask for what Descope made up and tells only once
SIMULATED_IN = {  # where the simulator's routes of a kind are, if not in a file of its name
    "custom_attributes": "user_attributes",
    "fga_schema": "fga",
    "inbound_apps": "inbound_applications",
    "outbound_apps": "outbound_applications",
    "snapshot": "project",
    "theme": "themes",
}
WRITTEN = [kind for kind in KINDS.values() if kind.plural not in WITHOUT_MODULE]
every_written_kind = pytest.mark.parametrize("kind", WRITTEN, ids=[kind.plural for kind in WRITTEN])


def test_the_action_group_names_exactly_the_modules() -> None:
    group = read_yaml("meta/runtime.yml")["action_groups"]["descope"]
    assert group == sorted(module.stem for module in MODULES)


def test_every_action_plugin_has_a_module_of_its_name() -> None:
    actions = {file.stem for file in files_below("plugins/action")} - {"__init__"}
    assert actions <= {module.stem for module in MODULES}


@every_module
def test_a_module_has_an_integration_test_of_its_check_mode(module: Path) -> None:
    file = ROOT / "tests" / "integration" / f"test_{module.stem.removeprefix('descope_')}.py"
    assert file.is_file(), f"{module.stem} has no integration test"
    names = [function.name for function in functions(file) if function.name.startswith("test_")]
    assert any("check" in name for name in names), f"{file.name} tests no check mode"


@every_module
@pytest.mark.parametrize("section", ["EXAMPLES", "RETURN"])
def test_a_module_has_examples_and_return_values(module: Path, section: str) -> None:
    assert yaml.safe_load(constants(tree(module).body)[section])


@every_module
@pytest.mark.parametrize("attribute", ["check_mode", "diff_mode"])
def test_a_module_documents_its_check_and_diff_mode(module: Path, attribute: str) -> None:
    documentation = yaml.safe_load(constants(tree(module).body)["DOCUMENTATION"])
    parts = [fragment(name) for name in documentation.get("extends_documentation_fragment", [])] + [documentation]
    support = [part["attributes"][attribute].get("support") for part in parts if attribute in part.get("attributes", {})]
    assert any(support), f"{module.stem} says nothing about {attribute}"


def test_what_all_writing_modules_return_is_documented_in_the_same_words() -> None:
    shared = ["plan", "results", "unmanaged", "backup", "error"]
    returned = {module.stem: yaml.safe_load(constants(tree(module).body)["RETURN"]) for module in MODULES}
    writing = {name: [values[key] for key in shared] for name, values in returned.items() if "plan" in values}
    assert len(writing) >= 5
    first, *others = writing.values()
    assert all(other == first for other in others)


@every_written_kind
def test_the_options_of_a_module_are_the_fields_of_its_kind(kind: Kind) -> None:
    options = yaml.safe_load(constants(tree(ROOT / f"plugins/modules/descope_{kind.name}.py").body)["DOCUMENTATION"])["options"]
    made_by_the_server = {kind.user_name(name) for name in kind.never_compared}
    fields = kind.api_names.keys() - made_by_the_server
    if kind.whole_as:
        fields = {kind.whole_as, *(kind.user_name(name) for name in kind.identity)}
    beside = {name for name in options if name.startswith((TOLD_ONCE, CONFIRMED))}
    assert options.keys() - set(kind.delete_options) - beside == fields


@pytest.mark.parametrize("kind", list(KINDS.values()), ids=list(KINDS))
def test_a_kind_has_all_its_files(kind: Kind) -> None:
    for file in (
        f"plugins/module_utils/_kinds/{kind.name}.py",
        f"tests/unit/plugins/module_utils/_kinds/test_{kind.name}.py",
        f"tests/integration/test_{kind.name}.py",
        f"tests/simulator/routes/{SIMULATED_IN.get(kind.plural, kind.plural)}.py",
    ):
        assert (ROOT / file).is_file(), file
    assert (ROOT / f"plugins/modules/descope_{kind.name}.py").is_file() is (kind.plural not in WITHOUT_MODULE)


def fragment(name: str) -> dict[str, Any]:
    """Return a documentation fragment of this collection; `descope.mgmt.file.part` is the constant PART of `file`."""
    namespace, file, part = (*name.split(".", 2)[:2], name.split(".", 2)[2].partition("."))
    assert (namespace, file) == ("descope", "mgmt")
    (definition,) = tree(ROOT / "plugins" / "doc_fragments" / f"{part[0]}.py").body[-1:]
    text = constants(getattr(definition, "body", [])).get(part[2].upper() or "DOCUMENTATION", "")
    return yaml.safe_load(text) or {}
