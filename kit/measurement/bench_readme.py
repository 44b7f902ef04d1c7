"""What ``build.py bench`` measured, as the Markdown that stands in the README: nobody types a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from kit.measurement.bench_table import OLD_PHONE, at_once, short, stored

Shown = Callable[[float], str]


def _ms(value: float) -> str:
    return f"{value:,.0f} ms"


def _seconds(value: float) -> str:
    return f"{value / 1000:.1f} s"


def _unit(unit: str, divisor: float = 1) -> Shown:
    return lambda value: f"{short(value, divisor)} {unit}"


PAGE_ROWS: Sequence[tuple[str, str, Shown]] = (
    ("interactive_ms", "first visit, from opening the page to a vote saved on disk, median", _ms),
    ("interactive_best_ms", "the same, the quickest visit", _ms),
    ("interactive_p90_ms", "the same, nine of ten visits within", _ms),
    ("warm_ms", "second visit", _ms),
    ("phone_ms", "an old phone in a weak network, first visit", _seconds),
    ("phone_warm_ms", "the same, second visit", _seconds),
    ("weight_bytes", "first visit, transferred", _unit("MB", 1e6)),
    ("warm_bytes", "second visit, transferred", _unit("MB", 1e6)),
    ("memory_mb", "server memory a participant", _unit("MB")),
    ("cpu_s", "server CPU a participant", _unit("s")),
)
ROOM_ROWS = (
    ("inject", "an inject is on every page"),
    ("vote", "everybody votes at once: each vote is on disk and acknowledged"),
    ("reveal", "a reveal is on every page"),
    ("reload", "everybody reloads at once: back in play"),
)
BRIEFING_ROWS = (
    ("slide", "a briefing: a slide is on every phone"),
    ("vote", "a briefing: everybody answers at once: on disk and acknowledged"),
)
AIR_ROWS = (
    ("join", "joining, first visit"),
    ("inject", "an inject"),
    ("decision", "a decision with everybody's vote"),
    ("slide", "a slide of a briefing"),
    ("hour", "an hour of play"),
)


def readme(figures: Mapping[str, Any]) -> Iterator[str]:
    """The part on speed: how it was measured, our page beside the others', rooms, bytes."""
    yield from _about(figures)
    yield from _pages(figures)
    yield from _rooms(figures)
    yield from _air(figures)


def rows(figures: Mapping[str, Any]) -> list[str]:
    """What each row of these tables says it is, in order."""
    lines = [line for line in readme(figures) if line.startswith("| ") and not line.startswith("| |")]
    return [line.split("|")[1].strip() for line in lines]


def _about(figures: Mapping[str, Any]) -> Iterator[str]:
    where, day = figures["machine"], date.fromisoformat(figures["date"][:10]).isoformat()
    browser = str(where["browser"]).split(".")[0]
    yield f"On {day}, {where['cores']} cores ({where['processor']}), Python {where['python']}, {browser},"
    yield "over loopback, browser or participants on the same cores as the server; in brackets how many times"
    yield "ours the others need:"
    yield ""


def _pages(figures: Mapping[str, Any]) -> Iterator[str]:
    peers = list(figures["peers"].values())
    names = [peer["words"] + (" as it comes" if peer["words"].startswith("Voila") else "") for peer in peers]
    yield _line("", "this kit", *names)
    yield _line(*["---"] * (2 + len(peers)))
    for name, words, shown in PAGE_ROWS:
        ours = figures["ours"].get(name)
        if ours is not None:
            yield _line(words, shown(ours), *(_beside(peer.get(name), ours, shown) for peer in peers))
    yield ""
    yield OLD_PHONE
    yield ""


def _beside(theirs: float | None, ours: float, shown: Shown) -> str:
    if theirs is None:
        return "not measured"
    times = theirs / ours if ours else 0.0
    return f"{shown(theirs)} ({times:.0f}x)" if times >= 10 else f"{shown(theirs)} ({times:.1f}x)"


def _rooms(figures: Mapping[str, Any]) -> Iterator[str]:
    rooms, briefings = figures["ours"]["rooms"], figures["ours"].get("briefings", {})
    first, *rest = rooms
    yield _line("99th percentile, ms", f"{first} people", *(f"{int(n):,}" for n in rest))
    yield _line(*["---"] * (1 + len(rooms)))
    for name, words in ROOM_ROWS:
        yield _line(words, *(_p99(rooms[n], name) for n in rooms))
    for name, words in BRIEFING_ROWS if briefings else ():
        yield _line(words, *(_p99(briefings.get(n, {}), name) for n in rooms))
    yield ""
    parts = [part for room in rooms.values() for part in (room, room.get("hour", {}))]
    there, said = stored([part["journal"] for part in (*parts, *briefings.values()) if "journal" in part])
    which = f"All {said:,}" if said == there else f"{there:,} of {said:,}"
    yield f"{which} acknowledged votes and answers of that run were in the journal."


def _p99(room: Mapping[str, Any], name: str) -> str:
    times = room.get(name, {})
    return f"{times['p99']:,.0f}" if "p99" in times else "-"


def _air(figures: Mapping[str, Any]) -> Iterator[str]:
    air = figures["ours"].get("air")
    if not air:
        return
    yield ""
    yield _line("over the network, both ways", "for each participant", "for 500 within a second")
    yield _line("---", "---", "---")
    for name, words in AIR_ROWS:
        if name in air:
            yield _line(words, f"{short(air[name], 1000)} kB", at_once(name, air[name]))


def _line(*cells: str) -> str:
    return "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|"
