# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a project holds, as a value, and how it is read from the API (from variables: `written.py`, backups: `archive.py`)."""

from __future__ import annotations

import asyncio
import typing as t
from dataclasses import dataclass, field

from .._errors import DescopeError, InconsistentListing
from .._kinds._base import Client, Document, Documents, Kind
from .._kinds.registry import KINDS
from .capability import missing_capability

Value = t.TypeVar("Value")


@dataclass(frozen=True)
class State:
    """Documents in API spelling by the plural of their kind; a kind that is not a key is not known or not managed.

    The documents are complete when they come from the API or a backup, and hold only what was written when they come from
    variables. `gaps` says of kinds that could not be read why this plan or key does not give them. `owners` says of kinds that
    were read only in part inside which owners.
    """

    documents: t.Mapping[str, tuple[Document, ...]]
    gaps: t.Mapping[str, str] = field(default_factory=dict)
    owners: t.Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def kinds(self) -> list[str]:
        """The plurals of the kinds in this state, in registry order."""
        return [plural for plural in KINDS if plural in self.documents]

    @property
    def counts(self) -> dict[str, int]:
        """How many documents there are of each kind."""
        return {plural: len(self.documents[plural]) for plural in self.kinds}

    @property
    def whole_counts(self) -> dict[str, int]:
        """How many documents there are of each kind that was not read in part only."""
        return {plural: count for plural, count in self.counts.items() if plural not in self.owners}

    def keyed(self, plural: str) -> Documents:
        """Return the documents of one kind by key; empty when the kind is not in this state."""
        kind = KINDS[plural]
        return Documents({kind.key(document): document for document in self.documents.get(plural, ())})

    def only(self, plurals: t.Iterable[str]) -> State:
        """Return this state with no other kinds than the given ones."""
        wanted = set(plurals)
        return State(_only(self.documents, wanted), _only(self.gaps, wanted), _only(self.owners, wanted))

    def joined(self, other: State) -> State:
        """Return this state together with the kinds of another one, which is right about those that both have."""
        kept = self.only({*self.documents, *self.gaps} - {*other.documents, *other.gaps})
        return State({**kept.documents, **other.documents}, {**kept.gaps, **other.gaps}, {**kept.owners, **other.owners})


async def read_state(
    client: Client,
    plurals: t.Sequence[str],
    on_read: t.Callable[[str, int], None],
    *,
    optional: t.Collection[str] = (),
    owners: t.Mapping[str, frozenset[str]] | None = None,
    these: t.Mapping[str, t.Sequence[Document]] | None = None,
    maybe_none: bool = False,
) -> State:
    """Read the documents of the given kinds, all or nothing; `on_read` is told each kind and its count as it arrives.

    A kind in `optional` that the plan or the key does not include becomes a gap. A kind in `owners` is read inside these
    owners only; of a kind in `these`, where that is less work, no more than these documents. Raises whatever another read
    raises, the refusal when every kind is refused, unless there is `maybe_none` to be had, and InconsistentListing when a
    listing has the same key twice.
    """
    once = _AskOnce(client)
    within = owners or {}
    alone = these or {}

    async def one(plural: str) -> tuple[Document, ...] | DescopeError:
        kind = KINDS[plural]
        try:
            if plural in within:
                documents = await kind.fetch_of(once, within[plural])
            else:
                documents = await (kind.fetch_these(once, alone[plural]) if plural in alone else kind.fetch(once))
        except DescopeError as error:
            if plural in optional and missing_capability(error):
                return error
            raise
        _refuse_twice(kind, documents)
        on_read(plural, len(documents))
        return tuple(sorted(documents, key=kind.key))

    answers = dict(zip(plurals, await asyncio.gather(*(one(plural) for plural in plurals)), strict=True))
    refused = {plural: answer for plural, answer in answers.items() if isinstance(answer, DescopeError)}
    if refused and len(refused) == len(answers) and not maybe_none:
        raise next(iter(refused.values()))
    return State(
        {plural: answer for plural, answer in answers.items() if isinstance(answer, tuple)},
        {plural: missing_capability(error) or "" for plural, error in refused.items()},
        {plural: within[plural] for plural in answers if plural in within},
    )


def _refuse_twice(kind: Kind, documents: t.Iterable[Document]) -> None:
    twice = first_twice(kind.key(document) for document in documents)
    if twice is not None:
        raise InconsistentListing(
            f"Descope's listing of {kind.plural} has {kind.name} {twice} twice, so it can't be trusted.",
            hint="Nothing was changed. Try again; if it stays, look at that object in the console.",
        )


class _AskOnce:
    """A client for one reading: what several kinds ask for, such as the list of tenants, is asked once."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._answers: dict[str, asyncio.Future[t.Any]] = {}

    @property
    def project_id(self) -> str:
        return self._client.project_id

    async def get(self, path: str, **query: str) -> t.Any:
        if query:  # about one thing: nobody else asks that
            return await self._client.get(path, **query)
        if path not in self._answers:
            self._answers[path] = asyncio.ensure_future(self._client.get(path))
        return await self._answers[path]

    async def read(self, path: str, body: Document) -> t.Any:
        return await self._client.read(path, body)

    async def write(self, path: str, body: Document, *, method: str = "POST", **query: str) -> Document:
        return await self._client.write(path, body, method=method, **query)


def _only(part: t.Mapping[str, Value], wanted: t.Collection[str]) -> dict[str, Value]:
    return {plural: value for plural, value in part.items() if plural in wanted}


def first_twice(values: t.Iterable[t.Any]) -> t.Any:
    """Return the first value that was there before, or None."""
    seen: set[t.Any] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None
