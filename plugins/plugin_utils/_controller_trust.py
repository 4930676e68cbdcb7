# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Ansible may take for a template, and what it must not: ansible-core before 2.19 takes any text that looks like one."""

from __future__ import annotations

import typing as t

try:
    from ansible.template import trust_as_template
except ImportError:  # before ansible-core 2.19, which trusts what is not marked
    trust_as_template = None  # type: ignore[assignment]

Value = t.TypeVar("Value")


def template(text: str) -> str:
    """Return a text of the collection's own as one that Ansible evaluates when it is used."""
    return text if trust_as_template is None else trust_as_template(text)


def as_data(value: t.Any) -> t.Any:
    """Return `value`, which came from outside, as one of which no text is ever evaluated, at any depth."""
    if trust_as_template is not None:
        return value  # nothing is trusted that nobody trusted
    if isinstance(value, dict):
        return {as_data(name): as_data(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_data(inner) for inner in value]
    if isinstance(value, str) and "{" in value:  # only where it matters: ansible-inventory prints a marked text as a mapping
        from ansible.utils.unsafe_proxy import wrap_var  # which later ones will not have

        return wrap_var(value)
    return value
