# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every kind of document answers: its shape, its key, its calls, what it refers to. Comparing and ordering live elsewhere.

Documents travel as plain dictionaries in the API's own spelling. A kind's pydantic model says which fields there are and of
what type; fields it does not know are kept. Users write and read snake_case; `from_variables` and `to_variables` translate.
"""

from __future__ import annotations

import difflib
import typing as t
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import cached_property

from .._deps import BaseModel, ConfigDict, ValidationError
from .._errors import BadPayload, InvalidInput

Document = dict[str, t.Any]
Severity = t.Literal["high", "medium", "low"]

EXTRA = "extra"  # the user's spelling for fields of the API that this version does not know


class Client(t.Protocol):
    """What a kind needs of the HTTP client: JSON in, JSON out, errors raised (see `_client.py`)."""

    async def get(self, path: str, **query: str) -> t.Any: ...
    async def write(self, path: str, body: Document) -> Document: ...


class Model(BaseModel):
    """Base of all document models: API names by alias, unknown fields kept."""

    model_config = ConfigDict(populate_by_name=True, extra="allow")


@dataclass(frozen=True)
class Reference:
    """A document's use of another one.

    `field` is the API name of the field that refers. `on_delete` says what happens to the referring document when its target
    goes: `refuse` (the target can't go while it is used), `detach` (it silently loses the reference), `cascade` (it goes too).
    """

    kind: str
    key: str
    field: str
    on_delete: t.Literal["refuse", "detach", "cascade"]


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


class Kind(ABC):
    """One noun of the management API: everything there is to know about it, and nothing about any run."""

    name: t.ClassVar[str]
    """In headers and results: `tenant`."""
    plural: t.ClassVar[str]
    """As a variable, in `kinds`, as a file name: `tenants`."""
    model: t.ClassVar[type[Model]]
    identity: t.ClassVar[tuple[str, ...]] = ("name",)
    """API names of which a document in variables must have at least one."""
    never_compared: t.ClassVar[frozenset[str]] = frozenset()
    """API names that the server makes up or that belong to another document."""
    create_only: t.ClassVar[frozenset[str]] = frozenset()
    """API names that can be given at creation and never changed."""
    unordered: t.ClassVar[frozenset[str]] = frozenset()
    """API names of lists whose order means nothing."""
    unique: t.ClassVar[frozenset[str]] = frozenset()
    """API names, besides the key, of which no two documents may have the same value."""
    severities: t.ClassVar[t.Mapping[str, Severity]] = {}
    """How bad it is when a field drifts; `low` where nothing is said."""
    delete_options: t.ClassVar[tuple[str, ...]] = ()
    """Options that `delete` takes."""
    depends_on: t.ClassVar[tuple[str, ...]] = ()
    """Plurals of the kinds that `references` may name."""

    # -- identity ---------------------------------------------------------------------------------------------------------

    @abstractmethod
    def key(self, document: Document) -> str:
        """Return what identifies `document` within the project."""

    def find(self, wanted: Document, live: Documents) -> str | None:
        """Return the key of the live document that `wanted` means, or None when there is none."""
        key = self.key(wanted)
        return key if key in live else None

    def overlay(self, live: Document | None, wanted: Document) -> Document:
        """Return the full document that `wanted`, which may be partial, makes of `live` (None: of a new document)."""
        base = self.from_api({}) if live is None else live
        return {**base, **{name: value for name, value in wanted.items() if name not in self.never_compared}}

    @abstractmethod
    def check_new(self, document: Document) -> None:
        """Raise InvalidInput when `document`, which is complete, can't be created."""

    def references(self, document: Document) -> t.Iterable[Reference]:
        """Yield what `document` uses."""
        return ()

    def built_in(self, document: Document) -> bool:
        """Say whether Descope made `document` and refuses to change or delete it."""
        return False

    def lost_on_delete(self, options: t.Mapping[str, t.Any]) -> str:
        """Return, as a phrase, what deleting such a document takes along that no backup can bring back."""
        return ""

    # -- calls ------------------------------------------------------------------------------------------------------------

    @abstractmethod
    async def fetch(self, client: Client) -> list[Document]:
        """Return all documents of the project."""

    async def fetch_one(self, client: Client, document: Document) -> Document | None:
        """Return the live document with the identity of `document`, or None."""
        live = Documents({self.key(found): found for found in await self.fetch(client)})
        key = self.find(document, live)
        return None if key is None else live[key]

    @abstractmethod
    async def create(self, client: Client, document: Document) -> None:
        """Create `document`, which is complete."""

    @abstractmethod
    async def update(self, client: Client, before: Document, after: Document) -> None:
        """Turn `before`, as last read, into `after`, which is complete."""

    @abstractmethod
    async def delete(self, client: Client, document: Document, options: t.Mapping[str, t.Any]) -> None:
        """Delete `document`."""

    # -- spelling ---------------------------------------------------------------------------------------------------------

    @cached_property
    def api_names(self) -> dict[str, str]:
        """The API's name by the user's name, for every field of the model."""
        return {name: info.alias or name for name, info in self.model.model_fields.items()}

    @cached_property
    def user_names(self) -> dict[str, str]:
        """The user's name by the API's name."""
        return {api: name for name, api in self.api_names.items()}

    def from_api(self, raw: t.Mapping[str, t.Any]) -> Document:
        """Return `raw`, as read from the API or a backup, validated, with zero values for what is missing.

        Raises BadPayload naming the field when a known field has another type than the API gives.
        """
        given = {name: value for name, value in raw.items() if value is not None}
        try:
            return self.model.model_validate(given).model_dump(by_alias=True)
        except ValidationError as error:
            where, problem = _first_problem(error)
            raise BadPayload(f"{self.name} {self._label(given)}: the field {where} is not as documented: {problem}") from None

    def from_variables(self, raw: t.Any, where: str) -> Document:
        """Return the fields that the user wrote in `raw`, in API spelling; `where` names the place for messages.

        A field that is null counts as not written. Raises InvalidInput for an unknown field or a wrong type.
        """
        if not isinstance(raw, dict):
            raise InvalidInput(f"{where} must be a mapping of {self.name} fields, not {type(raw).__name__}.")
        written = {name: value for name, value in raw.items() if value is not None}
        called = self._called(written)
        extra = written.pop(EXTRA, {})
        for name in written:
            if name not in self.api_names:
                raise InvalidInput(f"{where}.{name}{called}: a {self.name} has no such field.", hint=self._suggest(str(name)))
        if not isinstance(extra, dict) or any(not isinstance(name, str) for name in extra):
            raise InvalidInput(f"{where}.{EXTRA}{called}: must be a mapping of fields in Descope's own spelling.")
        for name in extra.keys() & self.user_names.keys():
            raise InvalidInput(
                f"{where}.{EXTRA}.{name}{called}: is a known field.", hint=f"Write it as {self.user_names[name]}."
            )
        try:
            model = self.model.model_validate(written)
        except ValidationError as error:
            field_name, problem = _first_problem(error)
            raise InvalidInput(f"{where}.{self.user_name(field_name)}{called}: {problem}.") from None
        return {**extra, **model.model_dump(by_alias=True, exclude_unset=True)}

    def to_variables(self, document: Document) -> dict[str, t.Any]:
        """Return `document` in the user's spelling; fields that the model does not know come under `extra`."""
        known = {self.user_names[api]: document[api] for api in self.user_names if api in document}
        unknown = {api: value for api, value in document.items() if api not in self.user_names}
        return {**known, EXTRA: unknown} if unknown else known

    def user_name(self, api_name: str) -> str:
        """Return the user's spelling of one field."""
        return self.user_names.get(api_name, api_name)

    def _called(self, written: t.Mapping[str, t.Any]) -> str:
        """Return how a message calls a written document besides its place: ` (acme)`, or nothing when it has no name."""
        names = (written.get(self.user_name(name)) for name in self.identity)
        return next((f" ({name})" for name in names if isinstance(name, str) and name), "")

    def _label(self, document: Document) -> str:
        try:
            return self.key(document)
        except (KeyError, TypeError):
            return "(without a key)"

    def _suggest(self, name: str) -> str:
        close = difflib.get_close_matches(name, self.api_names, n=1)
        meant = next((user for user, api in self.api_names.items() if api == name), close[0] if close else "")
        return f"Did you mean {meant}?" if meant else f"Its fields are {', '.join(self.api_names)}."


def listing(payload: t.Any, name: str) -> list[Document]:
    """Return the list of documents under `name` in an API answer; raises BadPayload when there is none."""
    documents = payload.get(name) if isinstance(payload, dict) else None
    if not isinstance(documents, list) or not all(isinstance(document, dict) for document in documents):
        raise BadPayload(f"The listing of {name} is not of the documented shape: a list of objects under '{name}' is missing.")
    return documents


def _first_problem(error: ValidationError) -> tuple[str, str]:
    problem = error.errors(include_url=False, include_input=False)[0]
    where, *inner = [str(part) for part in problem["loc"]] or [""]
    message = problem["msg"].removeprefix("Input ").removeprefix("Value error, ")
    return where, f"{message} (at {'.'.join(inner)})" if inner else message
