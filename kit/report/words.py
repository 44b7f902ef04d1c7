"""The report's own sentences and labels, in one place: neutral, short, figures as figures.

What an exercise's author or a participant wrote never stands here. HSEEP's terms are used as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

TITLE = "After-Action Report and Improvement Plan"
TO_COMPLETE = "to be completed"
NOT_RATED = "Not rated"
INSUFFICIENT = "insufficient evidence"
UNRATED = "nobody rated it"
FEW = "fewer than 3"
FEW_NOTE = (
    "This run was anonymous. A number of fewer than 3 people is not shown, "
    "nor are totals and shares that would tell it."
)
TALLY_ENDS = "\N{MINUS SIGN}2 worse, +2 better"

MONTHS = (  # not strftime: that would follow the machine's language
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

HOW: Mapping[str, str] = {
    "majority": "by majority",
    "override": "by the facilitator, against the majority",
    "tie": "by the facilitator, because votes were tied",
    "fork": "to try another branch",
    "stand-in": "by the short form's stand-in",
}
TABLES: Mapping[str, str] = {"government": "Government table", "civil": "Civil-society table"}
ROLES: Mapping[str, str] = {
    "facilitator": "Facilitator",
    "evaluator": "Evaluators",
    "observer": "Observers",
    "player": "Players",
}
RAISED: Mapping[str, str] = {
    "question": "Question",
    "authority": "That is not our authority",
    "counsel": "I would call counsel",
    "concern": "Concern",
}
STATES: Mapping[str, str] = {
    "open": "open",
    "owned": "has an owner",
    "not-ours": "not our authority",
    "promised": "promised",
    "done": "done",
}
ELEMENTS = "Planning, Organization, Equipment, Training, or Exercise"
PLAN_COLUMNS: tuple[tuple[str, str], ...] = (
    ("capability", "Core capability"),
    ("issue", "Issue or area for improvement"),
    ("action", "Corrective action"),
    ("element", "Capability element"),
    ("organization", "Primary responsible organization"),
    ("contact", "Organization POC"),
    ("start", "Start date"),
    ("completion", "Completion date"),
)
TABLE1_RULE = (
    "A shape is the rating evaluators gave the capability. Where they gave none, the IDs under the letters "
    "are the ratings of single targets; the kit makes no capability rating out of them. "
    "Filled shapes, M included: the objective was achieved."
)
TARGETS_ONLY = "targets only"
REMARKS_RULE = "In the participants' own words, not weighed by evaluators."


def plural(count: int | None, one: str, many: str = "") -> str:
    """ "1 note", "6 notes", "fewer than 3 notes" (for None)."""
    if count is None:
        return f"{FEW} {many or one + 's'}"
    return f"{count} {one if count == 1 else many or one + 's'}"


def times(count: int) -> str:
    """ "once", "twice", "3 times"."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def listed(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def sentence(text: str) -> str:
    """The text with a capital first letter and a full stop."""
    text = text.strip()
    return text if not text else text[0].upper() + text[1:] + ("" if text[-1] in '.?!"”' else ".")


def signed(value: int) -> str:
    """ "+1", "0", "-2" with a true minus sign."""
    return f"+{value}" if value > 0 else f"\N{MINUS SIGN}{-value}" if value < 0 else "0"


def span(minutes: int) -> str:
    """ "3 h 28 min", "40 min"."""
    hours, rest = divmod(max(0, minutes), 60)
    parts = [f"{hours} h"] if hours else []
    return " ".join([*parts, f"{rest} min"] if rest or not hours else parts)


def day(text: str) -> str:
    """An ISO date as people read it ("9 December 2026"); any other text as it is."""
    when = iso_date(text)
    return text if when is None else f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def iso_date(text: str) -> date | None:
    """The day that an ISO date means; None for any other text."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
