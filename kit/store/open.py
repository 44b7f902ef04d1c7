"""From what stands after ``--journal`` to a journal."""

from __future__ import annotations

import re
from pathlib import Path

from kit.store.journal import Journal, StoreError
from kit.store.memory import MemoryJournal
from kit.store.sqlite import SqliteJournal

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")  # two letters or more: C: is a drive
_EXPECTED = "Expected a file's name, sqlite:///FILE, postgresql://USER@HOST/DATABASE or memory:"
_NOT_INSTALLED = (
    "A journal in PostgreSQL needs the package psycopg, which is not installed here. Start the kit with"
    " python3 build.py serve, which brings it, or install requirements-postgres.lock."
)


def open_journal(url: str) -> Journal:
    """Open the journal that ``url`` names.

    ``sqlite:///runs.kit`` is relative to the working directory, ``sqlite:////var/runs.kit`` is not; a bare
    file name means the same. ``postgresql://user@host/database`` is for several processes or machines; its
    parameters are libpq's, and so are PGPASSWORD and its like. ``memory:`` is forgotten when the process
    ends. Raises ``StoreError``.
    """
    scheme = _SCHEME.match(url)
    if scheme is None:
        return SqliteJournal(_file(url))
    name = scheme[1].lower()
    if name == "sqlite" and url[scheme.end() :].startswith("///"):
        return SqliteJournal(_file(url[scheme.end() + 3 :]))
    if url == "memory:":
        return MemoryJournal()
    if name in ("postgres", "postgresql"):
        return _in_postgres(f"postgresql:{url[scheme.end() :]}")
    raise StoreError(f"{_EXPECTED}, got {name}:... instead.")  # not the rest: it may hold a password


def folder_of(url: str) -> Path | None:
    """Where the journal's file is that ``url`` names; None for one that is no file. Raises ``StoreError``."""
    scheme = _SCHEME.match(url)
    if scheme is None:
        return _file(url).parent
    if scheme[1].lower() == "sqlite" and url[scheme.end() :].startswith("///"):
        return _file(url[scheme.end() + 3 :]).parent
    return None


def _in_postgres(url: str) -> Journal:
    """Its driver is loaded for such a URL only: a laptop with a file has no need of it."""
    try:
        from kit.store.postgres import PostgresJournal
    except ImportError as error:
        raise StoreError(_NOT_INSTALLED) from error
    return PostgresJournal(url)


def _file(name: str) -> Path:
    if not name:
        raise StoreError(f"{_EXPECTED}, got no file name.")
    return Path(name).expanduser()
