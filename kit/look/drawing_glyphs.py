"""The glyphs: those of ``drawing.svg``, and those with settings of their own, such as a clock at a time."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from xml.etree import ElementTree as ET

SHAPES = Path(__file__).with_name("drawing.svg")
ACCENT, TINT, PAPER = "#07648d", "#e7f2f5", "#ffffff"
_A = f'class="d-a" stroke="{ACCENT}"'
_T = f'class="d-t" fill="{TINT}"'
_P = f'class="d-p" fill="{PAPER}"'
_CLASSES = {"a": _A, "t": _T, "p": _P, "f": 'fill="currentColor" stroke="none"'}
_TIME = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*(a\.m\.|p\.m\.)?")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LETTER = 0.58  # mean width of a letter of Public Sans in ems, a little more than it is


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar on a line of days, from a moment to another ("Friday 5 p.m."); ``skip``: days it leaves out."""

    start: str
    end: str
    label: str = ""
    skip: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Days:
    """A line of days in a row, bars on it, and one dotted mark with its label."""

    days: tuple[str, ...]
    bars: tuple[Bar, ...] = ()
    mark: str = ""
    mark_label: str = ""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One thing to draw. ``text`` and ``inside`` (another glyph) stand in it, ``label`` under it.

    ``at``: the time of a clock. ``count``: how many, or how many boxes, rows or marked days.
    ``ticked``: how many boxes of a checklist. ``crossed``: a line through it. ``faded``: in gray."""

    draw: str
    text: str = ""
    label: str = ""
    inside: str = ""
    at: str = ""
    count: int = 0
    ticked: int = 0
    crossed: bool = False
    accent: bool = False
    faded: bool = False
    days: Days | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """Something drawn from 0, 0 to width, height; ``axis``: where its middle is, for standing in a row."""

    width: float
    height: float
    body: str
    axis: float


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape of the file: its strokes, its size, the room inside (x, y, width, height)."""

    width: float
    height: float
    body: str
    room: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Setting:
    """A glyph that is drawn from its settings; ``counts``: it knows itself what ``count`` means."""

    paint: Callable[[Glyph], Box]
    faults: Callable[[Glyph], Iterator[tuple[str, str]]]
    counts: bool = False


def draw(glyph: Glyph) -> Box:
    """One glyph without its label. Raises KeyError for an unknown one."""
    if glyph.draw in SETTINGS:
        box = SETTINGS[glyph.draw].paint(glyph)
    else:
        shape = shapes()[glyph.draw]
        drawn = shape.body + _inside(glyph, shape.room)
        box = Box(shape.width, shape.height, drawn, shape.height / 2)
    body = box.body
    if glyph.accent:
        body = f"<g {_A}>{body}</g>"
    if glyph.faded:
        body = f'<g opacity=".4">{body}</g>'
    if glyph.crossed:
        low, wide, high = _n(box.height - 3), _n(box.width - 3), "3"
        line = f"M3 {low}L{wide} {high}"
        body += f'<path class="d-h" stroke="{PAPER}" stroke-width="9" d="{line}"/>'
        body += f'<path stroke-width="4.5" d="{line}"/>'
    return Box(box.width, box.height, body, box.axis)


def written(text: str, x: float, y: float, letter: float, *, start: bool = False, halo: bool = False) -> str:
    """A line of text, its middle (or start) at x, its baseline at y, ``letter`` units high.

    ``halo``: lines that cross it stop short of it."""
    anchor = "" if start else ' text-anchor="middle"'
    edge = f'class="d-h" stroke="{PAPER}" stroke-width="5" paint-order="stroke"' if halo else 'stroke="none"'
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-family="Public Sans, sans-serif" font-size="{_n(letter)}" '
        f'font-weight="600" fill="currentColor" {edge}{anchor}>{escape(text, quote=False)}</text>'
    )


@lru_cache(maxsize=1)
def shapes() -> dict[str, Shape]:
    """The shapes of ``drawing.svg`` by name."""
    found = {}
    for symbol in ET.parse(SHAPES).getroot():
        if not isinstance(symbol.tag, str) or not symbol.tag.endswith("symbol"):
            continue
        _, top, width, height = (float(part) for part in symbol.attrib["viewBox"].split())
        x, y, wide, high = (float(part) for part in symbol.get("data-room", "0 0 0 0").split())
        body = "".join(_stroke(part) for part in symbol)
        if top:
            body = f'<g transform="translate(0 {_n(-top)})">{body}</g>'
        found[symbol.attrib["id"]] = Shape(width, height, body, (x, y, wide, high))
    return found


def _stroke(part: ET.Element) -> str:
    kind = part.attrib.pop("class", "")
    rest = " ".join(f'{key}="{value}"' for key, value in part.attrib.items())
    return f"<{part.tag.rpartition('}')[2]} {_CLASSES.get(kind, '')} {rest}/>".replace("  ", " ")


def _inside(glyph: Glyph, room: tuple[float, float, float, float]) -> str:
    """A text or another glyph in the room of a shape."""
    x, y, width, height = room
    if glyph.inside:
        box = draw(Glyph(glyph.inside, at=glyph.at, count=glyph.count))
        scale = min(width / box.width, height / box.height)
        left, top = x + (width - box.width * scale) / 2, y + (height - box.height * scale) / 2
        moved = f"translate({_n(left)} {_n(top)}) scale({scale:.3f})"
        return f'<g transform="{moved}" stroke-width="{3.2 / max(scale, 0.5):.1f}">{box.body}</g>'
    if not glyph.text:
        return ""
    letter, lines = max(
        (_fitting(glyph.text, count, width, height) for count in (1, 2, 3)), key=lambda f: f[0]
    )
    top = y + (height - letter * 1.15 * len(lines)) / 2 + letter * 0.92
    return "".join(
        written(line, x + width / 2, top + number * letter * 1.15, letter)
        for number, line in enumerate(lines)
    )


def _fitting(text: str, count: int, width: float, height: float) -> tuple[float, list[str]]:
    """The size of letters at which a text fits in so many lines, and the lines."""
    words = text.split()
    if count > len(words):
        return 0, []
    most = math.ceil(len(text) / count)
    lines = [""]
    for word in words:
        fuller = f"{lines[-1]} {word}".strip()
        if len(fuller) > most + 2 and lines[-1] and len(lines) < count:
            lines.append(word)
        else:
            lines[-1] = fuller
    longest = max(len(line) for line in lines)
    return min(30.0, width / (longest * _LETTER), height / (1.15 * len(lines))), lines


def _clock(glyph: Glyph) -> Box:
    moment = _time(glyph.at or glyph.label)
    hour, minute = moment if moment is not None else (10, 10)
    body = f'<circle {_P} cx="50" cy="50" r="46"/><path d="M50 9v6M50 85v6M9 50h6M85 50h6"/>'
    for turn, length, wide in (((hour % 12 + minute / 60) / 12, 23, 5), (minute / 60, 34, 3.2)):
        x, y = 50 + length * math.sin(turn * math.tau), 50 - length * math.cos(turn * math.tau)
        body += f'<path {_A} stroke-width="{wide}" d="M50 50L{_n(x)} {_n(y)}"/>'
    return Box(100, 100, body, 50)


def _clock_faults(glyph: Glyph) -> Iterator[tuple[str, str]]:
    if glyph.at and _time(glyph.at) is None:
        yield "at", f'"{glyph.at}" is no time of day; write it like 5 p.m. or 9:30 a.m.'


def _boxes(glyph: Glyph) -> Box:
    """A checklist: boxes in two columns if there are many, the first ones ticked."""
    count = glyph.count or 4
    columns = 2 if count > 4 else 1
    rows = math.ceil(count / columns)
    width, height = 96 * columns + 20, 30 * rows + 16
    body = f'<path {_P} d="M3 3h{width - 6}v{height - 6}H3z"/>'
    for number in range(count):
        x, y = 16 + 96 * (number // rows), 16 + 30 * (number % rows)
        body += f'<path d="M{x} {y}h15v15h-15z"/><path {_A} d="M{x + 48} {y + 8}h32"/>'
        body += written(str(number + 1), x + 32, y + 13.5, 16)
        if number < glyph.ticked:
            body += f'<path {_A} stroke-width="4.5" d="M{x + 2} {y + 7}l5 6 11-15"/>'
    return Box(width, height, body, height / 2)


def _list(glyph: Glyph) -> Box:
    """A list with numbered rows."""
    count = glyph.count or 4
    height = 24 * count + 16
    body = f'<path {_P} d="M3 3h94v{height - 6}H3z"/>'
    for number in range(count):
        y = 24 * number + 20
        body += written(str(number + 1), 18, y + 6, 16) + f'<path d="M34 {y}h48"/>'
    return Box(100, height, body, height / 2)


def _calendar(glyph: Glyph) -> Box:
    """A page of a calendar, ``count`` days in a row marked; ``text``: what stands at its head."""
    body = f'<path {_P} d="M6 12h88v84H6z"/><path {_T} d="M6 12h88v22H6z"/>'
    body += '<path d="M26 4v14M74 4v14"/>'
    for number in range(12):
        x, y = 17 + 19 * (number % 4), 42 + 18 * (number // 4)
        marked = 4 < number <= 4 + glyph.count
        fill = f'class="d-af" fill="{ACCENT}"' if marked else ""
        body += f'<path {fill} stroke-width="2" d="M{x} {y}h9v9h-9z"/>'
    if glyph.text:
        body += written(glyph.text, 50, 29, min(15, 60 / (len(glyph.text) * _LETTER)))
    return Box(100, 100, body, 50)


def _line_of_days(glyph: Glyph) -> Box:
    """Days side by side with bars over them. Units: a day is 92 wide."""
    line = glyph.days or Days(())
    day, top = 92, 26
    width, height = day * len(line.days), 46 + 52 * len(line.bars) + (30 if line.mark else 6)
    body = f'<path d="M0 {top}h{width}"/>'
    for number, name in enumerate(line.days):
        body += written(name, day * (number + 0.5), 17, 15)
        if number:
            body += f'<path stroke-width="1.500" opacity=".5" d="M{day * number} {top}V{height - 24}"/>'
    if line.mark:
        x = _at(line.mark, line.days) * day
        body += f'<path stroke-dasharray="2 7" d="M{_n(x)} {top}V{height - 24}"/>'
        body += written(line.mark_label, x, height - 5, 15)
    for number, bar in enumerate(line.bars):
        y = top + 30 + 52 * number
        start, end = _at(bar.start, line.days) * day, _at(bar.end, line.days) * day
        body += f'<path {_A} stroke-dasharray="1 8" d="M{_n(start)} {y + 9}H{_n(end)}"/>'
        for left, right in _without(start, end, [line.days.index(skip) * day for skip in bar.skip], day):
            body += f'<path {_T} d="M{_n(left)} {y}H{_n(right)}v18H{_n(left)}z"/>'
        body += f'<path stroke-width="5" d="M{_n(end)} {y - 4}v26"/>'
        body += written(bar.label, start + 2, y - 7, 15, start=True, halo=True)
    return Box(width, height, body, height / 2)


def _without(start: float, end: float, skips: list[float], day: float) -> Iterator[tuple[float, float]]:
    """The stretches from start to end that lie in none of the days left out."""
    for left in sorted(skips):
        if left > start:
            yield start, min(left, end)
        start = max(start, left + day)
    if end > start:
        yield start, end


def _days_faults(glyph: Glyph) -> Iterator[tuple[str, str]]:
    if glyph.days is None or not glyph.days.days:
        yield "draw", "a line of days needs days: [Friday, Saturday, ...]."
        return
    for moment in (*(m for bar in glyph.days.bars for m in (bar.start, bar.end)), glyph.days.mark):
        if moment and _at(moment, glyph.days.days) < 0:
            yield "days", f'"{moment}" is not on this line; write it like Friday 5 p.m.'
    for skip in (skip for bar in glyph.days.bars for skip in bar.skip):
        if skip not in glyph.days.days:
            yield "days", f'"{skip}" is none of these days.'


def _at(moment: str, days: tuple[str, ...]) -> float:
    """Where a moment lies on a line of days, in days; -1 if it does not."""
    name, _, clock = moment.partition(" ")
    time = _time(clock) if clock else (0, 0)
    if name not in days or time is None:
        return -1
    return days.index(name) + (time[0] + time[1] / 60) / 24


def _time(text: str) -> tuple[int, int] | None:
    if text in ("noon", "midnight"):
        return (12 if text == "noon" else 0, 0)
    found = _TIME.fullmatch(text.strip())
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3] == "p.m." else 0)
    return (hour, minute) if hour < 24 and minute < 60 else None


def _fine(glyph: Glyph) -> Iterator[tuple[str, str]]:
    yield from ()


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


SETTINGS: dict[str, Setting] = {
    "clock": Setting(_clock, _clock_faults),
    "checklist": Setting(_boxes, _fine, counts=True),
    "list": Setting(_list, _fine, counts=True),
    "calendar": Setting(_calendar, _fine, counts=True),
    "days": Setting(_line_of_days, _days_faults),
}
"""The glyphs drawn from their settings, by name."""
