"""What `huashu lint` does to answer for findings: `--add-ignore` and `--write-baseline`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huashu.cli.say import note
from huashu.errors import HuashuError
from huashu.i18n import _

if TYPE_CHECKING:
    from huashu.lint.cached import Checked
    from huashu.lint.workspace import Workspace


def require_fit(*, add_ignore: bool, reason: str | None, write_baseline: bool, others: bool) -> None:
    """Refuse what cannot go together. others: whether another option changes or shows files."""
    if add_ignore and not reason:
        raise HuashuError(
            _("忽略要写明理由"), where="--add-ignore", todo=_("请加上 --reason，例如 --reason 法务确认过")
        )
    if reason is not None and not add_ignore:
        raise HuashuError(_("--reason 要和 --add-ignore 一起用"), where="--reason", todo=_("请加上 --add-ignore"))
    if add_ignore + write_baseline + others > 1:
        raise HuashuError(
            _("--add-ignore、--write-baseline 和 --fix、--diff、--watch 一次只能用一个"),
            where="--add-ignore" if add_ignore else "--write-baseline",
            todo=_("请分几次运行"),
        )


def add_ignores(work: Workspace, checked: Checked, reason: str) -> None:
    """Write a comment for each finding, and tell what was written."""
    added = work.add_ignores(checked, reason)
    work.write(added)
    for path, file in added.items():
        if file.applied:
            note(_("已忽略 {path}：{count} 处").format(path=path, count=len(file.applied)))
    left = sum(len(file.left) for file in added.values())
    if left:
        note(_("有 {count} 处不能忽略，要改好").format(count=left))


def write_baseline(work: Workspace, *, remember: bool) -> None:
    """Record what there is, and tell how much that was."""
    from huashu.store.files import BASELINE

    count = work.write_baseline(remember=remember)
    note(_("已把 {count} 处现有的问题记进 {path}，以后只报新的").format(count=count, path=BASELINE))
