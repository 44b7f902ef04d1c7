"""What a player sees in each state: the County PIO in Hurricane Odell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

View = dict[str, Any]

NOW = 1_780_408_931_000
BASE: View = json.loads((Path(__file__).parent / "fixtures" / "player.json").read_text("utf-8"))


def view(
    *, head: Mapping[str, Any] | None = None, mine: Mapping[str, Any] | None = None, **sections: Any
) -> View:
    """The view in play with four messages, changed in these places."""
    changed = {**BASE, **sections}
    changed["head"] = {**BASE["head"], **(head or {})}
    changed["mine"] = {**BASE["mine"], **(mine or {})}
    return changed


def decision(**changes: Any) -> View:
    """B-D1 as it opened, changed in these places."""
    return {**BALLOT, **changes}


BALLOT: View = json.loads((Path(__file__).parent / "fixtures" / "ballot.json").read_text("utf-8"))
VOTE = {
    "option": "b",
    "reason": "A promise we cannot keep costs more than a cautious line.",
    "at": NOW,
    "round": 1,
}
CLOSED = decision(status="closed", closed_at=NOW + 240_000, saved=22)
RESULTS = [
    {"key": "a", "text": "Say: “No enforcement at shelters.”", "votes": 2, "share": 9, "most": False},
    {"key": "b", "text": BALLOT["options"][1]["text"], "votes": 12, "share": 55, "most": True},
    {"key": "c", "text": BALLOT["options"][2]["text"], "votes": 5, "share": 23, "most": False},
    {"key": "d", "text": BALLOT["options"][3]["text"], "votes": 3, "share": 14, "most": False},
]
REASONS = [
    {
        "key": "c",
        "text": "One statement with three logos travels faster than four separate ones.",
        "table": "Government table",
    },
    {
        "key": "d",
        "text": "Nobody in the camps reads our page. They hear the church radio.",
        "table": "Civil-society table",
    },
    {"key": "a", "text": "A long sentence does not put anyone on a bus.", "table": "Government table"},
]
BRINGS = [
    {"key": "a", "benefit": "Brings people in.", "cost": "False if no assurance exists."},
    {"key": "b", "benefit": "True and bounded.", "cost": "Some stay home."},
    {"key": "c", "benefit": "Stronger if obtained.", "cost": "Hours lost."},
    {"key": "d", "benefit": "Trusted.", "cost": "Not the same words everywhere."},
]
TAKEN = {
    "key": "b",
    "text": "Open to everyone",
    "how": "majority",
    "why": "",
    "consequence": "The county posts it.",
}
REVEALED = {**CLOSED, "status": "revealed", "results": RESULTS, "reasons": REASONS, "could_bring": BRINGS}
OVERRIDE = {**TAKEN, "key": "c", "how": "override", "why": "The state asked for one voice."}
DONE = {**REVEALED, "status": "taken", "taken": TAKEN}
AFTER = {
    **BASE["feed"][-1],
    "id": "f5",
    "kind": "consequence",
    "sender": "",
    "channel": "",
    "title": "b: Open to everyone",
    "text": "The county posts the bounded message in English. Two crews ask to see the federal statement.",
}
TIED = [{**row, "votes": 9, "most": True} if row["key"] in "ab" else row for row in RESULTS]
FEW = [{**row, "votes": None, "share": None} if (row["votes"] or 0) < 3 else row for row in RESULTS]
RAISED = [
    {
        "id": "r1",
        "kind": "question",
        "text": "Is the radio ours?",
        "at": NOW,
        "answer": "Yes.",
        "answered_at": NOW,
    },
    {
        "id": "r2",
        "kind": "authority",
        "text": "The state owns the road.",
        "at": NOW,
        "answer": "",
        "answered_at": None,
    },
]
UNOWNED = {"owner": "", "answer": "", "what": "", "by": "", "state": "open"}
ROWS = [
    {"id": "w1", "concern": "Who checks IDs at the door?", **UNOWNED},
    {"id": "w2", "concern": "Creole audio", "owner": "County PIO", "answer": "By noon",
     "what": "Record and send", "by": "12:00", "state": "promised"},
]  # fmt: skip
WENT_BACK = "We went back to Tue 19:00. The exercise now tries choice c. What happened before is kept."
TALLIES = [
    {"decision": "B-D1", "title": "Rumor or assurance", "taken": "b", "life": -1, "trust": 1, "legal": 1},
    {"decision": "B-D2", "title": "Plates on the road", "taken": "a", "life": 0, "trust": -2, "legal": 2},
]
PLAY_OPEN = view(decision=decision())

STATES: dict[str, View] = {
    "waiting": view(
        head={"phase": "lobby", "story": "", "module": None}, mine={"waiting": True}, feed=[], situation=None
    ),
    "lobby": view(head={"phase": "lobby", "story": "", "module": None}, feed=[], situation=None),
    "briefing": view(head={"phase": "briefing", "story": "", "module": None}, feed=[], situation=None),
    "empty": view(feed=[]),
    "feed": view(),
    "withdrawn": view(feed=[{**item, "withdrawn": item["id"] == "f2"} for item in BASE["feed"]]),
    "board": view(board=ROWS, mine={"raised": RAISED}),
    "decision": PLAY_OPEN,
    "saved": view(decision=decision(saved=20), mine={"vote": VOTE}),
    "no-reason": view(decision=decision(saved=20), mine={"vote": {**VOTE, "reason": ""}}),
    "closed": view(decision=CLOSED, mine={"vote": VOTE}),
    "closed-without": view(decision=CLOSED),
    "revealed": view(decision=REVEALED, mine={"vote": VOTE}),
    "taken": view(decision=DONE, mine={"vote": VOTE}, feed=[*BASE["feed"], AFTER]),
    "override": view(decision={**DONE, "taken": OVERRIDE}, mine={"vote": VOTE}, feed=[*BASE["feed"], AFTER]),
    "moved-on": view(decision=DONE, mine={"vote": VOTE}),
    "tie": view(decision={**REVEALED, "results": TIED}, mine={"vote": VOTE}),
    "few": view(decision={**REVEALED, "results": FEW}),
    "second": view(decision=decision(round=2, saved=0), mine={"first": "b"}),
    "paused": view(head={"paused": True}, decision=decision()),
    "went-back": view(
        head={
            "line": 2,
            "went_back": WENT_BACK,
        }
    ),
    "stepped-out": view(mine={"stepped_out": True}),
    "moved": view(mine={"moved": True}),
    "observer": view(
        decision=decision(),
        mine={"role": "observer", "position": "", "position_title": "", "resume": "", "brief": ""},
    ),
    "hot-wash": view(head={"phase": "hot-wash"}, hotwash={**BASE["hotwash"], "open": True}),
    "hot-wash-tallies": view(
        head={"phase": "hot-wash"},
        hotwash={
            **BASE["hotwash"],
            "open": True,
            "tallies": [
                {
                    "decision": "B-D1",
                    "title": "The first message",
                    "taken": "b",
                    "life": 1,
                    "trust": 2,
                    "legal": 0,
                },
                {
                    "decision": "B-D4",
                    "title": "Language and camps",
                    "taken": "c",
                    "life": 2,
                    "trust": 1,
                    "legal": -1,
                },
            ],
        },
        mine={
            "remarks": [
                {"id": "m1", "kind": "strength", "text": "One voice: the PIO cleared every line.", "at": NOW},
                {"id": "m2", "kind": "improve", "text": "Creole audio came 90 minutes late.", "at": NOW},
            ],
            "feedback": {"structured": 4},
            "feedback_at": NOW,
        },
    ),
    "ended": view(head={"phase": "closed"}),
}
