# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of a backup's files, and documents both ways; `_strict_json.py` reads it, disk and manifest live elsewhere."""

from __future__ import annotations

from .._errors import BackupCorrupt, BadPayload, EncryptionMismatch, SealInvalid
from .._kinds._base import Document, Kind
from .._kinds.registry import KINDS
from .._strict_json import Damage, from_bytes, to_bytes
from .cipher import METHODS, Method
from .state import State

LARGEST = 64 * 1024 * 1024
"""Bytes that the text of one kind may have; more is neither written nor read."""

LARGEST_ENCRYPTED = 5 * LARGEST
"""Bytes that an encrypted file may have: the vault format makes four of one (reliability 3.4)."""

FILES: dict[str, str] = {f"{plural}.json": plural for plural in KINDS}
"""The plural of a kind by the name of its file: no name on disk is ever made from data."""

SEALS: dict[Method, str] = {"vault": "seal.json.vault", "age": "seal.json.age"}
"""The file that holds the seal of an encrypted backup."""


def name_on_disk(name: str, method: Method) -> str:
    """Return what the file `name` is called when it is encrypted: the name says how."""
    return name if method == "none" else f"{name}.{method}"


STORED: dict[str, tuple[str, Method]] = {name_on_disk(name, method): (name, method) for method in METHODS for name in FILES}
"""The plain name of a data file, and how it is encrypted, by its name on disk: the closed set of these names."""


class Mismatch(Damage):
    """What is wrong with a file that is not encrypted as it should be, or is although it should not be (reliability #82)."""


class BadSeal(Damage):
    """What is wrong with a seal that opens and is not the one of this backup."""


def refusal(damage: Damage) -> type[BackupCorrupt]:
    """Return the class of the error that a damage of a backup amounts to."""
    named: dict[type[Damage], type[BackupCorrupt]] = {Mismatch: EncryptionMismatch, BadSeal: SealInvalid}
    return named.get(type(damage), BackupCorrupt)


def state_to_bytes(state: State) -> dict[str, bytes]:
    """Return the content of each file by its name; raises BadPayload when a document would not come back as it is."""
    return {name: _file_to_bytes(KINDS[plural], state) for name, plural in FILES.items() if plural in state.documents}


def documents_from_bytes(kind: Kind, data: bytes) -> tuple[Document, ...]:
    """Return the documents in the text of a file, validated, sorted by key; raises Damage when they are not valid."""
    value = from_bytes(data)
    if not isinstance(value, list) or not all(isinstance(raw, dict) for raw in value):
        raise Damage("is not a list of documents")
    try:
        return _validated(kind, value)
    except BadPayload as error:
        raise Damage(f"does not validate: {error.message}") from None


def _validated(kind: Kind, value: list[Document]) -> tuple[Document, ...]:
    documents: dict[str, Document] = {}
    for index, raw in enumerate(value):
        document = kind.from_api(raw)
        if kind.identity and not any(document.get(name) for name in kind.identity):
            raise Damage(f"does not say which {kind.name} its entry {index} is")
        key = kind.key(document)
        if key in documents:
            raise Damage(f"has the {kind.name} {key} twice")
        documents[key] = document
    return tuple(documents[key] for key in sorted(documents))


def _file_to_bytes(kind: Kind, state: State) -> bytes:
    documents = state.documents[kind.plural]
    try:
        data = to_bytes(sorted(documents, key=kind.key))
        if len(data) > LARGEST:
            raise Damage(f"has {len(data)} bytes, and a file of a backup can have {LARGEST}")
        back = {kind.key(document): document for document in documents_from_bytes(kind, data)}
    except Damage as damage:
        raise _unfit(kind, str(damage)) from None
    for document in documents:
        if back[kind.key(document)] != document:
            raise _unfit(kind, f"would give back the {kind.name} {kind.key(document)} changed")
    return data


def _unfit(kind: Kind, problem: str) -> BadPayload:
    return BadPayload(
        f"No backup was made: the list of {kind.plural} {problem}.",
        hint="Nothing was written or changed. This is not what Descope documents; please report it.",
    )
