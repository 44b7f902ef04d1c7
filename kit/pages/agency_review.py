"""The review part of the agency page: which cards may leave the house, and a reviewer's initials."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from kit.briefing.agency import Obstacle, Profile, Rules, release, version_for
from kit.briefing.edit import write_whole
from kit.briefing.model import Card, Module
from kit.briefing.review import Signing, fingerprint, known_only, one_line, signed, taken_back, why_not
from kit.facts.base import FactBase, citation
from kit.facts.status import blocked
from kit.scenario.problems import ScenarioError
from kit.scenario.read import read_text

LOG_LINES = 12
CHANGED = "The text was changed while you had this page open. Read it again, then sign."


class Known(Protocol):
    """What is known of the house: the agency's values and what a release is judged by."""

    @property
    def profile(self) -> Profile:
        """The agency's values."""

    @property
    def rules(self) -> Rules:
        """The frame, the facts, the day."""


def cards_of(module: Module, profile: Profile) -> tuple[Card, ...]:
    """The cards of a module that fit the agency: those of its version, each once."""
    fitting = ("", version_for(module, profile))
    return tuple(card for card in module.cards if card.version in fitting)


def module_row(module: Module, known: Known) -> dict[str, Any]:
    """A module on the overview: how many of its cards are ready, and what the others wait for."""
    cards = cards_of(module, known.profile)
    held = [release(card, known.profile, module.review, known.rules) for card in cards]
    return {
        "key": module.key,
        "title": module.title,
        "cards": len(cards),
        "ready": sum(not obstacles for obstacles in held),
        "values": len(_keys("placeholder", held)),
        "facts": len(_keys("fact", held)),
        "gates": len(_keys("review", held)),
        "outdated": any(gate.outdated for gate in module.review.gates),
    }


def module_page(module: Module, known: Known) -> dict[str, Any]:
    """All words of a module's review page."""
    rules, review = known.rules, module.review
    marks = {gate.gate: gate for gate in review.gates}
    cards = [
        {
            "title": card.title,
            "whom": ", ".join(rules.frame.audiences[key].title for key in card.audiences or module.audiences),
            "obstacles": [
                str(one) for one in release(card, known.profile, review, rules) if one.kind != "review"
            ],
        }
        for card in cards_of(module, known.profile)
    ]
    gates = [
        {
            "key": gate.key,
            "title": gate.title,
            "by": marks[gate.key].by if gate.key in marks else "",
            "date": marks[gate.key].date if gate.key in marks else "",
            "note": marks[gate.key].note if gate.key in marks else "",
            "outdated": gate.key in marks and marks[gate.key].outdated,
            "by_hand": gate.key in marks and marks[gate.key].passed and not marks[gate.key].text,
        }
        for gate in rules.frame.gates_for("modules")
    ]
    return {
        "key": module.key,
        "title": module.title,
        "audiences": [{"key": key, "title": rules.frame.audiences[key].title} for key in module.audiences],
        "cards": cards,
        "gates": gates,
        "facts": [_fact(id, known) for id in _to_initial(module, known)],
        "initialled": sorted(review.initialled),
        "log": [
            {"date": entry.date, "by": entry.by, "text": entry.text}
            for entry in reversed(review.log[-LOG_LINES:])
        ],
        "text": fingerprint(module),
        "today": rules.today.isoformat(),
        "wrong": "",
        "given": {},
        "chosen": [],
    }


def sign(module: Module, path: Path, fields: Mapping[str, Sequence[str]], today: date) -> str:
    """Put a form's initials into a module's review file, or take them out; what is wrong, or "".

    Raises OSError when the file cannot be written."""

    def field(name: str) -> str:
        return one_line(next(iter(fields.get(name, ())), ""), 300)

    try:
        day = date.fromisoformat(field("date"))
    except ValueError:
        return f"“{field('date')}” is not a day. Write it like {today}."
    gates = known_only(fields.get("gate", ()), [str(number) for number in range(1, 10)])
    offered = sorted({id for card in module.cards for id in card.cites})
    facts = known_only(fields.get("fact", ()), offered)
    signing = Signing(field("by"), day, tuple(map(int, gates)), facts, field("note"))
    back = field("do") == "withdraw"
    wrong = why_not(signing, today)
    if not wrong and not back and field("text") != fingerprint(module):
        wrong = CHANGED
    if wrong:
        return wrong
    try:
        written = read_text(path) if path.exists() else ""
        new = taken_back(written, signing) if back else signed(written, signing, fingerprint(module))
    except ScenarioError as error:
        return f"The review file cannot be used; mend it by hand first. {error.problems[0]}"
    write_whole(path, new)
    return ""


def _keys(kind: str, held: Iterable[Iterable[Obstacle]]) -> set[str]:
    return {one.key for obstacles in held for one in obstacles if one.kind == kind}


def _to_initial(module: Module, known: Known) -> list[str]:
    """Facts on the module's cards that a reviewer's initials would let into print."""
    base, initialled = known.rules.facts, module.review.initialled
    ids = sorted({id for card in cards_of(module, known.profile) for id in card.cites if id in base})
    return [
        id
        for id in ids
        if blocked(base.get(id), "job-aid", initialled) and not blocked(base.get(id), "job-aid", {id})
    ]


def _fact(id: str, known: Known) -> dict[str, str]:
    base: FactBase = known.rules.facts
    fact = base.get(id)
    return {"id": id, "title": fact.title, "text": fact.text, "cite": citation(fact, base, known.rules.today)}
