"""The order of play: an exercise and a form flattened into beats, played or only passed.

A short form leaves steps out but keeps the order of the full form. A step that is not played is still
*passed*: a decision's stand-in sets its flags, and flags kept until that step are forgotten. So every
form is the same list of beats, some of them marked as not played.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kit.scenario.model import Decision, Exercise, Form
from kit.scenario.story import Story, choose, forget, stand_in_option

ENDING = "ending"


@dataclass(frozen=True, slots=True)
class Beat:
    """One point in the order of play.

    ``kind``: module (its opening), inject, decision, bridge, end-of-module, ending.
    ``block``: the module of the form it is played in ("" for what no block plays)."""

    kind: str
    id: str
    block: str
    played: bool = True

    @property
    def key(self) -> str:
        """Unique in the order: the id, or ``M1/end`` for the end of a module."""
        return f"{self.id}/end" if self.kind == "end-of-module" else self.id


def flow(exercise: Exercise, form: str) -> tuple[Beat, ...]:
    """All beats of a form in order. Raises KeyError for a form the exercise does not have."""
    return tuple(_beats(exercise, exercise.forms[form]))


def _beats(exercise: Exercise, form: Form) -> Iterator[Beat]:
    block_of = {step: block for block, steps in form.steps.items() for step in steps}
    bridges = {bridge.after: bridge.id for bridge in form.bridges}
    for module in exercise.modules:
        if module.id in form.modules:
            yield Beat("module", module.id, module.id)
        for step in module.steps:
            kind = "decision" if isinstance(exercise.steps[step], Decision) else "inject"
            block = block_of.get(step, "")
            yield Beat(kind, step, block, played=step in block_of)
            if step in bridges:
                yield Beat("bridge", bridges[step], block)
        if module is exercise.modules[-1]:
            yield Beat("ending", ENDING, module.id)
        yield Beat("end-of-module", module.id, module.id, played=False)


def pass_by(exercise: Exercise, form: str, beat: Beat, story: Story) -> tuple[Story, str]:
    """The story after a beat nobody played, and the letter that stood in for a decision ("" if none)."""
    letter = ""
    if beat.kind == "decision":
        letters = exercise.forms[form].stand_ins.get(beat.id, ())
        if letters:
            decision = exercise.decision(beat.id)
            letter = stand_in_option(decision, letters, story)
            story = choose(decision, letter, story, stand_in=True)
    return forget(exercise, beat.id, story), letter
