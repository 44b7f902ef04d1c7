from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest

from kit.engine import commands as c
from kit.engine.state import Phase
from kit.room.room import Room
from kit.room.rooms import FACILITATOR, Rooms
from kit.scenario.problems import ScenarioError
from kit.store.open import open_journal
from tests.room.conftest import EXERCISES


async def ended_run(rooms: Rooms) -> Room:
    room = await rooms.create(c.CreateRun("wildfire", name="Last spring"))
    for number, command in enumerate((c.StartBriefing(), c.StartExercise(), c.EndExercise())):
        await room.submit(command, FACILITATOR, f"act-{number:08d}")
    assert room.run.phase is Phase.CLOSED
    return room


class Reads:
    """A journal that notes which runs are read beyond their first row."""

    def __init__(self, journal: Any) -> None:
        self._journal = journal
        self.whole: list[str] = []

    def read(self, run: str, after: int = 0) -> Any:
        for row in self._journal.read(run, after):
            if row.seq == 2:
                self.whole.append(run)
            yield row

    def __getattr__(self, name: str) -> Any:
        return getattr(self._journal, name)


async def test_a_house_lists_ended_runs_without_reading_them_again(rooms: Rooms, file: Path) -> None:
    room = await ended_run(rooms)
    as_open = rooms.listing()
    for start in ("the first start after it", "the second"):
        journal = Reads(open_journal(str(file)))
        later = Rooms(cast(Any, journal), EXERCISES)
        assert later.listing() == as_open, start
        assert list(later.live()) == []
        assert journal.whole == ([room.id] if start == "the first start after it" else []), start
        assert later.room(room.id).run.phase is Phase.CLOSED, "it can still be opened"
        await later.close()
        journal.close()


async def test_a_run_that_went_on_is_listed_as_it_is_now(rooms: Rooms, file: Path) -> None:
    room = await ended_run(rooms)
    journal = open_journal(str(file))
    Rooms(journal, EXERCISES).listing()
    await room.submit(c.Reopen(), FACILITATOR, "act-reopened")
    later = Rooms(journal, EXERCISES)
    (row,) = later.listing()
    assert (row["phase"], row["events"]) == (room.run.phase.value, room.run.seq)
    assert [found.id for found in later.live()] == [room.id]
    await later.close()
    journal.close()


async def test_a_run_whose_scenario_is_lost_is_listed_with_what_is_wrong(
    rooms: Rooms, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await ended_run(rooms)
    rooms._journal.put(f"scenario/{room.run.setup.scenario}", json.dumps({"scenario": "", "frame": ""}))
    journal = open_journal(str(file))
    later = Rooms(journal, EXERCISES)
    monkeypatch.setattr(later, "_snapshot", lambda _exercise: "another text")
    (row,) = later.listing()
    assert row["name"] == "Last spring"
    assert row["problem"]
    assert list(later.live()) == []
    with pytest.raises(ScenarioError, match="empty"):
        later.room(room.id)
    await later.close()
    journal.close()
