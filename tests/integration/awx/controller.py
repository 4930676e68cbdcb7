# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serves the stand-in for a controller on this machine, over HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.integration.ansible_run import Json
from tests.integration.awx.fields import NOUNS
from tests.integration.awx.rules import Refused
from tests.integration.awx.store import Store, require_found

TOKEN = "a-token-of-the-controller-for-tests"


@dataclass(frozen=True)
class Controller:
    """A running stand-in: where it is, what it holds, and which requests it refused."""

    url: str
    store: Store
    refused: list[str]


@contextmanager
def running_controller(checkout: Path) -> Iterator[Controller]:
    """Serve a controller whose projects are `checkout`."""
    store, refused = Store(checkout), list[str]()

    class Handler(_Handler):
        held, log = store, refused

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Controller(f"http://127.0.0.1:{server.server_address[1]}", store, refused)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    """Paths to calls of the store."""

    held: Store
    log: list[str]
    wbufsize = -1
    lock = threading.Lock()

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PATCH(self) -> None:
        self._serve()

    def log_message(self, *_: Any) -> None:
        """Print nothing."""

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length) or b"{}")
        address = urlsplit(self.path)
        try:
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                raise Refused("Authentication credentials were not provided.", 401)
            with self.lock:
                status, answer = self._answer(address.path.strip("/").split("/")[2:], dict(parse_qsl(address.query)), body)
        except Refused as refusal:
            self.log.append(f"{self.command} {address.path}: {refusal}")
            status, answer = refusal.status, {"detail": str(refusal), "error": str(refusal)}
        data = b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("X-API-Product-Name", "AWX")
        self.send_header("X-API-Product-Version", "24.6.1")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        self.wfile.flush()

    def _answer(self, path: list[str], query: dict[str, str], body: Json) -> tuple[int, Json | None]:
        noun, store = path[0], self.held
        if len(path) == 1:
            return (
                (201, store.create(noun, body))
                if self.command == "POST" and noun in NOUNS
                else (200, _page(store.find(noun, query)))
            )
        number = int(path[1])
        if len(path) == 2:
            return 200, store.change(noun, number, body) if self.command == "PATCH" else store.shown(noun, number)
        return self._below(noun, number, path[2], body)

    def _below(self, noun: str, number: int, name: str, body: Json) -> tuple[int, Json | None]:
        store = self.held
        if name == "survey_spec" and noun.endswith("job_templates"):
            if self.command == "POST":
                store.ask(number, body)
            return 200, store.surveys.get(number, {})
        if name == "create_approval_template":
            return 201, store.approve(number, body)
        require_found(noun in NOUNS and name in NOUNS[noun].links)
        if self.command == "POST":
            store.link(noun, number, name, body)
            return 204, None
        return 200, _page([store.shown(NOUNS[noun].links[name], one) for one in store.linked(noun, number, name)])


def _page(results: list[Json]) -> Json:
    return {"count": len(results), "next": None, "previous": None, "results": results}
