# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Single documents by their keys or names, of a live project or of a backup; knows no noun."""

from __future__ import annotations

import typing as t

from ansible_collections.descope.mgmt.plugins.module_utils._client import DescopeClient
from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document, Documents, Kind
from ansible_collections.descope.mgmt.plugins.module_utils._module import Task
from ansible_collections.descope.mgmt.plugins.plugin_utils._controller_task import call

NAMED = 5

Found = list[tuple[str, Document | None]]
"""What was asked for, each with the document that it is, or None."""


def live_documents(task: Task, kind: Kind, keys: t.Sequence[str]) -> Found:
    """Return the documents of the live project; raises what reading raises, and InvalidInput when a name may mean several."""

    async def read(client: DescopeClient) -> Found:
        return await _read(client, kind, keys)

    return call(task.settings, read)


def stored_documents(task: Task, kind: Kind, keys: t.Sequence[str]) -> Found:
    """Return the documents of the backup that the options name; raises what finding it raises, and InvalidInput as above."""
    store = task.store
    backup = store.find(task.params["backup"], as_of=task.params["as_of"] or None)
    state = store.load(backup)
    if kind.plural not in state.documents:
        why = state.gaps.get(kind.plural)
        raise InvalidInput(
            f"The backup {backup.path} does not hold {kind.plural}{f': {why}' if why else ''}.",
            hint="Choose another backup, or take it from the live project.",
        )
    return pick(kind, state.documents[kind.plural], keys)


def pick(kind: Kind, documents: t.Iterable[Document], keys: t.Sequence[str]) -> Found:
    """Return, of `documents`, what each of `keys` means: by key, by what identifies it, or by name.

    Of a kind of which there is one only, that one. Raises InvalidInput when a name may mean several.
    """
    live = Documents({kind.key(document): document for document in documents})
    if kind.single:
        return [(kind.name, document) for document in live.values()]
    return [(key, _meant(kind, live, key)) for key in keys]


async def _read(client: DescopeClient, kind: Kind, keys: t.Sequence[str]) -> Found:
    if kind.owner and kind.identity:  # a key begins with that of the owner
        return pick(kind, await kind.fetch_of(client, {key.partition("/")[0] for key in keys}), keys)
    if type(kind).fetch_these is not Kind.fetch_these:  # it can be asked for some, and there may be many
        found = pick(kind, await kind.fetch_these(client, [{kind.identity[0]: key} for key in keys]), keys)
        if all(document is not None for _key, document in found):
            return found
    return pick(kind, await kind.fetch(client), keys)


def _meant(kind: Kind, live: Documents, key: str) -> Document | None:
    found = key if key in live or not kind.identity else kind.find({kind.identity[0]: key}, live)
    if found is not None and found in live:
        return live[found]
    named = [one for one, document in live.items() if document.get("name") == key]
    if len(named) > 1:
        more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
        raise InvalidInput(
            f"{key} may be one of several {kind.plural}: {', '.join(sorted(named)[:NAMED])}{more}.", hint="Give the key of one."
        )
    return live[named[0]] if named else None
