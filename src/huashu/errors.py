"""The one exception that users see: what is wrong, where, and what to do next."""

from __future__ import annotations


class HuashuError(Exception):
    """Something the user can mend. Commands print it and exit with 2.

    what: one sentence that says what is wrong.
    where: path, or `path:line:column`, relative to the library where possible; may be empty.
    todo: one sentence that says what to do next; may be empty.
    """

    def __init__(self, what: str, *, where: str = "", todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.todo = todo
