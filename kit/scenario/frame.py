"""What all exercises share: dials, ground rules, hot wash script, feedback form, rating scale."""

from __future__ import annotations

from dataclasses import dataclass

from kit.scenario.basics import Condition


@dataclass(frozen=True, slots=True)
class DialValue:
    """A setting of a dial: its key, and what people read."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Dial:
    """A posture dial (P1..P5), set before play; no setting is the right one."""

    id: str
    title: str
    values: tuple[DialValue, ...]
    default: str

    def label(self, key: str) -> str:
        """What people read for a setting. Raises KeyError."""
        return {value.key: value.label for value in self.values}[key]


@dataclass(frozen=True, slots=True)
class DialWarning:
    """A combination of dials that a law of the host state may forbid; shown, never blocked."""

    when: Condition
    text: str


@dataclass(frozen=True, slots=True)
class FormItem:
    """One statement (scale 1 to 5) or open question of the participant feedback form."""

    key: str
    text: str
    kind: str  # "scale" or "text"


@dataclass(frozen=True, slots=True)
class Rating:
    """A letter of the HSEEP scale with its name and definition."""

    letter: str
    name: str
    definition: str
    short: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What all exercises share: dials, ground rules, hot wash script, feedback form, ratings."""

    dials: tuple[Dial, ...]
    warnings: tuple[DialWarning, ...]
    dial_conflict: str
    ground_rules: tuple[str, ...]
    content_note: str
    before_play: str
    tally_note: str
    hot_wash: tuple[str, ...]
    evaluator_questions: tuple[str, ...]
    feedback: tuple[FormItem, ...]
    ratings: tuple[Rating, ...]
    not_rated: str
    limits: str
    promises: tuple[str, ...]
