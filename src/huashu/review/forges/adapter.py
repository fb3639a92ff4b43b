"""What every forge's module offers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from huashu.review.forges.address import Address
from huashu.review.forges.client import Client
from huashu.review.forges.notebook import Asked, Frame, Notebook
from huashu.review.forges.replies import Reply


class Adapter(Protocol):
    """URL: the API of the public forge, "" where there is none. PATH: where a server of one's own has it.

    TOKEN: the variable that holds the token where HUASHU_TOKEN does not.
    """

    @property
    def URL(self) -> str: ...
    @property
    def PATH(self) -> str: ...
    @property
    def TOKEN(self) -> str: ...

    def headers(self, token: str) -> Mapping[str, str]:
        """What each question carries; token may be empty."""

    def request(self, client: Client, asked: Asked) -> Reply:
        """The request as the forge shows it now."""

    def frame(self, reply: Reply) -> Frame | None:
        """What the request is, None where the reply lacks something."""

    def read(self, client: Client, address: Address, asked: Asked, reply: Reply, book: Notebook) -> None:
        """Everything else goes into the book."""
