"""The whole check of one exercise: its words, its facts, its choices, and every path through it.

``check_exercise`` walks every form under every class of dial settings that plays differently and puts
what it finds beside the other rules. Errors must be mended before play; warnings are for the author's
judgement. No clock is read here: the day and the measured seconds come from the caller.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from functools import partial

from kit.facts.base import FactBase
from kit.scenario import story
from kit.scenario.balance import check_balance, check_dial_rules, check_memory
from kit.scenario.citations import badge_counts, check_citations
from kit.scenario.classes import DialClass, dial_classes
from kit.scenario.editorial import check_capabilities, check_editorial
from kit.scenario.links import check_links
from kit.scenario.model import Exercise, Frame, Where
from kit.scenario.passages import frame_passages, passages
from kit.scenario.problems import Problem, in_order
from kit.scenario.reach import check_reach
from kit.scenario.timing import check_agenda, check_lengths, check_minutes
from kit.scenario.walk import MOST_IN_ALL, Block, TooWide, Walk, walk


@dataclass(frozen=True, slots=True)
class FormFigures:
    """The figures of one form. States, paths, widest step and endings are those under default dials;
    ``states_all`` and the minutes are over all settings."""

    form: str
    settings: int
    classes: int
    states: int
    at_decisions: int
    widest: int
    paths: int
    states_all: int
    endings: Mapping[str, int]
    minutes: int
    least: int
    most: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """What is wrong with an exercise and what was proven about it."""

    slug: str
    title: str
    problems: tuple[Problem, ...]
    forms: tuple[FormFigures, ...] = ()
    facts: Mapping[str, int] | None = None  # badge style: facts behind the exercise
    warned_settings: int = 0  # dial settings shown with a warning before play
    seconds: float = 0.0

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that must be mended before play."""
        return tuple(p for p in self.problems if p.severity == "error")


def check_exercise(exercise: Exercise, facts: FactBase, today: date, pool: Executor | None = None) -> Check:
    """Check everything. With a process pool the walks are shared among its workers."""
    classes = dial_classes(exercise)
    walks = walk_all(exercise, classes, pool)
    problems = [
        *check_citations(exercise, facts),
        *check_editorial(passages(exercise)),
        *check_capabilities(exercise),
        *check_balance(exercise),
        *check_memory(exercise),
        *check_dial_rules(exercise),
        *check_agenda(exercise),
        *check_lengths(exercise),
        *check_minutes(exercise, walks),
        *check_reach(exercise, walks),
        *check_links(exercise, classes),
    ]
    return Check(
        slug=exercise.slug,
        title=exercise.title,
        problems=in_order(problems),
        forms=tuple(_figures(exercise, classes, walks)),
        facts=badge_counts(exercise, facts, today),
        warned_settings=_warned(exercise, classes),
    )


def check_frame(frame: Frame, where: Where) -> tuple[Problem, ...]:
    """The editorial rules for what all exercises share."""
    return in_order(check_editorial(frame_passages(frame, where)))


def walk_all(exercise: Exercise, classes: Sequence[DialClass], pool: Executor | None = None) -> list[Walk]:
    """One walk a form and class, form by form; the class of the default dials comes first.

    Raises TooWide for more states than can be visited."""
    tasks = [(form, kind.sample) for form in exercise.forms for kind in classes]
    one = partial(_walk_one, exercise)
    states = one(tasks[0]).states * len(tasks) if tasks else 0
    if states > MOST_IN_ALL:
        message = f"its {len(tasks):,} walks have some {states:,} states: more than {MOST_IN_ALL:,}."
        hint = "Use fewer flags, or fewer dials that change what can be chosen."
        raise TooWide([Problem(exercise.where, message, hint, rule="too-wide")])
    if pool is None:
        return [one(task) for task in tasks]
    return list(pool.map(one, tasks, chunksize=max(1, len(tasks) // 8)))


def _walk_one(exercise: Exercise, task: tuple[str, Mapping[str, str]]) -> Walk:
    return walk(exercise, *task)


def _figures(
    exercise: Exercise, classes: Sequence[DialClass], walks: Sequence[Walk]
) -> Iterator[FormFigures]:
    for form in exercise.forms.values():
        own = [one for one in walks if one.form == form.name]
        plain = own[0]
        yield FormFigures(
            form=form.name,
            settings=sum(len(kind.settings) for kind in classes),
            classes=len(classes),
            states=plain.states,
            at_decisions=plain.at_decisions,
            widest=plain.widest,
            paths=plain.paths,
            states_all=sum(one.states for one in own),
            endings=plain.endings,
            minutes=form.minutes,
            least=min(one.least for one in own),
            most=max(one.most for one in own),
            blocks=tuple(_blocks(own)),
        )


def _blocks(walks: Sequence[Walk]) -> Iterator[Block]:
    for rows in zip(*(one.blocks for one in walks), strict=True):
        least, most = min(row.least for row in rows), max(row.most for row in rows)
        yield Block(rows[0].what, rows[0].planned, least, most)


def _warned(exercise: Exercise, classes: Sequence[DialClass]) -> int:
    count = 0
    for setting in (s for kind in classes for s in kind.settings):
        start = story.begin(exercise, setting)
        count += any(story.holds(warning.when, start) for warning in exercise.frame.warnings)
    return count
