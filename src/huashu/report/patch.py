"""What fixes would change, as a unified diff that `patch` and `git apply` take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import unified_diff

from huashu.text import visible

_UNFINISHED = "\\ No newline at end of file\n"


def report(changes: Mapping[str, tuple[str, str]], *, terminal: bool) -> str:
    """The changes of files: path → (text before, text after). terminal: for eyes only, no character has power."""
    lines = [line for path, (before, after) in sorted(changes.items()) for line in _file(path, before, after)]
    return "".join(visible(line.rstrip("\r\n")) + "\n" for line in lines) if terminal else "".join(lines)


def _file(path: str, before: str, after: str) -> Iterator[str]:
    for line in unified_diff(_lines(before), _lines(after), f"a/{path}", f"b/{path}"):
        yield line
        if not line.endswith("\n"):
            yield "\n" + _UNFINISHED


def _lines(text: str) -> list[str]:
    """Lines as those programs see them: they end with LF and nothing else."""
    return [f"{line}\n" for line in text.split("\n")[:-1]] + [line for line in text.split("\n")[-1:] if line]
