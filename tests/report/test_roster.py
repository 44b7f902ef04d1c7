"""The roster of a briefing, its questions and its feedback: who, when, and nothing that was not chosen."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import UTC
from typing import Any

import pytest

from kit.engine.commands import Actor
from kit.report.roster import roster_of
from kit.report.roster_files import FILES, briefing_file
from tests.barriers import barriers
from tests.conftest import Window
from tests.engine.giving import Give
from tests.engine.playing import Play

NAMES = ("Reyes", "=HYPERLINK(1)", "+1", "-2", "@sum", " \t=cmd", "<script>alert(1)</script>")


def given(*names: str, **setup: Any) -> Give:
    """A briefing that has ended: everybody answered, one asked, one wrote what is missing."""
    game = Give(name="Roll call of the night shift", place="Room 4", date="2026-12-09", **setup)
    people = [game.join(name) for name in names or ("Reyes", "Okafor", "Lind")]
    game.start().facilitate("add-seat", position="participant", name="Adams")
    closed = game.join("Sent away")
    game.facilitate("remove-seat", seat=closed.seat)
    answered(game, people)
    game.ask(people[0], "raise", kind="question", text="And by fax?")
    game.slide(len(game.deck.slides))
    for who in people:
        game.ask(who, "feedback", answers={"clear": 4, "missing": "A map of the counters."})
    game.facilitate("end-exercise")
    return game


def answered(game: Give, people: list[Actor]) -> None:
    game.slide(2)
    game.asked("1-k1", *((who, "b" if n else "a") for n, who in enumerate(people)))
    game.facilitate("reveal-question")
    game.asked("1-p1", *((who, "a") for who in people))
    game.facilitate("reveal-question")


def made(game: Give, name: str) -> str:
    return briefing_file(name, game.exercise, game.records, UTC).decode("utf-8-sig")


def rows(game: Give) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(made(game, "roster.csv"))))


def test_the_roster_says_who_took_part_and_when() -> None:
    found = rows(given())
    assert [row["Name"] for row in found] == ["Reyes", "Okafor", "Lind", "Adams"]
    assert {row["Signed in"] for row in found[:3]} == {"on a phone"}
    assert found[3]["Signed in"] == "by the trainer"
    first = found[0]
    assert (first["Briefing"], first["Place"], first["Date"]) == (
        "Roll call of the night shift",
        "Room 4",
        "2026-12-09",
    )
    assert first["Modules"] == "DET How to Respond to an Immigration Detainer"
    assert re.fullmatch(r"2026-09-21 \d\d:\d\d", first["Joined"])
    assert first["Started"]
    assert first["Ended"]


def test_a_score_stands_there_only_if_the_trainer_chose_one() -> None:
    assert "Right" not in rows(given())[0]
    scored = rows(given(scored=True))
    assert [(row["Right"], row["Answered"], row["Checks"]) for row in scored] == [
        ("0", "1", "1"),
        ("1", "1", "1"),
        ("1", "1", "1"),
        ("", "", ""),
    ]


def test_no_name_is_a_formula_for_a_spreadsheet() -> None:
    text = made(given(*NAMES), "roster.csv")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert [cell for cell in cells if cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t"))] == []
    assert {"'=HYPERLINK(1)", "'+1", "'-2", "'@sum", "'=cmd"} <= set(cells)
    assert briefing_file("roster.csv", given().exercise, given().records)[:3] == b"\xef\xbb\xbf"


def test_an_anonymous_briefing_says_how_many_and_when() -> None:
    game = given("Reyes", "Okafor", names="anonymous", scored=True)
    [row] = rows(game)
    assert row["People"] == "3"
    assert "Name" not in row
    assert row["Started"]
    page = made(game, "roster.html")
    assert "3 people took part. No names are kept." in page
    both = made(game, "questions.html") + made(game, "feedback.html")
    assert "Answered: fewer than 3." in both
    assert "Forms filled in: fewer than 3." in both
    assert roster_of(game.exercise, game.records).people == ()
    for name in ("Reyes", "Okafor", "Adams"):
        assert name not in page + both


def test_the_summary_counts_the_answers_and_names_nobody() -> None:
    page = made(given(scored=True), "questions.html")
    assert "Answered: 3 of 3." in page
    assert page.count("right answer") == 1  # of the check, not of the poll
    assert "And by fax?" in page
    for name in ("Reyes", "Okafor", "Lind"):
        assert name not in page
    feedback = made(given(), "feedback.html")
    assert "Forms filled in: 3." in feedback
    assert ">4.0<" in feedback
    assert feedback.count("A map of the counters.") == 3


def test_the_documents_run_no_script_ask_nobody_and_write_names_as_text() -> None:
    game = given(*NAMES)
    for name in set(FILES) - {"roster.csv"}:
        page = html.unescape(made(game, name).partition("<body>")[0]) + made(game, name)
        assert "<script" not in page
        assert "default-src 'none'" in page
        assert re.findall(r"(?:src|href)=\"(?!#|data:)[^\"]*", page) == []
    assert "&lt;script&gt;alert(1)" in made(game, "roster.html")


def test_before_the_end_and_with_nobody_there_the_documents_say_so() -> None:
    game = Give()
    assert rows(game) == []
    assert "Nobody has joined." in made(game, "roster.html")
    assert "No question was asked." in made(game, "questions.html")
    assert "not yet" in made(game, "feedback.html")


def test_an_exercise_has_no_roster_of_a_briefing() -> None:
    game = Play()
    with pytest.raises(LookupError, match="after-action report"):
        briefing_file("roster.csv", game.exercise, game.records)


async def test_the_roster_has_no_barriers_fits_a_phone_and_prints_with_tags(window: Window) -> None:
    await window.page.set_viewport_size({"width": 390, "height": 800})
    await window.page.set_content(made(given(scored=True), "roster.html"))
    assert await barriers(window.page) == []
    assert await window.page.evaluate("document.documentElement.scrollWidth") == 390
    printed = await window.page.pdf(format="Letter", tagged=True)
    assert b"/StructTreeRoot" in printed
