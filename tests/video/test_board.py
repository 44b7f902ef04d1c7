"""What a video shows and says, before anybody speaks or draws."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kit.briefing.read import BRIEFINGS
from kit.briefing.shelf import read_briefings
from kit.video.board import PAUSE, board, video_name
from kit.video.captions import transcript
from kit.video.spoken import spoken
from kit.video.timeline import timeline
from kit.video.voice import Reader
from tests.video.small import making, module, short_board


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Form I-247A, not I-247G", "Form eye two forty-seven ay, not eye two forty-seven gee"),
        ("Form I-918, Supplement B.", "Form eye nine eighteen, Supplement B."),
        ("A 287(g) agreement", "A two eighty-seven gee agreement"),
        ("“I am a U.S. citizen.”", "I am a U S citizen."),
        ("Courts and ICE’s own form", "Courts and ice's own form"),
        ("DHS, FBI and the interpreter’s ID", "D H S, F B I and the interpreter's I D"),
        ("LEP under Title VI", "L E P under Title six"),
        ("It is Friday, 5 p.m.", "It is Friday, 5 P M."),
        ("at 9:30 a.m. on Monday", "at 9 30 A M on Monday"),
        ("On 2 May 2025, as in 2008", "On May second twenty twenty-five, as in two thousand eight"),
        ("Executive Order 13166", "Executive Order thirteen one six six"),
        ("We answer 911 for 48 hours", "We answer nine one one for 48 hours"),
        ("8 U.S.C. 1373", "8 U S code one three seven three"),
        ("Look <break/> & call", "Look break/ and call"),
    ],
)  # fmt: skip
def test_a_voice_gets_forms_dates_and_abbreviations_as_people_say_them(written: str, said: str) -> None:
    assert spoken(written) == said


def test_no_sentence_of_any_briefing_leaves_the_voice_a_form_number_or_capitals() -> None:
    for known in read_briefings(BRIEFINGS).modules:
        for scene in known.storyboard:
            for line in (*scene.narration, scene.stop):
                words = [word.strip(".,:;?!") for word in spoken(line.text).split()]
                odd = [w for w in words if any(c.isdigit() for c in w) and any(c.isalpha() for c in w)]
                assert [w for w in odd if not w.endswith(("th", "s"))] == [], line.text
                assert [w for w in words if len(w) > 1 and w.isupper()] == [], line.text


def test_a_point_appears_with_the_sentence_that_says_it() -> None:
    first = short_board().shots[0]
    assert [(point.text, point.at) for point in first.points] == [
        ("A form comes in.", 0),
        ("It is Form I-247A.", 1),
    ]


def test_the_question_to_stop_for_has_a_card_of_its_own_after_its_scene() -> None:
    shots = board(module(), "officers", "", making()).shots
    assert [shot.kind for shot in shots] == ["title", "scene", "scene", "stop", "status", "sources"]
    stop = shots[3]
    assert (stop.title, stop.points[0].text) == ("What do you do first?", PAUSE)
    assert [line.text for line in stop.said] == ["What do you do first?"]


def test_the_end_says_the_day_the_newest_source_and_how_sure_the_facts_are() -> None:
    status, sources = board(module(), "officers", "", making()).shots[-2:]
    said = [line.text for line in status.said]
    assert said[0] == "Status of facts on 1 July 2026, from sources dated up to July 2026."
    assert said[1] == "Of 1 fact: 1 in force."
    assert "Training, not legal advice." in said
    assert sources.points[0].text.endswith("Immigration and Customs Enforcement")


def test_the_transcript_has_every_sentence_with_its_facts_and_every_fact_with_its_citation() -> None:
    made = board(module(), "officers", "", making())
    text = transcript(made)
    assert "It is Form I-247A. [DET-04]" in text
    assert "\nDET-04: " in text
    assert all(line.text in text for line in made.said)
    assert "[Picture: A clock, a form" in text


def test_audiences_that_see_the_same_share_one_video() -> None:
    same = module()
    assert video_name(same, "officers", "") == video_name(same, "commanders", "") == "det-video"
    first = same.storyboard[0]
    apart = replace(same, storyboard=(replace(first, audiences=("officers",)), *same.storyboard[1:]))
    assert video_name(apart, "officers", "") == "det-officers-video"


def test_a_language_without_a_reviewed_translation_is_refused_in_a_sentence() -> None:
    with pytest.raises(LookupError, match="no reviewed translation of DET into “es”"):
        board(module(), "officers", "", making(), language="es")


def test_every_module_has_a_video_with_one_stop_and_a_drawing_in_each_scene() -> None:
    names = set()
    for known in read_briefings(BRIEFINGS).modules:
        for audience, version in known.cuts:
            made = board(known, audience, version, making())
            names.add(made.name)
            assert sum(shot.kind == "stop" for shot in made.shots) == 1
            assert [shot.id for shot in made.shots if shot.kind == "scene" and not shot.picture] == []
            length = timeline(made, Reader()).length / 60_000
            assert 3 <= length <= 7, f"{made.name}: at reading pace, which is slower than a voice"
    assert {"int-general-video", "int-287g-video"} < names
    assert len(names) == 15
