# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Says what is wrong with tasks, plays, variables and inventories of examples, by the documentation of what they name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from tests.docs.templates import template_mistakes
from tests.structure.test_modules import fragment

ROOT = Path(__file__).resolve().parents[2]
OURS = "descope.mgmt."
GROUP = "group/descope.mgmt.descope"
NESTED = ("block", "rescue", "always", "tasks", "pre_tasks", "post_tasks", "handlers")
PREFIXES = ("safe_sync_", "backup_offsite_", "create_tenant_")

Json = dict[str, Any]


def mistakes(document: Any) -> list[str]:
    """Return what is wrong with a list of plays or tasks, with a file of variables, or with an inventory of this collection."""
    found = list(template_mistakes(document, documented))
    if isinstance(document, dict):
        plugin = str(document.get("plugin", ""))
        return [*found, *(_inventory(plugin.removeprefix(OURS), document) if plugin.startswith(OURS) else _variables(document))]
    return [*found, *(mistake for entry in document for mistake in _entry(entry))]


def _entry(entry: Json) -> Iterator[str]:
    for name in NESTED:
        for nested in entry.get(name) or []:
            yield from _entry(nested)
    yield from _variables(entry.get("vars") or {})
    for name, value in entry.items():
        if name.startswith(OURS):
            yield from _options(name.removeprefix(OURS), value or {})
    defaults = (entry.get("module_defaults") or {}).get(GROUP) or {}
    yield from (f"no module has the option {name} of module_defaults" for name in defaults if name not in _any_option())


def _options(module: str, given: Json) -> Iterator[str]:
    path = ROOT / "plugins" / "modules" / f"{module}.py"
    if not path.is_file():
        yield f"there is no module {module}"
        return
    spec = _spec(documented(path))
    # What a template gives is known when it runs, and what the environment gives is not asked for.
    plain = {name: value for name, value in given.items() if "{{" not in str(value) or name not in spec}
    for option in (spec[name] for name in spec if name not in plain):
        option["required"] = False
    yield from (f"{module}: {error}" for error in ArgumentSpecValidator(spec).validate(plain).error_messages)


def _inventory(name: str, given: Json) -> Iterator[str]:
    path = ROOT / "plugins" / "inventory" / f"{name}.py"
    if not path.is_file():
        yield f"there is no inventory {name}"
        return
    known = documented(path)
    yield from (f"the inventory {name} has no option {option}" for option in given if option not in known)


def _variables(given: Json) -> Iterator[str]:
    known = role_variables()
    yield from (f"no role has the variable {name}" for name in given if name.startswith(PREFIXES) and name not in known)


@cache
def role_variables() -> frozenset[str]:
    """The variables of the roles and of the playbook that asks."""
    asked = ROOT / "playbooks" / "create_tenant.yml"
    found = {one["name"] for play in yaml.safe_load(asked.read_text("utf-8")) for one in play.get("vars_prompt", [])}
    for specs in (ROOT / "roles").glob("*/meta/argument_specs.yml"):
        for entry_point in yaml.safe_load(specs.read_text("utf-8"))["argument_specs"].values():
            found |= entry_point["options"].keys()
    return frozenset({*found, "create_tenant_confirm"})


@cache
def _any_option() -> frozenset[str]:
    return frozenset(name for path in (ROOT / "plugins" / "modules").glob("descope_*.py") for name in documented(path))


@cache
def documented(path: Path) -> Json:
    """The options of a plugin with those of its fragments, as they are documented."""
    text = path.read_text("utf-8")
    documentation = yaml.safe_load(text.partition('DOCUMENTATION = r"""')[2].partition('"""')[0])
    names = documentation.get("extends_documentation_fragment", [])
    parts = [(fragment(name) if name.startswith(OURS) else _of_ansible(name)).get("options", {}) for name in names]
    return {name: option for part in (*parts, documentation.get("options", {})) for name, option in part.items()}


def _of_ansible(name: str) -> Json:
    """A fragment that comes with Ansible, such as ansible.builtin.constructed."""
    module = import_module(f"ansible.plugins.doc_fragments.{name.rpartition('.')[2]}")
    found: Json = yaml.safe_load(module.ModuleDocFragment.DOCUMENTATION)
    return found


def _spec(options: Json) -> Json:
    """Return documented options as an argument spec."""
    return {name: _one(option) for name, option in options.items()}


def _one(option: Json) -> Json:
    kept: Json = {name: option[name] for name in ("type", "elements", "choices", "required", "aliases") if name in option}
    if isinstance(kept.get("choices"), dict):
        kept["choices"] = list(kept["choices"])
    return {**kept, **({"options": _spec(option["suboptions"])} if "suboptions" in option else {})}
