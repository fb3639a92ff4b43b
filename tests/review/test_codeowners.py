from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from huashu.errors import HuashuError
from huashu.model.policy import Policy
from huashu.review.codeowners import codeowners
from huashu.store.policy_files import parse_policy
from huashu.text import glob_matches

POLICY = """\
version: 7
target: main
forge:
  kind: github
  host: api.github.com
  repository: shop/words
  owners:
    - {role: supervisor, names: [shop/leads]}
    - {role: operations, names: [li-si, shop/ops]}
    - {role: manager, names: [boss]}
    - {role: maintainer, names: [keeper]}
roles:
  - {id: supervisor, title: 主管}
  - {id: operations, title: 运营部}
  - {id: manager, title: 负责人}
  - {id: maintainer, title: 管理员}
stages:
  - {id: wording, title: 主管审核, roles: [supervisor]}
  - {id: operations, title: 运营会审, roles: [operations], count: 2}
  - {id: final, title: 定稿, roles: [manager]}
  - {id: rules, title: 改规矩, roles: [maintainer]}
departments:
  - {id: cs, stage: wording}
rules:
  - {title: 话术, where: {kinds: [script]}, stages: [wording, final]}
  - {title: 议价, where: {scenes: [bargaining]}, stages: [operations]}
  - {title: 大促, where: {tags: [大促]}, stages: [operations]}
  - {title: 手册, where: {kinds: [file], paths: [handbook/**]}, stages: [wording]}
fallback: [final]
governance: {stages: [rules]}
"""
GOVERNED = """\
/huashu.yaml
/huashu.baseline.json
/policy/
/rules/
/schemas/
**/.gitattributes
**/.gitmodules
**/.mailmap
**/CODEOWNERS
**/.gitignore
/.pre-commit-config.yaml
/.github/
/.gitlab/
**/.gitlab-ci.yml
/.gitee/
/.gitea/
/.forgejo/
/.workflow/
/.ci/
"""
HEAD = """\
# 由 huashu codeowners --flavor {flavor} 从 policy/approval.yaml 第 7 版生成，请不要手改。
# 它只让平台自动请人来看。能不能合并由 huashu gate 判断，不看这个文件。
# {can}
# 它认不出：话术的负责部门和会签部门、口径的负责部门、批准以后又改了的字、紧急放行。
# 下面的规定看的不只是路径，这里没有写，或者写得比规定宽：大促

"""


@pytest.fixture
def policy() -> Policy:
    return parse_policy(POLICY.encode())


@pytest.mark.parametrize(
    ("flavor", "can"),
    [
        ("github", "它按路径请人；请到的人里有一个点了批准，平台就算过了，分不清关口，也不管先后和人数。"),
        ("gitee", "它按路径指派审查人；分不清关口，也不管先后和人数。"),
    ],
)
def test_where_the_last_line_wins(policy: Policy, flavor: str, can: str) -> None:
    body = """\
* @boss

/scripts/ @shop/leads @boss
/handbook/ @shop/leads
/scripts/bargaining/ @shop/leads @li-si @shop/ops @boss

# 规矩本身
"""
    governed = "".join(f"{line} @keeper\n" for line in GOVERNED.splitlines())
    assert codeowners(policy, flavor) == HEAD.format(flavor=flavor, can=can) + body + governed


def test_gitlab_has_a_section_a_stage(policy: Policy) -> None:
    can = "一关是一节，每节都要有人批；先后顺序、谁不能批自己写的，它管不了。要 GitLab 付费版才强制。"
    excluded = "".join(f"!{line}\n" for line in GOVERNED.splitlines() if not line.startswith("**"))
    body = f"""\
[主管审核] @shop/leads
/scripts/
/handbook/

[运营会审][2] @li-si @shop/ops
/scripts/bargaining/

[定稿] @boss
*
!/handbook/
{excluded}/scripts/

[改规矩] @keeper
{GOVERNED}"""
    assert codeowners(policy, "gitlab") == HEAD.format(flavor="gitlab", can=can) + body


def test_gitea_has_regular_expressions(policy: Policy) -> None:
    lines = codeowners(policy, "gitea").splitlines()
    assert lines[2] == "# 它按路径请人来看，本身不拦合并；先后和人数它管不了。"
    assert lines[6:9] == [
        "scripts/.* @shop/leads @boss",
        "scripts/bargaining/.* @li-si @shop/ops",
        "handbook/.* @shop/leads",
    ]
    assert lines[9].startswith("!(scripts/.*|scripts/bargaining/.*|handbook/.*|huashu\\\\.yaml(/.*)?|")
    assert lines[9].endswith(" @boss")
    assert lines[11:13] == ["# 规矩本身", "huashu\\\\.yaml(/.*)? @keeper"]
    assert "(.*/)?\\\\.gitlab-ci\\\\.yml(/.*)? @keeper" in lines


SAMPLES = {
    "scripts/bargaining/a.yaml": {"@shop/leads", "@boss", "@li-si", "@shop/ops"},
    "scripts/greeting/a.yaml": {"@shop/leads", "@boss"},
    "handbook/1.md": {"@shop/leads"},
    "README.md": {"@boss"},
    "docs/deep/x.txt": {"@boss"},
    "policy/people.yaml": {"@keeper"},
    "huashu.yaml": {"@keeper"},
    "sub/.gitattributes": {"@keeper"},
    ".gitattributes": {"@keeper"},
}


def by_last_line(text: str, path: str) -> set[str]:
    """Owners as GitHub finds them."""
    found: set[str] = set()
    for line in filter(lambda line: line and line[0] != "#", text.splitlines()):
        pattern, *names = line.split(" ")
        if pattern == "*" or glob_matches(pattern.removeprefix("/"), path):
            found = set(names)
    return found


def by_section(text: str, path: str) -> set[str]:
    """Owners as GitLab finds them: in each section the last line counts, and what is excluded stays so."""
    found: set[str] = set()
    names: set[str] = set()
    excluded = False
    for line in filter(lambda line: line and line[0] != "#", text.splitlines()):
        if line.startswith("["):
            names, excluded = {name for name in line.split(" ") if name.startswith("@")}, False
        elif line.startswith("!"):
            excluded = excluded or glob_matches(line[1:].removeprefix("/"), path)
            found -= names if excluded else set()
        elif not excluded and (line == "*" or glob_matches(line.removeprefix("/"), path)):
            found |= names
    return found


def by_expression(text: str, path: str) -> set[str]:
    """Owners as Gitea finds them: one backslash of two is the file's own."""
    found: set[str] = set()
    for line in filter(lambda line: line and line[0] != "#", text.splitlines()):
        pattern, *names = line.split(" ")
        fits = re.fullmatch(re.sub(r"\\(.)", r"\1", pattern.removeprefix("!")), path) is not None
        if fits != pattern.startswith("!"):
            found |= set(names)
    return found


@pytest.mark.parametrize("path", SAMPLES)
@pytest.mark.parametrize(
    ("flavor", "find"), [("github", by_last_line), ("gitlab", by_section), ("gitea", by_expression)]
)
def test_every_file_asks_those_who_are_needed(
    policy: Policy, path: str, flavor: str, find: Callable[[str, str], set[str]]
) -> None:
    asked = find(codeowners(policy, flavor), path)
    # GitLab can't take a file at any depth out of a section, so its fallback is asked too
    assert asked == SAMPLES[path] | ({"@boss"} if flavor == "gitlab" and path.endswith(".gitattributes") else set())


def test_rules_that_meet_are_both_asked() -> None:
    rules = POLICY.replace(
        "fallback", "  - {title: 贵宾, where: {paths: ['scripts/*/vip-*.yaml']}, stages: [rules]}\nfallback"
    )
    text = codeowners(parse_policy(rules.encode()), "github")
    assert by_last_line(text, "scripts/bargaining/vip-1.yaml") >= {"@keeper", "@li-si", "@shop/leads", "@boss"}


def test_odd_characters_in_paths() -> None:
    odd = POLICY.replace("handbook/**", "'hand book/#1 (a+b).md'")
    policy = parse_policy(odd.encode())
    assert "/hand\\ book/?1\\ (a+b).md @shop/leads" in codeowners(policy, "github").splitlines()
    assert "hand\\ book/\\#1\\ \\\\(a\\\\+b\\\\)\\\\.md(/.*)? @shop/leads" in codeowners(policy, "gitea").splitlines()


def test_a_role_without_a_name_is_refused(policy: Policy) -> None:
    assert policy.forge is not None
    owners = {role: names for role, names in policy.forge.owners.items() if role != "maintainer"}
    short = replace(policy, forge=replace(policy.forge, owners=owners))
    with pytest.raises(HuashuError, match="还没有写管理员（maintainer）在平台上叫什么"):
        codeowners(short, "github")
    with pytest.raises(HuashuError, match="还没有写各个岗位在平台上叫什么"):
        codeowners(replace(policy, forge=None), "github")


@pytest.mark.parametrize("flavor", ["gitea", "gitee", "github", "gitlab"])
def test_no_account_is_named_in_a_comment(policy: Policy, flavor: str) -> None:
    assert not any("@" in line for line in codeowners(policy, flavor).splitlines() if line.startswith("#"))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("role: supervisor, names", "role: nobody, names", "没有 nobody 这个岗位"),
        ("role: operations, names", "role: supervisor, names", "代号 supervisor 已经用过了"),
        ("[boss]", "['@boss']", "前面不用写 @"),
    ],
)
def test_what_is_wrong_with_owners(old: str, new: str, told: str) -> None:
    with pytest.raises(HuashuError) as caught:
        parse_policy(POLICY.replace(old, new).encode())
    assert told in caught.value.what
