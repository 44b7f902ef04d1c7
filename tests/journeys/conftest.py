"""One house for all evenings in which nobody pulls its plug."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from kit.testbed.serverproc import House, own_house


@pytest.fixture(scope="session")
async def house() -> AsyncIterator[House]:
    async with own_house() as house:
        yield house
