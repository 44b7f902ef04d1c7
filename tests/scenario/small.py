"""A small exercise as text, with everything the format knows, for tests that break it on purpose."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from kit.scenario.model import Exercise
from kit.scenario.problems import Problem, ScenarioError
from kit.scenario.read import exercise_from_texts, read_exercise

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ("enforcement_action", "hurricane", "wildfire")
PATH = Path("exercises/small/scenario.yaml")

FRAME = """\
dials:
  - id: P1
    title: State law
    values: [{key: requires, label: requires}, {key: silent, label: says nothing}]
    default: silent
  - id: P2
    title: Agreement
    values: [{key: none, label: none}, {key: jail, label: jail model}]
    default: none
warnings:
  - when: {P1: requires, P2: none}
    text: This pair may be unlawful in a real state.
dial_conflict: Two rules meet here.
ground_rules: [No real cases.]
content_note: This story speaks of a storm.
before_play: Do not tell real cases.
tally_note: The numbers are the authors' judgement, not a measurement.
hot_wash: [One thing that worked.]
evaluator_questions: [What did you see?]
feedback:
  - {key: plausible, text: The scenario was plausible., kind: scale}
  - {key: better, text: How could it be better?, kind: text}
ratings:
  - {letter: P, name: Performed, definition: Met without challenges., short: all met}
  - {letter: S, name: Some challenges, definition: Met with some challenges., short: met}
  - {letter: M, name: Major challenges, definition: Met with major challenges., short: met with trouble}
  - {letter: U, name: Unable, definition: Not met., short: not met}
not_rated: not rated
limits: Training, not legal advice.
promises: [Training., Dated., Not official.]
"""

SCENARIO = """\
format: 1
id: X
slug: small
title: Small Storm
about: A small storm.
hazard: Storm
setting: A town by the sea.
fiction: [Port Small]
languages: [English]
clock: {zero: Thu 03:10, starts: "-10:00", before: "{} to landfall", after: "{} after landfall"}
dials: [P1, P2]
flags:
  word: {values: [none, wide, bound], keep: XX1}
  door: {values: [shut, open], keep: M2}
positions:
  GX1: {title: Manager, short: Manager, table: government, brief: You hold the plan.}
  CX1: {title: Neighbors, short: Neighbors, table: civil, brief: You know the streets.}
objectives:
  - id: X-O1
    text: Warn people.
    capabilities: [Public Information and Warning]
    evidence: [X1, X-D1]
    targets:
      - {id: X-O1.1, text: Within an hour., tasks: [verify, write], evidence: [X-D1, XX1]}
modules:
  - id: M1
    title: Watch
    opening_minutes: 2
    openings:
      - {id: XO1, text: A storm turns.}
    steps:
      - inject: X1
        title: A rumor
        at: "-8:00"
        from: Neighbors
        channel: messages
        to: [CX1]
        minutes: 2
        cites: [DIS-01]
        expected: [Verify.]
        text: People ask whether the buses come.
      - decision: X-D1
        title: The sentence
        question: What do you say?
        minutes: 8
        cites: [OUT-04]
        options:
          a:
            text: Say that all is open.
            benefit: People come.
            cost: Nobody knows yet.
            consequence: The buses fill.
            tally: {life: 2, trust: 2, legal: -2}
            story_minutes: 10
            set: {word: wide}
            triggers: [XX1]
            delays: {X2: 30}
            opens: [X-D2.c]
          b:
            text: Say what you know.
            benefit: It stays true.
            cost: Some wait.
            consequence: Some come.
            tally: {life: -1, trust: 0, legal: 2}
            story_minutes: 20
            set: {word: bound}
            set_if:
              - when: {P1: requires}
                set: {word: none}
            suppresses: [XX1]
            closes: [X-D2.c]
        dials:
          - {note: X-D1.n1, when: {P1: requires}, option: b, tally: {trust: -1}, text: Ask counsel.}
        talk:
          points: [A promise is no fact.]
          expected: [A dated sentence.]
          ask: [Which word is yours?]
          missed: The drivers.
          if_asked: [{q: Who decides?, a: The county (DIS-01).}]
      - inject: XX1
        title: The sentence is quoted
        at: "-7:00"
        from: Press
        channel: statement
        to: [GX1]
        minutes: 2
        contingency: true
        when: {word: wide}
        effects: {trust: -1}
        text: A reporter reads your sentence back.
  - id: M2
    title: Landfall
    opening_minutes: 1
    openings:
      - {id: XO2.low, when: {trust: "<=-1"}, text: The streets are full.}
      - {id: XO2, text: The streets are empty.}
    steps:
      - inject: X2
        title: The door
        at: day 1
        from: Shelter
        channel: joint call
        to: [GX1, CX1]
        minutes: 6
        joint_call: true
        wordings:
          - {id: X2.jail, when: {P2: jail}, text: A deputy stands at the door.}
          - {id: X2, text: Nobody stands at the door.}
      - decision: X-D2
        title: The door
        question: Who opens?
        minutes: 8
        options:
          a:
            text: The county opens.
            benefit: It is quick.
            cost: Nobody asked.
            consequence: It is open.
            tally: {life: 1, trust: -1, legal: 0}
            story_minutes: 5
            set: {door: open}
          b:
            text: It stays shut.
            benefit: The rule is kept.
            cost: People wait.
            consequence: It is shut.
            tally: {life: -1, trust: 0, legal: 1}
            story_minutes: 1
            set: {door: shut}
          c:
            text: Neighbors open.
            only_if: only if trust holds
            when: {trust: ">=1"}
            benefit: People trust them.
            cost: Nobody signs.
            consequence: It is open.
            tally: {life: 0, trust: 2, legal: -2}
            story_minutes: 30
            set: {door: open}
finale:
  minutes: 5
  endings:
    - {id: XE1, title: Open, when: {door: open}, text: It held., held: The door., cost: Sleep.}
    - {id: XE2, title: Shut, text: It did not., held: The rule., cost: Trust.}
  tails:
    - {id: XT.low, when: {trust: "<=-1"}, text: Some left.}
    - {id: XT, text: All stayed.}
  discuss: [What held?]
privates:
  XP.GX1: {to: GX1, module: M1, text: The list is old.}
forms:
  full:
    minutes: 60
    agenda: [[welcome, 8], [M1, 14], [M2, 20], [hotwash, 10], [slack, 8]]
  short:
    minutes: 40
    agenda: [[welcome, 5], [M1, 14], [M2, 16], [feedback, 5]]
    steps: {M1: [X1, X-D1, XX1], M2: [X2]}
    stand_ins: {X-D2: [c, a]}
    bridges: [{id: X-BR1, after: XX1, text: Hours pass.}]
    call_cut: 3
    rated: [X-O1, X-O1.1]
expected_overall: [A dated sentence.]
discussion: {government: [Who decides?], both: [What would you change?]}
"""


def text(*changes: tuple[str, str]) -> str:
    """The small scenario with pieces replaced; each piece must be there."""
    changed = SCENARIO
    for old, new in changes:
        assert old in changed, f"not in the small scenario: {old}"
        changed = changed.replace(old, new, 1)
    return changed


def read(*changes: tuple[str, str]) -> Exercise:
    """The small exercise with pieces of its text replaced."""
    return exercise_from_texts(text(*changes), FRAME, PATH)


def problems(*changes: tuple[str, str], frame: str = FRAME) -> tuple[Problem, ...]:
    """What the reader says about the small exercise with pieces replaced; () if it reads."""
    try:
        exercise_from_texts(text(*changes), frame, PATH)
    except ScenarioError as error:
        return error.problems
    return ()


def line_of(piece: str, changed: str = SCENARIO) -> int:
    """The line on which a piece of the text first stands."""
    return changed[: changed.index(piece)].count("\n") + 1


@lru_cache
def shipped(slug: str) -> Exercise:
    """A shipped exercise, read once."""
    return read_exercise(ROOT / "exercises" / slug / "scenario.yaml")
