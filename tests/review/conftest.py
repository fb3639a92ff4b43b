from __future__ import annotations

from collections.abc import Iterator

import pytest
from forge_server import ForgeServer


@pytest.fixture
def forge() -> Iterator[ForgeServer]:
    with ForgeServer() as server:
        yield server
