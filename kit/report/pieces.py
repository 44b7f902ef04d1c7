"""The small values a report is made of: texts people may change, links back, ratings, votes, facts.

``aar`` puts them together. Plain frozen values only: they are also the report's JSON.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A drafted text that people may replace (``edit-report`` with this key)."""

    key: str
    text: str
    drafted: str
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A way back to the record: ``anchor`` is a timeline entry, ``e`` and its number in the journal."""

    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Definition:
    """A letter of the rating scale; ``text`` is the definition the exercise carries."""

    letter: str
    name: str
    text: str
    short: str


@dataclass(frozen=True, slots=True)
class Given:
    """What one evaluator gave, and why."""

    evaluator: str
    letter: str
    why: str
    link: Link


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rating of one target or capability, never computed from choices or from other ratings.

    ``state``: ``given`` (one evaluator), ``agreed`` (several, the same letter), ``settled`` (people
    agreed on it afterwards), ``differ`` (not settled), ``unsupported`` (a letter was given but the record
    holds no evidence for it), ``unrated`` (there is evidence, nobody rated it) or ``none`` (insufficient
    evidence). The last four have no ``letter``."""

    key: str
    state: str
    letter: str
    given: tuple[Given, ...] = ()
    why: str = ""
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class TargetRating:
    """A letter of one target, for Table 1; a target whose evaluators differ has several."""

    id: str
    letter: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A strength or an area for improvement, as an evaluator wrote it."""

    id: str
    kind: str
    text: Words
    target: str
    task: str
    evaluator: str
    evidence: tuple[Link, ...]
    reference: Words | None = None  # areas only: plans, policies, rules
    analysis: Words | None = None  # areas only: the root cause, for people to write


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A critical task and who recorded that it was seen."""

    text: str
    seen: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class TargetPart:
    """A capability target with its rating and what was seen of its tasks."""

    id: str
    text: str
    verdict: Verdict
    tasks: tuple[TaskRow, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One option's votes. None: fewer than three people, or it would tell how few chose another."""

    option: str
    text: str
    votes: int | None
    share: int | None
    most: bool
    taken: bool


@dataclass(frozen=True, slots=True)
class RoundPart:
    """One round of voting as it may be shown; ``of`` is how many could vote."""

    number: int
    bars: tuple[Bar, ...]
    voted: int | None
    of: int | None


@dataclass(frozen=True, slots=True)
class Reason:
    """A voter's reason. ``option`` is empty where it would show what fewer than three people chose."""

    option: str
    text: str
    who: str
    minority: bool


@dataclass(frozen=True, slots=True)
class Score:
    """The three tallies of a choice, -2 to +2 each: the authors' judgement, not a measurement."""

    life: int
    trust: int
    legal: int


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact that was cited, with its most cautious status on the day of the run."""

    id: str
    title: str
    badge: str
    style: str
    as_of: str
    cited_by: tuple[str, ...] = ()
    text: str = ""
    cite: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """An option the room did not take: what the authors say it would have brought."""

    option: str
    text: str
    consequence: str
    benefit: str
    cost: str
    score: Score
    brings: tuple[str, ...]
    closed: str = ""  # why it could not be chosen in this run; empty where it could


@dataclass(frozen=True, slots=True)
class Step:
    """A point of the tally path: the running sums after a decision of a line."""

    decision: str
    title: str
    option: str
    score: Score
    total: Score
