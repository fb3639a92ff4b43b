"""Cover and approval page as data: what is known of release and approvals, and where people sign."""

from __future__ import annotations

from typing import Any

from handbook_values import entry, handbook

from huashu.handbook.chapters import Approval, LeftOut, ReleaseNote, SceneChapter
from huashu.handbook.pdf_front import approval, cover

COUNTS = {"scenes": 1, "scripts": 2, "replies": 5}
RELEASE = ReleaseNote("2026-秋", "2026-11-20", "甲", exact=True)
SINCE = ReleaseNote("2026-秋", "2026-11-20", "甲", exact=False)


def facts(**changes: Any) -> dict[str, str]:
    shown: Any = approval(handbook(counts=COUNTS, **changes))
    return dict(shown["facts"])


def tables(*entries: Any, **changes: Any) -> Any:
    return approval(handbook(SceneChapter("a", "甲", "plain", (), entries), **changes))["tables"]


def test_a_release_says_which_when_and_by_whom() -> None:
    assert facts(release=RELEASE) == {
        "发布": "2026-秋",
        "发布日期": "2026-11-20",
        "发布人": "甲",
        "提交": "3f2a91c",
        "本册日期": "2026-11-21",
        "收录": "1 个场景、2 篇话术、5 条回复",
        "与发布相比": "与发布时一样",
    }
    assert cover(handbook(release=RELEASE))["edition"] == "2026-11-21 版 · 2026-秋"


def test_what_came_after_a_release_is_told() -> None:
    shown = facts(release=SINCE, modified=True)
    assert (shown["发布"], shown["提交"]) == ("2026-秋，发布之后又有改动", "3f2a91c · 有未提交的修改")
    assert shown["与发布相比"] == "没有看到新增或有改动的话术"
    scene = SceneChapter("a", "甲", "plain", (), (entry(news="new"), entry(news="changed"), entry(news="changed")))
    compared: Any = approval(handbook(scene, release=SINCE))
    assert ("与发布相比", "新增 1 篇，有改动 2 篇") in map(tuple, compared["facts"])
    assert cover(handbook(release=SINCE))["edition"] == "2026-11-21 版"


def test_what_is_not_known_is_said_to_be_so() -> None:
    shown = facts(revision="", left_out=(LeftOut("a/b", "甲", "甲", "过期"),), draft=True, draft_reason="还有 3 处错误")
    assert shown == {
        "发布": "还没有发布过",
        "提交": "不在 git 里，没有提交号",
        "本册日期": "2026-11-21",
        "收录": "1 个场景、2 篇话术、5 条回复",
        "未收录": "1 篇，见附录",
        "草稿": "还有 3 处错误",
    }
    assert facts(release=ReleaseNote("r", "", "", exact=True))["发布人"] == "没有记录"


def test_approvals_are_listed_where_they_are_known() -> None:
    approved, _to_sign = tables(
        approvals=(Approval("甲", "主管", "2026-11-19", "顾客觉得贵"), Approval("乙", "产品部", ""))
    )
    assert approved["rows"] == [["甲", "主管", "2026-11-19", "顾客觉得贵"], ["乙", "产品部", "没有记录", ""]]
    assert approved["lead"] == ""
    unknown, _to_sign = tables()
    assert (unknown["rows"], unknown["lead"]) == ([], "这本手册没有带上审批记录，是否批准以下面的签字为准。")


def test_everyone_concerned_has_room_to_sign() -> None:
    _approved, to_sign = tables(entry(consult=("产品部", "运营部")), entry(owner="产品部"), entry(owner=""))
    assert to_sign["head"] == ["岗位或部门", "姓名", "签字", "日期"]
    assert to_sign["rows"] == [
        [signer, "", "", ""] for signer in ("客服主管", "话术培训专员", "一线客服代表", "客服部", "产品部", "运营部")
    ]
    assert all(len(table["widths"]) == len(table["head"]) for table in (_approved, to_sign))
