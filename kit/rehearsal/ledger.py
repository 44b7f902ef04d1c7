"""The journal against what people were told: is everything there that was acknowledged, once, as it was sent?

Also the journal as a story: without times, ids and codes, so that two rehearsals can be compared.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kit.rehearsal.page import Said

NOBODY = ("door", "clock")  # rows that no command of ours asked for
DRAWN_BY_THE_HOUSE = ("code", "staff_code", "resume", "scenario", "date", "closes_at", "due", "of", "id")

LEFT_TO_THE_HOUSE = {
    ("id", ""),
    ("row", ""),
    ("seat", ""),
    ("round", 0),
    ("line", 0),
    ("audience", ""),
    ("what", "auto"),
}
"""Arguments that ask the house to fill in what is usual: the round in hand, the audience as written."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of ``journal.jsonl``."""

    seq: int
    at: int
    by: str
    command: str
    name: str
    data: Mapping[str, Any]


@dataclass(slots=True)
class Comparison:
    """Sentences about everything that does not agree; empty lists are what we want."""

    lost: list[str] = field(default_factory=list)  # acknowledged, not in the journal
    doubled: list[str] = field(default_factory=list)  # in the journal more often than asked for
    changed: list[str] = field(default_factory=list)  # stored otherwise than it was sent
    unasked: list[str] = field(default_factory=list)  # in the journal, refused or never sent

    @property
    def clean(self) -> bool:
        """Whether the journal and the people agree in everything."""
        return not (self.lost or self.doubled or self.changed or self.unasked)


def rows_in(text: str) -> list[Row]:
    """The rows of a ``journal.jsonl``. Raises ValueError when it is none, or was cut short."""
    lines = [json.loads(line) for line in text.split("\n") if line.strip()]
    if not lines or lines[0].get("kit") != "journal":
        raise ValueError(f"expected a journal.jsonl, got {text[:60]!r}")
    rows = [
        Row(r["seq"], r["at"], r["by"], r["command"], r["name"], r["data"]) for r in lines[1:] if "seq" in r
    ]
    if [row.seq for row in rows] != list(range(1, lines[0]["rows"] + 1)):
        raise ValueError(
            f"expected rows 1 to {lines[0]['rows']}, got {len(rows)} rows: the file was cut short"
        )
    return rows


def compare(rows: Sequence[Row], said: Mapping[str, Sequence[Said]], seats: Mapping[str, str]) -> Comparison:
    """Every command of everybody against the rows that carry its id.

    ``said``: by who sent it; ``seats``: who sends -> the name their rows stand under."""
    found = Comparison()
    by_command: dict[str, list[Row]] = {}
    for row in rows:
        by_command.setdefault(row.command, []).append(row)
    for who, commands in said.items():
        for one in commands:
            _compare_one(found, (who, seats[who]), one, by_command.pop(one.id, []))
    for left in by_command.values():
        found.unasked += [_words(row) for row in left if row.by not in NOBODY]
    return found


def _compare_one(found: Comparison, sender: tuple[str, str], one: Said, rows: Sequence[Row]) -> None:
    who, seat = sender
    words = f"{who}: {one.name} {_spelled(one.args)}"
    if one.replaced and not one.outcome:
        pass  # nobody waited for its answer: it may be there or not
    elif one.outcome != "saved":
        found.unasked += [
            f"{words} was {one.outcome or 'not answered'}, and yet: {_words(row)}" for row in rows
        ]
    elif not rows:
        found.lost.append(f"{words} was acknowledged at {one.at}")
    elif any(row.by != seat for row in rows):
        found.changed.append(f"{words} stands in the journal under {rows[-1].by}")
    elif not any(_carries(row, one.args) for row in rows):
        found.changed.append(f"{words} stands in the journal as {_words(rows[-1])}")
    for (name, data), times in Counter((row.name, _spelled(row.data)) for row in rows).items():
        if times > 1:
            found.doubled.append(f"{words} stands in the journal {times} times as {name} {data}")


def _carries(row: Row, args: Mapping[str, Any]) -> bool:
    """Whether a row holds what was sent, as far as both name the same things."""
    shared = [key for key, value in args.items() if key in row.data and not _left(key, value)]
    return all(_plain(row.data[key]) == _plain(args[key]) for key in shared)


def _left(key: str, value: Any) -> bool:
    return isinstance(value, str | int) and (key, value) in LEFT_TO_THE_HOUSE


def _plain(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _words(row: Row) -> str:
    return f"row {row.seq} {row.name} by {row.by}: {_spelled(row.data)}"


def _spelled(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


# -- the journal as a story --------------------------------------------------------------------------


def story(rows: Sequence[Row], seats: Mapping[str, str]) -> list[str]:
    """What happened, in lines that are the same for every playing of one script.

    ``seats``: seat id -> who. Between two acts of the facilitator people act at the same time; there
    the lines stand in the order of people, each person's own in the order they happened."""
    names = {**seats, **_talk(rows, seats)}
    lines: list[str] = []
    meanwhile: list[tuple[str, str]] = []
    for row in rows:
        who = seats.get(row.data.get("seat", ""), "") if row.by == "door" else seats.get(row.by, row.by)
        line = f"{who} {row.name} {_spelled(_without_ids(row.data, names))}"
        if row.by in ("facilitator", "clock"):
            lines += [text for _, text in sorted(meanwhile, key=lambda pair: pair[0])]
            meanwhile.clear()
            lines.append(line)
        else:
            meanwhile.append((who, line))
    return lines + [text for _, text in sorted(meanwhile, key=lambda pair: pair[0])]


def _talk(rows: Sequence[Row], seats: Mapping[str, str]) -> dict[str, str]:
    """Ids that the house gave to what people said -> who said what."""
    return dict(_given(rows, seats))


def _given(rows: Sequence[Row], seats: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for row in rows:
        if row.name == "raised":
            yield row.data["id"], f"{seats.get(row.data['seat'], '')}: {row.data['text']}"


def _without_ids(data: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Event data with people instead of seats, and nothing that is drawn anew in each run."""
    return {
        key: names.get(value, value) if isinstance(value, str) else value
        for key, value in data.items()
        if key not in DRAWN_BY_THE_HOUSE or (isinstance(value, str) and value in names)
    }
