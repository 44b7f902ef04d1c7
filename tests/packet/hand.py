"""What the tests make packets with: the shipped texts, a day, an agency's invented values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache

from kit.briefing.agency import Profile, Rules, Value
from kit.briefing.model import Card, Gate, Module, Review
from kit.briefing.read import BRIEFINGS, read_frame, read_module
from kit.facts.base import load_facts
from kit.packet.card import card_sheet
from kit.packet.document import module_document
from kit.packet.making import Making
from kit.packet.parts import Document
from tests.briefing.small import ROOT, read

DAY = date(2026, 7, 1)
LATE = date(2026, 11, 22)
"""After most reviews were due: nearly every badge has turned white, and says so on the cards."""
EXERCISES = ROOT / "exercises"
SHIPPED = sorted(path.parent.name for path in BRIEFINGS.glob("*/module.yaml"))


@lru_cache
def shipped(key: str) -> Module:
    """A shipped module by its key in small letters."""
    return read_module(BRIEFINGS / key / "module.yaml")


def making(profile: Profile | None = None, *, day: date = DAY, release: bool = False) -> Making:
    """A making with the shipped frame and facts."""
    return Making(Rules(read_frame(), load_facts(), day), profile or Profile(), release)


def filled() -> Profile:
    """Invented values for all placeholders, as long as an agency may well write them."""
    values = {}
    for place in read_frame().placeholders.values():
        verified = DAY if place.kind == "contact" else None
        citation = "County Order 4.12" if place.kind == "rule" else ""
        values[place.key] = Value(f"Invented {place.key}"[:24], verified, citation)
    return Profile(values, {"P2": "none"})


def signed(module: Module, on: date = DAY) -> Module:
    """The module with every gate passed on a day and every fact on its cards initialled."""
    gates = tuple(Gate(gate, "AB", on.isoformat()) for gate in range(1, 10))
    initialled = frozenset(id for card in module.cards for id in card.cites)
    return replace(module, review=Review(gates, initialled))


@lru_cache
def cards() -> list[tuple[Module, str, Card]]:
    """Every card of every shipped module, with the audience it is for."""
    return [
        (cut, audience, card)
        for key in SHIPPED
        for audience, version in shipped(key).cuts
        for cut in (shipped(key).of(audience, version),)
        for card in cut.cards
    ]


def small(audience: str = "officers") -> Document:
    """A packet of a little of everything: axe takes a second for each thousand elements."""
    module = read()
    short = replace(module, storyboard=module.storyboard[:1], key_facts=module.key_facts[:1])
    return module_document(short, audience, "plain", making())


def all_cards(profile: Profile) -> Document:
    """Every card of every module in one file, as the agency with this profile prints them."""
    sheets = []
    for number, (cut, audience, card) in enumerate(cards()):
        module = signed(cut, LATE) if profile.values else cut
        sheet, _ = card_sheet(module, audience, card, making(profile, day=LATE))
        assert sheet
        sheets.append(replace(sheet, id=f"card-{number}"))
    return replace(small(), first=(), sheets=tuple(sheets))
