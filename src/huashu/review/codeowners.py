"""CODEOWNERS from the policy: whom a forge asks to look. It is a convenience; the gate decides.

The file speaks of paths alone. So it follows the policy as far as paths go, and rather asks one person too many than one
too few. It hangs on the policy alone, never on scripts: else a script that names another department would change a
governance file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.model.policy import GOVERNANCE, Forge, NeedRule, Policy

PLACES = {
    "gitea": ".gitea/CODEOWNERS",
    "gitee": ".gitee/CODEOWNERS",
    "github": ".github/CODEOWNERS",
    "gitlab": ".gitlab/CODEOWNERS",
}
_EVERYTHING = "**"
_SCRIPTS, _FACTS = "scripts/", "terms/facts.yaml"
_WILD = re.compile(r"\*\*/|\*\*|\*|\?")


@dataclass(frozen=True, slots=True)
class _Line:
    """A glob of the policy's kind with the stages that what it names needs."""

    glob: str
    stages: tuple[str, ...]


def codeowners(policy: Policy, flavor: str) -> str:
    """The whole file. Raises HuashuError where a role that is needed has no name on the forge."""
    content, governance = list(_content(policy)), list(_governance(policy))
    names = _Names(policy)
    if flavor == "gitlab":
        body = list(_sections(policy, content, governance, names))
    elif flavor == "gitea":
        body = list(_expressions(policy, content, governance, names))
    else:
        body = list(_last_wins(policy, content, governance, names))
    return "\n".join([*(f"# {line}" if line else "#" for line in _head(policy, flavor)), "", *body]) + "\n"


def _head(policy: Policy, flavor: str) -> Iterator[str]:
    """What the file can and cannot hold. No account is named here: GitLab reads those of comments too."""
    yield _("由 huashu codeowners --flavor {flavor} 从 policy/approval.yaml 第 {version} 版生成，请不要手改。").format(
        flavor=flavor, version=policy.version
    )
    yield _("它只让平台自动请人来看。能不能合并由 huashu gate 判断，不看这个文件。")
    can = {
        "github": _("它按路径请人；请到的人里有一个点了批准，平台就算过了，分不清关口，也不管先后和人数。"),
        "gitlab": _("一关是一节，每节都要有人批；先后顺序、谁不能批自己写的，它管不了。要 GitLab 付费版才强制。"),
        "gitea": _("它按路径请人来看，本身不拦合并；先后和人数它管不了。"),
        "gitee": _("它按路径指派审查人；分不清关口，也不管先后和人数。"),
    }
    yield can[flavor]
    yield _("它认不出：话术的负责部门和会签部门、口径的负责部门、批准以后又改了的字、紧急放行。")
    blind = [rule.title for rule in policy.rules if rule.scope.tags or rule.scope.owners or rule.scope.consults]
    if blind:
        yield _("下面的规定看的不只是路径，这里没有写，或者写得比规定宽：{titles}").format(titles=_("；").join(blind))


def _content(policy: Policy) -> Iterator[_Line]:
    """What each rule of the policy names, as far as paths tell it."""
    for rule in policy.rules:
        yield from (_Line(glob, rule.stages) for glob in _globs(rule))


def _globs(rule: NeedRule) -> Iterator[str]:
    scope = rule.scope
    only_elsewhere = not (scope.kinds or scope.paths or scope.scenes)
    if only_elsewhere:
        return  # the head of the file says so
    kinds = scope.kinds or (("script",) if scope.scenes else ())
    if scope.scenes:
        yield from (f"{_SCRIPTS}{scene}/**" for scene in scope.scenes)
    elif scope.paths:
        yield from (f"{glob}**" if glob.endswith("/") else glob for glob in scope.paths)
    else:
        named = {"script": f"{_SCRIPTS}**", "fact": _FACTS, "file": _EVERYTHING}
        yield from (named[kind] for kind in kinds)


def _governance(policy: Policy) -> Iterator[_Line]:
    yield from (_Line(glob, policy.governance) for glob in (*GOVERNANCE, *policy.governance_paths))


class _Names:
    """Who is asked for a stage."""

    def __init__(self, policy: Policy) -> None:
        if policy.forge is None or not policy.forge.owners:
            raise HuashuError(
                _("审批规定里还没有写各个岗位在平台上叫什么"),
                where="policy/approval.yaml",
                todo=_("请在 forge 下面写 owners，每个岗位写上平台上的账号或团队"),
            )
        self.policy, self.forge = policy, policy.forge

    def of(self, stages: Iterable[str]) -> str:
        wanted = [self.policy.stages[stage] for stage in dict.fromkeys(stages)]
        ordered = [stage for stage in self.policy.stages.values() if stage in wanted]
        roles = dict.fromkeys(role for stage in ordered for role in stage.roles)
        return " ".join(dict.fromkeys(f"@{name}" for role in roles for name in self._names(role)))

    def _names(self, role: str) -> tuple[str, ...]:
        forge: Forge = self.forge
        if role not in forge.owners:
            title = self.policy.roles.get(role, role)
            raise HuashuError(
                _("还没有写{title}（{role}）在平台上叫什么").format(title=title, role=role),
                where="policy/approval.yaml",
                todo=_("请在 forge 的 owners 里给这个岗位写上账号或团队"),
            )
        return forge.owners[role]


def _last_wins(policy: Policy, content: list[_Line], governance: list[_Line], names: _Names) -> Iterator[str]:
    """GitHub and Gitee: of all lines that fit, the last one counts. So it names whoever the lines before it name."""
    yield f"* {names.of(policy.fallback)}"
    if content:
        yield ""
    ordered = sorted(_merged(content), key=lambda line: (len(_stem(line.glob)), line.glob))
    for at, line in enumerate(ordered):
        before = [stage for other in ordered[:at] if _may_meet(other.glob, line.glob) for stage in other.stages]
        yield f"{_pattern(line.glob)} {names.of((*before, *line.stages))}"
    yield ""
    yield _("# 规矩本身")
    yield from (f"{_pattern(line.glob)} {names.of(line.stages)}" for line in _merged(governance))


def _sections(policy: Policy, content: list[_Line], governance: list[_Line], names: _Names) -> Iterator[str]:
    """GitLab: a section is asked for by itself, so one stage is one section. Everything needs the fallback's unless
    something else is said of it; that only an exclusion can tell, and what is excluded can't come back."""
    first = True
    for stage in policy.stages.values():
        globs = dict.fromkeys(line.glob for line in content if stage.id in line.stages)
        rules = dict.fromkeys(line.glob for line in governance if stage.id in line.stages)
        falls = stage.id in policy.fallback
        if not (globs or rules or falls):
            continue
        if not first:
            yield ""
        first = False
        count = f"[{stage.count}]" if stage.count > 1 else ""
        yield f"[{re.sub('[][]', ' ', stage.title)}]{count} {names.of([stage.id])}"
        if falls:
            yield "*"
            told = dict.fromkeys(line.glob for line in (*content, *governance))
            wanted = (*globs, *rules)
            yield from (f"!{_pattern(glob)}" for glob in told if not any(_may_meet(glob, one) for one in wanted))
        yield from (_pattern(glob) for glob in (*globs, *rules))


def _expressions(policy: Policy, content: list[_Line], governance: list[_Line], names: _Names) -> Iterator[str]:
    """Gitea and Forgejo: every line that fits counts, and a line can be about all other files."""
    for line in _merged(content):
        yield f"{_expression(line.glob)} {names.of(line.stages)}"
    told = "|".join(_expression(line.glob) for line in _merged([*content, *governance]))
    yield f"!({told}) {names.of(policy.fallback)}"
    yield ""
    yield _("# 规矩本身")
    yield from (f"{_expression(line.glob)} {names.of(line.stages)}" for line in _merged(governance))


def _merged(lines: Iterable[_Line]) -> list[_Line]:
    """Lines of one glob as one, in the order in which they were first said."""
    found: dict[str, tuple[str, ...]] = {}
    for line in lines:
        found[line.glob] = tuple(dict.fromkeys((*found.get(line.glob, ()), *line.stages)))
    return [_Line(glob, stages) for glob, stages in found.items()]


def _stem(glob: str) -> str:
    """What every path that a glob names begins with."""
    return _WILD.split(glob)[0]


def _may_meet(one: str, other: str) -> bool:
    """Whether a file could be named by both; in doubt it could."""
    first, second = _stem(one), _stem(other)
    return first.startswith(second) or second.startswith(first)


def _pattern(glob: str) -> str:
    """As GitHub, GitLab and Gitee write it: from the root, blanks escaped, a folder with all below it by a slash. GitHub
    knows no way to escape #, so any character may stand there."""
    if glob == _EVERYTHING:
        return "*"
    folder = glob.removesuffix("**")
    written = folder if folder != glob and folder.endswith("/") else glob
    return ("" if written.startswith("**/") else "/") + written.replace(" ", "\\ ").replace("#", "?")


def _expression(glob: str) -> str:
    """As Gitea writes it: a regular expression of the whole path, each backslash twice."""
    ways = {"**/": "(.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts, at = [], 0
    for wild in _WILD.finditer(glob):
        parts += [_plain(glob[at : wild.start()]), ways[wild[0]]]
        at = wild.end()
    written = "".join((*parts, _plain(glob[at:])))
    # a glob without wildcards at its end names all below it too, as everywhere in huashu
    return written if glob.endswith("**") else f"{written}(/.*)?"


def _plain(text: str) -> str:
    escaped = re.sub(r"[.+*?()|\[\]{}^$\\]", lambda found: f"\\\\{found[0]}", text)
    return escaped.replace(" ", "\\ ").replace("#", "\\#")
