"""`review fetch`: one request of one forge, as evidence."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.review.forges import gitea, gitee, github, gitlab, refusals
from huashu.review.forges.adapter import Adapter
from huashu.review.forges.address import Address, address
from huashu.review.forges.client import Client
from huashu.review.forges.facts import Facts, as_json, texts
from huashu.review.forges.limits import Limits
from huashu.review.forges.notebook import Asked, Notebook
from huashu.review.forges.replies import Reply, text

FORGES: dict[str, Adapter] = {"gitea": gitea, "gitee": gitee, "github": github, "gitlab": gitlab}
OWN_TOKEN = "HUASHU_TOKEN"
READINGS = 3  # of a request that changes under our hands

_TOKEN = re.compile(r"\A[A-Za-z0-9._~+/=:-]+\Z")
_PART = re.compile(r"\A[A-Za-z0-9_.][A-Za-z0-9_.-]*\Z")
# Where a forge's pipelines say which repository and API they belong to: (repository, API, holds where this is set).
_PIPELINES = {
    "gitea": ("GITHUB_REPOSITORY", "GITHUB_API_URL", ("GITEA_ACTIONS", "FORGEJO_ACTIONS")),
    "gitee": ("", "", ()),
    "github": ("GITHUB_REPOSITORY", "GITHUB_API_URL", ("GITHUB_ACTIONS",)),
    "gitlab": ("CI_MERGE_REQUEST_PROJECT_PATH", "CI_API_V4_URL", ("GITLAB_CI",)),
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was read: its values, and the file's text."""

    facts: Facts
    text: str


def fetch(
    forge: str,
    request: int,
    *,
    repository: str = "",
    url: str = "",
    environment: Mapping[str, str],
    limits: Limits | None = None,
    pause: Callable[[float], None] = time.sleep,
    tell: Callable[[str], None] = lambda message: None,
) -> Evidence:
    """Read request number `request`. environment: holds the token, and inside pipelines what is not given.

    pause: waits so many seconds. tell: is told of long waits. Raises HuashuError where no evidence can be had.
    """
    adapter = FORGES[forge]
    repository, url = _surroundings(forge, repository, url, environment)
    where = _address(adapter, url)
    asked = Asked(forge, where.host, _repository(forge, repository), request)
    token = _token(adapter, environment)
    headers = {"User-Agent": "huashu", **adapter.headers(token)}
    with Client(where, headers, limits=limits, pause=pause, tell=tell) as client:
        facts = _steady(adapter, client, where, asked)
    if token and any(token in said for said in texts(facts)):
        raise HuashuError(
            _("合并请求的评论里写着您的令牌，别人也看得到；证据没有写"),
            todo=_("请马上到平台上作废这个令牌，换一个新的，并删掉那条评论"),
        )
    return Evidence(facts, as_json(facts))


def _steady(adapter: Adapter, client: Client, where: Address, asked: Asked) -> Facts:
    """Read until the request is the same before and after: else opinions of one state would meet the head of another."""
    before: Reply = adapter.request(client, asked)
    for _reading in range(READINGS):
        frame = adapter.frame(before)
        if frame is None:
            raise refusals.not_as_described(asked.host, where.url("/"))
        if frame.repository.casefold() != asked.repository.casefold():
            raise HuashuError(
                _("{host} 上这个合并请求属于 {found}，不是 {wanted}").format(
                    host=asked.host, found=frame.repository, wanted=asked.repository
                ),
                todo=_("仓库改过名的话，请在 --repository 里写现在的名字"),
            )
        book = Notebook(frame)
        adapter.read(client, where, asked, before, book)
        after: Reply = adapter.request(client, asked)
        if _stamp(adapter, before) == _stamp(adapter, after):
            return book.facts(asked, client.clock)
        before = after
    raise HuashuError(
        _("读的时候合并请求一直在变，读了 {count} 次都对不上").format(count=READINGS),
        todo=_("请等大家都停手以后再运行一次"),
    )


def _stamp(adapter: Adapter, reply: Reply) -> tuple[object, ...]:
    return (adapter.frame(reply), text(reply, "updated_at"), text(reply, "state"))


def _surroundings(forge: str, repository: str, url: str, environment: Mapping[str, str]) -> tuple[str, str]:
    """Repository and API as given, else as the pipeline of this very forge says."""
    repository_name, url_name, signs = _PIPELINES[forge]
    if any(environment.get(sign) for sign in signs) and not (forge == "github" and environment.get("GITEA_ACTIONS")):
        repository = repository or environment.get(repository_name, "")
        url = url or environment.get(url_name, "")
    return repository, url


def _address(adapter: Adapter, url: str) -> Address:
    if not (url or adapter.URL):
        raise HuashuError(
            _("没有写平台的地址"), where="--url", todo=_("请写上，例如 --url https://git.example.com/api/v1")
        )
    return address(url or adapter.URL, adapter.PATH)


def _repository(forge: str, repository: str) -> str:
    parts = repository.strip().split("/")
    deep = len(parts) >= 2 if forge == "gitlab" else len(parts) == 2
    if not deep or any(not _PART.match(part) or part in (".", "..") for part in parts):
        raise HuashuError(
            _("没有写仓库，或者仓库的名字看不懂"), where="--repository", todo=_("请写成 所有者/仓库名 的样子")
        )
    return repository.strip()


def _token(adapter: Adapter, environment: Mapping[str, str]) -> str:
    for name in (OWN_TOKEN, adapter.TOKEN):
        token = environment.get(name, "").strip()
        if token and not _TOKEN.match(token):
            raise HuashuError(
                _("令牌里有不该有的字符，可能复制的时候多带了东西"),
                where=name,
                todo=_("请重新复制一次，只要令牌本身，不要空格、换行和引号"),
            )
        if token:
            return token
    return ""
