# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots: what counts as a difference, what is shown of megabytes, and that nothing is imported that does not validate."""

from __future__ import annotations

import asyncio
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan import changed_fields
from ansible_collections.descope.mgmt.plugins.module_utils._errors import BadPayload, InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.snapshot import Snapshot
from tests.unit.plugins.module_utils._kinds.noting_client import NotingClient

KIND = Snapshot()
PATH = "/v1/mgmt/project/snapshot"
OK = {"ok": True, "failures": [], "missingSecrets": {"connectors": [], "oauthProviders": []}}
MISSING = {"connectors": [{"id": "CI1", "name": "Mailer", "type": "apikey", "value": ""}], "outboundApps": []}


def snapshot(**files: t.Any) -> Document:
    """Return a snapshot; `__` in a name stands for a slash, and `.json` is added."""
    return KIND.from_api({"files": {f"{name.replace('__', '/')}.json": file for name, file in files.items()}})


class Validating(NotingClient):
    """Answers each validation in turn."""

    def __init__(self, *answers: Document) -> None:
        super().__init__()
        self._left = list(answers)

    async def read(self, path: str, body: Document) -> t.Any:
        self.asked.append((path, body))
        return self._left.pop(0)


# --- reading and comparing ---------------------------------------------------------------------------------------------------


def test_files_are_kept_byte_for_byte() -> None:
    files = {"project.json": {"a": 1.5, "b": None}, "assets/email.html": "<p>ä\r\n</p>", "assets/i.svg": "PHN2Zy8+"}
    client = NotingClient(export={"files": files})
    assert asyncio.run(KIND.fetch(client))[0]["files"] == files
    assert client.asked == [(f"{PATH}/export", {"format": "plain"})]


@pytest.mark.parametrize("answer", [{}, {"files": []}, [], {"files": {"a.json": [1]}}])
def test_an_export_of_another_shape_is_never_an_empty_one(answer: t.Any) -> None:
    with pytest.raises(BadPayload):
        asyncio.run(KIND.fetch(NotingClient(export=answer)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"flows__a__metadata": {"componentsVersion": "1", "version": 3}}, {"flows__a__metadata": {"componentsVersion": "2"}}),
        ({"styles__styles": {"version": 1}}, {"styles__styles": {"version": 2}}),
        ({"snapshot": {"project": "P1"}}, {"snapshot": {"project": "P2"}}),
        (
            {"roles": {"roles": [{"id": "1", "name": "a"}, {"id": "2", "name": "b"}]}},
            {"roles": {"roles": [{"id": "3", "name": "b"}, {"id": "4", "name": "a"}]}},
        ),
        (
            {"flows__a__metadata": {"references": {"roles": {"editor": "ROL1"}, "oauth": ["google"]}}},
            {"flows__a__metadata": {"references": {"roles": {"editor": "ROL2"}, "oauth": ["google"]}}},
        ),
    ],
)
def test_noise_is_no_difference(one: Document, other: Document) -> None:
    assert changed_fields(KIND, snapshot(**one), snapshot(**other)) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"project": {"version": 1}}, {"project": {"version": 2}}),
        ({"flows__a__metadata": {"name": "A"}}, {"flows__a__metadata": {"name": "B"}}),
        ({"roles": {"roles": [{"id": "1", "name": "a"}]}}, {"roles": {"roles": [{"id": "1", "name": "b"}]}}),
        (
            {"flows__a__metadata": {"references": {"roles": {"a": "1"}}}},
            {"flows__a__metadata": {"references": {"roles": {"b": "1"}}}},
        ),
        ({"lists": {}}, {"lists": {}, "project": {}}),
    ],
)
def test_everything_else_is_a_difference(one: Document, other: Document) -> None:
    assert changed_fields(KIND, snapshot(**one), snapshot(**other)) == ("files",)


def test_a_digest_stands_for_each_file_and_differs_where_the_files_do() -> None:
    big = {"text": "x" * 100_000}
    shown, after = (KIND.shown(snapshot(big=big, project=project))["files"] for project in ({"a": 1}, {"a": 2}))
    assert len(str(shown)) < 200
    assert [path for path in shown if shown[path] != after[path]] == ["project.json"]


def test_files_that_are_not_desired_stay() -> None:
    after = KIND.overlay(snapshot(project={"a": 1}, lists={}), snapshot(project={"a": 2}))
    assert after["files"] == {"project.json": {"a": 2}, "lists.json": {}}


# --- importing ---------------------------------------------------------------------------------------------------------------


def test_what_validates_is_imported() -> None:
    client = Validating(OK)
    after = snapshot(project={"a": 1})
    asyncio.run(KIND.update(client, snapshot(), after))
    assert client.asked == [(f"{PATH}/validate", {"files": after["files"]})]
    assert client.sent == [(f"{PATH}/import", {"files": after["files"]})]


def test_failures_are_all_told_in_one_error_before_anything_is_imported() -> None:
    client = Validating({"ok": False, "failures": ["Flow a is broken.", "Role b is not there."], "missingSecrets": None})
    with pytest.raises(InvalidInput, match=r"Flow a is broken; Role b is not there\. Nothing was imported"):
        asyncio.run(KIND.update(client, snapshot(), snapshot(project={})))
    assert client.sent == []


def test_a_refusal_without_a_reason_is_a_refusal() -> None:
    with pytest.raises(InvalidInput, match="it does not say why"):
        asyncio.run(KIND.losses(Validating({"ok": False}), snapshot(), snapshot(project={})))


def test_missing_secrets_are_listed_as_the_template_to_fill_in() -> None:
    client = Validating({"ok": False, "failures": [], "missingSecrets": MISSING})
    with pytest.raises(InvalidInput, match="apikey of Mailer") as refusal:
        asyncio.run(KIND.losses(client, snapshot(), snapshot(project={})))
    template = {"snapshot": {"project": {"input_secrets.connectors.CI1.apikey": ""}}}
    assert refusal.value.details["secrets_template"] == template
    assert '{"snapshot": {"project": {"input_secrets.connectors.CI1.apikey": ""}}}' in refusal.value.hint


def test_given_secrets_are_validated_and_imported_with_the_files() -> None:
    client = Validating({"ok": False, "failures": ["Secrets are missing"], "missingSecrets": MISSING}, OK)
    after = {**snapshot(project={}), "inputSecrets": {"connectors": {"CI1": {"apikey": "s3cret"}}}}
    asyncio.run(KIND.update(client, snapshot(), after))
    filled = {"connectors": [{"id": "CI1", "name": "Mailer", "type": "apikey", "value": "s3cret"}]}
    assert client.asked[1][1] == client.sent[0][1] == {"files": after["files"], "inputSecrets": filled}


def test_a_secret_is_never_in_a_refusal_nor_shown_nor_compared() -> None:
    after = {**snapshot(project={}), "inputSecrets": {"connectors": {"CI1": {"apikey": "s3cret"}}}}
    client = Validating(*[{"ok": False, "failures": ["No"], "missingSecrets": MISSING}] * 2)
    with pytest.raises(InvalidInput) as refusal:
        asyncio.run(KIND.losses(client, snapshot(), after))
    assert "s3cret" not in f"{refusal.value.message} {refusal.value.hint} {refusal.value.details}"
    assert "s3cret" not in str(KIND.shown(after))
    assert changed_fields(KIND, snapshot(project={}), after) == ()


def test_it_is_in_every_backup_and_written_only_when_it_is_named_and_alone() -> None:
    assert KIND.by_default == {"backup"}
    assert KIND.alone
    assert KIND.permanent(snapshot())
