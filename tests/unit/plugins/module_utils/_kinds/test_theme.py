# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The theme: one per project, imported as it was exported, and never compared by what an import counts."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan import changed_fields
from ansible_collections.descope.mgmt.plugins.module_utils._engine.written import state_from_variables
from ansible_collections.descope.mgmt.plugins.module_utils._errors import BadPayload, InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.theme import Theme
from tests.unit.plugins.builders import planned, state
from tests.unit.plugins.module_utils._kinds.noting_client import NotingClient, sent_by_update

THEME = Theme()


def theme(**fields: t.Any) -> Document:
    css = {"light": {"colors": {"primary": "#0052cc"}}, "dark": {}}
    return {"id": "TH1", "cssTemplate": css, "codeMode": False, "version": 4, "componentsVersion": "3.1", **fields}


def test_the_theme_is_exported_and_is_the_only_one() -> None:
    client = NotingClient(export={"theme": theme()})
    assert asyncio.run(THEME.fetch(client)) == [theme()]
    assert asyncio.run(THEME.fetch_one(client, {})) == theme()
    assert client.asked[0] == ("/v2/mgmt/theme/export", {})


@pytest.mark.parametrize("answer", [{}, {"theme": None}, None, []])
def test_an_export_of_another_shape_is_never_an_empty_theme(answer: t.Any) -> None:
    with pytest.raises(BadPayload, match="'theme' is missing"):
        asyncio.run(THEME.fetch(NotingClient(export=answer)))


def test_an_import_sends_the_theme_as_it_was_exported_with_what_changes() -> None:
    after = THEME.overlay(theme(), {"codeMode": True})
    assert sent_by_update(THEME, theme(), after) == [("/v2/mgmt/theme/import", {"theme": theme(codeMode=True)})]


def test_a_theme_of_another_project_is_written_over_this_ones_id_and_version() -> None:
    other = theme(id="TH9", version=99, componentsVersion="9", cssTemplate={"light": {}})
    assert THEME.overlay(theme(), other) == theme(cssTemplate={"light": {}})


def test_what_is_to_be_created_is_laid_over_what_is_there() -> None:
    client = NotingClient(export={"theme": theme()})
    asyncio.run(THEME.create(client, {"codeMode": True}))
    assert client.sent == [("/v2/mgmt/theme/import", {"theme": theme(codeMode=True)})]


def test_what_an_import_counts_or_stamps_is_not_compared() -> None:
    assert changed_fields(THEME, theme(), theme(id="x", version=5, componentsVersion="4")) == ()
    assert changed_fields(THEME, theme(), theme(codeMode=True)) == ("codeMode",)


def test_the_theme_is_written_as_a_mapping_and_never_deleted() -> None:
    desired = state_from_variables({"theme": {"css_template": {"light": {}}}})
    plan = planned(state(theme=[theme()]), desired, purge=True)
    assert [(change.operation, str(change), change.fields) for change in plan.changes] == [
        ("update", "theme project", ("cssTemplate",))
    ]
    with pytest.raises(InvalidInput, match="can't be deleted"):
        planned(state(theme=[theme()]), state(), absent={"theme": (theme(),)})
    with pytest.raises(InvalidInput, match="can't be deleted"):
        asyncio.run(THEME.delete(NotingClient(), theme(), {}))


def test_two_themes_are_refused() -> None:
    with pytest.raises(InvalidInput, match="twice"):
        state_from_variables({"theme": [{"code_mode": True}, {"code_mode": False}]})
