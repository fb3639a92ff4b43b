"""Characters that look like others: letters of other scripts amid Latin, kana amid hanzi, letters in fancy dress."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import normalize

from huashu.patterns import lazy

# From the table of confusables of Unicode (UTS 39): those that no reader can tell from the letter.
_CYRILLIC = dict(zip("АВЕЅІЈКМНОРСТУХаеѕіјорсухԁԛԝһ", "ABESIJKMHOPCTYXaesijopcyxdqwh", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲϳν", "ABEZHIKMNOPTYXocjv", strict=True))
_LETTERS = {**_CYRILLIC, **_GREEK}
_SIGNS = dict(zip("カロニハエタトオチーㄧ", "力口二八工夕卜才千一一", strict=True))

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_TOKEN = lazy("[A-Za-z\u0370-\u052f]*[\u0370-\u052f][A-Za-z\u0370-\u052f]*")
_FOREIGN = lazy("[\u0370-\u052f]+")
_SIGN = lazy(rf"(?<=[{_HAN}])[{''.join(_SIGNS)}](?=[{_HAN}])")
_FANCY = lazy("[\u249c-\u24e9\U0001d400-\U0001d7ff]+")


def lookalikes(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, what it looks like) of each run."""
    for token in _TOKEN.finditer(text):
        foreign = [char for char in token[0] if not char.isascii()]
        # a word of Russian or Greek is a word; a small letter by itself belongs to an emoticon
        if all(char in _LETTERS for char in foreign) and (len(foreign) < len(token[0]) or token[0].isupper()):
            for found in _FOREIGN.finditer(text, *token.span()):
                yield *found.span(), "".join(_LETTERS[char] for char in found[0])
    for found in _SIGN.finditer(text):
        yield *found.span(), _SIGNS[found[0]]
    for found in _FANCY.finditer(text):
        plain = normalize("NFKC", found[0]).strip("()")
        if plain.isascii() and plain.isalnum():
            yield *found.span(), plain
