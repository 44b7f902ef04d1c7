"""A small module as text, with everything the format knows, for tests that break it on purpose."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from kit.briefing.check import ModuleCheck, check_module
from kit.briefing.frame import Frame
from kit.briefing.model import Module
from kit.briefing.read import module_from_texts, read_frame
from kit.facts.base import load_facts
from kit.scenario.frame import Dial
from kit.scenario.problems import Problem, ScenarioError
from kit.scenario.read import read_frame as read_exercise_frame

ROOT = Path(__file__).resolve().parents[2]
PATH = Path("briefings/det/module.yaml")
DAY = date(2026, 7, 1)

# Words enough for three minutes; nothing here is a fact.
FILLER = "\n".join(
    f'      - "The sergeant reads line {n} aloud, slowly, and the clerk writes it down."' for n in range(6)
)
SCENES = "\n".join(
    f"""\
  - id: v{n}
    title: Scene {n}
    points: ["The sergeant reads, the clerk writes"]
    alt: A desk with a sheet of paper and a pen.
    narration:
{FILLER}"""
    for n in range(2, 7)
)

MODULE = f"""\
format: 1
key: DET
title: How to Respond to an Immigration Detainer
titles: {{2012: How to Respond, 2015: How to Respond}}
kind: module
about: "Two forms, and which one asks for a hold. [DET-04, DET-20]"
aim:
  - Tell the two detainer forms apart. [DET-04, DET-20]
  - Stop and call.
audiences: [officers, commanders]
versions: [{{key: plain, title: Plain}}, {{key: 287g, title: With an agreement}}]
minutes: {{roll_call: 7, class: 30}}
situation: A form lies on the desk of an invented jail.
storyboard:
  - id: v1
    title: Two forms
    points:
      - "I-247A: notice and a hold [DET-04]"
      - {{text: "I-247G: notice only [DET-20]", version: plain}}
    alt: Two sheets side by side.
    narration:
      - Form I-247A asks for notice and a hold. [DET-04]
      - Form I-247G asks for notice only. [DET-20]
      - {{text: "Our agency has an agreement. [INT-16]", version: 287g}}
{FILLER}
    stop: What do you do first?
{SCENES}
slides:
  - {{id: s1, title: Read the number, points: ["I-247A asks for a hold [DET-04]"], notes: ["I-247G asks for none. [DET-20]"], alt: Two sheets of paper., ask: k1}}
  - {{id: s2, title: Six boxes, points: [Look before you act], notes: [Read them aloud.], alt: Six empty boxes.}}
  - {{id: s3, title: The clock, points: ["Our clock: [LOCAL: detainer-clock]"], notes: [Ask counsel.], alt: A clock without hands.}}
  - {{id: s4, for: officers, title: Stop, points: [Stop and call], notes: ["Call [LOCAL: supervisor]."], alt: A telephone and a pen.}}
polls:
  - {{id: p1, ask: Do you know our clock?, options: ["Yes", "No"]}}
discussion:
  officers:
    - {{ask: What first?, touches: ["The form number. [DET-20]"]}}
    - {{ask: What next?, touches: [The six boxes.]}}
    - {{ask: Who decides?, touches: ["State law decides much of it. [DET-19]"]}}
  leaders:
    - {{ask: Who signs?, touches: [Counsel.]}}
    - {{ask: Who audits?, touches: [Somebody outside the jail.]}}
references:
  - {{title: Form I-247A, publisher: Immigration and Customs Enforcement, about: The form., cites: [DET-04]}}
  - {{title: Form I-247G, publisher: A settlement page, about: The other form., cites: [DET-20]}}
  - {{title: Detainer provisions, about: The regulation., cites: [DET-02, DET-05]}}
cards:
  - id: card
    title: Detainer card
    for: officers
    sides: 2
    parts:
      - heading: Read the form number first
        style: text
        lines:
          - I-247A asks for a short hold. [DET-04, DET-05]
          - I-247G asks for no hold. [DET-20]
      - heading: Before you act
        style: boxes
        lines: ["Look at our law. [LOCAL: detainer-law] [DET-19]", Write the time.]
      - style: call
        version: 287g
        lines: ["[LOCAL: supervisor]", "[LOCAL: ice-contact]"]
packet:
  checklist: [A policy., A log., An audit., A script., A clock., A contact., A backup., "A copy to the person. [DET-05]"]
  planner:
    title: The first 90 days
    about: Start with the clock.
    rows:
      - {{do: Ask counsel., who: Chief, by: 7 days}}
      - {{do: Write the rule., who: Counsel, by: 14 days}}
      - {{do: Start the log., who: Records, by: 30 days}}
      - {{do: Train., who: Sergeant, by: 45 days}}
      - {{do: Audit., who: Audit, by: 60 days}}
      - {{do: Read the agreement., who: Counsel, by: 90 days, version: 287g}}
  log:
    title: Detainer log
    about: One line a form.
    columns: [{{name: Form, help: Which one.}}, {{name: Came in, help: Date and time.}}, {{name: Left, help: Date and time.}}]
  resources:
    - {{title: The form, about: Read it., cites: [DET-04]}}
    - {{title: The other form, about: Read it., cites: [DET-20]}}
    - {{title: The rule, about: Read it., cites: [DET-02]}}
    - {{title: The policy, about: Read yours.}}
check:
  - {{id: k1, ask: Which form asks for a hold?, options: {{a: I-247A, b: I-247G, c: Neither}}, answer: a, why: "Only I-247A does. [DET-04, DET-20]"}}
  - {{id: k2, ask: When does the clock start?, options: {{a: At once, b: When our custody ends, c: Never}}, answer: b, why: "Then. [DET-02, DET-05]"}}
  - {{id: k3, ask: Who signs the civil warrant?, options: {{a: A judge, b: Nobody, c: An officer}}, answer: c, why: "It is civil. [DET-22]"}}
  - {{id: k4, ask: Who decides much of it?, options: {{a: State law, b: The clerk, c: The caller}}, answer: a, why: "So it is. [DET-19]"}}
changed:
  - {{then: "In 2012 there was one form. [DET-03]", now: "Now there are two: I-247A and I-247G. [DET-04, DET-20]"}}
  - {{then: "EO 13166 asked agencies to plan. [LAN-02]", now: "It is gone. [LAN-02]"}}
  - {{then: "A hotline was printed. [DET-16]", now: We print none.}}
  - {{then: Training came by film., now: It comes by film and card.}}
  - {{then: One clock was taught., now: "Two texts stand side by side. [DET-02, DET-05]", version: plain}}
key_facts: [DET-02, DET-03, DET-04, DET-05, DET-16, DET-19, DET-20, DET-22]
"""

REVIEW = """\
format: 1
gates:
  - {gate: 1, by: AB, date: 2026-06-01}
  - {gate: 2, by: "", date: ""}
  - {gate: 3}
  - {gate: 4}
  - {gate: 7}
  - {gate: 8}
  - {gate: 9}
initialled: [DET-19]
log:
  - {date: 2026-06-01, by: AB, text: Two words mended.}
"""


def text(*changes: tuple[str, str]) -> str:
    """The small module with pieces replaced; each piece must be there."""
    changed = MODULE
    for old, new in changes:
        assert old in changed, f"not in the small module: {old}"
        changed = changed.replace(old, new, 1)
    return changed


def read(*changes: tuple[str, str], review: str = REVIEW) -> Module:
    """The small module with pieces of its text replaced."""
    return module_from_texts(text(*changes), review, PATH)


def problems(*changes: tuple[str, str], review: str = REVIEW) -> tuple[Problem, ...]:
    """What the reader says about the small module with pieces replaced; () if it reads."""
    try:
        read(*changes, review=review)
    except ScenarioError as error:
        return error.problems
    return ()


def check(*changes: tuple[str, str], review: str = REVIEW, day: date = DAY) -> ModuleCheck:
    """The check of the small module with pieces replaced."""
    return check_module(read(*changes, review=review), frame(), load_facts(), day)


def rules(*changes: tuple[str, str], review: str = REVIEW) -> list[str]:
    """The rules the small module breaks with pieces replaced."""
    return [problem.rule for problem in check(*changes, review=review).problems]


def line_of(piece: str, changed: str = MODULE) -> int:
    """The line on which a piece of the text first stands."""
    return changed[: changed.index(piece)].count("\n") + 1


@lru_cache
def frame() -> Frame:
    """The shipped frame of the briefings."""
    return read_frame()


@lru_cache
def dials() -> tuple[Dial, ...]:
    """The shipped posture dials."""
    return read_exercise_frame(ROOT / "exercises" / "frame.yaml").dials
