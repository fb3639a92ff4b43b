"""Which day it is: `--today`, else SOURCE_DATE_EPOCH, else the clock (DESIGN: Time)."""

from __future__ import annotations

import os
from datetime import datetime, tzinfo

from huashu.errors import HuashuError
from huashu.i18n import _


def now(today: str | None, timezone: tzinfo) -> datetime:
    """The moment that counts as now, aware, in the library's time zone. today: 2026-11-11 or 2026-11-11T20:00."""
    if today:
        try:
            return datetime.fromisoformat(today).replace(tzinfo=timezone)
        except ValueError as error:
            raise HuashuError(
                _("看不懂日期 {date}").format(date=today),
                where="--today",
                todo=_("请写成 2026-11-11 或 2026-11-11T20:00"),
            ) from error
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch:
        if not (epoch.isascii() and epoch.isdigit()):
            raise HuashuError(
                _("环境变量 SOURCE_DATE_EPOCH 应该是一个整数"),
                where=f"SOURCE_DATE_EPOCH={epoch}",
                todo=_("请改正它，或者不设置它"),
            )
        return datetime.fromtimestamp(int(epoch), timezone)
    return datetime.now(timezone)
