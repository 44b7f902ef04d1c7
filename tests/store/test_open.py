from __future__ import annotations

import subprocess
import sys
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


def test_without_its_driver_a_journal_in_postgresql_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "kit.store.postgres", raising=False)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"needs the package psycopg.*build\.py serve") as caught:
        open_journal("postgresql://desk:geheim@db/kit")
    assert "geheim" not in caught.value.sentence


def test_a_journal_in_a_file_loads_no_driver(tmp_path: Path) -> None:
    look = (
        "import sys; from kit.store.open import open_journal; open_journal(sys.argv[1]).close();"
        " print('psycopg' in sys.modules)"
    )
    command = [sys.executable, "-c", look, str(tmp_path / "a.kit")]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    "url", ["mysql://desk:geheim@db/kit", "sqlite://runs.kit", "memory:x", "file:a", "", "sqlite:///"]
)
def test_anything_else_is_refused_with_what_was_expected_and_without_passwords(url: str) -> None:
    with pytest.raises(
        StoreError,
        match=r"Expected a file's name, sqlite:///FILE, postgresql://USER@HOST/DATABASE or memory:",
    ) as caught:
        open_journal(url)
    assert "geheim" not in caught.value.sentence


def test_a_foreign_file_is_refused_in_words_for_a_facilitator(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Dear team")
    with pytest.raises(StoreError, match="is not a kit journal"):
        open_journal(f"sqlite:///{tmp_path / 'notes.txt'}")
