"""Every piece of text of an exercise, with its place, its readers and the facts that stand behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kit.scenario.model import Decision, Exercise, Frame, Inject, Where

Product = Literal["exercise", "briefing", "card"]
_ID = re.compile(r"\b[A-Z]{3}-\d{2}\b")


@dataclass(frozen=True, slots=True)
class Passage:
    """One text as somebody reads it.

    ``part``: what it is (title, inject, question, option, ...). ``readers``: players, facilitator or
    evaluators. ``context`` is everything read together with it, ``cites`` the fact ids behind that,
    ``product`` the kind of thing it stands in."""

    where: Where
    id: str
    part: str
    readers: str
    text: str
    context: str
    cites: frozenset[str]
    product: Product = "exercise"


Piece = tuple[Where, str, str, str]  # where, part, readers, text


def passages(exercise: Exercise) -> Iterator[Passage]:
    """Every text of an exercise; the frame, which is shared, has its own (``frame_passages``)."""
    for inject in exercise.injects:
        yield from _together(inject.id, inject.cites, list(_inject(inject)))
    for decision in exercise.decisions:
        yield from _together(decision.id, decision.cites, list(_decision(decision)))
    for id, piece in (*_story(exercise), *_people(exercise), *_ending(exercise)):
        yield from _together(id, (), [piece])


def frame_passages(frame: Frame, where: Where) -> Iterator[Passage]:
    """The texts that all exercises share."""
    texts = (
        *((w.text, "warning") for w in frame.warnings),
        *((rule, "ground rule") for rule in frame.ground_rules),
        *((line, "hot wash") for line in (*frame.hot_wash, *frame.evaluator_questions)),
        *((item.text, "feedback form") for item in frame.feedback),
        *((f"{r.letter}: {r.name}. {r.definition} {r.short}", "rating") for r in frame.ratings),
        *((text, "frame") for text in (frame.dial_conflict, frame.content_note, frame.before_play)),
        *((text, "frame") for text in (frame.tally_note, frame.not_rated, frame.limits, *frame.promises)),
    )
    for text, part in texts:
        yield from _together("frame", (), [(where, part, "players", text)])


def _together(id: str, cites: tuple[str, ...], pieces: list[Piece]) -> Iterator[Passage]:
    context = "\n".join(text for _, _, _, text in pieces)
    behind = frozenset(cites) | frozenset(_ID.findall(context))
    for where, part, readers, text in pieces:
        if text:
            yield Passage(where, id, part, readers, text, context, behind)


def _inject(inject: Inject) -> Iterator[Piece]:
    yield inject.where, "title", "players", inject.title
    for wording in inject.wordings:
        yield wording.where, "inject", "players", wording.text
    for action in inject.expected:
        yield inject.where, "expected action", "facilitator", action


def _decision(decision: Decision) -> Iterator[Piece]:
    yield decision.where, "title", "players", decision.title
    yield decision.where, "question", "players", decision.question
    for option in decision.options:
        yield option.where, "option", "players", option.text
        yield option.where, "condition", "players", option.only_if
        yield option.where, "benefit", "players", option.benefit
        yield option.where, "cost", "players", option.cost
        yield option.where, "consequence", "players", option.consequence
    for rule in decision.dials:
        yield rule.where, "dial note", "facilitator", rule.text
    talk = decision.talk
    for text in (*talk.points, *talk.expected, *talk.ask, talk.missed):
        yield decision.where, "talking point", "facilitator", text
    for question, answer in talk.if_asked:
        yield decision.where, "if asked", "facilitator", f"{question} {answer}"


def _story(exercise: Exercise) -> Iterator[tuple[str, Piece]]:
    yield exercise.id, (exercise.where, "about", "players", exercise.about)
    yield exercise.id, (exercise.where, "setting", "players", exercise.setting)
    for module in exercise.modules:
        yield module.id, (module.where, "title", "players", module.title)
        yield module.id, (module.where, "key issues", "facilitator", module.key_issues)
        for opening in module.openings:
            yield opening.id, (opening.where, "opening", "players", opening.text)
    for form in exercise.forms.values():
        for bridge in form.bridges:
            yield bridge.id, (form.where, "bridge", "players", bridge.text)


def _people(exercise: Exercise) -> Iterator[tuple[str, Piece]]:
    for position in exercise.positions:
        yield position.id, (position.where, "position", "players", f"{position.title}. {position.brief}")
    for private in exercise.privates:
        yield private.id, (private.where, "private inject", "players", private.text)
    for objective in exercise.objectives:
        yield objective.id, (objective.where, "objective", "evaluators", objective.text)
        yield objective.id, (objective.where, "watch for", "evaluators", objective.watch_for)
        for target in objective.targets:
            text = " ".join((target.text, *target.tasks))
            yield target.id, (target.where, "target", "evaluators", text)


def _ending(exercise: Exercise) -> Iterator[tuple[str, Piece]]:
    for ending in exercise.finale.endings:
        text = f"{ending.title}. {ending.text} {ending.held} {ending.cost}"
        yield ending.id, (ending.where, "ending", "players", text)
    for tail in exercise.finale.tails:
        yield tail.id, (tail.where, "tail", "players", tail.text)
    for question in exercise.finale.discuss:
        yield exercise.id, (exercise.where, "discussion", "players", question)
    for text in exercise.expected_overall:
        yield exercise.id, (exercise.where, "expected action", "facilitator", text)
    for questions in exercise.discussion.values():
        for question in questions:
            yield exercise.id, (exercise.where, "discussion", "players", question)
