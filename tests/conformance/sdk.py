# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the official Python clients, the blocking and the asynchronous one, through the same tests."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from descope import AuthException, DescopeClient, DescopeClientAsync

from tests.conformance import record

Test = TypeVar("Test", bound=Callable[..., None])

# Of the asynchronous client's connections, not of the API.
_HOUSEKEEPING = {"aclose"}


class Sdk:
    """One client. `sdk.tenant.load(...)` calls the manager's method and waits for it, whichever client it is."""

    def __init__(self, flavour: str, url: str, project_id: str, management_key: str) -> None:
        self.flavour = flavour
        self.called: set[str] = set()
        self._loop = asyncio.new_event_loop()
        self.client: Any = (DescopeClient if flavour == "sync" else DescopeClientAsync)(
            project_id, management_key=management_key, base_url=url
        )

    def __getattr__(self, manager: str) -> _Manager:
        return _Manager(self, manager)

    def wait(self, result: Any) -> Any:
        return self._loop.run_until_complete(result) if inspect.isawaitable(result) else result

    def close(self) -> None:
        if hasattr(self.client, "aclose"):
            self.wait(self.client.aclose())
        self._loop.close()


class _Manager:
    def __init__(self, sdk: Sdk, name: str) -> None:
        self._sdk = sdk
        self._name = name

    def __getattr__(self, method: str) -> Callable[..., Any]:
        bound = getattr(getattr(self._sdk.client.mgmt, self._name), method)

        def call(*args: Any, **kwargs: Any) -> Any:
            self._sdk.called.add(f"{self._name}.{method}")
            return self._sdk.wait(bound(*args, **kwargs))

        return call


class Coverage:
    """Which methods of a manager have a test, and which are out of scope and why."""

    def __init__(self, manager: str, later: dict[str, str] | None = None) -> None:
        self._manager = manager
        self._later = later or {}
        self._covered: set[str] = set()

    def of(self, method: str) -> Callable[[Test], Test]:
        """Mark the test of a method; the test fails if it does not call it."""
        self._covered.add(method)

        def mark(test: Test) -> Test:
            @wraps(test)
            def run(sdk: Sdk, *args: Any, **kwargs: Any) -> None:
                outcome = record.FAIL
                try:
                    test(sdk, *args, **kwargs)
                    assert f"{self._manager}.{method}" in sdk.called
                    outcome = record.PASS
                finally:
                    record.note(sdk.flavour, self._manager, method, outcome)

            return run  # type: ignore[return-value]

        return mark

    def assert_complete(self, sdk: Sdk) -> None:
        """Every public method of the manager is covered or listed, and nothing else is."""
        manager = type(getattr(sdk.client.mgmt, self._manager))
        public = {name for name, _ in inspect.getmembers(manager, callable) if not name.startswith("_")} - _HOUSEKEEPING
        assert self._covered | set(self._later) == public
        assert not self._covered & set(self._later)
        assert all(self._later.values())
        for method in public:
            record.note(sdk.flavour, self._manager, method, record.EXPECTED)
        for method, reason in self._later.items():
            record.note(sdk.flavour, self._manager, method, record.OUT_OF_SCOPE, reason)


def refusal(error: AuthException) -> tuple[int | None, dict[str, str]]:
    """The status and the API's error body inside the client's exception."""
    return error.status_code, json.loads(error.error_message or "")
