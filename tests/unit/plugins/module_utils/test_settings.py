# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a project is reached, and which addresses the key is safe with."""

from __future__ import annotations

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._settings import check_base_url, default_base_url
from tests.unit.plugins.scripted_server import settings


@pytest.mark.parametrize(
    ("project_id", "url"),
    [
        ("P" + "a" * 27, "https://api.descope.com"),
        ("P" + "a" * 30, "https://api.descope.com"),
        ("Puse1" + "a" * 27, "https://api.use1.descope.com"),
        ("Peuc1" + "a" * 40, "https://api.euc1.descope.com"),
        ("P", "https://api.descope.com"),
    ],
)
def test_a_long_project_id_names_its_region(project_id: str, url: str) -> None:
    assert default_base_url(project_id) == url


@pytest.mark.parametrize(
    "url",
    ["https://api.descope.com", "https://auth.acme.com:8443/x", "http://localhost:1", "http://127.0.0.1", "http://[::1]:8"],
)
def test_https_and_plain_http_to_this_machine_are_fine(url: str) -> None:
    assert check_base_url(url + "/") == url


@pytest.mark.parametrize(
    "url",
    [
        "http://api.descope.com",
        "http://localhost.acme.com",
        "http://127.0.0.1@acme.com",
        "http://192.168.0.1",
        "ftp://api.descope.com",
        "api.descope.com",
        "https://",
        "",
        "https://[bad",
        "https://host:port",
        "https://ops:secret@acme.com",
        "https://acme.com/?project=P1",
        "https://acme.com/#top",
    ],
)
def test_any_other_address_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match="base_url") as caught:
        check_base_url(url)
    assert "secret" not in f"{caught.value.message} {caught.value.hint}"


@pytest.mark.parametrize(
    ("url", "here"), [("http://localhost:1", True), ("http://[::1]:8", True), ("https://api.descope.com", False)]
)
def test_an_address_of_this_machine_is_known_as_such(url: str, here: bool) -> None:
    assert settings(url).is_on_this_machine is here
