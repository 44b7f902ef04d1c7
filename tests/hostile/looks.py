"""What must hold of one stored row, one file of lines, one ticket, one head: for any bytes at all.

Apart from the tests, because the coverage-guided fuzzer slows down every module it watches: it imports only
what its target needs.
"""

from __future__ import annotations

from kit.engine.codec import UnknownEvent, decode, encode
from kit.store.journal import StoreError
from kit.store.lines import export, import_lines
from kit.store.memory import MemoryJournal


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
