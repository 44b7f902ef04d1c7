from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from kit.testbed.several import Several, several


@pytest.fixture(scope="session")
async def both() -> AsyncIterator[Several]:
    """Two processes on one PostgreSQL journal behind HAProxy. Tests leave both running. One that is told to
    end does so when its pages have gone."""
    async with several(drain=30.0) as both:
        yield both
