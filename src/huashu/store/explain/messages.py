"""From schema errors to problems: every keyword has its explanation, and each place is told once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from huashu.i18n import _
from huashu.model.source import Problem
from huashu.store.explain import keys, values
from huashu.store.explain.case import Case
from huashu.store.explain.types import wrong_type


def explain(cases: Iterable[Case]) -> tuple[Problem, ...]:
    """The problems that the cases stand for, by place, each once."""
    found: dict[tuple[int, int, str], Problem] = {}
    for case in _telling(cases):
        for problem in EXPLANATIONS.get(case.keyword, other)(case):
            found.setdefault((problem.start, problem.end, problem.message), problem)
    return tuple(found[place] for place in sorted(found))


def _telling(cases: Iterable[Case]) -> Iterator[Case]:
    """Without what follows from another error at the same place: a wrong type breaks all else, an empty mapping too."""
    by_path: dict[tuple[str | int, ...], list[Case]] = defaultdict(list)
    for case in cases:
        by_path[case.path].append(case)
    for together in by_path.values():
        types = [case for case in together if case.keyword == "type"]
        others = [case for case in together if case.keyword != "minProperties"]
        yield from types[:1] or others or together


def other(case: Case) -> Iterator[Problem]:
    """For a keyword that has no explanation of its own: the place alone is told."""
    yield case.problem(_("{subject}的写法不合规定").format(subject=case.subject), _("请对照 schemas/ 里的说明修改"))


EXPLANATIONS: Mapping[str, Callable[[Case], Iterator[Problem]]] = {
    "additionalProperties": keys.unknown,
    "anyOf": keys.choice,
    "const": values.const,
    "enum": values.enum,
    "falseSchema": keys.out_of_place,
    "maxItems": values.too_many,
    "maxLength": values.too_long,
    "minItems": values.too_few,
    "minProperties": keys.none,
    "maximum": values.too_large,
    "minimum": values.too_small,
    "not": keys.choice,
    "oneOf": keys.choice,
    "pattern": values.pattern,
    "propertyNames": keys.misnamed,
    "required": keys.missing,
    "type": wrong_type,
    "uniqueItems": values.repeated,
}


def pattern_helps() -> frozenset[str]:
    """What the schemas say about their patterns (`patternErrorMessage`), written here so that the catalogs know it."""
    return frozenset(
        {
            _("这里还空着，请写上内容"),
            _("这里还空着，请写上客服要说的话"),
            _("这里要写一行字：不能空着，中间和末尾也不能换行"),
            _("代号只用小写字母、数字和连字符，例如 after-sales"),
            _("要写成“文件夹/名字”，只用小写字母、数字和连字符，例如 bargaining/price-too-high"),
            _("日期要写成 2026-11-11；要精确到几点，就写成 2026-11-11T20:00"),
            _("名称里不能有空格和花括号，例如 退货天数"),
            _("规则包写成“出处/名字”，例如 huashu/recommended"),
            _("要从 scripts/ 写起，例如 scripts/bargaining/price-*.yaml"),
            _("这里写平台上的账号或团队，前面不用写 @，例如 zhang-san 或 qinghe/cs-leads"),
            _("邮箱要写成 name@example.com 的样子，中间没有空格"),
            _("这里写分支的名字，例如 main"),
            _("SSH 写公钥整行（ssh-ed25519 AAAA… 开头），GPG 写 40 位指纹，中间没有空格"),
            _(
                "花括号里的英文代号只有这些：{word}、{count}、{max}、{min}、{names}、{name}、"
                "{suggestion}、{value}、{stage}、{problem}"
            ),
        }
    )
