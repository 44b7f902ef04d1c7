"""What an evaluator and the screen see in each state."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.pages.player_views import (
    BASE,
    BRINGS,
    CLOSED,
    NOW,
    REASONS,
    RESULTS,
    REVEALED,
    ROWS,
    TAKEN,
    decision,
)

View = dict[str, Any]

SHEET: View = json.loads((Path(__file__).parent / "fixtures" / "evaluator.json").read_text("utf-8"))
OPEN = decision()
RATED = {"B-O2.1": {"rating": "M", "why": "Objective met by Wed 09:00.", "at": NOW}}
IMPROVE = [
    {
        "id": f"i{n}",
        "at": NOW,
        "story": "",
        "kind": "improve",
        "text": "Late.",
        "target": "B-O2.1",
        "task": None,
        "ref": "B4",
    }
    for n in range(3)
]

SHEETS: dict[str, View] = {
    "observe": {**SHEET, "decision": OPEN},
    "taken": {**SHEET, "decision": {**REVEALED, "status": "taken", "taken": TAKEN}, "ratings": RATED},
    "before": {
        **SHEET,
        "head": {**SHEET["head"], "phase": "lobby", "story": ""},
        "now": None,
        "notes": [],
        "feed": [],
    },
    "improve": {**SHEET, "notes": IMPROVE},
}

QR = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 29 29">'
    '<path d="M4 4h7v7h-7zM18 4h7v7h-7zM4 18h7v7h-7z"/></svg>'
)
WALL: View = {
    "head": BASE["head"],
    "show": "inject",
    "scheme": "dark",
    "join": {"address": "10.0.4.12:8866", "code": "482913", "qr": QR, "starts": "13:00"},
    "situation": BASE["situation"],
    "inject": BASE["feed"][-1],
    "decision": None,
    "board": [],
    "announcement": None,
}
LONG = (
    "The county posts the bounded message in English. Two crews ask to see the federal statement itself. " * 4
)


def wall(show: str, **sections: Any) -> View:
    """The screen showing something."""
    return {**WALL, "show": show, **sections}


SCREENS: dict[str, View] = {
    "lobby": wall("lobby", head={**BASE["head"], "phase": "lobby", "story": "", "module": None}),
    "situation": wall("situation"),
    "inject": wall("inject"),
    "inject-long": wall("inject", inject={**BASE["feed"][-1], "text": LONG}),
    "decision": wall("decision", decision=decision(saved=19)),
    "closed-vote": wall("decision", decision=CLOSED),
    "reveal": wall("decision", decision={**REVEALED, "status": "taken", "taken": TAKEN}),
    "revealed": wall(
        "decision", decision={**REVEALED, "results": RESULTS, "reasons": REASONS, "could_bring": BRINGS}
    ),
    "board": wall("board", board=ROWS),
    "hot-wash": wall("hot-wash", head={**BASE["head"], "phase": "hot-wash"}),
    "closed": wall("closed", head={**BASE["head"], "phase": "closed"}),
}
