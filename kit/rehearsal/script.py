"""What scripted people say and do besides voting, in the exercise's own words.

Pure. Every sentence is put together from texts of the scenario (questions of the facilitator's sheet,
expected actions, critical tasks, costs of choices made), so that nothing is made up here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from kit.rehearsal.cast import Cast, Part
from kit.rehearsal.votes import lower, manner
from kit.scenario.model import Decision, Exercise, Inject, Position, Target
from kit.testbed.dice import dice

WAYS = ("hold", "schedule", "undo", "addressees", "leave-out", "pause", "added")
"""Ways to handle an inject other than delivering it at once; every third inject takes the next one."""

DISCUSSED = "Noted. The table takes it up in this discussion."
WITHIN = ("within a week", "within a quarter", "within a year")


@dataclass(frozen=True, slots=True)
class Raise:
    """Something a player puts to the facilitator. ``refused``: the rules will not let it through."""

    key: str
    kind: str  # question | authority | counsel | concern
    text: str
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """An evaluator's note, tied to a target and, where there is one, to a critical task."""

    kind: str  # strength | improve | note
    text: str
    target: str
    task: int | None
    ref: str


@dataclass(frozen=True, slots=True)
class Played:
    """A decision of the line being played: its id, the branch taken, and the options that were open."""

    id: str
    taken: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """The words of one rehearsal."""

    paper: ClassVar[str] = "report.html"  # what is taken away at the end
    by_hand: ClassVar[str] = ""  # the name of somebody whom the facilitator seats

    exercise: Exercise
    cast: Cast
    seed: int
    forks: bool = False

    # -- the facilitator ---------------------------------------------------------------------------

    def way(self, number: int, inject: Inject | None) -> str:
        """How inject number ``number`` of the run comes: "" = delivered at once."""
        if number % 3 != 2 or inject is None:
            return ""
        order = list(WAYS)
        dice(self.seed, "ways", number // (3 * len(WAYS))).shuffle(order)
        way = order[number // 3 % len(WAYS)]
        if way == "addressees" and not 0 < len(inject.to) < len(self.exercise.positions):
            return "hold"
        if way == "leave-out" and not inject.contingency:
            return "undo"
        return way

    def manner(self, number: int) -> str:
        """How decision number ``number`` goes: see ``votes.manner``."""
        return manner(self.seed, number)

    def branch(
        self, decision: Decision, leaders: Sequence[str], options: Sequence[str], number: int
    ) -> tuple[str, str]:
        """The branch the facilitator takes, and the reason to record ("" with the room's majority)."""
        throw = dice(self.seed, "branch", number, decision.id)
        others = [key for key in options if key not in leaders]
        if len(leaders) == 1 and not (self.manner(number) == "override" and others):
            return leaders[0], ""
        key = throw.choice(others if len(leaders) == 1 else list(leaders) or list(options))
        why = "Neither side has more votes." if len(leaders) > 1 else "To play the other branch."
        return key, f"{why} {decision.option(key).benefit}"

    def fork(self, played: Sequence[Played], number: int) -> tuple[Played, str, str] | None:
        """Whether to go back now, to which decision, with which other option and why.

        ``played``: what this line has decided. One decision in four is followed by going back to the
        one before it, so that the line left behind is longer than what it shares with the new one."""
        if not self.forks or number % 4 != 1 or not played:
            return None
        back = played[-2:][0]
        others = [key for key in back.options if key != back.taken]
        if not others:
            return None
        key = dice(self.seed, "fork", number).choice(others)
        return (
            back,
            key,
            f"What if the room had chosen {key}? {self.exercise.decision(back.id).option(key).benefit}",
        )

    def answer(self, text: str) -> str:
        """The facilitator's answer: the sheet's own where the question is on it."""
        for decision in self.exercise.decisions:
            for question, answer in decision.talk.if_asked:
                if question == text:
                    return answer
        return DISCUSSED

    def note(self, expected: str) -> str:
        """The facilitator's note on an expected action."""
        return f"Heard at the table: {lower(expected)}"

    def announcement(self, title: str) -> str:
        """What is announced when a module has opened: where we are, and one of the ground rules."""
        return f"We are in the module “{title}”. Ground rules: {lower(self._rule(title))}"

    def _rule(self, title: str) -> str:
        return dice(self.seed, "rule", title).choice(self.exercise.frame.ground_rules)

    def own_inject(self, decision: Decision) -> tuple[str, str]:
        """Title and words of an inject that the facilitator adds: a question of the sheet."""
        return f"Question on: {decision.title}", (decision.talk.ask or (decision.question,))[0]

    def owner(self, concern: str) -> Position:
        """Who takes a concern of the joint call: somebody of the government table."""
        seats = [p for p in self.exercise.positions if p.table == "government"] or list(
            self.exercise.positions
        )
        return dice(self.seed, "owner", concern).choice(seats)

    def promise(self, concern: str) -> tuple[str, str]:
        """What is promised for a concern, and by when."""
        throw = dice(self.seed, "promise", concern)
        return throw.choice(self.exercise.expected_overall or (DISCUSSED,)), throw.choice(WITHIN)

    # -- players -----------------------------------------------------------------------------------

    def raises(
        self, step: Inject | Decision, number: int, here: Sequence[Part], used: set[str]
    ) -> list[Raise]:
        """What players raise at a step. ``used``: keys that have called counsel in this module."""
        asked = []
        for part in here:
            throw = dice(self.seed, "raise", number, step.id, part.key)
            if throw.random() < (0.3 if part.habits.talks else 0.06):
                asked.append(
                    self._raise(part, step, throw.choice(("question", "authority", "counsel")), used)
                )
        return asked

    def _raise(self, part: Part, step: Inject | Decision, kind: str, used: set[str]) -> Raise:
        expected = step.talk.expected if isinstance(step, Decision) else step.expected
        if kind == "counsel":
            meanwhile = f" Meanwhile: {lower(expected[0])}." if expected else ""
            return Raise(
                part.key,
                kind,
                f"I would call counsel. The matter: {step.title}.{meanwhile}",
                part.key in used,
            )
        if kind == "authority":
            return Raise(part.key, kind, f"Not our authority: {step.title}. Whose is it?")
        questions = [q for q, _ in step.talk.if_asked] if isinstance(step, Decision) else []
        text = dice(self.seed, "question", step.id, part.key).choice(
            [*questions, f"Is this confirmed: {step.title}?"]
        )
        return Raise(part.key, kind, text)

    def concerns(self, call: Inject, here: Sequence[Part], taken: Sequence[tuple[str, str]]) -> list[Raise]:
        """What the civil-society table brings to a joint call: what the choices so far have cost."""
        tables = self.exercise.positions_by_id
        civil = [part for part in here if tables[part.position].table == "civil"] or list(here)
        costs = [self._cost(self.exercise.decision(id), key) for id, key in taken]
        texts = [
            *costs,
            *self.exercise.discussion.get("civil", ()),
            *self.exercise.discussion.get("both", ()),
        ]
        return [
            Raise(
                part.key,
                "concern",
                dice(self.seed, "concern", call.id, part.key).choice(texts or [call.title]),
            )
            for part in civil[:CONCERNS]
        ]

    def _cost(self, decision: Decision, key: str) -> str:
        return f"{decision.title}: {lower(decision.option(key).cost)}"

    # -- evaluators --------------------------------------------------------------------------------

    def notes(self, part: Part, step: str, number: int) -> list[Seen]:
        """What an evaluator writes at a step: one note for each target it can give evidence for."""
        throw = dice(self.seed, "note", number, step, part.key)
        about = [target for target in self.targets() if step in target.evidence and target.tasks]
        return [
            self._note(target, step, throw.randrange(len(target.tasks)), throw.random())
            for target in about[:2]
        ]

    def _note(self, target: Target, step: str, task: int, mood: float) -> Seen:
        text = target.tasks[task]
        if mood < 0.6:
            return Seen("strength", f"Saw: {text}", target.id, task, step)
        if mood < 0.85:
            return Seen("improve", f"Not seen yet: {text}", target.id, task, step)
        return Seen("note", f"Talked about: {text}", target.id, None, step)

    def targets(self) -> list[Target]:
        """All capability targets, in the order of their objectives."""
        return [target for objective in self.exercise.objectives for target in objective.targets]

    def rating(self, part: Part, target: Target, seen: int) -> tuple[str, str]:
        """A letter and why: from how many of the target's critical tasks this evaluator saw."""
        if not seen and dice(self.seed, "rate", part.key, target.id).random() < 0.4:
            return "-", self.exercise.frame.not_rated
        share = seen / max(1, len(target.tasks))
        letter = "P" if share > 0.8 else "S" if share > 0.4 else "M" if seen else "U"
        return letter, f"Critical tasks seen: {seen} of {len(target.tasks)}."

    # -- the end -----------------------------------------------------------------------------------

    def remarks(self, part: Part) -> list[tuple[str, str]]:
        """What a player says in the hot wash: one strength, one thing to improve."""
        throw = dice(self.seed, "remark", part.key)
        done, missed = throw.choice(self.targets()), throw.choice(self.targets())
        return [
            ("strength", f"We talked it through: {lower(throw.choice(done.tasks or (done.text,)))}"),
            ("improve", f"To practice again: {lower(throw.choice(missed.tasks or (missed.text,)))}"),
        ]

    def feedback(self, part: Part) -> dict[str, Any]:
        """The feedback form: numbers for the statements, a few of the open questions answered."""
        throw = dice(self.seed, "feedback", part.key)
        answers: dict[str, Any] = {}
        for item in self.exercise.frame.feedback:
            number, target, module = (
                throw.randint(2, 5),
                throw.choice(self.targets()),
                throw.choice(self.exercise.modules),
            )
            words = {
                "strengths": target.text,
                "improve": f"More practice: {target.text}",
                "better": f"More time for “{module.title}”.",
            }
            if item.kind == "scale":
                answers[item.key] = number
            elif item.key in words:
                answers[item.key] = words[item.key]
        return answers


CONCERNS = 4  # so many people bring a concern to one joint call
