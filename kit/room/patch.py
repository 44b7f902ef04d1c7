"""What changed on a page, in the words the page understands.

A patch names sections of a view. ``set`` replaces them; ``mix`` holds the fields of a section that changed;
``put`` holds rows of a list, each taking the place of the row with its key or coming after the last one;
``add`` holds items that come after the last one. With five hundred seats on the desk's list, one person who
joins is then one row and not the list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

View = Mapping[str, Any]


class State(dict[str, Any]):
    """A message about the state of a page, which is number ``seq``. It may be left out on the way to a page
    that does not keep up: told a later number, the page asks for the whole."""


class Patch(State):
    """A message of kind ``patch``. The sections in ``set``, the fields in ``mix``, the rows in ``put`` and
    the items in ``add`` are never changed in place. Many patches share them: each is to be encoded once."""


_MISSING = object()
PAIRS_KEPT = 256
"""Of how many sections it is remembered what changed in them. A round of news is far below."""


class Comparison:
    """What changed from one section to another, found once for all pages that show both."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[Any, Any, tuple[str, Any]]] = {}

    def of(self, old: Any, new: Any) -> tuple[str, Any]:
        """How ``new`` comes from ``old``: ``set``, ``mix``, ``put``, ``add``; ``same``, and None."""
        known = self._known.get((id(old), id(new)))
        if known is None:  # the two are kept as well: nothing else gets their identities meanwhile
            if len(self._known) >= PAIRS_KEPT:
                self._known.clear()
            known = self._known[id(old), id(new)] = (old, new, _shortest(old, new))
        return known[2]


_compared = Comparison()


def differences(before: View, now: View) -> Patch:
    """The patch that makes ``now`` of ``before``; empty when nothing changed. Sections are never changed
    in place: where both pages of two people show the same ones, what changed is the very same object."""
    patch = Patch()
    for section, new in now.items():
        old = before.get(section, _MISSING)
        if old is new:
            continue
        how, what = _compared.of(old, new)
        if how != "same":
            patch.setdefault(how, {})[section] = what
    return patch


def key_of(row: Any) -> str | None:
    """What tells a row of a list from the others: its id, or its seat; None for anything else."""
    key = (row.get("id") or row.get("seat")) if isinstance(row, dict) else None
    return key if isinstance(key, str) else None


def _shortest(old: Any, new: Any) -> tuple[str, Any]:
    if old == new:
        return "same", None
    if isinstance(old, list) and isinstance(new, list) and 0 < len(old) <= len(new):
        if new[: len(old)] == old:
            return "add", new[len(old) :]
        rows = _rows(old, new)
        if rows is not None:
            return "put", rows
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        fields = {name: value for name, value in new.items() if value != old[name]}
        if 2 * len(fields) <= len(new):
            return "mix", fields
    return "set", new


def _rows(old: Sequence[Any], new: Sequence[Any]) -> list[Any] | None:
    """The rows to put; None if keys are missing or doubled, the order is another, or most rows changed."""
    keys = [key_of(row) for row in new]
    if None in keys or len(set(keys)) < len(keys) or [key_of(row) for row in old] != keys[: len(old)]:
        return None
    changed = [row for row, was in zip(new, old, strict=False) if row is not was and row != was]
    rows = changed + list(new[len(old) :])
    return rows if 2 * len(rows) <= len(new) else None
