# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one would write with the official Python client: `python client.py job.json`, blocking or with calls at once."""

from __future__ import annotations

import asyncio
import inspect
import json
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from descope import DescopeClient, DescopeClientAsync, RateLimitException

Json = dict[str, Any]
Call = Callable[..., Awaitable[Any]]


def pause(refused: RateLimitException) -> float:
    """The client does not wait when it is refused for too many calls; it says how long it should."""
    return float((refused.rate_limit_parameters or {}).get("Retry-After") or 1)


async def call_blocking(method: Callable[..., Any], *args: Any) -> Any:
    while True:
        try:
            return method(*args)
        except RateLimitException as refused:
            time.sleep(pause(refused))


async def call_async(method: Callable[..., Awaitable[Any]], *args: Any) -> Any:
    while True:
        try:
            return await method(*args)
        except RateLimitException as refused:
            await asyncio.sleep(pause(refused))


async def each(items: list[Json], in_flight: int, work: Callable[[Json], Awaitable[Any]]) -> None:
    queue = iter(items)

    async def worker() -> None:
        for item in queue:
            await work(item)

    await asyncio.gather(*(worker() for _ in range(in_flight)))


async def carry_out(job: Json, mgmt: Any, call: Call) -> None:
    given, in_flight = job["tenants"], job["in_flight"]
    if job["case"] in ("create", "restore"):
        await each(given, in_flight, lambda one: call(mgmt.tenant.create, one["name"], one["id"]))
    elif job["case"] == "delete":
        await each(given, in_flight, lambda one: call(mgmt.tenant.delete, one["id"]))
    elif job["case"] == "backup":
        await back_up(job, mgmt, call)
    else:
        names = {one["id"]: one["name"] for one in (await call(mgmt.tenant.load_all))["tenants"]}
        changed = [one for one in given if names[one["id"]] != one["name"]]
        await each(changed, in_flight, lambda one: call(mgmt.tenant.update, one["id"], one["name"]))


async def back_up(job: Json, mgmt: Any, call: Call) -> None:
    live: list[Json] = (await call(mgmt.tenant.load_all))["tenants"]

    async def read(one: Json) -> None:
        one["settings"] = await call(mgmt.tenant.load_settings, one["id"])
        one["sso"] = await call(mgmt.sso.load_settings, one["id"])

    await each(live, job["in_flight"], read)
    Path(job["output"]).write_text(json.dumps(live), encoding="utf-8")


async def main() -> None:
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    is_blocking = job["in_flight"] == 1
    flavour = DescopeClient if is_blocking else DescopeClientAsync
    client: Any = flavour(job["project_id"], management_key=job["management_key"], base_url=job["url"])
    await carry_out(job, client.mgmt, call_blocking if is_blocking else call_async)
    closing = client.aclose() if hasattr(client, "aclose") else None
    if inspect.isawaitable(closing):
        await closing


if __name__ == "__main__":
    asyncio.run(main())
