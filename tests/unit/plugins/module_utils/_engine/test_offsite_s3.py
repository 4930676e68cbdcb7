# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bucket: what it is asked for, what its refusals mean, and that no credential comes into a message."""

from __future__ import annotations

import http.server
import os
import re
import socket
import subprocess
import sys
import threading
import typing as t
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

import boto3  # type: ignore[import-untyped]
import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._deps import s3_library
from ansible_collections.descope.mgmt.plugins.module_utils._engine.offsite_s3 import Bucket, S3Options
from ansible_collections.descope.mgmt.plugins.module_utils._errors import (
    DescopeError,
    InvalidInput,
    MissingDependency,
    OffsiteFailed,
    OffsiteUnreachable,
)
from tests.object_store import NOWHERE, Login, ObjectStore
from tests.structure.sources import ROOT
from tests.unit.plugins.module_utils._engine.backup_builders import published
from tests.unit.plugins.module_utils._engine.offsite_builders import There

SECRET = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"
NOW = datetime(2026, 11, 22, 23, 15, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def _no_account(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in NOWHERE.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)


def refusal(place: Bucket, work: t.Callable[[Bucket], object] = lambda place: place.names("P2abc")) -> DescopeError:
    with pytest.raises(DescopeError) as caught:
        work(place)
    assert SECRET not in f"{caught.value.message} {caught.value.hint} {caught.value.details}"
    return caught.value


def at(url: str) -> Bucket:
    return Bucket(S3Options(bucket="b", endpoint_url=url, region="us-east-1", access_key="A", secret_key="B"))


def put(place: Bucket) -> bool:
    return place.put_if_absent("P2abc/x", b"x")


# --- credentials, rights, buckets ----------------------------------------------------------------------------------------


def test_credentials_that_the_store_no_longer_knows_leave_the_backup_on_this_host_only(
    objects: ObjectStore, tmp_path: Path
) -> None:
    """reliability #123"""
    there = There(objects, objects.user(), objects.bucket())
    published(tmp_path)
    objects.revoke(there.writer)

    (copy,) = there.copy(tmp_path)

    assert (copy.status, copy.error and copy.error.code) == ("local_only", "offsite_failed")
    assert "does not know these credentials" in copy.problem
    assert there.contents == {}


def test_when_the_store_refuses_the_first_the_rest_is_not_even_tried(objects: ObjectStore, tmp_path: Path) -> None:
    """reliability #123"""
    there = There(objects, Login("AKIAUNKNOWN", SECRET), objects.bucket())
    for day in range(3):
        published(tmp_path, NOW + timedelta(days=day))

    copies = there.copy(tmp_path, "all")

    assert [copy.status for copy in copies] == ["local_only"] * 3
    assert len(objects.requests(there.bucket)) - 1 == 1  # the other one made the bucket


def test_a_wrong_secret_is_said_to_be_one(there: There) -> None:
    error = refusal(there.place(secret_key=SECRET))

    assert "does not know these credentials (SignatureDoesNotMatch)" in error.message


def test_a_missing_right_is_named_with_all_that_are_needed(objects: ObjectStore, there: There) -> None:
    reader = objects.user("s3:ListBucket", "s3:GetObject")

    error = refusal(there.place(**reader.options), put)

    assert isinstance(error, OffsiteFailed)
    assert "may not do that (AccessDenied)" in error.message
    assert "s3:PutObject" in error.hint


def test_a_writer_with_the_documented_rights_can_delete_nothing(there: There) -> None:
    there.objects.put(there.bucket, "x", b"x")
    client = boto3.client("s3", endpoint_url=there.objects.url, region_name="us-east-1", **_login(there.writer))

    with pytest.raises(client.exceptions.ClientError, match="AccessDenied"):
        client.delete_object(Bucket=there.bucket, Key="x")


def test_a_bucket_that_is_not_there_is_said_to_be_missing(there: There) -> None:
    for work in (lambda place: place.names("x"), lambda place: place.get("x", 1), put):
        assert "there is no such bucket" in refusal(there.place(bucket=f"{there.bucket}x"), work).message


def test_without_credentials_it_says_where_they_may_come_from(there: There) -> None:
    error = refusal(Bucket(S3Options(bucket=there.bucket, endpoint_url=there.objects.url)))

    assert "no credentials" in error.message
    assert "access_key" in error.hint


def test_credentials_come_from_the_environment_too(objects: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> None:
    there = There(objects, objects.user(), objects.bucket())
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", there.writer.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", there.writer.secret_key)

    assert put(Bucket(S3Options(bucket=there.bucket, endpoint_url=there.objects.url)))


def test_a_profile_that_is_not_there_is_an_error_of_the_options(there: There) -> None:
    error = refusal(there.place(), lambda place: there.place(access_key="", secret_key="", profile="nobody"))

    assert "ProfileNotFound" in error.message


# --- what a refusal means, from a server that says it --------------------------------------------------------------------


@contextmanager
def refusing(status: int, code: str, content: str = "") -> t.Iterator[str]:
    """Yield the address of a server that refuses everything in this way."""
    body = (content or f"<Error><Code>{code}</Code><Message>{SECRET}</Message></Error>").encode()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "code", "meaning", "retryable"),
    [
        (400, "ExpiredToken", "the credentials of the object store have expired (ExpiredToken)", False),
        (403, "AccessDenied", "these credentials may not do that", False),
        (403, "RequestTimeTooSkewed", "the clock of this host", False),
        (301, "PermanentRedirect", "the bucket is in another region", False),
        (501, "NotImplemented", "can't write only what is not there yet", False),
        (400, "InvalidRequest", "refused it (InvalidRequest, status 400)", False),
        (503, "SlowDown", "can't for now (SlowDown, status 503)", True),
        (500, "InternalError", "can't for now", True),
        (429, "TooManyRequests", "can't for now", True),
        (400, f"{SECRET} or so", "refused it (unknown, status 400)", False),
    ],
)
def test_a_refusal_is_explained_by_its_code_and_never_in_the_words_of_the_store(
    status: int, code: str, meaning: str, retryable: bool
) -> None:
    """reliability #123"""
    with refusing(status, code) as url:
        error = refusal(at(url), put)

    assert isinstance(error, OffsiteUnreachable if retryable else OffsiteFailed)
    assert (meaning in error.message, error.retryable) == (True, retryable)
    assert error.hint


def test_what_is_no_store_at_all_is_no_listing() -> None:
    with refusing(200, "", "<html>Welcome</html>") as url:
        error = refusal(at(url))

    assert "does not answer as an object store does" in error.message


def test_nobody_listening_is_unreachable(there: There) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    assert isinstance(refusal(there.place(endpoint_url=f"http://127.0.0.1:{port}")), OffsiteUnreachable)


# --- how objects are kept ------------------------------------------------------------------------------------------------


def test_a_locked_copy_can_not_be_deleted_and_the_collection_never_tries(objects: ObjectStore, tmp_path: Path) -> None:
    """reliability #122"""
    there = There(objects, objects.user(), objects.bucket(locked=True))
    backup = published(tmp_path)

    (copied,) = there.copy(tmp_path, object_lock_mode="compliance", object_lock_days=90)
    (verified,) = there.offsite(tmp_path).verify("latest")
    (again,) = there.copy(tmp_path, object_lock_mode="compliance", object_lock_days=90)

    assert (copied.status, verified.status, again.status) == ("copied", "verified", "present")
    until = datetime.strptime(verified.retained_until, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    assert timedelta(days=89) < until - datetime.now(timezone.utc) <= timedelta(days=90)
    assert "DELETE" not in {method for method, _name in there.asked}
    admin = objects.client()
    for version in admin.list_object_versions(Bucket=there.bucket)["Versions"]:
        with pytest.raises(admin.exceptions.ClientError, match="AccessDenied"):
            admin.delete_object(Bucket=there.bucket, Key=version["Key"], VersionId=version["VersionId"])
    assert len(there.contents) == len(list(Path(backup.path).iterdir()))


def test_a_lock_that_the_bucket_was_not_made_for_is_said_to_be_the_reason(there: There) -> None:
    error = refusal(there.place(object_lock_mode="governance", object_lock_days=1), put)

    assert "Was the bucket made with Object Lock?" in error.hint


def test_a_kms_key_is_asked_for_with_every_object(there: There) -> None:
    assert put(there.place(kms_key_id="alias/backups"))

    found = there.objects.client().head_object(Bucket=there.bucket, Key="P2abc/x")
    assert (found["ServerSideEncryption"], found["SSEKMSKeyId"]) == ("aws:kms", "alias/backups")


def test_a_taken_name_keeps_its_content(there: There) -> None:
    """reliability #121"""
    place = there.place()

    assert (place.put_if_absent("a", b"1"), place.put_if_absent("a", b"2")) == (True, False)
    stored = place.get("a", 10)
    assert stored is not None and stored.data == b"1"


def test_an_object_is_read_to_one_byte_beyond_the_limit(there: There) -> None:
    place = there.place()
    place.put_if_absent("a", b"123456")

    stored = place.get("a", 3)

    assert stored is not None and stored.data == b"1234"
    assert place.get("b", 3) is None


# --- options -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"bucket": " "}, "bucket"),
        ({"bucket": "no/such"}, "bucket"),
        ({"prefix": "a//b"}, "prefix"),
        ({"prefix": "a/../b"}, "prefix"),
        ({"prefix": "a b"}, "prefix"),
        ({"prefix": "a" * 600}, "prefix"),
        ({"endpoint_url": "s3.example.com"}, "endpoint_url"),
        ({"endpoint_url": "ftp://s3.example.com"}, "endpoint_url"),
        ({"endpoint_url": "http://s3.example.com"}, "endpoint_url"),
        ({"endpoint_url": f"https://user:{SECRET}@s3.example.com"}, "endpoint_url"),
        ({"region": "no region"}, "region"),
        ({"object_lock_mode": "governance", "object_lock_days": 0}, "object_lock_days"),
        ({"object_lock_mode": "governance", "object_lock_days": 10**9}, "object_lock_days"),
        ({"timeout": 0.0}, "timeout"),
        ({"secret_key": f"{SECRET}\n"}, "secret_key"),
        ({"secret_key": f" {SECRET}"}, "secret_key"),
        ({"session_token": f"{SECRET}\N{EN DASH}"}, "session_token"),
        ({"access_key": f"{SECRET}\r\nHost: evil"}, "access_key"),
    ],
)
def test_options_that_can_not_be_meant_are_refused_before_anything_is_sent(
    there: There, changed: dict[str, t.Any], named: str
) -> None:
    sent = len(there.objects.log.read_bytes())

    error = refusal(there.place(), lambda _place: put(Bucket(there.options(**changed))))

    assert isinstance(error, InvalidInput)
    assert named in f"{error.message} {error.hint}"
    assert len(there.objects.log.read_bytes()) == sent


def test_credentials_are_not_in_the_text_of_the_options(there: There) -> None:
    text = repr(there.options(session_token=SECRET))

    assert SECRET not in text
    assert there.writer.secret_key not in text


PROGRAM = """
import sys
sys.modules["boto3"] = None
from ansible_collections.descope.mgmt.plugins.module_utils import _offsite
from ansible_collections.descope.mgmt.plugins.module_utils._engine.offsite_s3 import Bucket, S3Options
from ansible_collections.descope.mgmt.plugins.module_utils._errors import MissingDependency
try:
    Bucket(S3Options(bucket="b"))
except MissingDependency as error:
    print(error.message, error.hint)
"""


def test_without_boto3_everything_imports_and_it_says_how_to_install_it() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / ".cache" / "run")}
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, env=environment, timeout=60)

    assert f"{sys.executable} -m pip install 'boto3>=1.36'" in done.stdout, done.stderr


@pytest.mark.parametrize(("version", "enough"), [("1.35.99", False), ("1.36.0", True), ("2.0.1", True)])
def test_a_boto3_that_is_too_old_counts_as_missing(monkeypatch: pytest.MonkeyPatch, version: str, enough: bool) -> None:
    monkeypatch.setattr(boto3, "__version__", version)

    if enough:
        assert s3_library()[0] is boto3
    else:
        with pytest.raises(MissingDependency, match=re.escape("boto3")):
            s3_library()


def _login(login: Login) -> dict[str, str]:
    return {"aws_access_key_id": login.access_key, "aws_secret_access_key": login.secret_key}
