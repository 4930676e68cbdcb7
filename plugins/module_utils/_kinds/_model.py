# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of all document models, and the way between the user's snake_case and the API's own spelling, at any depth."""

from __future__ import annotations

import difflib
import typing as t
from functools import cache

from .._deps import BaseModel, ConfigDict, ValidationError, model_validator
from .._errors import InvalidInput

Document = dict[str, t.Any]

EXTRA = "extra"  # the user's spelling for fields of the API that this version does not know


class Model(BaseModel):
    """Base of all document models: API names by alias, unknown fields kept, null where the API sends null for nothing."""

    model_config = ConfigDict(populate_by_name=True, extra="allow", defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, values: t.Any) -> t.Any:
        if not isinstance(values, dict):
            return values
        known = {*cls.model_fields, *api_names(cls).values()}
        return {name: value for name, value in values.items() if value is not None or name not in known}


@cache
def api_names(model: type[Model]) -> dict[str, str]:
    """Return the API's name by the user's name, for every field of `model`."""
    return {name: info.alias or name for name, info in model.model_fields.items()}


@cache
def user_names(model: type[Model]) -> dict[str, str]:
    """Return the user's name by the API's name."""
    return {api: name for name, api in api_names(model).items()}


@cache
def inner_models(model: type[Model]) -> dict[str, type[Model]]:
    """Return the model of what a field holds, one or a list of them, by API name, for the fields that hold models."""
    found = {}
    for name, info in model.model_fields.items():
        for part in (info.annotation, *t.get_args(info.annotation)):
            if isinstance(part, type) and issubclass(part, Model):
                found[info.alias or name] = part
    return found


def to_api(model: type[Model], written: t.Mapping[t.Any, t.Any], where: str, called: str, noun: str) -> Document:
    """Return what a user wrote in the API's spelling; null counts as not written.

    `where` and `called` name the place for messages, `noun` what it is. Raises InvalidInput for a field that does not exist.
    """
    known = api_names(model)
    given = {name: value for name, value in written.items() if value is not None}
    extra = given.pop(EXTRA, {})
    for name in given:
        if name not in known:
            raise InvalidInput(f"{where}.{name}{called}: a {noun} has no such field.", hint=_suggest(model, str(name)))
    if not isinstance(extra, dict) or any(not isinstance(name, str) for name in extra):
        raise InvalidInput(f"{where}.{EXTRA}{called}: must be a mapping of fields in Descope's own spelling.")
    for name in extra.keys() & user_names(model).keys():
        raise InvalidInput(f"{where}.{EXTRA}.{name}{called}: is a known field.", hint=f"Write it as {user_names(model)[name]}.")
    inner = inner_models(model)
    values = {
        known[name]: _inner_to_api(inner[known[name]], value, f"{where}.{name}", called, noun)
        if known[name] in inner
        else value
        for name, value in given.items()
    }
    return {**extra, **values}


def to_user(model: type[Model], document: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return a document of the API in the user's spelling; fields that the model does not know come under `extra`."""
    inner = inner_models(model)
    names = user_names(model)
    known = {
        name: _inner_to_user(inner[api], document[api]) if api in inner else document[api]
        for api, name in names.items()
        if api in document
    }
    unknown = {api: value for api, value in document.items() if api not in names}
    return {**known, EXTRA: unknown} if unknown else known


def spellings(model: type[Model], path: str) -> list[tuple[str, str]]:
    """Return each name of a dotted path, in either spelling, as the user and as the API spells it.

    Below an object that is no model of its own, such as one with names of the user's, there is one spelling only.
    """
    found = []
    inner: type[Model] | None = model
    for name in path.split("."):
        api = api_names(inner).get(name, name) if inner else name
        found.append((user_names(inner).get(api, api) if inner else name, api))
        inner = inner_models(inner).get(api) if inner else None
    return found


def merged(model: type[Model], live: t.Mapping[str, t.Any], wanted: t.Mapping[str, t.Any]) -> Document:
    """Return `live` with what `wanted` has; an object that is a model of its own is merged in turn, all else is replaced.

    The objects of a list that replaces another one are whole: what is not written of them has its zero value.
    """
    inner = inner_models(model)
    result = dict(live)
    for name, value in wanted.items():
        before = live.get(name)
        if name in inner and isinstance(value, dict):
            result[name] = merged(inner[name], before if isinstance(before, dict) else {}, value)
        elif name in inner and isinstance(value, list):
            result[name] = [_whole(inner[name], item) for item in value]
        else:
            result[name] = value
    return result


def first_problem(error: ValidationError) -> tuple[str, str]:
    """Return where the first problem is, in the API's spelling, and what it is."""
    problem = error.errors(include_url=False, include_input=False)[0]
    where, *inner = [str(part) for part in problem["loc"]] or [""]
    message = problem["msg"].removeprefix("Input ").removeprefix("Value error, ")
    return where, f"{message} (at {'.'.join(inner)})" if inner else message


def _whole(model: type[Model], item: t.Any) -> t.Any:
    return merged(model, model().model_dump(by_alias=True), item) if isinstance(item, dict) else item


def _inner_to_api(model: type[Model], value: t.Any, where: str, called: str, noun: str) -> t.Any:
    if isinstance(value, list):
        return [_inner_to_api(model, item, f"{where}[{index}]", called, noun) for index, item in enumerate(value)]
    return to_api(model, value, where, called, noun) if isinstance(value, dict) else value


def _inner_to_user(model: type[Model], value: t.Any) -> t.Any:
    if isinstance(value, list):
        return [_inner_to_user(model, item) for item in value]
    return to_user(model, value) if isinstance(value, dict) else value


def _suggest(model: type[Model], name: str) -> str:
    known = api_names(model)
    close = difflib.get_close_matches(name, known, n=1)
    meant = next((user for user, api in known.items() if api == name), close[0] if close else "")
    return f"Did you mean {meant}?" if meant else f"Its fields are {', '.join(known)}."
