"""What went wrong with a journal's file, said to a facilitator: what happened, and what to do."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from pathlib import Path

from kit.store.journal import CLOSED, StoreError

NOT_OURS = "{path} is not a kit journal. Choose another file with --journal, or move it away."
_FULL = "The disk is full: {path} cannot grow. Nothing of this step was saved. Free some space and try again."
_READ_ONLY = (
    "{path} cannot be written: the file or its folder is read-only for you."
    " Choose another file with --journal, or change its permissions."
)
_FOLDER = "{path} is a folder. Give the name of a file with --journal."

_SENTENCES = {
    sqlite3.SQLITE_BUSY: (
        "{path} is in use by another program, which has not let go of it for {patience:g} seconds."
        " Nothing of this step was saved. Close that program, or choose another file with --journal."
    ),
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: _READ_ONLY,
    sqlite3.SQLITE_NOTADB: NOT_OURS,
    sqlite3.SQLITE_CORRUPT: (
        "{path} is damaged ({detail}). Keep a copy of it and of the files beside it whose names begin"
        " the same, put back a good copy, or choose another file with --journal."
    ),
    sqlite3.SQLITE_IOERR: (
        "The disk reported an error at {path} ({detail}). Nothing of this step was saved."
        " Check the disk, or choose a file on another one with --journal."
    ),
}
_OTHER = "The journal {path} does not work ({detail}). Choose another file with --journal."
_ALMOST_NOTHING = 64 * 1024


def sqlite_trouble(error: sqlite3.Error, path: Path, patience: float) -> StoreError:
    """The sentence for what SQLite reported about ``path`` after waiting ``patience`` seconds."""
    if isinstance(error, sqlite3.ProgrammingError):
        return StoreError(CLOSED)  # what we ask of a connection is fixed: it can only be closed
    code = getattr(error, "sqlite_errorcode", -1) & 0xFF  # the low byte is the kind, the rest detail
    if code == sqlite3.SQLITE_IOERR and _is_full(path):
        code = sqlite3.SQLITE_FULL  # SQLite's shared memory file meets a full disk with a plain I/O error
    sentence = _SENTENCES.get(code, _OTHER)
    return StoreError(sentence.format(path=path, patience=patience, detail=error))


def file_trouble(error: OSError, path: Path) -> StoreError:
    """The sentence for what the system reported when the file or its folder was to be made."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreError(_FULL.format(path=path))
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StoreError(_READ_ONLY.format(path=path))
    if error.errno == errno.EISDIR:
        return StoreError(_FOLDER.format(path=path))
    return StoreError(_OTHER.format(path=path, detail=error.strerror))


def _is_full(path: Path) -> bool:
    return shutil.disk_usage(path.parent).free < _ALMOST_NOTHING
