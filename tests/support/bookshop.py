"""The library that the browser tests read: little, and with all that a page can show."""

from __future__ import annotations

import base64
from datetime import datetime
from pathlib import Path

from shop_in_git import Shop

from huashu.handbook.edition import edition
from huashu.handbook.formats import FORMATS
from huashu.lint.workspace import open_library
from huashu.store import snapshot

NOW = "2026-11-01T12:00:00+08:00"
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR42mOQS6jAgxhGpWlCGgAO/JL5dDBoYwAAAABJRU5ErkJggg=="
)

SETTINGS = """\
format: 1
name: 青禾衣橱客服话术手册
timezone: Asia/Shanghai
channels:
  - {id: livechat, title: 旺旺/千牛}
  - {id: wechat, title: 微信}
  - {id: phone, title: 电话}
departments:
  - {id: cs, title: 客服部}
  - {id: product, title: 产品部}
scenes:
  - {id: greeting, title: 欢迎语}
  - id: bargaining
    title: 议价语
    rungs:
      - {id: value, title: 先讲价值, by: agent}
      - {id: gift, title: 送贴心小礼, by: agent}
      - {id: coupon, title: 申请专属券, by: leader}
  - id: after-sales
    title: 售后语
    steps:
      - {id: calm, title: 安抚}
      - {id: find, title: 查明}
      - {id: solve, title: 全力解决}
      - {id: thank, title: 感谢理解}
"""
FACTS = """\
facts:
  店铺名:
    value: 青禾衣橱
    means: 对顾客自称的店名
    owner: cs
  发货时限:
    value: 48小时
    means: 付款到出库
    owner: cs
    dated:
      - from: 2026-11-11T20:00
        until: 2026-11-12
        value: 72小时
"""
SLOTS = """\
slots:
  工号:
    means: 您自己的工号
    example: "8016"
    remember: true
  称呼:
    means: 怎么称呼顾客
    example: 王女士
  单号:
    means: 快递单号
    example: YT123
    sensitive: true
"""
SCRIPTS = {
    "greeting/first-hello": """\
title: 初次进店问候
channels: [livechat, phone]
asks: [在吗, 有人吗]
replies:
  - say: 您好，我是{工号}号客服，欢迎来{店铺名}
    variants:
      phone: 您好，这里是{店铺名}，工号{工号}为您服务
    note: 十秒内发出
  - say: 今天想看点什么？
    fixed: true
tags: [开场]
related: [bargaining/price-too-high]
""",
    "greeting/double-eleven": """\
title: 大促开场
channels: [livechat, wechat]
asks: [活动开始了吗]
replies:
  - say: 活动开始啦，{发货时限}内发货
effective: 2026-11-11T20:00
expires: 2026-11-12
tags: [大促]
""",
    "greeting/ship-time": """\
title: 多久发货
channels: [livechat]
asks: [什么时候寄出]
replies:
  - say: 付款后{发货时限}内发货
""",
    "bargaining/price-too-high": """\
title: 顾客觉得贵
channels: [livechat, wechat]
asks: [太贵了, 能便宜点吗]
replies:
  - rung: value
    say: '{称呼}，这件的面料和做工都摸得着'
    image: size-chart
  - rung: gift
    say: 给您添一份小礼物
  - rung: coupon
    say: 我们组长替您申请了一张券
    by: leader
escalate: {to: leader, when: 顾客还是觉得贵}
consult: [product]
""",
    "after-sales/refund-arrival": """\
title: 退款什么时候到账
channels: [livechat, wechat, phone]
asks: [退款多久到, 钱呢]
replies:
  - step: calm
    say: '{称呼}，钱还没见着，您惦记是应该的'
    variants:
      phone: '{称呼}，您是问退款什么时候到，对吗'
  - step: find
    say: 看到了，单号{单号}已经签收
  - step: solve
    say: 今天就替您催
  - step: thank
    say: 谢谢您的耐心
tags: [退换]
related: [after-sales/no-reason-return]
""",
    "after-sales/no-reason-return": """\
title: 无理由退货
channels: [livechat]
asks: [不喜欢想退]
replies:
  - step: calm
    say: 请放心，我陪您办
  - step: find
    say: 吊牌还在吗？
  - step: solve
    say: 在订单里点申请退款就好
  - step: thank
    say: 谢谢您给我们机会
tags: [退换]
""",
    "after-sales/bad-review": """\
title: 差评回访
channels: [phone]
asks: [给了差评]
replies:
  - step: calm
    say: 这件事由我专门来跟
    by: specialist
  - step: thank
    say: 谢谢您愿意再说说
    by: specialist
""",
}
CHAPTER = "# 交接\n\n换班时说清楚。\n\n- 找谁\n- 为什么\n\n见[退款](../scripts/after-sales/refund-arrival.yaml)。\n"


def yaml(id: str, body: str) -> str:
    return f"id: {id}\n{body}owner: cs\nreview_by: 2099-01-01\n"


def make(root: Path) -> Path:
    """The library in git, with a release after which one script came new and another one changed."""
    shop = Shop(root)
    files: dict[str, str | bytes | None] = {f"scripts/{id}.yaml": yaml(id, body) for id, body in SCRIPTS.items()}
    files |= {
        "scripts/greeting/hello.yaml": None,
        "huashu.yaml": SETTINGS,
        "terms/facts.yaml": FACTS,
        "terms/slots.yaml": SLOTS,
        "handbook/10-交接.md": CHAPTER,
        "assets/size-chart.png": PICTURE,
        "assets/alt.yaml": "images:\n  size-chart: 各码的身高和体重\n",
        "policy/targets.yaml": "targets:\n  - area: 电话\n    name: 接听\n    value: 3声内\n",
    }
    changed, new = "scripts/greeting/ship-time.yaml", "scripts/after-sales/bad-review.yaml"
    before = SCRIPTS["greeting/ship-time"].replace("付款后", "拍下后")
    shop.commit({**{path: files[path] for path in files if path != new}, changed: yaml("greeting/ship-time", before)})
    shop.release("2026.10")
    shop.commit({changed: files[changed], new: files[new]})
    return root


def page(root: Path, now: str = NOW, draft: str = "") -> bytes:
    """The page as `huashu render` makes it at that moment."""
    at = datetime.fromisoformat(now)
    work = open_library(root, lambda timezone: at.astimezone(timezone))
    return FORMATS["html"](edition(snapshot.on_disk(root, work.library()), work.now, draft_reason=draft))
