"""The figures we are judged by, as one table. Their source is the project's list of design goals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

ROOM = "500"  # the room size for which goals are stated


@dataclass(frozen=True, slots=True)
class Goal:
    """``path``: where the figure stands in ``bench``'s JSON. Met when it is at most ``most``. ``unit`` and
    ``divisor`` are for print."""

    path: str
    words: str
    most: float
    unit: str
    divisor: float = 1.0


PAGE = "product, its real participant page"
GOALS = (
    Goal("ours/interactive_ms", PAGE, 300, "ms"),
    Goal("ours/memory_mb", PAGE, 0.15, "MB"),
    Goal("ours/cpu_s", PAGE, 0.03, "s"),
    Goal("ours/weight_bytes", PAGE, 100_000, "MB", 1e6),
    Goal(f"ours/rooms/{ROOM}/inject/p99", "an inject on every page, p99", 150, "ms"),
    Goal(f"ours/rooms/{ROOM}/reveal/p99", "a reveal on every page, p99", 150, "ms"),
    Goal(f"ours/rooms/{ROOM}/vote/p99", "simultaneous votes stored and acknowledged, p99", 1000, "ms"),
    Goal(f"ours/rooms/{ROOM}/reload/max", "everybody reloads and is back in play", 15_000, "s", 1000),
    Goal(f"ours/briefings/{ROOM}/slide/p99", "a slide of a briefing on every phone, p99", 150, "ms"),
    Goal(f"ours/briefings/{ROOM}/vote/p99", "simultaneous answers stored and acknowledged, p99", 1000, "ms"),
    Goal("documents/ratio", "report of 100 people and 1,500 events, beside nbconvert", 0.333, "of its time"),
    Goal("documents/report_bytes", "that report", 2_500_000, "MB", 1e6),
    Goal("check/check_s", "exhaustive check of all exercises", 60, "s"),
)


def found(figures: Mapping[str, Any], path: str) -> float | None:
    """The figure at a path as ``ours/rooms/500/inject/p99``; None when it was not measured."""
    here: Any = figures
    for part in path.split("/"):
        here = here.get(part) if isinstance(here, Mapping) else None
    return float(here) if isinstance(here, int | float) else None


def verdicts(figures: Mapping[str, Any]) -> Iterator[tuple[Goal, float | None, str]]:
    """Each goal, the figure, and "met", "missed" or "not measured"."""
    for goal in GOALS:
        value = found(figures, goal.path)
        yield goal, value, "not measured" if value is None else "met" if value <= goal.most else "missed"


def verdict(figures: Mapping[str, Any], path: str) -> str:
    """What to print beside one of our figures: its goal and whether it is met; "" where there is no goal."""
    for goal, value, word in verdicts(figures):
        if goal.path == path and value is not None:
            return f"<={goal.most / goal.divisor:g} {word}"
    return ""
