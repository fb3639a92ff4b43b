"""Where a forge's API lies: HTTPS only, except on this very machine."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from huashu.errors import HuashuError
from huashu.i18n import _

_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Address:
    """Base of an API. path begins with / or is empty."""

    scheme: str
    hostname: str
    port: int
    path: str

    @property
    def host(self) -> str:
        """Name, and port where it is not the usual one: how the evidence names the forge."""
        name = f"[{self.hostname}]" if ":" in self.hostname else self.hostname
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"

    @property
    def loopback(self) -> bool:
        """Whether the forge runs on this machine."""
        return _loopback(self.hostname)

    def url(self, path: str) -> str:
        """Address of an endpoint. path: begins with /, already quoted."""
        return f"{self.scheme}://{self.host}{self.path}{path}"

    def root(self, path: str) -> str:
        """Address of what lies beside the API on the same host."""
        return f"{self.scheme}://{self.host}{path}"

    def holds(self, url: str) -> bool:
        """Whether a URL lies on the same host, port and scheme."""
        try:
            parts = urlsplit(url)
            port = parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError:
            return False
        same = (parts.scheme, (parts.hostname or "").lower(), port) == (self.scheme, self.hostname, self.port)
        return same and "@" not in parts.netloc


def address(given: str, usual_path: str) -> Address:
    """The API at a URL that somebody wrote. usual_path: where this kind of forge has its API, if no path is given."""
    wrong = HuashuError(
        _("看不懂这个接口地址"), where="--url", todo=_("请写成 https://主机名/路径 的样子，不要带用户名、问号和井号")
    )
    try:
        parts = urlsplit(given.strip())
        port = parts.port
    except ValueError:
        raise wrong from None
    hostname = (parts.hostname or "").lower()
    if not _plain(parts, hostname) or any(sign.isspace() or not sign.isprintable() for sign in given.strip()):
        raise wrong
    if parts.scheme == "http" and not _loopback(hostname):
        raise HuashuError(
            _("接口地址要用 https：用 http 的话，令牌和审批意见在路上都能被人看到、改掉"),
            where=f"--url {given.strip()}",
            todo=_("请把 http:// 换成 https://"),
        )
    path = parts.path.rstrip("/")
    if not path and not hostname.startswith("api."):
        path = usual_path
    return Address(parts.scheme, hostname, port or _PORTS[parts.scheme], path)


def _plain(parts: SplitResult, hostname: str) -> bool:
    clean = not (parts.query or parts.fragment or "@" in parts.netloc or "%" in parts.path or "\\" in parts.path)
    return parts.scheme in _PORTS and bool(hostname) and hostname.isascii() and clean and ".." not in parts.path


def _loopback(hostname: str) -> bool:
    if hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(hostname).is_loopback
    except ValueError:
        return False
