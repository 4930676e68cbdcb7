# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desired state as YAML for a person, safe from templating."""

from __future__ import annotations

import json
import re
import typing as t

import yaml
from ansible.errors import AnsibleFilterError

DOCUMENTATION = r"""
name: to_desired_yaml
short_description: Write variables as YAML that Ansible reads back as they are
version_added: 0.2.0
author:
  - descope.mgmt contributors (@descope-mgmt)
description:
  - Writes YAML that a person can read and edit, with text of several lines as a block.
  - Text with template marks, such as a flow or a message of Descope's may hold, is marked C(!unsafe), so that Ansible does not
    template it when it reads the file as variables. C(ansible.builtin.to_nice_yaml) does not do that.
options:
  _input:
    description: The variables.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Keep a project as a file
  ansible.builtin.copy:
    content: "{{ {'safe_sync_desired': project.desired} | descope.mgmt.to_desired_yaml }}"
    dest: desired.yml
    mode: "0600"
"""

RETURN = r"""
_value:
  description: The YAML text.
  type: str
"""

MARKS = ("{{", "{%", "{#")
HEADER = "#jinja2:"  # at the start of a text, it makes other marks of others
HALVES = re.compile("[\ud800-\udfff]")  # of pairs that stand for one character together
BREAKS = ("\x85", "\u2028", "\u2029")  # YAML takes them for ends of lines, and only in double quotes for what they are


class _Dumper(yaml.SafeDumper):
    """Writes text so that it comes back as it was: as a block where it has lines, as unsafe where it has template marks."""

    def ignore_aliases(self, data: t.Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, data: str) -> yaml.Node:
    if HALVES.search(data):
        raise AnsibleFilterError(f"This text has half of a character in it, which no file can hold: {data[:60]!r}")
    style = '"' if any(mark in data for mark in BREAKS) else "|" if "\n" in data else None
    if data.startswith(HEADER) or any(mark in data for mark in MARKS):
        return dumper.represent_scalar("!unsafe", data, style=style or '"')
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(str, _text)


def to_desired_yaml(values: t.Any) -> str:
    """Return `values`, which are JSON-like, as a YAML document."""
    plain = json.loads(json.dumps(values))  # without Ansible's own kinds of text and containers
    return yaml.dump(plain, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120, explicit_start=True)


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return them by name."""
        return {"to_desired_yaml": to_desired_yaml}
