# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a kind is told and tells: the client's calls, documents by key, references, and answers of the expected shape."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._errors import BadPayload
from ._model import Document


class Client(t.Protocol):
    """What a kind needs of the HTTP client: JSON in, JSON out, errors raised (see `_client.py`)."""

    @property
    def project_id(self) -> str:
        """The project that all calls are about."""

    async def get(self, path: str, **query: str) -> t.Any:
        """Return the answer to a GET."""

    async def read(self, path: str, body: Document) -> t.Any:
        """Return the answer to a POST that changes nothing."""

    async def write(self, path: str, body: Document, *, method: str = "POST", **query: str) -> Document:
        """Return the answer to a call that changes something, which is made once."""


@dataclass(frozen=True)
class Reference:
    """A document's use of another one.

    `field` is the API name of the field that refers. `on_delete` says what happens to the referring document when its target
    goes: `refuse` (the target can't go while it is used), `detach` (it silently loses the reference), `cascade` (it lives
    inside the target and goes too), `stays` (it goes on naming what is gone; the target is needed only when it is written),
    `nothing` (it only is written after the target, which need not exist). `instead` is the key of another target that will do
    as well, where there is none with `key`.
    """

    kind: str
    key: str
    field: str
    on_delete: t.Literal["refuse", "detach", "cascade", "stays", "nothing"]
    instead: str = ""

    @property
    def targets(self) -> tuple[tuple[str, str], ...]:
        """Plural and key of what may be meant, the likelier first."""
        return tuple((self.kind, key) for key in (self.key, self.instead) if key)


@dataclass(frozen=True)
class Documents(t.Mapping[str, Document]):
    """The documents of one kind by key, with a look-up by any other field."""

    by_key: t.Mapping[str, Document]
    _indexes: dict[str, dict[t.Any, str]] = field(default_factory=dict, compare=False, repr=False)

    def __getitem__(self, key: str) -> Document:
        return self.by_key[key]

    def __iter__(self) -> t.Iterator[str]:
        return iter(self.by_key)

    def __len__(self) -> int:
        return len(self.by_key)

    def where(self, name: str, value: t.Any) -> str | None:
        """Return the key of the document whose field `name` has `value`, or None; an empty `value` finds nothing."""
        if not value:
            return None
        if name not in self._indexes:
            self._indexes[name] = {document.get(name): key for key, document in self.by_key.items()}
        return self._indexes[name].get(value)

    def having(self, name: str, values: t.Iterable[t.Any]) -> str | None:
        """Return the key of the document whose list `name` has the first of `values` that any has, or None."""
        index = f"{name}[]"
        if index not in self._indexes:
            self._indexes[index] = {item: key for key, document in self.by_key.items() for item in document.get(name) or ()}
        return next((self._indexes[index][value] for value in values if value in self._indexes[index]), None)


def content(payload: t.Any, name: str) -> Document:
    """Return the object under `name` in an API answer; raises BadPayload when there is none."""
    document = payload.get(name) if isinstance(payload, dict) else None
    if not isinstance(document, dict):
        raise BadPayload(f"The answer is not of the documented shape: an object under '{name}' is missing.")
    return document


def listing(payload: t.Any, name: str) -> list[Document]:
    """Return the list of documents under `name` in an API answer; raises BadPayload when there is none."""
    documents = payload.get(name) if isinstance(payload, dict) else None
    if not isinstance(documents, list) or not all(isinstance(document, dict) for document in documents):
        raise BadPayload(f"The listing of {name} is not of the documented shape: a list of objects under '{name}' is missing.")
    return documents
