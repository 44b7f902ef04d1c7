"""The video and how hard a text is to read."""

from __future__ import annotations

import pytest

from kit.briefing.grade import reading, syllables
from kit.briefing.speech import check_video, spoken_words, stems, video_minutes
from tests.briefing.small import check, line_of, read, rules

SCENE = "  - id: v6\n    title: Scene 6\n"
FILLER = '      - "The sergeant reads line 0 aloud, slowly, and the clerk writes it down."\n'


def said(*changes: tuple[str, str]) -> list[str]:
    return [problem.message for problem in check_video(read(*changes))]


def test_minutes_are_words_at_140_a_minute_and_differ_by_version() -> None:
    module = read()
    assert spoken_words(module.of("officers", "plain")) == 482
    assert video_minutes(module.of("officers", "287g")) == pytest.approx(487 / 140)


def test_a_video_too_short_or_too_long_is_told_once_a_version() -> None:
    long = ("    narration:\n" + FILLER, "    narration:\n" + FILLER * 20)
    found = said(long)
    assert len(found) == 2 and "video for officers, plain: " in found[0] and "5." in found[0]
    short = tuple((FILLER.replace("0", str(n)) * 1, "") for n in range(6))
    assert any("words take 2." in message for message in said(*short))


def test_a_roll_call_without_time_for_a_question_is_told() -> None:
    change = ("minutes: {roll_call: 7,", "minutes: {roll_call: 5,")
    assert rules(change) == []
    found = check(change, ("[Read them aloud.]", f"[{'Read them aloud. ' * 90}]")).problems
    assert [p.rule for p in found] == ["roll-call"] * 2  # officers and commanders
    assert "3.4 minutes of video and 2.0 of slides are more than the 5 planned" in found[0].message


def test_a_video_stops_once() -> None:
    none = said(("    stop: What do you do first?\n", ""))
    assert "video for officers, plain: there must be one stop to discuss, not 0 (none)." in none
    two = said((SCENE, SCENE + "    stop: And now?\n"))
    assert "video for officers, plain: there must be one stop to discuss, not 2 (v1, v6)." in two


def test_what_is_on_the_slide_is_also_said() -> None:
    change = ('["The sergeant reads, the clerk writes"]', "[A judge signs the order on Monday]")
    (problem,) = check(change).problems
    assert problem.rule == "not-said" and "not said: judge, signs, order, Monday" in problem.hint
    assert problem.where.line == line_of("The sergeant reads, the clerk writes")


def test_what_one_version_says_does_not_count_for_another() -> None:
    point = '{text: "I-247G: notice only [DET-20]", version: plain}'
    assert rules((point, '"Our agency has an agreement [INT-16]"')) == []
    only_plain = '{text: "Our agency has an agreement [INT-16]", version: plain}'
    assert rules((point, only_plain)) == ["not-said"]


def test_figures_and_words_for_them_are_the_same() -> None:
    assert stems(["48", "hours"]) == stems(["forty-eight", "hour"]) == ("48", "hour")
    assert stems(["He", "reads", "the", "forms"]) == ("read", "form")


def test_a_video_cannot_say_what_only_the_agency_knows() -> None:
    (message,) = said((FILLER, '      - "The sergeant, [LOCAL: supervisor], reads line 0 aloud, slowly."\n'))
    assert message == "v1: a video is made once for all agencies and cannot say [LOCAL: supervisor]."


def test_narration_is_one_sentence_a_line_save_in_a_quotation() -> None:
    assert said((FILLER, FILLER.replace("line 0 aloud", "aloud. It is line 0"))) == [
        "v1: more than one sentence of narration on one line."
    ]
    assert said((FILLER, '      - "He says: “Stop. Read this.”"\n' + FILLER)) == []


def test_a_long_sentence_and_a_long_mean_are_told() -> None:
    long = "Read " + "the form and " * 10 + "stop."
    assert rules(("Write the time.", long)) == ["long-sentence"]
    card = ("I-247A asks for a short hold.", f"I-247A asks {'and asks ' * 12} for a short hold.")
    other = ("I-247G asks for no hold.", f"I-247G asks {'and asks ' * 12} for no hold.")
    third = ("Look at our law.", f"Look at our law {'and look ' * 12}.")
    assert "sentence-length" not in rules(card)
    assert "sentence-length" in rules(card, other, third, ("Write the time.", long))


def test_a_hard_text_is_a_warning_and_a_very_hard_one_an_error() -> None:
    hard = ("Write the time.", "Immediately notify institutional administrators. " * 3)
    (found,) = [p for p in check(hard).problems if p.rule == "grade"]
    assert found.message.startswith("card: reads at grade") and found.severity == "error"
    some = ("Write the time.", "Immediately notify institutional administrators.")
    (found,) = [p for p in check(some).problems if p.rule == "grade"]
    assert found.severity == "warning"
    assert check().readings["card"][0] < 8


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *(("the", 1), ("time", 1), ("asked", 1), ("ended", 2), ("names", 1), ("rules", 1), ("judges", 2)),
        *(
            ("release", 2),
            ("table", 2),
            ("notice", 2),
            ("people", 2),
            ("create", 2),
            ("quiet", 2),
            ("idea", 3),
        ),
        *(("officer", 3), ("detainer", 3), ("citizen", 3), ("federal", 3), ("official", 3), ("racial", 2)),
        *(("immigration", 4), ("supervisor", 4), ("individual", 5), ("certification", 5), ("agencies", 3)),
        *(("I-247A", 2), ("DHS", 3), ("U.S.", 2), ("twenty-four", 3), ("officer’s", 3)),
    ],
)
def test_syllables_are_counted_by_rule(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_grade_is_that_of_flesch_and_kincaid() -> None:
    """Two sentences, 11 words, 16 syllables, worked out by hand: 0.39 * 5.5 + 11.8 * 16 / 11 - 15.59."""
    figures = reading(["The officer reads the form. Then call the supervisor at once."])
    assert (figures.sentences, figures.words, figures.syllables) == (2, 11, 16)
    assert figures.grade == pytest.approx(0.39 * 5.5 + 11.8 * 16 / 11 - 15.59)


def test_a_placeholder_alone_is_no_sentence() -> None:
    assert reading(["[LOCAL: counsel]", "Ask. [LOCAL: counsel]"]).sentences == 1


def test_no_text_has_grade_zero() -> None:
    assert reading([]).grade == 0.0 and reading([]).words_a_sentence == 0.0
