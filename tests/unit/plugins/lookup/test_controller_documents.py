# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which document a key or a name means, of every kind."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from ansible_collections.descope.mgmt.plugins.doc_fragments.controller_connection import ModuleDocFragment
from ansible_collections.descope.mgmt.plugins.lookup.descope_document import OPTIONS, VARIABLES
from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Kind
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from ansible_collections.descope.mgmt.plugins.plugin_utils._controller_documents import pick
from tests.structure.sources import ROOT, constants, tree

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
ROLES = [KINDS["roles"].from_api({"name": name, "tenantId": tenant}) for name, tenant in (("A", ""), ("B", "x"), ("B", "y"))]
TENANTS = [
    KINDS["tenants"].from_api({"id": "acme", "name": "globex"}),
    KINDS["tenants"].from_api({"id": "globex", "name": "G"}),
]


def keys_of(plural: str, documents: list[dict[str, object]], *keys: str) -> list[str | None]:
    kind = KINDS[plural]
    return [None if document is None else kind.key(document) for _key, document in pick(kind, documents, keys)]


@every_kind
def test_a_key_that_nothing_has_means_nothing(kind: Kind) -> None:
    assert pick(kind, [], ["x"]) == ([] if kind.single else [("x", None)])


def test_documents_come_in_the_order_in_which_they_were_asked_for() -> None:
    assert keys_of("tenants", TENANTS, "globex", "nobody", "acme") == ["globex", None, "acme"]


def test_a_key_is_stronger_than_a_name() -> None:
    assert keys_of("tenants", TENANTS, "globex", "G") == ["globex", "globex"]


def test_a_role_of_a_tenant_is_meant_by_its_key_or_by_a_name_that_is_clear() -> None:
    assert keys_of("roles", ROLES, "A") == ["A"]
    (only,) = keys_of("roles", ROLES[:2], "B")
    assert keys_of("roles", ROLES, str(only)) == [only]
    with pytest.raises(InvalidInput, match="B may be one of several roles"):
        pick(KINDS["roles"], ROLES, ["B"])


def test_a_user_is_meant_by_any_login_id() -> None:
    user = KINDS["users"].from_api({"userId": "U1", "loginIds": ["a@x.example", "b@x.example"], "name": "Ann"})
    assert keys_of("users", [user], "b@x.example", "Ann", "a") == ["a@x.example", "a@x.example", None]


def test_of_what_a_project_has_one_of_no_key_is_needed() -> None:
    theme = KINDS["theme"].from_api({})
    assert pick(KINDS["theme"], [theme], []) == [("theme", theme)]


def documented() -> dict[str, Any]:
    """Return the options of the lookup, with those of its fragment."""
    own = yaml.safe_load(constants(tree(ROOT / "plugins/lookup/descope_document.py").body)["DOCUMENTATION"])["options"]
    return {**yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"], **own}


def test_the_documented_kinds_are_those_that_there_are() -> None:
    assert documented()["kind"]["choices"] == list(KINDS)


def test_the_variables_of_the_role_are_taken_as_documented() -> None:
    taken = {name: option["vars"] for name, option in documented().items() if "vars" in option}
    assert taken == {name: [{"name": f"safe_sync_{name}"}] for name in VARIABLES}
    assert set(OPTIONS) == documented().keys() - {"_terms", "kind", "missing", "source"}
