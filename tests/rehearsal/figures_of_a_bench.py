"""What ``bench`` hands to its table and its plot, with round numbers in it."""

from __future__ import annotations

from typing import Any

TIMES = {"n": 30, "p50": 12.5, "p99": 80.0, "max": 81.0}
JOURNAL = {"events": 156, "votes_acknowledged": 90, "votes_in_journal": 90, "wrong": []}
PAGE = {
    "interactive_p90_ms": 400,
    "warm_ms": 200,
    "warm_best_ms": 180,
    "phone_ms": 3000,
    "phone_warm_ms": 1500,
    "phone_visits": 3,
    "warm_bytes": 20_000,
    "requests": 5,
    "warm_requests": 1,
    "visit_cpu_s": 0.02,
    "memory_over": [20, 500],
}


def room(people: int, **more: Any) -> dict[str, Any]:
    """A room of ours."""
    hour = {
        "took_s": 9.1, "inject": TIMES, "vote": TIMES, "memory_before_mb": 90.0, "memory_after_mb": 110.0,
        "server_cpu_s": 5.0, "journal": JOURNAL, "findings": [],
    }  # fmt: skip
    return {
        "people": people, "joined_s": 1.5, "inject": TIMES, "opened": TIMES, "vote": TIMES, "reveal": TIMES,
        "reload": TIMES, "client_cpu_share": 0.4, "journal": JOURNAL, "findings": [], "hour": hour, **more,
    }  # fmt: skip


def briefing(people: int) -> dict[str, Any]:
    """A room of ours that is briefed."""
    kinds = dict.fromkeys(("slide", "opened", "vote", "reveal", "reload"), TIMES)
    sizes = {"page": 4000, "slide": {"mean": 700, "max": 900}}
    return {
        "people": people, "joined_s": 1.0, **kinds, "bytes": sizes, "journal": JOURNAL, "findings": [],
        "memory_after_mb": 99.0, "client_cpu_share": 0.3,
    }  # fmt: skip


def figures() -> dict[str, Any]:
    """One bench: ours, oTree and Voila; Panel could not be installed."""
    ours = {
        "words": "this kit", "interactive_ms": 270, "interactive_best_ms": 240, "memory_mb": 0.065,
        "cpu_s": 0.031, "weight_bytes": 98_000, "visits": 9, "people": 100, **PAGE,
        "rooms": {"30": room(30), "500": room(500, findings=["P03: something"])},
        "briefings": {"30": briefing(30)},
        "air": {
            "people": 30, "join": 87_000, "inject": 1100, "inject_most": 1300, "decision": 10_200,
            "slide": 700, "hour": 44_000,
        },
    }  # fmt: skip
    otree = {
        "words": "oTree 6", "python": "3.11.7", "interactive_ms": 405, "interactive_best_ms": 300,
        "memory_mb": 0.13, "cpu_s": 0.062, "weight_bytes": 343_000, **PAGE, "warm_bytes": 4_000,
        "rooms": {
            "30": {"people": 30, "inject": {**TIMES, "p99": 200.0}},
            "500": {"people": 500, "failed": "it fell"},
        },
    }  # fmt: skip
    voila = {
        "words": "Voila 0.5", "python": "3.11.7", "interactive_ms": 2700, "interactive_best_ms": 2600,
        "memory_mb": 39.0, "cpu_s": 0.9, "weight_bytes": 5_000_000, **PAGE, "rooms": {},
        "phone_ms": None, "phone_warm_ms": None, "phone_visits": 0,
    }  # fmt: skip
    where = {"cores": 2, "processor": "P", "python": "3.11.7", "browser": "Chromium 1", "load_before": 0.1}
    return {
        "date": "2026-11-22T14:00:00+00:00", "machine": where, "ours": ours,
        "peers": {"otree": otree, "voila": voila},
        "missing": {"panel": "panel could not be installed: no network"},
        "documents": {
            "people": 100, "events": 1600, "votes": 1400, "report_s": 2.0, "report_bytes": 1_200_000,
            "nbconvert_s": 5.0, "ratio": 0.4,
        },
        "check": {
            "check_s": 6.0, "states": {"hurricane": 1234, "x": 66}, "briefings_s": 1.5, "briefings": 14,
        },
    }  # fmt: skip
