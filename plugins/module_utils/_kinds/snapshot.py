# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The snapshot: all of a project's configuration as files, also what no other call reads or writes (descope-api 3).

It is exported in the format `plain`, in which large texts and images stay where they belong: no file needs another one, and
none has a name that the next export might change. JSON files are objects, all others texts: each survives a backup as it is.
"""

from __future__ import annotations

import json
import typing as t

from .._canonical import digest
from .._deps import Field
from .._errors import InvalidInput
from ._base import Client, Document, Job, Model, Severity, content
from ._single import SingleKind

PATH = "/v1/mgmt/project/snapshot"
MARKER = "snapshot.json"
"""Says which project the snapshot is of and in which format; differs between projects that are the same."""

NOISE = frozenset({"componentsVersion", "createdTime", "modifiedTime", "etag"})
KEYED_BY_NAME = frozenset({"roles", "permissions"})
MOST_TOLD = 20

Secrets = dict[str, list[dict[str, str]]]


class SnapshotModel(Model):
    """The files of a snapshot by path, and secrets to be imported with them: `{"connectors": {id: {type: value}}}`."""

    files: dict[str, dict[str, t.Any] | str] = Field(default_factory=dict)
    input_secrets: dict[str, dict[str, dict[str, str]]] = Field(default_factory=dict, alias="inputSecrets")


class Snapshot(SingleKind):
    """Importing it changes roles, permissions, flows and more behind the back of a plan that has these too, so it goes alone.

    Files that a desired snapshot does not have are left as they are: what Descope does about a missing one is not documented
    (descope-api 5, row 13), so all there are get sent.
    """

    name = "snapshot"
    plural = "snapshot"
    model = SnapshotModel
    alone = True
    by_default: t.ClassVar[frozenset[Job]] = frozenset({"backup"})
    secrets = frozenset({"inputSecrets"})
    severity: t.ClassVar[Severity] = "critical"
    lossy: t.ClassVar[t.Mapping[str, str]] = {
        "secrets": "those of connectors, OAuth providers and outbound applications are blank; an import keeps what is there",
    }

    def overlay(self, live: Document | None, wanted: Document) -> Document:
        after = super().overlay(live, wanted)
        return {**after, "files": {**((live or {}).get("files") or {}), **(wanted.get("files") or {})}}

    def comparable(self, name: str, value: t.Any) -> t.Any:
        return _compared(value) if name == "files" and isinstance(value, dict) else super().comparable(name, value)

    def shown(self, document: Document) -> Document:
        """Return a digest for each file: equal where the files are, short where they are megabytes."""
        shown = super().shown(document)
        return {**shown, "files": {path: digest(file)[:16] for path, file in _compared(shown.get("files") or {}).items()}}

    async def losses(self, client: Client, before: Document, after: Document) -> tuple[str, ...]:
        """Ask for the validation, which imports nothing; raises InvalidInput with all that Descope holds against the files."""
        await _accepted(client, after)
        old, new = (self.shown(document)["files"] for document in (before, after))
        changed = sorted(path for path in new if old.get(path) != new[path])
        more = f" and {len(changed) - MOST_TOLD} more" if len(changed) > MOST_TOLD else ""
        return (f"replaces what these files hold: {', '.join(changed[:MOST_TOLD])}{more}",)

    async def load(self, client: Client) -> Document:
        return self.from_api({"files": content(await client.read(f"{PATH}/export", {"format": "plain"}), "files")})

    async def save(self, client: Client, document: Document) -> None:
        await client.write(f"{PATH}/import", await _accepted(client, document))


def _compared(files: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the files without what differs between two exports of the same configuration (descope-api 3.2, 4)."""
    return {path: _without_noise(path, file) for path, file in files.items() if path != MARKER}


def _without_noise(path: str, file: t.Any) -> t.Any:
    file = _cleaned(file)
    if not isinstance(file, dict):
        return file
    if path.startswith("styles/") or path.endswith("/metadata.json"):
        file.pop("version", None)
    for name in KEYED_BY_NAME & file.keys() if "/" not in path else ():
        if isinstance(file[name], list):  # their ids are made up for the snapshot
            entries = [{**entry, "id": ""} if isinstance(entry, dict) else entry for entry in file[name]]
            file[name] = sorted(entries, key=digest)
    references = file.get("references")
    if isinstance(references, dict):  # found by name, whatever the id was where it was exported
        file["references"] = {what: sorted(found) if isinstance(found, dict) else found for what, found in references.items()}
    return file


def _cleaned(value: t.Any) -> t.Any:
    if isinstance(value, dict):
        return {name: _cleaned(inner) for name, inner in value.items() if name not in NOISE}
    return [_cleaned(inner) for inner in value] if isinstance(value, list) else value


# --- what Descope says of it before it is imported ---------------------------------------------------------------------------


async def _accepted(client: Client, document: Document) -> Document:
    """Return the body of the import, validated a moment ago; raises InvalidInput with everything that forbids it."""
    body: Document = {"files": document["files"]}
    answer = await client.read(f"{PATH}/validate", body)
    secrets = _filled(_missing(answer), document.get("inputSecrets") or {})
    if secrets:
        body["inputSecrets"] = secrets
        answer = await client.read(f"{PATH}/validate", body)
    failures = [str(failure) for failure in answer.get("failures") or ()] if isinstance(answer, dict) else []
    missing = _missing(answer)
    if failures or missing or not (isinstance(answer, dict) and answer.get("ok")):
        raise _refusal(failures, missing)
    return body


def _missing(answer: t.Any) -> Secrets:
    """Return the secrets without which Descope would not import, by group, as it lists them."""
    missing = (answer.get("missingSecrets") if isinstance(answer, dict) else None) or {}
    return {group: entries for group, entries in missing.items() if entries}


def _filled(missing: Secrets, given: t.Mapping[str, t.Mapping[str, t.Mapping[str, str]]]) -> Secrets:
    """Return the given secrets as the import takes them, with the names under which Descope misses them."""
    names = {(group, entry.get("id")): entry.get("name") or "" for group, entries in missing.items() for entry in entries}
    filled: Secrets = {}
    for group, owners in given.items():
        filled[group] = [
            {"id": owner, "name": names.get((group, owner), ""), "type": what, "value": value}
            for owner, values in owners.items()
            for what, value in values.items()
            if value
        ]
    return {group: entries for group, entries in filled.items() if entries}


def _refusal(failures: list[str], missing: Secrets) -> InvalidInput:
    asked = [(group, entry) for group, entries in missing.items() for entry in entries]
    paths = {f"input_secrets.{group}.{entry.get('id')}.{entry.get('type')}": "" for group, entry in asked}
    wanted = [f"{entry.get('type')} of {entry.get('name') or entry.get('id')}" for _group, entry in asked]
    told = [*failures[:MOST_TOLD], *([f"{len(failures) - MOST_TOLD} more"] if len(failures) > MOST_TOLD else [])]
    told += [f"without these secrets: {', '.join(wanted)}"] if wanted else []
    why = "; ".join(text.rstrip(".") for text in told) or "it does not say why"
    template = {"snapshot": {"project": paths}}
    return InvalidInput(
        f"Descope does not accept the snapshot: {why}. Nothing was imported.",
        hint=f"Fill in and give as secrets: {json.dumps(template)}" if paths else "Correct the files, or the project.",
        **({"secrets_template": template} if paths else {}),
    )
