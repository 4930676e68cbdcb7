# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a module's options to the settings of the client, and from a document to a glob."""

from __future__ import annotations

import typing as t
from types import SimpleNamespace

import pytest
from ansible.module_utils.basic import AnsibleModule

from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._many_documents import covers
from ansible_collections.descope.mgmt.plugins.module_utils._module import Task
from tests.unit.plugins.builders import ROLE, TENANT, role, tenant

OPTIONS = {
    "project_id": "P123",
    "management_key": "K123",
    "base_url": None,
    "timeout": 30.0,
    "ca_path": None,
    "validate_certs": True,
    "rate_limit": None,
    "rate_limit_share": 0.8,
}


def task(**options: t.Any) -> Task:
    module = SimpleNamespace(params={**OPTIONS, **options}, check_mode=False, ansible_version="2.19", no_log_values=set())
    return Task(t.cast("AnsibleModule", module))


def test_the_project_decides_where_to_call_unless_told() -> None:
    assert task().settings.base_url == "https://api.descope.com"
    assert task(project_id="Puse1" + "a" * 27).settings.base_url == "https://api.use1.descope.com"
    assert task(base_url="https://auth.acme.com/").settings.base_url == "https://auth.acme.com"


def test_blanks_around_credentials_are_dropped() -> None:
    found = task(project_id=" P123\n", management_key=" K123 ").settings
    assert (found.project_id, found.management_key) == ("P123", "K123")


@pytest.mark.parametrize("name", ["project_id", "management_key"])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_missing_credentials_are_named_with_their_variable(name: str, value: str | None) -> None:
    with pytest.raises(InvalidInput, match=f"{name} is missing") as error:
        _ = task(**{name: value}).settings
    assert f"DESCOPE_{name.upper()}" in error.value.hint


@pytest.mark.parametrize(
    "options",
    [
        {"concurrency": -1},
        {"concurrency": 33},
        {"timeout": 0.0},
        {"timeout": -1.0},
        {"base_url": "http://acme.com"},
        {"rate_limit": 0},
        {"rate_limit_share": 0.0},
        {"rate_limit_share": 1.01},
    ],
)
def test_options_that_cannot_be_meant_are_refused(options: dict[str, t.Any]) -> None:
    with pytest.raises(InvalidInput):
        _ = task(**options).settings


def test_no_concurrency_at_all_is_refused() -> None:
    with pytest.raises(InvalidInput):
        _ = task(concurrency=0).settings


def test_a_timeout_that_is_no_number_is_refused() -> None:
    with pytest.raises(InvalidInput):
        _ = task(timeout=float("nan")).settings


def test_a_backup_says_who_made_it_with_what() -> None:
    about = task().about("why")
    assert (about.reason, about.api_base, about.tool["ansible_core"]) == ("why", "https://api.descope.com", "2.19")


STORE: dict[str, t.Any] = {
    "backup_dir": "/backups",
    "encryption": "none",
    "encryption_passphrase": None,
    "encryption_vault_id": None,
    "encryption_recipients": [],
    "encryption_identity_path": None,
}


def test_a_backup_that_can_not_be_encrypted_as_asked_is_refused_before_the_store_is_used() -> None:
    assert task(**STORE).store_to_write.check_keys().method == "none"
    vault = {**STORE, "encryption": "vault"}
    with pytest.raises(InvalidInput, match="encryption_passphrase is missing"):
        _ = task(**vault).store_to_write
    assert task(**vault).store.listed() == []  # reading needs no key


def test_white_space_around_a_passphrase_is_dropped_as_ansible_does_with_a_file() -> None:
    options = {**STORE, "encryption": "vault", "encryption_passphrase": " sixteen letters!\n", "encryption_vault_id": "bk"}
    assert task(**options).store_to_write.check_keys().label == "bk"
    with pytest.raises(InvalidInput, match="16 characters"):
        _ = task(**{**options, "encryption_passphrase": "fifteen letters \n"}).store_to_write


def test_without_globs_everything_is_covered() -> None:
    assert covers([])(TENANT, tenant("acme"))


def test_globs_cover_by_key_name_or_kind() -> None:
    covered = covers(["acme*", "roles/x"])
    found = [covered(TENANT, tenant("acme-2")), covered(TENANT, tenant("x")), covered(ROLE, role("x"))]
    assert found == [True, False, True]
