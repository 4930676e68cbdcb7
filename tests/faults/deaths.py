# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a process can be killed: on both sides of a request, of a line of a log, and of a call to the disk."""

from __future__ import annotations

import contextlib
import os
import signal
import typing as t

from ansible_collections.descope.mgmt.plugins.module_utils._client import DescopeClient
from ansible_collections.descope.mgmt.plugins.module_utils._engine.chained_log import ChainedLog

Where = t.Literal["request", "append"]
APPEND = "append"


class Points:
    """Counts the points of a process by where they are, and kills it at one: `{"at", "number", "side"}`."""

    def __init__(self, death: t.Mapping[str, t.Any] | None = None) -> None:
        self.counts = {"request": 0, "append": 0}
        self._death = death or {}

    def watch_requests(self, client: DescopeClient) -> None:
        """Count the requests of `client`: before they are sent, and after the service acted, before anybody sees the answer."""
        exchange = client._exchange
        send = exchange.send

        async def counted(*arguments: t.Any) -> t.Any:
            number = self._before("request")
            answer = await send(*arguments)
            self._after("request", number)
            return answer

        vars(exchange)["send"] = counted

    @contextlib.contextmanager
    def watched(self) -> t.Iterator[None]:
        """Count the appends to all logs of this process."""
        append = ChainedLog.append

        def counted(log: ChainedLog, *records: t.Any) -> None:
            number = self._before("append")
            append(log, *records)
            self._after("append", number)

        with contextlib.ExitStack() as stack:
            stack.callback(setattr, ChainedLog, APPEND, append)
            setattr(ChainedLog, APPEND, counted)
            yield

    def _before(self, where: Where) -> int:
        number = self.counts[where]
        self.counts[where] += 1
        self._die(where, number, "before")
        return number

    def _after(self, where: Where, number: int) -> None:
        self._die(where, number, "after")

    def _die(self, where: Where, number: int, side: str) -> None:
        if self._death and (self._death["at"], self._death["number"], self._death["side"]) == (where, number, side):
            os.kill(os.getpid(), signal.SIGKILL)
