# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scope claim mapping manager of the official client finds the API it was written for."""

from __future__ import annotations

import pytest
from descope import AuthException

from tests.conformance.sdk import Coverage, Sdk

COVERAGE = Coverage("scope_claim_mapping")
EMAIL = {"scope": "email", "claims": {"mail": "user.email"}, "description": "The address"}


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    COVERAGE.assert_complete(sdk)


@COVERAGE.of("get")
def test_a_new_project_maps_nothing(sdk: Sdk) -> None:
    assert sdk.scope_claim_mapping.get() == {"mappings": []}


@COVERAGE.of("set")
def test_set_replaces_all_mappings_and_completes_each(sdk: Sdk) -> None:
    sdk.scope_claim_mapping.set([EMAIL])
    sdk.scope_claim_mapping.set([{"scope": "plan"}])
    assert sdk.scope_claim_mapping.get() == {"mappings": [{"scope": "plan", "claims": {}, "description": ""}]}


@COVERAGE.of("set")
def test_set_refuses_a_mapping_without_a_scope_and_changes_nothing(sdk: Sdk) -> None:
    sdk.scope_claim_mapping.set([EMAIL])
    with pytest.raises(AuthException):
        sdk.scope_claim_mapping.set([{"claims": {"a": "b"}}])
    assert sdk.scope_claim_mapping.get() == {"mappings": [EMAIL]}


@COVERAGE.of("delete")
def test_delete_forgets_all_mappings(sdk: Sdk) -> None:
    sdk.scope_claim_mapping.set([EMAIL])
    sdk.scope_claim_mapping.delete()
    assert sdk.scope_claim_mapping.get() == {"mappings": []}
