"""The four mini-exercises: what was given for them is in them, and they play to an end."""

from __future__ import annotations

import random
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from kit.facts.base import load_facts
from kit.scenario.check import check_exercise
from kit.scenario.model import Exercise, Inject
from kit.scenario.passages import passages
from kit.scenario.read import read_exercise
from tests.engine.playing import Play

EXERCISES = Path(__file__).parents[2] / "exercises"
MINUTES = {"roundtable": 45, "ngo_committee": 30, "border_engagement": 30, "figures_clinic": 15}
THEMES = ("screening", "watchlisting", "accommodations", "trusted traveler", "scam", "conditions",
          "use of force", "profiling", "delays")  # fmt: skip
each_mini = pytest.mark.parametrize("slug", MINUTES)


@cache
def mini(slug: str) -> Exercise:
    return read_exercise(EXERCISES / slug / "scenario.yaml")


def words(exercise: Exercise, *parts: str) -> str:
    found = (p.text for p in passages(exercise) if not parts or p.part in parts)
    return " ".join(found).casefold()


@each_mini
def test_it_checks_without_an_error_or_a_warning(slug: str) -> None:
    assert check_exercise(mini(slug), load_facts(), date(2026, 11, 22)).problems == ()


@each_mini
def test_it_takes_the_minutes_that_were_given_in_one_form_and_asks_for_no_dial(slug: str) -> None:
    exercise = mini(slug)
    assert {name: form.minutes for name, form in exercise.forms.items()} == {"full": MINUTES[slug]}
    assert exercise.dials == ()


@each_mini
def test_its_file_says_what_was_given_and_what_was_added_for_the_format(slug: str) -> None:
    head = (EXERCISES / slug / "scenario.yaml").read_text("utf-8").split("format: 1")[0]
    head = " ".join(head.replace("#", " ").split())
    assert "FICTION" in head and "Given:" in head and "Added for the format, and meant to be replaced" in head


@each_mini
def test_it_seats_both_tables(slug: str) -> None:
    assert {position.table for position in mini(slug).positions} == {"government", "civil"}


@each_mini
def test_whatever_is_chosen_a_run_comes_to_an_ending(slug: str) -> None:
    endings = set()
    for seed in range(12):
        play = Play.of(mini(slug))
        play.seat_all()
        play.start().play_out(random.Random(seed))
        endings.add(play.run.line.ending)
    assert endings <= {ending.id for ending in mini(slug).finale.endings} and len(endings) > 1


def test_the_roundtable_has_nine_cards_three_levels_of_government_and_no_shares() -> None:
    exercise = mini("roundtable")
    cards = words(exercise, "inject")
    assert [theme for theme in THEMES if theme not in cards] == []
    seats = " ".join(position.title for position in exercise.positions).casefold()
    assert all(level in seats for level in ("federal", "state", "local", "community"))
    assert not re.search(r"\d ?%|\d percent", words(exercise))
    objective = exercise.objectives[0].text
    assert "three policy and three individual grievances, with an owner each" in objective
    assert "cannot be solved at this table" in exercise.objectives[1].text
    assert exercise.decisions[-1].id in exercise.objectives[1].evidence


def test_the_committee_turns_five_anecdotes_into_one_question_with_evidence() -> None:
    exercise = mini("ngo_committee")
    told = words(exercise, "inject")
    assert all(f"{number}:" in told for number in ("one", "two", "three", "four", "five"))
    assert "ENG-02" in exercise.inject("E2A").cites
    assert "more than 20 organizations" in exercise.setting and "grassroots networks" in exercise.setting
    assert "Senior official" in [position.title for position in exercise.positions]
    assert [d.title for d in exercise.decisions] == ["One question", "The evidence", "How it is put"]


def test_the_border_note_has_two_columns_and_the_three_topics() -> None:
    exercise = mini("border_engagement")
    assert "two columns: what we know, with its source, and what we need" in exercise.about
    assert [decision.title for decision in exercise.decisions] == ["Hold rooms", "Deaths", "Complaints"]
    assert all("ENG-03" in step.cites for step in exercise.steps.values() if isinstance(step, Inject))


def test_the_clinic_shows_the_shares_as_printed_and_offers_no_pie_and_no_rescaling() -> None:
    exercise = mini("figures_clinic")
    shown = exercise.inject("E4A").wordings[0].text
    assert [int(n) for n in re.findall(r"(\d+)%", shown)] == [10, 20, 10, 20, 5, 25, 5, 5, 20]
    assert "120" not in shown, "people find the sum themselves"
    (decision,) = exercise.decisions
    assert "figures total 120%; source does not explain" in decision.options[0].text
    assert not re.search(r"\bpie\b|\bto 100\b", " ".join(o.text for o in decision.options))
