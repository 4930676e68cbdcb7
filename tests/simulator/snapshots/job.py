# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One import, whether it is meant or only tried: what it has read, changed, missed and found wrong (descope-api 3.1, 3.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import ApiError, malformed
from ..kinds import STR, Kind, checked
from ..secret_fields import is_blank, secrets_in, value_at, with_value
from ..store import Doc, State
from .files import Files

SECRETS = ("connectors", "oauthProviders", "outboundApps")
_IDENTITY = {"id": STR, "name": STR}


@dataclass
class Job:
    """`files` holds what no area has taken yet. Problems are collected; nothing counts unless there are none."""

    draft: State
    files: Files
    input_secrets: dict[str, list[Doc]] = field(default_factory=dict)
    kept_settings: tuple[str, ...] = ()
    failures: list[str] = field(default_factory=list)
    missing: dict[str, list[Doc]] = field(default_factory=lambda: {kind: [] for kind in SECRETS})
    # What the ids in the files are here: connectors, roles and applications may exist already under other ids.
    ids: dict[str, str] = field(default_factory=dict)

    def take(self, path: str) -> Doc | None:
        """A JSON file, which then belongs to the area that asked for it."""
        content = self.files.pop(path, None)
        return content if isinstance(content, dict) else None

    def entries(self, path: str, name: str) -> list[Doc] | None:
        """The objects of a file that is a list; None when there is no such file."""
        content = self.take(path)
        return None if content is None else self.objects(path, name, content.get(name))

    def objects(self, path: str, name: str, entries: Any) -> list[Doc] | None:
        """The same list, or a failure and None when it is no list of objects with proper names."""
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self.failures.append(f"{path}: {name} must be a list of objects")
            return None
        return entries if all([self.fits(path, entry, _IDENTITY) for entry in entries]) else None

    def fits(self, path: str, content: Doc, fields: Mapping[str, str]) -> bool:
        """Whether these fields have their types where they are given; a failure when not."""
        try:
            checked(content, fields)
        except ApiError as error:
            self.failures.append(f"{path}: {error.body['errorMessage']}")
            return False
        return True

    def names(self, path: str, name: str) -> list[str] | None:
        """The strings of a file that says which others count; None when there is no such file."""
        content = self.take(path)
        if content is None:
            return None
        names = content.get(name)
        if not isinstance(names, list) or not all(isinstance(entry, str) for entry in names):
            self.failures.append(f"{path}: {name} must be a list of strings")
            return None
        return names

    def document(self, path: str, kind: Kind, values: Doc) -> Doc | None:
        """A complete document, or a failure that says what is wrong with the file."""
        return kind.document(values) if self.fits(path, values, kind.fields) else None

    def with_secrets(self, kind: str, entity: Doc, content: Doc, stored: Any, new: bool) -> Doc:
        """Give every blank secret its value: the one given with the request, or the one that is stored.

        With a secret of something new that has neither, the import fails as a whole (descope-api 3.4).
        """
        for place, value in list(secrets_in(content)):
            if not is_blank(value):
                continue
            secret = {"id": entity["id"], "name": entity["name"], "type": secret_type(place[-1]), "value": ""}
            found = self._input(kind, secret) or value_at(stored, place)
            content = with_value(content, place, found or "")
            if new and not found:
                self.missing[kind].append(secret)
                self.failures.append(f"{kind}: {secret['name'] or secret['id']} lacks the secret {secret['type']}")
        return content

    def _input(self, kind: str, secret: Doc) -> str:
        for given in self.input_secrets.get(kind, []):
            same = given.get("id") == secret["id"] if given.get("id") else given.get("name") == secret["name"]
            if same and given.get("type") == secret["type"]:
                return str(given.get("value") or "")
        return ""


def secret_type(field_name: str) -> str:
    """What a secret is called in requests: `clientSecret` is written so, the others in lower case (descope-api 3.1, 3.3)."""
    return field_name if field_name == "clientSecret" else field_name.lower()


def read_input_secrets(given: Any) -> dict[str, list[Doc]]:
    """The `inputSecrets` of a request."""
    if given is None:
        return {}
    if not isinstance(given, Mapping) or not all(
        isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries) for entries in given.values()
    ):
        raise malformed("The inputSecrets field must have lists of objects")
    unknown = sorted(set(given) - set(SECRETS))
    if unknown:
        raise malformed(f"The inputSecrets field has unknown keys: {', '.join(unknown)}")
    return dict(given)


def rebound(value: Any, ids: Mapping[str, str]) -> Any:
    """A copy in which every string that is one of these ids is the other one."""
    if isinstance(value, dict):
        return {name: rebound(entry, ids) for name, entry in value.items()}
    if isinstance(value, list):
        return [rebound(entry, ids) for entry in value]
    return ids.get(value, value) if isinstance(value, str) else value
