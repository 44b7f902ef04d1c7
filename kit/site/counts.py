"""Facts and reviews counted, as the shelf and each page say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kit.briefing.model import Module
from kit.facts.status import STYLE_WORD, Style
from kit.packet.making import Making

_ORDER: tuple[Style, ...] = ("inforce", "amended", "contested", "historical", "unknown")


@dataclass(frozen=True, slots=True)
class Count:
    """How many facts have a badge on the day: its style and icon, its word in small letters."""

    style: Style
    number: int

    @property
    def word(self) -> str:
        """The badge's word."""
        return STYLE_WORD[self.style].lower()


def counted(ids: Iterable[str], making: Making) -> tuple[Count, ...]:
    """The facts by badge; principles and other kinds of good advice have no status and are not counted."""
    return in_order(Counter(making.badge(id).style for id in ids))


def in_order(numbers: Mapping[str, int]) -> tuple[Count, ...]:
    """Numbers by style of badge, in the order in which badges are told."""
    return tuple(Count(style, numbers[style]) for style in _ORDER if numbers.get(style))


def reviewed(module: Module, making: Making) -> tuple[int, int]:
    """How many of the reviews that a module needs have been passed, and how many there are."""
    gates = {gate.key for gate in making.frame.gates_for("modules")}
    return len({gate.gate for gate in module.review.gates if gate.passed} & gates), len(gates)
