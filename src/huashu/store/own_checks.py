"""Checks that other packages bring, by entry points. Nobody looks for them unless a rule names what huashu lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from huashu.errors import HuashuError
from huashu.i18n import _
from huashu.model.own_check import OwnCheck

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "huashu.checks"


@dataclass(frozen=True, slots=True, eq=False)
class Brought:
    """A check and the package that brings it, as `name version`."""

    name: str
    package: str
    check: OwnCheck


def find(name: str, built_in: frozenset[str]) -> Brought | None:
    """The check of this name that some package brings; None where none does. built_in: names that are taken.

    Raises HuashuError where a package takes a name that is not free, or cannot be loaded.
    """
    entry = _entries(built_in).get(name)
    return None if entry is None else _loaded(entry)


def names(built_in: frozenset[str]) -> tuple[str, ...]:
    """All checks that packages bring, sorted; none of them is loaded."""
    return tuple(sorted(_entries(built_in)))


@cache
def _entries(built_in: frozenset[str]) -> dict[str, EntryPoint]:
    from importlib.metadata import entry_points  # dear to load

    found: dict[str, EntryPoint] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, package_of(entry))):
        if entry.name in built_in:
            raise HuashuError(
                _("{package} 带来的检查 {check} 和 huashu 自带的重名").format(
                    package=package_of(entry), check=entry.name
                ),
                where=_declared(entry),
                todo=_("请让写这个包的同事给检查换一个名字，或者卸载这个包"),
            )
        if entry.name in found:
            both = _("、").join(map(package_of, (found[entry.name], entry)))
            raise HuashuError(
                _("几个包带来了同名的检查 {check}：{packages}").format(check=entry.name, packages=both),
                where=_declared(entry),
                todo=_("请只留下一个包，其余的卸载"),
            )
        found[entry.name] = entry
    return found


@cache
def _loaded(entry: EntryPoint) -> Brought:
    try:
        check = entry.load()
    except (Exception, SystemExit) as error:  # whatever a package does while it is imported, its name is what helps
        raise HuashuError(
            _("{package} 带来的检查 {check} 没有装好：{error}").format(
                package=package_of(entry), check=entry.name, error=told(error)
            ),
            where=_declared(entry),
            todo=_("请升级或者重新安装这个包；问题还在，就交给写它的同事"),
        ) from error
    if not isinstance(check, OwnCheck) or not isinstance(check.parameters, dict) or not callable(check.run):
        raise HuashuError(
            _("{package} 带来的检查 {check} 不是一个 OwnCheck").format(package=package_of(entry), check=entry.name),
            where=_declared(entry),
            todo=_("请让写这个包的同事对照 docs/own-checks.md 修改"),
        )
    return Brought(entry.name, package_of(entry), check)


def package_of(entry: EntryPoint) -> str:
    """`name version` of the distribution that declares an entry point."""
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist is not None else entry.module


def told(error: BaseException) -> str:
    """An error in one line, with the place in the code where it arose."""
    *_outer, last = ["", *_frames(error)]
    words = " ".join(f"{type(error).__name__}: {error}".rstrip(": ").split())
    short = words if len(words) <= 200 else words[:200] + "…"
    return f"{short}（{last}）" if last else short


def _frames(error: BaseException) -> Iterator[str]:
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename.replace("\\", "/").rsplit("/", 1)[-1]
        yield f"{name}:{trace.tb_lineno}"
        trace = trace.tb_next


def _declared(entry: EntryPoint) -> str:
    return f"{GROUP}: {entry.name} = {entry.value}"
