"""A run as JSON lines: to keep, to read with other tools, and to take into another journal.

The first line says what follows; then one line a row, its ``data`` as JSON, not as text in JSON::

    {"kit":"journal","format":1,"run":"r7","rows":2}
    {"seq":1,"at":1795300000000,"by":"door","command":"c1","name":"...","version":1,"data":{...}}
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from kit.store.journal import Conflict, Journal, Row, StoreError

FORMAT = 1
_AWKWARD = re.compile("[\\x85\\u2028\\u2029\\ud800-\\udfff]")
_TYPES = {"seq": int, "at": int, "by": str, "command": str, "name": str, "version": int}


def export(journal: Journal, run: str) -> Iterator[str]:
    """The lines of ``journal.jsonl`` for one run, without line ends."""
    rows = list(journal.read(run))
    yield _spelled({"kit": "journal", "format": FORMAT, "run": run, "rows": len(rows)})
    for row in rows:
        fields = {name: getattr(row, name) for name in _TYPES}
        yield _spelled({**fields, "data": json.loads(row.data)})


def import_lines(journal: Journal, lines: Iterable[str]) -> str:
    """Add the run that ``lines`` hold to a journal, whole or not at all; returns the run's name.

    ``data`` comes back with the same meaning, in the shortest spelling. Raises ``StoreError``, with
    the line number, for lines that are no such file, for a file that was cut short, and for a run
    the journal already has.
    """
    numbered = ((n, line) for n, line in enumerate(lines, 1) if line.strip())
    run, count = _header(next(numbered, (1, "")))
    rows = [_row(n, line) for n, line in numbered]
    if len(rows) != count or any(row.seq != n for n, row in enumerate(rows, 1)):
        raise StoreError(
            f"journal.jsonl: expected rows 1 to {count}, got {len(rows)}. Was the file cut short?"
        )
    try:
        journal.append(run, 0, rows)
    except Conflict as error:
        raise StoreError(f"The run {run} is already in this journal. Nothing was changed.") from error
    except ValueError as error:
        raise StoreError(f"journal.jsonl: {error}. Nothing was changed.") from error
    return run


def _header(first: tuple[int, str]) -> tuple[str, int]:
    number, line = first
    match _parsed(number, line):
        case {"kit": "journal", "format": 1, "run": str(run), "rows": int(count)} if run:
            return run, count
        case {"kit": "journal", "format": int(version)}:
            raise StoreError(f"journal.jsonl has format {version}; this kit reads format {FORMAT}.")
    raise StoreError(
        f'journal.jsonl:{number}: expected {{"kit": "journal", "format": {FORMAT}, "run": ..., "rows": ...}},'
        f" got {line[:60]!r}. Is it a journal of this kit?"
    )


def _row(number: int, line: str) -> Row:
    fields = _parsed(number, line)
    wrong = [name for name, kind in _TYPES.items() if type(fields.get(name)) is not kind]
    if wrong or "data" not in fields:
        raise StoreError(
            f"journal.jsonl:{number}: expected a row with {', '.join(_TYPES)} and data,"
            f" got {line[:60]!r}. Wrong or missing: {', '.join(wrong) or 'data'}."
        )
    return Row(**{name: fields[name] for name in _TYPES}, data=_spelled(fields["data"]))


def _spelled(value: object) -> str:
    """JSON on one line, for people too: no escapes but for what some readers take for a line's end, and
    for the half surrogate pairs that cannot be written to a file."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _AWKWARD.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _parsed(number: int, line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError as error:
        raise StoreError(f"journal.jsonl:{number}: expected JSON, got {line[:60]!r} ({error}).") from error
    return found if isinstance(found, dict) else {}
