"""What the documents show works as they show it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from kit.briefing.series import check_series, series_from_text
from kit.briefing.shelf import read_briefings
from kit.engine.decide_play import next_command
from kit.facts.base import load_facts
from kit.scenario.check import check_exercise
from kit.scenario.read import exercise_from_texts
from tests.engine.playing import Play

ROOT = Path(__file__).parents[1]


def test_the_smallest_exercise_of_the_authors_guide_reads_checks_and_plays() -> None:
    guide = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
    block = re.search(r"```yaml\n(.*?)```", guide, re.DOTALL)
    assert block is not None
    frame = (ROOT / "exercises" / "frame.yaml").read_text(encoding="utf-8")
    exercise = exercise_from_texts(block[1], frame, Path("docs/authoring.md"))
    check = check_exercise(exercise, load_facts(), date(2026, 11, 21))
    assert [str(problem) for problem in check.problems] == []
    assert check.forms[0].paths == 2
    game = Play.of(exercise)
    game.seat("Z1")
    game.start().until("Z-D1").take("b")
    game.next()
    assert game.run.line.ending == "ZE2"
    assert next_command(game.run) is None


def test_every_command_the_documents_name_exists() -> None:
    import build

    for path in (ROOT / "docs").glob("*.md"):
        for command in re.findall(r"build\.py ([a-z]+)", path.read_text(encoding="utf-8")):
            assert command in build.COMMANDS, f"{path.name} names build.py {command}"


def test_the_series_of_the_trainers_guide_reads_and_fits_the_shelf() -> None:
    guide = (ROOT / "docs" / "briefings.md").read_text(encoding="utf-8")
    block = re.search(r"```yaml\n(.*?)```", guide, re.DOTALL)
    assert block is not None
    series = series_from_text(block[1], ROOT / "briefings" / "series" / "night_shift.yaml")
    assert list(check_series(series, read_briefings(ROOT / "briefings").by_key)) == []
    assert [entry.module for entry in series.entries] == ["DET", "LAN", "INT"]
