# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permissions: what is sent for each change, and which ones are Descope's own."""

from __future__ import annotations

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput
from tests.unit.plugins.builders import PERMISSION, permission
from tests.unit.plugins.module_utils._kinds.noting_client import fetched, sent_by_create, sent_by_delete, sent_by_update

READ = permission("read", description="x", betaFlag=1)


def test_create_sends_the_full_document_without_what_the_server_makes() -> None:
    assert sent_by_create(PERMISSION, READ) == [
        ("/v1/mgmt/permission/create", {"name": "read", "description": "x", "betaFlag": 1})
    ]


def test_an_update_sends_everything_and_the_name_twice() -> None:
    assert sent_by_update(PERMISSION, READ, {**READ, "description": "y"}) == [
        ("/v1/mgmt/permission/update", {"name": "read", "newName": "read", "description": "y", "betaFlag": 1})
    ]


def test_a_rename_addresses_the_old_name_and_keeps_the_description() -> None:
    assert sent_by_update(PERMISSION, READ, {**READ, "name": "view"}) == [
        ("/v1/mgmt/permission/update", {"name": "read", "newName": "view", "description": "x", "betaFlag": 1})
    ]


def test_delete_names_the_permission() -> None:
    assert sent_by_delete(PERMISSION, READ) == [("/v1/mgmt/permission/delete", {"name": "read"})]


def test_a_listing_fills_missing_fields() -> None:
    assert fetched(PERMISSION, {"permissions": [{"name": "p"}]}) == [permission("p", id="")]


def test_a_permission_is_built_in_when_descope_says_so() -> None:
    assert PERMISSION.built_in(permission("p", systemDefault=True))
    assert not PERMISSION.built_in(permission("p"))
    assert not PERMISSION.built_in({"name": "p"})


def test_a_permission_needs_a_name_and_refers_to_nothing() -> None:
    with pytest.raises(InvalidInput, match="needs a name"):
        PERMISSION.check_new(permission(""))
    assert list(PERMISSION.references(READ)) == []
