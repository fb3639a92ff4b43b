"""Colour for what people read."""

from __future__ import annotations

SEVERITY_COLOURS = {"error": "31", "warning": "33", "info": "36"}
BOLD, DIM, GREEN = "1", "2", "32"


class Paint:
    """Colour where there is a terminal for it."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text
