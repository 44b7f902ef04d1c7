"""How a room votes: who chooses what in which round, with which reason, who changes their mind.

Pure. The outcome of an occasion depends on the seed, the exercise and who may vote, never on time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kit.rehearsal.cast import Part
from kit.scenario.model import Decision, Option
from kit.testbed.dice import dice

MANNERS = ("tie", "override", "second", "clear", "late")


@dataclass(frozen=True, slots=True)
class Occasion:
    """A vote about to be held. ``number`` counts the decisions opened in this run, from 0."""

    decision: Decision
    options: tuple[str, ...]  # the open ones
    round: int = 1
    line: int = 1
    number: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody saves: a letter and why."""

    option: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one person does at one vote: choices in order (the last counts), and how they send them."""

    choices: tuple[Choice, ...]
    reload: bool = False  # the page is reloaded before the answer came
    twice: bool = False  # the last choice is sent once more under the same id


def manner(seed: int, number: int) -> str:
    """How decision number ``number`` goes: of five in a row, one each of ``MANNERS``.

    ``tie`` splits the room, ``override`` has the facilitator go against the room, ``second`` has a
    second round, ``late`` has somebody vote after the closing."""
    order = list(MANNERS)
    dice(seed, "manners", number // len(MANNERS)).shuffle(order)
    return order[number % len(MANNERS)]


def ballots(seed: int, occasion: Occasion, voters: Sequence[Part]) -> dict[str, Ballot]:
    """What each voter does, by key. Somebody without choices keeps out of this vote."""
    split = manner(seed, occasion.number) == "tie" and occasion.round == 1
    finals = _split(seed, occasion, voters) if split else _leaning(seed, occasion, voters)
    return {part.key: _ballot(seed, occasion, part, finals.get(part.key, "")) for part in voters}


def _leaning(seed: int, occasion: Occasion, voters: Sequence[Part]) -> dict[str, str]:
    """A room that leans to one choice; now and then somebody abstains."""
    favorite = dice(seed, *_named(occasion), "favorite").choice(occasion.options)
    weights = [4 if option == favorite else 1 for option in occasion.options]
    finals = {}
    for part in voters:
        throw = dice(seed, *_named(occasion), part.key)
        if len(voters) < 4 or throw.random() > 0.05:
            finals[part.key] = throw.choices(occasion.options, weights)[0]
    return finals


def _split(seed: int, occasion: Occasion, voters: Sequence[Part]) -> dict[str, str]:
    """Two choices with the same number of votes; an odd voter takes a third one, or abstains."""
    options = list(occasion.options)
    dice(seed, *_named(occasion), "split").shuffle(options)
    finals = {part.key: options[n % min(2, len(options))] for n, part in enumerate(voters)}
    if len(voters) % 2:
        last = voters[-1].key
        finals[last] = options[2] if len(options) > 2 and len(voters) > 3 else ""
    return finals


def _ballot(seed: int, occasion: Occasion, part: Part, final: str) -> Ballot:
    if not final:
        return Ballot(())
    throw = dice(seed, *_named(occasion), part.key, "ballot")
    others = [option for option in occasion.options if option != final]
    first = [throw.choice(others)] if others and throw.random() < CHANGES else []
    choices = tuple(Choice(option, reason(seed, occasion, part, option)) for option in (*first, final))
    reload = part.habits.reloads and throw.random() < RELOADS
    return Ballot(choices, reload, twice=throw.random() < SENDS_TWICE)


CHANGES, RELOADS, SENDS_TWICE = 0.15, 0.5, 0.1


def reason(seed: int, occasion: Occasion, part: Part, letter: str) -> str:
    """Why somebody chooses a letter, in the exercise's own clauses; one in eight gives no reason."""
    option = occasion.decision.option(letter)
    others = [o for o in map(occasion.decision.option, occasion.options) if o.key != letter]
    throw = dice(seed, *_named(occasion), part.key, "reason", letter)
    kind = throw.randrange(8)
    if kind == 0:
        return ""
    if kind < 4 or not others:
        return option.benefit
    if kind < 6:
        return against(throw.choice(others))
    return f"{option.benefit} The cost is known: {lower(option.cost)}"


def against(option: Option) -> str:
    """A reason not to take an option: "Against b: slower response to injury." """
    return f"Against {option.key}: {lower(option.cost)}"


def lower(clause: str) -> str:
    """A clause in the middle of a sentence. What begins with a quotation or an acronym stays."""
    head, _, _ = clause.partition(" ")
    return clause[:1].lower() + clause[1:] if head[1:].islower() or len(head) == 1 else clause


def counts(cast: Mapping[str, Ballot], options: Sequence[str]) -> dict[str, int]:
    """Votes by option once everybody is done."""
    totals = dict.fromkeys(options, 0)
    for ballot in cast.values():
        if ballot.choices:
            totals[ballot.choices[-1].option] += 1
    return totals


def _named(occasion: Occasion) -> tuple[object, ...]:
    return "vote", occasion.number, occasion.line, occasion.decision.id, occasion.round
