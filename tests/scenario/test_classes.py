from __future__ import annotations

import random

import pytest

from kit.scenario.classes import dial_classes, dial_settings
from kit.scenario.walk import Walk, walk
from tests.scenario.small import SHIPPED, read, shipped

# Settings and classes that play differently. For the wildfire the authors counted 8: their program told
# settings apart by the number of states alone, and P4 "may" and "may not" have the same number (trust one
# lower and one higher at C-D2.b) but neither the same states nor the same paths (118,635 and 120,209).
COUNTED = {"enforcement_action": (108, 12), "hurricane": (324, 36), "wildfire": (108, 12)}
STATES = {"enforcement_action": 163_920, "hurricane": 360_721, "wildfire": 48_170}


def essence(found: Walk) -> tuple[object, ...]:
    return found.states, found.at_decisions, found.widest, found.paths, found.endings, found.seen, found.most


@pytest.mark.parametrize("slug", SHIPPED)
def test_settings_fall_into_the_classes_that_play_differently(slug: str) -> None:
    classes = dial_classes(shipped(slug))
    assert (sum(len(kind.settings) for kind in classes), len(classes)) == COUNTED[slug]


def test_the_first_class_holds_the_defaults() -> None:
    assert dial_classes(shipped("hurricane"))[0].sample == {
        "P1": "silent", "P2": "none", "P3": "none", "P4": "norule", "P5": "ordinary",
    }  # fmt: skip


@pytest.mark.parametrize("slug", ["enforcement_action", "wildfire"])
def test_settings_of_one_class_play_alike_and_classes_play_differently(slug: str) -> None:
    exercise, dice = shipped(slug), random.Random(1)
    found = []
    for kind in dial_classes(exercise):
        first = essence(walk(exercise, "full", kind.sample))
        assert essence(walk(exercise, "full", dice.choice(kind.settings))) == first
        found.append(first)
    assert sum(row[0] for row in found) == STATES[slug]  # type: ignore[misc]
    assert all(found.count(row) == 1 for row in found)


def test_all_states_of_the_largest_exercise_are_walked() -> None:
    exercise = shipped("hurricane")
    walks = [walk(exercise, "full", kind.sample) for kind in dial_classes(exercise)]
    assert sum(one.states for one in walks) == STATES["hurricane"]


def test_the_small_exercise_has_four_settings_that_all_differ() -> None:
    assert len(list(dial_settings(read()))) == 4
    assert len(dial_classes(read())) == 4


def test_a_dial_that_only_moves_legal_tallies_makes_no_class() -> None:
    exercise = read(
        ("tally: {trust: -1}, text: Ask", "tally: {legal: -1}, text: Ask"),
        (
            "when: {P1: requires}\n                set: {word: none}",
            "when: {P2: jail}\n                set: {word: none}",
        ),
    )
    assert [len(kind.settings) for kind in dial_classes(exercise)] == [2, 2]


def test_a_trust_change_that_is_clipped_away_makes_no_class() -> None:
    exercise = read(
        ("option: b, tally: {trust: -1}", "option: a, tally: {trust: 1}"),
        (
            "            set_if:\n              - when: {P1: requires}\n                set: {word: none}\n",
            "",
        ),
    )
    assert [len(kind.settings) for kind in dial_classes(exercise)] == [2, 2], "only P2 and its wording"
