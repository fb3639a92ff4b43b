from __future__ import annotations

import pytest

from huashu.errors import HuashuError
from huashu.review.forges.address import address


@pytest.mark.parametrize(
    ("given", "url", "host"),
    [
        ("https://api.github.com", "https://api.github.com/x", "api.github.com"),
        ("https://api.shop.ghe.com/", "https://api.shop.ghe.com/x", "api.shop.ghe.com"),
        ("https://git.example.com", "https://git.example.com/api/v9/x", "git.example.com"),
        (" https://GIT.example.com/ ", "https://git.example.com/api/v9/x", "git.example.com"),
        ("https://git.example.com/sub/api/v1/", "https://git.example.com/sub/api/v1/x", "git.example.com"),
        ("https://git.example.com:443", "https://git.example.com/api/v9/x", "git.example.com"),
        ("https://git.example.com:8443", "https://git.example.com:8443/api/v9/x", "git.example.com:8443"),
        ("http://localhost:3000", "http://localhost:3000/api/v9/x", "localhost:3000"),
        ("http://127.0.0.9", "http://127.0.0.9/api/v9/x", "127.0.0.9"),
        ("http://[::1]:3000", "http://[::1]:3000/api/v9/x", "[::1]:3000"),
    ],
)
def test_addresses(given: str, url: str, host: str) -> None:
    found = address(given, "/api/v9")
    assert (found.url("/x"), found.host) == (url, host)
    assert found.holds(url)


@pytest.mark.parametrize(
    "given",
    [
        "http://git.example.com",
        "http://10.0.0.1",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
    ],
)
def test_http_is_for_this_machine_only(given: str) -> None:
    with pytest.raises(HuashuError, match="接口地址要用 https"):
        address(given, "/api")


@pytest.mark.parametrize(
    "given",
    [
        "",
        "git.example.com",
        "ftp://git.example.com",
        "https://",
        "https://user:secret@git.example.com",
        "https://git.example.com/api?token=secret",
        "https://git.example.com/api#x",
        "https://git.example.com/../api",
        "https://git.example.com/%2e%2e/api",
        "https://git.example.com:99999",
        "https://git.example.com:x",
        "https://git example.com",
        "https://[::1",
        "https://例子.example",
        "https://git.example.com\\@evil.example",
    ],
)
def test_what_is_no_address_is_refused_without_repeating_it(given: str) -> None:
    with pytest.raises(HuashuError) as error:
        address(given, "/api")
    assert error.value.where == "--url"
    assert "secret" not in error.value.what + error.value.todo


@pytest.mark.parametrize(
    "elsewhere",
    [
        "http://git.example.com/api",
        "https://git.example.com:8443/api",
        "https://git.example.com.evil.example/api",
        "https://user@git.example.com/api",
        "https://evil.example/api",
        "https://[::1",
        "//git.example.com/api",
        "",
    ],
)
def test_what_does_not_lie_on_the_same_host(elsewhere: str) -> None:
    assert not address("https://git.example.com", "/api").holds(elsewhere)
