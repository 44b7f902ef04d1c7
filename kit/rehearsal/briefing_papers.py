"""The papers of a briefing against what people did: the roster to the name, the counts to the answer."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping
from html import unescape

from kit.rehearsal.briefing_script import Talk
from kit.rehearsal.stage import Stage

PAPERS = ("roster.csv", "questions.html", "feedback.html")
BY_TRAINER, BY_PHONE = "by the trainer", "on a phone"


def look_at_papers(stage: Stage, talk: Talk, papers: Mapping[str, bytes]) -> None:
    """Write down what differs between the papers, the desk after the end, and what people did."""
    if stage.desk.view["closing"] is None:
        return  # play stopped before the end, which is a finding of its own
    rows = list(csv.DictReader(io.StringIO(papers["roster.csv"].decode("utf-8-sig"))))
    if stage.desk.view["setup"]["names"] == "named":
        seen = Counter(tuple(row[name] for name in _columns(stage)) for row in rows)
        meant = Counter(_people(stage, talk))
    else:
        seen = Counter((row["People"],) for row in rows)
        meant = Counter([(str(len(stage.players) + len(talk.cast.by_hand)),)])
    for row in (seen - meant) + (meant - seen):
        stage.finding(f"the roster has {row} {seen[row]} times, expected {meant[row]}")
    text = unescape(papers["questions.html"].decode())
    for question in talk.deck.questions:
        if question.ask.text not in text:
            stage.finding(f"the paper with the questions lacks {question.id}")
    _look_at_closing(stage, talk)


def _columns(stage: Stage) -> tuple[str, ...]:
    scored = stage.desk.view["setup"]["scored"]
    return ("Name", "Signed in", *(("Right", "Answered", "Checks") if scored else ()))


def _people(stage: Stage, talk: Talk) -> list[tuple[str, ...]]:
    """The rows that the roster must have."""
    scored = stage.desk.view["setup"]["scored"]
    checks = [question for question in talk.deck.questions if question.kind == "check"]
    rows = []
    for person in stage.players:
        own = stage.answers.get(person.key, {})
        right = sum(own.get(check.id) == check.answer for check in checks)
        given = sum(check.id in own for check in checks)
        score = (str(right), str(given), str(len(checks))) if scored else ()
        rows.append((person.part.name, BY_PHONE, *score))
    none = ("", "", "") if scored else ()
    return rows + [(talk.by_hand, BY_TRAINER, *none) for _ in talk.cast.by_hand]


def _look_at_closing(stage: Stage, talk: Talk) -> None:
    """What the desk counts after the end."""
    closing = stage.desk.view["closing"]
    meant = {
        "seats": len(stage.players) + len(talk.cast.by_hand),
        "asked": len(talk.deck.questions),
        "answers": sum(map(len, stage.answers.values())),
        "raised": len(stage.desk.view["raised"]),
        "feedback": len(stage.players),
    }
    for name, number in meant.items():
        if closing[name] != number:
            stage.finding(f"after the end the desk counts {closing[name]} {name}, expected {number}")
