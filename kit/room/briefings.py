"""Briefings in this house: the shelf, the agency's values, and the decks that runs are given from.

A deck is made when a run is set up and kept beside its events, whole: every word, filled in. A briefing that
was given stays as it was, whatever becomes of the module, the agency's values or the kit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from kit.briefing.agency import Profile, read_profile
from kit.briefing.live import Choice, House, NoDeck, choice_of, make_deck, slug_of
from kit.briefing.shelf import BriefingShelf, read_briefings
from kit.engine.commands import CreateRun
from kit.engine.refusal import Refused
from kit.room.past import Kept, deck_of, given
from kit.scenario.deck import Briefing, Deck
from kit.scenario.frame import Dial
from kit.scenario.problems import ScenarioError
from kit.scenario.read import read_frame
from kit.store.journal import Journal

NAMES = {"named": "named", "positions": "anonymous", "anonymous": "anonymous"}
"""Whether a roster keeps names. Everybody has the same position, so that one says nothing."""


def changed_at(path: Path) -> float:
    """When a file was last changed; 0 for a name that leads nowhere, which harms no other file."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


class Briefings:
    """The briefings that can be given. ``exercises`` is where the dials of an agency's profile are named."""

    def __init__(self, journal: Journal, folder: Path, exercises: Path) -> None:
        self._journal = journal
        self._folder = folder
        self._exercises = exercises
        self._shelf: tuple[float, BriefingShelf] | None = None
        self._given: dict[str, Deck] = {}  # by digest

    @property
    def folder(self) -> Path:
        """Where the modules and their notebooks stand."""
        return self._folder

    def shelf(self) -> BriefingShelf:
        """The shelf, read again when a file has changed. Raises ScenarioError for a bad frame."""
        stamp = max(map(changed_at, self._folder.rglob("*.yaml")), default=0.0)
        if self._shelf is None or self._shelf[0] != stamp:
            self._shelf = (stamp, read_briefings(self._folder))
        return self._shelf[1]

    def stamp(self) -> float:
        """When a briefing's text or the agency's values were last written, or set to another day."""
        own = self._folder.parent / "agency.yaml"
        return max(map(changed_at, (*self._folder.rglob("*.yaml"), own)), default=0.0)

    def profile(self) -> Profile:
        """The agency's values; nothing is filled in where there are none. Raises ScenarioError."""
        path = self._folder.parent / "agency.yaml"
        return read_profile(path, self.shelf().frame, self._dials()) if path.exists() else Profile()

    def _dials(self) -> Sequence[Dial]:
        return read_frame(self._exercises / "frame.yaml").dials

    def knows(self, slug: str) -> bool:
        """Whether a slug names a module or a series that can be given."""
        try:
            shelf = self.shelf()
        except ScenarioError:
            return False
        return slug.upper() in shelf.by_key or any(series.name == slug for series in shelf.series)

    def deck(self, wish: CreateRun) -> tuple[str, Choice, Deck]:
        """What a wish asks for: the slug it is listed under, what was chosen, and the deck.

        Raises Refused with the sentence that says why it cannot be given."""
        profile, trouble = self._usable_profile()
        try:
            house = House(self.shelf(), profile)
            choice = choice_of(wish.slug, wish.entries, wish.setting, house)
            deck = make_deck(choice, house)
        except NoDeck as problem:
            raise Refused(str(problem)) from problem
        except ScenarioError as problem:
            raise Refused(f"The briefings cannot be read. {problem.problems[0]}") from problem
        return slug_of(wish.slug, choice, house), choice, replace(deck, empty=(*trouble, *deck.empty))

    def _usable_profile(self) -> tuple[Profile, tuple[str, ...]]:
        """A profile that cannot be read fills nothing; the trainer is told."""
        try:
            return self.profile(), ()
        except ScenarioError as problem:
            return Profile(), (f"The agency's values cannot be read. {problem.problems[0]}",)

    def keep(self, deck: Deck) -> str:
        """Store a deck beside the events; returns the digest it is found by."""
        text = msgspec.json.encode(Kept(deck)).decode()
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        if self._journal.get(f"scenario/{digest}") is None:
            self._journal.put(f"scenario/{digest}", text)
        self._given.setdefault(digest, deck)  # runs of the same deck share it: a day holds seventy
        return digest

    def given(self, digest: str, slug: str, entries: Sequence[str]) -> Briefing:
        """The briefing a run is given from. Raises KeyError when the journal does not hold its deck."""
        if digest not in self._given:
            self._given[digest] = deck_of(self._journal, digest)
        return given(self._given[digest], slug, entries)
