from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kit.room.rooms import Rooms
from kit.store.open import open_journal
from tests.houses import share_shelves

EXERCISES = Path(__file__).parents[2] / "exercises"

share_shelves()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "runs.kit"


@pytest.fixture
async def rooms(file: Path) -> AsyncIterator[Rooms]:
    journal = open_journal(str(file))
    house = Rooms(journal, EXERCISES)
    yield house
    await house.close()
    journal.close()
