from __future__ import annotations

import pytest

from kit.rehearsal.cast import Part, cast_of
from kit.rehearsal.votes import MANNERS, Occasion, ballots, counts, lower, manner, reason
from kit.scenario.model import Exercise

SEED = 11


def occasion_of(exercise: Exercise, mood: str, *, round: int = 1) -> Occasion:
    """The first decision of the exercise, as the first one of a run that goes in this manner."""
    number = next(n for n in range(len(MANNERS)) if manner(SEED, n) == mood)
    decision = exercise.decisions[0]
    return Occasion(decision, tuple(option.key for option in decision.options), round, 1, number)


def voters(exercise: Exercise, count: int) -> list[Part]:
    return list(cast_of(exercise, count, 0, SEED).players)


def test_five_decisions_in_a_row_go_in_five_manners() -> None:
    assert sorted(manner(SEED, n) for n in range(5)) == sorted(manner(SEED, n) for n in range(5, 10))
    assert {manner(SEED, n) for n in range(5)} == set(MANNERS)


@pytest.mark.parametrize("count", [2, 3, 4, 7, 12])
def test_a_split_room_is_a_tie(exercise: Exercise, count: int) -> None:
    occasion = occasion_of(exercise, "tie")
    totals = sorted(counts(ballots(SEED, occasion, voters(exercise, count)), occasion.options).values())
    assert totals[-1] == totals[-2] > 0


def test_a_vote_does_not_depend_on_who_else_is_there_first(exercise: Exercise) -> None:
    occasion, people = occasion_of(exercise, "clear"), voters(exercise, 12)
    assert ballots(SEED, occasion, people) == ballots(SEED, occasion, people[::-1])


def test_the_second_round_is_thrown_anew(exercise: Exercise) -> None:
    people = voters(exercise, 12)
    first = ballots(SEED, occasion_of(exercise, "second"), people)
    second = ballots(SEED, occasion_of(exercise, "second", round=2), people)
    assert first != second


def test_some_people_change_their_minds_and_some_send_twice(exercise: Exercise) -> None:
    cast = ballots(SEED, occasion_of(exercise, "clear"), voters(exercise, 60)).values()
    assert any(len(ballot.choices) == 2 for ballot in cast)
    assert any(ballot.twice for ballot in cast)
    assert all(len({choice.option for choice in ballot.choices}) == len(ballot.choices) for ballot in cast)


def test_only_open_options_are_chosen(exercise: Exercise) -> None:
    decision = exercise.decisions[0]
    occasion = Occasion(decision, ("b", "c"), number=3)
    chosen = {c.option for b in ballots(SEED, occasion, voters(exercise, 40)).values() for c in b.choices}
    assert chosen == {"b", "c"}


def test_reasons_are_made_of_the_clauses_of_the_options(exercise: Exercise) -> None:
    occasion = occasion_of(exercise, "clear")
    clauses = [c for o in occasion.decision.options for c in (o.benefit, lower(o.cost))]
    reasons = [reason(SEED, occasion, part, "b") for part in voters(exercise, 60)]
    assert "" in reasons
    assert all(not text or any(clause in text for clause in clauses) for text in reasons)


def test_a_clause_keeps_its_acronym_in_the_middle_of_a_sentence() -> None:
    assert lower("FEMA may pause.") == "FEMA may pause."
    assert lower("A second line.") == "a second line."
