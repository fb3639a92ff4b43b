"""The preview's server: one page, findings, news; nobody else's web page may reach it, and nothing can be written."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from huashu.errors import HuashuError
from huashu.live.server import Board, Server

Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture
def board() -> Board:
    made = Board()
    made.show_page(b"<p>1")
    return made


@pytest.fixture
def server(board: Board) -> Iterator[Server]:
    with Server("127.0.0.1", 0, board) as made:
        threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
        yield made
        made.shutdown()


def port(server: Server) -> int:
    return int(server.server_address[1])


def ask(server: Server, path: str = "/", method: str = "GET", **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port(server), timeout=10)
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    answer = response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    connection.close()
    return answer


def test_the_page_and_the_findings(server: Server, board: Board) -> None:
    status, headers, body = ask(server)
    assert (status, body, headers["content-type"]) == (200, b"<p>1", "text/html; charset=utf-8")
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "frame-ancestors 'none'"
    assert "access-control-allow-origin" not in headers
    assert ask(server, "/?x=1")[2] == b"<p>1"
    assert ask(server, "/findings.json")[2] == b'{"findings": [], "trouble": null}'
    board.show_findings(b"{}")
    assert ask(server, "/findings.json")[2] == b"{}"
    status, headers, body = ask(server, method="HEAD")
    assert (status, headers["content-length"], body) == (200, "4", b"")


@pytest.mark.parametrize(
    "path",
    [
        "/huashu.yaml",
        "/../huashu.yaml",
        "/%2e%2e/huashu.yaml",
        "//etc/passwd",
        "/findings.json/",
        "/page",
    ],
)
def test_no_path_leads_to_a_file(server: Server, path: str) -> None:
    assert ask(server, path)[::2] == (404, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
def test_nothing_can_be_written(server: Server, method: str) -> None:
    status, headers, body = ask(server, method=method)
    assert (status, headers["allow"], body) == (405, "GET, HEAD", b"")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:{port}", 200),
        ("localhost:{port}", 200),
        ("LOCALHOST:{port}", 200),
        ("[::1]:{port}", 200),
        ("evil.example:{port}", 421),
        ("127.0.0.1.evil.example:{port}", 421),
        ("localhost.evil.example:{port}", 421),
        ("127.0.0.1", 421),
        ("127.0.0.1:1", 421),
        ("192.168.1.5:{port}", 421),
        ("x@127.0.0.1:{port}", 421),
        ("127.0.0.1:{port}/x", 421),
        ("", 421),
        ("[", 421),
        ("127.0.0.1:99999", 421),
    ],
)
def test_only_requests_that_name_this_computer_are_answered(server: Server, host: str, status: int) -> None:
    named = host.format(port=port(server))
    assert ask(server, Host=named)[0] == status
    if status != 200:
        assert {ask(server, path, Host=named)[0] for path in ("/findings.json", "/events", "/nowhere")} == {status}


def test_an_address_written_out_in_the_request_is_the_one_that_counts_for_nothing(server: Server) -> None:
    assert ask(server, "http://evil.example/", Host=f"127.0.0.1:{port(server)}")[0] == 404


def test_a_request_without_a_host_is_refused(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", port(server)), timeout=10) as raw:
        raw.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert raw.recv(100).split()[1] == b"421"


def test_a_server_for_others_answers_to_numbers_and_its_own_name(board: Board) -> None:
    with Server("0.0.0.0", 0, board) as server:
        assert not server.private
        here = port(server)
        assert [server.is_meant(f"{host}:{here}") for host in ("192.168.1.5", "localhost", "evil.example")] == [
            True,
            True,
            False,
        ]


def events(server: Server) -> Iterator[tuple[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port(server), timeout=10)
    connection.request("GET", "/events")
    response = connection.getresponse()
    assert response.getheader("Content-Type") == "text/event-stream"
    while True:
        name = response.readline().decode().removeprefix("event: ").strip()
        value = response.readline().decode().removeprefix("data: ").strip()
        assert response.readline() == b"\n"
        yield name, value


def test_whoever_listens_is_told_what_changes(server: Server, board: Board) -> None:
    heard = events(server)
    first = dict([next(heard), next(heard)])
    assert sorted(first) == ["findings", "page"]
    expected = board.next_version()
    board.show_page(b"<p>2")
    assert next(heard) == ("page", expected)
    assert expected != first["page"]
    board.show_findings(b"{1}")
    name, value = next(heard)
    assert (name, value != first["findings"]) == ("findings", True)
    board.show_findings(b"{1}")  # the same again is no news
    board.show_page(b"<p>3")
    assert next(heard)[0] == "page"


def test_a_server_started_anew_has_other_pages() -> None:
    assert Board().next_version() != Board().next_version()


def test_the_first_page_is_waited_for() -> None:
    board = Board()
    assert board.first(0.01) == b""
    timer = threading.Timer(0.05, board.show_page, [b"x"])
    timer.start()
    assert board.first(10) == b"x"


def test_a_silent_reader_keeps_nobody_waiting(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", port(server))):
        start = time.monotonic()
        assert ask(server)[0] == 200
        assert time.monotonic() - start < 5


def test_a_port_that_is_taken_is_told(server: Server, board: Board) -> None:
    with pytest.raises(HuashuError) as told:
        Server("127.0.0.1", port(server), board)
    assert told.value.where == f"127.0.0.1:{port(server)}"
    assert told.value.what.startswith("预览开不起来：")


@pytest.mark.parametrize("host", ["no such host", "256.1.1.1", "::g"])
def test_a_host_that_is_none_is_told(board: Board, host: str) -> None:
    with pytest.raises(HuashuError):
        Server(host, 0, board)


def test_addresses_are_shown_as_browsers_want_them(board: Board) -> None:
    with Server("127.0.0.1", 0, board) as server:
        assert server.url == f"http://127.0.0.1:{port(server)}/"
        assert server.private
    if socket.has_ipv6:
        with Server("[::1]", 0, board) as server:
            assert server.url == f"http://[::1]:{port(server)}/"
            assert server.private
