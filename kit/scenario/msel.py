"""The Master Scenario Events List, derived from the scenario: one truth, no second list to keep.

The columns are HSEEP's: scenario time, event synopsis, who delivers and by what means, to whom, the
expected action, what it serves (objective, core capability, capability target, critical task), the
kind of inject, notes. What one position alone learns, and decisions, stand in their places too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kit.scenario.clock import printed_at, story_label
from kit.scenario.conditions import in_words
from kit.scenario.flow import Beat, flow
from kit.scenario.model import Decision, Exercise, Inject, Moment, PrivateInject

COLUMNS = (  # attribute, heading
    ("number", "No."),
    ("time", "Scenario time"),
    ("synopsis", "Event synopsis"),
    ("sender", "From"),
    ("to", "To"),
    ("method", "Method"),
    ("expected", "Expected action"),
    ("objectives", "Objective"),
    ("capabilities", "Core capability"),
    ("targets", "Capability target"),
    ("tasks", "Critical task"),
    ("kind", "Kind"),
    ("notes", "Notes"),
)


@dataclass(frozen=True, slots=True)
class MselEntry:
    """One line. ``kind``: contextual, contingency or decision; ``moment`` is ``time`` as a number.

    ``text`` is the default wording; the wording delivered depends on the story."""

    number: int
    step: str
    module: str
    moment: Moment
    time: str
    synopsis: str
    text: str
    sender: str
    to: tuple[str, ...]
    method: str
    expected: tuple[str, ...]
    kind: str
    minutes: int
    objectives: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def msel(exercise: Exercise, form: str, delays: Mapping[str, int] | None = None) -> tuple[MselEntry, ...]:
    """The list for a form in the order of play. ``delays`` are those of a story (inject: minutes late).

    Raises KeyError for a form the exercise does not have."""
    writer = _Writer(exercise, form, delays)
    rows = [entry for beat in flow(exercise, form) if beat.played for entry in writer.rows(beat)]
    return tuple(replace(entry, number=number) for number, entry in enumerate(rows, start=1))


def row(entry: MselEntry) -> tuple[str, ...]:
    """The cells of an entry as text, in the order of ``COLUMNS``; lists joined with semicolons."""
    values = (getattr(entry, attribute) for attribute, _ in COLUMNS)
    return tuple("; ".join(value) if isinstance(value, tuple) else str(value) for value in values)


class _Writer:
    """Writes entries and remembers how far the story time has come."""

    def __init__(self, exercise: Exercise, form: str, delays: Mapping[str, int] | None) -> None:
        self._exercise = exercise
        self._form = exercise.forms[form]
        self._delays = delays
        self._now = Moment(exercise.clock.starts)

    def rows(self, beat: Beat) -> Iterator[MselEntry]:
        exercise = self._exercise
        if beat.kind == "module":
            for private in exercise.privates:
                if private.module == beat.id:
                    yield self._private(private, beat)
        elif beat.kind == "inject":
            yield self._inject(exercise.inject(beat.id), beat)
        elif beat.kind == "decision":
            yield self._decision(exercise.decision(beat.id), beat)

    def _inject(self, inject: Inject, beat: Beat) -> MselEntry:
        self._now = printed_at(inject, self._delays)
        cut = self._form.call_cut if inject.joint_call else 0
        everyone = set(inject.to) == set(self._exercise.positions_by_id)
        entry = self._entry(inject.id, beat)
        return replace(
            entry,
            synopsis=inject.title,
            text=inject.wordings[-1].text,
            sender=inject.sender,
            to=("all",) if everyone else self._titles(inject.to),
            method=inject.channel,
            expected=inject.expected,
            kind="contingency" if inject.contingency else "contextual",
            minutes=max(0, inject.minutes - cut),
            notes=tuple(self._inject_notes(inject)),
        )

    def _inject_notes(self, inject: Inject) -> Iterator[str]:
        if inject.when:
            yield f"Only if {in_words(inject.when, self._exercise)}."
        for wording in inject.wordings[:-1]:
            yield f"Wording {wording.id} if {in_words(wording.when, self._exercise)}."
        if inject.audience == "addressees":
            yield "Only the addressees receive it."
        if inject.cites:
            yield f"Facts: {', '.join(inject.cites)}."

    def _decision(self, decision: Decision, beat: Beat) -> MselEntry:
        letters = ", ".join(
            f"{option.key} ({option.only_if})" if option.only_if else option.key
            for option in decision.options
        )
        return replace(
            self._entry(decision.id, beat),
            synopsis=f"Decision: {decision.title}",
            text=decision.question,
            to=("all",),
            method="decision",
            expected=decision.talk.expected,
            kind="decision",
            minutes=decision.minutes,
            notes=(f"Options {letters}.",),
        )

    def _private(self, private: PrivateInject, beat: Beat) -> MselEntry:
        return replace(
            self._entry(private.id, beat),
            synopsis="What one position alone learns",
            text=private.text,
            to=self._titles((private.to,)),
            method="private",
            notes=("Comes when the module opens; shared only if the player chooses.",),
        )

    def _entry(self, step: str, beat: Beat) -> MselEntry:
        """The line without its words: where it stands, when, and what it serves."""
        served = [(o, t) for o, t in self._exercise.targets.values() if step in t.evidence]
        objectives = [o for o in self._exercise.objectives if step in o.evidence]
        objectives += [o for o, _ in served]
        return MselEntry(
            number=0,
            step=step,
            module=beat.block,
            moment=self._now,
            time=story_label(self._exercise.clock, self._now.minutes, self._now.exact),
            synopsis="",
            text="",
            sender="Facilitator",
            to=(),
            method="",
            expected=(),
            kind="contextual",
            minutes=0,
            objectives=tuple(dict.fromkeys(o.id for o in objectives)),
            capabilities=tuple(dict.fromkeys(c for o in objectives for c in o.capabilities)),
            targets=tuple(t.id for _, t in served),
            tasks=tuple(task for _, t in served for task in t.tasks),
        )

    def _titles(self, ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self._exercise.positions_by_id[id].short for id in ids)
