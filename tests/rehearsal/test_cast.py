from __future__ import annotations

import subprocess
import sys

import pytest

from kit.rehearsal.cast import cast_of
from kit.scenario.model import Exercise
from kit.testbed.dice import dice


def test_the_same_seed_gives_the_same_people_in_any_process(exercise: Exercise) -> None:
    program = "from kit.rehearsal.cast import dice; print(dice(7, 'vote', 'B-D1', 2).random())"
    elsewhere = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert float(elsewhere.stdout) == dice(7, "vote", "B-D1", 2).random()
    assert cast_of(exercise, 12, 2, 7) == cast_of(exercise, 12, 2, 7)


def test_another_seed_gives_other_people(exercise: Exercise) -> None:
    casts = {cast_of(exercise, 12, 2, seed).players for seed in range(5)}
    assert len(casts) == 5


def test_every_position_is_taken_once_before_any_is_taken_twice(exercise: Exercise) -> None:
    positions = [part.position for part in cast_of(exercise, 30, 0, 3).players]
    first = positions[: len(exercise.positions)]
    assert sorted(first) == sorted(position.id for position in exercise.positions)


def test_few_players_sit_at_both_tables(exercise: Exercise) -> None:
    tables = {exercise.positions_by_id[part.position].table for part in cast_of(exercise, 2, 0, 3).players}
    assert tables == {"government", "civil"}


def test_seven_players_have_all_habits_and_one_has_none(exercise: Exercise) -> None:
    habits = [part.habits for part in cast_of(exercise, 7, 0, 3).players]
    names = ("late", "mistypes", "reloads", "wanders", "steps_out", "talks")
    assert all(sum(getattr(habit, name) for habit in habits) == 1 for name in names)
    assert sum(not any(getattr(habit, name) for name in names) for habit in habits) == 1


def test_nobody_to_play_is_said(exercise: Exercise) -> None:
    with pytest.raises(ValueError, match="at least 1 player"):
        cast_of(exercise, 0, 1, 3)
