# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every kind of document answers: its shape, its key, its calls, what it refers to. Comparing and ordering live elsewhere.

Documents travel as plain dictionaries in the API's own spelling. A kind's pydantic model says which fields there are and of
what type; fields it does not know are kept. Users write and read snake_case; `from_variables` and `to_variables` translate.
Sets of fields may name a field within a field with a dot: `oidc.clientSecret`.
"""

from __future__ import annotations

import typing as t
from abc import ABC, abstractmethod
from functools import cached_property

from .._deps import ValidationError
from .._errors import BadPayload, DescopeError, InvalidInput
from .._turns import in_turns
from ._documents import Client, Documents, Reference, content, listing
from ._fields import present, replaced, without
from ._leaves import MASK, Detail, leaf_details
from ._model import Document, Model, api_names, first_problem, merged, spellings, to_api, to_user, user_names

__all__ = ["MASK", "Client", "Document", "Documents", "Job", "Kind", "Model", "Reference", "Severity", "content", "listing"]

Severity = t.Literal["critical", "warning", "info"]
Job = t.Literal["backup", "restore"]


class Kind(ABC):
    """One noun of the management API: everything there is to know about it, and nothing about any run."""

    name: t.ClassVar[str]
    """In headers and results: `tenant`."""
    plural: t.ClassVar[str]
    """As a variable, in `kinds`, as a file name: `tenants`."""
    model: t.ClassVar[type[Model]]
    identity: t.ClassVar[tuple[str, ...]] = ("name",)
    """API names of which a document in variables must have at least one; none where the key may be left out."""
    single: t.ClassVar[bool] = False
    """There is exactly one in a project; a user may write it without a list around it."""
    owner: t.ClassVar[str] = ""
    """Plural of the kind that every document lives inside of, and below the field that holds its key; see `_part.py`."""
    owner_field: t.ClassVar[str] = ""
    nested_as: t.ClassVar[str] = ""
    """Where a user may write it inside its owner: `tenants[].settings`."""
    whole_as: t.ClassVar[str] = ""
    """The option of its module that takes a whole document as Descope exports it, in place of an option for each field."""
    alone: t.ClassVar[bool] = False
    """Writing it changes documents of other kinds behind a plan's back, so no other kind may be written in the same run."""
    by_default: t.ClassVar[frozenset[Job]] = frozenset({"backup", "restore"})
    """The jobs it has a part in without being named."""
    never_compared: t.ClassVar[frozenset[str]] = frozenset()
    """API names that the server makes up or that belong to another document."""
    create_only: t.ClassVar[frozenset[str]] = frozenset()
    """API names that can be given at creation and never changed."""
    changed_in: t.ClassVar[str] = ""
    """Where a person can change them all the same: `the Descope console`."""
    unordered: t.ClassVar[frozenset[str]] = frozenset()
    """API names of lists whose order means nothing."""
    unique: t.ClassVar[frozenset[str]] = frozenset()
    """API names, besides the key, of which no two documents may have the same value."""
    severity: t.ClassVar[Severity] = "info"
    """How bad it is when a field drifts of which `severities` says nothing, one that nobody knows yet among them."""
    severities: t.ClassVar[t.Mapping[str, Severity]] = {}
    """How bad it is when a field drifts: critical if it has a say in who signs in, how, or with which rights."""
    batch: t.ClassVar[int] = 1
    """How many `create_many` takes at once; 1 where there is no call for many."""
    together: t.ClassVar[int] = 1
    """How many `fetch_together` takes at once; 1 where there is no call for many."""
    delete_options: t.ClassVar[tuple[str, ...]] = ()
    """Options that `delete` takes."""
    depends_on: t.ClassVar[tuple[str, ...]] = ()
    """Plurals of the kinds that `references` may name, save for those that it names only for the order (`nothing`)."""
    drawn: t.ClassVar[bool] = False
    """What is shown of a part of it is a digest, and only `details` says to people what differs."""
    secrets: t.ClassVar[frozenset[str]] = frozenset()
    """Fields that no listing has: not compared, not shown, and in a backup only where `readable_secrets` gives them."""
    lossy: t.ClassVar[t.Mapping[str, str]] = {}
    """What a restore into a new project can't bring back besides the secrets: a field or a thing, and why."""

    # -- identity ---------------------------------------------------------------------------------------------------------

    @abstractmethod
    def key(self, document: Document) -> str:
        """Return what identifies `document` within the project."""

    def find(self, wanted: Document, live: Documents) -> str | None:
        """Return the key of the live document that `wanted` means, or None when there is none."""
        key = self.key(wanted)
        return key if key in live else None

    def find_all(self, wanted: t.Sequence[Document], live: Documents) -> list[str | None]:
        """Return, for each of `wanted`, the key of the live document that it means, or None."""
        return [self.find(document, live) for document in wanted]

    def overlay(self, live: Document | None, wanted: Document) -> Document:
        """Return the full document that `wanted`, which may be partial, makes of `live` (None: of a new document)."""
        meant = {name: value for name, value in wanted.items() if name not in self.never_compared}
        if live is None and self.permanent(wanted):
            return meant  # it will be there with the service's own defaults, which nobody wrote
        base = self.from_api({}) if live is None else live
        return merged(self.model, base, meant)

    @abstractmethod
    def check_new(self, document: Document) -> None:
        """Raise InvalidInput when `document`, which is complete, can't be created."""

    def references(self, document: Document) -> t.Iterable[Reference]:
        """Yield what `document` uses."""
        return ()

    def built_in(self, document: Document) -> bool:
        """Say whether Descope made `document` and refuses to change or delete it."""
        return False

    def permanent(self, document: Document) -> bool:
        """Say whether `document` is there by itself, as long as what it belongs to: it is changed, never made or deleted."""
        return self.single

    def body(self, document: Document) -> Document:
        """Return what of `document` can be sent: nothing the server makes up, and no blank for a secret it may have."""
        made_up = {name for name in self.never_compared if "." not in name}
        return without(document, made_up | (self.secrets - set(present(document, self.secrets))))

    def untouched(self, document: Document, live: Documents) -> bool:
        """Say whether `document` is as it is by itself, so that nobody needs to write it down; `live` are all of its kind."""
        return False

    def comparable(self, name: str, value: t.Any) -> t.Any:
        """Return the value of one field without what is noise in it."""
        hidden = [path.partition(".")[2] for path in self.never_compared | self.secrets if path.startswith(f"{name}.")]
        return without(value, hidden) if hidden and isinstance(value, dict) else value

    def neutral(self, document: Document) -> Document:
        """Return `document` as it is compared: without noise that depends on other fields, or on the project it is in.

        For comparing only: it is never sent or kept. Doing it twice is doing it once.
        """
        return document

    def following(self, live: Documents, writes: t.Mapping[str, Document]) -> t.Mapping[str, Document]:
        """Return, by key, what other documents in `live` become when `writes`, by key, are made, because they follow one."""
        return {}

    def unreadable(self, document: Document) -> tuple[str, ...]:
        """Return which secrets `document`, as read, has or may have: what a person must enter in a new project."""
        return ()

    def to_confirm(self, impact: t.Mapping[str, int], options: t.Mapping[str, t.Any]) -> t.Mapping[str, int | None]:
        """Return what of `impact` a delete with these options destroys, to be confirmed by its number; None: not known."""
        return {}

    def lost_on_delete(self, options: t.Mapping[str, t.Any]) -> str:
        """Return, as a phrase, what deleting such a document takes along that no backup can bring back."""
        return ""

    # -- calls ------------------------------------------------------------------------------------------------------------

    @abstractmethod
    async def fetch(self, client: Client) -> list[Document]:
        """Return all documents of the project."""

    async def fetch_of(self, client: Client, owners: t.Collection[str]) -> list[Document]:
        """Return the documents that live inside the given owners; an owner that does not exist has none."""
        return [document for document in await self.fetch(client) if document.get(self.owner_field) in owners]

    async def fetch_these(self, client: Client, wanted: t.Sequence[Document]) -> list[Document]:
        """Return the live documents that any of `wanted` may mean; others too where asking for all is as little work."""
        return await self.fetch(client)

    async def fetch_one(self, client: Client, document: Document) -> Document | None:
        """Return the live document with the identity of `document`, or None."""
        live = Documents({self.key(found): found for found in await self.fetch(client)})
        key = self.find(document, live)
        return None if key is None else live[key]

    async def fetch_together(self, client: Client, documents: t.Sequence[Document]) -> list[Document]:
        """Return, in any order, the live ones of up to `together` documents that were read before."""
        raise NotImplementedError

    def audited_as(self, document: Document) -> tuple[str, ...]:
        """Return what the audit log may call `document`, such as its id and its name, what is surest first."""
        known = (document.get(name) for name in ("id", *self.identity))
        return tuple(dict.fromkeys(name for name in known if isinstance(name, str) and name))

    async def readable_secrets(self, client: Client, document: Document) -> t.Mapping[str, str]:
        """Return, by path, those of the `unreadable` secrets of `document` that the API has a call of its own to read."""
        return {}

    async def impact(self, client: Client, document: Document) -> t.Mapping[str, int]:
        """Return how many of what, such as users, depend on `document`, for the preview of its delete."""
        return {}

    async def impacts(self, client: Client, documents: t.Sequence[Document]) -> t.Sequence[t.Mapping[str, int]]:
        """Return the `impact` of each of `documents`; a kind that can ask for many at once does."""
        return await in_turns(lambda document: self.impact(client, document), documents)

    async def losses(self, client: Client, before: Document, after: Document) -> tuple[str, ...]:
        """Return, as phrases, what updating `before` to `after` destroys besides what the two show, for the preview.

        Such an update needs approval like a delete. Raises InvalidInput when Descope would not accept `after`.
        """
        return ()

    @abstractmethod
    async def create(self, client: Client, document: Document) -> Document | None:
        """Create `document`, which is complete; return what the service made up and will not tell again, if anything.

        A permanent document is only as complete as it was written: the rest is to be read.
        """

    async def create_many(self, client: Client, documents: t.Sequence[Document]) -> list[DescopeError | None]:
        """Create up to `batch` documents in one call; return by position what went wrong with each, or None.

        Raises what the whole call was refused with, or UnknownOutcome when its answer was lost.
        """
        raise NotImplementedError

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
        return api_names(self.model)

    @cached_property
    def user_names(self) -> dict[str, str]:
        """The user's name by the API's name."""
        return user_names(self.model)

    def from_api(self, raw: t.Mapping[str, t.Any]) -> Document:
        """Return `raw`, as read from the API or a backup, validated, with zero values for what is missing.

        Raises BadPayload naming the field when a known field has another type than the API gives.
        """
        given = {name: value for name, value in raw.items() if value is not None}
        try:
            return self.model.model_validate(given).model_dump(by_alias=True)
        except ValidationError as error:
            where, problem = first_problem(error)
            raise BadPayload(f"{self.name} {self._label(given)}: the field {where} is not as documented: {problem}") from None

    def from_variables(self, raw: t.Any, where: str) -> Document:
        """Return the fields that the user wrote in `raw`, in API spelling; `where` names the place for messages.

        A field that is null counts as not written. Raises InvalidInput for an unknown field or a wrong type.
        """
        if not isinstance(raw, dict):
            raise InvalidInput(f"{where} must be a mapping of {self.name} fields, not {type(raw).__name__}.")
        called = self._called(raw)
        try:
            model = self.model.model_validate(to_api(self.model, raw, where, called, self.name))
        except ValidationError as error:
            field_name, problem = first_problem(error)
            raise InvalidInput(f"{where}.{self.user_name(field_name)}{called}: {problem}.") from None
        return model.model_dump(by_alias=True, exclude_unset=True)

    def to_variables(self, document: Document) -> dict[str, t.Any]:
        """Return `document` in the user's spelling; fields that the model does not know come under `extra`."""
        return to_user(self.model, document)

    def spellings(self, path: str) -> tuple[str, str]:
        """Return the last name of a dotted path as the user and as the API spells it."""
        return spellings(self.model, path)[-1]

    def user_path(self, path: str) -> str:
        """Return a dotted path in the user's spelling."""
        return ".".join(user for user, _api in spellings(self.model, path))

    def api_path(self, path: str) -> str:
        """Return a dotted path in the API's spelling."""
        return ".".join(api for _user, api in spellings(self.model, path))

    def shown(self, document: Document) -> Document:
        """Return `document` for people: without what the server makes up, and with secrets masked."""
        masked = without(document, self.never_compared)
        for path in present(document, self.secrets):
            masked = replaced(masked, path, MASK)
        return masked

    def details(self, before: Document | None, after: Document | None) -> t.Iterable[Detail]:
        """Yield, for people, what differs between two states of a document; None is none."""
        old, new = (self.to_variables(self.shown(document)) if document else {} for document in (before, after))
        return leaf_details(old, new)

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
