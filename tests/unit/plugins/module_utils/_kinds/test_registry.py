# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registry: which kinds belong together, which take part in what, and which values in options are secrets."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import (
    KINDS,
    needed_by,
    secret_values,
    taking_part,
    users_of,
)


def test_each_kind_has_one_name_of_each_sort() -> None:
    assert list(KINDS) == [kind.plural for kind in KINDS.values()]
    assert len({kind.name for kind in KINDS.values()}) == len(KINDS)


def test_an_owner_comes_before_what_lives_inside_it() -> None:
    order = list(KINDS)
    assert all(order.index(kind.owner) < order.index(kind.plural) for kind in KINDS.values() if kind.owner)


def test_a_name_inside_an_owner_means_one_kind_and_no_field() -> None:
    nested = [(kind.owner, kind.nested_as) for kind in KINDS.values() if kind.nested_as]
    assert len(set(nested)) == len(nested)
    assert not [name for owner, name in nested if name in KINDS[owner].api_names]


# --- what belongs together -----------------------------------------------------------------------------------------------


def test_what_a_kind_needs_is_what_it_refers_to_itself_and_not_what_that_refers_to() -> None:
    for plural, kind in KINDS.items():
        assert set(needed_by([plural])) == {plural, *kind.depends_on}


def test_both_ways_agree_and_keep_the_order_of_the_registry() -> None:
    for plural in KINDS:
        assert users_of([plural]) == [user for user, kind in KINDS.items() if plural in kind.depends_on]
        assert needed_by([plural]) == [one for one in KINDS if one in needed_by([plural])]


def test_a_backup_holds_all_that_is_configuration_and_a_restore_only_what_fits_another_project() -> None:
    assert set(taking_part("restore")) <= set(taking_part("backup"))
    assert {"permissions", "roles", "tenants", "sso", "flows"} <= set(taking_part("restore"))
    assert "users" not in taking_part("backup")


# --- secrets -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        {"oidc": {"client_secret": "s3cret", "client_id": "id"}},
        {"desired": {"tenants": [{"id": "a", "sso": {"oidc": {"client_secret": "s3cret"}}}]}},
        {"desired": {"sso": [{"oidc": {"clientSecret": "s3cret"}}]}},
        {"desired": {"outbound_apps": ({"client_secret": "s3cret"},)}},
        {"x": [[{"y": {"sp_sign_key": "s3cret"}}]]},
        {"input_secrets": {"connectors": {"id1": {"password": "s3cret"}}}},
        {"inputSecrets": [{"value": ["s3cret"]}]},
    ],
)
def test_the_value_of_a_secret_is_found_at_any_depth_in_either_spelling(options: t.Any) -> None:
    assert secret_values(options) == {"s3cret"}


@pytest.mark.parametrize(
    "options",
    [
        {"client_id": "id", "name": "client_secret", "desired": None},
        {"client_secret": None, "sp_sign_key": "", "clientSecret": 0},
        {"desired": {"tenants": [{"id": "acme", "settings": {"enabled": True}}]}},
        "client_secret",
        None,
        [],
        {1: {2: "client_secret"}},
    ],
)
def test_what_is_no_secret_is_not_hidden(options: t.Any) -> None:
    assert secret_values(options) == set()
