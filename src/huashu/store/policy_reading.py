"""What policy/approval.yaml and policy/people.yaml say, from their trees. Loaded where a library has such files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo

from huashu.i18n import _
from huashu.model.people import SSH, Held, Key, People, Person, Span
from huashu.model.policy import ANY, CLICK, ApprovalStage, Forge, NeedRule, Policy, Scope
from huashu.model.source import Mapping, Node, Problem, Scalar
from huashu.store.policy_files import BRANCHES
from huashu.store.reading import items, moment, part, problem_at, rows, text, texts
from huashu.store.scripts import unreal


def approval(root: Mapping) -> tuple[Policy, tuple[Problem, ...]]:
    """The policy of a file that has passed its schema, and what only its values show to be wrong."""
    policy = Policy(
        version=_number(root, "version"),
        target=BRANCHES + _string(root, "target").removeprefix(BRANCHES),
        roles={_string(row, "id"): _string(row, "title") for row in rows(root, "roles")},
        stages={_string(row, "id"): _stage(row) for row in rows(root, "stages")},
        departments={_string(row, "id"): _string(row, "stage") for row in rows(root, "departments")},
        rules=tuple(map(_rule, rows(root, "rules"))),
        fallback=texts(root, "fallback"),
        governance=texts(part(root, "governance"), "stages"),
        governance_paths=texts(part(root, "governance"), "paths"),
        urgent=texts(root, "urgent"),
        evidence=_string(root, "evidence") or CLICK,
        commits=_string(root, "commits") or ANY,
        apart=not _false(root.get("apart")),
        forge=_forge(root.get("forge")),
        repository=_string(root, "repository"),
    )
    return policy, tuple(sorted(_unknown(root, policy), key=lambda problem: (problem.start, problem.message)))


def people(root: Mapping, timezone: tzinfo) -> tuple[People, tuple[Problem, ...]]:
    """The people of a file that has passed its schema, and what only its values show to be wrong."""
    make = _Times(timezone)
    found: dict[str, Person] = {}
    for index, row in enumerate(rows(root, "people")):
        person = make.person(row, f"people/{index}")
        found.setdefault(person.id, person)
    problems = (*make.problems, *_shared(root))
    return People(_number(root, "version"), found), tuple(sorted(problems, key=lambda p: (p.start, p.message)))


def departments(root: Mapping) -> Iterator[tuple[Scalar, str]]:
    """Where policy/approval.yaml names a department: the node and its field."""
    for index, row in enumerate(rows(root, "departments")):
        yield _node(row, "id"), f"departments/{index}/id"
    for index, row in enumerate(rows(root, "rules")):
        for key in ("owners", "consults"):
            for at, node in enumerate(items(part(row, "where"), key)):
                yield node, f"rules/{index}/where/{key}/{at}"


def held_roles(root: Mapping) -> Iterator[tuple[Scalar, str]]:
    """Where policy/people.yaml names a role that somebody holds."""
    for index, row in enumerate(rows(root, "people")):
        for at, held in enumerate(rows(row, "roles")):
            yield _node(held, "role"), f"people/{index}/roles/{at}/role"


def stage_ids(root: Mapping) -> Iterator[tuple[Scalar, str]]:
    """Where policy/approval.yaml lists its stages."""
    for index, row in enumerate(rows(root, "stages")):
        yield _node(row, "id"), f"stages/{index}/id"


def _stage(row: Mapping) -> ApprovalStage:
    id, title = _string(row, "id"), _string(row, "title")
    return ApprovalStage(id, title, texts(row, "roles"), _number(row, "count", 1), texts(row, "after"))


def _rule(row: Mapping) -> NeedRule:
    where = part(row, "where")
    scope = Scope(*(texts(where, key) for key in ("kinds", "paths", "scenes", "tags", "owners", "consults")))
    return NeedRule(_string(row, "title"), scope, texts(row, "stages"))


def _forge(node: Node | None) -> Forge | None:
    if not isinstance(node, Mapping):
        return None
    kind, host, repository = (_string(node, key) for key in ("kind", "host", "repository"))
    owners = {_string(row, "role"): texts(row, "names") for row in rows(node, "owners")}
    return Forge(kind, host, repository, texts(node, "platform"), owners)


def _unknown(root: Mapping, policy: Policy) -> Iterator[Problem]:
    """Stages and roles that are named but not there; orders that lead in a circle; two with one id."""
    for key in ("roles", "stages", "departments"):
        yield from _twice(((_node(row, "id"), f"{key}/{index}/id") for index, row in enumerate(rows(root, key))))
    before: set[str] = set()
    for index, row in enumerate(rows(root, "stages")):
        field = f"stages/{index}"
        yield from _not_in(items(row, "roles"), policy.roles, f"{field}/roles", _("没有 {id} 这个岗位"))
        yield from _not_in(items(row, "after"), before, f"{field}/after", _("{id} 不是写在前面的关口"))
        before.add(_string(row, "id"))
    named = [(items(root, "fallback"), "fallback"), (items(root, "urgent"), "urgent")]
    named.append((items(part(root, "governance"), "stages"), "governance/stages"))
    named += [(items(row, "stages"), f"rules/{index}/stages") for index, row in enumerate(rows(root, "rules"))]
    for index, row in enumerate(rows(root, "departments")):
        stage = row.get("stage")
        named.append(([stage] if isinstance(stage, Scalar) else [], f"departments/{index}/stage"))
    for index, row in enumerate(rows(part(root, "forge"), "owners")):
        role = _node(row, "role")
        yield from _not_in([role], policy.roles, f"forge/owners/{index}/role", _("没有 {id} 这个岗位"))
    owners = enumerate(rows(part(root, "forge"), "owners"))
    yield from _twice((_node(row, "role"), f"forge/owners/{index}/role") for index, row in owners)
    for nodes, field in named:
        yield from _not_in(nodes, policy.stages, field, _("没有 {id} 这一关"))


def _not_in(nodes: Iterable[Scalar], known: Iterable[str], field: str, message: str) -> Iterator[Problem]:
    names = list(known)
    for node in nodes:
        if node.value not in names:
            hint = _("可以写 {names}").format(names=_("、").join(names)) if names else _("请先在前面写好再用")
            yield Problem("schema", node.start, node.end, message.format(id=node.value), hint, field)


def _twice(nodes: Iterable[tuple[Scalar, str]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for node, field in nodes:
        if node.value in seen:
            message, hint = _("代号 {id} 已经用过了").format(id=node.value), _("请给这一项换一个代号")
            yield Problem("schema", node.start, node.end, message, hint, field)
        seen.add(node.value)


class _Times:
    """Builds people while it gathers what is wrong with their dates."""

    def __init__(self, timezone: tzinfo) -> None:
        self.timezone = timezone
        self.problems: list[Problem] = []

    def person(self, row: Mapping, field: str) -> Person:
        held = [
            Held(_string(one, "role"), self._span(one, f"{field}/roles/{index}"))
            for index, one in enumerate(rows(row, "roles"))
        ]
        keys = [self._key(one, f"{field}/keys/{index}") for index, one in enumerate(rows(row, "keys"))]
        accounts = {key.value: node.data for key, node in _pairs(row, "accounts") if isinstance(node, Scalar)}
        return Person(
            id=_string(row, "id"),
            name=_string(row, "name"),
            held=tuple(held),
            emails=texts(row, "emails"),
            accounts={name: number for name, number in accounts.items() if isinstance(number, int)},
            keys=tuple(keys),
        )

    def _key(self, row: Mapping, field: str) -> Key:
        id = _key_id(row)
        return Key(_string(row, "kind"), id, self._span(row, field), self._moment(row, field, "revoked"))

    def _span(self, row: Mapping, field: str) -> Span:
        since, until = self._moment(row, field, "from"), self._moment(row, field, "until")
        if since is not None and until is not None and until <= since:
            message, hint = _("这一段一开始就已经结束了"), _("请核对 from 和 until：until 要在 from 之后")
            self._problem(row, field, "until", message, hint)
        return Span(since, until)

    def _moment(self, row: Mapping, field: str, key: str) -> datetime | None:
        """When a time begins or ends; a bare `until` date counts to the end of that day."""
        written = _string(row, key)
        if not written:
            return None
        try:
            return moment(written, self.timezone, ends=key == "until")
        except ValueError:
            self._problem(row, field, key, *unreal(written))
            return None

    def _problem(self, row: Mapping, field: str, key: str, message: str, hint: str) -> None:
        self.problems.append(problem_at(row, field, key, message, hint))


def _key_id(row: Mapping) -> str:
    """A public key without its comment, a fingerprint in capitals."""
    public = _string(row, "public")
    return " ".join(public.split(" ")[:2]) if _string(row, "kind") == SSH else public.upper()


def _shared(root: Mapping) -> Iterator[Problem]:
    """What belongs to one person only: ids, e-mails, accounts, keys. Within one person, too, each is written once.

    A key of the wrong kind is told here as well: what is written as a fingerprint is no ssh key.
    """
    seen: dict[tuple[str, str], str] = {}
    for index, row in enumerate(rows(root, "people")):
        person, field = _string(row, "id"), f"people/{index}"
        marks = [("id", person, _node(row, "id"), f"{field}/id")]
        marks += [("email", node.value.casefold(), node, f"{field}/emails") for node in items(row, "emails")]
        for name, account in _pairs(row, "accounts"):
            if isinstance(account, Scalar):
                marks.append((name.value, account.value, account, f"{field}/accounts/{name.value}"))
        for at, key in enumerate(rows(row, "keys")):
            node, place = _node(key, "public"), f"{field}/keys/{at}/public"
            marks.append(("key", _key_id(key), node, place))
            if (_string(key, "kind") == SSH) != (" " in node.value):
                message, hint = _("钥匙的种类和写法对不上"), _("ssh 写公钥整行，gpg 写 40 位指纹")
                yield Problem("schema", node.start, node.end, message, hint, place)
        for kind, value, node, place in marks:
            other = seen.get((kind, value))
            seen[kind, value] = person
            if other is not None:
                message = _("{value} 已经写在 {person} 名下了").format(value=_short(node.value), person=other)
                hint = _("一个账号、一个邮箱、一把钥匙只能属于一个人，请删掉多出来的")
                yield Problem("schema", node.start, node.end, message, hint, place)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:28]}…{text[-28:]}"


def _node(row: Mapping, key: str) -> Scalar:
    node = row.get(key)
    assert isinstance(node, Scalar), key  # the schema has seen to it
    return node


def _pairs(root: Mapping, key: str) -> tuple[tuple[Scalar, Node], ...]:
    return part(root, key).pairs


def _string(root: Mapping, key: str) -> str:
    return text(root.get(key))


def _number(root: Mapping, key: str, default: int = 0) -> int:
    node = root.get(key)
    return node.data if isinstance(node, Scalar) and isinstance(node.data, int) else default


def _false(node: Node | None) -> bool:
    return isinstance(node, Scalar) and node.data is False
