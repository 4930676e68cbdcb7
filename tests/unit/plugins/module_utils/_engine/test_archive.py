# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The store as a whole: what is published comes back, privately kept, and a backup that changed is refused."""

from __future__ import annotations

import json
import os
import typing as t
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.descope.mgmt.plugins.module_utils._engine.archive import About, Author, BackupStore
from ansible_collections.descope.mgmt.plugins.module_utils._engine.manifest import sha256
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State
from ansible_collections.descope.mgmt.plugins.module_utils._errors import (
    BackupCorrupt,
    BadPayload,
    DescopeError,
    InvalidInput,
)
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document
from tests.unit.plugins.module_utils._engine.backup_builders import (
    ABOUT,
    PROJECT,
    START,
    document,
    forge,
    modes,
    picture,
    published,
    rewrite,
    small_state,
    store,
)


def test_a_backup_is_one_directory_with_a_manifest_and_one_file_for_each_kind(tmp_path: Path) -> None:
    backup = published(tmp_path)

    assert backup.id == "20261122T231500Z"
    assert backup.path == str(tmp_path / PROJECT / "20261122T231500Z")
    assert sorted(os.listdir(backup.path)) == ["manifest.json", "permissions.json", "roles.json", "tenants.json"]
    assert os.listdir(tmp_path / PROJECT) == ["20261122T231500Z"]


def test_a_backup_says_of_itself_what_its_manifest_says(tmp_path: Path) -> None:
    backup = published(tmp_path)
    files = list(Path(backup.path).iterdir())

    assert backup.counts == {"permissions": 1, "roles": 1, "tenants": 1}
    assert (backup.project_id, backup.created_at, backup.reason) == (PROJECT, "2026-11-22T23:15:00Z", "pre_change")
    assert backup.bytes == sum(path.stat().st_size for path in files)
    assert backup.manifest_sha256 == sha256((Path(backup.path) / "manifest.json").read_bytes())
    assert backup.manifest.author == ABOUT.author


def test_a_kind_without_documents_is_an_empty_list_and_a_kind_not_backed_up_has_no_file(tmp_path: Path) -> None:
    backup = published(tmp_path, state=State({"roles": ()}))

    assert (Path(backup.path) / "roles.json").read_text() == "[]\n"
    assert store(tmp_path).load(backup) == State({"roles": ()})


def test_refuses_to_back_up_no_kind_at_all(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        published(tmp_path, state=State({}))

    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("about", [About("https://x", Author(user="u", host="h"), "r" * 5000, {})])
def test_what_the_manifest_can_not_say_is_refused_before_anything_is_written(tmp_path: Path, about: About) -> None:
    with pytest.raises(InvalidInput):
        store(tmp_path).publish(small_state(), about)

    assert os.listdir(tmp_path) == []


def test_a_document_that_can_not_be_stored_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(BadPayload):
        published(tmp_path, state=State({"permissions": ({**document("permissions", name="a"), "x": float("nan")},)}))

    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077, 0o777])
# reliability #60
def test_directories_are_0700_and_files_0600_under_any_umask(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        backup = published(tmp_path / "new" / "store")
        assert os.umask(mask) == mask
    finally:
        os.umask(before)

    name = f"{PROJECT}/{backup.id}"
    assert modes(tmp_path / "new") == {
        ".": "0o700",
        "store": "0o700",
        f"store/{PROJECT}": "0o700",
        f"store/{name}": "0o700",
        f"store/{name}/manifest.json": "0o600",
        f"store/{name}/permissions.json": "0o600",
        f"store/{name}/roles.json": "0o600",
        f"store/{name}/tenants.json": "0o600",
    }


def test_the_mode_of_a_directory_that_was_there_is_its_owners_business(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)

    published(tmp_path)

    assert modes(tmp_path)["."] == "0o755"


def test_a_new_directory_does_not_inherit_the_set_group_id_bit(tmp_path: Path) -> None:
    tmp_path.chmod(0o2755)

    published(tmp_path)

    assert modes(tmp_path)[PROJECT] == "0o700"


# --- publish, then load --------------------------------------------------------------------------------------------------

text = st.text(st.characters(codec="utf-8"), max_size=12)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)
unknown = st.dictionaries(text.map(lambda name: f"x{name}"), json_values, max_size=3)
tenants = st.dictionaries(
    text.filter(bool), st.tuples(text, text.filter(bool), unknown, st.dictionaries(text, json_values, max_size=3)), max_size=4
).map(
    lambda found: tuple(
        document("tenants", id=key, name=name, authType=auth, customAttributes=attributes, **more)
        for key, (auth, name, more, attributes) in found.items()
    )
)
permissions = st.dictionaries(text.filter(bool), unknown, max_size=4).map(
    lambda found: tuple(document("permissions", name=name, **more) for name, more in found.items())
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(tenants=tenants, permissions=permissions)
# reliability #25 #77 #78
def test_what_is_published_comes_back_equal_with_unknown_fields_and_any_text(
    tmp_path_factory: pytest.TempPathFactory, tenants: tuple[Document, ...], permissions: tuple[Document, ...]
) -> None:
    directory = tmp_path_factory.mktemp("store")

    backup = published(directory, state=State({"tenants": tenants, "permissions": permissions}))
    state = store(directory).load(store(directory).find(backup.id))

    assert {document["id"]: document for document in state.documents["tenants"]} == {tenant["id"]: tenant for tenant in tenants}
    assert sorted(state.documents["permissions"], key=lambda one: one["name"]) == sorted(
        permissions, key=lambda one: one["name"]
    )
    assert state.kinds == ["permissions", "tenants"]


# --- refusing ------------------------------------------------------------------------------------------------------------


def test_every_flip_of_any_byte_is_refused(tmp_path: Path) -> None:
    backup = published(tmp_path)
    reader = store(tmp_path)
    accepted = []
    for path in sorted(Path(backup.path).iterdir()):
        good = path.read_bytes()
        for index in range(len(good)):
            for bit in (0x01, 0x20, 0x80):
                bad = bytearray(good)
                bad[index] ^= bit
                path.write_bytes(bad)
                try:
                    reader.find(backup.id)
                    accepted.append((path.name, index, bit))
                except DescopeError:
                    pass
        path.write_bytes(good)

    assert accepted == []
    assert reader.find(backup.id) == backup


@pytest.mark.parametrize("name", ["manifest.json", "tenants.json"])
def test_every_truncation_is_refused(tmp_path: Path, name: str) -> None:
    backup = published(tmp_path)
    path = Path(backup.path) / name
    good = path.read_bytes()

    for length in range(len(good)):
        path.write_bytes(good[:length])
        with pytest.raises(BackupCorrupt):
            store(tmp_path).find(backup.id)


def test_load_refuses_a_backup_that_changed_after_it_was_found(tmp_path: Path) -> None:
    backup = published(tmp_path)
    path = Path(backup.path) / "tenants.json"
    path.write_bytes(path.read_bytes().replace(b"Acme", b"Evil"))

    with pytest.raises(BackupCorrupt, match=r"tenants\.json"):
        store(tmp_path).load(backup)


def test_load_refuses_a_backup_that_was_replaced_by_a_valid_one_after_it_was_found(tmp_path: Path) -> None:
    backup = published(tmp_path)
    forge(Path(backup.path), "tenants.json", json.dumps([{"id": "evil", "name": "Evil"}]).encode(), 1)
    assert store(tmp_path).find(backup.id).manifest_sha256 != backup.manifest_sha256

    with pytest.raises(BackupCorrupt, match="replaced"):
        store(tmp_path).load(backup)


def test_the_bytes_that_are_hashed_are_the_bytes_that_are_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backup = published(tmp_path)
    opened: list[str] = []
    real = os.open

    def counting(path: str, *arguments: t.Any, **options: t.Any) -> int:
        opened.append(os.fspath(path))
        return real(path, *arguments, **options)

    monkeypatch.setattr(os, "open", counting)
    store(tmp_path).load(backup)

    assert sorted(name for name in opened if name.endswith(".json")) == sorted(os.listdir(backup.path))


def test_load_gives_the_documents_of_another_project_once_that_was_allowed(tmp_path: Path) -> None:
    backup = published(tmp_path, project="Pother")
    here = store(tmp_path)

    found = here.find(backup.path, allow_other_project=True)

    assert here.load(found) == small_state().only(["permissions", "roles", "tenants"])


def test_reading_and_listing_write_nothing(tmp_path: Path) -> None:
    backup = published(tmp_path)
    rewrite(Path(published(tmp_path, START + timedelta(hours=1)).path), reason="still valid")
    before = picture(tmp_path)
    here = store(tmp_path)

    here.load(here.find(backup.id))
    here.listed()
    here.retire(keep_days=1, keep_last=1, check_mode=True)

    assert picture(tmp_path) == before


def test_opening_a_store_makes_no_directory(tmp_path: Path) -> None:
    here = BackupStore(str(tmp_path / "none"), PROJECT)

    assert here.listed() == []
    assert here.retire(keep_days=1, keep_last=1, check_mode=False).removed == []
    assert os.listdir(tmp_path) == []
