# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The FGA schema: one text per project, compared without white space at its ends, and what another one would drop."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan import changed_fields
from ansible_collections.descope.mgmt.plugins.module_utils._errors import (
    ApiError,
    ApiUnavailable,
    BadPayload,
    Forbidden,
    InvalidInput,
    NotFound,
)
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.fga_schema import FgaSchema
from tests.unit.plugins.module_utils._kinds.noting_client import NotingClient, sent_by_update

FGA = FgaSchema()
DSL = "model AuthZ 1.0\n\ntype user\n\ntype doc\n  relation owner: user\n"


def schema(dsl: str = DSL, **fields: t.Any) -> Document:
    return {"dsl": dsl, "version": "7", "schema": {"name": "AuthZ", "namespaces": []}, **fields}


def losses(answer: t.Any, after: str = DSL) -> tuple[str, ...]:
    return asyncio.run(FGA.losses(NotingClient(dryrun=answer), schema(), schema(after)))


def test_the_schema_is_read_and_saved_by_its_text_alone() -> None:
    client = NotingClient(schema=schema())
    assert asyncio.run(FGA.fetch(client)) == [schema()]
    assert client.asked == [("/v1/mgmt/fga/schema", {})]
    assert sent_by_update(FGA, schema(), schema("x")) == [("/v1/mgmt/fga/schema", {"dsl": "x"})]


@pytest.mark.parametrize("answer", [None, [], {}, "x", {"schema": {}}])
def test_an_answer_of_another_shape_is_never_an_empty_schema(answer: t.Any) -> None:
    with pytest.raises(BadPayload, match="'dsl' is missing"):
        asyncio.run(FGA.fetch(NotingClient(schema=answer)))


@pytest.mark.parametrize("other", [DSL.rstrip(), DSL.replace("\n", "  \r\n"), DSL + "\n\n", "\n" + DSL])
def test_white_space_at_the_ends_makes_no_difference(other: str) -> None:
    assert changed_fields(FGA, schema(), schema(other, version="8", schema={"other": 1})) == ()


@pytest.mark.parametrize("other", [DSL.replace("  relation", " relation"), DSL.replace("\n\n", "\n"), DSL + "type x", ""])
def test_everything_else_does(other: str) -> None:
    assert changed_fields(FGA, schema(), schema(other)) == ("dsl",)


def test_a_project_that_had_no_schema_gets_one_without_types_back() -> None:
    assert sent_by_update(FGA, schema(), schema("")) == [("/v1/mgmt/fga/schema", {"dsl": "model AuthZ 1.0"})]
    assert changed_fields(FGA, schema("model AuthZ 1.0\n"), schema("")) == ()


@pytest.mark.parametrize("dsl", ["", " \n\n"])
def test_nobody_empties_the_schema_by_mistake(dsl: str) -> None:
    with pytest.raises(InvalidInput, match=r"here\.dsl: is empty"):
        FGA.from_variables({"dsl": dsl}, "here")


# --- what would be dropped -----------------------------------------------------------------------------------------------


def test_the_dry_run_says_which_types_and_relations_go() -> None:
    preview = {"deletesPreview": {"hasDeletes": True, "types": ["doc"], "relations": ["doc#owner", "org#member"]}}
    assert losses(preview) == (
        "drops the type doc with all that is stored of it",
        "drops the relations doc#owner, org#member with all that is stored of them",
    )


def test_very_many_are_counted() -> None:
    (told,) = losses({"deletesPreview": {"hasDeletes": True, "types": [f"t{n}" for n in range(30)], "relations": None}})
    assert "t19 and 10 more" in told
    assert "t20" not in told


@pytest.mark.parametrize("answer", [{}, {"deletesPreview": None}, {"deletesPreview": {"hasDeletes": False, "types": []}}])
def test_a_schema_that_only_adds_loses_nothing(answer: t.Any) -> None:
    assert losses(answer) == ()


def test_a_loss_that_is_not_named_is_one_all_the_same() -> None:
    assert losses({"deletesPreview": {"hasDeletes": True}}) == ("drops what the dry run does not name",)


def test_the_dry_run_gets_what_would_be_saved() -> None:
    client = NotingClient(dryrun={})
    asyncio.run(FGA.losses(client, schema(), schema("")))
    assert client.asked == [("/v1/mgmt/fga/schema/dryrun", {"dsl": "model AuthZ 1.0"})]
    assert client.sent == []


def test_a_schema_that_descope_does_not_accept_is_bad_input_with_its_reason() -> None:
    with pytest.raises(InvalidInput, match="The dsl of fga_schema is not accepted: line 3: unknown word"):
        losses(ApiError("line 3: unknown word", status=400))


@pytest.mark.parametrize("error", [NotFound("no such call", status=404), Forbidden("not yours", status=403)])
def test_without_a_dry_run_the_worst_is_assumed(error: ApiError) -> None:
    (told,) = losses(error)
    assert told.startswith("may drop types and relations")


def test_other_trouble_with_the_dry_run_is_trouble() -> None:
    with pytest.raises(ApiUnavailable):
        losses(ApiUnavailable("down", status=503))
