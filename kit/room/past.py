"""A run as it was played, read back from the journal alone: no shelf, no room, no other run.

What was read by whoever played is kept beside the events: an exercise as its texts, a briefing as its deck.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import msgspec

from kit.engine.codec import decode
from kit.engine.events import Recorded, RunCreated
from kit.room.room import recorded
from kit.scenario.deck import SERIES, Briefing, Deck, briefing_of
from kit.scenario.model import Exercise
from kit.scenario.read import exercise_from_texts
from kit.store.journal import Journal


class Kept(msgspec.Struct, frozen=True):
    """A deck as the journal keeps it, beside the texts of exercises. What stands in old journals stays
    readable: a field that is added to a deck gets a default, and none changes its meaning."""

    deck: Deck


def played(journal: Journal, run: str, exercises: Path) -> tuple[Exercise, list[Recorded]]:
    """What a run was played from, and all its events in order.

    Raises KeyError for an unknown run and for one whose texts the journal does not hold, StoreError,
    ScenarioError."""
    events = [recorded(row) for row in journal.read(run)]
    created = events[0].event if events else None
    if not isinstance(created, RunCreated):
        raise KeyError(f"There is no run {run!r} in this journal.")
    if created.entries:
        deck = deck_of(journal, created.scenario)
        return given(deck, created.slug, created.entries), events
    return exercise_of(journal, created.scenario, exercises / created.slug / "scenario.yaml"), events


def begun(journal: Journal, run: str) -> RunCreated | None:
    """A run's first event; None when it does not begin as runs do. Raises StoreError."""
    first = next(iter(journal.read(run)), None)
    event = decode(first.name, first.version, first.data) if first else None
    return event if isinstance(event, RunCreated) else None


def exercise_of(journal: Journal, digest: str, path: Path) -> Exercise:
    """The exercise whose texts have this digest; problems name ``path``. Raises KeyError, ScenarioError."""
    kept = journal.get(f"scenario/{digest}")
    if kept is None:
        raise KeyError(f"The journal does not hold the texts that {path.parent.name} was played from.")
    texts = json.loads(kept)
    return exercise_from_texts(texts["scenario"], texts["frame"], path)


def deck_of(journal: Journal, digest: str) -> Deck:
    """The slides that were kept under this digest. Raises KeyError when they are not there or unreadable."""
    kept = journal.get(f"scenario/{digest}")
    if kept is None:
        raise KeyError("The journal does not hold the slides of this briefing.")
    try:
        return msgspec.json.decode(kept, type=Kept).deck
    except (msgspec.DecodeError, ValueError) as problem:
        raise KeyError(f"The slides of this briefing cannot be read: {problem}.") from problem


def given(deck: Deck, slug: str, entries: Sequence[str]) -> Briefing:
    """A deck as what is listed under a slug: the module itself, or a series."""
    single = len(entries) == 1 and entries[0].partition("/")[0].lower() == slug
    return briefing_of(deck, slug if single else SERIES)
