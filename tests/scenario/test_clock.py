from __future__ import annotations

from dataclasses import replace

import pytest

from kit.scenario.clock import printed_at, read_moment, read_zero, story_label, story_note
from kit.scenario.model import Moment, StoryClock
from tests.scenario.small import read

CLOCK = StoryClock(weekday=3, minute=190, starts=-4320, before="{} to landfall", after="{} after landfall")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("-70:00", Moment(-4200)),
        ("0:40", Moment(40)),
        ("+2:05", Moment(125)),
        ("-0:30", Moment(-30)),
        ("day 3", Moment(4320, exact=False)),
        ("Day 18", Moment(25920, exact=False)),
    ],
)
def test_a_story_time_is_read(text: str, moment: Moment) -> None:
    assert read_moment(text) == moment


@pytest.mark.parametrize("text", ["noon", "7", "1:60", "day", "day x", "-70:0", "1:00 ", "1e3:00", "１:00x"])
def test_what_is_no_story_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a story time"):
        read_moment(text)


def test_the_zero_of_the_story_is_a_weekday_and_a_time() -> None:
    assert read_zero("Thu 03:10") == (3, 190)
    with pytest.raises(ValueError, match='write "Thu 03:10"'):
        read_zero("Thursday 3:10")


@pytest.mark.parametrize(
    ("minutes", "label"),
    [
        (0, "Thu 03:10"),
        (-4200, "Mon 05:10"),
        (-191, "Wed 23:59"),
        (1250, "Fri 00:00"),
        (7 * 1440, "Thu 03:10"),
    ],
)
def test_minutes_from_zero_become_a_weekday_and_a_time(minutes: int, label: str) -> None:
    assert story_label(CLOCK, minutes) == label


def test_a_day_without_a_time_stays_a_day() -> None:
    assert story_label(CLOCK, 4320, exact=False) == "Day 3"


@pytest.mark.parametrize(
    ("minutes", "note"),
    [
        (-2400, "40 h to landfall"),
        (-70, "1 h 10 min to landfall"),
        (-5, "5 min to landfall"),
        (0, "0 min after landfall"),
        (1200, "20 h after landfall"),
    ],
)
def test_the_note_says_how_far_it_is(minutes: int, note: str) -> None:
    assert story_note(CLOCK, minutes) == note


def test_a_whole_day_needs_no_note() -> None:
    assert story_note(CLOCK, 4320, exact=False) == ""


def test_without_words_there_is_no_note() -> None:
    assert story_note(replace(CLOCK, before=""), -60) == ""


def test_a_delay_moves_the_printed_time_and_nothing_else() -> None:
    inject = read().inject("X1")
    assert printed_at(inject, {"X1": 30, "X2": 90}) == Moment(inject.at.minutes + 30)
    assert printed_at(inject, {}) == printed_at(inject, None) == inject.at


def test_a_delay_below_a_day_leaves_a_day_as_it_is() -> None:
    late = printed_at(read().inject("X2"), {"X2": 30})
    assert story_label(CLOCK, late.minutes, late.exact) == "Day 1"
