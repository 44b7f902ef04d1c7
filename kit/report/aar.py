"""The After-Action Report and Improvement Plan as data: what every exporter of it reads.

The sections and columns are those of HSEEP's AAR/IP template (HSEEP-IP01, April 2013); what the kit
adds to it is named in ``words``. Plain frozen values only, so that the JSON of a report is these
classes, field by field. Three rules hold everywhere:

* Every sentence is counted or quoted from the record, or is an author's text; ratings are people's.
* A count of fewer than three people in an anonymous run is None, and so is what would give it away.
* A text people may change is ``Words`` with a key that is the same after every export.

``draft.draft`` makes one; ``layout`` turns it into a paper.
"""

from __future__ import annotations

from dataclasses import dataclass

from kit.report.pieces import (
    Definition,
    FactLine,
    Finding,
    Given,
    Link,
    Path,
    Reason,
    RoundPart,
    Score,
    Step,
    TargetPart,
    TargetRating,
    Verdict,
    Words,
)

SCHEMA = "kit.aar/1"


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """A row of HSEEP's exercise overview table."""

    label: str
    value: Words


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A row of Table 1. Without a rating of the capability ``targets`` lists those of its targets."""

    objective: str
    capability: str
    verdict: Verdict
    targets: tuple[TargetRating, ...]
    notes: int
    votes: int
    evidence: tuple[Link, ...]
    playable: bool = True  # False where the form played gives no occasion to rate it


@dataclass(frozen=True, slots=True)
class ObjectivePart:
    """One objective with its capabilities. Findings are listed once for all capabilities of an
    objective, because the evaluation guide ties targets to objectives."""

    id: str
    text: str
    capabilities: tuple[Verdict, ...]
    targets: tuple[TargetPart, ...]
    strengths: tuple[Finding, ...]
    areas: tuple[Finding, ...]
    other: tuple[Finding, ...]
    conclusion: Words
    watch_for: str = ""
    playable: bool = True


@dataclass(frozen=True, slots=True)
class DecisionPart:
    """A decision as it went: votes, reasons, what was known, what followed, what was not taken."""

    id: str
    line: int
    anchor: str
    title: str
    question: str
    story: str
    opened: str
    closed: str
    rounds: tuple[RoundPart, ...]
    reasons: tuple[Reason, ...]
    withheld: bool  # counts are hidden because fewer than three people chose an option
    option: str
    option_text: str
    how: str
    why: str
    consequence: str
    score: Score | None
    dial_notes: tuple[str, ...]
    known: tuple[FactLine, ...]
    seen: tuple[Link, ...]
    paths: tuple[Path, ...]
    evidence: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline; ``id`` is the anchor. ``lane`` groups entries in the figure."""

    id: str
    at: int
    local: str  # "2026-12-09 14:02:11", in the zone of the report
    time: str
    story: str
    line: int
    lane: str  # story | decision | note | rating | talk | room
    kind: str
    ref: str
    title: str
    text: str
    link: str = ""  # a section this entry leads to


@dataclass(frozen=True, slots=True)
class LinePart:
    """One line of the story, from the decision it left its parent at."""

    number: int
    parent: int
    decision: str
    option: str
    why: str
    steps: tuple[Step, ...]
    ending: str
    held: str
    cost: str
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Evaluators gave different letters; ``settled`` is empty while nobody has settled it."""

    key: str
    title: str
    given: tuple[Given, ...]
    settled: str
    why: str


@dataclass(frozen=True, slots=True)
class ConcernPart:
    """A row of the concerns board. ``count`` is how many raised it, None if fewer than three (anonymous)."""

    id: str
    concern: str
    count: int | None
    origin: str
    owner: str
    answer: str
    commitment: str
    by: str
    state: str
    evidence: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class RaisedPart:
    """A question, a limit of authority or a wish for counsel that a player raised."""

    kind: str
    who: str
    text: str
    answer: str
    link: Link


@dataclass(frozen=True, slots=True)
class RemarkPart:
    """What people said in the hot wash; ``count`` of the same words."""

    id: str
    kind: str
    text: str
    who: str
    count: int | None
    evidence: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A row of the improvement plan, with HSEEP's columns. ``source``: area, commitment, remark, added."""

    id: str
    source: str
    capability: Words
    issue: Words
    action: Words
    element: Words
    organization: Words
    contact: Words
    start: Words
    completion: Words
    evidence: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ParticipantRow:
    """A position or role and how many had it; names only where the run recorded them."""

    table: str
    position: str
    names: tuple[str, ...]
    count: int | None


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """A statement of the feedback form: mean of 1 to 5 over ``count`` answers; None where hidden."""

    key: str
    text: str
    mean: float | None
    count: int | None


@dataclass(frozen=True, slots=True)
class CommentRow:
    """An open question of the feedback form and what people wrote."""

    key: str
    question: str
    comments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeedbackPart:
    """Appendix C. ``withheld``: something is hidden because fewer than three people answered."""

    forms: int | None
    rows: tuple[FeedbackRow, ...]
    comments: tuple[CommentRow, ...]
    withheld: bool


@dataclass(frozen=True, slots=True)
class MselRow:
    """A row of the MSEL as it was played; ``status`` says what became of it."""

    id: str
    module: str
    story: str
    event: str
    sender: str
    to: str
    channel: str
    expected: tuple[str, ...]
    objective: str
    status: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class AfterActionReport:
    """The whole report. ``status`` is draft until people set the key ``status`` to final."""

    schema: str
    run: str
    title: str
    status: str
    date: str
    place: str
    sponsor: str
    names: str
    events: int
    overview: tuple[OverviewRow, ...]
    summary: Words
    letters: tuple[tuple[str, int], ...]  # how many rows of Table 1 have each letter; "-" none
    to_settle: tuple[str, ...]
    table1: tuple[SummaryRow, ...]
    definitions: tuple[Definition, ...]
    objectives: tuple[ObjectivePart, ...]
    unplaced: tuple[Finding, ...]
    decisions: tuple[DecisionPart, ...]
    timeline: tuple[Entry, ...]
    lines: tuple[LinePart, ...]
    disagreements: tuple[Disagreement, ...]
    concerns: tuple[ConcernPart, ...]
    raised: tuple[RaisedPart, ...]
    remarks: tuple[RemarkPart, ...]
    plan: tuple[PlanRow, ...]
    left_out: int  # drafted rows of the plan that an editor left out
    participants: tuple[ParticipantRow, ...]
    roles: tuple[ParticipantRow, ...]
    feedback: FeedbackPart
    msel: tuple[MselRow, ...]
    facts: tuple[FactLine, ...]
    fiction: tuple[str, ...]
    dials: tuple[tuple[str, str], ...]
    tally_note: str
    limits: tuple[str, ...]
