"""What the walks prove: everything an author wrote can come, nothing gets stuck, every objective is met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kit.scenario.model import Exercise, Where
from kit.scenario.problems import Problem
from kit.scenario.walk import Walk


def check_reach(exercise: Exercise, walks: Sequence[Walk]) -> list[Problem]:
    """Dead ends, things that never come, and objectives some path gives no evidence for."""
    return [
        *_dead_ends(exercise, walks),
        *_never(exercise, walks),
        *_endings(exercise, walks),
        *_unmet(exercise, walks),
    ]


def _dead_ends(exercise: Exercise, walks: Iterable[Walk]) -> Iterator[Problem]:
    said: set[tuple[str, str]] = set()
    for walk in walks:
        for dead in walk.dead_ends:
            if (walk.form, dead.decision) in said:
                continue
            said.add((walk.form, dead.decision))
            story = ", ".join(f"{flag}={value}" for flag, value in (*walk.dials, *dead.flags))
            message = (
                f"{dead.decision} can be reached in the {walk.form} form with "
                f"{_count(dead.open)} ({story}, trust={dead.trust})."
            )
            hint = "Two options must be open in every story; a stand-in must be one of them."
            yield Problem(exercise.steps[dead.decision].where, message, hint, rule="dead-end")


def _count(letters: tuple[str, ...]) -> str:
    return f"only {letters[0]} open" if letters else "nothing open"


def _never(exercise: Exercise, walks: Iterable[Walk]) -> Iterator[Problem]:
    """Injects, wordings, openings, options and tails that no form and no setting of the dials brings."""
    came: dict[str, set[str]] = {}
    for walk in walks:
        for kind, ids in walk.seen.items():
            came.setdefault(kind, set()).update(ids)
    for kind, id, where in _everything(exercise):
        if id not in came.get(kind, ()):
            hint = "Look at its condition, and at what comes before it in the list."
            yield Problem(
                where, f"the {kind} {id} can never come, under any dials.", hint, rule="unreachable"
            )


def _everything(exercise: Exercise) -> Iterator[tuple[str, str, Where]]:
    for inject in exercise.injects:
        yield "inject", inject.id, inject.where
        for wording in inject.wordings:
            yield "wording", wording.id, wording.where
    for decision in exercise.decisions:
        for option in decision.options:
            yield "option", f"{decision.id}.{option.key}", option.where
    for module in exercise.modules:
        for opening in module.openings:
            yield "opening", opening.id, opening.where
    for tail in exercise.finale.tails:
        yield "tail", tail.id, tail.where


def _endings(exercise: Exercise, walks: Iterable[Walk]) -> Iterator[Problem]:
    """Every ending must be possible in the full form under every setting of the dials."""
    said: set[str] = set()
    for walk in walks:
        for ending in exercise.finale.endings:
            if walk.form == "full" and ending.id not in walk.endings and ending.id not in said:
                said.add(ending.id)
                dials = ", ".join(f"{dial}={value}" for dial, value in walk.dials)
                message = f"the ending {ending.id} cannot come under {dials}."
                yield Problem(ending.where, message, "No posture may rule an ending out.", rule="unreachable")


def _unmet(exercise: Exercise, walks: Iterable[Walk]) -> Iterator[Problem]:
    places = {o.id: o.where for o in exercise.objectives}
    places |= {target.id: target.where for _, target in exercise.targets.values()}
    said: set[tuple[str, str]] = set()
    for walk in walks:
        for id in sorted(walk.unmet):
            if (walk.form, id) in said:
                continue
            said.add((walk.form, id))
            message = f"on some path of the {walk.form} form nothing of the evidence for {id} comes."
            hint = "Add a step that always comes to its evidence, or take it off rated."
            yield Problem(places[id], message, hint, rule="objectives")
