"""The subjects by which people find something on the shelf."""

from __future__ import annotations

from pathlib import Path

from kit.briefing.shelf import read_briefings

ROOT = Path(__file__).parents[2]


def test_every_briefing_and_every_exercise_can_be_found_by_a_subject() -> None:
    shelf = read_briefings(ROOT / "briefings")
    topics = shelf.frame.topics
    assert {key for topic in topics for key in topic.modules} == set(shelf.by_key)
    exercises = {path.parent.name for path in (ROOT / "exercises").glob("*/scenario.yaml")}
    assert {slug for topic in topics for slug in topic.exercises} == exercises
    assert len({topic.key for topic in topics}) == len(topics)
