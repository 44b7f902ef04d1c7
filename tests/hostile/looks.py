"""What must hold of one stored row, one file of lines, one ticket, one head: for any bytes at all.

Apart from the tests, because the coverage-guided fuzzer slows down every module it watches: it imports only
what its target needs.
"""

from __future__ import annotations

import json
import random
from functools import cache
from typing import Any, get_type_hints

from kit.engine.codec import UnknownEvent, decode, encode
from kit.engine.events import EVENTS
from kit.store.journal import StoreError
from kit.store.lines import export, import_lines
from kit.store.memory import MemoryJournal

KINDS: dict[Any, tuple[Any, ...]] = {
    str: ("", "B-D1", "\u202e", "\x00", "\ud83d", "x" * 70, "a b", "None", "1"),
    int: (0, 1, -1, 2**31, 2**53, -(2**63), 2**64, 10**30),
    bool: (True, False),
    float: (0.5, -0.0, 1e308, 5),
    None: (
        "player",
        None,
        [],
        ["x"],
        [1, ["x"]],
        {},
        {"x": 1},
        {"x": "y"},
        {"overall": 5},
        [{}],
        "x",
        3,
        [["x"] * 3],
    ),
}
"""What a field is given, by its kind; under None what any field may be given."""


@cache
def _fields(name: str) -> tuple[tuple[str, Any], ...]:
    return tuple(get_type_hints(EVENTS[name]).items())


def drawn_row(dice: random.Random) -> tuple[str, int, str]:
    """Name, version and text of a row that is nearly an event; now and then its text is cut or hurt."""
    name = dice.choice(sorted(EVENTS))
    kept = [(field, kind) for field, kind in _fields(name) if dice.random() < 0.95]
    pools = [KINDS.get(kind if dice.random() < 0.9 else None, KINDS[None]) for _, kind in kept]
    text = json.dumps({field: dice.choice(pool) for (field, _), pool in zip(kept, pools, strict=True)})
    if dice.random() < 0.1:
        at = dice.randrange(len(text))
        text = text[:at] + dice.choice(("", '"', "}", "[" * 2000, "\x00", "\udc00", "1e999")) + text[at + 1 :]
    return name, 1 if dice.random() < 0.95 else dice.randrange(-1, 4), text


def look_at_row(name: str, version: int, data: str) -> None:
    """A row is an event that comes back as it was, or one that says that it is none."""
    try:
        event = decode(name, version, data)
    except UnknownEvent:
        return
    assert decode(*encode(event)) == event


def look_at_lines(text: str) -> None:
    """Lines are a run that goes out again with the same meaning, or nothing is taken."""
    journal = MemoryJournal()
    try:
        run = import_lines(journal, text.splitlines())
    except StoreError:
        assert journal.runs() == []
        return
    again = MemoryJournal()
    import_lines(again, export(journal, run))
    assert list(again.read(run)) == list(journal.read(run))
