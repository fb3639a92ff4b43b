"""What YAML allows and a library does not: anchors, tags, repeated keys and the like, as problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from huashu.i18n import _
from huashu.model.source import Problem, Source
from huashu.store.syntax import errors
from huashu.store.syntax.tree import Note
from huashu.store.traps.words import EXPLAINS, MAX_PROBLEMS, shown


def described(text: str, notes: Iterable[Note], traps: Iterable[Problem]) -> Iterator[Problem]:
    """A problem for each note, but for those inside a trap, which the trap explains."""
    taken = [(trap.start, trap.end) for trap in traps if trap.code in EXPLAINS]
    source = Source("", text)
    for note in sorted(set(notes))[:MAX_PROBLEMS]:
        if not any(start <= note.start < end for start, end in taken):
            code = "anchor" if note.code == "alias" else note.code
            yield Problem(code, note.start, note.end, *_words(source, note))


def _words(source: Source, note: Note) -> tuple[str, str]:
    written = source.text[note.start : note.end]
    describe: dict[str, Callable[[], tuple[str, str]]] = {
        "alias": partial(errors.anchor, written),
        "anchor": partial(errors.anchor, written),
        "complex-key": _complex_key,
        "directive": errors.directive,
        "many-documents": errors.many_documents,
        "merge-key": _merge_key,
        "repeated-key": partial(_repeated_key, written, source.line_column(note.of)[0]),
        "tag": partial(errors.tag, written),
    }
    return describe[note.code]()


def _complex_key() -> tuple[str, str]:
    return _("冒号前面的键要是写在一行里的一个词"), _("请检查括号、问号和冒号；如果这是一句话，请写进 |- 块")


def _merge_key() -> tuple[str, str]:
    return _("“<<”会从别处合并内容，别人看不出最后是什么，这里不用"), _("请把要合并的内容原样写出来")


def _repeated_key(written: str, line: int) -> tuple[str, str]:
    message = _("“{key}”写了两次（第一次在第 {line} 行），YAML 只会留下一个").format(key=shown(written), line=line)
    return message, _("请删掉多余的一个；如果是清单的另一项，请在前面加“- ”")
