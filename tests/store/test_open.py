from __future__ import annotations

from pathlib import Path

import pytest

from kit.store.journal import StoreError
from kit.store.memory import MemoryJournal
from kit.store.open import open_journal
from tests.store.contract import rows


def test_memory_is_a_journal_that_is_forgotten() -> None:
    assert isinstance(open_journal("memory:"), MemoryJournal)


@pytest.mark.parametrize("url", ["sqlite:///{}", "SQLite:///{}", "{}"])
def test_a_file_is_named_by_a_url_or_as_it_is(tmp_path: Path, url: str) -> None:
    path = tmp_path / "our runs.kit"
    journal = open_journal(url.format(path))
    journal.append("r1", 0, rows(1, 1))
    journal.close()
    assert path.stat().st_size > 0


def test_three_slashes_are_relative_to_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    open_journal("sqlite:///runs/a.kit").close()
    assert (tmp_path / "runs" / "a.kit").exists()


def test_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    open_journal("sqlite:///~/a.kit").close()
    assert (tmp_path / "a.kit").exists()


@pytest.mark.parametrize("url", ["postgresql://desk:geheim@db/kit", "postgres://desk:geheim@db/kit"])
def test_postgresql_is_refused_until_it_can_be_done(url: str) -> None:
    with pytest.raises(StoreError, match="cannot keep its journal in PostgreSQL yet") as caught:
        open_journal(url)
    assert "geheim" not in caught.value.sentence


@pytest.mark.parametrize(
    "url", ["mysql://desk:geheim@db/kit", "sqlite://runs.kit", "memory:x", "file:a", "", "sqlite:///"]
)
def test_anything_else_is_refused_with_what_was_expected_and_without_passwords(url: str) -> None:
    with pytest.raises(StoreError, match=r"Expected a file's name, sqlite:///FILE or memory:") as caught:
        open_journal(url)
    assert "geheim" not in caught.value.sentence


def test_a_foreign_file_is_refused_in_words_for_a_facilitator(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Dear team")
    with pytest.raises(StoreError, match="is not a kit journal"):
        open_journal(f"sqlite:///{tmp_path / 'notes.txt'}")
