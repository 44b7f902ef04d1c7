"""A run as JSON lines: to keep, to read with other tools, and to take into another journal.

The first line says what follows; then the side documents that belong to the run, such as the scenario
text it was played from; then one line a row, its ``data`` as JSON, not as text in JSON::

    {"kit":"journal","format":1,"run":"r7","documents":1,"rows":2}
    {"key":"scenario/5b0c","text":"..."}
    {"seq":1,"at":1795300000000,"by":"door","command":"c1","name":"...","version":1,"data":{...}}
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kit.store.journal import Conflict, Journal, Row, StoreError, check_batches

FORMAT = 1
SCENARIOS = "scenario/"
LARGEST_NUMBER = 2**53  # times and counts; SQLite and JavaScript both hold it
_AWKWARD = re.compile("[\\x85\\u2028\\u2029\\ud800-\\udfff]")
_TYPES = {"seq": int, "at": int, "by": str, "command": str, "name": str, "version": int}


def export(journal: Journal, run: str, keys: Sequence[str] = ()) -> Iterator[str]:
    """The lines of ``journal.jsonl`` for one run and the side documents ``keys``, without line ends.

    Only documents asked for go out: the same place keeps secrets. Raises ``KeyError`` for one that
    is not there.
    """
    rows = list(journal.read(run))
    head = {"kit": "journal", "format": FORMAT, "run": run, "documents": len(keys), "rows": len(rows)}
    yield _spelled(head)
    for key in keys:
        text = journal.get(key)
        if text is None:
            raise KeyError(key)
        yield _spelled({"key": key, "text": text})
    for row in rows:
        fields = {name: getattr(row, name) for name in _TYPES}
        yield _spelled({**fields, "data": json.loads(row.data)})


def import_lines(journal: Journal, lines: Iterable[str]) -> str:
    """Add the run that ``lines`` hold to a journal, whole or not at all; returns the run's name.

    ``data`` comes back with the same meaning, in the shortest spelling. Raises ``StoreError``, with
    the line number, for lines that are no such file, for a file that was cut short, and for a run
    or another text of a document that the journal already has.
    """
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip()]
    head = _head(*(numbered[0] if numbered else (1, "")))
    documents = [_document(n, line) for n, line in numbered[1 : 1 + head.documents]]
    rows = [_row(n, line) for n, line in numbered[1 + head.documents :]]
    whole = len(rows) == head.rows  # looked at first: the head may claim more rows than memory holds
    if not whole or any(row.seq != n for n, row in enumerate(rows, 1)):
        raise StoreError(
            f"journal.jsonl: expected rows 1 to {head.rows}, got {len(rows)}. Was the file cut short?"
        )
    try:
        check_batches([(head.run, 0, rows)])
        _put(journal, documents)
        journal.append(head.run, 0, rows)
    except Conflict as error:
        raise StoreError(f"The run {head.run} is already in this journal. Nothing was changed.") from error
    except ValueError as error:
        raise StoreError(f"journal.jsonl: {error}. Nothing was changed.") from error
    return head.run


def _put(journal: Journal, documents: list[tuple[str, str]]) -> None:
    """Documents first: a run without its scenario could not be opened, a spare scenario harms nobody."""
    missing = []
    for key, text in documents:
        kept = journal.get(key)
        if kept is None:
            missing.append((key, text))
        elif kept != text:
            raise StoreError(f"This journal holds another text of {key}. Nothing was changed.")
    for key, text in missing:
        journal.put(key, text)


@dataclass(frozen=True, slots=True)
class _Head:
    run: str
    documents: int
    rows: int


def _head(number: int, line: str) -> _Head:
    match _parsed(number, line):
        case {"kit": "journal", "format": 1, "run": str(run), "documents": int(few), "rows": int(many)} if (
            run
        ):
            return _Head(run, few, many)
        case {"kit": "journal", "format": int(version)} if version != FORMAT:
            raise StoreError(f"journal.jsonl has format {version}; this kit reads format {FORMAT}.")
    raise StoreError(
        f'journal.jsonl:{number}: expected {{"kit":"journal","format":{FORMAT},"run":...,"documents":...,'
        f'"rows":...}}, got {line[:60]!r}. Is it a journal of this kit?'
    )


def _document(number: int, line: str) -> tuple[str, str]:
    """A side document. Only texts of scenarios come in from a file: the journal keeps secrets beside them,
    and a file that brought its own would have its writer sign tickets here."""
    match _parsed(number, line):
        case {"key": str(key), "text": str(text)} if key.startswith(SCENARIOS):
            return key, text
        case {"key": str(key), "text": str()}:
            raise StoreError(
                f"journal.jsonl:{number}: expected a document under {SCENARIOS}, got {key[:60]!r}. "
                "Nothing was changed."
            )
    raise StoreError(f'journal.jsonl:{number}: expected {{"key":...,"text":...}}, got {line[:60]!r}.')


def _row(number: int, line: str) -> Row:
    fields = _parsed(number, line)
    wrong = [name for name, kind in _TYPES.items() if not _is(fields.get(name), kind)]
    if wrong or "data" not in fields:
        raise StoreError(
            f"journal.jsonl:{number}: expected a row with {', '.join(_TYPES)} and data,"
            f" got {line[:60]!r}. Wrong or missing: {', '.join(wrong) or 'data'}."
        )
    return Row(**{name: fields[name] for name in _TYPES}, data=_spelled(fields["data"]))


def _is(value: object, kind: type) -> bool:
    return type(value) is kind and (not isinstance(value, int) or abs(value) <= LARGEST_NUMBER)


def _spelled(value: object) -> str:
    """JSON on one line, for people too: no escapes but for what some readers take for a line's end, and
    for the half surrogate pairs that cannot be written to a file."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _AWKWARD.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _parsed(number: int, line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise StoreError(f"journal.jsonl:{number}: expected JSON, got {line[:60]!r} ({error}).") from error
    return found if isinstance(found, dict) else {}
