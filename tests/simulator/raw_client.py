# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A bare HTTP client for tests that look at the wire: it adds the bearer and nothing else."""

from __future__ import annotations

import ssl
from typing import Any

import httpx

# Loopback is plain HTTP: a context without certificates spares every client the time to load them.
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class RawClient:
    """Paths are relative to `/v1/mgmt/`; keyword arguments are the query of GET and DELETE and the body of the rest."""

    def __init__(self, url: str, bearer: str, version: str = "v1") -> None:
        self._where = (url, bearer)
        headers = {"Authorization": bearer}
        self.http = httpx.Client(base_url=f"{url}/{version}/mgmt/", headers=headers, verify=_NO_TLS, trust_env=False)

    @property
    def v2(self) -> RawClient:
        """A client for paths relative to `/v2/mgmt/`."""
        return RawClient(*self._where, "v2")

    def get(self, path: str, **query: str) -> httpx.Response:
        return self.http.get(path, params=query)

    def delete(self, path: str, **query: str) -> httpx.Response:
        return self.http.delete(path, params=query)

    def post(self, path: str, **body: Any) -> httpx.Response:
        return self.http.post(path, json=body)

    def patch(self, path: str, **body: Any) -> httpx.Response:
        return self.http.patch(path, json=body)

    def tenant(self, tenant_id: str) -> dict[str, Any]:
        document: dict[str, Any] = self._good(self.get("tenant", id=tenant_id))
        return document

    def listed(self, noun: str) -> list[dict[str, Any]]:
        """Every tenant, role or permission."""
        documents: list[dict[str, Any]] = self._good(self.get(f"{noun}/all"))[f"{noun}s"]
        return documents

    def names(self, noun: str) -> list[str]:
        return [document["name"] for document in self.listed(noun)]

    def named(self, noun: str, name: str) -> dict[str, Any]:
        """The only tenant, role or permission with this name."""
        (found,) = [document for document in self.listed(noun) if document["name"] == name]
        return found

    @staticmethod
    def _good(response: httpx.Response) -> Any:
        assert response.status_code == 200, response.text
        return response.json()
