"""A briefing from the first slide to the roster: a scripted trainer goes through the whole deck.

In each moment the trainer acts, everybody's page is awaited, then people act at the same time, and the next
moment begins when all of them are done.
"""

from __future__ import annotations

import json
from typing import Any

from kit.rehearsal.briefing_ask import Question, ask
from kit.rehearsal.briefing_script import Talk
from kit.rehearsal.person import Person, together
from kit.rehearsal.stage import Stage
from kit.testbed.dice import dice

LATE_AT, OUT_AT, BACK_AT = 2, 3, 4  # slides at which people join late, step out, and come back
AGAIN_EVERY = 5  # slides: the trainer goes back one, and on again


async def give(stage: Stage, talk: Talk) -> None:
    """Give the whole deck and end it. Raises Stuck where it cannot go on."""
    await _before(stage, talk)
    said = await stage.act("start-exercise")
    await _shown(stage, 1, said.sent)
    for number, slide in enumerate(talk.deck.slides, 1):
        if number > 1:
            await _next(stage, number)
        await stage.calm()
        await _comings_and_goings(stage, number)
        await _floor(stage, talk, number)
        _look_for_notes(stage, talk, number)
        if slide.asks:
            await ask(stage, talk, Question(talk.deck.by_id[slide.asks], number))
            await stage.calm()
    for question in talk.left_over():
        await ask(stage, talk, Question(question, 0))
        await stage.calm()
    await _end(stage, talk)


async def _before(stage: Stage, talk: Talk) -> None:
    """In the lobby nothing of the deck is on a phone, and nobody can answer or show a slide."""
    first = stage.players[0]
    await stage.say(first, "show-slide", {"number": 1}, expect="refused")
    for question in talk.deck.questions[:1]:
        args = {"question": question.id, "option": question.keys[0]}
        await stage.say(first, "answer-question", args, expect="refused")
    for person in stage.players:
        if person.view["slide"] or person.view["earlier"] or person.view["question"]:
            stage.finding(f"{person.key}: the page shows something of the deck before it is given")


async def _next(stage: Stage, number: int) -> None:
    said = await stage.act("show-slide", {"number": number})
    await _shown(stage, number, said.sent)
    if number % AGAIN_EVERY == 0:
        await stage.act("show-slide", {"number": number - 1})
        await _stands(stage, number - 1)
        await stage.act("undo")
        await _stands(stage, number)


async def _shown(stage: Stage, number: int, since: float) -> None:
    """A slide for the first time, on everybody's page and on the wall."""
    await stage.reaches(f"slide {number}", stage.players, stage.times.slide, since)
    await _stands(stage, number)


async def _stands(stage: Stage, number: int) -> None:
    pages = [*(person.page for person in stage.players), stage.screen]
    holds = lambda v: bool(v["slide"]) and v["slide"]["number"] == number  # noqa: E731  for all pages
    await together(*(page.until(holds, f"slide {number}") for page in pages))


async def _comings_and_goings(stage: Stage, number: int) -> None:
    if number == LATE_AT:
        await stage.join(part for part in stage.script.cast.players if part.habits.late)
        await _stands(stage, number)
    for person in stage.players:
        if number == OUT_AT and person.part.habits.steps_out:
            await stage.say(person, "step-out", {})
            person.out = True
        elif number >= BACK_AT and person.out:
            await stage.say(person, "come-back", {})
            person.out = False


# -- questions from the floor, words to all ----------------------------------------------------------


async def _floor(stage: Stage, talk: Talk, number: int) -> None:
    """People ask; the trainer answers every second one, and each answer stands on its page and no other."""
    asked = talk.floor(number, [person.part for person in stage.voters])
    before = {item["id"] for item in stage.desk.view["raised"]}
    await together(
        *(stage.say(stage.people[key], "raise", {"kind": "question", "text": text}) for key, text in asked)
    )
    wanted = len(before) + len(asked)
    await stage.desk.until(lambda v: len(v["raised"]) >= wanted, f"{wanted} questions on the desk")
    who = stage.keys_by_seat()
    new = [item for item in stage.desk.view["raised"] if item["id"] not in before]
    for item in sorted(new, key=lambda item: who[item["seat"]])[::2]:
        await stage.act("answer", {"raised": item["id"], "text": talk.reply(number)})
        person = stage.people[who[item["seat"]]]
        await person.page.until(lambda v, id=item["id"]: _answered(v, id), "the trainer's answer")  # type: ignore[misc]
    notice = talk.notice(number)
    if notice:
        said = await stage.act("announce", {"text": notice, "to": []})
        await stage.reaches(stage.newest("announcement")["id"], stage.players, [], said.sent)


def _answered(view: dict[str, Any], id: str) -> bool:
    return any(item["id"] == id and item["answer"] for item in view["mine"]["raised"])


def _look_for_notes(stage: Stage, talk: Talk, number: int) -> None:
    """What the trainer says, and what comes next, stands on no phone and not on the wall."""
    here, coming = talk.deck.slides[number - 1], talk.deck.slides[number : number + 1]
    secret = [note.text for note in here.notes] + [p.text for slide in coming for p in slide.points]
    past = [point.text for slide in talk.deck.slides[:number] for point in slide.points]
    shown = json.dumps([past, stage.desk.view["facts"]])
    secret = [words for text in secret if (words := json.dumps(text)[1:-1]) not in shown]
    sample = dice(talk.seed, "look", number).sample(stage.players, min(LOOKED_AT, len(stage.players)))
    for page in (*(person.page for person in sample), stage.screen):
        seen = json.dumps(page.view)
        if any(words in seen for words in secret):
            stage.finding(f"{page.who}: the page holds the trainer's notes or the slide after {number}")


LOOKED_AT = 6  # phones a slide, drawn anew


# -- the end -----------------------------------------------------------------------------------------


async def _end(stage: Stage, talk: Talk) -> None:
    """Half of the room fills in the form on the last slide, the rest after the end. Then nothing is open."""
    early, late = stage.players[::2], stage.players[1::2]
    await together(*(p.page.until(lambda v: v["form"]["open"], "the form") for p in stage.players))
    await together(*(_feedback(stage, talk, person) for person in early))
    await stage.act("end-exercise")
    closed = lambda v: v["head"]["phase"] == "closed"  # noqa: E731  one condition, twice
    await together(
        *(p.page.until(closed, "the end") for p in stage.players), stage.screen.until(closed, "the end")
    )
    await together(*(_feedback(stage, talk, person) for person in late))
    whole = len(stage.players)
    await stage.desk.until(lambda v: v["closing"]["feedback"] == whole, f"{whole} forms on the desk")
    for question in talk.deck.questions[:1]:
        args = {"question": question.id, "option": question.keys[0]}
        await stage.say(stage.players[0], "answer-question", args, expect="refused")
    await stage.act("show-slide", {"number": 1}, expect="refused")


async def _feedback(stage: Stage, talk: Talk, person: Person) -> None:
    await stage.say(person, "feedback", {"answers": talk.feedback(person.part)})
