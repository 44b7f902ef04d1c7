"""Analysis of core capabilities: Table 1, and strengths and areas for improvement per objective.

Ratings are people's. The kit's own rules, labelled as such in the report:

* A capability shows the letter its evaluators gave. If they differ and nobody settled it, it shows
  no letter. If nobody rated the capability, Table 1 lists the ratings of its targets under their
  letters and makes no letter out of them: HSEEP prescribes no way to add targets up.
* A letter without any evidence in the record (a note, a task seen, a decision played where the guide
  says to look) is not shown: "Not rated - insufficient evidence".
* A note that names no target belongs to an objective only if exactly one objective names the inject or
  decision it is tied to. All other notes are listed without an objective.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from kit.report.aar import Disagreement, ObjectivePart, SummaryRow
from kit.report.chronicle import task_text
from kit.report.pieces import Finding, Given, Link, TargetPart, TargetRating, TaskRow, Verdict
from kit.report.record import Observation, RatingGiven
from kit.report.source import Source, evidence_steps
from kit.report.words import TO_COMPLETE, plural
from kit.scenario.model import Objective, Target

NO_LETTER = ("", "-")


class Analysis:
    """Findings and ratings of one run, placed."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._given: dict[str, list[RatingGiven]] = defaultdict(list)
        for given in source.record.ratings:
            if given.rating not in NO_LETTER:
                self._given[given.target].append(given)
        self._settled = {s.target: s for s in source.record.settled if s.rating not in NO_LETTER}

    # -- where notes belong ------------------------------------------------------------------------

    @cached_property
    def notes(self) -> dict[str, list[Observation]]:
        """Observations by objective id; "" holds those that belong to none."""
        placed: dict[str, list[Observation]] = defaultdict(list)
        for observation in sorted(self.source.record.observations, key=lambda o: o.stamp.seq):
            placed[self._objective_of(observation)].append(observation)
        return placed

    def _objective_of(self, observation: Observation) -> str:
        exercise = self.source.exercise
        if observation.target in exercise.targets:
            return exercise.targets[observation.target][0].id
        objective = observation.target.partition("/")[0]
        if any(o.id == objective for o in exercise.objectives):
            return objective
        named = self.source.objectives_of.get(observation.ref, ())
        return named[0].id if len(named) == 1 else ""

    def capability_of(self, observation: Observation, objective: Objective) -> str:
        """The capabilities a note speaks to: the one it names, else all of its objective."""
        named = observation.target.partition("/")[2]
        return named or "; ".join(objective.capabilities)

    # -- ratings -----------------------------------------------------------------------------------

    def verdict(self, key: str, *, supported: bool) -> Verdict:
        """The rating of a target or capability; ``supported`` says whether there is evidence for it."""
        given = tuple(self._as_given(g) for g in self._given.get(key, ()))
        letters = {g.letter for g in given}
        settled = self._settled.get(key)
        if not letters and settled is None:
            declined = any(given.target == key for given in self.source.record.ratings)
            return Verdict(key, "unrated" if supported and not declined else "none", "")
        if not supported:
            return Verdict(key, "unsupported", "", given)
        if settled is not None:
            link = self.source.link("settled", settled.stamp)
            return Verdict(key, "settled", settled.rating, given, settled.why, link)
        if len(letters) > 1:
            return Verdict(key, "differ", "", given)
        state = "agreed" if len(given) > 1 else "given"
        return Verdict(key, state, given[0].letter, given, given[0].why, given[0].link)

    def _as_given(self, given: RatingGiven) -> Given:
        who = self.source.privacy.evaluator(given.seat)
        return Given(who, given.rating, given.why, self.source.link(f"rated {given.rating}", given.stamp))

    def _supported(self, objective: Objective, target: Target | None = None) -> bool:
        """Whether the record holds anything a rating of the target (or the whole objective) can rest on."""
        targets = [target.id] if target else [t.id for t in objective.targets]
        steps = set(target.evidence if target else evidence_steps(objective))
        notes = self.notes[objective.id]
        if any(target is None or n.target == target.id or n.ref in steps for n in notes):
            return True
        if any(seen.target in targets for seen in self.source.record.tasks):
            return True
        return any(step in self.source.played for step in steps)

    # -- table 1 -----------------------------------------------------------------------------------

    def table1(self) -> tuple[SummaryRow, ...]:
        """A row per objective and core capability, in the order of the exercise."""
        return tuple(
            self._summary_row(objective, capability)
            for objective in self.source.exercise.objectives
            for capability in objective.capabilities
        )

    def _summary_row(self, objective: Objective, capability: str) -> SummaryRow:
        verdict = self.verdict(f"{objective.id}/{capability}", supported=self._supported(objective))
        parts = () if verdict.state in ("given", "agreed", "settled") else self._targets(objective)
        votes = [s for s in dict.fromkeys(evidence_steps(objective)) if s in self.source.played]
        return SummaryRow(
            objective=objective.id,
            capability=capability,
            verdict=verdict,
            targets=tuple(TargetRating(p.id, letter) for p in parts for letter in _letters(p.verdict)),
            notes=len(self.notes[objective.id]),
            votes=len(votes),
            evidence=self._evidence(objective, votes),
            playable=self.source.playable(objective.id),
        )

    def _evidence(self, objective: Objective, votes: Sequence[str]) -> tuple[Link, ...]:
        notes = [self.source.link("note", n.stamp) for n in self.notes[objective.id]]
        taken = [self.source.played[id].taken for id in votes]
        return (*notes, *(self.source.link(f"vote {id}", t) for id, t in zip(votes, taken, strict=True) if t))

    # -- objectives --------------------------------------------------------------------------------

    @cached_property
    def objectives(self) -> tuple[ObjectivePart, ...]:
        """Every objective with its ratings and findings."""
        return tuple(self._objective(objective) for objective in self.source.exercise.objectives)

    def _objective(self, objective: Objective) -> ObjectivePart:
        findings = [(n.kind, self._finding(n)) for n in self.notes[objective.id]]
        supported = self._supported(objective)
        keys = [f"{objective.id}/{capability}" for capability in objective.capabilities]
        strengths = tuple(f for kind, f in findings if kind == "strength")
        areas = tuple(f for kind, f in findings if kind == "improve")
        drafted = (
            f"Noted: {plural(len(strengths), 'strength')}, {plural(len(areas), 'area')} for improvement."
            if findings
            else "No note was made for this objective."
        )
        return ObjectivePart(
            id=objective.id,
            text=objective.text,
            capabilities=tuple(self.verdict(key, supported=supported) for key in keys),
            targets=self._targets(objective),
            strengths=strengths,
            areas=areas,
            other=tuple(f for kind, f in findings if kind not in ("strength", "improve")),
            conclusion=self.source.words(f"objective.{objective.id}", drafted),
            watch_for=objective.watch_for,
            playable=self.source.playable(objective.id),
        )

    def _targets(self, objective: Objective) -> tuple[TargetPart, ...]:
        return tuple(
            TargetPart(
                id=target.id,
                text=target.text,
                verdict=self.verdict(target.id, supported=self._supported(objective, target)),
                tasks=tuple(self._task_row(target, i, text) for i, text in enumerate(target.tasks)),
            )
            for target in objective.targets
        )

    def _task_row(self, target: Target, index: int, text: str) -> TaskRow:
        seen = [t for t in self.source.record.tasks if t.target == target.id and t.task == index]
        name = self.source.privacy.evaluator
        return TaskRow(text, tuple(self.source.link(name(t.seat), t.stamp) for t in seen))

    def _finding(self, note: Observation) -> Finding:
        source, key = self.source, f"finding.{note.id}"
        area = note.kind == "improve"
        step = source.decision(note.ref) or next(
            (i for i in source.exercise.injects if i.id == note.ref), None
        )
        cited = ", ".join(step.cites) if step else ""
        reference = f"Facts cited at {note.ref}: {cited}" if cited else TO_COMPLETE
        return Finding(
            id=note.id,
            kind=note.kind,
            text=source.words(key, note.text),
            target=note.target,
            task=task_text(source, note),
            evaluator=source.privacy.evaluator(note.seat),
            evidence=self.traces(note),
            reference=source.words(f"{key}.reference", reference) if area else None,
            analysis=source.words(f"{key}.analysis", TO_COMPLETE) if area else None,
        )

    def traces(self, note: Observation) -> tuple[Link, ...]:
        """The note itself, and the inject or decision it is tied to."""
        own = self.source.link("note", note.stamp)
        tied = self.source.evidence(note.ref, note.stamp.seq) if note.ref else None
        return (own, tied) if tied else (own,)

    def unplaced(self) -> tuple[Finding, ...]:
        """Notes that belong to no objective."""
        return tuple(self._finding(note) for note in self.notes[""])

    # -- disagreements -----------------------------------------------------------------------------

    def disagreements(self) -> tuple[Disagreement, ...]:
        """Every target and capability with different letters, settled or not, in the exercise's order."""
        found = []
        for key, title in self._rated_things():
            given = tuple(self._as_given(g) for g in self._given.get(key, ()))
            if len({g.letter for g in given}) > 1:
                settled = self._settled.get(key)
                letter, why = (settled.rating, settled.why) if settled else ("", "")
                found.append(Disagreement(key, title, given, letter, why))
        return tuple(found)

    def _rated_things(self) -> list[tuple[str, str]]:
        things = []
        for objective in self.source.exercise.objectives:
            things += [(f"{objective.id}/{c}", f"{objective.id} {c}") for c in objective.capabilities]
            things += [(target.id, target.text) for target in objective.targets]
        return things

    def to_settle(self) -> tuple[str, ...]:
        """What people should look at before the report is final, one sentence each."""
        points = [
            f"{d.key}: evaluators gave {', '.join(sorted({g.letter for g in d.given}))}; not settled."
            for d in self.disagreements()
            if not d.settled
        ]
        for part in self.objectives:
            verdicts = (*part.capabilities, *(target.verdict for target in part.targets))
            points += [
                f"{v.key}: rated, but nothing in the record supports it; shown as not rated."
                for v in verdicts
                if v.state == "unsupported"
            ]
            if len(part.areas) > len(part.strengths):
                points += [
                    f"{v.key}: rated P, while most notes of {part.id} are areas for improvement."
                    for v in verdicts
                    if v.letter == "P"
                ]
        return tuple(points)


def _letters(verdict: Verdict) -> list[str]:
    """The letters that stand for a target: one, or all of them while evaluators differ."""
    if verdict.state == "differ":
        return sorted({given.letter for given in verdict.given}, key="PSMU".index)
    return [verdict.letter] if verdict.letter else []
