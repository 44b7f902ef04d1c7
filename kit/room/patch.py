"""What changed on a page, in the words the page understands.

A patch names sections of a view. ``set`` replaces them; ``put`` holds rows of a list, each taking the
place of the row with its key or coming after the last one; ``add`` holds items that come after the last
one. With five hundred seats on the desk's list, one person who joins is then one row and not the list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

View = Mapping[str, Any]


class Patch(dict[str, Any]):
    """A message of kind ``patch``. The sections in ``set``, the rows in ``put`` and the items in ``add``
    are never changed in place, and many patches share them: who sends them may encode each only once."""


def differences(before: View, now: View) -> Patch:
    """The patch that makes ``now`` of ``before``; empty when nothing changed."""
    patch = Patch()
    for section, new in now.items():
        old = before.get(section)
        if section in before and (old is new or old == new):
            continue
        how, what = _shortest(old, new)
        patch.setdefault(how, {})[section] = what
    return patch


def key_of(row: Any) -> str | None:
    """What tells a row of a list from the others: its id, or its seat; None for anything else."""
    key = (row.get("id") or row.get("seat")) if isinstance(row, dict) else None
    return key if isinstance(key, str) else None


def _shortest(old: Any, new: Any) -> tuple[str, Any]:
    if isinstance(old, list) and isinstance(new, list) and 0 < len(old) <= len(new):
        if new[: len(old)] == old:
            return "add", new[len(old) :]
        rows = _rows(old, new)
        if rows is not None:
            return "put", rows
    return "set", new


def _rows(old: Sequence[Any], new: Sequence[Any]) -> list[Any] | None:
    """The rows to put; None if keys are missing or doubled, the order is another, or most rows changed."""
    keys = [key_of(row) for row in new]
    if None in keys or len(set(keys)) < len(keys) or [key_of(row) for row in old] != keys[: len(old)]:
        return None
    changed = [row for row, was in zip(new, old, strict=False) if row is not was and row != was]
    rows = changed + list(new[len(old) :])
    return rows if 2 * len(rows) <= len(new) else None
