from __future__ import annotations

import pytest

from kit.scenario.check import walk_all
from kit.scenario.classes import dial_classes
from kit.scenario.timing import check_agenda, check_lengths, check_minutes, mean_sentence
from tests.scenario.small import SHIPPED, line_of, read, shipped


@pytest.mark.parametrize("slug", SHIPPED)
def test_the_shipped_agendas_add_up_and_texts_can_be_read_aloud(slug: str) -> None:
    assert [*check_agenda(shipped(slug)), *check_lengths(shipped(slug))] == []


def test_an_agenda_that_does_not_add_up_is_told() -> None:
    (found,) = check_agenda(read(("[M1, 14], [M2, 20]", "[M1, 15], [M2, 20]")))
    assert found.message == "the agenda of the full form adds up to 61 minutes, not 60."
    assert found.where.line == line_of("    minutes: 60")


def test_a_decision_left_out_without_a_stand_in_is_told() -> None:
    (found,) = check_agenda(read(("    stand_ins: {X-D2: [c, a]}\n", "")))
    assert "the short form leaves out X-D2 without a stand-in" in found.message


def test_a_stand_in_for_a_decision_that_is_played_is_told() -> None:
    (found,) = check_agenda(read(("stand_ins: {X-D2: [c, a]}", "stand_ins: {X-D2: [a], X-D1: [a]}")))
    assert "plays X-D1 and has a stand-in" in found.message


def test_a_block_that_the_longest_path_does_not_fit_is_told() -> None:
    exercise = read(("[M1, 14], [M2, 20]", "[M1, 13], [M2, 21]"))
    (found,) = check_minutes(exercise, walk_all(exercise, dial_classes(exercise)))
    assert found.message == "M1 takes up to 14 minutes in the full form, but its block has 13."
    assert found.severity == "error"


def test_a_path_that_only_other_dials_open_must_fit_too() -> None:
    gate = ("when: {word: wide}", "when: {word: wide, P2: jail}")
    exercise = read(gate, ("[M1, 14], [M2, 20]", "[M1, 13], [M2, 21]"))
    assert check_minutes(exercise, walk_all(exercise, dial_classes(exercise)[:1])) == []
    assert len(check_minutes(exercise, walk_all(exercise, dial_classes(exercise)))) == 1


def test_a_short_form_must_leave_time_to_its_ending() -> None:
    exercise = read(("[M2, 16], [feedback, 5]", "[M2, 8], [feedback, 13]"))
    (found,) = check_minutes(exercise, walk_all(exercise, dial_classes(exercise)))
    assert "leaves 3 minutes to its ending" in found.message


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("title: A rumor", "title: A rumor that goes on and on and on"), "X1, title: 9 words"),
        (("text: A storm turns.", f"text: {'word ' * 91}"), "XO1, opening: 91 words"),
        (("question: Who opens?", f"question: {'who ' * 30}?"), "X-D2, question: 31 words"),
    ],
)
def test_a_text_too_long_to_read_aloud_is_a_warning(change: tuple[str, str], message: str) -> None:
    (found,) = check_lengths(read(change))
    assert found.message.startswith(message) and found.severity == "warning"


def test_options_that_take_more_than_a_minute_to_read_are_told() -> None:
    long = " ".join(["word"] * 45)
    changes = (
        (f"text: {t}", f"text: {long}") for t in ("The county opens.", "It stays shut.", "Neighbors open.")
    )
    assert check_lengths(read(*changes)) == []
    longer = ("question: Who opens?", f"question: {'who ' * 24}?")
    more = (
        (f"text: {t}", f"text: {long}") for t in ("The county opens.", "It stays shut.", "Neighbors open.")
    )
    assert "question and options have 160 words" in check_lengths(read(longer, *more))[0].message


def test_the_mean_sentence_is_counted_over_all_texts() -> None:
    assert mean_sentence(["One two three. Four five.", "“Six seven.” Eight."]) == 2.0
    assert mean_sentence([]) == 0.0
