"""Finds texts that are nearly the same among very many, without comparing each with each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from huashu.i18n import _
from huashu.patterns import lazy

# Threes of characters, cut out wherever a frequent one stands: where two texts read the same, they are cut the same.
_CUT = lazy("[的您我是一不了来在到有上就给这看先].{2}", re.DOTALL)
_CUT_LONG = lazy("[的一在我].{2}", re.DOTALL)  # of long texts fewer threes are enough
_TELLING = 4  # cuts of a text by which others are found: the rarest of those that stand in several texts
_SHORT, _LONG = 24, 120  # a short text may have next to no cuts, so its beginning and its end count too
_TOLD = 4  # changes that are spelt out


def pairs(texts: Sequence[str], percent: int) -> Iterator[tuple[int, int, int]]:
    """(earlier, later, percent) of texts that are alike to at least `percent`, equal ones left out.

    A text is held against the one before it that shares one of its rarest cuts, not against all of them: the work grows
    with the texts, not with their square, and of many that are alike each is told with its neighbour.
    """
    near = [pair for pair in _neighbours(texts, percent / 100) if texts[pair[0]] != texts[pair[1]]]
    if not near:
        return
    from rapidfuzz.distance import Indel

    cutoff = percent / 100
    for one, other in near:
        found = Indel.normalized_similarity(texts[one], texts[other], score_cutoff=cutoff)
        if found >= cutoff:
            yield one, other, int(found * 100)


def _neighbours(texts: Sequence[str], share: float) -> Iterator[tuple[int, int]]:
    """Pairs of texts that share enough of their cuts to be alike to such a share, by the later one and then the earlier."""
    enough = share**3  # three characters in a row are left as they were where each of them is
    # each text's cuts as one text: as texts of their own, those of very many would take eight times the room
    kept: list[str] = []
    needed: list[float] = []

    def every() -> Iterator[set[str]]:
        for text in texts:
            cuts = _cuts(text)
            kept.append("\0".join(cuts))
            # of a short text any cut will do, and of any text one may be lost by how it is cut
            needed.append(enough * len(cuts) - 1 if len(text) > _SHORT else 0)
            yield cuts

    counts = {cut: count for cut, count in Counter(chain.from_iterable(every())).items() if count > 1}
    rank = {cut: place for place, cut in enumerate(sorted(sorted(counts), key=counts.__getitem__))}
    sizes = list(map(len, texts))
    latest: dict[str, int] = {}  # cut → number of the last text that holds it, from 1
    before = latest.get
    for number, own in enumerate(kept):
        shared = [cut for cut in own.split("\0") if cut in rank]
        telling = sorted(shared, key=rank.__getitem__)[:_TELLING] if len(shared) > _TELLING else shared
        others = {other for other in map(before, telling) if other}
        latest.update(dict.fromkeys(telling, number + 1))
        # what is alike is about as long
        size = sizes[number]
        near = [other - 1 for other in others if 2 * min(size, sizes[other - 1]) >= share * (size + sizes[other - 1])]
        if near:
            cuts = set(shared)
            for other in sorted(near):
                if len(cuts.intersection(kept[other].split("\0"))) >= min(needed[number], needed[other]):
                    yield other, number


def _cuts(text: str) -> set[str]:
    found = set((_CUT_LONG if len(text) > _LONG else _CUT).findall(text))
    if len(text) <= _SHORT:
        found.update((text[:4], text[-4:], text[4:8]))
    return found


def difference(one: str, other: str) -> str:
    """How `other` differs from `one`, in a few words."""
    parts = []
    for before, after in _changes(one, other):
        if before and after:
            parts.append(_("“{before}”成了“{after}”").format(before=before, after=after))
        elif before:
            parts.append(_("少了“{words}”").format(words=before))
        elif after:
            parts.append(_("多了“{words}”").format(words=after))
    if len(parts) > _TOLD:
        parts[_TOLD:] = [_("另有 {count} 处").format(count=len(parts) - _TOLD)]
    return _("；").join(parts)


def _changes(one: str, other: str) -> list[tuple[str, str]]:
    """(before, after) of what was changed; a change of single characters is shown within its word."""
    from difflib import SequenceMatcher

    from rapidfuzz.distance import Postfix, Prefix

    spans: list[list[int]] = []
    # what both begin and end with needs no looking for, which takes long
    head = Prefix.similarity(one, other)
    tail = Postfix.similarity(one[head:], other[head:])
    middle = SequenceMatcher(None, one[head : len(one) - tail], other[head : len(other) - tail], autojunk=False)
    for kind, *places in middle.get_opcodes():
        a, b, c, d = (at + head for at in places)
        if kind != "equal":
            if spans and a - spans[-1][1] <= 1:  # what stays between two changes by chance goes with them
                spans[-1][1], spans[-1][3] = b, d
            else:
                spans.append([a, b, c, d])
    found = []
    for a, b, c, d in spans:
        if a < b and c < d and max(b - a, d - c) == 1:
            right = one[b : b + 1].isalnum()
            left = _length_of_word(one[:a]) if not right else one[a - 1 : a].isalnum()
            a, b, c, d = a - left, b + right, c - left, d + right
        found.append((_on_one_line(one[a:b]), _on_one_line(other[c:d])))
    return found


def _length_of_word(before: str) -> int:
    """How many of the last two characters belong to the word that follows, as far as one can tell."""
    return 2 if before[-2:].isalnum() and len(before) > 1 else int(before[-1:].isalnum())


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
