"""A decision from its opening to the branch, with everything that goes wrong in real rooms.

People change their minds, reload while a vote is on its way, send twice, vote too late, from a device
they left, or without the right to. What must be refused is sent on purpose and must be refused.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from kit.rehearsal.choosing import Choosing, choose, move_away
from kit.rehearsal.moments import reactions
from kit.rehearsal.person import Person, together
from kit.rehearsal.script import Played
from kit.rehearsal.stage import Stage
from kit.rehearsal.votes import Ballot, Choice, Occasion, ballots, counts
from kit.scenario.model import Decision
from kit.testbed.dice import dice

Row = Mapping[str, Any]
MOVES_AT = 2  # the decision at which somebody moves to another device
TRIES_AT = 0  # the decision at which people try what is not theirs to do


async def decide(stage: Stage, row: Row) -> None:
    """The room decides; the facilitator reveals and takes the branch."""
    decision = stage.script.exercise.decision(row["id"])
    number, stage.counts.decisions = stage.counts.decisions, stage.counts.decisions + 1
    manner = stage.script.manner(number)
    minutes = dice(stage.script.seed, "minutes", number).choice((None, 0, 15))
    said = await stage.act("open-decision", {"decision": decision.id, "minutes": minutes})
    await stage.decision_reaches(stage.times.opened, said.sent)
    await reactions(stage, decision, number)
    await _tries(stage, decision, number)
    cast = await _vote(stage, _occasion(stage, decision, number))
    if manner == "late":
        await _too_late(stage, decision)
    await _reveal(stage, cast)
    if manner == "second":
        said = await stage.act("second-round", {"minutes": None})
        await stage.decision_reaches(stage.times.opened, said.sent)
        cast = await _vote(stage, _occasion(stage, decision, number))
        await _reveal(stage, cast)
    await _branch(stage, decision, cast, number)


def _occasion(stage: Stage, decision: Decision, number: int) -> Occasion:
    view = stage.desk.view
    options = tuple(option["key"] for option in view["ballot"]["options"])
    return Occasion(decision, options, view["ballot"]["round"], view["head"]["line"], number)


# -- voting ------------------------------------------------------------------------------------------


async def _vote(stage: Stage, occasion: Occasion) -> dict[str, Ballot]:
    """Everybody votes at the same time; done when the desk counts them all."""
    moves = occasion.number == MOVES_AT and occasion.round == 1
    if moves:
        await _move_devices(stage, occasion)
    cast = ballots(stage.script.seed, occasion, [person.part for person in stage.voters])
    for person in stage.voters if moves else ():  # who abstains, and voted just before moving, has voted
        if not cast[person.key].choices and (vote := person.view["mine"]["vote"]):
            cast[person.key] = Ballot((Choice(vote["option"], vote["reason"]),))
    await together(*(_cast(stage, p, occasion, cast[p.key]) for p in stage.voters))
    expected = sum(1 for ballot in cast.values() if ballot.choices)
    await stage.desk.until(lambda v: v["ballot"]["saved"] == expected, f"{expected} votes on the desk")
    return cast


async def _cast(stage: Stage, person: Person, occasion: Occasion, ballot: Ballot) -> None:
    """One person's choices, one after the other, each until it is saved."""
    choices = ballot.choices
    if not choices:
        return
    early = Choice(choices[0].option, f"{choices[0].reason} (at first)")
    sent = [_args(occasion, choice) for choice in choices]
    await choose(
        stage, person, Choosing("cast-vote", sent, _args(occasion, early), ballot.reload, ballot.twice)
    )
    if not _shows(person, occasion, choices[-1]):
        stage.finding(
            f"{person.key}: the page does not show the vote on {occasion.decision.id} as it was saved"
        )


def _args(occasion: Occasion, choice: Choice) -> dict[str, Any]:
    named = {"decision": occasion.decision.id, "round": occasion.round}
    return {**named, "option": choice.option, "reason": choice.reason}


def _shows(person: Person, occasion: Occasion, choice: Choice) -> bool:
    vote = person.view["mine"]["vote"] or {}
    return (vote.get("option"), vote.get("reason")) == (choice.option, choice.reason)


# -- what must be refused ----------------------------------------------------------------------------


async def _tries(stage: Stage, decision: Decision, number: int) -> None:
    """What is nobody's to do: a player reveals, an evaluator votes, somebody who stepped out votes."""
    option = stage.desk.view["ballot"]["options"][0]["key"]
    vote = {"decision": decision.id, "option": option, "reason": "", "round": 0}
    if number == TRIES_AT:
        await stage.say(stage.players[0], "reveal", {}, expect="refused")
        await stage.say(stage.players[0], "cast-vote", {**vote, "option": "z"}, expect="refused")
        for person in stage.evaluators[:1]:
            await stage.say(person, "cast-vote", vote, expect="refused")
        await stage.act("take-branch", {"option": option, "reason": ""}, expect="refused")
    for person in stage.players:
        if person.out:
            await stage.say(person, "cast-vote", vote, expect="refused")


async def _too_late(stage: Stage, decision: Decision) -> None:
    """The vote is closed; somebody's choice comes after that and is not counted."""
    said = await stage.act("close-voting")
    await stage.decision_reaches([], said.sent)
    options = stage.desk.view["ballot"]["options"]
    vote = {
        "decision": decision.id,
        "option": options[-1]["key"],
        "reason": "Sent after the closing.",
        "round": 0,
    }
    late = await stage.say(stage.voters[-1], "cast-vote", vote, expect="refused")
    if "closed" not in late.why:
        stage.finding(f"a late vote was refused without the reason: {late.why!r}")


async def _move_devices(stage: Stage, occasion: Occasion) -> None:
    """Somebody goes on with another device; the one left behind shows no story and may not vote. In chaos
    with a vote on its way from the old one."""
    early = Choice(occasion.options[-1], "Sent just before moving.")
    late = Choice(occasion.options[0], "Sent from the device left behind.")
    args = (_args(occasion, early), _args(occasion, late))
    for person in stage.voters:
        if person.part.habits.wanders:
            await move_away(stage, person, "cast-vote", args, lambda v: not v["feed"])


# -- the result --------------------------------------------------------------------------------------


async def _reveal(stage: Stage, cast: Mapping[str, Ballot]) -> None:
    """Nobody sees a count before the reveal; then everybody sees the same one, and it is right."""
    for person in stage.players:
        card = person.view["decision"]
        if card["results"] is not None or card["reasons"]:
            stage.finding(f"{person.key}: results of {card['id']} were visible before they were revealed")
    said = await stage.act("reveal")
    await stage.decision_reaches(stage.times.reveal, said.sent)
    expected = counts(cast, [option["key"] for option in stage.desk.view["ballot"]["options"]])
    for person in stage.players:
        bars = {bar["key"]: bar["votes"] for bar in person.view["decision"]["results"] or ()}
        wrong = {key: votes for key, votes in bars.items() if votes not in (None, expected[key])}
        if wrong or set(bars) != set(expected):
            stage.finding(f"{person.key}: the result shows {bars}, the room voted {expected}")


async def _branch(stage: Stage, decision: Decision, cast: Mapping[str, Ballot], number: int) -> None:
    options = tuple(option["key"] for option in stage.desk.view["ballot"]["options"])
    totals = counts(cast, options)
    leaders = [key for key in options if totals[key] == max(totals.values()) > 0]
    option, reason = stage.script.branch(decision, leaders, options, number)
    said = await stage.act("take-branch", {"option": option, "reason": reason})
    stage.played.append(Played(decision.id, option, options))
    await stage.reaches(stage.newest("consequence")["id"], stage.players, [], said.sent)
    _look_for_secrets(stage, decision, option)
    back = stage.script.fork(stage.played, number)
    if back is not None:
        await fork(stage, *back)


def _look_for_secrets(stage: Stage, decision: Decision, taken: str) -> None:
    """No player's page holds what the other branches would have brought, or the facilitator's sheet."""
    secret = [o.consequence for o in decision.options if o.key != taken] + [decision.talk.missed]
    already = [i["text"] for i in stage.desk.view["feed"]]
    secret = [json.dumps(text)[1:-1] for text in secret if text and text not in already]
    for person in stage.players:
        seen = json.dumps(person.view)
        if any(text in seen for text in secret):
            stage.finding(f"{person.key}: the page holds facilitator material of {decision.id}")


async def fork(stage: Stage, back: Played, option: str, why: str) -> None:
    """Go back to a decision and on with another branch; everybody is told so."""
    since = time.monotonic()
    await stage.act("fork", {"decision": back.id, "option": option, "why": why, "line": 0})
    line = stage.desk.view["head"]["line"]
    await together(
        *(p.page.until(lambda v: v["head"]["line"] == line, f"line {line}") for p in stage.players),
        stage.screen.until(lambda v: v["head"]["line"] == line, f"line {line}"),
    )
    place = next(n for n, played in enumerate(stage.played) if played.id == back.id)
    stage.played[place:] = [Played(back.id, option, back.options)]
    await stage.reaches(stage.newest("consequence")["id"], stage.players, [], since)
