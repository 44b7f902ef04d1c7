"""What an exercise is, once read: frozen, typed, and every node knows the line it was written on.

The words are HSEEP's: an exercise has modules, a module has steps, a step is an inject or a
decision; objectives map to capabilities, targets and critical tasks. See ``read`` for how the text
becomes this, and ``story`` for the rules that move through it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kit.scenario.basics import (
    ALWAYS as ALWAYS,
    EVEN as EVEN,
    NOTHING as NOTHING,
    NOWHERE as NOWHERE,
    Condition as Condition,
    Effects as Effects,
    Moment as Moment,
    Tally as Tally,
    Test as Test,
    Where as Where,
    Wording as Wording,
)
from kit.scenario.frame import (
    Dial as Dial,
    DialValue as DialValue,
    DialWarning as DialWarning,
    FormItem as FormItem,
    Frame as Frame,
    Rating as Rating,
)


@dataclass(frozen=True, slots=True)
class Inject:
    """Information put into play; ``to`` are position ids, ``audience`` is who receives it."""

    id: str
    title: str
    at: Moment
    sender: str
    channel: str
    to: tuple[str, ...]
    minutes: int
    wordings: tuple[Wording, ...]
    when: Condition = ALWAYS
    effects: Effects = NOTHING
    contingency: bool = False
    joint_call: bool = False
    audience: str = "everyone"  # or "addressees"
    expected: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PrivateInject:
    """What one position alone learns when a module opens."""

    id: str
    to: str
    module: str
    text: str
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Links:
    """What an author says an option brings about; the checker proves or refutes it."""

    triggers: tuple[str, ...] = ()
    may_trigger: tuple[str, ...] = ()
    suppresses: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()
    replaces: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a decision. ``only_if`` says in words what ``when`` asks for."""

    key: str
    text: str
    consequence: str
    benefit: str
    cost: str
    tally: Tally
    sets: tuple[tuple[str, str], ...] = ()
    sets_if: tuple[tuple[Condition, tuple[tuple[str, str], ...]], ...] = ()
    story_minutes: int = 0
    delays: tuple[tuple[str, int], ...] = ()
    when: Condition = ALWAYS
    only_if: str = ""
    links: Links = Links()
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class DialRule:
    """How a posture dial changes a decision (``option`` None) or one option of it."""

    note: str  # its id, shared by rules that carry the same words
    when: Condition = ALWAYS
    text: str = ""
    option: str | None = None
    tally: Tally = EVEN
    story_minutes: int = 0
    close: bool = False
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Talk:
    """The facilitator's sheet for a decision."""

    points: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    missed: str = ""
    if_asked: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """A question of kind *decision*: a choice that branches the story."""

    id: str
    title: str
    question: str
    minutes: int
    options: tuple[Option, ...]
    dials: tuple[DialRule, ...] = ()
    talk: Talk = Talk()
    cites: tuple[str, ...] = ()
    where: Where = field(default=NOWHERE, compare=False, repr=False)

    def option(self, key: str) -> Option:
        """The option with this letter. Raises KeyError."""
        for option in self.options:
            if option.key == key:
                return option
        raise KeyError(key)


Step = Inject | Decision


@dataclass(frozen=True, slots=True)
class Module:
    """A chronological block: an opening in one of several wordings, then steps in order."""

    id: str
    title: str
    span: str
    openings: tuple[Wording, ...]
    opening_minutes: int
    steps: tuple[str, ...]
    key_issues: str = ""
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Ending:
    """Where the story stands at the end: what held and what it cost."""

    id: str
    title: str
    text: str
    held: str
    cost: str
    when: Condition = ALWAYS
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Finale:
    """The last module's endings and tails (first whose condition holds), and its discussion."""

    minutes: int
    endings: tuple[Ending, ...]
    tails: tuple[Wording, ...]
    discuss: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """An in-story function a player takes; ``table`` is ``government`` or ``civil``."""

    id: str
    title: str
    short: str
    table: str
    brief: str
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Target:
    """A capability target with its critical tasks and the steps that can give evidence for it."""

    id: str
    text: str
    tasks: tuple[str, ...]
    evidence: tuple[str, ...]
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Objective:
    """What the exercise shall show; maps to at least one core capability."""

    id: str
    text: str
    capabilities: tuple[str, ...]
    evidence: tuple[str, ...]
    targets: tuple[Target, ...]
    watch_for: str = ""
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Flag:
    """A piece of the story's memory; forgotten after the step or module ``keep``."""

    id: str
    values: tuple[str, ...]
    keep: str
    meaning: str = ""
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A block of the agenda: ``what`` is a module id or welcome, break, hotwash, feedback, slack."""

    what: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Bridge:
    """The paragraph that carries the short form over modules it leaves out.

    ``after`` is the step (or module) id it follows."""

    id: str
    after: str
    text: str
    minutes: int = 2


@dataclass(frozen=True, slots=True)
class Form:
    """A length of play. ``steps`` maps module ids to the steps played, in order.

    ``stand_ins`` are decisions not played: the first open option of the list sets its flags and adds
    no tally (branches, short form). ``call_cut`` is how many minutes a joint call is shortened."""

    name: str
    minutes: int
    agenda: tuple[AgendaItem, ...]
    modules: tuple[str, ...]
    steps: Mapping[str, tuple[str, ...]]
    stand_ins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    bridges: tuple[Bridge, ...] = ()
    call_cut: int = 0
    rated: tuple[str, ...] = ()  # objective and target ids that can be rated; empty means all
    where: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class StoryClock:
    """T0 on the story's calendar: weekday 0 (Monday) to 6, minute of day, and what T0 is."""

    weekday: int
    minute: int
    starts: int  # minutes from T0 at which the story opens
    before: str = ""  # "{} to landfall"
    after: str = ""  # "{} after landfall"


@dataclass(frozen=True)
class Exercise:
    """One exercise with everything its papers, pages and evaluation need."""

    id: str
    slug: str
    title: str
    about: str
    hazard: str
    setting: str
    fiction: tuple[str, ...]
    languages: tuple[str, ...]
    clock: StoryClock
    frame: Frame
    dials: tuple[str, ...]  # the dials that change this exercise
    flags: tuple[Flag, ...]
    positions: tuple[Position, ...]
    objectives: tuple[Objective, ...]
    modules: tuple[Module, ...]
    injects: tuple[Inject, ...]
    privates: tuple[PrivateInject, ...]
    decisions: tuple[Decision, ...]
    finale: Finale
    forms: Mapping[str, Form]
    expected_overall: tuple[str, ...] = ()
    discussion: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    where: Where = field(default=NOWHERE, compare=False, repr=False)

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        """Every inject and decision by id."""
        steps: tuple[Step, ...] = (*self.injects, *self.decisions)
        return {step.id: step for step in steps}

    @cached_property
    def positions_by_id(self) -> Mapping[str, Position]:
        """Every position by id."""
        return {position.id: position for position in self.positions}

    @cached_property
    def modules_by_id(self) -> Mapping[str, Module]:
        """Every module by id."""
        return {module.id: module for module in self.modules}

    @cached_property
    def targets(self) -> Mapping[str, tuple[Objective, Target]]:
        """Every capability target by id, with the objective it belongs to."""
        return {t.id: (o, t) for o in self.objectives for t in o.targets}

    @cached_property
    def dial_by_id(self) -> Mapping[str, Dial]:
        """Every dial by id."""
        return {dial.id: dial for dial in self.frame.dials}

    def inject(self, id: str) -> Inject:
        """The inject with this id. Raises KeyError."""
        step = self.steps[id]
        if not isinstance(step, Inject):
            raise KeyError(id)
        return step

    def decision(self, id: str) -> Decision:
        """The decision with this id. Raises KeyError."""
        step = self.steps[id]
        if not isinstance(step, Decision):
            raise KeyError(id)
        return step

    def played(self, form: str) -> Iterator[tuple[Module, tuple[str, ...]]]:
        """The modules of a form in order, each with the steps played in it."""
        chosen = self.forms[form]
        for id in chosen.modules:
            yield self.modules_by_id[id], chosen.steps[id]
