# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every option that takes a secret says so, wherever in a module's options it stands (reliability #111)."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from ansible_collections.descope.mgmt.plugins.module_utils._module import CONNECTION_SPEC
from tests.structure.sources import modules

Spec = dict[str, dict[str, Any]]
ALWAYS = {"management_key", "source_management_key", "encryption_passphrase"}
LIKELY = re.compile(r"pass(?!ive)|secret|token|cryptkey|private", re.IGNORECASE)  # what Ansible itself takes for one, and more
MODULES = [module.stem for module in modules()]


def options(spec: Spec, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every option with its path, also those inside others."""
    for name, option in spec.items():
        yield f"{where}{name}", option
        yield from options(option.get("options") or {}, f"{where}{name}.")


def spec_of(module: str) -> Spec:
    loaded = importlib.import_module(f"ansible_collections.descope.mgmt.plugins.modules.{module}")
    own: Spec = next((value for name, value in vars(loaded).items() if name == "ARGUMENT_SPEC"), {})
    return {**CONNECTION_SPEC, **own}


@pytest.mark.parametrize("module", MODULES)
def test_an_option_that_may_be_a_secret_says_whether_it_is(module: str) -> None:
    undecided = [
        path
        for path, option in options(spec_of(module))
        if LIKELY.search(path.rpartition(".")[2]) and option.get("no_log") is None and option.get("type") != "bool"
        if not option.get("options")
    ]

    assert undecided == []


@pytest.mark.parametrize("module", MODULES)
def test_a_key_or_passphrase_is_never_logged(module: str) -> None:
    shown = [path for path, option in options(spec_of(module)) if path in ALWAYS and option.get("no_log") is not True]

    assert shown == []


def test_the_secrets_of_kinds_are_never_logged_where_they_are_options() -> None:
    shown = []
    for kind in KINDS.values():
        module = f"descope_{kind.name}"
        if module in MODULES:
            spec = dict(options(spec_of(module)))
            paths = [kind.user_path(path) for path in kind.secrets]
            shown += [f"{module}.{path}" for path in paths if path in spec and spec[path].get("no_log") is not True]

    assert shown == []
