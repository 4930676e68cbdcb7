# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desired state in a file that the module reads itself, because Ansible takes a millisecond and more to carry one document.

The file is data: nothing in it is a template. Text that looks like one is refused unless it is marked `!unsafe`, as an export
marks it, so that nobody finds `{{ name }}` in a project where a value was meant.
"""

from __future__ import annotations

import os
import typing as t

from ._deps import yaml_library
from ._engine.state import State
from ._engine.written import state_from_variables
from ._errors import InvalidInput
from ._kinds.registry import secret_values
from ._module import Task
from ._strict_json import Damage, from_bytes

Json = dict[str, t.Any]

VARIABLE = "safe_sync_desired"
"""The variable that an export writes and the role takes; a file may hold it, or the desired state alone."""
LARGEST = 64 * 2**20  # bytes
VAULTED = b"$ANSIBLE_VAULT"
MARKS = ("{{", "{%", "{#")


def written_state(task: Task) -> State:
    """Return what the options `desired` or `desired_file` want; raises what reading and checking it raises."""
    path = task.params["desired_file"]
    desired = read_desired(path) if path else task.params["desired"]
    task.hide(secret_values(desired) if path else ())  # those in options are hidden from the start
    return state_from_variables(desired)


def read_desired(path: str) -> Json:
    """Return the desired state in the file `path`, JSON when its name ends so, else YAML.

    Raises InvalidInput, naming the file and the line, for what can't be read or meant, and MissingDependency without PyYAML.
    """
    data = _read(path)
    if data.startswith(VAULTED):
        raise _refused(path, "is encrypted with ansible-vault, which only Ansible opens", f"Give it as -e @{path} instead.")
    try:
        value = from_bytes(data) if path.endswith(".json") else _from_yaml(data)
    except Damage as damage:
        raise _refused(path, str(damage)) from None
    if not isinstance(value, dict):
        raise _refused(path, f"holds a {type(value).__name__}, and a desired state is a mapping of kinds to lists")
    if VARIABLE not in value:
        return value
    others = sorted(set(value) - {VARIABLE}, key=str)
    if others:
        hint = "They would have no effect here. Give them as variables or options."
        raise _refused(path, f"holds {', '.join(map(str, others))} beside {VARIABLE}", hint)
    desired = value[VARIABLE]
    if not isinstance(desired, dict):
        raise _refused(path, f"holds a {type(desired).__name__} as {VARIABLE}, which is a mapping of kinds to lists")
    return desired


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size > LARGEST:
                raise _refused(path, f"has more than {LARGEST} bytes")
            return file.read(LARGEST + 1)
    except OSError as error:
        raise _refused(path, f"can't be read: {error.strerror}") from None


def _refused(path: str, problem: str, hint: str = "") -> InvalidInput:
    return InvalidInput(f"The desired_file {path} {problem}.", hint=f"Nothing was changed. {hint}".strip())


def _from_yaml(data: bytes) -> t.Any:
    yaml = yaml_library()
    try:
        return yaml.load(data, Loader=_loader(yaml))  # a safe loader, made below
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" in line {mark.line + 1}" if mark else ""
        raise Damage(f"is not YAML: {getattr(error, 'problem', None) or 'it has odd characters'}{line}") from None
    except RecursionError:
        raise Damage("is nested too deeply") from None


def _loader(yaml: t.Any) -> t.Any:
    """Return a loader of plain data, in C where there is one, that refuses what would be lost or taken for something else."""

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        """Texts stay texts, also dates; a name stands once in a mapping."""

    def mapping(loader: t.Any, node: t.Any) -> Json:
        names = [(name.tag, name.value) for name, _value in node.value if isinstance(name, yaml.ScalarNode)]
        if len(set(names)) != len(names):
            twice = next(name for place, name in enumerate(names) if name in names[:place])[1]
            raise Damage(f"has {ascii(twice)[:60]} twice in the mapping in line {node.start_mark.line + 1}")
        return t.cast("Json", loader.construct_mapping(node, deep=True))

    def text(loader: t.Any, node: t.Any) -> str:
        if any(mark in node.value for mark in MARKS):
            raise Damage(
                f"has a template in line {node.start_mark.line + 1}, and nothing in it is a template. Mark the text !unsafe to "
                f"take it as it is, or give the file as variables, with -e @"
            )
        return str(node.value)

    def refuse(loader: t.Any, node: t.Any) -> t.NoReturn:
        raise Damage(f"has {ascii(node.tag)[:60]} in line {node.start_mark.line + 1}, which only Ansible understands")

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in Loader.yaml_implicit_resolvers.items()
    }
    Loader.add_constructor("tag:yaml.org,2002:map", mapping)
    Loader.add_constructor("tag:yaml.org,2002:str", text)
    Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))
    Loader.add_constructor(None, refuse)
    return Loader
