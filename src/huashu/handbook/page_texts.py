"""What the page says while it is used: its scripts hold no words of their own, only these keys."""

from __future__ import annotations

from huashu.i18n import _


def page_texts() -> dict[str, str]:
    """Key → text in the language in force; {name} stands for what the page fills in."""
    return {
        "all": _("全部话术"),
        "approved": _("{role}：{person} {date} 通过"),
        "asks": _("顾客会这样问"),
        "by": _("由{role}来说"),
        "changed": _("有改动"),
        "changedOn": _("{date} 修改"),
        "comma": _("、"),
        "consult": _("会签 {departments}"),
        "copied": _("已复制，去粘贴吧"),
        "copiedNext": _("已复制。下一步：{next}"),
        "copiedOpen": _("已复制，还有空没填：{names}"),
        "copy": _("复制"),
        "copyFailed": _("浏览器不让复制，请选中文字再按 Ctrl+C"),
        "copyPicture": _("复制图片"),
        "dark": _("深色"),
        "earlier": _("前面还有 {count} 篇，从头看"),
        "escalate": _("转给{role}"),
        "expiredNow": _("刚刚到期"),
        "fact": _("公司口径：{name}"),
        "favourite": _("收藏"),
        "favourites": _("我的收藏"),
        "fillNow": _("去填空"),
        "fixed": _("原话"),
        "fixedWhy": _("一字不改，照着发"),
        "found": _("{count} 篇"),
        "from": _("{role}起"),
        "goNext": _("看下一步"),
        "hidden": _("这是照现在的筛选找的；不筛选的话有 {count} 篇。"),
        "ladder": _("阶梯"),
        "light": _("浅色"),
        "modified": _("有未提交的修改"),
        "nearest": _("也许您找的是"),
        "new": _("新增"),
        "noFavourites": _("还没有收藏。点话术标题旁的星星，常用的就都在这里。"),
        "noRecent": _("还没有用过话术。复制过的会记在这里。"),
        "noneHere": _("这里没有符合条件的话术，放宽一下筛选试试。"),
        "notTaken": _("这个文件不是从手册导出的，没有读入"),
        "note": _("给客服看，别发给顾客"),
        "nothing": _("没有找到“{query}”"),
        "nothingHint": _("换个说法，或者少打几个字试试。手册里真没有的："),
        "only": _("只由{role}来说"),
        "overdue": _("复核日 {date} 已过"),
        "owner": _("{owner}负责"),
        "pending": _("未生效，{date} 起才能用"),
        "picture": _("配图 {name}"),
        "recent": _("最近用过"),
        "related": _("接着可看"),
        "remembered": _("会记住"),
        "reply": _("第 {number} 条"),
        "report": _("复制一段话，请同事补上这条话术"),
        "reportCopied": _("已复制，发给写话术的同事就行"),
        "reportText": _(
            "手册里缺一条话术，麻烦补上。\n我搜的是：{query}\n顾客当时的原话：\n我是这样回的：\n（{name}，{date}，版本 {revision}）"
        ),
        "review": _("{date} 前复核"),
        "sensitive": _("顾客信息，不会保存"),
        "soon": _("快到期了，用到 {date} 为止"),
        "steps": _("步骤"),
        "taken": _("收藏和设置已读入"),
        "uncommitted": _("尚未提交"),
        "unfold": _("展开全部 {count} 条"),
        "until": _("用到 {date} 为止"),
        "version": _("版本"),
        "widen": _("去掉筛选"),
        "whatChanged": _("看看改了什么"),
    }


def live_texts() -> dict[str, str]:
    """What the page says besides while `huashu serve` shows it."""
    return {
        "liveClean": _("检查过了，没有问题"),
        "liveFindings": _("检查结果"),
        "live_error": _("错误 {count}"),
        "live_warning": _("提醒 {count}"),
        "live_info": _("参考 {count}"),
    }


def page_help() -> list[tuple[tuple[str, ...], str]]:
    """Keys and what they do, for the help dialog."""
    return [
        (("/",), _("去搜索，拼音首字母也行；按 ↓ 往下挑")),
        (("Enter", "c"), _("复制手边这条")),
        (("↑", "↓"), _("上一条、下一条；k、j 也行")),
        (("p", "n"), _("上一篇、下一篇")),
        (("→",), _("展开这一篇；o 也行")),
        (("e",), _("填空；填好按 Enter 直接复制")),
        (("x",), _("换一位顾客，清掉上一位的信息")),
        (("f",), _("收藏这一篇")),
        (("0", "1", "2"), _("换渠道；0 是全部渠道")),
        (("d",), _("深色、浅色")),
        (("+", "-"), _("字大、字小")),
        (("Esc",), _("清空搜索，或者回到搜索")),
        (("?",), _("打开这一页")),
    ]
