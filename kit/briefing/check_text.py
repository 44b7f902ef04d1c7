"""The check of briefings as people read it in a terminal, and as rows of JSON for tools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from kit.briefing.agency import Obstacle, Profile
from kit.briefing.check import CardFigures, ModuleCheck
from kit.briefing.frame import Frame
from kit.briefing.model import Module
from kit.briefing.series import Series, minutes_of
from kit.scenario.check_text import problem_row

Obstacles = Sequence[Obstacle]


def module_lines(check: ModuleCheck) -> Iterator[str]:
    """One module: its figures, then its problems."""
    yield f"{check.title} ({check.key.lower()})"
    if check.videos:
        videos = "; ".join(
            f"video{' ' + v.version if v.version else ''} {v.minutes} ({v.words} words)" for v in check.videos
        )
        talks = ", ".join(f"{audience} {minutes}" for audience, minutes in check.talks.items())
        yield f"  minutes  roll call {check.minutes[0]}, class {check.minutes[1]}; {videos}; slides {talks}"
    if check.readings:
        rows = check.readings.items()
        grades = ", ".join(f"{name} {grade} of {bound:.0f}" for name, (grade, _, bound) in rows)
        lengths = ", ".join(f"{name} {length}" for name, (_, length, _) in rows)
        yield f"  reading  {check.words:,} words; grade: {grades}; words a sentence: {lengths}"
    if check.facts:
        counts = ", ".join(f"{count} {style}" for style, count in sorted(check.facts.items()))
        yield f"  facts    {sum(check.facts.values())} behind it today: {counts}"
        coming = check.next_turn
        said = f"next is {coming.id} on {coming.day} ({coming.why})" if coming else "none is still to turn"
        yield f"  expiry   {check.turned} badges have turned to unknown; {said}"
    for card in check.cards:
        yield f"  card     {_card(card)}"
    if check.cards:
        yield f"  review   {check.gates_open} gates open"
    for problem in check.problems:
        yield f"  {problem.severity:<8} {problem}"


def series_line(series: Series, modules: Mapping[str, Module]) -> str:
    """One series: what it holds and how long it takes."""
    keys = " ".join(entry.module for entry in series.entries)
    kind = "in class" if series.setting == "class" else "at roll call"
    return f"{series.title} ({series.name}): {keys}, {minutes_of(series, modules)} minutes {kind}"


def agency_lines(
    name: str,
    profile: Profile,
    frame: Frame,
    waiting: Mapping[str, tuple[Sequence[Obstacle], Sequence[Obstacle]]],
) -> Iterator[str]:
    """The agency's profile (``name`` "" if there is none): how full it is, and what each card waits for.

    ``waiting``: card -> what the profile lacks for it, and everything that keeps it from release."""
    places = frame.placeholders
    full = sum(bool(value.text) for key, value in profile.values.items() if key in places)
    said = f"{full} of {len(places)} placeholders filled" if name else "there is no agency.yaml yet"
    ready = sum(not release for _, release in waiting.values())
    yield f"Agency profile: {said}; {ready} of {len(waiting)} cards may be released"
    for card, (gaps, release) in waiting.items() if name else ():
        keys = ", ".join(gap.key for gap in gaps) or "nothing"
        yield f"  {card}: the profile lacks {keys}; {len(release) - len(gaps)} reviews and initials are open"


def module_row(check: ModuleCheck) -> dict[str, object]:
    """One module for JSON."""
    row = asdict(check)
    row["problems"] = [problem_row(problem) for problem in check.problems]
    coming = check.next_turn
    row["next_turn"] = {"id": coming.id, "day": str(coming.day), "why": coming.why} if coming else None
    return {"kind": "briefing", **row, "ok": not check.errors}


def _card(card: CardFigures) -> str:
    sides = "1 side" if card.sides == 1 else f"{card.sides} sides"
    said = f"{card.id}: {card.words} words on {sides}; {len(card.placeholders)} placeholders"
    if card.to_initial:
        return f"{said}; review copy until these are initialled: {', '.join(card.to_initial)}"
    return said
