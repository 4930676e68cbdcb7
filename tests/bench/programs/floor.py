# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The least that a client can do: `python floor.py job.json` speaks HTTP/1.1 on bare sockets.

It shows how much of a time is the simulator's and the machine's. It checks the status and knows no rate limit.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

Json = dict[str, Any]
Call = tuple[str, str, Json | None]


class Floor:
    def __init__(self, job: Json) -> None:
        address = urlsplit(job["url"])
        self._address = (address.hostname, address.port)
        self._head = f"Host: {address.netloc}\r\nAuthorization: Bearer {job['project_id']}:{job['management_key']}\r\n"
        self._in_flight = job["in_flight"]

    async def all(self, calls: list[Call]) -> list[Any]:
        """Make the calls, so many at once, each worker on a connection of its own; return their answers in any order."""
        queue, answers = iter(calls), list[Any]()

        async def worker() -> None:
            reader, writer = await asyncio.open_connection(*self._address)
            for call in queue:
                answers.append(await self._one(reader, writer, call))
            writer.close()

        await asyncio.gather(*(worker() for _ in range(min(self._in_flight, len(calls)))))
        return answers

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, call: Call) -> Any:
        method, path, body = call
        data = b"" if body is None else json.dumps(body).encode()
        kind = "Content-Type: application/json\r\n" if data else ""
        writer.write(f"{method} {path} HTTP/1.1\r\n{self._head}{kind}Content-Length: {len(data)}\r\n\r\n".encode() + data)
        head = await reader.readuntil(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if line)
        answer = await reader.readexactly(int(fields[b"content-length"]))
        if b" 200 " not in head.split(b"\r\n")[0]:
            raise RuntimeError(f"{method} {path}: {head.decode()} {answer.decode()}")
        return json.loads(answer)


async def main() -> None:
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    floor, given = Floor(job), job["tenants"]
    if job["case"] in ("create", "restore"):
        await floor.all([("POST", "/v1/mgmt/tenant/create", one) for one in given])
    elif job["case"] == "delete":
        await floor.all([("POST", "/v1/mgmt/tenant/delete", {"id": one["id"]}) for one in given])
    else:
        (listed,) = await floor.all([("GET", "/v1/mgmt/tenant/all", None)])
        await more(job, floor, listed["tenants"])


async def more(job: Json, floor: Floor, live: list[Json]) -> None:
    if job["case"] == "backup":
        ids = [quote(one["id"]) for one in live]
        paths = [f"/v1/mgmt/tenant/settings?id={one}" for one in ids] + [f"/v2/mgmt/sso/settings?tenantId={one}" for one in ids]
        answers = await floor.all([("GET", path, None) for path in paths])
        Path(job["output"]).write_text(json.dumps([live, answers]), encoding="utf-8")
        return
    names = {one["id"]: one["name"] for one in live}
    await floor.all([("POST", "/v1/mgmt/tenant/update", one) for one in job["tenants"] if names[one["id"]] != one["name"]])


if __name__ == "__main__":
    asyncio.run(main())
