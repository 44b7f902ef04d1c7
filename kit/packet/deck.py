"""Slides to show: a module's roll-call slides with their questions, what to discuss, and how sure it all is.

A deck says what is on the slides and what the trainer says; ``slides`` gives it a form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from kit.briefing.model import CheckQuestion, Module, Poll, Question
from kit.briefing.series import Entry, agenda, minutes_of
from kit.facts.base import Badge
from kit.look.drawing import Picture
from kit.packet.making import Making, said
from kit.packet.parts import Words, plain
from kit.packet.subject import Subject

NO_WORDS = Words(())
Kind = Literal["title", "part", "slide", "poll", "check", "talk", "end"]
_GROUP = {"officers": "officers", "commanders": "leaders", "community": "community"}


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide. ``points`` are its lines; ``options``, ``answer`` (a letter) and ``why`` make a question.

    ``alt`` says what ``picture`` shows. ``facts``: badge -> ids of the slide's facts that have it."""

    kind: Kind
    title: Words
    points: tuple[Words, ...] = ()
    notes: tuple[Words, ...] = ()
    kicker: str = ""
    picture: Picture | None = None
    alt: str = ""
    options: tuple[tuple[str, Words], ...] = ()
    answer: str = ""
    why: Words = NO_WORDS
    facts: tuple[tuple[Badge, tuple[str, ...]], ...] = ()

    @property
    def length(self) -> int:
        """Letters to read at once, about; the type gets smaller with them."""
        lines = [*self.points, *(text for _, text in self.options), self.why]
        return len(str(self.title)) + sum(len(str(words)) + 12 for words in lines if words.pieces)


@dataclass(frozen=True, slots=True)
class Deck:
    """All slides of a module or a series. ``status``: how old the newest source is."""

    name: str
    title: str
    subtitle: str
    day: str
    status: str
    slides: tuple[Slide, ...]
    language: str = "en"


def deck_of(subject: Subject) -> Deck:
    """The deck of a module for an audience, or of a series: its agenda, then its modules."""
    making = subject.making
    parts: list[Slide] = []
    ids: list[str] = []
    for entry in subject.entries:
        module = subject.modules[entry.module]
        found = list(_entry(module, entry, making))
        ids += [id for slide in found for _, some in slide.facts for id in some]
        parts += [_part(module, entry, making), *found] if subject.series else found
    title, subtitle, first = _series(subject) if subject.series else _module(subject)
    status = str(making.sentence("status", ids))
    opening = Slide("title", plain(title), first, kicker=subtitle)
    return Deck(
        name=f"{subject.name}-deck",
        title=title,
        subtitle=subtitle,
        day=said(making.day),
        status=status,
        slides=(opening, *parts, _end(ids, status, making)),
    )


def _module(subject: Subject) -> tuple[str, str, tuple[Words, ...]]:
    entry = subject.entries[0]
    module = subject.modules[entry.module]
    cut = module.of(entry.audience, entry.version)
    whom = subject.making.frame.audiences[entry.audience].title
    form = next((version.title for version in module.versions if version.key == entry.version), "")
    return module.title, ". ".join(part for part in (whom, form) if part), _bare(subject.making.all(cut.aim))


def _series(subject: Subject) -> tuple[str, str, tuple[Words, ...]]:
    series = subject.series
    if series is None:
        raise ValueError("A deck of a series needs the series.")
    rows = agenda(series, subject.modules)
    points = tuple(plain(f"{row.title}: {row.minutes} minutes") for row in rows)
    return series.title, f"{len(rows)} modules, {minutes_of(series, subject.modules)} minutes", points


def _part(module: Module, entry: Entry, making: Making) -> Slide:
    cut = module.of(entry.audience, entry.version)
    whom = making.frame.audiences[entry.audience].title
    minutes = f"{cut.minutes.roll_call} minutes at roll call, {cut.minutes.classroom} in class"
    return Slide("part", plain(module.title), _bare(making.all(cut.aim)), kicker=f"{whom}. {minutes}")


def _entry(module: Module, entry: Entry, making: Making) -> Iterator[Slide]:
    """Roll-call slides, each with its question behind it; the other questions; what to discuss."""
    cut = module.of(entry.audience, entry.version)
    checks = {check.id: check for check in cut.check}
    polls = {poll.id: poll for poll in cut.polls}
    for slide in cut.slides:
        yield _sure(
            Slide(
                "slide",
                plain(slide.title),
                making.all(slide.points),
                making.all(slide.notes),
                picture=slide.picture,
                alt=slide.alt,
            ),
            making,
        )
        if slide.ask in polls:
            yield _poll(polls.pop(slide.ask), making)
        elif slide.ask in checks:
            yield _check(checks.pop(slide.ask), making)
    yield from (_poll(poll, making) for poll in polls.values())
    yield from (_check(check, making) for check in checks.values())
    questions = cut.discussion.groups[_GROUP[entry.audience]]
    if questions:
        yield _sure(Slide("talk", plain("The situation"), (making.words(cut.situation),)), making)
    yield from (_talk(number, question, making) for number, question in enumerate(questions, 1))


def _poll(poll: Poll, making: Making) -> Slide:
    options = tuple(zip("abcdefgh", making.all(poll.options), strict=False))
    notes = (plain("No answer is right. Ask for hands, or let the phones answer."),)
    slide = Slide("poll", making.words(poll.ask), (), notes, "Where does the room stand?", options=options)
    return _sure(slide, making)


def _check(check: CheckQuestion, making: Making) -> Slide:
    options = tuple((key, making.words(option)) for key, option in check.options.items())
    why = making.words(check.why)
    first = plain("Ask for answers first. The next step shows the answer.")
    notes = (first, plain(f"Answer: {check.answer}."))
    ask = making.words(check.ask)
    slide = Slide("check", ask, (), notes, "Check", options=options, answer=check.answer, why=why)
    return _sure(slide, making)


def _talk(number: int, question: Question, making: Making) -> Slide:
    touches = tuple(replace(words, cites=()) for words in making.all(question.touches))
    lead = plain("A good discussion touches:")
    slide = Slide("talk", making.words(question.ask), (), (lead, *touches), f"Discuss, question {number}")
    return _sure(slide, making)


def _end(ids: Iterable[str], status: str, making: Making) -> Slide:
    counts = Counter(making.badge(id).word for id in dict.fromkeys(ids))
    counted = ", ".join(f"{count} {word}" for word, count in counts.most_common())
    promises = tuple(making.standing(text, ids) for text in making.frame.promises)
    facts = (plain(f"{sum(counts.values())} facts stand behind these slides: {counted}."),) if counts else ()
    return Slide("end", plain("How sure is this?"), (plain(status), *facts, *promises))


def _sure(slide: Slide, making: Making) -> Slide:
    """The slide with its facts by badge, the most frequent badge first."""
    lines = (slide.title, *slide.points, *(words for _, words in slide.options), slide.why)
    found: dict[Badge, list[str]] = {}
    for id in dict.fromkeys(id for words in lines for id in words.cites):
        badge = replace(making.badge(id), as_of="", why="")
        found.setdefault(badge, []).append(id)
    order = sorted(found.items(), key=lambda item: -len(item[1]))
    return replace(slide, facts=tuple((badge, tuple(ids)) for badge, ids in order))


def _bare(lines: Iterable[Words]) -> tuple[Words, ...]:
    return tuple(replace(words, cites=()) for words in lines)
