"""What keeps a change from being judged at all, in words."""

from __future__ import annotations

from huashu.i18n import _
from huashu.model.change import Obstacle
from huashu.model.verdict import REFUSED, Verdict


def obstacle(one: Obstacle) -> Verdict:
    """The refusal of one obstacle; of a kind that is not known here, too."""
    told = {
        "conflict": (
            _("{path} 和目标分支上的改动碰在一起，git 合不上"),
            _("请先把目标分支合进来，处理好有冲突的地方，再推送"),
        ),
        "unrelated": (_("这个分支和目标分支没有共同的来历"), _("请从目标分支新开一个分支，把改动搬过去")),
        "shallow": (_("这里没有完整的历史，看不出改了什么"), _("请先取回完整的历史，例如 git fetch --unshallow")),
        "symlink": (_("{path} 是一个链接，会把人引到别处去"), _("请换成真正的文件")),
        "submodule": (_("{path} 是另一个仓库（子模块），里面的内容没有人批"), _("请把它删掉，需要的文件直接放进来")),
        "odd-tree": (
            _("{path} 这一项不是 git 正常写出来的，不同的程序会看到不同的内容"),
            _("请在干净的仓库里重新提交这次改动"),
        ),
        "collision": (_("{path} 和另一个名字只差大小写或字形，在有些电脑上会互相覆盖"), _("请给其中一个换个名字")),
        "name": (_("{path} 的名字里有看不见或读不出的字符"), _("请给它改个名字")),
        "unreadable": (_("{path} 读不出来，不知道说的是什么：{detail}"), _("请运行 huashu lint，照提示改好")),
        "formerly": (
            _("有两条话术都说自己以前叫 {detail}，不知道是哪一条：{path}"),
            _("请只在一条里写 formerly，另一条删掉这一行"),
        ),
        "policy-gone": (_("{path} 被删掉了，以后就没有人把关了"), _("请把它放回来")),
    }
    sentence, todo = told.get(one.code, (_("{path} 有问题：{detail}"), _("请找管理员看一下")))
    text = sentence.format(path=one.path, detail=one.detail)
    if not one.detail:
        text = text.rstrip(" ：:")  # it led to what there is not, in whatever language
    return Verdict(REFUSED, one.code, text, todo, one.path)
