"""What ``build.py bench`` measured, as lines for a terminal: ratios first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

from kit.measurement.goals import ROOM, verdict, verdicts

WIDE = 100  # signs of a line of words
BUSY = 0.5  # load average above which the figures carry a remark

OLD_PHONE = (
    "Old phone in a weak network: its processor takes 6 times as long as this one, a round trip 150 ms,"
    " 1.6 Mbit/s come down and 0.75 go up."
)
LINES = (  # name in the figures, words with unit, divisor for the unit
    ("interactive_ms", "cold visit: to a saved vote, ms", 1),
    ("interactive_best_ms", "the quickest cold visit, ms", 1),
    ("interactive_p90_ms", "nine of ten cold visits within, ms", 1),
    ("warm_ms", "warm visit: to a saved vote, ms", 1),
    ("warm_best_ms", "the quickest warm visit, ms", 1),
    ("phone_ms", "old phone, weak network: cold, s", 1000),
    ("phone_warm_ms", "old phone, weak network: warm, s", 1000),
    ("weight_bytes", "transferred, cold, MB", 1_000_000),
    ("warm_bytes", "transferred, warm, MB", 1_000_000),
    ("requests", "requests, cold", 1),
    ("warm_requests", "requests, warm", 1),
    ("memory_mb", "server memory a participant, MB", 1),
    ("cpu_s", "server CPU a raw participant, s", 1),
    ("visit_cpu_s", "server CPU a browser visit, s", 1),
)
ROOM_LINES = (
    ("inject", "inject to page"),
    ("opened", "decision opened to page"),
    ("vote", "all vote at once: to saved"),
    ("reveal", "reveal to page"),
    ("reload", "all reload at once: back"),
)


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """Everything, in the order in which one wants to know it."""
    yield from _comparison(figures)
    yield from _rooms(figures)
    yield from _briefings(figures)
    yield from _air(figures)
    yield from _documents(figures)
    yield from _header(figures)
    yield from _goals(figures)


# -- beside the others -------------------------------------------------------------------------------


def _comparison(figures: Mapping[str, Any]) -> Iterator[str]:
    ours, peers = figures["ours"], figures["peers"]
    yield "The same page: ours, and what the others need beside it (times ours, then their own figure)\n"
    names = "".join(f"{peer['words']:>17}" for peer in peers.values())
    yield f"{'':34}{'this kit':>9}  {'goal':14}{names}"
    for name, words, divisor in LINES:
        cells = "".join(f"{_beside(peer[name], ours[name], divisor):>17}" for peer in peers.values())
        goal = verdict(figures, f"ours/{name}")
        yield f"{words:34}{short(ours[name], divisor):>9}  {goal:14}{cells}"
    for name, why in figures["missing"].items():
        yield f"NOT MEASURED: {name}: {why}"
    first, last = ours["memory_over"]
    yield from _behind(figures)
    yield f"\nMedians of {ours['visits']} visits, a new browser context for each cold one; warm: the same"
    yield "context, another participant. All in turn, in rounds."
    yield from wrap(OLD_PHONE, WIDE)
    yield "Visits of it: " + ", ".join(
        f"{one['words']} {one['phone_visits']}" for one in (ours, *peers.values())
    )
    yield "Memory and CPU: raw participants (page and websockets, no browser),"
    yield f"ours with joining: CPU over {ours['people']}, memory from the {first}th to the {last}th."
    over = [f"{peer['words']} {'-'.join(map(str, peer['memory_over']))}" for peer in peers.values()]
    yield f"Theirs: {', '.join(over)}."
    yield "CPU of a browser visit: all that the server does for one, files too."


def _behind(figures: Mapping[str, Any]) -> Iterator[str]:
    """Where somebody else is ahead of us, whatever it is."""
    found = [
        f"{words} ({peer['words']})"
        for name, words, _ in LINES
        for peer in figures["peers"].values()
        if peer[name] is not None and figures["ours"][name] is not None and peer[name] < figures["ours"][name]
    ]
    yield f"BEHIND in: {'; '.join(found)}." if found else "Ahead of all of them in every line."


def _beside(theirs: float | None, ours: float | None, divisor: float) -> str:
    ratio = f"{_ratio(theirs / ours)}x" if ours and theirs is not None else "-"
    return f"{ratio} {short(theirs, divisor):>7}"


def _ratio(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"


# -- rooms -------------------------------------------------------------------------------------------


def _rooms(figures: Mapping[str, Any]) -> Iterator[str]:
    rooms = figures["ours"]["rooms"]
    sizes = list(dict.fromkeys([*rooms, *(n for peer in figures["peers"].values() for n in peer["rooms"])]))
    yield "\nRooms: milliseconds as p50 / p99 / worst, of raw participants on the server's own cores\n"
    yield f"{'participants':28}{''.join(f'{n:>21}' for n in sizes)}"
    for name, words in ROOM_LINES:
        yield f"{words:28}{''.join(f'{_times(rooms.get(n), name):>21}' for n in sizes)}"
    for peer in figures["peers"].values():
        cells = [_times(peer["rooms"].get(n), "inject") for n in sizes]
        yield f"{peer['words'] + ': inject':28}{''.join(f'{cell:>21}' for cell in cells)}"
    for words, tell in ROOM_FACTS:
        yield f"{words:28}{''.join(f'{_fact(rooms.get(n), tell):>21}' for n in sizes)}"
    whose = {"this kit": rooms, **{peer["words"]: peer["rooms"] for peer in figures["peers"].values()}}
    for who, sized in whose.items():
        yield from (f"{who} could not do {n}: {r['failed']}" for n, r in sized.items() if "failed" in r)
    for n, room in rooms.items():
        said = [*room.get("findings", ()), *room.get("hour", {}).get("findings", ())]
        said += [
            *room.get("journal", {}).get("wrong", ()),
            *room.get("hour", {}).get("journal", {}).get("wrong", ()),
        ]
        yield from (f"FINDING at {n}: {finding}" for finding in said[:5])
    yield "Clients: their share of one core while the room was measured. Hour: the whole 90-minute form, hot"
    yield "wash and EndEx, without a pause; the latencies above are with pauses, as in a real room."


BRIEFING_LINES = (
    ("slide", "slide to page"),
    ("opened", "question opened to page"),
    ("vote", "all answer at once: to saved"),
    ("reveal", "reveal to page"),
    ("reload", "all reload at once: back"),
)


def _briefings(figures: Mapping[str, Any]) -> Iterator[str]:
    rooms = figures["ours"].get("briefings", {})
    if not rooms:
        return
    yield "\nBriefings: milliseconds as p50 / p99 / worst, of raw participants as above\n"
    yield f"{'participants':28}{''.join(f'{n:>21}' for n in rooms)}"
    for name, words in BRIEFING_LINES:
        yield f"{words:28}{''.join(f'{_times(room, name):>21}' for room in rooms.values())}"
    for words, tell in BRIEFING_FACTS:
        yield f"{words:28}{''.join(f'{_fact(room, tell):>21}' for room in rooms.values())}"
    yield from (f"this kit could not brief {n}: {r['failed']}" for n, r in rooms.items() if "failed" in r)
    for n, room in rooms.items():
        said = [*room.get("findings", ()), *room.get("journal", {}).get("wrong", ())]
        yield from (f"FINDING at a briefing of {n}: {finding}" for finding in said[:5])


BRIEFING_FACTS = (
    ("all in after, s", lambda r: f"{r['joined_s']:g}"),
    ("saved answers stored", lambda r: _stored_of([r["journal"]])),
    ("server memory after, MB", lambda r: f"{r['memory_after_mb']:.0f}"),
    ("a slide, kB to each phone", lambda r: f"{r['bytes']['slide']['mean'] / 1000:.1f}"),
)


AIR_LINES = (
    ("join", "joining, first visit"),
    ("inject", "an inject"),
    ("inject_most", "the longest inject"),
    ("decision", "a decision with their vote"),
    ("slide", "a slide of a briefing"),
    ("hour", "an hour of play"),
)


def _air(figures: Mapping[str, Any]) -> Iterator[str]:
    air = figures["ours"].get("air")
    if not air:
        return
    yield f"\nOver the network, kB for each participant, both ways, counted in a room of {air['people']},"
    yield "without headers of IP and Wi-Fi; and what a Wi-Fi must carry for 500 to get it within one second\n"
    for name, words in AIR_LINES:
        if name in air:
            yield f"{words:34}{short(air[name], 1000):>9}{at_once(name, air[name]):>15}"


def at_once(name: str, count: float) -> str:
    """The rate at which 500 get so many bytes each in a second; "" for what never comes to all at once."""
    return "" if name in ("join", "decision", "hour") else f"{500 * 8 * count / 1e6:.1f} Mbit/s"


def _journal(room: Mapping[str, Any]) -> str:
    return _stored_of([room["journal"], room["hour"]["journal"]])


def _stored_of(journals: Sequence[Mapping[str, Any]]) -> str:
    there, said = stored(journals)
    return f"{there:,} of {said:,}"


def stored(journals: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """How many votes are in these journals, of how many that were acknowledged."""
    there, said = (sum(one[f"votes_{how}"] for one in journals) for how in ("in_journal", "acknowledged"))
    return there, said


ROOM_FACTS = (
    ("all in after, s", lambda r: f"{r['joined_s']:g}"),
    ("acknowledged votes stored", _journal),
    ("clients, of one core", lambda r: f"{r['client_cpu_share']:.0%}"),
    ("hour: events, in s", lambda r: f"{r['hour']['journal']['events']:,} in {r['hour']['took_s']:g}"),
    ("hour: inject p99, ms", lambda r: f"{r['hour']['inject']['p99']:g}"),
    ("hour: vote p99, ms", lambda r: f"{r['hour']['vote']['p99']:g}"),
    (
        "hour: server memory, MB",
        lambda r: f"{r['hour']['memory_before_mb']:.0f} to {r['hour']['memory_after_mb']:.0f}",
    ),
    ("hour: server CPU, s", lambda r: f"{r['hour']['server_cpu_s']:g}"),
)


def _times(room: Mapping[str, Any] | None, name: str) -> str:
    times = (room or {}).get(name)
    if not times or "p50" not in times:
        return "-"
    return " / ".join(f"{times[share]:.0f}" for share in ("p50", "p99", "max"))


def _fact(room: Mapping[str, Any] | None, tell: Any) -> str:
    return "-" if room is None or "failed" in room else str(tell(room))


# -- documents, machine, goals -----------------------------------------------------------------------


def _documents(figures: Mapping[str, Any]) -> Iterator[str]:
    made, check = figures.get("documents"), figures.get("check")
    if made:
        size = made["report_bytes"] / 1e6
        yield f"\nAfter-action report of a run with {made['people']} players: {made['events']:,} events,"
        yield f"{made['votes']:,} votes: {made['report_s']:g} s from a fresh process, {size:.2f} MB;"
        yield f"`jupyter nbconvert --execute` of a notebook with one chart: {made['nbconvert_s']:g} s;"
        yield f"ratio {made['ratio']:.2f}."
    if check:
        walked = ", ".join(f"{slug} {states:,}" for slug, states in check["states"].items())
        total = sum(check["states"].values())
        yield f"\nCheck of all exercises, exhaustive: {check['check_s']:g} s. States walked: {total:,}"
        yield from wrap(f"({walked}).", WIDE)
        if "briefings" in check:
            yield f"Check of all {check['briefings']} briefings: {check['briefings_s']:g} s."


def _header(figures: Mapping[str, Any]) -> Iterator[str]:
    where = figures["machine"]
    yield f"\nMeasured {figures['date']} on {where['cores']} cores ({where['processor']}),"
    pythons = ", ".join(f"{peer['words']} on Python {peer['python']}" for peer in figures["peers"].values())
    yield f"Python {where['python']}, {where['browser']}, over loopback; {pythons}."
    if where["load_before"] > BUSY:
        busy = f"The machine was busy with other work (load {where['load_before']:g} before)"
        yield f"{busy}: times are worse than they would be alone."


def _goals(figures: Mapping[str, Any]) -> Iterator[str]:
    yield "\nGoals"
    for goal, value, word in verdicts(figures):
        shown = short(value, goal.divisor)
        what = goal.path.split("/")[-1] if goal.path.count("/") == 1 else f"room of {ROOM}"
        most = f"{goal.most / goal.divisor:g} {goal.unit}"
        yield f"  {word:13}{shown:>8}  at most {most:18} {goal.words} ({what})"


def short(value: float | None, divisor: float = 1) -> str:
    """A figure with three digits that count; "-" for one that was not measured."""
    if value is None:
        return "-"
    value /= divisor
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
