# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plugins of the controller: what they do about proxies on macOS, about missing libraries, and how errors come out."""

from __future__ import annotations

import os
import sys

import pytest
from ansible.errors import AnsibleError, AnsibleParserError

from ansible_collections.descope.mgmt.plugins.module_utils._errors import AuthFailed
from ansible_collections.descope.mgmt.plugins.plugin_utils import _controller_task as controller
from tests.canaries import bare_secret

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
OPTIONS = {
    "project_id": "P2abc",
    "management_key": bare_secret("management key"),
    "base_url": "",
    "timeout": 30.0,
    "ca_path": None,
    "validate_certs": True,
}


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def meanwhile() -> str | None:
    """Return what the environment says of no proxies while a client works."""
    with controller._proxies_of_the_environment_only():
        return os.environ.get("no_proxy")


def test_macos_is_not_asked_for_proxies_since_that_would_crash_a_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert meanwhile() == "*"
    assert "no_proxy" not in os.environ


def test_a_proxy_of_the_environment_is_used_on_macos_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    assert meanwhile() is None


def test_elsewhere_the_environment_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert meanwhile() is None


def test_a_missing_library_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(controller, "IMPORT_ERROR", "ImportError")
    monkeypatch.setattr(controller, "MISSING", "httpx")
    with pytest.raises(AnsibleError, match=r"The Python library httpx is missing.*-m pip install 'httpx"):
        controller.task_of(OPTIONS)


def test_options_are_checked_as_those_of_a_module_are() -> None:
    assert controller.task_of(OPTIONS).settings.base_url == "https://api.descope.com"
    with pytest.raises(AnsibleParserError, match="base_url must be https"), controller.in_words(AnsibleParserError):
        _ = controller.task_of({**OPTIONS, "base_url": "http://descope.example"}).settings
    with pytest.raises(AnsibleError, match="management_key is missing"), controller.in_words():
        _ = controller.task_of({**OPTIONS, "management_key": None}).settings


def test_an_error_says_what_to_do_about_it() -> None:
    with pytest.raises(AnsibleError, match=r"^Refused\. Check the key\.$"), controller.in_words():
        raise AuthFailed("Refused.", hint="Check the key.")
