# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything one running simulator holds: the store, and what a test has told it to do."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from .config import Config
from .faults import FaultPlan
from .limits import Limiter
from .requestlog import RequestLog
from .store import Store


@dataclass
class World:
    """Shared by the pipeline, the routes and the control surface."""

    store: Store
    config: Config = field(default_factory=Config)
    faults: FaultPlan = field(default_factory=FaultPlan)
    limiter: Limiter = field(default_factory=Limiter)
    log: RequestLog = field(default_factory=RequestLog)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    def clock(self) -> float:
        """The time that answers are dated with."""
        return time.time() + self.config.clock_skew_s

    async def pause(self, milliseconds: float) -> None:
        """Wait, but not longer than the server lives."""
        if milliseconds > 0:
            closing = asyncio.ensure_future(self.closing.wait())
            await asyncio.wait({closing}, timeout=milliseconds / 1000)
            closing.cancel()
