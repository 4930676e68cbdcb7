# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desired state that the module reads from a file: data and nothing else, and whatever could be misread is refused."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.filter.to_desired_yaml import to_desired_yaml
from ansible_collections.descope.mgmt.plugins.module_utils import _desired_file
from ansible_collections.descope.mgmt.plugins.module_utils._desired_file import read_desired
from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput, MissingDependency

DESIRED = {"tenants": [{"id": "acme", "name": "Acme & Søn 🎉", "disabled": True, "custom_attributes": {"seats": 12}}]}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desired.yml"


def refusal(path: Path, text: str) -> InvalidInput:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        read_desired(str(path))
    assert str(path) in caught.value.message
    assert caught.value.hint.startswith("Nothing was changed.")
    return caught.value


def test_yaml_and_json_hold_the_state_alone_or_as_the_variable_of_the_role(tmp_path: Path) -> None:
    for number, value in enumerate((DESIRED, {"safe_sync_desired": DESIRED})):
        for name, text in (("d.json", json.dumps(value)), ("d.yml", to_desired_yaml(value))):
            path = tmp_path / f"{number}{name}"
            path.write_text(text, encoding="utf-8")
            assert read_desired(str(path)) == DESIRED


def test_what_an_export_marks_unsafe_comes_back_as_it_was(path: Path) -> None:
    desired = {"flows": [{"id": "f", "text": "{{ user.name }} {% if x %}\nnext line"}]}
    path.write_text(to_desired_yaml({"safe_sync_desired": desired}), encoding="utf-8")
    assert read_desired(str(path)) == desired


def test_texts_stay_texts_also_where_they_look_like_a_date(path: Path) -> None:
    path.write_text("tenants: [{id: t1, name: 2026-11-22, custom_attributes: {since: 2026-11-22T10:00:00Z}}]", encoding="utf-8")
    assert read_desired(str(path))["tenants"][0]["name"] == "2026-11-22"
    assert read_desired(str(path))["tenants"][0]["custom_attributes"]["since"] == "2026-11-22T10:00:00Z"


def test_anchors_and_merges_are_understood(path: Path) -> None:
    path.write_text("tenants:\n- &a {id: a, name: A, disabled: true}\n- {<<: *a, id: b}\n", encoding="utf-8")
    assert read_desired(str(path))["tenants"][1] == {"id": "b", "name": "A", "disabled": True}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tenants: [{id: a, name: '{{ company }}'}]", "has a template in line 1"),
        ("tenants:\n- id: a\n  id: b\n", "has 'id' twice in the mapping in line 2"),
        ("tenants: []\ntenants: []\n", "has 'tenants' twice in the mapping in line 1"),
        ("tenants: [{id: !vault secret}]", "has '!vault' in line 1, which only Ansible understands"),
        ("tenants: !!python/object/apply:os.system [ls]", "which only Ansible understands"),
        ("tenants: [", "is not YAML"),
        ("tenants: \x07", "is not YAML"),
        ("- id: acme", "holds a list"),
        ("", "holds a NoneType"),
        ("safe_sync_desired: []", "holds a list as safe_sync_desired"),
        ("safe_sync_desired: {}\nsafe_sync_purge: true\n", "holds safe_sync_purge beside safe_sync_desired"),
        ("$ANSIBLE_VAULT;1.1;AES256\n3133", "is encrypted with ansible-vault"),
    ],
)
def test_what_could_be_misread_is_refused_with_the_line(path: Path, text: str, said: str) -> None:
    assert said in refusal(path, text).message


def test_bad_json_is_refused_in_the_same_way(tmp_path: Path) -> None:
    assert "has the field 'tenants' twice" in refusal(tmp_path / "d.json", '{"tenants": [], "tenants": []}').message
    assert "is not JSON" in refusal(tmp_path / "d.json", "tenants: []").message


def test_a_file_that_is_missing_a_directory_or_too_large_is_refused(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for odd in (path, tmp_path):
        with pytest.raises(InvalidInput, match="can't be read"):
            read_desired(str(odd))
    monkeypatch.setattr(_desired_file, "LARGEST", 10)
    assert "more than 10 bytes" in refusal(path, "tenants: [{id: acme}]").message


def test_without_pyyaml_it_says_what_to_install_and_json_still_works(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    path.write_text("tenants: []", encoding="utf-8")
    with pytest.raises(MissingDependency, match="PyYAML"):
        read_desired(str(path))
    path.with_suffix(".json").write_text(json.dumps(DESIRED), encoding="utf-8")
    assert read_desired(str(path.with_suffix(".json"))) == DESIRED
