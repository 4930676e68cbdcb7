# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The project itself: its own entry of the listing, two calls for two fields, and no restore by accident."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan import changed_fields
from ansible_collections.descope.mgmt.plugins.module_utils._errors import Forbidden, InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.project import Project
from tests.unit.plugins.module_utils._kinds.noting_client import NotingClient, sent_by_create, sent_by_update

KIND = Project()


def project(**fields: t.Any) -> Document:
    return KIND.from_api({"id": "P123", "name": "Staging", "tags": ["b", "a"], "environment": "", **fields})


def test_the_entry_of_the_clients_own_project_is_read() -> None:
    client = NotingClient(list={"projects": [{"id": "P9", "name": "Other"}, project()]})
    assert asyncio.run(KIND.fetch(client)) == [project()]
    assert client.asked == [("/v1/mgmt/projects/list", {})]


def test_a_key_that_does_not_list_the_project_does_not_give_it() -> None:
    with pytest.raises(Forbidden, match="do not include P123"):
        asyncio.run(KIND.fetch(NotingClient(list={"projects": [{"id": "P9", "name": "Other"}]})))


@pytest.mark.parametrize(
    ("after", "sent"),
    [
        ({"name": "Live"}, [("/v1/mgmt/project/update/name", {"name": "Live"})]),
        ({"tags": ["c"]}, [("/v1/mgmt/project/update/tags", {"tags": ["c"]})]),
        ({"tags": ["a", "b"]}, []),
        (
            {"name": "Live", "tags": []},
            [("/v1/mgmt/project/update/name", {"name": "Live"}), ("/v1/mgmt/project/update/tags", {"tags": []})],
        ),
    ],
)
def test_each_field_is_written_by_its_own_call_when_it_differs(after: Document, sent: list[tuple[str, Document]]) -> None:
    assert sent_by_update(KIND, project(), {**project(), **after}) == sent


def test_what_is_only_partly_written_keeps_the_rest() -> None:
    sent = sent_by_create(KIND, {"name": "Live"}, list={"projects": [project()]})
    assert sent == [("/v1/mgmt/project/update/name", {"name": "Live"})]


def test_the_environment_and_the_id_are_neither_compared_nor_shown() -> None:
    assert changed_fields(KIND, project(), project(id="P9", environment="production", tag="x")) == ()
    assert KIND.shown(project()) == {"name": "Staging", "tags": ["b", "a"]}


def test_an_empty_name_is_refused() -> None:
    with pytest.raises(InvalidInput, match="name of the project can't be empty"):
        KIND.overlay(project(), {"name": ""})
    assert KIND.overlay(project(), {"tags": []})["name"] == "Staging"


def test_it_is_in_every_backup_and_restored_only_when_it_is_named() -> None:
    assert KIND.by_default == {"backup"}
    assert KIND.permanent(project())
