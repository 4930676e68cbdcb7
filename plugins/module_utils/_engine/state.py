# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a project holds, as a value: read from the API or from the variables a user wrote (backups: see `archive.py`)."""

from __future__ import annotations

import asyncio
import typing as t
from dataclasses import dataclass

from .._errors import InconsistentListing, InvalidInput
from .._kinds._base import Client, Document, Documents, Kind
from .._kinds.registry import KINDS


@dataclass(frozen=True)
class State:
    """Documents in API spelling by the plural of their kind; a kind that is not a key is not known or not managed.

    The documents are complete when they come from the API or a backup, and hold only what was written when they come from
    variables.
    """

    documents: t.Mapping[str, tuple[Document, ...]]

    @property
    def kinds(self) -> list[str]:
        """The plurals of the kinds in this state, in registry order."""
        return [plural for plural in KINDS if plural in self.documents]

    @property
    def counts(self) -> dict[str, int]:
        """How many documents there are of each kind."""
        return {plural: len(self.documents[plural]) for plural in self.kinds}

    def keyed(self, plural: str) -> Documents:
        """Return the documents of one kind by key; empty when the kind is not in this state."""
        kind = KINDS[plural]
        return Documents({kind.key(document): document for document in self.documents.get(plural, ())})

    def only(self, plurals: t.Iterable[str]) -> State:
        """Return this state with no other kinds than the given ones."""
        wanted = set(plurals)
        return State({plural: documents for plural, documents in self.documents.items() if plural in wanted})


async def read_state(client: Client, plurals: t.Sequence[str], on_read: t.Callable[[str, int], None]) -> State:
    """Read all documents of the given kinds, all or nothing; `on_read` is told each kind and its count as it arrives.

    Raises whatever a read raises, and InconsistentListing when a listing has the same key twice.
    """

    async def one(plural: str) -> tuple[Document, ...]:
        kind = KINDS[plural]
        documents = await kind.fetch(client)
        twice = _first_twice(kind.key(document) for document in documents)
        if twice is not None:
            raise InconsistentListing(
                f"Descope's listing of {plural} has {kind.name} {twice} twice, so it can't be trusted.",
                hint="Nothing was changed. Try again; if it stays, look at that object in the console.",
            )
        on_read(plural, len(documents))
        return tuple(sorted(documents, key=kind.key))

    answers = await asyncio.gather(*(one(plural) for plural in plurals))
    return State(dict(zip(plurals, answers, strict=True)))


def state_from_variables(desired: t.Any) -> State:
    """Return the state a user wrote: `{"tenants": [{"id": …}, …], …}` in snake_case, any kind left out if not managed.

    Raises InvalidInput for an unknown kind or field, a wrong type, a document without identity, or one written twice.
    """
    if not isinstance(desired, dict):
        raise InvalidInput(f"desired must be a mapping with any of {', '.join(KINDS)}, not {type(desired).__name__}.")
    for plural in desired:
        if plural not in KINDS:
            raise InvalidInput(f"desired.{plural} is not a kind of document.", hint=f"Kinds are {', '.join(KINDS)}.")
    written = {plural: value for plural, value in desired.items() if value is not None}
    return State({plural: tuple(_from_list(KINDS[plural], value)) for plural, value in written.items()})


def _from_list(kind: Kind, value: t.Any) -> list[Document]:
    where = f"desired.{kind.plural}"
    if not isinstance(value, list):
        raise InvalidInput(f"{where} must be a list of {kind.plural}, not {type(value).__name__}.")
    documents = [document_from_variables(kind, raw, f"{where}[{index}]") for index, raw in enumerate(value)]
    _refuse_twice(kind, where, documents)
    return documents


def document_from_variables(kind: Kind, raw: t.Any, where: str) -> Document:
    """Return one document a user wrote, checked to say which one it means."""
    document = kind.from_variables(raw, where)
    if not any(document.get(name) for name in kind.identity):
        fields = " or ".join(kind.user_name(name) for name in kind.identity)
        raise InvalidInput(f"{where} does not say which {kind.name} it is.", hint=f"Give its {fields}.")
    return document


def _refuse_twice(kind: Kind, where: str, documents: list[Document]) -> None:
    twice = _first_twice(kind.key(document) for document in documents)
    if twice is not None:
        raise InvalidInput(f"{where} has the {kind.name} {twice} twice.", hint="Keep one of the two.")
    for name in kind.unique:
        twice = _first_twice(document[name] for document in documents if document.get(name))
        if twice is not None:
            raise InvalidInput(
                f"{where} gives two {kind.plural} the same {kind.user_name(name)}: {twice}.",
                hint=f"The {kind.user_name(name)} of a {kind.name} is unique in a project.",
            )


def _first_twice(values: t.Iterable[t.Any]) -> t.Any:
    seen: set[t.Any] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None
