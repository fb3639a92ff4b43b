"""The client against a real server that behaves badly in every way that forges and what lies between us and them do."""

from __future__ import annotations

import gzip
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from forge_server import NOW, ForgeServer, Reply

from huashu.errors import HuashuError
from huashu.review.forges.address import address
from huashu.review.forges.client import Client
from huashu.review.forges.limits import Limits

TOKEN = "secret-token-42"
LIMITS = Limits(reply_bytes=1000, reply_seconds=0.3, silence_seconds=1, pages=4, redirects=3, patience=300)


class Waits(list[float]):
    """What the client has waited, without waiting."""


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def client(forge: ForgeServer, waits: Waits, told: list[str]) -> Iterator[Client]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with Client(address(forge.url, "/api"), headers, limits=LIMITS, pause=waits.append, tell=told.append) as client:
        yield client


def refusal(error: pytest.ExceptionInfo[HuashuError]) -> str:
    """All that a user would read; never the token."""
    said = " | ".join((error.value.what, error.value.where, error.value.todo))
    assert TOKEN not in said
    assert error.value.todo
    return said


def test_an_object_is_read_with_the_token_in_a_header(forge: ForgeServer, client: Client) -> None:
    forge.json("GET /api/one", {"id": 1})
    assert client.get("/one") == {"id": 1}
    (asked,) = forge.asked
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    assert asked.query == {}
    assert asked.headers["accept-encoding"] == "identity"


def test_a_list_is_followed_by_its_links(forge: ForgeServer, client: Client) -> None:
    forge.routes["GET /api/list?page=1"] = Reply(
        [1, 2],
        headers={"Link": f'<{forge.url}/api/more?page=2>; rel="next", <{forge.url}/api/more?page=3>; rel="last"'},
    )
    forge.routes["GET /api/more?page=2"] = Reply([3], headers={"Link": f'<{forge.url}/api/more?page=3>; rel="next"'})
    forge.routes["GET /api/more?page=3"] = Reply([4], headers={"Link": f'<{forge.url}/api/list?page=1>; rel="first"'})
    listed = client.pages("/list", {"sort": "asc"})
    assert (listed.items, listed.complete) == ((1, 2, 3, 4), True)
    assert forge.asked[0].query == {"sort": ["asc"], "per_page": ["100"], "page": ["1"]}
    assert len(forge.asked) == 3


def test_a_list_is_followed_by_page_numbers(forge: ForgeServer, client: Client) -> None:
    forge.routes["GET /api/list?page=1"] = Reply([1], headers={"X-Next-Page": "2"})
    forge.routes["GET /api/list?page=2"] = Reply([2], headers={"X-Next-Page": ""})
    assert client.pages("/list").items == (1, 2)


def test_a_list_is_followed_by_its_number_of_pages(forge: ForgeServer, client: Client) -> None:
    for page, item in enumerate("abc", 1):
        forge.routes[f"GET /api/list?page={page}"] = Reply([item], headers={"total_page": "3", "total_count": "3"})
    assert client.pages("/list", {"sort": "asc"}).items == ("a", "b", "c")
    assert all(asked.query["sort"] == ["asc"] for asked in forge.asked)


def test_a_list_without_any_hint_ends_with_an_empty_page(forge: ForgeServer, client: Client) -> None:
    forge.routes["GET /api/list?page=1"] = Reply([1])
    forge.routes["GET /api/list?page=2"] = Reply([2])
    forge.routes["GET /api/list?page=3"] = Reply([])
    assert client.pages("/list").items == (1, 2)


def test_a_list_shorter_than_it_says_is_not_complete(forge: ForgeServer, client: Client) -> None:
    forge.routes["GET /api/list"] = Reply([1, 2], headers={"Link": "", "X-Total-Count": "3"})
    listed = client.pages("/list")
    assert (listed.items, listed.complete) == ((1, 2), False)


def test_a_list_without_end_is_not_complete(forge: ForgeServer, client: Client) -> None:
    forge.routes["GET /api/list"] = Reply([1], headers={"Link": f'<{forge.url}/api/list?page=1>; rel="next"'})
    listed = client.pages("/list")
    assert (len(listed.items), listed.complete) == (4, False)


def test_a_next_page_elsewhere_is_refused(forge: ForgeServer, client: Client) -> None:
    with ForgeServer() as other:
        forge.routes["GET /api/list"] = Reply([1], headers={"Link": f'<{other.url}/api/list?page=2>; rel="next"'})
        with pytest.raises(HuashuError) as error:
            client.pages("/list")
        assert other.asked == []
    assert "令牌只交给您指定的平台" in refusal(error)


def test_an_object_where_a_list_is_due_is_refused(forge: ForgeServer, client: Client) -> None:
    forge.json("GET /api/list", {"message": "hello"})
    with pytest.raises(HuashuError) as error:
        client.pages("/list")
    assert "和它公布的接口说明不一样" in refusal(error)


def test_a_redirect_on_the_same_host_is_followed_with_the_token(forge: ForgeServer, client: Client) -> None:
    forge.routes["GET /api/old"] = Reply(status=301, headers={"Location": "/api/new"})
    forge.json("GET /api/new", {"id": 2})
    assert client.get("/old") == {"id": 2}
    assert forge.asked[1].headers["authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_host_is_refused_and_not_asked(forge: ForgeServer, client: Client, status: int) -> None:
    with ForgeServer() as other:
        forge.routes["GET /api/old"] = Reply(status=status, headers={"Location": f"{other.url}/api/new"})
        with pytest.raises(HuashuError) as error:
            client.get("/old")
        assert other.asked == []
    assert "没有去" in refusal(error)


@pytest.mark.parametrize("location", ["https://{host}/api/new", "http://user:pass@{host}/api/new", "//evil.example/x"])
def test_a_redirect_that_changes_scheme_or_host_is_refused(forge: ForgeServer, client: Client, location: str) -> None:
    forge.routes["GET /api/old"] = Reply(status=302, headers={"Location": location.format(host=forge.host)})
    with pytest.raises(HuashuError) as error:
        client.get("/old")
    refusal(error)
    assert len(forge.asked) == 1


@pytest.mark.parametrize("location", ["/api/old", ""])
def test_redirects_without_end_are_given_up(forge: ForgeServer, client: Client, location: str) -> None:
    forge.routes["GET /api/old"] = Reply(status=302, headers={"Location": location})
    with pytest.raises(HuashuError) as error:
        client.get("/old")
    assert "转来转去" in refusal(error)


def test_broken_servers_are_asked_again_with_growing_pauses(forge: ForgeServer, client: Client, waits: Waits) -> None:
    forge.routes["GET /api/one"] = [
        Reply(status=502),
        Reply(hangup=True),
        Reply(b'{"id"', claimed=99),
        Reply({"id": 1}),
    ]
    assert client.get("/one") == {"id": 1}
    assert waits == [1, 2, 4]


def test_a_server_that_stays_broken_is_given_up(forge: ForgeServer, client: Client, waits: Waits) -> None:
    forge.routes["GET /api/one"] = Reply(status=503, headers={"Retry-After": "7"})
    with pytest.raises(HuashuError) as error:
        client.get("/one")
    assert "HTTP 503" in refusal(error)
    assert waits == [7, 7, 7]


def test_nobody_there_is_told_plainly(waits: Waits) -> None:
    with ForgeServer() as gone:
        where = address(gone.url, "/api")
    with Client(where, {}, limits=LIMITS, pause=waits.append) as client, pytest.raises(HuashuError) as error:
        client.get("/one")
    assert "连不上" in refusal(error)
    assert waits == [1, 2, 4]


def test_silence_ends_in_a_refusal(forge: ForgeServer, waits: Waits) -> None:
    forge.routes["GET /api/one"] = Reply({"id": 1}, drip=0.5)
    limits = Limits(silence_seconds=0.1, attempts=2)
    with (
        Client(address(forge.url, "/api"), {}, limits=limits, pause=waits.append) as client,
        pytest.raises(HuashuError) as error,
    ):
        client.get("/one")
    assert "等了很久没有回音" in refusal(error)


def test_a_reply_that_drips_is_cut_off(forge: ForgeServer, client: Client) -> None:
    forge.routes["GET /api/one"] = Reply(b" " * 900, drip=0.02)
    with pytest.raises(HuashuError) as error:
        client.get("/one")
    assert "回得太慢" in refusal(error)


def test_retry_after_is_obeyed(forge: ForgeServer, client: Client, waits: Waits, told: list[str]) -> None:
    forge.routes["GET /api/one"] = [Reply(status=429, headers={"Retry-After": "30"}), Reply({"id": 1})]
    assert client.get("/one") == {"id": 1}
    assert waits == [30]
    assert told == [f"{forge.host} 说问得太快了，等 30 秒再接着读"]


def test_a_spent_limit_waits_until_its_reset_by_the_forges_clock(
    forge: ForgeServer, client: Client, waits: Waits
) -> None:
    spent = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(NOW + 40)}
    forge.routes["GET /api/one"] = [Reply({"message": "x"}, 403, spent), Reply({"id": 1})]
    assert client.get("/one") == {"id": 1}
    assert waits == [41]


def test_a_secondary_limit_without_a_time_waits_a_minute(forge: ForgeServer, client: Client, waits: Waits) -> None:
    message = {"message": "You have exceeded a secondary rate limit."}
    forge.routes["GET /api/one"] = [Reply(message, 403), Reply({"id": 1})]
    assert client.get("/one") == {"id": 1}
    assert waits == [60]


def test_patience_ends(forge: ForgeServer, client: Client, waits: Waits) -> None:
    forge.routes["GET /api/one"] = Reply(status=429, headers={"Retry-After": "100"})
    with pytest.raises(HuashuError) as error:
        client.get("/one")
    assert "限制了读取次数，还要等 2 分钟左右" in refusal(error)
    assert waits == [100, 100, 100]


def test_a_reset_an_hour_away_is_not_waited_for(forge: ForgeServer, client: Client, waits: Waits) -> None:
    spent = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(NOW + 3540)}
    forge.routes["GET /api/one"] = Reply(status=403, headers=spent)
    with pytest.raises(HuashuError) as error:
        client.get("/one")
    assert "还要等 59 分钟左右" in refusal(error)
    assert waits == []


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "不认这个令牌"),
        (403, "没有读取这里的权限"),
        (404, "没有这个仓库或合并请求"),
        (418, "HTTP 418"),
        (204, "HTTP 204"),
    ],
)
def test_refusals_say_what_to_do_and_are_not_repeated(
    forge: ForgeServer, client: Client, status: int, said: str
) -> None:
    forge.routes["GET /api/one"] = Reply(b"" if status == 204 else {"message": TOKEN}, status)
    with pytest.raises(HuashuError) as error:
        client.get("/one")
    assert said in refusal(error)
    assert error.value.where == "/api/one"
    assert len(forge.asked) == 1


def test_what_may_be_missing_is_no_refusal(forge: ForgeServer, client: Client) -> None:
    assert client.probe("/none") == (404, {})
    forge.json("GET /api/one", {"id": 1})
    assert client.probe("/one") == (200, {"id": 1})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>please log in</html>",
        b'{"id": 1',
        b'{"id": 1, "id": 2}',
        b'{"id": NaN}',
        b"\xff\xfe",
        b"[" * 900,
        b'{"id": ' + b"9" * 900 + b"}1",
    ],
)
def test_what_is_no_clean_json_is_refused(forge: ForgeServer, client: Client, body: bytes) -> None:
    forge.routes["GET /api/one"] = Reply(body)
    with pytest.raises(HuashuError) as error:
        client.get("/one")
    assert "不是完好的 JSON" in refusal(error)


def test_a_number_too_long_to_read_is_refused(forge: ForgeServer) -> None:
    forge.routes["GET /one"] = Reply(b"[" + b"9" * 5000 + b"]")
    with Client(address(forge.url, ""), {}) as client, pytest.raises(HuashuError) as error:
        client.get("/one")
    assert "不是完好的 JSON" in refusal(error)


def test_a_reply_too_large_is_refused_unread(forge: ForgeServer, client: Client) -> None:
    forge.routes["GET /api/one"] = Reply(b" " * 5000 + b"{}")
    with pytest.raises(HuashuError) as error:
        client.get("/one")
    assert "太大了" in refusal(error)


def test_replies_too_large_together_are_refused(forge: ForgeServer) -> None:
    forge.routes["GET /one"] = Reply(b" " * 400 + b"{}")
    limits = Limits(reply_bytes=1000, total_bytes=1000)
    with Client(address(forge.url, ""), {}, limits=limits) as client:
        assert [client.get("/one"), client.get("/one")] == [{}, {}]
        with pytest.raises(HuashuError) as error:
            client.get("/one")
    assert "太大了" in refusal(error)


def test_a_server_that_wants_an_hour_is_given_up(forge: ForgeServer, client: Client, waits: Waits) -> None:
    forge.routes["GET /api/one"] = Reply(status=503, headers={"Retry-After": "3600"})
    with pytest.raises(HuashuError) as error:
        client.get("/one")
    assert "一直没有恢复" in refusal(error)
    assert waits == []


def test_a_small_reply_that_unpacks_to_a_large_one_is_refused(forge: ForgeServer, client: Client) -> None:
    packed = gzip.compress(b" " * 100_000 + b"{}")
    assert len(packed) < 1000
    forge.routes["GET /api/one"] = Reply(packed, headers={"Content-Encoding": "gzip"})
    with pytest.raises(HuashuError) as error:
        client.get("/one")
    assert "太大了" in refusal(error)


def test_packing_that_is_broken_is_a_refusal(forge: ForgeServer, client: Client) -> None:
    forge.routes["GET /api/one"] = Reply(b"no gzip at all", headers={"Content-Encoding": "gzip"})
    with pytest.raises(HuashuError) as error:
        client.get("/one")
    refusal(error)


def test_the_clock_is_the_forges_own(forge: ForgeServer, client: Client) -> None:
    assert client.clock is None
    forge.routes["GET /api/one"] = [Reply({}), Reply({}, date="Sun, 22 Nov 2026 08:00:09 GMT"), Reply({}, date="")]
    for _ in range(3):
        client.get("/one")
    assert client.clock is not None
    assert [at.isoformat() for at in client.clock] == ["2026-11-22T08:00:00+00:00", "2026-11-22T08:00:09+00:00"]


def test_proxies_that_cannot_be_used_are_told_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://proxy.example")
    with pytest.raises(HuashuError) as error:
        Client(address("https://git.example.com", "/api"), {})
    assert "环境变量没法用" in refusal(error)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody but itself vouches for, with its key."""
    path = tmp_path / "forge.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=forge"
    names = ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*command.split(), *names, "-keyout", path, "-out", tmp_path / "c"], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + (tmp_path / "c").read_bytes())
    return path


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Path, waits: Waits) -> None:
    with ForgeServer(certificate) as forge:
        forge.json("GET /api/one", {"id": 1})
        where = address(forge.url, "/api")
        with Client(where, {}, limits=LIMITS, pause=waits.append) as client, pytest.raises(HuashuError) as error:
            client.get("/one")
        assert (forge.asked, waits) == ([], [])
    assert "证书没有通过验证" in refusal(error)


def test_the_companys_own_root_certificate_is_accepted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with ForgeServer(certificate) as forge:
        forge.json("GET /api/one", {"id": 1})
        with Client(address(forge.url, "/api"), {}, limits=LIMITS) as client:
            assert client.get("/one") == {"id": 1}


def test_a_file_of_certificates_that_is_not_there_is_told_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    with pytest.raises(HuashuError) as error:
        Client(address("https://git.example.com", "/api"), {})
    assert "环境变量没法用" in refusal(error)
