"""Participants against the time in which an inject is on every page, as one SVG file.

Written by hand, so that it needs no library and no font: it can be read in black and white (marks and dashes
differ, not only grey), and by screen readers (title, description, and every value as text).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 76, 150, 62, 64
WIDE_LABEL = 150  # pixels for a name and its figure
GOAL_PEOPLE, GOAL_MS = 500, 150
INK, FAINT = "#1a1a1a", "#c9c9c9"
MARKS = ("circle", "square", "triangle", "diamond")
DASHES = ("", "7 4", "2 4", "10 4 2 4")


@dataclass(frozen=True, slots=True)
class Series:
    """One line of the plot. ``points``: participants and milliseconds, in order; ``failed``: sizes it
    could not do."""

    name: str
    points: tuple[tuple[int, float], ...]
    failed: tuple[int, ...] = ()


def draw(figures: Mapping[str, Any]) -> str:
    """The SVG for what ``bench`` measured."""
    lines = list(series(figures))
    measured = [point for line in lines for point in line.points] or [(30, 1.0)]
    most = max(people for people, _ in measured)
    times = [ms for _, ms in measured]
    frame = Frame(_around([*(n for n, _ in measured), GOAL_PEOPLE]), _around([*times, GOAL_MS]), most)
    date = str(figures["date"])[:10]
    parts = [*_grid(frame), *_goal(frame)]
    ends = iter(_apart([frame.y(line.points[-1][1]) for line in lines if line.points[-1][0] == most]))
    for number, line in enumerate(lines):
        label_y = next(ends) if line.points[-1][0] == most else 0.0
        parts += _line(frame, line, number, label_y)
    return "\n".join([*_head(lines, date, figures["machine"]), *parts, "</svg>", ""])


def series(figures: Mapping[str, Any]) -> Iterator[Series]:
    """Ours first, then whoever was measured."""
    for one in (figures["ours"], *figures["peers"].values()):
        rooms = {int(n): room for n, room in one["rooms"].items()}
        points = [(n, room["inject"]["p99"]) for n, room in sorted(rooms.items()) if "inject" in room]
        failed = tuple(n for n, room in sorted(rooms.items()) if "failed" in room)
        if points:
            yield Series(one["words"].replace("this kit", "This kit"), tuple(points), failed)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where values lie: both axes are logarithmic, between these ends. ``most``: the most participants."""

    people: tuple[float, float]
    ms: tuple[float, float]
    most: float = 0.0

    def x(self, people: float) -> float:
        """Pixels from the left."""
        return LEFT + (WIDTH - LEFT - RIGHT) * _share(people, *self.people)

    def y(self, ms: float) -> float:
        """Pixels from the top."""
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * _share(ms, *self.ms)


def _share(value: float, low: float, high: float) -> float:
    return math.log(value / low) / math.log(high / low)


def _around(values: Sequence[float]) -> tuple[float, float]:
    """Ends with some air around all values."""
    return min(values) / 1.25, max(values) * 1.5


def _head(lines: Sequence[Series], date: str, machine: Mapping[str, Any]) -> Iterator[str]:
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
    yield '  aria-labelledby="title about" font-family="Verdana, Arial, sans-serif" font-size="13">'
    yield '<title id="title">Time until an inject is on every page, by number of participants</title>'
    told = " ".join(_told(line) for line in lines)
    about = f"99th percentile in milliseconds, measured {date} on {machine['cores']} cores. {told}"
    yield f'<desc id="about">{escape(about)}</desc>'
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
    yield _text(LEFT, 26, "Until an inject is on every page (99th percentile)", size=16, weight="bold")
    small = f"Scripted phones and server on the same {machine['cores']} cores, {date}. Lower is better."
    yield _text(LEFT, 46, small, size=12)


def _told(line: Series) -> str:
    values = ", ".join(f"{people:,} participants {ms:.0f} ms" for people, ms in line.points)
    failed = "".join(f", {people:,} not done" for people in line.failed)
    return f"{line.name}: {values}{failed}."


def _grid(frame: Frame) -> Iterator[str]:
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    for ms in (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000):
        if frame.ms[0] <= ms <= frame.ms[1]:
            y = frame.y(ms)
            yield _stroke(LEFT, y, right, y, FAINT)
            yield _text(LEFT - 8, y + 4, f"{ms:,} ms" if ms < 1000 else f"{ms // 1000} s", anchor="end")
    for people in (10, 30, 100, 200, 500, 1000):
        if frame.people[0] <= people <= frame.people[1]:
            x = frame.x(people)
            yield _stroke(x, TOP, x, bottom, FAINT)
            yield _text(x, bottom + 20, f"{people:,}", anchor="middle")
    yield _stroke(LEFT, bottom, right, bottom, INK)
    yield _stroke(LEFT, TOP, LEFT, bottom, INK)
    yield _text((LEFT + right) / 2, HEIGHT - 20, "participants in the room", anchor="middle")


def _goal(frame: Frame) -> Iterator[str]:
    """The goal as a corner: at most so many milliseconds with so many people."""
    x, y = frame.x(GOAL_PEOPLE), frame.y(GOAL_MS)
    corner = f"M{LEFT} {y:.1f}H{x:.1f}V{HEIGHT - BOTTOM}"
    yield f'<path d="{corner}" fill="none" stroke="#767676" stroke-dasharray="1 3"/>'
    words = f"goal: {GOAL_MS} ms with {GOAL_PEOPLE}"  # in the corner where the least is measured
    yield _text(x - 6, HEIGHT - BOTTOM - 8, words, anchor="end", size=12, fill="#595959")


def _line(frame: Frame, line: Series, number: int, label_y: float) -> Iterator[str]:
    places = [(frame.x(people), frame.y(ms)) for people, ms in line.points]
    width, dash = (3 if number == 0 else 1.6), DASHES[number % len(DASHES)]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    yield f'<path d="M{path}" fill="none" stroke="{INK}" stroke-width="{width}" stroke-dasharray="{dash}"/>'
    for (x, y), (people, ms) in zip(places, line.points, strict=True):
        title = escape(f"{line.name}, {people:,} participants: {ms:.0f} ms")
        yield f"<g><title>{title}</title>{_mark(MARKS[number % len(MARKS)], x, y, solid=number == 0)}</g>"
    x, y = places[-1]
    weight, words = "bold" if number == 0 else "normal", f"{line.name}: {line.points[-1][1]:.0f} ms"
    if x < frame.x(frame.most):  # others go on to the right: its name stands above its end
        fits = x - LEFT > WIDE_LABEL
        yield _text(x + (4 if fits else -4), y - 11, words, anchor="end" if fits else "start", weight=weight)
    else:
        if abs(label_y - y) > 3:
            yield _stroke(x + 6, y, x + 12, label_y, "#767676")
        yield _text(x + 15, label_y + 4, words, weight=weight)
    if line.failed:
        yield _text(x + 12, y + 4, f"{min(line.failed):,}: not done", size=11, fill="#595959")


def _mark(kind: str, x: float, y: float, *, solid: bool) -> str:
    look = f'fill="{INK if solid else "#ffffff"}" stroke="{INK}" stroke-width="1.6"'
    match kind:
        case "circle":
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" {look}/>'
        case "square":
            return f'<rect x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9" {look}/>'
        case "triangle":
            return f'<path d="M{x:.1f} {y - 6:.1f}l5.5 10h-11z" {look}/>'
    return f'<path d="M{x:.1f} {y - 6.5:.1f}l6 6.5l-6 6.5l-6 -6.5z" {look}/>'


def _apart(heights: Sequence[float], least: float = 20.0) -> list[float]:
    """The same heights, moved so that labels do not lie on each other."""
    order = sorted(range(len(heights)), key=lambda n: heights[n])
    placed = list(heights)
    for before, this in pairwise(order):
        placed[this] = max(placed[this], placed[before] + least)
    over = max(0.0, max(placed, default=0.0) - (HEIGHT - BOTTOM - 6))
    return [height - over for height in placed]


def _stroke(x1: float, y1: float, x2: float, y2: float, ink: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{ink}"/>'


def _text(x: float, y: float, words: str, **look: str | int) -> str:
    """Words at a place; ``look``: anchor, size, weight, fill, as SVG has them."""
    given = {"anchor": "start", "size": 13, "weight": "normal", "fill": INK, **look}
    names = {"anchor": "text-anchor", "size": "font-size", "weight": "font-weight", "fill": "fill"}
    attributes = " ".join(f'{names[name]}="{value}"' for name, value in given.items())
    halo = 'stroke="#ffffff" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {attributes} {halo}>{escape(words)}</text>'
