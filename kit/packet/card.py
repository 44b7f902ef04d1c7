"""A job aid as the faces of a card: what stands on each side, and what keeps the card from release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kit.briefing.agency import Obstacle, release
from kit.briefing.model import Card, CardPart, Module
from kit.facts.base import Badge
from kit.packet.fit import Edges, parted
from kit.packet.making import Making, said
from kit.packet.parts import CardBlock, Face, Sheet, Withheld, Words, plain

EXPIRED = "UNKNOWN: review was due; check first."
_UNSETTLED = ("unknown", "contested")  # most cautious first
_LEADS = ("text", "boxes", "steps", "do")


@dataclass(frozen=True, slots=True)
class _CardOf:
    """A card of one module for one audience, about to be set."""

    module: Module
    audience: str
    card: Card
    making: Making

    def faces(self, *, review: bool) -> tuple[list[Face], bool]:
        """The faces, and whether the text fits them."""
        card, making = self.card, self.making
        feet = self.feet()
        notice = making.frame.sentences["review_copy"] if review else ""
        setting = parted(self.blocks(), self.edges(feet, notice))
        faces = [
            Face(
                card=f"{self.module.key.lower()}-{self.audience}-{card.id}",
                title=card.title,
                kicker=f"Job aid, {making.frame.audiences[self.audience].title.lower()}",
                version=f"{self.module.key}, version of {said(making.day, short=True)}",
                number=number,
                of=len(setting.sides),
                size=setting.size,
                gap=setting.gap,
                blocks=side,
                foot=feet[number - 1],
                facts=card.cites if number == len(setting.sides) else (),
                review=notice,
            )
            for number, side in enumerate(setting.sides, 1)
        ]
        return faces, setting.fits

    def feet(self) -> list[tuple[Words, ...]]:
        """The small print of each side; the last one also says how old the facts are."""
        card, making = self.card, self.making
        counsel = making.sentence("counsel")
        expired = [plain(EXPIRED)] if any(making.badge(id).why for id in card.cites) else []
        return [(counsel,)] * (card.sides - 1) + [(counsel, making.sentence("status", card.cites), *expired)]

    def edges(self, feet: Sequence[tuple[Words, ...]], notice: str) -> list[Edges]:
        """What stands above and below the blocks of each side."""
        found = []
        for number, foot in enumerate(feet, 1):
            ids = (shortened(self.card.cites),) if number == len(feet) and self.card.cites else ()
            small = (" ".join(map(str, foot)), *ids)
            found.append(Edges(self.card.title, number, len(feet), notice, small))
        return found

    def blocks(self) -> list[CardBlock]:
        """The blocks of the card, each with the badge of what is not settled in it."""
        told = False
        found = []
        for part in self.card.parts:
            badges = self.badges(part)
            split = "contested" in badges and not told
            told = told or split
            found.append(
                CardBlock(
                    part.heading,
                    part.style,
                    tuple(self.making.words(line, lead=part.style in _LEADS) for line in part.lines),
                    next((badges[style] for style in _UNSETTLED if style in badges), None),
                    self.making.frame.sentences["contested"] if split else "",
                )
            )
        return found

    def badges(self, part: CardPart) -> dict[str, Badge]:
        """A badge of each style that the facts of a block have on the day."""
        found = (self.making.badge(id) for line in part.lines for id in line.cites)
        return {badge.style: badge for badge in found}


def card_sheet(
    module: Module, audience: str, card: Card, making: Making
) -> tuple[Sheet | None, Withheld | None]:
    """A card of a cut as a sheet of faces, and what stands in the way of its release, if anything.

    In a release a card with an obstacle has no sheet: nobody gets an unfinished card in hand."""
    setting = _CardOf(module, audience, card, making)
    obstacles = list(release(card, making.profile, module.review, making.rules))
    faces, fits = setting.faces(review=bool(obstacles))
    if not fits:
        sides = "one half-letter side" if card.sides == 1 else f"{card.sides} half-letter sides"
        obstacles.append(
            Obstacle("size", card.id, f"The text does not fit {sides}. Shorten it, or add a side.")
        )
        faces, _ = setting.faces(review=True)
    withheld = Withheld(f"{module.key} {card.id}", card.title, tuple(obstacles)) if obstacles else None
    if withheld and making.release:
        return None, withheld
    return Sheet(card.id, card.title, tuple(faces), "half"), withheld


def shortened(ids: Iterable[str]) -> str:
    """Fact ids as a card lists them: "DET-01, 02, 05; INT-03"."""
    return "; ".join(run for run, _ in _runs(ids))


def _runs(ids: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    for area, group in groupby(sorted(ids), key=lambda id: id[:3]):
        some = list(group)
        yield f"{area}-{', '.join(id[4:] for id in some)}", some
