# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Phone numbers: one spelling for each, and what is none."""

from __future__ import annotations

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._phone import checked_phone, login_id


@pytest.mark.parametrize("text", ["+15555555555", "+1-555-555-5555", "+1 (555) 555.5555"])
def test_a_phone_number_has_one_spelling(text: str) -> None:
    assert checked_phone(text, "here") == login_id(text) == "+15555555555"


@pytest.mark.parametrize("text", ["5555555555", "+0155555555", "+1", "+1-555-CALL", "", "+1234567890123456"])
def test_what_is_no_phone_number_is_refused_by_its_place(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"users\[0\]\.phone"):
        checked_phone(text, "users[0].phone")


@pytest.mark.parametrize("text", ["ann@acme.example", "ann-b", "+ann", "555-5555"])
def test_another_login_id_stays_as_it_is(text: str) -> None:
    assert login_id(text) == text
