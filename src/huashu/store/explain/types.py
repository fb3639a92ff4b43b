"""What is wrong where YAML reads another kind of value than is meant: a number for text, a text for a list."""

from __future__ import annotations

from collections.abc import Iterator

from huashu.i18n import _
from huashu.model.source import Mapping, Problem, Scalar, Sequence
from huashu.store.explain import fixes
from huashu.store.explain.case import Case, Schema, facet, form

FREE = ("text", "spoken", "line", "message")  # definitions that take any words


def wrong_type(case: Case) -> Iterator[Problem]:
    """The problem of a value whose type is not the one asked for."""
    types = case.details.get("types")
    wanted = [str(name) for name in types] if isinstance(types, list) else []
    if case.path == ():
        yield _not_a_mapping(case)
    elif isinstance(case.node, Scalar) and case.node.data is None:
        yield _nothing(case, wanted)
    elif len(wanted) > 1:
        yield _several(case)
    elif "string" in wanted:
        yield _text(case)
    elif "array" in wanted:
        yield _list(case)
    elif "object" in wanted:
        yield _mapping(case)
    elif "boolean" in wanted:
        yield _switch(case)
    else:
        yield _number(case)


def _form(case: Case) -> str:
    return form(case.file.schema, case.name, _described(case))


def _described(case: Case) -> object:
    """The outermost schema of the value: it carries the examples, what it refers to carries the type."""
    last = case.path[-1] if case.path else ""
    for schema in reversed(case.trail[:-1]):
        table = schema.get("properties")
        if isinstance(table, dict) and last in table:
            found: object = table[last]
            return found
    return case.trail[-1]


def _not_a_mapping(case: Case) -> Problem:
    required = case.file.schema.get("required")
    keys = _("、").join(map(str, required)) if isinstance(required, list) else ""
    return case.problem(_("整个文件要写成一行行的“键: 内容”"), _("必须有的键：{keys}").format(keys=keys))


def _nothing(case: Case, wanted: list[str]) -> Problem:
    """A key or a dash with nothing behind it."""
    node, schema = case.node, case.trail[-1]
    if isinstance(node, Scalar) and node.value and "string" in wanted:
        message = _("{subject}写的是“{value}”，会被读成“没有内容”").format(subject=case.subject, value=node.value)
        fix = fixes.replaced(node, fixes.quoted(node.value), fixes.UNSAFE)
        return case.problem(message, _("想写的就是这几个字，请加上引号"), fix=fix)
    message = _("{subject}还空着").format(subject=case.subject)
    if case.path and isinstance(case.path[-1], int):
        return case.problem(message, _("请在减号后面写上内容，或者删掉这一行"))
    bare = ""
    if not case.inline and "minItems" not in schema and "minProperties" not in schema:
        bare = "[]" if wanted == ["array"] else "{}" if "propertyNames" in schema else ""
    hint = _("请补全 {form}").format(form=_form(case))
    if not case.needed:
        hint += _("；用不着就把这一行删掉")
    return case.problem(message, hint, fix=fixes.empty(case.file.source, case.key, node, bare) if bare else None)


def _text(case: Case) -> Problem:
    """Text was meant; YAML reads a number, a list or keys."""
    block = not case.inline and _is_block(case.trail[-1])
    if isinstance(case.node, Scalar):
        return _unquoted(case, case.node)
    if case.node.flow:
        return _brackets(case, block)
    if isinstance(case.node, Sequence):
        message = _("{subject}只写一段文字，不是一项一项的清单").format(subject=case.subject)
    else:
        message = _("{subject}下面的文字被读成了“键: 内容”").format(subject=case.subject)
    if not block:
        return case.problem(message, _("请直接写在 {key}: 后面").format(key=case.name), at=case.at_key)
    hint = _("请在 {key}: 后面加上 |- ，文字从下一行起缩进书写").format(key=case.name)
    return case.problem(message, hint, at=case.at_key, fix=fixes.as_block(case.file.source, case.key, case.node))


def _unquoted(case: Case, node: Scalar) -> Problem:
    date = fixes.moment(node.value) if _is_moment(case) else ""
    if date:
        message = _("{subject}要写成 {date}").format(subject=case.subject, date=date)
        return case.problem(message, fix=fixes.replaced(node, date))
    written = fixes.quoted(node.value)
    kind = _("是非值（true、false）") if isinstance(node.data, bool) else _("数字")
    message = _("{subject}要写文字，“{value}”却会被读成{kind}")
    message = message.format(subject=case.subject, value=node.value, kind=kind)
    return case.problem(message, _("请加上引号：{written}").format(written=written), fix=fixes.replaced(node, written))


def _brackets(case: Case, block: bool) -> Problem:
    if isinstance(case.node, (Sequence, Mapping)) and not case.node[0]:
        return case.problem(
            _("{subject}还空着").format(subject=case.subject), _("请补全 {form}").format(form=_form(case))
        )
    if isinstance(case.node, Sequence) and not _is_free(case):
        return _bracketed(case, case.node)
    fix = fixes.as_text(case.file.source, case.node, case.key, block=block)
    way = _("请写成 |- 换行书写，或者加上引号") if block else _("请加上引号")
    if isinstance(case.node, Sequence):
        message = _("{subject}里的方括号会被读成清单").format(subject=case.subject)
        return case.problem(message, way, fix=fix, code="inline-brackets")
    message = _("{subject}里的花括号会被读成键和值").format(subject=case.subject)
    return case.problem(message, way, fix=fix, code="inline-braces")


def _bracketed(case: Case, node: Sequence) -> Problem:
    """`owner: [cs]`, where one word is meant."""
    fix = None
    if len(node.items) == 1 and isinstance(node.items[0], Scalar):
        only = node.items[0]
        fix = fixes.replaced(node, case.file.source.text[only.start : only.end])
    message = _("{subject}只写一个，不用方括号").format(subject=case.subject)
    return case.problem(message, _("请直接写在 {key}: 后面").format(key=case.name), fix=fix)


def _is_free(case: Case) -> bool:
    """Whether any text will do here, brackets and braces included."""
    shared = case.file.schema.get("$defs")
    forms = shared if isinstance(shared, dict) else {}
    schema = case.trail[-1]
    return any(schema is forms.get(name) for name in FREE) or not {"pattern", "enum"} & set(schema)


def _is_block(schema: Schema) -> bool:
    """Whether the schema offers a |- block, as it does for all that is spoken or explained."""
    snippets = schema.get("defaultSnippets")
    return isinstance(snippets, list) and any(str(snippet.get("body")).startswith("|") for snippet in snippets)


def _is_moment(case: Case) -> bool:
    shared = case.file.schema.get("$defs")
    return isinstance(shared, dict) and case.trail[-1] is shared.get("moment")


def _list(case: Case) -> Problem:
    node = case.node
    if isinstance(node, Scalar):
        message = _("{subject}要一行写一项").format(subject=case.subject)
        items = facet(case.file.schema, case.trail[-1], "items")
        inside = facet(case.file.schema, items, "required")
        if isinstance(inside, list):
            keys = _("、").join(map(str, inside))
            return case.problem(message, _("请换一行，用减号和空格开头，写 {keys}").format(keys=keys))
        fix = None if case.inline else fixes.as_items(case.file.source, case.key, node)
        return case.problem(message, _("请换一行，写成 - {value}").format(value=_first_part(node)), fix=fix)
    message = _("{subject}要写成一项一项的清单").format(subject=case.subject)
    return case.problem(message, _("请在每一项的开头加上减号和空格"), at=case.at_key)


def _first_part(node: Scalar) -> str:
    first = node.value.splitlines()[0] if node.value else ""
    for separator in "、，,；;":
        first = first.split(separator)[0]
    return first.strip()


def _keys(schema: Schema) -> list[str]:
    table = schema.get("properties")
    return list(table) if isinstance(table, dict) else []


def _mapping(case: Case) -> Problem:
    node = case.node
    required = case.trail[-1].get("required")
    keys = [str(key) for key in required] if isinstance(required, list) else []
    listed = _("、").join(keys)
    if isinstance(node, Sequence):
        message = _("{subject}这里不是清单，不用方括号") if node.flow else _("{subject}下面不用减号")
        message = message.format(subject=case.subject)
        hint = _("请缩进分行写 {keys}").format(keys=listed) if keys else _("请缩进分行写“键: 内容”")
        return case.problem(message, hint, at=case.at_key)
    message = _("{subject}不能只写一段文字，要分成几行“键: 内容”").format(subject=case.subject)
    if isinstance(node, Scalar) and isinstance(case.path[-1], int) and "say" in _keys(case.trail[-1]):
        fix = None if case.inline else fixes.as_reply(case.file.source, node)
        return case.problem(message, _("请写成 say: |- ，话术从下一行起缩进书写"), fix=fix)
    line = _meant_line(case)
    if line:
        fix = None if case.inline else fixes.below(case.file.source, case.key, node, line)
        return case.problem(message, _("请换一行，缩进写成 {line}").format(line=line), fix=fix)
    hint = _("请缩进分行写 {keys}").format(keys=listed) if keys else _("请缩进分行写“键: 内容”")
    return case.problem(message, hint)


def _meant_line(case: Case) -> str:
    """For `tone/x: off`: the one key below that can have this value."""
    table = case.trail[-1].get("properties")
    typed = case.node.value if isinstance(case.node, Scalar) else ""
    for key, schema in table.items() if isinstance(table, dict) else ():
        choices = facet(case.file.schema, schema, "enum")
        if isinstance(choices, list) and typed in choices:
            return f"{key}: {typed}"
    return ""


def _several(case: Case) -> Problem:
    """More than one type would do: the schema's own description says which."""
    told = facet(case.file.schema, case.trail[-1], "description")
    hint = told if isinstance(told, str) else ""
    return case.problem(_("{subject}的写法不合规定").format(subject=case.subject), hint)


def _switch(case: Case) -> Problem:
    word = fixes.switch(case.node) if isinstance(case.node, Scalar) else ""
    hint = _("请改成 {value}").format(value=word) if word else _("是就写 true，不是就写 false")
    fix = fixes.replaced(case.node, word) if word else None
    return case.problem(_("{subject}只能写 true 或 false").format(subject=case.subject), hint, fix=fix)


def _number(case: Case) -> Problem:
    digits = fixes.number(case.node) if isinstance(case.node, Scalar) else ""
    hint = _("请改成 {value}").format(value=digits) if digits else _("请写阿拉伯数字，不加引号和单位")
    fix = fixes.replaced(case.node, digits) if digits else None
    at = None if isinstance(case.node, (Scalar, Sequence)) else case.at_key
    return case.problem(_("{subject}要写整数").format(subject=case.subject), hint, at=at, fix=fix)
