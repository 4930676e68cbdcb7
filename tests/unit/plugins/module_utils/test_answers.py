# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an answer means: its JSON, Descope's code and words, and how long a 429 asks to wait."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.descope.mgmt.plugins.module_utils._answers import (
    LONGEST_TEXT,
    LONGEST_WAIT,
    SHORTEST_WAIT,
    Answer,
    refusal,
    retry_after,
)
from ansible_collections.descope.mgmt.plugins.module_utils._errors import ApiError, AuthFailed, BadPayload, Forbidden, NotFound
from tests.canaries import leaks, pem_secret, secret

SECRET = "K2secretManagementKey0123456789"


def answer(body: bytes | str, status: int = 400) -> Answer:
    return Answer(status, {"content-type": "text/html"}, body if isinstance(body, bytes) else body.encode())


def refused(body: bytes | str, status: int = 400) -> ApiError:
    return refusal(answer(body, status), "POST", "/v1/x", hidden={SECRET})


# --- bodies --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("body", "value"), [("{}", {}), ("[]", []), ("null", None), ('{"a": 1.0}', {"a": 1.0})])
def test_a_json_body_is_its_value(body: str, value: object) -> None:
    assert answer(body).payload("GET", "/v1/x") == value


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=30))
# reliability #112 #116
def test_any_other_body_is_a_bad_payload_that_shows_none_of_it(body: bytes) -> None:
    try:
        answer(body).payload("GET", "/v1/x")
    except BadPayload as error:
        assert re.fullmatch(
            rf"The answer to GET /v1/x is not (JSON: [A-Z][\w ',:]+ in line \d+|UTF-8 text: byte \d+ is wrong)"
            rf" \(text/html, {len(body)} bytes\)\.",
            error.message,
        )


# --- refusals ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"errorCode":"E1","errorDescription":"Short","errorMessage":"Long"}', "Short: Long (HTTP 400, E1)."),
        ('{"errorCode":"E1","errorDescription":"Same","errorMessage":"Same"}', ": Same (HTTP 400, E1)."),
        ('{"errorDescription":"Two\\nlines  here"}', "Two lines here (HTTP 400)."),
        ('{"errorDescription":null,"errorMessage":5}', ": 5 (HTTP 400)."),
        ("{}", "no reason given (HTTP 400)."),
        ('{"errorMessage":"clear\\u001b[2J\\u202eit\\ud83d"}', ": clear [2J it (HTTP 400)."),
        ('{"errorMessage":"a","errorMessage":"b"}', "no reason given (HTTP 400)."),
        ('{"errorMessage":' + "[" * 900 + "]" * 900 + "}", "no reason given (HTTP 400)."),
        ("[1]", "no reason given (HTTP 400)."),
        ("<html>", "no reason given (HTTP 400)."),
        ("[" * 100_000, "no reason given (HTTP 400)."),
    ],
)
def test_a_refusal_tells_descopes_words_in_one_line(body: str, said: str) -> None:
    assert refused(body).message.endswith(said)


def test_very_long_words_are_cut() -> None:
    message = refused('{"errorMessage": "' + "x" * 5000 + '"}').message
    assert len(message) < LONGEST_TEXT + 80


@pytest.mark.parametrize("name", ["errorDescription", "errorMessage", "errorCode"])
@pytest.mark.parametrize("before", ["", "x" * (LONGEST_TEXT - 10)])
def test_a_secret_in_descopes_words_is_removed(name: str, before: str) -> None:
    error = refused(f'{{"{name}": "{before}{SECRET} {SECRET}"}}')
    assert SECRET[:10] not in f"{error.message} {error.hint} {error.details}"


@pytest.mark.parametrize("shift", range(0, LONGEST_TEXT, 7))
def test_a_request_that_descope_repeats_shows_no_part_of_a_secret_wherever_it_is_cut(shift: int) -> None:
    """reliability #112"""
    key, told = pem_secret("SAML signing key"), secret("OIDC client secret")
    sent = {"a": "x" * shift, "spSignKey": key, "clientSecret": told}
    for words in (f"{sent['a']} {key} {told}", json.dumps(sent), json.dumps(sent, ensure_ascii=False)):
        body = json.dumps({"errorDescription": "Odd", "errorMessage": words})
        error = refusal(answer(body), "POST", "/v1/x", hidden=[told, key])
        assert "Odd" in error.message
        assert leaks(f"{error.message} {error.hint} {error.details}".encode()) == []


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (400, ApiError, "api_error"),
        (401, AuthFailed, "auth_failed"),
        (403, Forbidden, "forbidden"),
        (404, NotFound, "not_found"),
        (302, ApiError, "api_error"),
        (500, ApiError, "api_error"),
    ],
)
def test_a_status_has_its_error(status: int, kind: type[ApiError], code: str) -> None:
    error = refused('{"errorCode": "E7"}', status)
    assert (type(error), error.code, error.status, error.api_code) == (kind, code, status, "E7")
    assert not error.retryable


# --- how long to wait ----------------------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=30) | st.floats().map(str) | st.integers().map(str) | st.datetimes().map(str))
def test_whatever_retry_after_says_the_wait_is_within_bounds(text: str) -> None:
    assert SHORTEST_WAIT <= retry_after({"retry-after": text}, attempt_wait=1.0) <= LONGEST_WAIT


@pytest.mark.parametrize(
    "text",
    [
        "Mon, 01 Jan 0001 00:00:00 -0000",
        "Fri, 31 Dec 9999 23:59:59 -2359",
        "Fri, 31 Dec 99999 23:59:59 GMT",
        ",",
        " ",
        "Mon,",
        "1 2 3 4 5 6 7",
    ],
)
def test_a_strange_date_is_no_trouble(text: str) -> None:
    assert SHORTEST_WAIT <= retry_after({"retry-after": text}, attempt_wait=1.0) <= LONGEST_WAIT


def test_without_the_header_the_own_wait_counts() -> None:
    assert retry_after({}, attempt_wait=2.5) == 2.5
