from __future__ import annotations

import pytest

from kit.scenario.outlook import outlooks
from tests.scenario.small import SHIPPED, read, shipped

# Options that rule endings out under default dials, as the authors listed them.
RULED_OUT = {
    "enforcement_action": {
        "A-D7.a": {"AE1"}, "A-D7.b": {"AE1"}, "A-D8.c": {"AE4"}, "A-D8.e": {"AE4"},
    },
    "hurricane": {
        "B-D4.b": {"BE3"}, "B-D4.c": {"BE3"}, "B-D4.e": {"BE3"}, "B-D8.c": {"BE1"},
        "B-D8.e": {"BE2", "BE4"}, "B-D9.d": {"BE4"}, "B-D9.e": {"BE4"},
    },
    "wildfire": {
        "C-D5.a": {"CE3"}, "C-D5.d": {"CE3"}, "C-D5.e": {"CE3"}, "C-D6.e": {"CE3"},
        "C-D7B.f": {"CE2", "CE4"}, "C-D8.a": {"CE4"}, "C-D8.e": {"CE4"},
    },
}  # fmt: skip


@pytest.mark.parametrize("slug", SHIPPED)
def test_the_endings_a_choice_rules_out_are_those_the_authors_listed(slug: str) -> None:
    exercise = shipped(slug)
    every = {ending.id for ending in exercise.finale.endings}
    found = {
        f"{decision}.{letter}": every - view.endings
        for (decision, letter), view in outlooks(exercise, "full", {}).items()
        if view.endings != every
    }
    assert found == RULED_OUT[slug]


def test_what_always_comes_and_what_can_come_are_told_apart() -> None:
    views = outlooks(read(), "full", {})
    after_a, after_b = views["X-D1", "a"], views["X-D1", "b"]
    assert "XX1" in after_a.always and "XX1" not in after_b.sometimes
    assert after_b.always == {"X2"}
    assert "X-D2.c" in after_a.open_always and "X-D2.c" not in after_b.open_sometimes


def test_only_options_that_can_be_chosen_have_an_outlook() -> None:
    views = outlooks(shipped("hurricane"), "full", {})
    assert ("B-D1", "e") not in views, "it needs a federal statement"
    assert ("B-D1", "e") in outlooks(shipped("hurricane"), "full", {"P3": "general"})
    assert ("X-D2", "c") not in outlooks(read(), "short", {}), "nobody chooses there"
