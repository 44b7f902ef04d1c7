"""A run's documents from the journal alone: as it was played, whatever the shelf says now."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kit.afterwards import report
from kit.engine.commands import CreateRun
from kit.room.past import played
from kit.room.rooms import Rooms
from kit.store.open import open_journal

SERVES = {"voila", "tornado", "ipywidgets", "jupyter_server", "kit.server", "kit.pages"}


async def test_an_exercise_is_read_back_as_it_was_played_without_its_files(
    rooms: Rooms, file: Path, tmp_path: Path
) -> None:
    room = await rooms.create(CreateRun("hurricane", form="short", name="An evening"))
    exercise, events = played(open_journal(str(file)), room.id, tmp_path / "nowhere")
    assert exercise == rooms.shelf["hurricane"]
    assert [one.seq for one in events] == [1]
    out = tmp_path / "run.json"
    assert report([room.id, "--journal", f"sqlite:///{file}", "--out", str(out)]) == 0
    assert json.loads(out.read_text())["title"] == "An evening"


async def test_a_briefing_is_read_back_with_its_slides(rooms: Rooms, file: Path, tmp_path: Path) -> None:
    wish = CreateRun("det", entries=("DET/officers",), setting="roll_call", names="anonymous")
    room = await rooms.create(wish)
    briefing, _ = played(open_journal(str(file)), room.id, tmp_path)
    assert briefing == room.exercise
    out = tmp_path / "roster.csv"
    assert report([room.id, "--journal", f"sqlite:///{file}", "--out", str(out)]) == 0
    assert out.stat().st_size > 0


async def test_whoever_names_an_unknown_run_is_told_the_known_ones(
    rooms: Rooms, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    room = await rooms.create(CreateRun("hurricane", form="short", name="An evening"))
    assert report(["r0", "--journal", f"sqlite:///{file}", "--out", "x.html"]) == 1
    assert f"There is no run 'r0' in sqlite:///{file}. Runs there:\n  {room.id}  An evening" in (
        capsys.readouterr().err
    )


def test_whoever_writes_a_report_does_not_wait_for_the_server_to_load() -> None:
    told = "import kit.afterwards, sys; print('\\n'.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout
    assert set(loaded.split()) & SERVES == set()
