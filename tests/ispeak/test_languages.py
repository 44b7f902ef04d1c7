"""The rows of the guide: what may be seen, what waits for a native reader, what is refused."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

import pytest

from kit.ispeak.fonts import missing_fonts, read_faces, without_glyph
from kit.ispeak.languages import LANGUAGES, languages_from_text, read_languages
from kit.ispeak.places import read_places
from kit.scenario.problems import ScenarioError
from tests.ispeak.hand import DAY, READ_ON, initialled, signed
from tests.ispeak.make_fonts import FACES
from tests.ispeak.make_places import own_country, own_name

TEXT = LANGUAGES.read_text("utf-8")


def test_forty_four_rows_may_be_seen_and_twenty_wait_for_a_native_reader() -> None:
    found = read_languages()
    assert [row.number for row in found.shown(DAY)] == list(range(1, 45))
    assert len(found.rows) - len(found.shown(DAY)) == 20
    assert all(row.held for row in found.rows if row.evidence == "R")


def test_every_row_has_composed_letters_a_direction_and_a_reviewer_status() -> None:
    rows = read_languages().rows
    for row in rows:
        assert unicodedata.is_normalized("NFC", row.sentence)
        assert row.evidence in {"-", "A", "B", "C", "R"} and row.read_by(DAY) == ""
    right_to_left = {row.id for row in rows if any(words.dir == "rtl" for words in row.say)}
    assert right_to_left == {"ar", "fa", "prs", "ps", "ur", "he", "ckb"}


def test_a_held_row_is_seen_once_a_native_reader_has_initialled_it() -> None:
    found = initialled("hi", "he")
    assert {row.name for row in found.shown(DAY)} - {row.name for row in read_languages().shown(DAY)} == {
        "Hindi",
        "Hebrew",
    }
    assert "Hindi" not in {language.name for language in found.nameless(DAY)}


def test_initials_of_a_day_to_come_do_not_count() -> None:
    (hindi,) = (row for row in initialled("hi").rows if row.id == "hi")
    assert hindi.read_by(READ_ON) == "AB" and hindi.read_by(date(2026, 6, 29)) == ""


def test_initials_end_when_the_sentence_is_changed_afterwards() -> None:
    changed = signed(TEXT, "th").replace('{lang: th, text: "ผม', '{lang: th, text: "ดิ')
    (thai,) = (row for row in languages_from_text(changed).rows if row.id == "th")
    assert thai.reading.by == "AB" and thai.read_by(DAY) == "" and not thai.shown(DAY)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  - row: 2\n", "  - row: 1\n", 'row "1" stands here and in another row'),
        ("name: Amharic", "name: Albanian", 'name "Albanian" stands here'),
        ("{lang: ar, dir: rtl,", "{lang: ar,", "the direction of ar is wrong"),
        ("Hablo español.", "Hablo espan\u0303ol.", "is not composed"),
        ('review: {by: "", date', 'review: {by: "AB", date', "half filled in"),
        (
            'review: {by: "", date: "", read: ""}',
            'review: {by: "AB", date: "2026-13-01", read: "x"}',
            "is not a day",
        ),
        ("evidence: B", "evidence: Z", "evidence"),
    ],
)
def test_a_broken_row_is_refused_with_its_line(old: str, new: str, said: str) -> None:
    with pytest.raises(ScenarioError) as error:
        languages_from_text(TEXT.replace(old, new, 1))
    assert said in str(error.value) and "kit/ispeak/languages.yaml:" in str(error.value)


def test_every_letter_of_every_row_has_a_glyph_in_the_fonts_that_travel() -> None:
    rows = read_languages().rows
    assert without_glyph(rows) == [] and missing_fonts(rows) == []


def test_a_letter_without_a_glyph_and_a_missing_font_are_named(monkeypatch: Any, tmp_path: Any) -> None:
    odd = languages_from_text(TEXT.replace("我說中文。", "我說龍中文。")).rows
    (said,) = without_glyph(odd)
    assert "row 9, Chinese (traditional script): no font has 龍." in said
    strange = languages_from_text(TEXT.replace("Unë flas shqip.", "ᏣᎳᎩ")).rows
    assert "has no font for sq" in without_glyph(strange)[0]
    gone = [face.file for face in read_faces()]
    monkeypatch.setattr(type(gone[0]), "exists", lambda path: path.name != "khmer.woff2")
    assert missing_fonts(read_languages().rows) == [
        "The font khmer.woff2 is missing; the reader's own font shows instead. "
        "Make the fonts anew: tests/ispeak/make_fonts.py says how."
    ]


def test_countries_lead_to_languages_of_the_list() -> None:
    found = read_languages()
    known = {row.id for row in found.rows} | {language.id for language in found.without}
    countries = {country.name: country.languages for country in read_places().countries}
    assert {id for languages in countries.values() for id in languages} <= known
    assert countries["Ethiopia"] == ("am", "om", "so", "ti") and countries["Haiti"][0] == "ht"
    assert {"mam", "quc"} <= set(countries["Guatemala"]) and "United States" not in countries


def test_the_fonts_are_those_that_their_maker_lists() -> None:
    made = {face.file.stem: face.langs for face in read_faces()}
    assert made == {face.name: frozenset(face.langs) for face in FACES}
    said = {words.lang for row in read_languages().rows for words in row.say}
    assert {lang for langs in made.values() for lang in langs} <= said
    assert sum(face.file.stat().st_size for face in read_faces()) < 100_000


def test_names_of_languages_and_countries_are_those_of_the_table_they_come_from() -> None:
    places = read_places()
    assert {id: own_name(id) for id in ("am", "vi", "zh-Hant")} == {
        id: places.names[id] for id in ("am", "vi", "zh-Hant")
    }
    (vietnam,) = (country for country in places.countries if country.name == "Vietnam")
    assert vietnam.own == {"vi": own_country("vi", "VN")}
