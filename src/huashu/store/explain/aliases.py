"""Which key an editor meant: Chinese words, the usual English ones, other spellings, slips of the finger."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from huashu.text import nearest

_JOINT = re.compile(r"[\s_\-]+")

# What people type → the keys it may stand for, likeliest first; only keys that are allowed at the place count.
# The Chinese titles of the schemas are known without being listed here.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "ask": ("asks",),
    "answer": ("replies", "say"),
    "answers": ("replies",),
    "args": ("with",),
    "author": ("owner",),
    "bad": ("invalid",),
    "begin": ("effective", "from"),
    "channel": ("channels",),
    "comment": ("note",),
    "content": ("say", "value"),
    "department": ("owner", "departments"),
    "dept": ("owner", "departments"),
    "desc": ("means", "why"),
    "description": ("means", "why"),
    "end": ("expires", "until"),
    "escalation": ("escalate",),
    "exception": ("except",),
    "exceptions": ("except",),
    "exclude": ("except",),
    "expire": ("expires",),
    "expiry": ("expires",),
    "extend": ("extends",),
    "fail": ("invalid",),
    "good": ("valid",),
    "imagepath": ("image",),
    "img": ("image",),
    "lang": ("language",),
    "level": ("rung", "severity"),
    "meaning": ("means",),
    "memo": ("note",),
    "msg": ("message",),
    "params": ("with",),
    "pass": ("valid",),
    "pattern": ("patterns",),
    "pic": ("image",),
    "picture": ("image",),
    "question": ("asks",),
    "questions": ("asks",),
    "reason": ("why",),
    "regex": ("patterns",),
    "remark": ("note",),
    "reply": ("replies",),
    "response": ("replies", "say"),
    "review": ("review_by",),
    "reviewdate": ("review_by",),
    "role": ("by",),
    "scene": ("scenes",),
    "script": ("say",),
    "speech": ("say",),
    "start": ("effective", "from"),
    "starts": ("effective", "from"),
    "tag": ("tags",),
    "target": ("targets", "value"),
    "text": ("say", "value"),
    "variant": ("variants",),
    "version": ("format",),
    "who": ("by",),
    "word": ("words",),
    "上限": ("max",),
    "下限": ("min",),
    "代号": ("id",),
    "会签": ("consult",),
    "何时": ("when",),
    "作者": ("owner",),
    "例子": ("example",),
    "内容": ("say", "value"),
    "到期": ("expires",),
    "升级": ("escalate",),
    "原因": ("why",),
    "原话": ("say",),
    "反例": ("invalid",),
    "含义": ("means",),
    "回复": ("replies", "say"),
    "回答": ("replies", "say"),
    "图片": ("image",),
    "备注": ("note",),
    "复核": ("review_by",),
    "名字": ("name", "title", "id"),
    "名称": ("name", "title"),
    "失效": ("expires",),
    "客服说": ("say",),
    "开始": ("effective", "from"),
    "意思": ("means",),
    "截止": ("expires", "until"),
    "指标": ("name",),
    "描述": ("means", "why"),
    "提示": ("note", "hint"),
    "敏感": ("sensitive",),
    "文案": ("say",),
    "时间": ("effective", "from"),
    "替代": ("instead",),
    "有效期": ("expires",),
    "权限": ("by",),
    "条件": ("when",),
    "样例": ("example",),
    "格式": ("format",),
    "正例": ("valid",),
    "消息": ("message",),
    "生效": ("effective",),
    "目标": ("targets", "value"),
    "相关": ("related",),
    "等级": ("rung", "severity"),
    "答复": ("replies", "say"),
    "结束": ("expires", "until"),
    "级别": ("rung", "severity"),
    "继承": ("extends",),
    "角色": ("by",),
    "解释": ("means", "why"),
    "词": ("words",),
    "话术": ("say", "replies"),
    "说": ("say",),
    "说明": ("note", "means", "why"),
    "说法": ("say",),
    "负责人": ("owner",),
    "转接": ("escalate", "to"),
    "过期": ("expires",),
    "部门": ("owner", "departments"),
    "问题": ("asks",),
    "问法": ("asks",),
    "顾客问": ("asks",),
    "题目": ("title",),
}


class Guess(NamedTuple):
    """A key that may be meant. certain: it is the same word spelt otherwise, so a rename changes no meaning."""

    key: str
    certain: bool


@lru_cache(maxsize=4096)
def plain(word: str) -> str:
    """The word without width, case and joints: `Review-By`, `reviewBy` and `review_by` are one."""
    return _JOINT.sub("", unicodedata.normalize("NFKC", word).casefold())


def meant(typed: str, allowed: Mapping[str, str]) -> Guess | None:
    """The allowed key (key → Chinese title) that `typed` most likely stands for."""
    word = plain(typed)
    spelt = [key for key, title in allowed.items() if word in (plain(key), plain(title))]
    if spelt:
        return Guess(spelt[0], len(spelt) == 1)
    known = [key for key in ALIASES.get(word, ()) if key in allowed]
    if known:
        return Guess(known[0], len(known) == 1)
    near = nearest(typed, allowed)
    return Guess(near, False) if near else None
