"""What the drafters draw from: the record, the exercise, the facts, and how to name and link things."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from functools import cached_property

from kit.report.pieces import FactLine, Link, Words
from kit.report.privacy import Privacy
from kit.report.record import Decided, Record, Stamp
from kit.scenario.model import Decision, Exercise, Objective

Facts = Callable[[str], FactLine]
"""A fact's line by id, with its badge on the day of the run; ``cited.facts_on`` makes one."""


class Source:
    """One run, ready to be drafted from. Clock times are printed in ``zone``, None this machine's."""

    def __init__(self, record: Record, exercise: Exercise, facts: Facts, zone: tzinfo | None) -> None:
        self.record = record
        self.exercise = exercise
        self.facts = facts
        self.zone = zone
        self.privacy = Privacy(record, exercise)

    # -- naming ------------------------------------------------------------------------------------

    def words(self, key: str, drafted: str) -> Words:
        """A text people may change: theirs if they wrote one, else the draft."""
        edit = self.record.edits.get(key, "").strip()
        return Words(key, edit or drafted, drafted, bool(edit))

    def clock(self, at: int) -> str:
        """Room time: "14:02"."""
        return datetime.fromtimestamp(at / 1000, self.zone).strftime("%H:%M")

    def local(self, at: int) -> str:
        """Room time as figures want it: "2026-12-09 14:02:11"."""
        return datetime.fromtimestamp(at / 1000, self.zone).strftime("%Y-%m-%d %H:%M:%S")

    def link(self, label: str, stamp: Stamp) -> Link:
        """A way back to a timeline entry: "14:02 label"."""
        return Link(f"{self.clock(stamp.at)} {label}", f"e{stamp.seq}")

    def title(self, ref: str) -> str:
        """The title of a step; the id where it has none."""
        step = self.exercise.steps.get(ref)
        if step is not None:
            return step.title
        return next((m.title for m in self.record.messages if m.ref == ref and m.title), ref)

    def option_text(self, decision: str, key: str) -> str:
        """An option's text, or "" for a letter the decision does not have."""
        found = self.decision(decision)
        return next((o.text for o in found.options if o.key == key), "") if found else ""

    def decision(self, id: str) -> Decision | None:
        """The decision with this id, None where it is not one."""
        step = self.exercise.steps.get(id)
        return step if isinstance(step, Decision) else None

    # -- where things stand ------------------------------------------------------------------------

    @cached_property
    def stamps(self) -> Mapping[str, list[Stamp]]:
        """Every place an inject, decision, module or message stands in the journal, in order."""
        found: dict[str, list[Stamp]] = defaultdict(list)
        for message in self.record.messages:
            found[message.ref].append(message.stamp)
        for decided in self.record.decided:
            found[decided.decision].append(decided.taken or decided.opened)
        return {ref: sorted(set(stamps), key=lambda s: s.seq) for ref, stamps in found.items()}

    def evidence(self, ref: str, seq: int) -> Link | None:
        """The entry of ``ref`` that stood before event ``seq``, else its first; None if never played."""
        stamps = self.stamps.get(ref)
        if not stamps:
            return None
        place = bisect_right([stamp.seq for stamp in stamps], seq)
        return self.link(ref, stamps[max(0, place - 1)])

    @cached_property
    def objectives_of(self) -> Mapping[str, tuple[Objective, ...]]:
        """Which objectives name a step as a place to look for evidence."""
        found: dict[str, list[Objective]] = defaultdict(list)
        for objective in self.exercise.objectives:
            for step in dict.fromkeys(evidence_steps(objective)):
                found[step].append(objective)
        return {step: tuple(objectives) for step, objectives in found.items()}

    @cached_property
    def played(self) -> Mapping[str, Decided]:
        """The decisions that were taken, by id; the last line counts where several lines took one."""
        return {d.decision: d for d in self.record.decided if d.taken}

    @cached_property
    def steps_played(self) -> frozenset[str]:
        """Injects delivered and not taken back, and decisions opened."""
        told = {m.ref for m in self.record.messages if m.kind == "inject" and not m.withdrawn}
        return frozenset(told | {decided.decision for decided in self.record.decided})

    def playable(self, id: str) -> bool:
        """Whether the form that was played gives occasion to rate this objective or target."""
        form = self.exercise.forms.get(self.record.setup.form)
        if form is None or not form.rated:
            return True
        if id in self.exercise.targets:
            return id in form.rated or self.exercise.targets[id][0].id in form.rated
        mine = [target for target, (owner, _) in self.exercise.targets.items() if owner.id == id]
        return id in form.rated or any(target in form.rated for target in mine)


def evidence_steps(objective: Objective) -> tuple[str, ...]:
    """All steps an objective and its targets name as places to look."""
    return (*objective.evidence, *(step for target in objective.targets for step in target.evidence))


def run_day(record: Record, zone: tzinfo | None) -> date:
    """The day of the run: the date set before play if it is one, else the day the run began."""
    try:
        return date.fromisoformat(record.setup.date)
    except ValueError:
        turns = [turn.stamp.at for turn in record.turns]
        joined = [seat.joined.at for seat in record.seats]
        return datetime.fromtimestamp(min([*turns, *joined], default=0) / 1000, zone).date()
