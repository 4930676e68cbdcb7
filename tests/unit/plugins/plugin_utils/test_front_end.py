# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tasks run inside the worker: those that would run on the controller as this user, with this Python, anyway."""

from __future__ import annotations

import sys
import typing as t
from types import SimpleNamespace

import pytest

from ansible_collections.descope.mgmt.plugins.plugin_utils._front_end import FrontEnd

HERE, OTHER = {"ansible_python_interpreter": sys.executable}, {"ansible_python_interpreter": "/usr/bin/other-python"}


def is_here(
    variables: dict[str, t.Any],
    *,
    transport: str = "local",
    become: object = None,
    async_val: int = 0,
    delegate_to: str | None = None,
    environment: t.Mapping[str, str] | None = None,
) -> bool:
    front_end: t.Any = FrontEnd.__new__(FrontEnd)  # with no more around it than is asked about
    front_end._task = SimpleNamespace(async_val=async_val, delegate_to=delegate_to)
    front_end._connection = SimpleNamespace(transport=transport, become=become)
    front_end._templar = SimpleNamespace(template=lambda value: value)
    found: bool = front_end._is_here(variables, environment or {})
    return found


@pytest.mark.parametrize("variables", [{}, HERE, {"ansible_python_interpreter": ""}, {"descope_mgmt_in_process": "yes"}])
def test_a_local_task_with_this_python_does(variables: dict[str, t.Any]) -> None:
    assert is_here(variables)
    assert is_here(variables, environment={"HTTPS_PROXY": "http://proxy.example"})


@pytest.mark.parametrize(
    "how",
    [
        {"transport": "ssh"},
        {"become": object()},
        {"async_val": 60},
        {"environment": {"PYTHONPATH": "/opt"}},
        {"environment": {"LD_LIBRARY_PATH": "/opt"}},
    ],
)
def test_one_that_is_another_user_host_or_process_does_not(how: dict[str, t.Any]) -> None:
    assert not is_here(HERE, **how)


def test_neither_does_one_with_another_python_or_that_is_asked_not_to() -> None:
    assert not is_here(OTHER)
    assert not is_here({"descope_mgmt_in_process": "no"})


def test_of_a_delegated_task_the_python_of_the_host_that_does_it_counts() -> None:
    assert is_here({**OTHER, "ansible_delegated_vars": {"localhost": HERE}}, delegate_to="localhost")
    assert not is_here({**HERE, "ansible_delegated_vars": {"localhost": OTHER}}, delegate_to="localhost")
