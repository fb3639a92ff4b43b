"""One forge over HTTP: a token that stays with its host, patience with limits, distrust of everything else."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.review.forges import pacing, refusals
from huashu.review.forges.address import Address
from huashu.review.forges.limits import Limits
from huashu.review.forges.paging import Listed, follow, totals
from huashu.review.forges.replies import Json, Reply, mapping, parsed

if TYPE_CHECKING:
    import httpx

_REDIRECTS = (301, 302, 303, 307, 308)
_ABSENT = (400, 403, 404)
_BROKEN = (500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply that was read whole. headers: names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Client:
    """Reads from one API. It is a context manager; nothing it says or raises holds the token."""

    def __init__(
        self,
        address: Address,
        headers: Mapping[str, str],
        *,
        limits: Limits | None = None,
        pause: Callable[[float], None] = time.sleep,
        tell: Callable[[str], None] = lambda message: None,
    ) -> None:
        """headers: the token's among them. pause: waits so many seconds. tell: for long waits."""
        import httpx

        self._address = address
        self._limits = limits or Limits()
        self._pause = pause
        self._tell = tell
        self._patience = self._limits.patience
        self._bytes = 0
        self._first: datetime | None = None
        self._last: datetime | None = None
        try:
            self._http = httpx.Client(
                headers={"Accept-Encoding": "identity", **headers},
                follow_redirects=False,
                timeout=self._limits.silence_seconds,
                trust_env=not address.loopback,  # no proxy leads to this very machine
                # a root certificate of the company's own counts; over http, which only this machine gets, none is used
                verify=httpx.create_ssl_context() if address.scheme == "https" else False,
            )
        except (OSError, ValueError, ImportError, httpx.InvalidURL):
            raise refusals.bad_surroundings() from None

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    @property
    def clock(self) -> tuple[datetime, datetime] | None:
        """The forge's own time at the first and the latest reply, None as long as it has told none."""
        return (self._first, self._last) if self._first and self._last else None

    def get(self, path: str, params: Mapping[str, str | int] | None = None) -> Reply:
        """One object."""
        url = self._address.url(path)
        return self._object(self._ask("GET", url, params=params), url)

    def probe(self, path: str) -> tuple[int, Reply]:
        """Status and object of what may be missing: 400, 403 and 404 are answers here, with nothing in them."""
        url = self._address.url(path)
        answer = self._ask("GET", url, probing=True)
        return answer.status, self._object(answer, url) if answer.status == 200 else {}

    def post(self, url: str, body: Reply) -> Reply:
        """The answer to a question that must be posted, though it changes nothing."""
        return self._object(self._ask("POST", url, body=body), url)

    def pages(self, path: str, params: Mapping[str, str | int] | None = None, *, size: str = "per_page") -> Listed:
        """All items of a list, page by page. size: what this forge calls the number of items on a page."""
        start = self._address.url(path)
        url: str | None = start
        asked: Mapping[str, str | int] | None = {**(params or {}), size: 100, "page": 1}
        found: list[Json] = []
        total: int | None = None
        for page in range(1, self._limits.pages + 1):
            assert url is not None
            answer = self._ask("GET", url, params=asked)
            part = self._json(answer, url)
            if not isinstance(part, list):
                raise refusals.not_as_described(self._address.host, url)
            found += part
            total = totals(answer.headers, total)
            step = follow(answer.headers, page, len(part), len(found))
            if step.done:
                return Listed(tuple(found), complete=total is None or len(found) >= total)
            if step.url:
                self._stay_home(step.url)
                url, asked = step.url, None
            else:
                url, asked = start, {**(params or {}), size: 100, "page": step.page}
        return Listed(tuple(found), complete=False)

    def _object(self, answer: Answer, url: str) -> Reply:
        found = self._json(answer, url)
        if not isinstance(found, Mapping):
            raise refusals.not_as_described(self._address.host, url)
        return found

    def _json(self, answer: Answer, url: str) -> Json:
        try:
            return parsed(answer.body)
        except ValueError:
            raise refusals.not_json(self._address.host, url) from None

    def _ask(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        body: Reply | None = None,
        probing: bool = False,
    ) -> Answer:
        """A good answer, after as many attempts and redirects as it takes. probing: that there is none is an answer."""
        failures = redirects = 0
        while True:
            answer, reason = self._try(method, url, params, body)
            if answer is None or answer.status in _BROKEN:
                failures += 1
                if failures >= self._limits.attempts:
                    raise refusals.unreachable(self._address.host, reason or f"HTTP {answer.status if answer else ''}")
                self._wait(pacing.backoff(answer.headers if answer else {}, failures, self._now()))
            elif (wait := pacing.limited(answer.status, answer.headers, answer.body, self._now())) is not None:
                self._wait(wait, rate=True)
            elif answer.status in _REDIRECTS and method == "GET":
                redirects += 1
                url, params = self._redirected(url, answer, redirects), None
            elif answer.status == 200 or (probing and answer.status in _ABSENT):
                return answer
            else:
                raise refusals.refused(self._address.host, url, answer.status)

    def _try(
        self, method: str, url: str, params: Mapping[str, str | int] | None, body: Reply | None
    ) -> tuple[Answer | None, str]:
        """One attempt: the answer, or why there is none."""
        import httpx

        try:
            with self._http.stream(
                method, url, params=dict(params) if params else None, json=dict(body) if body is not None else None
            ) as response:
                self._note_time(response.headers.get("date", ""))
                return Answer(response.status_code, dict(response.headers), self._read(response, url)), ""
        except httpx.TimeoutException:
            return None, _("等了很久没有回音")
        except (httpx.TransportError, httpx.DecodingError) as error:
            if "CERTIFICATE_VERIFY" in str(error):
                raise refusals.bad_certificate(self._address.host) from None
            return None, _("连接断了，或者连不上")
        except httpx.InvalidURL:
            raise refusals.not_as_described(self._address.host, url) from None

    def _read(self, response: httpx.Response, url: str) -> bytes:
        until = time.monotonic() + self._limits.reply_seconds
        data = bytearray()
        for part in response.iter_bytes():
            data += part
            self._bytes += len(part)
            if len(data) > self._limits.reply_bytes or self._bytes > self._limits.total_bytes:
                raise refusals.too_much(self._address.host, url)
            if time.monotonic() > until:
                raise refusals.unreachable(self._address.host, _("回得太慢"))
        return bytes(data)

    def _redirected(self, url: str, answer: Answer, count: int) -> str:
        import httpx

        try:
            target = str(httpx.URL(url).join(answer.headers.get("location", "")))
        except httpx.InvalidURL:
            raise refusals.not_as_described(self._address.host, url) from None
        self._stay_home(target)
        if count > self._limits.redirects or target == url:
            raise refusals.going_round(self._address.host, url)
        return target

    def _stay_home(self, url: str) -> None:
        """Whatever lies elsewhere gets neither our token nor our trust."""
        if not self._address.holds(url):
            raise refusals.led_away(self._address.host, urlsplit(url).hostname or "")

    def _note_time(self, date: str) -> None:
        at = pacing.http_date(date)
        if at is not None:
            self._first = self._first or at
            self._last = at if self._last is None else max(at, self._last)

    def _now(self) -> datetime | None:
        return self._last

    def _wait(self, seconds: float, *, rate: bool = False) -> None:
        if seconds > self._patience:
            if rate:
                raise refusals.limited(self._address.host, seconds)
            raise HuashuError(_("{host} 一直没有恢复").format(host=self._address.host), todo=_("请过一会儿再运行一次"))
        self._patience -= seconds
        if rate and seconds >= 5:
            self._tell(
                _("{host} 说问得太快了，等 {seconds} 秒再接着读").format(
                    host=self._address.host, seconds=round(seconds)
                )
            )
        self._pause(seconds)


def failed(reply: Reply) -> bool:
    """Whether a GraphQL answer reports errors."""
    return bool(reply.get("errors")) or not mapping(reply.get("data"))
