"""What a text gives away to a customer, in figures."""

from __future__ import annotations

from huashu.patterns import lazy

MONEY, FOLD, PERCENT = "money", "fold", "percent"  # yuan; tenths off the price; per cent
_FIGURE = r"[0-9]{1,9}(?:\.[0-9]{1,4})?"  # bounded, so that nothing takes long
# 减 30 元, 补您 10 元, 20 元券, 9 折, 95 折, 退 20%
_GIVEN = lazy(
    r"(?:减免?|便宜|优惠|少收|少付|抵扣?|让利?|立减|直降|返现?|返还|补偿?|赔付?|赔偿|退还?|退差价?|送)(?:给?您|了|你)? ?"
    rf"(?P<off>{_FIGURE}) ?(?P<unit>[元块]|%|％|个百分点)"
    rf"|(?<![0-9.])(?P<coupon>{_FIGURE}) ?[元块](?:的)?[^，。；！？0-9\n]{{0,4}}(?:券|红包|补偿|赔付|赔偿)"
    r"|(?<![0-9.])(?P<tenths>[0-9](?:\.[0-9]{1,2})?)折"
    r"|(?<![0-9.])(?P<hundredths>[1-9][0-9])折"
)
_MAY = lazy("[元块折%％点]")  # quicker than what it stands before


def concessions(text: str) -> dict[str, float]:
    """The largest concession of each kind, larger meaning more for the customer."""
    most: dict[str, float] = {}
    for match in _GIVEN.finditer(text) if _MAY.search(text) else ():
        if match["tenths"]:
            kind, worth = FOLD, 10 - float(match["tenths"])
        elif match["hundredths"]:
            kind, worth = FOLD, 10 - float(match["hundredths"]) / 10
        elif match["coupon"] or match["unit"] in "元块":
            kind, worth = MONEY, float(match["coupon"] or match["off"])
        else:
            kind, worth = PERCENT, float(match["off"])
        most[kind] = max(most.get(kind, 0.0), round(worth, 4))
    return most
