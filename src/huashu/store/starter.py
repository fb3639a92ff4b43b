"""A new library: scripts and terms taken from the model library, and the files that only a new library needs."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huashu import __version__
from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.store import policy_files, terms
from huashu.store.files import SETTINGS
from huashu.store.resources import packaged
from huashu.store.system_errors import reason
from huashu.store.writing import write_all
from huashu.text import SLOT

if TYPE_CHECKING:
    from ruamel.yaml import YAML

# At least one script a scene; `related` scripts that are not here are dropped from those that are.
SCRIPTS = (
    "after-sales/exchange-size",
    "after-sales/return-no-reason",
    "bargaining/price-too-high",
    "complaint/still-unsolved",
    "dialogue/livestream-question",
    "dialogue/size-by-height",
    "farewell/after-purchase",
    "greeting/first-hello",
    "greeting/livestream-welcome",
    "greeting/phone-opening",
    "logistics/tracking-stalled",
    "order/confirm-order",
    "payment/payment-failed",
    "review-request/after-receipt",
)
FIRST_REVIEW, NEXT_REVIEW = timedelta(days=180), timedelta(days=7)  # one script a week, not all on one day
NAME = "我们的客服话术手册"
EXTENDS = """\
# 规则来自 huashu 自带的规则包，升级 huashu 就能用上更好的规则；自己的规则放在 rules/ 里。
extends:
  - huashu/recommended
"""
TEMPLATES = Path(__file__).parent / "starter_files"
# The model library lies in the repository of the tool, which a library of one's own does not hold.
_OWN_PATHS = re.compile(r"(?m)^  paths: .*\n(?:    - .*\n)+(?=urgent:)")
HIDDEN = "dot-"  # dot-gitignore becomes .gitignore: under its real name it would work on this repository


def create(directory: Path, today: date) -> tuple[str, ...]:
    """Lay out a new library at `directory`, which must be absent or empty; the paths of its files.

    A fresh clone counts as empty. Everything is written beside its place first, so an interrupted call leaves nothing.
    """
    files = contents(today)
    try:
        _refuse_occupied(directory)
        existed = directory.is_dir()
        home = directory if existed else directory.parent
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".huashu-init-", dir=home) as workshop:
            built = Path(workshop, "library")
            write_all({built / path: data for path, data in files.items()})
            if existed:
                _move_into(built, directory)
            else:
                built.rename(directory)
    except OSError as error:
        raise HuashuError(
            _("话术库没有建成：{reason}").format(reason=reason(error)),
            where=str(directory),
            todo=_("请检查文件夹的写入权限和磁盘空间，或者换一个位置"),
        ) from error
    return tuple(files)


def contents(today: date) -> dict[str, bytes]:
    """Every file of a new library by its path, sorted."""
    model, yaml = packaged("library"), _round_trip()
    files: dict[str, str] = {}
    used: set[str] = set()
    for index, name in enumerate(SCRIPTS):
        script = yaml.load(_read(model / f"scripts/{name}.yaml"))
        used.update(_spoken_names(script))
        _settle(script, today + FIRST_REVIEW + index * NEXT_REVIEW)
        files[f"scripts/{name}.yaml"] = _dump(yaml, script)
    files[terms.FACTS] = _only(yaml, _read(model / terms.FACTS), "facts", used)
    files[terms.SLOTS] = _only(yaml, _read(model / terms.SLOTS), "slots", used)
    files[terms.NAMES] = _read(model / terms.NAMES)
    files |= {path: _read(model / path) for path in (terms.TARGETS, policy_files.PEOPLE)}
    policy = _OWN_PATHS.sub("", _read(model / policy_files.APPROVAL))
    files[policy_files.APPROVAL] = policy.replace("repository: qinghe/huashu", "repository: our/scripts", 1)
    files[SETTINGS] = new_settings(_read(model / SETTINGS))
    files |= {f"schemas/{path.name}": _read(path) for path in packaged("schemas").glob("*.json")}
    files |= dict(_templates())
    pictures = {f"assets/{path.name}": path.read_bytes() for path in (model / "assets").iterdir() if path.is_file()}
    return dict(sorted({**{path: text.encode() for path, text in files.items()}, **pictures}.items()))


def _refuse_occupied(directory: Path) -> None:
    if not directory.exists():
        return
    if not directory.is_dir():
        raise HuashuError(
            _("这个名字已经是一个文件了"), where=str(directory), todo=_("请换一个文件夹名，或者先把这个文件移走")
        )
    names = sorted(entry.name for entry in directory.iterdir() if entry.name != ".git")
    if names:
        shown = _("、").join(names[:5])
        raise HuashuError(
            _("文件夹里已经有内容：{names}").format(names=shown)
            if len(names) <= 5
            else _("文件夹里已经有内容：{names} 等 {count} 项").format(names=shown, count=len(names)),
            where=str(directory),
            todo=_("请换一个新的文件夹名，或者先把里面的东西移走；已有的文件一个都没有动"),
        )


def _move_into(built: Path, directory: Path) -> None:
    """Move what was built into a folder that exists; all of it or, where that fails, nothing."""
    moved: list[Path] = []
    try:
        for entry in sorted(built.iterdir()):
            entry.rename(directory / entry.name)
            moved.append(entry)
    except BaseException:  # Ctrl-C included
        for entry in moved:
            (directory / entry.name).rename(entry)
        raise


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def _templates() -> Iterator[tuple[str, str]]:
    for path in TEMPLATES.rglob("*"):
        if path.is_file():
            parts = path.relative_to(TEMPLATES).parts
            name = "/".join("." + part.removeprefix(HIDDEN) if part.startswith(HIDDEN) else part for part in parts)
            yield name, _read(path).replace("@VERSION@", __version__)


def new_settings(model: str) -> str:
    """The model library's settings under a name of one's own, its rules taken from the pack."""
    named = re.sub(r"(?m)^name: .*$", f"name: {NAME}", model, count=1)
    return re.sub(r"(?m)^(?=channels:$)", EXTENDS, named, count=1)


def _round_trip() -> YAML:
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _dump(yaml: YAML, data: object) -> str:
    out = io.StringIO()
    yaml.dump(data, out)
    return out.getvalue()


def _spoken_names(script: Any) -> Iterator[str]:
    """Slots and facts that the replies of a script name."""
    for reply in script["replies"]:
        for said in (reply["say"], *reply.get("variants", {}).values()):
            yield from SLOT.findall(said)


def _settle(script: Any, review_by: date) -> None:
    """Make a script of the model library at home in the new one: no relatives left behind, a review that lies ahead."""
    script["review_by"] = review_by
    for name in [name for name in script.get("related", ()) if name not in SCRIPTS]:
        script["related"].remove(name)
    if not script.get("related", True):
        del script["related"]


def _only(yaml: YAML, file: str, key: str, used: set[str]) -> str:
    """A file of terms with the names that are used; comments stay."""
    data = yaml.load(file)
    for name in [name for name in data[key] if name not in used]:
        del data[key][name]
    return _dump(yaml, data)
