# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine manager of the official client finds the API it was written for."""

from __future__ import annotations

import pytest
from descope import AuthException

from tests.conformance.sdk import Coverage, Sdk

COVERAGE = Coverage("engine")


def test_every_public_method_is_covered(sdk: Sdk) -> None:
    COVERAGE.assert_complete(sdk)


@COVERAGE.of("create")
def test_create_answers_the_engine_with_its_secret(sdk: Sdk) -> None:
    engine = sdk.engine.create("Berlin")["engine"]
    assert engine["name"] == "Berlin"
    assert all(engine[field] for field in ("id", "secret", "createdTime"))


@COVERAGE.of("create")
def test_create_needs_a_name(sdk: Sdk) -> None:
    with pytest.raises(AuthException, match="The name field is required"):
        sdk.engine.create("")


@COVERAGE.of("update")
def test_update_renames_and_shows_no_secret(sdk: Sdk) -> None:
    made = sdk.engine.create("Berlin")["engine"]
    assert sdk.engine.update(made["id"], "Bonn")["engine"] == {**made, "name": "Bonn", "secret": ""}


@COVERAGE.of("load")
def test_load_never_shows_the_secret(sdk: Sdk) -> None:
    made = sdk.engine.create("Berlin")["engine"]
    assert sdk.engine.load(made["id"]) == {"engine": {**made, "secret": ""}}


@COVERAGE.of("load_all")
def test_load_all_never_shows_a_secret(sdk: Sdk) -> None:
    made = [sdk.engine.create(name)["engine"] for name in ("Berlin", "Bonn")]
    assert sdk.engine.load_all() == {"engines": [{**engine, "secret": ""} for engine in made]}


@COVERAGE.of("rotate_secret")
def test_rotate_secret_answers_another_secret_each_time(sdk: Sdk) -> None:
    made = sdk.engine.create("Berlin")["engine"]
    secrets = {made["secret"], *(sdk.engine.rotate_secret(made["id"])["secret"] for _ in range(2))}
    assert len(secrets) == 3


@COVERAGE.of("delete")
def test_delete_deletes_that_one(sdk: Sdk) -> None:
    gone, kept = (sdk.engine.create(name)["engine"]["id"] for name in ("Berlin", "Bonn"))
    sdk.engine.delete(gone)
    assert [engine["id"] for engine in sdk.engine.load_all()["engines"]] == [kept]
    with pytest.raises(AuthException) as refused:
        sdk.engine.load(gone)
    assert refused.value.status_code == 404
