"""The run as moments to walk through: what the replay slider of the report shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kit.report.aar import AfterActionReport, DecisionPart, Entry
from kit.report.paper import Replay
from kit.report.spans import number

LANES = ("story", "decision", "room")
KINDS = ("concern", "commitment")


def replay(report: AfterActionReport) -> Replay:
    """One moment per entry of the story, the decisions and the room, in order."""
    decisions = {part.anchor: part for part in report.decisions}
    shown = [entry for entry in report.timeline if entry.lane in LANES or entry.kind in KINDS]
    rounds: dict[str, int] = {}
    moments = []
    for entry in shown:
        if entry.kind == "voting-closed":
            rounds[entry.link] = rounds.get(entry.link, -1) + 1
        moments.append(_moment(entry, decisions.get(entry.link), rounds.get(entry.link, 0)))
    return Replay(
        caption="Replay: the run, moment by moment",
        without="The slider needs a script. The record below tells the same, entry by entry.",
        moments=tuple(moments),
    )


def _moment(entry: Entry, part: DecisionPart | None, round_number: int) -> Mapping[str, Any]:
    moment: dict[str, Any] = {
        "id": entry.id,
        "time": entry.time,
        "story": entry.story,
        "line": entry.line,
        "kind": entry.kind,
        "ref": entry.ref,
        "title": entry.title,
        "text": entry.text,
    }
    if part is not None and entry.kind in ("opened", "voting-closed", "taken"):
        moment["decision"] = _decision(entry, part, round_number)
    return moment


def _decision(entry: Entry, part: DecisionPart, round_number: int) -> Mapping[str, Any]:
    rounds = part.rounds
    shown = rounds[min(round_number, len(rounds) - 1)].bars if rounds else ()
    counted = entry.kind != "opened"
    return {
        "id": part.id,
        "question": part.question,
        "taken": part.option if entry.kind == "taken" else "",
        "options": [
            {
                "key": bar.option,
                "text": bar.text,
                "votes": number(bar.votes) if counted else "",
                "share": bar.share if counted else None,
            }
            for bar in shown
        ],
    }
