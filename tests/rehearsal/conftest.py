"""One server for the whole folder, and the exercises as they are on the shelf."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from kit.scenario.model import Exercise
from kit.scenario.shelf import read_shelf
from kit.testbed.serverproc import ROOT, House, own_house


@pytest.fixture(scope="session")
def exercises() -> dict[str, Exercise]:
    return {exercise.slug: exercise for exercise in read_shelf(ROOT / "exercises").exercises}


@pytest.fixture(scope="session")
def exercise(exercises: dict[str, Exercise]) -> Exercise:
    return exercises["hurricane"]


@pytest.fixture(scope="session")
async def house() -> AsyncIterator[House]:
    async with own_house() as house:
        yield house
