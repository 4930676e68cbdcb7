# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A headless Chromium of the machine, and pages in it that note whatever they ask for and complain about."""

from __future__ import annotations

import os
import shutil
import typing as t
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: make dev")

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass
class Opened:
    """A page that is open, the addresses it asked for besides its own, and what it wrote to the console."""

    page: t.Any
    requests: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[t.Any]:
    """A Chromium; without one the tests are skipped, or fail where REQUIRE_BROWSER is set.

    Not longer than for a file: while it is there, an event loop runs, and tests of other files run their own.
    """
    found = os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)
    if not found:
        missing = "There is no Chromium on PATH. Install one (Debian: chromium-headless-shell), or name it in CHROMIUM."
        pytest.fail(missing) if os.environ.get("REQUIRE_BROWSER") else pytest.skip(missing)
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found)
        yield launched
        launched.close()


@pytest.fixture
def opened(browser: t.Any) -> Iterator[t.Callable[..., Opened]]:
    """Open a file in a page of its own: `opened(path, color_scheme="dark")`."""
    contexts = []

    def open_file(path: Path, **how: t.Any) -> Opened:
        context = browser.new_context(**{"viewport": {"width": 1100, "height": 900}, **how})
        contexts.append(context)
        one = Opened(context.new_page())
        address = path.as_uri()
        one.page.on("request", lambda request: one.requests.append(request.url) if request.url != address else None)
        one.page.on("console", lambda message: one.console.append(message.text))
        one.page.on("pageerror", lambda error: one.console.append(str(error)))
        one.page.goto(address)
        return one

    yield open_file
    for context in contexts:
        context.close()
