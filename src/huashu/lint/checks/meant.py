"""Which of the names that there are somebody may have meant."""

from __future__ import annotations

from collections.abc import Mapping

from huashu.text import nearest


def meant(value: str, titles: Mapping[str, str]) -> tuple[str, str]:
    """(what somebody may have meant, what is meant for certain), "" where there is none. titles: by id; people who
    write 客服部 mean its id."""
    same = [name for name, title in titles.items() if title == value]
    near = nearest(value, [title for title in titles.values() if title])
    by_title = next((name for name, title in titles.items() if near and title == near), "")
    guess = same[0] if same else nearest(value, titles) or by_title
    shown = f"{guess}（{titles[guess]}）" if guess and titles[guess] else guess
    return shown, same[0] if len(same) == 1 else ""
