# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret that a text quotes is found in it, however the text spells it (reliability #112)."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.descope.mgmt.plugins.module_utils._spellings import MASK, concealed, spellings
from tests.canaries import leaks, pem_secret, secret

QUOTING: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in one line": lambda text: " ".join(text.split()),
    "JSON": json.dumps,
    "JSON in UTF-8": lambda text: json.dumps(text, ensure_ascii=False),
    "JSON of Go": lambda text: json.dumps(text, ensure_ascii=False).replace("<", "\\u003c"),
    "address": quote,
    "part of an address": lambda text: quote(text, safe=""),
    "form": lambda text: urlencode({"key": text}),
}


@pytest.mark.parametrize("quoting", QUOTING)
def test_a_quoted_secret_is_concealed_and_nothing_else(quoting: str) -> None:
    secrets = [secret("OIDC client secret"), pem_secret("SAML signing key")]
    said = "before, " + ", ".join(QUOTING[quoting](one) for one in secrets) + ", after"

    shown = concealed(said, spellings(secrets))

    assert leaks(shown.encode()) == []
    assert "PRIVATE KEY" not in shown
    assert shown.startswith("before, ") and shown.endswith(", after")
    assert shown.count(MASK) == 2


def test_a_secret_that_is_a_part_of_another_one_does_not_leave_the_rest_of_it() -> None:
    assert concealed("abcdef and abc", {"abc", "abcdef"}) == f"{MASK} and {MASK}"


def test_one_of_letters_and_digits_has_one_spelling() -> None:
    assert spellings(["K2secretManagementKey0123456789"]) == {"K2secretManagementKey0123456789"}


@given(st.lists(st.text(st.characters(codec=None), max_size=9)))
def test_any_text_has_spellings_and_none_is_empty(texts: list[str]) -> None:
    assert (set(texts) - {""}) <= spellings(texts)
    assert "" not in spellings(texts)
