# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What runs the work of a module: a process of its own, or one that goes on and keeps the connection for the next work."""

from __future__ import annotations

import asyncio
import contextlib
import typing as t

from ._client import DescopeClient
from ._settings import Settings

Result = t.TypeVar("Result")


class Host:
    """Runs works one after the other; a connection lives as long as the host."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._clients: dict[Settings, DescopeClient] = {}
        self._warnings: list[str] = []

    def warn(self, show: t.Callable[[str], None], warning: str) -> None:
        """Keep a warning for the result: what shows one has a single list for all modules of a process."""
        self._warnings.append(warning)

    def taken_warnings(self) -> list[str]:
        """Return the warnings since the last time."""
        taken, self._warnings = self._warnings, []
        return taken

    def run(self, work: t.Coroutine[t.Any, t.Any, Result]) -> Result:
        """Run `work` to its end and return what it returns."""
        return self._loop.run_until_complete(work)

    @contextlib.asynccontextmanager
    async def client(self, settings: Settings) -> t.AsyncIterator[DescopeClient]:
        """Give an open client, which an earlier work may have had; one that trouble came from is not given again."""
        client = self._clients.pop(settings, None) or await DescopeClient(settings).__aenter__()
        client.settings = settings  # it may have more to hide than an equal one
        try:
            yield client
        except BaseException:
            await client.__aexit__()
            raise
        self._clients[settings] = client


class OwnProcess:
    """The process of a module: one work, and its connections end with it."""

    def warn(self, show: t.Callable[[str], None], warning: str) -> None:
        """Show a warning with the result of the module."""
        show(warning)

    def run(self, work: t.Coroutine[t.Any, t.Any, Result]) -> Result:
        """Run `work` to its end and return what it returns."""
        return asyncio.run(work)

    def client(self, settings: Settings) -> t.AsyncContextManager[DescopeClient]:
        """Give an open client, and close it afterwards."""
        return DescopeClient(settings)


current: Host | OwnProcess = OwnProcess()
"""What runs modules in this process."""


@contextlib.contextmanager
def hosted(host: Host) -> t.Iterator[None]:
    """Let `host` run the modules whose `main` is called meanwhile."""
    global current
    before, current = current, host
    try:
        yield
    finally:
        current = before
