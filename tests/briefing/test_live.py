"""Decks: every cut of every module can be given, in the right order, with the agency's words in it."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import msgspec
import pytest

from kit.briefing.agency import Profile, Value
from kit.briefing.live import Choice, House, NoDeck, choice_of, make_deck, slug_of
from kit.briefing.series import Entry
from kit.briefing.shelf import read_briefings
from kit.scenario.deck import Deck
from kit.site.texts import name_of

ID = re.compile(r"\b[A-Z]{3}-\d{2}\b")


@cache
def house() -> House:
    return House(read_briefings(), Profile())


def deck_of(slug: str, *entries: str, setting: str = "", profile: Profile | None = None) -> Deck:
    place = House(house().shelf, profile, house().facts) if profile else house()
    return make_deck(choice_of(slug, entries, setting, place), place)


def texts(deck: Deck) -> list[str]:
    found = [text.text for slide in deck.slides for text in (*slide.points, *slide.notes)]
    found += [slide.title for slide in deck.slides]
    for question in deck.questions:
        found += [question.ask.text, question.why.text, *(text for _, text in question.options)]
    return found


CUTS = [
    f"{module.key}/{audience}/{version}"
    for module in read_briefings().modules
    for audience, version in module.cuts
]


@pytest.mark.parametrize("setting", ["roll_call", "class"])
def test_every_cut_of_every_module_makes_a_deck_without_loose_ids_and_empty_slides(setting: str) -> None:
    assert len(CUTS) >= 30
    for cut in CUTS:
        deck = deck_of("series", cut, setting=setting)
        assert [slide.kind for slide in (deck.slides[0], deck.slides[-1])] == ["title", "end"], cut
        assert all(slide.points or slide.kind == "question" for slide in deck.slides), cut
        assert [text for text in texts(deck) if ID.search(text) or "LOCAL:" in text or "{date}" in text] == []
        asked = Counter(slide.asks for slide in deck.slides if slide.asks)
        assert set(asked) <= set(deck.by_id), cut
        assert max(asked.values()) == 1, cut
        checks = [question for question in deck.questions if question.kind == "check"]
        assert len(checks) >= 3, cut
        assert {q.id for q in checks} <= set(asked), cut
        assert all(q.answer in q.keys and q.why.text for q in checks), cut
        assert msgspec.json.decode(msgspec.json.encode(deck), type=Deck) == deck


def test_at_roll_call_slides_come_with_their_questions_and_what_is_left_of_the_check_last() -> None:
    deck = deck_of("det", "DET/officers", setting="roll_call")
    kinds = [(slide.kind, slide.asks) for slide in deck.slides]
    assert kinds == [
        ("title", ""),
        *(("slide", id) for id in ("1-k1", "1-k3", "1-k2", "1-k4", "")),
        ("question", "1-k5"),
        ("end", ""),
    ]
    assert deck.minutes == 9


def test_a_class_opens_with_polls_sees_the_scenes_stops_and_talks() -> None:
    deck = deck_of("det", "DET/officers", setting="class")
    kinds = [slide.kind for slide in deck.slides]
    assert list(dict.fromkeys(kinds)) == ["title", "question", "scene", "discussion", "slide", "end"]
    assert deck.slides[1].asks == "1-p1"
    stop = next(slide for slide in deck.slides if slide.title == "Stop and talk")
    assert not stop.notes
    talk = [slide for slide in deck.slides if slide.title == "Talk about it"]
    assert talk
    assert all(slide.notes for slide in talk)  # what a good discussion touches is for the trainer
    assert deck.minutes == 30


def test_a_picked_series_keeps_its_order_and_numbers_its_questions_by_entry() -> None:
    deck = deck_of("series", "CON/commanders", "DET/officers", "INT/officers/287g", setting="roll_call")
    assert [entry.key for entry in deck.entries] == ["CON", "DET", "INT"]
    assert [slide.entry for slide in deck.slides] == sorted(slide.entry for slide in deck.slides)
    assert {question.id.partition("-")[0] for question in deck.questions} == {"1", "2", "3"}
    assert deck.title.endswith("and 2 more")
    assert deck.audience == "Commanders, Line officers"


def test_a_series_on_the_shelf_brings_its_title_setting_and_modules() -> None:
    choice = choice_of("topics", (), "", house())
    assert (choice.title, choice.setting, len(choice.entries)) == ("Six training topics", "class", 6)
    assert slug_of("topics", choice, house()) == "topics"
    assert slug_of("series", Choice(choice.entries[:1]), house()) == "trf"


def test_the_version_follows_the_agencys_agreement_unless_it_is_named() -> None:
    agreement = House(house().shelf, Profile(dials={"P2": "jail"}), house().facts)
    assert choice_of("int", (), "", agreement).entries[0].version == "287g"
    assert choice_of("int", ("INT/officers/general",), "", agreement).entries[0].version == "general"
    assert choice_of("int", (), "", house()).entries[0].version == "general"


def test_the_agencys_words_fill_the_slides_and_what_is_missing_stands_in_brackets() -> None:
    profile = Profile({"supervisor": Value("the watch commander")})
    deck = deck_of("det", "DET/officers", setting="roll_call", profile=profile)
    said = " ".join(texts(deck))
    assert "Call the watch commander and [ICE field office or LESC]" in said
    assert "Supervisor" not in deck.empty
    assert "ICE field office or LESC" in deck.empty


@pytest.mark.parametrize(
    ("entries", "setting", "sentence"),
    [
        (("DTE/officers",), "", "no briefing DTE"),
        (("DET/sheriffs",), "", "not made for sheriffs"),
        (("DET",), "", "not made for nobody"),
        (("INT/officers/287h",), "", "no version 287h"),
        (("DET/officers",), "bus", "at roll call, or in class"),
        (("DET/officers",) * 21, "", "up to 20 modules"),
    ],
)
def test_what_cannot_be_given_is_refused_with_a_sentence(
    entries: tuple[str, ...], setting: str, sentence: str
) -> None:
    with pytest.raises(NoDeck, match=sentence):
        choice_of("series", entries, setting, house())


def test_each_module_can_be_read_again_where_the_shelf_is_served() -> None:
    deck = deck_of("series", "INT/officers/287g", "INT/officers/287g", "DET/commanders")
    names = [name_of(Entry("INT", "officers", "287g")), name_of(Entry("DET", "commanders"))]
    assert [one.href for one in deck.handouts] == [f"/learn/briefings/{name}.html" for name in names]


def test_the_promises_name_the_date_of_the_newest_source() -> None:
    deck = deck_of("det", "DET/officers", setting="roll_call")
    assert re.search(r"sources dated up to (\w+ )?\w* ?\d{4}", " ".join(deck.promises))
