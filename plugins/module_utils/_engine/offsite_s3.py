# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A bucket that speaks S3, as three calls: which names are there, get one, put one that is not there yet. It deletes nothing.

It knows no backup. Whatever the store refuses becomes an OffsiteFailed here (see `offsite_trouble`).
"""

from __future__ import annotations

import base64
import hashlib
import re
import typing as t
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from urllib.parse import urlsplit

from .._deps import s3_library
from .._errors import InvalidInput, OffsiteFailed
from .._settings import LOOPBACK
from .._version import VERSION
from .offsite_files import Stored
from .offsite_trouble import explained, is_missing, is_taken

MOST_DAYS = 36500

_PREFIX = re.compile(r"[A-Za-z0-9!_.*'()=@+-]+(/[A-Za-z0-9!_.*'()=@+-]+)*")
_LONGEST_PREFIX = 512


@dataclass(frozen=True)
class S3Options:
    """How to reach a bucket. What is empty is left to boto3, which asks the environment, its files and the host."""

    bucket: str
    prefix: str = ""
    endpoint_url: str = ""
    region: str = ""
    profile: str = ""
    access_key: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)
    session_token: str = field(default="", repr=False)
    object_lock_mode: str = ""
    object_lock_days: int = 0
    kms_key_id: str = ""
    timeout: float = 30.0


class Bucket:
    """A bucket and a prefix in it. Opening one sends nothing.

    Raises InvalidInput for options that can't be meant, and MissingDependency.
    """

    def __init__(self, options: S3Options, clock: t.Callable[[], datetime] = lambda: datetime.now(timezone.utc)) -> None:
        _check(options)
        self._options = options
        self._clock = clock
        self._prefix = options.prefix.strip("/")
        self.location = "/".join(filter(None, ["s3:/", options.bucket, self._prefix]))
        with explained("use", self.location):
            self._client = _client(options)

    def names(self, folder: str) -> list[str]:
        """Return the names of all objects below `folder`, relative to it; what they are called is up to whoever made them."""
        start = f"{self._key(folder)}/"
        with explained("list", f"{self.location}/{folder}"):
            pages = list(self._client.get_paginator("list_objects_v2").paginate(Bucket=self._options.bucket, Prefix=start))
        if not all("IsTruncated" in page for page in pages):  # a page of something else would be read as an empty list
            raise OffsiteFailed(
                f"Could not list {self.location}: {self._options.endpoint_url} does not answer as an object store does.",
                hint="Correct endpoint_url.",
            )
        return [found["Key"].removeprefix(start) for page in pages for found in page.get("Contents", [])]

    def get(self, name: str, largest: int) -> Stored | None:
        """Return an object, read up to one byte more than `largest`; None when there is none of that name."""
        with explained("read", f"{self.location}/{name}"):
            try:
                answer = self._client.get_object(Bucket=self._options.bucket, Key=self._key(name))
            except self._client.exceptions.ClientError as error:
                if is_missing(error):
                    return None
                raise
            with closing(answer["Body"]) as body:
                data = body.read(largest + 1)
        until = answer.get("ObjectLockRetainUntilDate")
        return Stored(data, until.strftime("%Y-%m-%dT%H:%M:%SZ") if until else "")

    def put_if_absent(self, name: str, data: bytes) -> bool:
        """Store a new object and say whether the name was free; if it was not, nothing is changed (reliability 3.6)."""
        with explained("write", f"{self.location}/{name}", locked=bool(self._options.object_lock_mode)):
            try:
                self._client.put_object(
                    Bucket=self._options.bucket,
                    Key=self._key(name),
                    Body=data,
                    IfNoneMatch="*",
                    # Both, as a header of ours: a store that checks it does not keep what was changed on the way.
                    ChecksumAlgorithm="SHA256",
                    ChecksumSHA256=base64.b64encode(hashlib.sha256(data).digest()).decode("ascii"),
                    **self._kept(),
                )
            except self._client.exceptions.ClientError as error:
                if is_taken(error):
                    return False
                raise
        return True

    def _key(self, name: str) -> str:
        return f"{self._prefix}/{name}" if self._prefix else name

    def _kept(self) -> dict[str, t.Any]:
        """Return how the store shall keep what it is given."""
        options: dict[str, t.Any] = {}
        if self._options.object_lock_mode:
            until = self._clock().replace(microsecond=0) + timedelta(days=self._options.object_lock_days)
            options |= {"ObjectLockMode": self._options.object_lock_mode.upper(), "ObjectLockRetainUntilDate": until}
        if self._options.kms_key_id:
            options |= {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": self._options.kms_key_id}
        return options


def _client(options: S3Options) -> t.Any:
    boto3, botocore = s3_library()
    session = boto3.Session(
        aws_access_key_id=options.access_key or None,
        aws_secret_access_key=options.secret_key or None,
        aws_session_token=options.session_token or None,
        region_name=options.region or None,
        profile_name=options.profile or None,
    )
    config = botocore.config.Config(
        connect_timeout=options.timeout,
        read_timeout=options.timeout,
        proxies={} if urlsplit(options.endpoint_url).hostname in LOOPBACK else None,  # a proxy can't reach this machine
        retries={"mode": "standard", "total_max_attempts": 3},
        user_agent_extra=f"descope.mgmt/{VERSION}",
        # Checksums of boto3's own choice are not known to every store that speaks S3.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return session.client("s3", endpoint_url=options.endpoint_url or None, config=config)


def _check(options: S3Options) -> None:
    """Raise InvalidInput for what can't be meant, so that no value of a secret comes into a library's own message."""
    for name in ("access_key", "secret_key", "session_token"):
        value: str = getattr(options, name)
        if not (value.isascii() and value.isprintable()) or " " in value:
            raise _wrong(f"{name} holds a character that it can't have.", "Look for spaces, quotes and line breaks.")
    if not options.bucket.strip():
        raise _wrong("bucket is empty.", "Give the name of a bucket that exists.")
    prefix = options.prefix.strip("/")
    if prefix and (not _PREFIX.fullmatch(prefix) or len(prefix) > _LONGEST_PREFIX or {".", ".."} & set(prefix.split("/"))):
        raise _wrong(
            f"prefix {ascii(options.prefix)[:80]} can't be used.",
            "Use letters, digits, '-', '_' and '.', in parts separated by single slashes.",
        )
    if options.object_lock_mode and not 1 <= options.object_lock_days <= MOST_DAYS:
        raise _wrong(f"object_lock_days must be from 1 to {MOST_DAYS}, not {options.object_lock_days}.", "")
    if not 0 < options.timeout < float("inf"):
        raise _wrong(f"timeout must be more than 0 seconds, not {options.timeout:g}.", "")
    if options.endpoint_url:
        _check_endpoint(options.endpoint_url)


def _check_endpoint(url: str) -> None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and parts.username is None
    except ValueError:
        usable = False
    if not usable:
        raise _wrong(
            "endpoint_url is not an http or https address without a user in it.", "Write it like https://s3.example.com."
        )
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise _wrong(
            f"endpoint_url must be https: over plain http a backup could be read and changed on the way to {parts.hostname}.",
            "Plain http is for a store on this machine (localhost) only.",
        )


def _wrong(problem: str, hint: str) -> InvalidInput:
    return InvalidInput(problem, hint=f"Nothing was copied. {hint}".strip())
