"""Which day it is: `--today`, else SOURCE_DATE_EPOCH, else the clock (DESIGN: Time)."""

from __future__ import annotations

import os
from datetime import datetime, tzinfo

from huashu.errors import HuashuError
from huashu.i18n import _

_YEARS = range(1970, 3000)  # within them dates can be reckoned with in every time zone


def now(today: str | None, timezone: tzinfo) -> datetime:
    """The moment that counts as now, aware, in the library's time zone. today: 2026-11-11 or 2026-11-11T20:00."""
    if today:
        try:
            return _near(datetime.fromisoformat(today), timezone)
        except (ValueError, OverflowError) as error:
            raise HuashuError(
                _("看不懂日期 {date}").format(date=today),
                where="--today",
                todo=_("请写成 2026-11-11 或 2026-11-11T20:00"),
            ) from error
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch:
        try:
            return _near(datetime.fromtimestamp(_seconds(epoch), timezone), timezone)
        except (ValueError, OverflowError, OSError) as error:
            raise HuashuError(
                _("环境变量 SOURCE_DATE_EPOCH 应该是一个整数：从 1970 年起的秒数"),
                where=f"SOURCE_DATE_EPOCH={epoch}",
                todo=_("请改正它，或者不设置它"),
            ) from error
    return datetime.now(timezone)


def _seconds(epoch: str) -> int:
    if not (epoch.isascii() and epoch.isdigit()):
        raise ValueError(epoch)
    return int(epoch)


def _near(moment: datetime, timezone: tzinfo) -> datetime:
    if moment.year not in _YEARS:
        raise ValueError(moment)
    return moment.replace(tzinfo=timezone) if moment.tzinfo is None else moment.astimezone(timezone)
