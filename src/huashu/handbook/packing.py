"""The data of a page as base64 of gzipped JSON: a fifth of its size, and no character in it means anything to HTML."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, cast
from zlib import DEFLATED, Z_BEST_COMPRESSION, Z_BEST_SPEED, Z_FULL_FLUSH, compressobj, crc32

from huashu.handbook.memo import Memo

_GZIP, _BARE = 31, -15  # zlib's numbers for a stream with gzip's frame, which browsers unpack, and for one without
_HEAD = bytes((0x1F, 0x8B, DEFLATED, *(0,) * 6, 0xFF))  # of gzip's frame: no name, no time, no system
_LAST = b"\x03\x00"  # an empty block, which says that none comes after it


class Written(dict[str, object]):
    """A script of the page. Its JSON and its characters are worked out once: it may be shown again and again."""

    @cached_property
    def text(self) -> str:
        return _json(self)

    @cached_property
    def spoken(self) -> frozenset[str]:
        """Every character of its replies as written."""
        replies = cast("list[dict[str, object]]", self["replies"])
        texts = [str(text) for reply in replies for text in (reply["say"], *_values(reply.get("variants")))]
        return frozenset().union(*texts)


class _Piece(NamedTuple):
    """A part of the JSON. deflated: by itself, so that it can stand between any others."""

    plain: bytes
    deflated: bytes


def packed(data: Mapping[str, object]) -> str:
    """As small as it can be. The frame holds no time: same data, same text."""
    packer = compressobj(Z_BEST_COMPRESSION, wbits=_GZIP)
    text = "".join(_texts(data))
    return b64encode(packer.compress(_bytes(text)) + packer.flush()).decode()


def packed_quickly(data: Mapping[str, object], memo: Memo) -> str:
    """A little larger, soon made: each scene is packed by itself, and again only where one of its scripts is another
    one. memo: of scenes, kept from one call to the next."""
    pieces: list[_Piece] = []
    for name, value in data.items():
        scripts = cast("list[Written]", value) if _is_scripts(value) else None
        pieces.append(_piece(f"{',' if pieces else '{'}{_json(name)}:{'[' if scripts else _json(value)}"))
        if scripts:
            for number, scene in groupby(scripts, key=itemgetter("scene")):
                pieces.append(_scene(memo, number, list(scene), first=scripts[0]))
            pieces.append(_piece("]"))
    pieces.append(_piece("}" if pieces else "{}"))
    check, length = 0, 0
    for piece in pieces:
        check, length = crc32(piece.plain, check), length + len(piece.plain)
    tail = check.to_bytes(4, "little") + (length & 0xFFFFFFFF).to_bytes(4, "little")
    return b64encode(b"".join((_HEAD, *(piece.deflated for piece in pieces), _LAST, tail))).decode()


def _scene(memo: Memo, number: object, scripts: list[Written], *, first: Written) -> _Piece:
    comma = "" if scripts[0] is first else ","
    # two lists of the very same scripts are equal at a glance
    return memo.of(
        str(number), None, (comma, scripts), lambda: _piece(comma + ",".join(script.text for script in scripts))
    )


def _piece(text: str) -> _Piece:
    plain = _bytes(text)
    packer = compressobj(Z_BEST_SPEED, wbits=_BARE)
    return _Piece(plain, packer.compress(plain) + packer.flush(Z_FULL_FLUSH))


def _texts(data: Mapping[str, object]) -> Iterator[str]:
    for index, (name, value) in enumerate(data.items()):
        yield f"{',' if index else '{'}{_json(name)}:"
        if _is_scripts(value):
            yield "[" + ",".join(script.text for script in cast("list[Written]", value)) + "]"
        else:
            yield _json(value)
    yield "}" if data else "{}"


def _is_scripts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Written)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _values(variants: object) -> list[object]:
    return list(variants.values()) if isinstance(variants, dict) else []
