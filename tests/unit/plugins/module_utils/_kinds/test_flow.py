# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flows: read by listing and exporting, sent whole, compared without what is stamped and by the names in references."""

from __future__ import annotations

import asyncio
import json
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan import changed_fields
from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan_hash import plan_hash
from ansible_collections.descope.mgmt.plugins.module_utils._errors import (
    ApiError,
    AuthFailed,
    BadPayload,
    InvalidInput,
    NotFound,
)
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document, Reference
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.flow import Flow
from tests.unit.plugins.builders import planned, role, state
from tests.unit.plugins.module_utils._kinds.noting_client import (
    NotingClient,
    sent_by_create,
    sent_by_delete,
    sent_by_update,
)

FLOW = Flow()
UNKNOWN = ApiError("Failed getting flow", status=500, api_code="E103003")


def flow(flow_id: str = "sign-in", **parts: t.Any) -> Document:
    """Return a flow as Descope exports it."""
    return {
        "flowId": flow_id,
        "metadata": {"name": "Sign In", "disabled": False, "componentsVersion": "3.1.0"},
        "contents": {"startTask": "0", "tasks": {"0": {"id": "0", "name": "Start", "action": "begin"}}},
        "screens": [{"screenId": "SC1", "interactions": [], "contents": {"htmlTemplate": {"text": "Grüße <b>🗝</b>"}}}],
        "references": {"roles": {"editor": "ROL1"}, "connectors": {}},
        **parts,
    }


def with_task(**fields: t.Any) -> Document:
    made = flow()
    return {**made, "contents": {**made["contents"], "tasks": {"0": {**made["contents"]["tasks"]["0"], **fields}}}}


def read(client: NotingClient) -> list[Document]:
    return asyncio.run(FLOW.fetch(client))


# --- calls ---------------------------------------------------------------------------------------------------------------


def test_all_flows_are_listed_and_then_each_is_exported() -> None:
    client = NotingClient(list={"flows": [{"id": "a"}, {"id": "b"}]}, export={"flow": flow("")})
    assert [found["flowId"] for found in read(client)] == ["a", "b"]
    assert client.asked == [
        ("/v1/mgmt/flow/list", {}),
        ("/v2/mgmt/flow/export", {"flowId": "a"}),
        ("/v2/mgmt/flow/export", {"flowId": "b"}),
    ]


def test_one_flow_is_looked_for_in_the_listing_so_that_an_unknown_id_is_never_exported() -> None:
    client = NotingClient(list={"flows": []}, export=UNKNOWN)
    assert asyncio.run(FLOW.fetch_one(client, {"flowId": "gone"})) is None
    assert client.asked == [("/v1/mgmt/flow/list", {"ids": ["gone"]})]


def test_a_listing_that_ignores_the_filter_gives_no_other_flow() -> None:
    client = NotingClient(list={"flows": [{"id": "other"}]}, export={"flow": flow("other")})
    assert asyncio.run(FLOW.fetch_one(client, {"flowId": "gone"})) is None


class VanishingClient(NotingClient):
    """Lists the flows a and b, from the second time on only `left`; exporting b fails."""

    def __init__(self, left: list[str], error: ApiError) -> None:
        super().__init__()
        self.listings = [["a", "b"], left]
        self.error = error

    async def read(self, path: str, body: Document) -> t.Any:
        self.asked.append((path, body))
        if path.endswith("list"):
            return {"flows": [{"id": flow_id} for flow_id in self.listings.pop(0)]}
        if body["flowId"] == "b":
            raise self.error
        return {"flow": flow(body["flowId"])}


@pytest.mark.parametrize("error", [UNKNOWN, NotFound("No such flow", status=404)])
def test_a_flow_that_is_deleted_between_listing_and_export_is_left_out(error: ApiError) -> None:
    """Covers reliability #17."""
    assert [found["flowId"] for found in read(VanishingClient(["a"], error))] == ["a"]


def test_a_flow_that_is_still_listed_and_cannot_be_exported_is_an_error() -> None:
    """Covers reliability #17: once more is often enough."""
    client = VanishingClient(["a", "b", "new"], UNKNOWN)
    with pytest.raises(ApiError, match="Failed getting flow"):
        read(client)
    assert [path.rpartition("/")[2] for path, _ in client.asked].count("list") == 2


def test_an_export_that_the_key_is_refused_for_is_not_taken_for_a_flow_that_vanished() -> None:
    client = VanishingClient(["a"], AuthFailed("Refused", status=401))
    with pytest.raises(AuthFailed):
        read(client)
    assert len(client.listings) == 1


@pytest.mark.parametrize("answer", [{}, {"flow": None}, {"flow": []}, [], None])
def test_an_export_of_another_shape_is_never_an_empty_flow(answer: t.Any) -> None:
    with pytest.raises(BadPayload, match="'flow' is missing"):
        read(NotingClient(list={"flows": [{"id": "a"}]}, export=answer))


@pytest.mark.parametrize("sent", [sent_by_create(FLOW, flow()), sent_by_update(FLOW, flow(disabled=True), flow())])
def test_a_flow_is_sent_whole_and_as_it_was_exported(sent: list[tuple[str, Document]]) -> None:
    assert sent == [("/v2/mgmt/flow/import", {"flow": flow()})]


def test_delete_names_the_flow() -> None:
    assert sent_by_delete(FLOW, flow()) == [("/v1/mgmt/flow/delete", {"ids": ["sign-in"]})]


def test_what_was_exported_is_kept_byte_for_byte_but_for_the_stamps() -> None:
    exported = flow(metadata={"name": "x", "none": None, "share": 1.5}, etag="e", version=3, modifiedTime="7", beta=[None])
    kept = FLOW.from_api(exported)
    stamps = ("etag", "version", "modifiedTime")
    assert json.dumps(kept, sort_keys=True) == json.dumps(
        {name: value for name, value in exported.items() if name not in stamps}, sort_keys=True
    )


# --- comparing -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        flow(metadata={**flow()["metadata"], "componentsVersion": "3.2.0", "version": 9, "etag": "x", "modifiedTime": "1"}),
        flow(screens=[{**flow()["screens"][0], "componentsVersion": "9", "version": 4}]),
        flow(references={"roles": {"editor": "ROL9"}}),
    ],
)
def test_stamps_and_the_ids_in_references_are_not_compared(other: Document) -> None:
    assert changed_fields(FLOW, flow(), other) == ()


@pytest.mark.parametrize(
    ("other", "field"),
    [
        (with_task(arguments={"version": 2}), "contents"),
        (flow(screens=[]), "screens"),
        (flow(screens=[{**flow()["screens"][0], "contents": {"version": 2}}]), "screens"),
        (flow(references={}), "references"),
        (flow(references={"roles": {"admin": "ROL1"}}), "references"),
        (flow(metadata={**flow()["metadata"], "disabled": True}), "metadata"),
    ],
)
def test_everything_else_is_compared(other: Document, field: str) -> None:
    assert changed_fields(FLOW, flow(), other) == (field,)


def test_an_id_of_another_project_means_the_same_where_the_name_does() -> None:
    here = {**with_task(arguments={"role": {"value": "ROL1"}}), "references": {"roles": {"editor": "ROL1"}}}
    there = {**with_task(arguments={"role": {"value": "ROL2"}}), "references": {"roles": {"editor": "ROL2"}}}
    other = {**with_task(arguments={"role": {"value": "ROL2"}}), "references": {"roles": {"admin": "ROL2"}}}
    assert changed_fields(FLOW, here, there) == ()
    assert changed_fields(FLOW, here, other) == ("contents", "references")


def test_comparing_changes_no_document() -> None:
    document = flow()
    FLOW.neutral(document)
    assert document == flow()
    assert FLOW.neutral(FLOW.neutral(document)) == FLOW.neutral(document)


def test_a_stamp_does_not_change_the_hash_of_a_plan() -> None:
    def hashed(version: str) -> str:
        live = flow(metadata={"name": "Sign In", "componentsVersion": version})
        return plan_hash(planned(state(flows=[live]), state(flows=[flow(metadata={"name": "Other"})])))

    assert hashed("1") == hashed("2")


# --- what a user writes --------------------------------------------------------------------------------------------------


def test_an_exported_flow_can_be_written_as_it_is() -> None:
    assert FLOW.from_variables({**flow(), "version": 3, "etag": "x"}, "here") == flow()


@pytest.mark.parametrize(
    "written", [{"flow_id": "a"}, {"flowId": "a"}, {"flow_id": "a", "flowId": "a"}, {"flow_id": None, "flowId": "a"}]
)
def test_the_id_comes_from_either_spelling(written: Document) -> None:
    assert FLOW.from_variables(written, "here") == {"flowId": "a"}


def test_two_ids_that_differ_are_refused() -> None:
    with pytest.raises(InvalidInput, match="flow_id is b, and the flow is that of a"):
        FLOW.from_variables({"flow_id": "b", "flowId": "a"}, "here")


def test_metadata_alone_changes_only_what_is_written_of_it() -> None:
    after = FLOW.overlay(flow(), {"flowId": "sign-in", "metadata": {"disabled": True}})
    assert after == flow(metadata={**flow()["metadata"], "disabled": True})


def test_a_whole_flow_replaces_the_metadata_so_that_what_was_added_since_goes() -> None:
    live = flow(metadata={**flow()["metadata"], "fingerprint": True})
    assert FLOW.overlay(live, flow()) == flow()


@pytest.mark.parametrize(("document", "said"), [(flow(""), "needs an id"), (flow(contents={}), "without contents")])
def test_a_flow_is_created_whole_or_not_at_all(document: Document, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        FLOW.check_new(document)


# --- references ----------------------------------------------------------------------------------------------------------


def test_a_flow_refers_to_roles_and_attributes_by_name() -> None:
    used = {"roles": {"editor": "ROL1"}, "userAttributes": ["plan"], "connectors": {"Mailer": "CI1"}}
    assert list(FLOW.references(flow(references=used))) == [
        Reference("roles", "editor", "references", "stays"),
        Reference("custom_attributes", "plan", "references", "nothing"),
    ]
    assert list(FLOW.references({"flowId": "a"})) == []


def test_a_role_that_is_missing_is_refused_before_a_flow_is_sent() -> None:
    with pytest.raises(InvalidInput, match="flow sign-in: its references names the role editor, which does not exist"):
        planned(state(roles=[], flows=[]), state(flows=[flow()]))


def test_a_flow_that_is_as_wanted_may_name_a_role_that_is_gone() -> None:
    assert planned(state(roles=[], flows=[flow()]), state(flows=[flow()])).changes == ()


def test_a_role_may_go_although_a_flow_names_it_and_comes_before_a_flow_that_does() -> None:
    gone = planned(state(roles=[role("editor")], flows=[flow()]), state(), absent={"roles": ({"name": "editor"},)})
    assert gone.deletes[0].effects == ()
    made = planned(state(roles=[], flows=[]), state(flows=[flow()], roles=[{"name": "editor"}]))
    assert [str(change) for change in made.changes] == ["role editor", "flow sign-in"]


# --- what is shown -------------------------------------------------------------------------------------------------------


def test_a_large_flow_is_shown_in_a_line_for_each_task_and_screen() -> None:
    large = flow(
        contents={"startTask": "0", "tasks": {str(n): {"name": f"Task {n}", "type": "x" * 2000} for n in range(50)}},
        metadata={"name": "Large", "sharedInteractions": [{"id": str(n), "label": "y" * 50} for n in range(50)]},
    )
    shown = FLOW.to_variables(FLOW.shown(large))
    assert len(json.dumps(large)) > 100_000
    assert len(json.dumps(shown)) < 120_000
    assert shown["flow_id"] == "sign-in"
    assert shown["metadata"]["name"] == "Large"


@pytest.mark.parametrize(
    "other",
    [
        with_task(arguments={"deep": {"deeper": [1]}}),
        flow(screens=[{**flow()["screens"][0], "contents": {"htmlTemplate": {"text": "Grüße"}}}]),
        flow(screens=[*flow()["screens"], {"screenId": "SC2"}]),
        flow(metadata={**flow()["metadata"], "description": "z" * 1000}),
        flow(references={"roles": {"editor": "ROL1", "admin": "ROL2"}}),
        flow(contents={**flow()["contents"], "startTask": "1"}),
        flow(contents={**flow()["contents"], "more": "w" * 5000}),
    ],
)
def test_every_change_shows(other: Document) -> None:
    assert changed_fields(FLOW, flow(), other) != ()
    assert FLOW.shown(other) != FLOW.shown(flow())


def test_what_is_not_compared_does_not_show() -> None:
    assert "componentsVersion" not in json.dumps(FLOW.shown(flow()))
    assert FLOW.shown({}) == FLOW.shown(FLOW.from_api({}))
