"""Briefings given by scripted people through the real server: nothing is lost, and what is lost is found."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kit.__main__ import documents
from kit.engine.commands import AnswerQuestion, Command
from kit.engine.refusal import Refused
from kit.measurement import briefing_room
from kit.pages.briefing import BriefingPage
from kit.rehearsal import page as pages
from kit.rehearsal.briefing_ask import Question, look_for_the_answer
from kit.rehearsal.briefing_papers import PAPERS, look_at_papers
from kit.rehearsal.briefing_script import WAYS, Talk, read_briefing, read_subject, script_of
from kit.rehearsal.chaos import Chaos
from kit.rehearsal.ledger import rows_in
from kit.rehearsal.page import Stuck
from kit.rehearsal.person import together
from kit.rehearsal.play import Documents, Wish, gather_people, rehearse, set_up
from kit.rehearsal.stage import Stage
from kit.room.room import Receipt
from kit.room.rooms import Rooms
from kit.scenario.deck import Briefing
from kit.server.app import KitApp
from kit.settings import Settings
from kit.store.memory import MemoryJournal
from kit.testbed.serverproc import House
from kit.trouble import briefing_day, truth
from kit.trouble.briefing_day import wrong_in
from kit.trouble.cli import write
from kit.trouble.ordeal import FAULTS, Ordeal, bear

Given = tuple[Stage, Documents]

SHORT = "sle"  # a module with few slides
SEED = 7
PEOPLE = 4


@pytest.fixture(scope="module")
def briefing() -> Briefing:
    return read_briefing(SHORT)


@pytest.fixture(scope="module")
def talk(briefing: Briefing) -> Talk:
    script = script_of(briefing, PEOPLE, 2, SEED)
    assert isinstance(script, Talk)
    return script


@pytest.fixture(scope="module")
async def app() -> AsyncIterator[KitApp]:
    """The real server, in this process, so that it can be broken."""
    settings = Settings(host="127.0.0.1", port=0, key="key", qr=False)
    journal = MemoryJournal()
    rooms = Rooms(journal, settings.exercises, briefings=settings.briefings)
    with ThreadPoolExecutor(1) as pool:
        app = KitApp.of(settings, rooms, documents(journal, pool))  # type: ignore[arg-type]
        await app.open()
        yield app
        await app.close()
    await rooms.close()
    app.clear_instance()


@pytest.fixture(scope="module")
async def given(house: House, talk: Talk) -> Given:
    """A roll call with names and scores, given to its end."""
    return await rehearse(house.url, house.key, talk, Wish(names="named", scored=True))


# -- nothing is lost ---------------------------------------------------------------------------------


async def test_with_habits_and_a_kill_nothing_is_lost_and_all_see_the_same(briefing: Briefing) -> None:
    ordeal = Ordeal(briefing, 1, 3, seed=SEED, habits=True, haste=0.05)
    tally, counts = await bear(ordeal)
    assert {name: getattr(tally, name) for name in FAULTS} == {name: [] for name in FAULTS}
    assert counts["kills"] >= 1
    assert counts["pages compared"] > 3
    assert counts["commands acknowledged"] > 30


async def test_a_roll_call_is_given_to_its_end_and_its_papers_say_who_was_there(
    given: Given, talk: Talk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert write(tmp_path, *given) == 0, capsys.readouterr().out
    for name in (*PAPERS, "roster.html", "journal.jsonl"):
        assert (tmp_path / name).stat().st_size > 0
    figures = json.loads((tmp_path / "figures.json").read_text("utf-8"))
    assert figures["latency_ms"]["slide"]["n"] >= PEOPLE * (len(talk.deck.slides) - 1)
    assert figures["counts"]["answers"] >= len(talk.deck.questions)
    assert figures["counts"]["commands"]["refused_as_expected"] >= 5
    assert figures["counts"]["events_by_name"]["exercise-ended"] == 1


async def test_the_pages_of_a_series_show_what_follows_from_its_journal(house: House) -> None:
    script = script_of(read_subject("roll_call"), 1, 0, SEED)
    stage = await set_up(house.url, house.key, script, Wish(), Chaos(people=True))
    await gather_people(stage)
    await truth.same_everywhere(stage)
    await together(*(page.leave() for page in stage.pages()))
    assert (stage.findings, stage.chaos.counts["all pages compared"]) == ([], 1)


async def test_a_day_is_looked_at_after_each_hour_of_roll_calls(
    house: House, given: Given, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds: list[int] = []

    async def again(_url: str, _key: str, script: Talk, _wish: Wish) -> Given:
        seeds.append(script.seed)
        return given

    monkeypatch.setattr(briefing_day, "rehearse", again)
    monkeypatch.setattr(briefing_day, "SETTLE", 0)
    told: list[str] = []
    day = await briefing_day.day_of(house, talk, 1, told.append)
    assert seeds == [SEED + run for run in range(day["runs"])]
    assert day["runs"] * talk.deck.minutes >= 60 > (day["runs"] - 1) * talk.deck.minutes
    assert [hour["events"] for hour in day["hours"]] == [
        day["runs"] * len(rows_in(given[1].journal.decode()))
    ]
    assert day["findings"] == house.complaints() == []


async def test_a_measured_briefing_counts_everybody_and_a_slide_shown_again_costs_little(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"SLUG": SHORT, "QUESTIONS": 1, "SETTLE": 0.1}.items():
        monkeypatch.setattr(briefing_room, name, value)
    async with briefing_room.given_to(house, PEOPLE, breath=0.0) as room:
        await briefing_room.briefed(room)
        journal = await room.compared()
        troubles = await room.crowd.everything("troubles")
    assert {len(room.times[kind]) % PEOPLE for kind in ("slide", "opened", "vote", "reveal", "reload")} == {0}
    assert journal["votes_in_journal"] == journal["votes_acknowledged"] == PEOPLE
    assert journal["wrong"] == room.stage.findings == troubles == []
    assert max(room.bytes["slide again"]) < min(room.bytes["slide"])


# -- and what is lost is found -----------------------------------------------------------------------


async def test_an_answer_that_was_acknowledged_and_not_stored_is_found(
    app: KitApp, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = BriefingPage.submit
    forgotten: list[str] = []

    async def forgetful(self: BriefingPage, command: Command, id: str) -> Receipt:
        if isinstance(command, AnswerQuestion) and not forgotten:
            forgotten.append(id)
            return Receipt(1, 1, {"at": 1})
        return await stored(self, command, id)

    monkeypatch.setattr(BriefingPage, "submit", forgetful)
    monkeypatch.setattr(pages, "WITHIN", 1.0)
    stage, papers_of_it = await rehearse(f"http://127.0.0.1:{app.port}", "key", talk, Wish())
    wrong = wrong_in(stage, papers_of_it)
    assert any("answer-question" in text and "was acknowledged" in text for text in wrong), wrong


async def test_a_phone_that_shows_something_else_than_the_journal_is_found(
    app: KitApp, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(truth, "SAME_WITHIN", 0.5)

    async def look(stage: Stage) -> None:
        if stage.people:
            page = stage.players[1].page
            page.view = {**page.view, "talk": {**page.view["talk"], "title": "Something else"}}
            stage.findings += await truth.differences(stage)
            raise Stuck("seen enough")

    url = f"http://127.0.0.1:{app.port}"
    stage, _ = await rehearse(url, "key", talk, Wish(), Chaos(), between=[look])
    assert [text for text in stage.findings if "talk is" in text and "Something else" in text] != []


def stage_after(talk: Talk, *, raised: int = 0) -> Any:
    """What a stage holds after a briefing in which everybody kept out of every question."""
    people = [SimpleNamespace(key=part.key, part=part) for part in talk.cast.players]
    closing = {"seats": PEOPLE, "asked": len(talk.deck.questions), "answers": 0, "raised": raised}
    view = {
        "closing": {**closing, "feedback": PEOPLE},
        "setup": {"names": "named", "scored": False},
        "raised": [],
    }
    findings: list[str] = []
    desk = SimpleNamespace(view=view)
    return SimpleNamespace(players=people, answers={}, desk=desk, findings=findings, finding=findings.append)


def papers(talk: Talk, names: list[str]) -> dict[str, bytes]:
    rows = "".join(f"{name},on a phone\r\n" for name in names)
    asked = " ".join(question.ask.text for question in talk.deck.questions)
    return {"roster.csv": f"Name,Signed in\r\n{rows}".encode(), "questions.html": asked.encode()}


@pytest.mark.parametrize(("where", "found"), [("slide", 0), ("question", 1), ("answered", 1)])
def test_the_reason_may_stand_on_a_slide_and_nowhere_else_before_the_reveal(
    talk: Talk, where: str, found: int
) -> None:
    asked = next(question for question in talk.deck.questions if question.why.text)
    view: dict[str, Any] = {"slide": None, "question": {"results": None}, "answered": []}
    view[where] = {"words": asked.why.text}
    stage: Any = SimpleNamespace(players=[], screen=SimpleNamespace(who="screen", view=view), findings=[])
    stage.finding = stage.findings.append
    look_for_the_answer(stage, Question(asked, 1))
    assert len(stage.findings) == found


def test_a_roster_that_lacks_somebody_or_has_somebody_twice_is_found(talk: Talk) -> None:
    names = [part.name for part in talk.cast.players]
    whole, lacking, twice = stage_after(talk), stage_after(talk), stage_after(talk, raised=1)
    look_at_papers(whole, talk, papers(talk, names))
    look_at_papers(lacking, talk, papers(talk, names[1:]))
    look_at_papers(twice, talk, papers(talk, [*names, names[0]]))
    assert whole.findings == []
    assert [names[0] in text for text in lacking.findings] == [True]
    assert [names[0] in text for text in twice.findings[:1]] == [True]
    assert "the desk counts 1 raised, expected 0" in twice.findings[1]


# -- what is drawn -----------------------------------------------------------------------------------


def test_the_same_seed_answers_alike_and_every_way_of_a_question_comes_in_turn(talk: Talk) -> None:
    question, people = talk.deck.questions[0], talk.cast.players
    assert talk.answers(question, 0, people) == talk.answers(question, 0, people)
    assert sorted(talk.goes(number) for number in range(len(WAYS))) == sorted(WAYS)


def test_a_rehearsal_names_an_exercise_a_module_or_a_series() -> None:
    assert not isinstance(read_subject("roundtable"), Briefing)
    assert read_subject("INT", ("INT/officers/287g",), "class").slug == "int"
    series = read_subject("roll_call")
    assert isinstance(series, Briefing)
    assert len(series.deck.entries) > 1
    with pytest.raises(Refused, match="Did you mean hurricane"):
        read_subject("huricane")
