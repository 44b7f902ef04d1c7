from __future__ import annotations

from pathlib import Path

from kit.store.journal import Journal
from kit.store.memory import MemoryJournal
from tests.store.contract import JournalContract


class TestMemoryJournal(JournalContract):
    def make(self, folder: Path) -> Journal:
        return MemoryJournal()


def test_two_memory_journals_share_nothing() -> None:
    one, other = MemoryJournal(), MemoryJournal()
    one.put("secret", "s")
    assert other.get("secret") is None
