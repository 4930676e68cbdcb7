# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets in documents: the template that asks a person for them, the template filled in, those that can be read, and none.

A template names each secret by kind, key and path, in the user's spelling: `{"sso": {"acme": {"oidc.client_secret": ""}}}`.
No value of it is in any message.
"""

from __future__ import annotations

import typing as t
from functools import partial

from .._errors import BadPayload, InvalidInput
from .._kinds._base import MASK, Client, Document, Kind
from .._kinds._fields import present, replaced, value_at, without
from .._kinds.registry import KINDS, texts
from .._turns import in_turns
from .changes import Plan
from .completeness import missing_secrets
from .state import State

Template = dict[str, dict[str, dict[str, str]]]

BLANKS = frozenset({"", "PLACEHOLDER_VALUE", MASK})  # descope-api 5, row 12
NAMED = 10


def secrets_of(state: State) -> Template:
    """Return the template for all documents of a state, as a backup of it would need them in a new project."""
    return _template((KINDS[plural], document) for plural in state.kinds for document in state.documents[plural])


def secrets_for(plan: Plan) -> Template:
    """Return the template for the documents that a plan creates, without the secrets that they have already."""
    return _template((change.kind, change.document) for change in plan.changes if change.operation == "create")


def redacted(state: State) -> State:
    """Return `state` without any secret: not even one that an answer held against the documentation gets into a backup."""

    def blanked(kind: Kind, document: Document) -> Document:
        held = present(document, kind.secrets)
        return kind.from_api(without(document, held)) if held else document

    documents = {
        plural: tuple(blanked(KINDS[plural], document) for document in found) for plural, found in state.documents.items()
    }
    return State(documents, state.gaps, state.owners)


def secret_texts(state: State) -> set[str]:
    """Return the values of all secrets in a state, which no message may have in it."""
    return {
        text
        for plural, found in state.documents.items()
        for document in found
        for path in present(document, KINDS[plural].secrets)
        for text in texts(value_at(document, path))
    }


async def with_readable(state: State, client: Client) -> State:
    """Return `state` with those secrets in its documents that the API lets one read; raises whatever a read raises."""

    async def filled(kind: Kind, document: Document) -> Document:
        for path, value in (await kind.readable_secrets(client, document)).items():
            document = replaced(document, path, value)
        return document

    documents = {
        plural: tuple(await in_turns(partial(filled, KINDS[plural]), found)) for plural, found in state.documents.items()
    }
    return State(documents, state.gaps, state.owners)


def with_secrets(desired: State, given: t.Any) -> State:
    """Return `desired` with the secrets of a filled template in its documents; what is left blank counts as not given.

    Kinds that `desired` does not have are left out of this run, and so are their secrets. Raises InvalidInput for a kind, a
    document or a path that does not exist, and for a value that is no text.
    """
    problems: list[str] = []
    documents = dict(desired.documents)
    for plural, written in _mapping(given, "secrets", problems).items():
        kind = KINDS.get(plural)
        if kind is None:
            problems.append(f"secrets.{plural} is no kind of document")
        elif plural in documents:
            documents[plural] = _filled(kind, documents[plural], written, problems)
    if problems:
        more = f"; and {len(problems) - NAMED} more" if len(problems) > NAMED else ""
        raise InvalidInput(
            f"The secrets can't be used: {'; '.join(problems[:NAMED])}{more}.",
            hint="Give them as the secrets_template of the backup or of the preview has them.",
        )
    return State(documents, desired.gaps, desired.owners)


def _template(documents: t.Iterable[tuple[Kind, Document]]) -> Template:
    template: Template = {}
    for kind, document in documents:
        missing = missing_secrets(kind, document)
        if missing:
            template.setdefault(kind.plural, {})[kind.key(document)] = {kind.user_path(path): "" for path in missing}
    return template


def _filled(kind: Kind, documents: tuple[Document, ...], written: t.Any, problems: list[str]) -> tuple[Document, ...]:
    where = f"secrets.{kind.plural}"
    by_key = {kind.key(document): document for document in documents}
    for key, values in _mapping(written, where, problems).items():
        filled = {path: value for path, value in _mapping(values, f"{where}.{key}", problems).items() if not _is_blank(value)}
        if filled and key not in by_key:
            problems.append(f"{where}.{key}: there is no {kind.name} {key}")
            continue
        for path, value in filled.items():
            problem = _problem(kind, path, value)
            if problem:
                problems.append(f"{where}.{key}.{path} {problem}")
            else:
                by_key[key] = replaced(by_key[key], kind.api_path(path), value)
    return tuple(by_key.values())


def _problem(kind: Kind, path: str, value: t.Any) -> str:
    """Return what is wrong with giving `value` as the secret at `path`, or an empty text."""
    api_path = kind.api_path(path)
    if not any(api_path == secret or api_path.startswith(f"{secret}.") for secret in kind.secrets):
        known = ", ".join(sorted(kind.user_path(secret) for secret in kind.secrets))
        return f"is no secret of {kind.plural}: {f'their secrets are {known}' if known else 'they have none'}"
    if not isinstance(value, str):
        return "must be text: put it in quotes"
    try:
        kind.from_api(replaced({}, api_path, value))
    except BadPayload:
        return "does not say which secret in it is meant"
    return ""


def _is_blank(value: t.Any) -> bool:
    return value is None or (isinstance(value, str) and value.strip() in BLANKS)


def _mapping(value: t.Any, where: str, problems: list[str]) -> dict[str, t.Any]:
    """Return `value` when it is a mapping, and an empty one after noting that it is none."""
    if isinstance(value, dict):
        return {str(name): inner for name, inner in value.items()}
    if value is not None:
        problems.append(f"{where} must be a mapping")
    return {}
