"""A forge on this machine: replays replies that a test has written down, and remembers what it was asked."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

DATE = "Sun, 22 Nov 2026 08:00:00 GMT"
NOW = 1795334400  # the same moment


@dataclass(frozen=True)
class Reply:
    """body: JSON, or bytes as they are. claimed: a Content-Length that is not kept. drip: seconds between bytes."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    claimed: int | None = None
    hangup: bool = False
    drip: float = 0
    date: str = DATE

    def data(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes


class ForgeServer:
    """Routes are `GET /path` or `GET /path?page=2`; a list of replies is given in order, its last again and again."""

    def __init__(self, certificate: Path | None = None) -> None:
        """certificate: a file with certificate and key, for https."""
        self.routes: dict[str, Reply | Sequence[Reply]] = {}
        self.asked: list[Asked] = []
        self._given: dict[str, int] = {}
        handler = type("Handler", (_Handler,), {"forge": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._scheme = "http"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            self._scheme = "https"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> ForgeServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        return f"{self._scheme}://{self.host}"

    def paths(self) -> list[str]:
        return [f"{one.method} {one.path}" for one in self.asked]

    def json(self, route: str, body: Any) -> None:
        """One object, or a list that fits one page."""
        self.routes[route] = Reply(body, headers={"Link": ""} if isinstance(body, list) else {})

    def reply(self, asked: Asked) -> Reply:
        page = asked.query.get("page", [""])[0]
        for key in (f"{asked.method} {asked.path}?page={page}", f"{asked.method} {asked.path}"):
            if key in self.routes:
                found = self.routes[key]
                if isinstance(found, Reply):
                    return found
                place = self._given.get(key, 0)
                self._given[key] = place + 1
                return found[min(place, len(found) - 1)]
        return Reply({"message": "Not Found"}, 404)


class _Handler(BaseHTTPRequestHandler):
    forge: ForgeServer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, parts.path, parse_qs(parts.query), headers, body)
        self.forge.asked.append(asked)
        self._send(self.forge.reply(asked))

    do_POST = do_GET

    def _send(self, reply: Reply) -> None:
        if reply.hangup:
            return
        data = reply.data()
        self.send_response_only(reply.status)
        if reply.date:
            self.send_header("Date", reply.date)
        self.send_header("Content-Length", str(len(data) if reply.claimed is None else reply.claimed))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            if not reply.drip:
                self.wfile.write(data)
            for place in range(len(data) if reply.drip else 0):
                self.wfile.write(data[place : place + 1])
                self.wfile.flush()
                time.sleep(reply.drip)
        except OSError:
            pass  # the client has had enough

    def log_message(self, format: str, *arguments: object) -> None:
        pass
