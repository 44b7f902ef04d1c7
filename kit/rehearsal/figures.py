"""What a rehearsal measured and found, as ``figures.json`` and as lines for the terminal."""

from __future__ import annotations

import os
import platform
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any

from kit.rehearsal.ledger import Comparison, Row
from kit.rehearsal.page import Said
from kit.rehearsal.stage import Stage

LINES = {
    "join": "join: first click to a page that follows the run",
    "slide": "slide: trainer's click to a participant's page",
    "inject": "inject: facilitator's click to a player's page",
    "opened": "decision or question opened: click to a player's page",
    "reveal": "reveal: click to a player's page",
    "vote": "vote or answer: sent to saved",
    "command": "other command of a player or evaluator: sent to answered",
}
PLAYERS = ("participant", "briefing")
"""Pages of people with a phone."""

PACE_NOTE = (
    "The scripted facilitator acts faster than a person. News to pages goes out at once after a quiet "
    "moment, else in rounds, and that wait is in these figures; `build.py bench` measures with pauses."
)


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies (nearest rank). Raises IndexError for none."""
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, int(share * len(ordered) + 0.5) - 1))]


def summary(values: Sequence[float]) -> dict[str, float | int]:
    """How many, median, 99th percentile and worst, rounded to a tenth; only ``n`` when there are none."""
    if not values:
        return {"n": 0}
    worst = {"p50": median(values), "p99": quantile(values, 0.99), "max": max(values)}
    return {"n": len(values), **{name: round(value, 1) for name, value in worst.items()}}


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "system": f"{platform.system()} {platform.release()}",
        "python": sys.version.split()[0],
    }


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123  one line of a device file
            return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor()


def figures(
    stage: Stage, rows: Sequence[Row], found: Comparison, said: Mapping[str, Sequence[Said]]
) -> dict[str, Any]:
    """Everything in one dictionary: latencies in ms, counts, bytes, and what was lost or doubled."""
    pages = [page for person in stage.people.values() for page in person.pages]
    return {
        "run": stage.run,
        "exercise": stage.script.exercise.slug,
        "seed": stage.script.seed,
        "players": len(stage.players),
        "evaluators": len(stage.evaluators),
        "latency_note": PACE_NOTE,
        "latency_ms": {name: summary(getattr(stage.times, name)) for name in LINES},
        "counts": {
            "events": len(rows),
            "votes": sum(row.name == "vote-cast" for row in rows),
            "answers": sum(row.name == "question-answered" for row in rows),
            "lines": 1 + sum(row.name == "line-forked" for row in rows),
            "commands": _outcomes(said),
            "events_by_name": dict(sorted(Counter(row.name for row in rows).items())),
        },
        "connections": {
            "pages": len(pages),
            "lost": sum(len(page.endings) for page in [*pages, stage.desk, stage.screen, stage.home]),
            "gaps_mended": sum(page.gaps for page in pages),
            "moved_to_another_device": sum(person.resumed for person in stage.people.values()),
        },
        "bytes": {
            "player_page": summary([page.bytes for page in pages if page.name in PLAYERS]),
            "player_websocket": summary([sum(p.received for p in x.pages) for x in stage.players]),
            "desk_page": stage.desk.bytes,
        },
        "journal": {
            "lost": found.lost,
            "doubled": found.doubled,
            "changed": found.changed,
            "unasked": found.unasked,
        },
        "findings": stage.findings,
        "chaos": {name: n for name, n in sorted(stage.chaos.counts.items()) if name and n},
        "seats": {person.seat: key for key, person in sorted(stage.people.items())},
        "machine": machine(),
    }


def _outcomes(said: Mapping[str, Sequence[Said]]) -> dict[str, int]:
    everything = [one for commands in said.values() for one in commands]
    return {
        "saved": sum(one.outcome == "saved" for one in everything),
        "refused_as_expected": sum(one.outcome == one.expect == "refused" for one in everything),
        "refused_unexpectedly": sum(one.outcome == "refused" != one.expect for one in everything),
        "saved_but_should_be_refused": sum(one.outcome == "saved" != one.expect for one in everything),
        "not_saved_or_not_answered": sum(
            one.outcome not in ("saved", "refused") and not one.replaced for one in everything
        ),
    }


def told(all: Mapping[str, Any]) -> Iterator[str]:
    """The figures as lines for a person."""
    counts, commands = all["counts"], all["counts"]["commands"]
    chosen = f"{counts['answers']} answers" if counts["answers"] else f"{counts['votes']} votes"
    yield f"{counts['events']} events, {chosen}, {counts['lines']} line(s) of play"
    unexpected = commands["refused_unexpectedly"] + commands["saved_but_should_be_refused"]
    yield f"{commands['saved']} commands saved, {commands['refused_as_expected']} refused as expected,"
    yield f"{unexpected} answered unexpectedly, {commands['not_saved_or_not_answered']} without an answer"
    for name, words in LINES.items():
        times = all["latency_ms"][name]
        if times["n"]:
            yield f"  {words}: p50 {times['p50']:g} ms, p99 {times['p99']:g} ms (n {times['n']})"
    if all["chaos"]:
        yield "What went wrong on purpose, and how pages bore it:"
        width = max(map(len, all["chaos"]))
        yield from (f"  {name:<{width}}  {n:>6,}" for name, n in all["chaos"].items())
    for name, sentences in all["journal"].items():
        yield f"{name}: {len(sentences)}" if not sentences else f"{name.upper()}: {len(sentences)}"
        yield from (f"  {sentence}" for sentence in sentences)
    yield from (f"FINDING: {sentence}" for sentence in all["findings"])
