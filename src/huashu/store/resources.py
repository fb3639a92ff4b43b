"""Where the files lie that come with huashu: schemas, the recommended rules, the model library."""

from __future__ import annotations

from pathlib import Path

from huashu.errors import HuashuError
from huashu.i18n import _


def packaged(name: str) -> Path:
    """The folder `name` ("schemas", "rules", "library"): inside the installed package, else at the top of the checkout.

    The model library is the checkout itself.
    """
    here = Path(__file__)
    top = here.parents[3]
    for folder in (here.parents[1] / "_data" / name, top if name == "library" else top / name):
        if folder.is_dir():
            return folder
    raise HuashuError(
        _("huashu 没有装完整，找不到自带的 {name} 文件夹").format(name=name),
        where=str(here.parents[1]),
        todo=_("请重新安装：pipx install --force huashu"),
    )
