"""From modules to a deck that can be given live: cut, in order, with the agency's own values filled in.

At roll call the slides come with the questions they ask, and what is left of the knowledge check at the end.
In class the storyboard comes before them as scenes, and the discussion after them as slides without answers.
A poll that no slide asks opens a class; at roll call the trainer may still open it.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from kit.briefing.agency import Profile, filled, version_for
from kit.briefing.model import CheckQuestion, Line, Module, Poll, Question, Scene
from kit.briefing.series import Entry, Series, Setting
from kit.briefing.shelf import BriefingShelf
from kit.facts.base import FactBase, load_facts
from kit.look.drawing import svg
from kit.scenario import deck as d
from kit.scenario.problems import did_you_mean

ENTRIES_MAX = 20
GROUPS = {"officers": "officers", "commanders": "leaders", "community": "community"}
SETTINGS: tuple[Setting, ...] = ("roll_call", "class")


class NoDeck(ValueError):
    """What was asked for cannot be given; the text says why, for people."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be given: modules in order, and in which setting. ``title`` "" is worked out."""

    entries: tuple[Entry, ...]
    setting: Setting = "roll_call"
    title: str = ""


@dataclass(frozen=True, slots=True)
class House:
    """What fills a deck: the briefings on the shelf, the agency's values, the facts."""

    shelf: BriefingShelf
    profile: Profile
    facts: FactBase = field(default_factory=load_facts)


def choice_of(slug: str, entries: Iterable[str], setting: str, house: House) -> Choice:
    """What a trainer's wish means. ``entries`` are written "DET/officers" or "INT/officers/287g"; without
    any, ``slug`` names a series or a module for its first audience. Raises NoDeck."""
    written = tuple(entries)
    series = next((one for one in house.shelf.series if one.name == slug), None)
    if setting not in ("", *SETTINGS):
        raise NoDeck("Choose where it is given: at roll call, or in class.")
    if len(written) > ENTRIES_MAX:
        raise NoDeck(f"A series holds up to {ENTRIES_MAX} modules; these are {len(written)}.")
    chosen = tuple(_entry(text, house) for text in written) or _usual(slug, series, house)
    place: Setting = "class" if setting == "class" else "roll_call"
    if not setting and series is not None:
        place = series.setting
    return Choice(chosen, place, series.title if series is not None else "")


def _usual(slug: str, series: Series | None, house: House) -> tuple[Entry, ...]:
    if series is not None:
        return tuple(_entry(f"{e.module}/{e.audience}/{e.version}", house) for e in series.entries)
    module = _module(slug, house)
    return (Entry(module.key, module.audiences[0], version_for(module, house.profile)),)


def _entry(text: str, house: House) -> Entry:
    key, _, rest = text.partition("/")
    audience, _, version = rest.partition("/")
    module = _module(key, house)
    versions = [known.key for known in module.versions]
    if audience not in module.audiences:
        hint = did_you_mean(audience, module.audiences)
        raise NoDeck(f"{module.title} is not made for {audience or 'nobody'}. {hint}".rstrip())
    if version and version not in versions:
        raise NoDeck(f"{module.title} has no version {version}. {did_you_mean(version, versions)}".rstrip())
    return Entry(module.key, audience, version or version_for(module, house.profile))


def _module(key: str, house: House) -> Module:
    try:
        return house.shelf.find(key)
    except KeyError:
        hint = did_you_mean(key.upper(), house.shelf.by_key)
        raise NoDeck(f"There is no briefing {key} on the shelf. {hint}".rstrip()) from None


def slug_of(slug: str, choice: Choice, house: House) -> str:
    """Under which name a run of this choice is listed: a series' name, a module's key, or "series"."""
    if any(series.name == slug for series in house.shelf.series):
        return slug
    return choice.entries[0].module.lower() if len(choice.entries) == 1 else d.SERIES


def make_deck(choice: Choice, house: House) -> d.Deck:
    """The deck of a choice that ``choice_of`` has made."""
    press = _Press(house)
    cuts = [house.shelf.find(entry.module).of(entry.audience, entry.version) for entry in choice.entries]
    entries = tuple(
        _planned(entry, cut, choice, house) for entry, cut in zip(choice.entries, cuts, strict=True)
    )
    slides: list[d.Slide] = []
    questions: list[d.DeckQuestion] = []
    for number, (entry, cut) in enumerate(zip(choice.entries, cuts, strict=True), 1):
        part = _Part(number, cut, press, entry.audience)
        slides += part.in_class() if choice.setting == "class" else part.at_roll_call()
        questions += part.questions()
    slides.append(_end(cuts, press, len(cuts)))
    frame = house.shelf.frame
    audiences = dict.fromkeys(entry.audience_title for entry in entries)
    return d.Deck(
        title=choice.title or _title(cuts),
        audience=", ".join(audiences),
        setting=choice.setting,
        entries=entries,
        slides=tuple(slides),
        questions=tuple(questions),
        feedback=frame.feedback,
        promises=press.promises(),
        content_note=frame.sentences["content_note"],
        handouts=tuple(dict.fromkeys(_handout(entry) for entry in entries)),
        ground_rules=(press.promises()[0], frame.sentences["no_real_cases"]),
        empty=tuple(press.empty),
    )


def slide_counts(cut: Module, audience: str) -> dict[str, int]:
    """How many slides ``make_deck`` makes of one module, from its title to the end, without drawing any."""
    asked = {slide.ask for slide in cut.slides}
    checks, polls = (sum(one.id not in asked for one in of) for of in (cut.check, cut.polls))
    scenes = sum(2 if scene.stop else 1 for scene in cut.storyboard)
    talks = len(cut.discussion.groups[GROUPS.get(audience, audience)])
    at_roll_call = 1 + len(cut.slides) + checks + 1
    return {"roll_call": at_roll_call, "class": at_roll_call + polls + scenes + talks}


def _planned(entry: Entry, cut: Module, choice: Choice, house: House) -> d.Entry:
    known = house.shelf.frame.audiences.get(entry.audience)
    planned = cut.minutes.classroom if choice.setting == "class" else cut.minutes.roll_call
    title = known.title if known else entry.audience
    return d.Entry(cut.key, cut.title, entry.audience, title, entry.version, planned)


def _handout(entry: d.Entry) -> d.Handout:
    """The module to read again, where the house serves the shelf to everybody."""
    name = "-".join(part for part in (entry.key.lower(), entry.audience, entry.version) if part)
    return d.Handout(f"Read it again: {entry.title}", f"/learn/briefings/{name}.html")


def _title(cuts: list[Module]) -> str:
    first, *more = dict.fromkeys(cut.title for cut in cuts)
    if len(more) == 1:
        return f"{first}; {more[0]}"
    return f"{first}, and {len(more)} more" if more else first


def _end(cuts: list[Module], press: _Press, entry: int) -> d.Slide:
    cards = dict.fromkeys(card.title for cut in cuts for card in cut.cards)
    notes = [d.Said(f"Hand out: {title}.") for title in cards]
    points = (
        d.Said("Tell us what to change: the form is on your phone."),
        d.Said(press.shelf.frame.sentences["help"]),
    )
    return d.Slide("end", entry, "", "Thank you", points, notes=tuple(notes))


@dataclass(frozen=True, slots=True)
class _Press:
    """Fills lines with the agency's values, and notes what is missing and which facts are named."""

    house: House
    empty: dict[str, None] = field(default_factory=dict)
    cited: dict[str, None] = field(default_factory=dict)

    @property
    def shelf(self) -> BriefingShelf:
        return self.house.shelf

    def said(self, line: Line) -> d.Said:
        self.cited.update(dict.fromkeys(line.cites))
        return d.Said("".join(self._piece(*piece) for piece in filled(line, self.house.profile)), line.cites)

    def _piece(self, kind: Literal["text", "filled", "empty"], piece: str) -> str:
        if kind != "empty":
            return piece
        place = self.shelf.frame.placeholders.get(piece)
        label = place.label if place else piece
        self.empty[label] = None
        return f"[{label}]"

    def all(self, lines: Iterable[Line]) -> tuple[d.Said, ...]:
        return tuple(self.said(line) for line in lines if line)

    def promises(self) -> tuple[str, ...]:
        """The promises of every product, with the date of the newest source behind what was filled."""
        facts = self.house.facts
        known = [facts.get(id) for id in self.cited if id in facts]
        dates = [fact.source_date for fact in known if not fact.undated]
        dates = dates or [facts.newest]
        newest = str(max(dates, key=lambda date: date.first_day))
        return tuple(text.replace("{date}", newest) for text in self.shelf.frame.promises)


@dataclass(frozen=True, slots=True)
class _Part:
    """One module's part of a deck; ``number`` is that of its entry."""

    number: int
    cut: Module
    press: _Press
    audience: str

    def at_roll_call(self) -> Iterator[d.Slide]:
        yield self.title()
        yield from self.slides()
        yield from self.asked(self.left(self.cut.check))

    def in_class(self) -> Iterator[d.Slide]:
        yield self.title()
        yield from self.asked(self.left(self.cut.polls))
        for scene in self.cut.storyboard:
            yield from self.scene(scene)
        yield from self.slides()
        for question in self.cut.discussion.groups[GROUPS.get(self.audience, self.audience)]:
            yield self.discussion(question)
        yield from self.asked(self.left(self.cut.check))

    def title(self) -> d.Slide:
        notes = self.press.all((self.cut.about, self.cut.situation))
        aim = self.press.all(self.cut.aim)
        return d.Slide("title", self.number, self.cut.key, self.cut.title, aim, notes=notes)

    def slides(self) -> Iterator[d.Slide]:
        for slide in self.cut.slides:
            asks = self.id(slide.ask) if slide.ask else ""
            points, notes = self.press.all(slide.points), self.press.all(slide.notes)
            drawn = svg(slide.picture) if slide.picture else ""
            yield d.Slide(
                "slide", self.number, self.cut.key, slide.title, points, slide.alt, notes, asks, drawn
            )

    def scene(self, scene: Scene) -> Iterator[d.Slide]:
        points, notes = self.press.all(scene.points), self.press.all(scene.narration)
        drawn = svg(scene.picture) if scene.picture else ""
        yield d.Slide(
            "scene", self.number, self.cut.key, scene.title, points, scene.alt, notes, picture=drawn
        )
        if scene.stop:
            stop = self.press.all([scene.stop])
            yield d.Slide("discussion", self.number, self.cut.key, "Stop and talk", stop)

    def discussion(self, question: Question) -> d.Slide:
        asked, touches = self.press.all([question.ask]), self.press.all(question.touches)
        return d.Slide("discussion", self.number, self.cut.key, "Talk about it", asked, notes=touches)

    def left(self, questions: Iterable[Poll | CheckQuestion]) -> Iterator[Poll | CheckQuestion]:
        asked = {slide.ask for slide in self.cut.slides}
        return (question for question in questions if question.id not in asked)

    def asked(self, questions: Iterable[Poll | CheckQuestion]) -> Iterator[d.Slide]:
        for question in questions:
            title = "Your view" if isinstance(question, Poll) else "Check"
            yield d.Slide("question", self.number, self.cut.key, title, asks=self.id(question.id))

    def questions(self) -> Iterator[d.DeckQuestion]:
        """Those that slides ask, in their order; then the others."""
        both: tuple[Poll | CheckQuestion, ...] = (*self.cut.polls, *self.cut.check)
        known = {question.id: question for question in both}
        order = dict.fromkeys([*(s.ask for s in self.cut.slides if s.ask in known), *known])
        for id in order:
            question = known[id]
            if isinstance(question, Poll):
                texts = zip(string.ascii_lowercase, question.options, strict=False)
                yield self.question(question, "poll", dict(texts))
            else:
                made = self.question(question, "check", question.options)
                yield replace(made, answer=question.answer, why=self.press.said(question.why))

    def question(
        self, question: Poll | CheckQuestion, kind: d.QuestionKind, options: Mapping[str, Line]
    ) -> d.DeckQuestion:
        texts = tuple((key, self.press.said(line).text) for key, line in options.items())
        ask = self.press.said(question.ask)
        return d.DeckQuestion(self.id(question.id), self.number, self.cut.key, kind, ask, texts)

    def id(self, id: str) -> str:
        return f"{self.number}-{id}"
