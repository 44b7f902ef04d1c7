"""The papers around a briefing: the commander's packet, forms to fill in, facts and sources, the review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from kit.briefing.model import Module
from kit.facts.base import Fact, authority
from kit.facts.status import STANDARD_LINE, status_sentence
from kit.packet.making import Making
from kit.packet.parts import Blank, Block, FactEntry, Grid, Items, Para, Scale, Sheet, Title, Words, plain
from kit.packet.talk import readings

_LOG_ROWS = 12
_ROSTER_ROWS = 20
_EMPTY = Words(())


def commanders(cut: Module, making: Making) -> tuple[Sheet, Sheet]:
    """Policy checklist, planner and resources on one sheet, the empty log on another, across."""
    packet = cut.packet
    rows = tuple(
        (making.words(row.do), making.words(row.who), making.words(row.by), _EMPTY)
        for row in packet.planner.rows
    )
    planner = Grid(
        packet.planner.title, ("What", "Who (a role)", "By", "Done on"), rows, share=(52, 20, 14, 14)
    )
    blocks: list[Block] = [
        Title("Policy checklist"),
        Items(making.all(packet.checklist), "boxes"),
        Title("Planner"),
        Para(making.words(packet.planner.about), "meta"),
        planner,
    ]
    if packet.resources:
        blocks += [Title("Resources"), readings("Resources, by title", packet.resources, making)]
    return Sheet("packet", "Commander’s packet", tuple(blocks)), _log(cut, making)


def _log(cut: Module, making: Making) -> Sheet:
    log = cut.packet.log
    heads = tuple(column.name for column in log.columns)
    helps = tuple(making.words(column.help) for column in log.columns)
    named = tuple(
        Words((("strong", f"{name}:"), ("text", " "), *words.pieces), words.cites)
        for name, words in zip(heads, helps, strict=True)
    )
    empty = tuple((_EMPTY,) * len(heads) for _ in range(_LOG_ROWS))
    table = Grid(f"{log.title}: to write in", heads, empty, "log")
    helps_title = Title("What to write in each column")
    blocks: tuple[Block, ...] = (Para(making.words(log.about)), table, helps_title, Items(named))
    return Sheet("log", log.title, blocks, "across")


def roster(title: str) -> Sheet:
    """Who was there; empty."""
    heads = ("Name or position", "Unit", "Time in", "Time out")
    rows = tuple((_EMPTY,) * len(heads) for _ in range(_ROSTER_ROWS))
    about = Para(plain("Keep it as long as your agency’s training records require, and no longer."), "meta")
    table = Grid(f"Roster: {title}", heads, rows, "log", (46, 24, 15, 15))
    trainer = (Blank("Date and place", 1), Blank("Trainer", 1))
    return Sheet("roster", "Roster", (about, *trainer, table))


def feedback(making: Making) -> Sheet:
    """The feedback form of trainees and focus groups."""
    form = making.frame.feedback
    rated = tuple(item.text for item in form if item.kind == "scale")
    written = tuple(Blank(item.text, 3) for item in form if item.kind == "text")
    about = plain("No name is needed. Please tell no real cases and nobody’s immigration status.")
    ends = ("1: strongly disagree", "5: strongly agree")
    blocks: tuple[Block, ...] = (
        Para(about, "meta"),
        Scale("Tick one box in each row", rated, ends),
        *written,
    )
    return Sheet("feedback", "Feedback form", blocks)


def review_log(module: Module, making: Making) -> Sheet:
    """Who has reviewed what, and what is still open."""
    gates = {gate.gate: gate for gate in module.review.gates}
    rows = []
    for gate in making.frame.gates_for("modules"):
        found = gates.get(gate.key)
        passed = found is not None and found.passed
        by, on, note = (found.by, found.date, found.note) if found else ("", "", "")
        cells = (f"{gate.key}", gate.title, "Passed" if passed else "Open", by, on, note)
        rows.append(tuple(plain(cell) for cell in cells))
    heads = ("Gate", "Review", "State", "Initials", "Date", "Note")
    blocks: list[Block] = [Grid("Review gates", heads, tuple(rows), share=(8, 40, 11, 11, 14, 16))]
    signed = ", ".join(sorted(module.review.initialled))
    blocks.append(Para(plain(f"Facts a reviewer has initialled: {signed or 'none yet'}.")))
    if module.review.log:
        entries = tuple((plain(e.date), plain(e.by), plain(e.text)) for e in module.review.log)
        blocks.append(Grid("Log", ("Date", "By", "What was said and done"), entries, share=(16, 12, 72)))
    else:
        blocks.append(Para(plain("Nobody has written in the log yet."), "meta"))
    return Sheet("review", "Review log", tuple(blocks))


def sources(ids: Iterable[str], making: Making) -> Sheet:
    """Every fact that a file cites: badge on the day, title, text, citation."""
    entries = tuple(_entries(ids, making))
    counts = Counter(entry.badge.word for entry in entries)
    counted = ", ".join(f"{count} {word}" for word, count in counts.most_common())
    about = f"{len(entries)} facts stand behind this file. Their status on the day it was made: {counted}."
    status = making.sentence("status", (entry.id for entry in entries))
    kinds = "UNKNOWN also means: the review of this fact was due, and nobody has checked it since."
    return Sheet(
        "facts", "Facts and sources", (Para(plain(about)), Para(status), Para(plain(kinds), "meta"), *entries)
    )


def _entries(ids: Iterable[str], making: Making) -> Iterator[FactEntry]:
    for id in sorted(set(ids)):
        badge = making.badge(id)
        if id not in making.facts:
            yield FactEntry(id, "Not in the fact base", "", badge, "")
            continue
        fact = making.facts.get(id)
        yield FactEntry(
            id, fact.title, fact.text, badge, authority(fact, making.facts), _sentence(fact, making)
        )


def _sentence(fact: Fact, making: Making) -> str:
    """The standing sentence of its status; a historical one already says so in its badge and struck title."""
    said = status_sentence(fact, making.day)
    return "" if said == STANDARD_LINE["historical"] else said
