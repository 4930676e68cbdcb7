# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What kinds have in common whose calls ask for a server-made id, while people know the documents by a unique name."""

from __future__ import annotations

import typing as t

from .._errors import InvalidInput
from ._base import Document, Documents, Kind


class IdentifiedKind(Kind):
    """A kind keyed by name whose documents are found by id first, so that giving the id and another name renames.

    Where no document has the id, the name decides: the documents of a backup fit another project, too.
    """

    identity = ("id", "name")

    id_is_kept: t.ClassVar[bool] = False
    """Whether a document can be created with the id that it had in a backup."""

    def key(self, document: Document) -> str:
        return str(document.get("name") or document["id"])

    def find(self, wanted: Document, live: Documents) -> str | None:
        return live.where("id", wanted.get("id")) or super().find(wanted, live)

    def overlay(self, live: Document | None, wanted: Document) -> Document:
        if live is None and not wanted.get("name"):
            raise InvalidInput(
                f"There is no {self.name} {wanted.get('id')}, and without a name it can't be created.",
                hint="Give its name to create it, or correct the id.",
            )
        after = super().overlay(live, wanted)
        if live is not None:
            return {**after, "id": live["id"]}
        return after if self.id_is_kept else {**after, "id": ""}

    def check_new(self, document: Document) -> None:
        """Nothing more is needed than the name, without which there is no document to create."""
