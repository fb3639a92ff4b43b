"""What can go wrong while reading a forge, as people are told it. No sentence holds a token, a query or a reply."""

from __future__ import annotations

from urllib.parse import urlsplit

from huashu.errors import HuashuError
from huashu.i18n import _


def unreachable(host: str, reason: str) -> HuashuError:
    """No good answer after several attempts."""
    return HuashuError(
        _("读不到 {host}：{reason}").format(host=host, reason=reason),
        todo=_("请检查网络和 --url 里的地址，过一会儿再运行一次；什么都没有写"),
    )


def bad_certificate(host: str) -> HuashuError:
    """The other end cannot prove who it is."""
    return HuashuError(
        _("{host} 的证书没有通过验证，不能确定对面真是它").format(host=host),
        todo=_("请先核对地址。公司自己签发的证书，请把根证书文件的路径写在环境变量 SSL_CERT_FILE 里再运行"),
    )


def bad_surroundings() -> HuashuError:
    """A proxy or a file of certificates that cannot be used."""
    return HuashuError(
        _("代理或证书的环境变量没法用"),
        where="HTTPS_PROXY ALL_PROXY SSL_CERT_FILE",
        todo=_("请检查它们写的地址和文件，或者不设置它们"),
    )


def refused(host: str, url: str, status: int) -> HuashuError:
    """A status that is no rate limit and will not mend itself."""
    path = urlsplit(url).path
    if status == 401:
        what = _("{host} 不认这个令牌，或者没有给令牌").format(host=host)
        todo = _("请在环境变量 HUASHU_TOKEN 里放一个有效的令牌，需要哪些权限见 docs/forges.md")
    elif status == 403:
        what = _("令牌没有读取这里的权限").format(host=host)
        todo = _("请给令牌加上只读权限，需要哪些见 docs/forges.md")
    elif status == 404:
        what = _("{host} 说没有这个仓库或合并请求，也可能是令牌看不到它").format(host=host)
        todo = _("请检查 --repository 和 --request，再看看令牌能不能读这个仓库")
    else:
        what = _("{host} 没有给出结果（HTTP {status}）").format(host=host, status=status)
        todo = _("请检查 --url 是不是接口地址，过一会儿再试")
    return HuashuError(what, where=path, todo=todo)


def limited(host: str, seconds: float) -> HuashuError:
    """The forge asks for more patience than we have."""
    return HuashuError(
        _("{host} 限制了读取次数，还要等 {minutes} 分钟左右").format(host=host, minutes=max(1, round(seconds / 60))),
        todo=_("请到时候再运行一次；带上令牌读取，次数会多得多"),
    )


def not_json(host: str, url: str) -> HuashuError:
    """Something else than clean JSON."""
    return HuashuError(
        _("{host} 的回答不是完好的 JSON").format(host=host),
        where=urlsplit(url).path,
        todo=_("请检查 --url 是不是接口地址，中间有没有需要登录的网关；都没有问题就再运行一次"),
    )


def not_as_described(host: str, url: str) -> HuashuError:
    """JSON of another shape than the forge's description says."""
    return HuashuError(
        _("{host} 的回答和它公布的接口说明不一样，不能拿来作证").format(host=host),
        where=urlsplit(url).path,
        todo=_("请检查 --forge 和 --url 是不是同一个平台，这个平台的版本 huashu 支不支持（见 docs/forges.md）"),
    )


def too_much(host: str, url: str) -> HuashuError:
    """A reply without end, or replies without end."""
    return HuashuError(
        _("{host} 回的内容太大了，没有读完").format(host=host),
        where=urlsplit(url).path,
        todo=_("请检查 --url；如果这个合并请求真有这么大，请拆成几个小的"),
    )


def led_away(host: str, elsewhere: str) -> HuashuError:
    """A redirect or a next page on another host."""
    return HuashuError(
        _("{host} 要我们到 {elsewhere} 去读，没有去：令牌只交给您指定的平台").format(host=host, elsewhere=elsewhere),
        todo=_("如果平台搬家了，请在 --url 里写新的地址"),
    )


def going_round(host: str, url: str) -> HuashuError:
    """Redirects without end."""
    return HuashuError(
        _("{host} 让我们转来转去，一直没有回答").format(host=host),
        where=urlsplit(url).path,
        todo=_("请检查 --url 里的地址"),
    )
