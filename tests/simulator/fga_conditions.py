# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The conditions of an FGA schema: `condition N(arg type, …) { expression }`, with comparisons, `&&`, `||`, `!` and `in`."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from .errors import BadInput
from .store import Doc

_TOKEN = re.compile(r""" "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' | && | \|\| | != | ! | \b(?:true|false|null)\b """, re.VERBOSE)
_PYTHON = {"&&": " and ", "||": " or ", "!": " not ", "true": "True", "false": "False", "null": "None"}
_ARGUMENT = re.compile(r"(\w+)\s*:?\s+(\w+(?:<\w+>)?)")
_COMPARED: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda left, right: left in right,
}
_KNOWN = (ast.Expression, ast.BoolOp, ast.boolop, ast.UnaryOp, ast.Not, ast.USub, ast.Compare, *_COMPARED)
_LEAVES = (ast.Name, ast.Load, ast.Constant, ast.List)


def condition(name: str, arguments: str, expression: str) -> Doc:
    """Read one condition as it is kept in the schema, or say what is wrong with it."""
    parameters = []
    for argument in filter(None, (part.strip() for part in arguments.split(","))):
        found = _ARGUMENT.fullmatch(argument)
        if found is None:
            raise BadInput(f"condition {name}: an argument is a name and a type, not {argument}")
        parameters.append({"name": found[1], "type": found[2]})
    made = {"name": name, "parameters": parameters, "expression": " ".join(expression.split())}
    known = {parameter["name"] for parameter in parameters}
    for node in ast.walk(_tree(made)):
        if not isinstance(node, (*_KNOWN, *_LEAVES)):
            raise BadInput(f"condition {name}: {type(node).__name__} is not possible in an expression")
        if isinstance(node, ast.Name) and node.id not in known:
            raise BadInput(f"condition {name}: {node.id} is not an argument")
    return made


def missing(made: Doc, context: Mapping[str, Any]) -> set[str]:
    """The arguments that the context lacks."""
    return {parameter["name"] for parameter in made["parameters"]} - set(context)


def holds(made: Doc, context: Mapping[str, Any]) -> bool:
    """Whether the condition is true; values that cannot be compared make it false (inferred)."""
    try:
        return bool(_value(_tree(made).body, context))
    except TypeError:
        return False


def _tree(made: Doc) -> ast.Expression:
    python = _TOKEN.sub(lambda found: _PYTHON.get(found[0], found[0]), made["expression"])
    try:
        return ast.parse(python.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError) as error:
        raise BadInput(f"condition {made['name']}: cannot read {made['expression']}") from error


def _value(node: ast.expr, context: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.BoolOp):
        values = (_value(part, context) for part in node.values)
        return all(values) if isinstance(node.op, ast.And) else any(values)
    if isinstance(node, ast.UnaryOp):
        value = _value(node.operand, context)
        return not value if isinstance(node.op, ast.Not) else -value
    if isinstance(node, ast.Compare):
        terms = [_value(term, context) for term in (node.left, *node.comparators)]
        return all(_COMPARED[type(op)](terms[place], terms[place + 1]) for place, op in enumerate(node.ops))
    if isinstance(node, ast.List):
        return [_value(entry, context) for entry in node.elts]
    return context[node.id] if isinstance(node, ast.Name) else ast.literal_eval(node)
