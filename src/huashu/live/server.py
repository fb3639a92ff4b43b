"""Serves one page, what lint finds, and the news that either has changed. Nothing else can be asked for, or changed."""

from __future__ import annotations

import ipaddress
import json
import os
import socket
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import ClassVar
from urllib.parse import urlsplit

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.store.system_errors import reason

HTML, JSON, EVENTS = "text/html; charset=utf-8", "application/json; charset=utf-8", "text/event-stream"
_QUIET = 15.0  # seconds after which a listener is told that we are still there
_SLOW = 30.0  # seconds that a request may take to arrive
_LISTENERS = 64
NOTHING = json.dumps({"findings": [], "trouble": None}).encode()


class Board:
    """What is on show now. Whoever listens is told when it changes."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._start = os.urandom(4).hex()  # a server that was started again has other pages
        self._count = 0
        self.page, self.findings = b"", NOTHING
        self._seen = {"page": self._start, "findings": self._start}

    def next_version(self) -> str:
        """The name of the page that is shown next."""
        return f"{self._start}-{self._count + 1}"

    def first(self, patience: float) -> bytes:
        """The page, as soon as there is one."""
        with self._changed:
            self._changed.wait_for(lambda: self.page, patience)
            return self.page

    def show_page(self, page: bytes) -> None:
        with self._changed:
            self._count += 1
            self.page = page
            self._seen["page"] = f"{self._start}-{self._count}"
            self._changed.notify_all()

    def show_findings(self, findings: bytes) -> None:
        with self._changed:
            if findings != self.findings or self._seen["findings"] == self._start:
                self.findings = findings
                self._seen["findings"] += "+"
                self._changed.notify_all()

    def news(self, known: dict[str, str], patience: float) -> dict[str, str]:
        """What is other than known, waiting for it a while; {} where nothing has changed."""
        with self._changed:
            self._changed.wait_for(lambda: self._seen != known, patience)
            return {name: value for name, value in self._seen.items() if known.get(name) != value}


class Server(ThreadingHTTPServer):
    """Listens on one address. host: a name or number; only a loopback one is for this computer alone."""

    daemon_threads = True
    allow_reuse_address = os.name != "nt"

    def __init__(self, host: str, port: int, board: Board) -> None:
        self.host, self.board = host.strip("[]"), board
        self.listeners = threading.Semaphore(_LISTENERS)
        try:
            found = socket.getaddrinfo(self.host, port, type=socket.SOCK_STREAM)
            self.address_family, _kind, _protocol, _name, address = found[0]
            super().__init__(address[:2], _Handler)  # type: ignore[arg-type]
        except (OSError, OverflowError) as error:
            told = reason(error) if isinstance(error, OSError) else str(error)
            raise HuashuError(
                _("预览开不起来：{reason}").format(reason=told),
                where=f"{host}:{port}",
                todo=_("请换一个端口，例如 --port 0 由系统挑一个空着的"),
            ) from error

    def server_bind(self) -> None:
        """Without asking the network for our name, which may take its time."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.host, self.server_address[1]

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.server_address[1]}/"

    @property
    def private(self) -> bool:
        """Whether only this computer can see it."""
        return ipaddress.ip_address(str(self.server_address[0])).is_loopback

    def is_meant(self, host: str) -> bool:
        """Whether a request names us. Another name that leads here is somebody's web page reaching for this computer
        (DNS rebinding); a number cannot be made to lead elsewhere."""
        try:
            named = urlsplit(f"//{host}")
            name, port = named.hostname or "", named.port or 80
        except ValueError:
            return False
        if port != self.server_address[1] or named.username is not None or named.path:
            return False
        if name in ("localhost", self.host.lower()):
            return True
        with suppress(ValueError):
            address = ipaddress.ip_address(name)
            return address.is_loopback or not self.private
        return False

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader who leaves in the middle is no error."""


class _Handler(BaseHTTPRequestHandler):
    server: Server
    server_version, sys_version = "huashu", ""
    protocol_version = "HTTP/1.1"
    timeout = _SLOW
    HEADERS: ClassVar[dict[str, str]] = {
        "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Security-Policy": "frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }

    def do_GET(self) -> None:
        board = self.server.board
        path = self.path.split("?")[0]
        if not self.server.is_meant(self.headers.get("Host", "")):
            self._answer(421, "text/plain; charset=utf-8", b"")
        elif path == "/":
            page = board.first(_SLOW)
            self._answer(200 if page else 503, HTML, page)
        elif path == "/findings.json":
            self._answer(200, JSON, board.findings)
        elif path == "/events":
            self._tell_news()
        else:
            self._answer(404, "text/plain; charset=utf-8", b"")

    do_HEAD = do_GET

    def __getattr__(self, name: str) -> object:
        """Reading is all that there is: every other method is refused alike."""
        if name.startswith("do_"):
            return self._refuse
        raise AttributeError(name)

    def _refuse(self) -> None:
        self.close_connection = True  # whatever came with it is not read
        self._answer(405, "text/plain; charset=utf-8", b"", {"Allow": "GET, HEAD", "Connection": "close"})

    def _answer(self, status: int, kind: str, body: bytes, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            **self.HEADERS,
            **(more or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _tell_news(self) -> None:
        """Server-sent events: which page and which findings are the newest, now and with every change."""
        self.close_connection = True
        if not self.server.listeners.acquire(blocking=False):
            self._answer(503, "text/plain; charset=utf-8", b"", {"Connection": "close"})
            return
        try:
            self.send_response(200)
            for name, value in {"Content-Type": EVENTS, **self.HEADERS, "Connection": "close"}.items():
                self.send_header(name, value)
            self.end_headers()
            known: dict[str, str] = {}
            while self.command == "GET":
                news = self.server.board.news(known, _QUIET)
                known |= news
                lines = "".join(f"event: {name}\ndata: {value}\n\n" for name, value in sorted(news.items()))
                self.wfile.write((lines or ": still here\n\n").encode())
        except OSError:
            pass  # the reader has gone
        finally:
            self.server.listeners.release()

    def log_message(self, format: str, *args: object) -> None:
        """Nobody needs to know who looked."""
