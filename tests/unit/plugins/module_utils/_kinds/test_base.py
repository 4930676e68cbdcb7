# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all kinds have in common: spelling, validation, listings, look-ups; and that the registry is consistent."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.descope.mgmt.plugins.module_utils._errors import BadPayload, InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Documents, Kind, listing
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from tests.unit.plugins.builders import ROLE, TENANT, permission, role, tenant

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


# --- spelling ------------------------------------------------------------------------------------------------------------


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text(min_size=1, max_size=8), json_values, max_size=3), json_values)
def test_a_document_survives_the_users_spelling_with_unknown_fields(unknown: dict[str, t.Any], attribute: t.Any) -> None:
    fields = {name: value for name, value in unknown.items() if name not in TENANT.api_names}
    document = {**fields, **tenant("acme", customAttributes={"plan": attribute}, enforceSSO=True)}
    assert TENANT.from_variables(TENANT.to_variables(document), "here") == document


@every_kind
def test_every_field_has_a_snake_case_name(kind: Kind) -> None:
    assert all(name == name.lower() and name.isidentifier() for name in kind.api_names)
    assert len(kind.user_names) == len(kind.api_names)


def test_unknown_fields_come_under_extra() -> None:
    assert TENANT.to_variables({"id": "a", "enforceSSO": True, "beta": 1, "extra": 2}) == {
        "id": "a",
        "enforce_sso": True,
        "extra": {"beta": 1, "extra": 2},
    }


@pytest.mark.parametrize(("api", "user"), [("enforceSSO", "enforce_sso"), ("betaFlag", "betaFlag")])
def test_an_unknown_field_has_no_other_name(api: str, user: str) -> None:
    assert TENANT.user_name(api) == user


# --- what the API gives --------------------------------------------------------------------------------------------------


@every_kind
def test_an_empty_answer_becomes_a_document_of_zero_values(kind: Kind) -> None:
    document = kind.from_api({})
    assert not any(value for name, value in document.items() if (kind.plural, name) != ("access_keys", "status"))
    assert "newName" not in document


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"id": "a", "disabled": "perhaps"}, "disabled"),
        ({"id": "a", "selfProvisioningDomains": "acme.com"}, "selfProvisioningDomains"),
        ({"id": "a", "customAttributes": []}, "customAttributes"),
        ({"id": "a", "roleInheritance": "some"}, "roleInheritance"),
    ],
)
def test_a_known_field_of_another_type_is_a_bad_payload_that_names_it(raw: dict[str, t.Any], field: str) -> None:
    with pytest.raises(BadPayload, match=f"tenant a: the field {field} is not as documented"):
        TENANT.from_api(raw)


def test_a_bad_document_without_a_key_is_reported_too() -> None:
    with pytest.raises(BadPayload, match=r"tenant \(without a key\)"):
        TENANT.from_api({"disabled": []})


@pytest.mark.parametrize(
    "answer", [None, [], {}, "x", {"roles": None}, {"roles": {}}, {"roles": ["x"]}, {"roles": [None]}, {"Roles": []}]
)
def test_a_listing_of_another_shape_is_never_an_empty_one(answer: t.Any) -> None:
    with pytest.raises(BadPayload, match="listing of roles"):
        listing(answer, "roles")


def test_an_empty_listing_is_empty() -> None:
    assert listing({"roles": [], "total": 0}, "roles") == []


# --- look-ups ------------------------------------------------------------------------------------------------------------


def test_documents_are_found_by_any_field_but_not_by_nothing() -> None:
    documents = Documents({"a": role("a", id=""), "b": role("b", id="ROL2")})
    assert [documents.where("id", value) for value in ("ROL2", "ROL9", "", None)] == ["b", None, None, None]
    assert (list(documents), len(documents), documents["a"]["name"]) == (["a", "b"], 2, "a")


@every_kind
def test_server_made_values_never_come_from_what_is_wanted(kind: Kind) -> None:
    wanted = {"name": "x", **dict.fromkeys(kind.never_compared - {"id"}, "theirs")}
    assert "theirs" not in kind.overlay(None, wanted).values()


# --- the registry --------------------------------------------------------------------------------------------------------


@every_kind
def test_a_kind_speaks_only_of_fields_and_kinds_there_are(kind: Kind) -> None:
    """What is never compared may be unknown: then it is not sent back either."""
    known = set(kind.user_names)
    named = {*kind.identity, *kind.create_only, *kind.unordered, *kind.unique, *kind.severities, *kind.secrets}
    assert {path.partition(".")[0] for path in named} <= known
    assert {*kind.depends_on, kind.owner} - {""} <= set(KINDS)
    assert kind.owner_field in {"", *known}


@every_kind
def test_a_secret_has_a_name_in_the_users_spelling_at_every_depth(kind: Kind) -> None:
    for path in kind.secrets:
        assert kind.api_path(kind.user_path(path)) == path
        assert kind.user_path(path) == kind.user_path(path).lower()


@pytest.mark.parametrize(
    "document", [tenant("a", parent="p", defaultRoles=["r"]), role("r", tenantId="t", permissionNames=["p"]), permission("p")]
)
def test_a_kind_declares_every_kind_it_refers_to(document: dict[str, t.Any]) -> None:
    kind = TENANT if "parent" in document else ROLE if "tenantId" in document else KINDS["permissions"]
    references = list(kind.references(document))
    assert {reference.kind for reference in references} <= set(kind.depends_on)
    assert {reference.field for reference in references} <= set(kind.user_names)


def test_a_list_of_the_fields_is_offered_where_nothing_is_close() -> None:
    with pytest.raises(InvalidInput) as refusal:
        ROLE.from_variables({"name": "r", "zzzzzz": 1}, "here")
    assert refusal.value.hint.startswith("Its fields are id, name, new_name")
