"""A question of a briefing: opened, answered by everybody, closed, revealed; and what goes wrong on the way.

Answers come twice, late, from a device left behind, or to a question that is not open. What must be refused
is sent on purpose and must be refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kit.rehearsal.briefing_script import Talk
from kit.rehearsal.choosing import Choosing, choose, move_away
from kit.rehearsal.page import question_mark
from kit.rehearsal.person import Person, together
from kit.rehearsal.stage import Stage
from kit.rehearsal.votes import Ballot
from kit.scenario.deck import DeckQuestion

MOVES_AT, TRIES_AT = 1, 0  # questions at which somebody changes devices, and people try what is not theirs


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the number of its slide (0 for none)."""

    asked: DeckQuestion
    slide: int

    @property
    def id(self) -> str:
        """Its id in the deck."""
        return self.asked.id

    def args(self, option: str) -> dict[str, Any]:
        """What answering it sends."""
        return {"question": self.id, "option": option}


async def ask(stage: Stage, talk: Talk, question: Question) -> None:
    """The question as it goes this time (``briefing_script.WAYS``), to its result on every page."""
    number, stage.counts.decisions = stage.counts.decisions, stage.counts.decisions + 1
    way = talk.goes(number)
    await _open(stage, question)
    if number == TRIES_AT:
        await _tries(stage, question)
    if number == MOVES_AT:
        await _move_devices(stage, question)
    await _answer(stage, talk, question, number)
    if way in ("late", "again"):
        await _close(stage, question)
    if way == "again":
        await stage.act("open-question", {"question": question.id})
        await _stands(stage, question, "open")
        await _answer(stage, talk, question, number + 1000)
    look_for_the_answer(stage, question)
    if way == "passed" and question.slide > 1:
        await _pass_by(stage, question)
    await _reveal(stage, question)
    if way == "undone":
        await stage.act("undo")  # of all that the reveal did: the question was open, and is open again
        await _stands(stage, question, "open")
        look_for_the_answer(stage, question)
        await _reveal(stage, question)


async def _open(stage: Stage, question: Question) -> None:
    said = await stage.act("open-question", {"question": question.id})
    mark = question_mark({"id": question.id, "status": "open"})
    await stage.reaches(mark, stage.players, stage.times.opened, said.sent)
    await _stands(stage, question, "open")


async def _stands(stage: Stage, question: Question, status: str) -> None:
    pages = [*(person.page for person in stage.players), stage.screen]
    wanted = (question.id, status)
    holds = lambda v: bool(v["question"]) and (v["question"]["id"], v["question"]["status"]) == wanted  # noqa: E731
    await together(*(page.until(holds, f"question {question.id} {status}") for page in pages))


async def _close(stage: Stage, question: Question) -> None:
    """The question is closed; somebody's answer comes after that and is not counted."""
    await stage.act("close-question")
    await _stands(stage, question, "closed")
    late = question.args(question.asked.keys[-1])
    said = await stage.say(stage.voters[-1], "answer-question", late, expect="refused")
    if "closed" not in said.why:
        stage.finding(f"a late answer was refused without the reason: {said.why!r}")


async def _pass_by(stage: Stage, question: Question) -> None:
    """The trainer shows a slide with the question still open, which closes it."""
    await stage.act("show-slide", {"number": question.slide - 1})
    pages = [*(person.page for person in stage.players), stage.screen]
    await together(*(page.until(lambda v: v["question"] is None, "no question") for page in pages))
    await stage.act("show-slide", {"number": question.slide})


# -- answers -----------------------------------------------------------------------------------------


async def _answer(stage: Stage, talk: Talk, question: Question, number: int) -> None:
    """Everybody answers at the same time; done when the desk counts them all."""
    drawn = talk.answers(question.asked, number, [person.part for person in stage.voters])
    await together(*(_choose(stage, person, question, drawn[person.key]) for person in stage.voters))
    for key, ballot in drawn.items():
        if ballot.choices:
            stage.answers.setdefault(key, {})[question.id] = ballot.choices[-1].option
    expected = sum(question.id in own for own in stage.answers.values())
    await stage.desk.until(
        lambda v: bool(v["live"]) and v["live"]["saved"] == expected, f"{expected} answers on the desk"
    )


async def _choose(stage: Stage, person: Person, question: Question, ballot: Ballot) -> None:
    if not ballot.choices:
        return
    sent, before = [], stage.answers.get(person.key, {}).get(question.id, "")
    for choice in ballot.choices:  # what is chosen already gives no event: there would be nothing to compare
        sent += [question.args(choice.option)] if choice.option != before else []
        before = choice.option
    early = None if question.id in stage.answers.get(person.key, {}) else _other(question, sent[0])
    await choose(stage, person, Choosing("answer-question", sent, early, ballot.reload, ballot.twice))
    shown = person.view["mine"]["answer"] or {}
    if (shown.get("question"), shown.get("option")) != (question.id, ballot.choices[-1].option):
        stage.finding(f"{person.key}: the page does not show the answer to {question.id} as it was saved")


def _other(question: Question, args: dict[str, Any]) -> dict[str, Any]:
    """Another answer than this one."""
    return question.args(next(key for key in question.asked.keys if key != args["option"]))


async def _tries(stage: Stage, question: Question) -> None:
    """What is nobody's to do: a player reveals, chooses what is not there, answers what was not asked."""
    first = stage.players[0]
    await stage.say(first, "reveal-question", {"question": question.id}, expect="refused")
    await stage.say(first, "answer-question", question.args("z"), expect="refused")
    other = {"question": "1-never-asked", "option": question.asked.keys[0]}
    await stage.say(first, "answer-question", other, expect="refused")
    for person in stage.players:
        if person.out:
            args = question.args(question.asked.keys[0])
            await stage.say(person, "answer-question", args, expect="refused")


async def _move_devices(stage: Stage, question: Question) -> None:
    """Somebody goes on with another device; the one left behind shows no slide and may not answer."""
    keys = question.asked.keys
    for person in stage.voters:
        if person.part.habits.wanders:
            args = (question.args(keys[-1]), question.args(keys[0]))
            if await move_away(stage, person, "answer-question", args, lambda v: not v["slide"]):
                await person.page.until(lambda v: v["mine"]["answer"] is not None, "the answer sent before")
                stage.answers.setdefault(person.key, {})[question.id] = keys[-1]


# -- the result --------------------------------------------------------------------------------------


def look_for_the_answer(stage: Stage, question: Question) -> None:
    """Nobody sees a count, the right answer or the reason before the reveal."""
    for page in (*(person.page for person in stage.players), stage.screen):
        card = page.view["question"] or {}
        if card.get("results") or card.get("answer") or card.get("why"):
            stage.finding(f"{page.who}: the result of {question.id} was visible before it was revealed")
    why = json.dumps(question.asked.why.text)[1:-1]
    beside = {name: section for name, section in stage.screen.view.items() if name != "slide"}
    if why and why in json.dumps(beside):  # the slide itself may teach the very sentence
        stage.finding(f"the screen holds the reason for the right answer of {question.id} before the reveal")


async def _reveal(stage: Stage, question: Question) -> None:
    """Everybody sees the same result, it is right, and each sees their own answer beside it."""
    said = await stage.act("reveal-question", {"question": question.id})
    mark = question_mark({"id": question.id, "status": "revealed"})
    await stage.reaches(mark, stage.players, stage.times.reveal, said.sent)
    await _stands(stage, question, "revealed")
    expected = dict.fromkeys(question.asked.keys, 0)
    for own in stage.answers.values():
        if question.id in own:
            expected[own[question.id]] += 1
    for person in stage.players:
        _look_at_result(stage, person, question, expected)


def _look_at_result(stage: Stage, person: Person, question: Question, expected: Mapping[str, int]) -> None:
    card = person.view["question"]
    bars = {bar["key"]: bar["votes"] for bar in card["results"] or ()}
    wrong = {key: votes for key, votes in bars.items() if votes not in (None, expected[key])}
    if wrong or set(bars) != set(expected):
        stage.finding(f"{person.key}: the result of {question.id} is {bars}, the room answered {expected}")
    if (card["answer"], card["why"]) != (question.asked.answer, question.asked.why.text):
        stage.finding(f"{person.key}: {question.id} was revealed with the answer {card['answer']!r}")
    meant, shown = stage.answers.get(person.key, {}).get(question.id, ""), person.view["mine"]["answers"]
    if shown.get(question.id, "") != meant:
        stage.finding(f"{person.key}: answered {meant!r} to {question.id}, the page says {shown}")
    if question.id not in {card["id"] for card in person.view["answered"]}:
        stage.finding(f"{person.key}: {question.id} is not among the questions so far")
