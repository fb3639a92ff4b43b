"""What a text must hold before a regular expression can match in it: most patterns need never run."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Set
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from huashu.patterns import lazy

_MANY = 64  # more words than these are seldom worth spelling out
_FEW = 400  # words; looking for more of them takes as long as the pattern
_MOST = 400  # nor are more than these ever worth looking for
_TELLING = 4  # characters that tell a word from nearly all others; what is shorter and less is sooner made ready
_FAR = 200  # characters; in a stretch longer than that nearly anything may be found
_TIED = lazy(r"\(\?P|\(\?\(|\(\?[a-zA-Z]")  # one part of a pattern may speak of another, or of all
_GROUP = lazy(r"\\([1-9])|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(\()(?!\?)", re.DOTALL)
_Item = tuple[object, object]
Needles = tuple[Collection[str], ...]


class Way(NamedTuple):
    """A pattern, or some of its alternatives, as a pattern of its own; with what its matches hold.

    longest: the most characters that a match can have, 0 where it may have any number.
    """

    pattern: str
    needles: Needles
    longest: int = 0

    @property
    def rare(self) -> bool:
        """Whether it need not be tried but where a word of the first set stands. Single characters stand everywhere."""
        return bool(self.needles) and min(map(len, self.needles[0])) > 1

    @property
    def whole(self) -> bool:
        """Whether a match is the whole text, but for a line break behind it."""
        pattern = self.pattern
        ends = pattern.startswith("^") and pattern.endswith("$") and not pattern.endswith("\\$")
        return ends and sum(1 for _part in _alternatives(pattern)) == 1


# Said in nearly every script: a pattern that such a word wakes is nearly always awake.
_SAID = """
    一下 一个 一件 一点 不会 为您 什么 今天 他们 他的 以后 们的 会有 会给 先帮 到了 可以 告诉 喜欢 地址 好的 如果 客服 帮您 您好
    您的 您说 我们 我来 我给 收到 时候 时间 是我 有的 有货 没有 现在 的话 知道 确认 穿着 等您 给我 给您 自己 要是 说说 这个 这件
    这单 这样 这款 还有 还是 退货 快递 发货 商品 衣服 这边 看看 顾客 尺码 订单 问题 处理 今晚 马上 亲，
    签收 活动 付款 赠品 优惠 下单 电话 评价 不能 到您 哪里 一样 是您 一次 过了 同款 结束 之前 价格 退回 不是 天内 已经 今天 放心 不用
"""
_COMMON = frozenset(_SAID.split())


def ways(pattern: str) -> tuple[Way, ...]:
    """What finds all that the pattern finds, where one alternative does not hide another. The alternatives that can
    wait for a rare word wait each for its own; the others stay together and come last."""
    whole = _way(pattern)
    parts = None if _TIED.search(pattern) else _untied(_alternatives(pattern))
    if not parts or len(parts) < 2:
        return (whole,)
    each = list(map(_way, parts))
    rest = "|".join(way.pattern for way in each if not way.rare)
    return (*(way for way in each if way.rare), *([_way(rest)] if rest else []))


def _way(pattern: str) -> Way:
    longest = _parsed(pattern).getwidth()[1]  # type: ignore[attr-defined]
    return Way(pattern, needles(pattern), longest if longest <= _FAR else 0)


def _untied(parts: Iterable[str]) -> list[str] | None:
    """The parts with their groups numbered from 1 in each; None where one part repeats what another has found."""
    result, before = [], 0
    for part in parts:
        found = list(_GROUP.finditer(part))
        own = sum(1 for group in found if group[2])
        if any(not before < int(group[1]) <= before + own for group in found if group[1]):
            return None
        result.append(_GROUP.sub(lambda group: f"\\{int(group[1]) - before}" if group[1] else group[0], part))  # noqa: B023
        before += own
    return result


def _alternatives(pattern: str) -> Iterator[str]:
    """The parts between the bars that stand in no group."""
    start = depth = at = 0
    in_set = False
    while at < len(pattern):
        mark = pattern[at]
        if mark == "\\":
            at += 1
        elif in_set:
            in_set = mark != "]"
        elif mark == "[":
            in_set = True
            at += pattern.startswith("^", at + 1)
            at += pattern.startswith("]", at + 1)  # means itself, right after the bracket
        elif mark == "|" and depth == 0:
            yield pattern[start:at]
            start = at + 1
        else:
            depth += (mark == "(") - (mark == ")")
        at += 1
    yield pattern[start:]


@lru_cache(maxsize=4096)
def needles(pattern: str) -> Needles:
    """Sets of words: every match holds at least one word of each. The set that is found most rarely comes first, the
    others are small; empty where nothing so simple can be said."""
    parsed = _parsed(pattern)
    if parsed.state.flags & re.IGNORECASE:  # type: ignore[attr-defined]
        return ()
    for many in (_MANY, _MOST):  # more words only where fewer do not do
        found = tuple(sorted(_telling({_fewest(words) for words in _Speller(many).runs(parsed)}), key=_frequency))
        if found and not _common(found[0]):
            break
    if not found:
        return ()
    wakes = _fewest(frozenset(word[:_TELLING] for word in found[0]))
    return (wakes, *(words for words in found[1:] if len(words) <= _FEW))


@lru_cache(maxsize=4096)
def _parsed(pattern: str) -> Iterable[_Item]:
    # CPython's own parser of patterns. It has no published form: whatever it gives that is not known below says nothing.
    parsed: Iterable[_Item] = re._parser.parse(pattern)  # type: ignore[attr-defined]
    return parsed


def _telling(sets: Set[frozenset[str]]) -> list[frozenset[str]]:
    """The sets without those that another one implies: each of its words holds one of theirs."""
    return [
        words
        for words in sets
        if not any(other != words and all(any(word in one for word in words) for one in other) for other in sets)
    ]


def _fewest(words: frozenset[str]) -> frozenset[str]:
    """The words without those that hold another one of them: where they are found, the other is found too."""
    kept: list[str] = []
    for word in sorted(words, key=len):
        if not any(other in word for other in kept):
            kept.append(word)
    return frozenset(kept)


def _frequency(words: frozenset[str]) -> tuple[object, ...]:
    """Sorts those first that are found most rarely: the longest ones, then the fewest."""
    return (_common(words), -min(map(len, words)), len(words), sorted(words))


def _common(words: frozenset[str]) -> bool:
    return any(len(word) == 1 or word in _COMMON for word in words)


def _best(runs: Iterable[frozenset[str]]) -> frozenset[str] | None:
    return min(runs, key=_frequency, default=None)


class _Speller:
    """Spells out what parts of a pattern match, up to so many words a part."""

    def __init__(self, many: int) -> None:
        self.many = many

    def runs(self, items: Iterable[_Item]) -> list[frozenset[str]]:
        """For each stretch of a pattern that can only be so many words: these words."""
        items = list(items)
        spelt = [self.words(item) for item in items]
        runs = [self._run(spelt[first:]) for first in range(len(spelt))]
        runs += [inner for inner in map(self.inside, items) if inner]
        return [run for run in runs if "" not in run]

    def _run(self, spelt: Iterable[tuple[frozenset[str], bool]]) -> frozenset[str]:
        """What a stretch begins with, as far as it can be spelt out."""
        run = frozenset(("",))
        for words, goes_on in spelt:
            if not 0 < len(words) * len(run) <= self.many:
                break
            run = frozenset(map("".join, product(run, words)))
            if not goes_on:
                break
        return run

    def words(self, item: _Item) -> tuple[frozenset[str], bool]:
        """The words that an item begins with, empty when they cannot be listed; and whether they are all of it."""
        kind, value = str(item[0]), item[1]
        if kind in ("ASSERT", "ASSERT_NOT", "AT"):  # looks, and takes no room
            return frozenset(("",)), True
        if kind == "LITERAL" and isinstance(value, int):
            return frozenset((chr(value),)), True
        if kind == "IN" and isinstance(value, list):
            return self.of_set(value), True
        if kind == "BRANCH" and isinstance(value, tuple):
            every: frozenset[str] = frozenset()
            for way in value[1]:
                exact = self.exact(way)
                if not exact:
                    return frozenset(), False
                every |= exact
            return every, True
        if kind == "SUBPATTERN" and isinstance(value, tuple) and not value[1]:  # value[1]: flags that hold inside
            return self.exact(value[3]), True
        if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and isinstance(value, tuple):
            least, most, body = value
            words = self.exact(body)
            if least == 0 and most == 1 and words:
                return words | {""}, True
            return (words, least == most == 1) if least > 0 else (frozenset(), False)
        return frozenset(), False

    def exact(self, items: Iterable[_Item]) -> frozenset[str]:
        """All that a part of a pattern can match, empty when that cannot be listed."""
        every = frozenset(("",))
        for item in items:
            words, whole = self.words(item)
            if not whole or not 0 < len(every) * len(words) <= self.many:
                return frozenset()
            every = frozenset(map("".join, product(every, words)))
        return every

    def inside(self, item: _Item) -> frozenset[str] | None:
        """What an item asks for that is more than a list of words: (?:a.*b|c.*d), (?:ab.)+."""
        kind, value = str(item[0]), item[1]
        if kind == "BRANCH" and isinstance(value, tuple):
            ways = [_best(self.runs(way)) for way in value[1]]
            known = [way for way in ways if way]
            every = frozenset[str]().union(*known)
            return every if len(known) == len(ways) and len(every) <= _MOST else None
        if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and isinstance(value, tuple) and value[0] > 0:
            return _best(self.runs(value[2]))
        if kind == "SUBPATTERN" and isinstance(value, tuple) and not value[1]:
            return _best(self.runs(value[3]))
        return None

    def of_set(self, members: list[_Item]) -> frozenset[str]:
        """The characters of `[…]`; empty when it is negated, names a class such as \\d, or is large."""
        found: set[str] = set()
        for member, value in members:
            if str(member) == "LITERAL" and isinstance(value, int):
                found.add(chr(value))
            elif str(member) == "RANGE" and isinstance(value, tuple) and value[1] - value[0] < self.many:
                found.update(map(chr, range(value[0], value[1] + 1)))
            else:
                return frozenset()
        return frozenset(found) if len(found) <= self.many else frozenset()
