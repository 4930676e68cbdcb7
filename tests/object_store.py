# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A store that speaks S3, in a process of its own: it checks signatures and rights, refuses taken names, locks objects.

And a relay before it, which passes on so many bytes and then nothing any more.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import boto3  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]

START_TIMEOUT_S = 30
ADMIN_CALLS = 3  # that the server takes from anybody, before it asks who it is
WRITER = ("s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:PutObjectRetention")  # what the documentation asks for
NOWHERE = {  # no test may find the credentials of a real account, or ask the network for them
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}


@dataclass(frozen=True)
class Login:
    """The credentials of a user."""

    access_key: str
    secret_key: str

    @property
    def options(self) -> dict[str, str]:
        return {"access_key": self.access_key, "secret_key": self.secret_key}


@dataclass(frozen=True)
class ObjectStore:
    """A running store, as its administrator sees it."""

    url: str
    admin: Login
    log: Path

    def client(self, service: str = "s3") -> Any:
        return _client(service, self.url, self.admin)

    def bucket(self, *, locked: bool = False) -> str:
        """Make a bucket that nothing else uses and return its name."""
        name = f"b{uuid.uuid4().hex}"
        self.client().create_bucket(Bucket=name, ObjectLockEnabledForBucket=locked)
        return name

    def user(self, *actions: str) -> Login:
        """Make a user who may do that, and nothing else."""
        return _user(self.client("iam"), actions or WRITER)

    def revoke(self, login: Login) -> None:
        """Have the store know these credentials no longer."""
        iam = self.client("iam")
        for user in iam.list_users()["Users"]:
            keys = [key["AccessKeyId"] for key in iam.list_access_keys(UserName=user["UserName"])["AccessKeyMetadata"]]
            if login.access_key in keys:
                iam.delete_access_key(UserName=user["UserName"], AccessKeyId=login.access_key)

    def contents(self, bucket: str) -> dict[str, bytes]:
        """Return all that is in a bucket."""
        client = self.client()
        keys = [found["Key"] for found in client.list_objects_v2(Bucket=bucket).get("Contents", [])]
        return {key: client.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}

    def put(self, bucket: str, key: str, data: bytes) -> None:
        """Write an object whatever is there."""
        self.client().put_object(Bucket=bucket, Key=key, Body=data)

    def requests(self, bucket: str) -> list[tuple[str, str, int]]:
        """Return method, key and status of all that was asked of the objects of a bucket, in order."""
        text = re.sub(r"\x1b\[\d+m", "", self.log.read_text(encoding="utf-8"))
        found = re.findall(rf'"([A-Z]+) /{bucket}/?([^ ?]*)[^"]* HTTP/1.1" (\d+)', text)
        return [(method, key, int(status)) for method, key, status in found]


@contextmanager
def running_object_store(directory: Path) -> Iterator[ObjectStore]:
    """Yield a store of its own; what it logs is in a file of the directory."""
    log = directory / "object_store.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"],
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**_without_aws(), "INITIAL_NO_AUTH_ACTION_COUNT": str(ADMIN_CALLS)},
        )
    try:
        url = _address(process, log)
        admin = _user(_client("iam", url, Login("nobody", "nothing")), ("s3:*", "iam:*"))
        yield ObjectStore(url, admin, log)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def cut_after(url: str, count: int) -> Iterator[str]:
    """Yield an address that leads to `url` until so many bytes were sent there; then every connection breaks."""
    host, port = url.removeprefix("http://").split(":")
    left = [count]
    listener = socket.create_server(("127.0.0.1", 0))

    def pump(source: socket.socket, target: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while data := source.recv(4096):
                if counted:
                    data, left[0] = data[: max(left[0], 0)], left[0] - len(data)
                target.sendall(data)
                if counted and left[0] <= 0:
                    break
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def serve() -> None:
        with suppress(OSError):
            while True:
                client = listener.accept()[0]
                server = socket.create_connection((host, int(port)))
                for pair in ((client, server, True), (server, client, False)):
                    threading.Thread(target=pump, args=pair, daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and process.poll() is None:
        found = re.search(r"Running on (http://127\.0\.0\.1:\d+)", log.read_text(encoding="utf-8"))
        if found:
            return found[1]
        time.sleep(0.05)
    raise RuntimeError(f"The object store did not start: {log.read_text(encoding='utf-8')}")


def _user(iam: Any, actions: tuple[str, ...]) -> Login:
    name = uuid.uuid4().hex
    iam.create_user(UserName=name)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName=name, PolicyName="all", PolicyDocument=policy)
    return Login(key["AccessKeyId"], key["SecretAccessKey"])


@cache
def _client(service: str, url: str, login: Login) -> Any:
    return boto3.client(
        service,
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id=login.access_key,
        aws_secret_access_key=login.secret_key,
        config=Config(retries={"total_max_attempts": 1}, proxies={}),
    )


def _without_aws() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return {**kept, **NOWHERE}
