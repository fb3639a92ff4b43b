"""Makes editions of the handbook for commands: of the library on disk, once it has no errors, or of an earlier commit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from huashu.i18n import _

if TYPE_CHECKING:
    from huashu.handbook.choose import Choice
    from huashu.handbook.edition import Edition


def now_edition(start: Path, today: str | None, choice: Choice, *, draft: bool) -> Edition | None:
    """The edition of the library that `start` lies in; None, and told why, where it has errors and no draft is wanted."""
    from huashu.cli import clock
    from huashu.cli.say import note
    from huashu.handbook.choose import require_known
    from huashu.handbook.edition import edition
    from huashu.lint.workspace import open_library
    from huashu.store import snapshot

    work = open_library(start, lambda timezone: clock.now(today, timezone))
    require_known(choice, work.settings)
    errors = sum(finding.severity == "error" for finding in work.check().findings)
    if errors and not draft:
        note(_("话术库里还有 {count} 处错误，手册没有生成，原来的手册没有动。").format(count=errors))
        note(_("先运行 huashu lint 看看要改哪里；急着要看样子，可以加 --draft 生成盖着“草稿”的手册。"))
        return None
    return edition(snapshot.on_disk(work.root, work.library()), work.now, choice, _reason(errors, draft=draft))


def past_edition(start: Path, revision: str, today: str | None, choice: Choice, *, draft: bool) -> Edition | None:
    """The edition of a commit or tag. Today's rules did not exist then, so only files that cannot be read are errors."""
    from huashu.cli import clock
    from huashu.cli.say import note
    from huashu.handbook.edition import edition
    from huashu.store import snapshot
    from huashu.store.files import find_root
    from huashu.store.library import readable_anyway

    then = snapshot.at(find_root(start), revision)
    broken = [file.source.path for file in then.library.problems if not readable_anyway(file)]
    if broken and not draft:
        note(_("这个版本里有 {count} 个文件读不出来，手册没有生成，原来的手册没有动。").format(count=len(broken)))
        for path in broken:
            note(f"  {path}")
        note(_("急着要看样子，可以加 --draft 生成盖着“草稿”的手册。"))
        return None
    now = clock.now(today, then.library.settings.timezone)
    return edition(then, now, choice, _reason(len(broken), draft=draft))


def _reason(errors: int, *, draft: bool) -> str:
    if not draft:
        return ""
    return _("还有 {count} 处错误没有改").format(count=errors) if errors else _("按要求生成的草稿")
