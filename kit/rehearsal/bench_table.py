"""What ``build.py bench`` measured, as lines for a terminal: ratios first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kit.rehearsal.goals import verdict, verdicts

BUSY = 0.5  # load average above which the figures carry a remark

LINES = (  # name in the figures, words with unit, divisor for the unit
    ("interactive_ms", "cold visit: to a saved vote, ms", 1),
    ("interactive_best_ms", "the quickest cold visit, ms", 1),
    ("warm_ms", "warm visit: to a saved vote, ms", 1),
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
        yield f"{words:34}{_short(ours[name] / divisor):>9}  {goal:14}{cells}"
    for name, why in figures["missing"].items():
        yield f"NOT MEASURED: {name}: {why}"
    first, last = ours["memory_over"]
    yield f"\nMedians of {ours['visits']} visits, a new browser context for each cold one; warm: the same"
    yield "context, another participant. Memory and CPU: raw participants (page and websockets, no browser),"
    yield f"ours with joining: CPU over {ours['people']}, memory from the {first}th to the {last}th."
    over = [f"{peer['words']} {'-'.join(map(str, peer['memory_over']))}" for peer in peers.values()]
    yield f"Theirs: {', '.join(over)}."
    yield "CPU of a browser visit: all that the server does for one, files too."


def _beside(theirs: float, ours: float, divisor: float) -> str:
    ratio = f"{_ratio(theirs / ours)}x" if ours > 0 else "-"
    return f"{ratio} {_short(theirs / divisor):>7}"


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


def _journal(room: Mapping[str, Any]) -> str:
    both = [room["journal"], room["hour"]["journal"]]
    stored, said = (sum(part[name] for part in both) for name in ("votes_in_journal", "votes_acknowledged"))
    return f"{stored:,} of {said:,}"


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
        yield f"\nCheck of all exercises, exhaustive: {check['check_s']:g} s. States walked: {walked}."


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
        shown = "-" if value is None else _short(value / goal.divisor)
        what = goal.path.split("/")[-1] if goal.path.count("/") == 1 else "room of 500"
        most = f"{goal.most / goal.divisor:g} {goal.unit}"
        yield f"  {word:13}{shown:>8}  at most {most:18} {goal.words} ({what})"


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
