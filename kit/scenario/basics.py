"""The small words of a scenario: places in the text, conditions, tallies, moments, wordings."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Where:
    """The place in the author's text a node came from; printed as ``file:line``."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


NOWHERE = Where("", 0)


@dataclass(frozen=True, slots=True)
class Test:
    """One clause of a condition: a flag or dial has one of ``values``, or trust is within bounds."""

    __test__ = False  # pytest must not take it for a test class

    key: str
    values: tuple[str, ...] = ()
    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """All ``tests`` hold and, if ``any_of`` is not empty, at least one of those does too."""

    tests: tuple[Test, ...] = ()
    any_of: tuple[Condition, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tests or self.any_of)


ALWAYS = Condition()


@dataclass(frozen=True, slots=True)
class Tally:
    """The three debrief tallies of a choice, each -2..+2; plus is always the better direction."""

    life: int = 0
    trust: int = 0
    legal: int = 0


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in the story: minutes from T0, or a whole day without a clock time (``exact`` False)."""

    minutes: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Wording:
    """One text of an inject or opening; the first whose condition holds is used."""

    id: str
    text: str
    when: Condition = ALWAYS
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Effects:
    """What delivering an inject does to the story, once."""

    trust: int = 0
    sets: tuple[tuple[str, str], ...] = ()


NOTHING = Effects()
EVEN = Tally()
