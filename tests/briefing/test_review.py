"""Initials beside a module: what is signed stands in the file, and ends when the text changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kit.briefing.agency import Profile, Rules, release
from kit.briefing.build import build_review
from kit.briefing.check import check_module
from kit.briefing.model import Module, Review
from kit.briefing.read import BRIEFINGS, module_from_texts, read_frame, shaped
from kit.briefing.review import Signing, fingerprint, judged, signed, taken_back, why_not
from kit.facts.base import load_facts
from kit.scenario.problems import ScenarioError

DAY = date(2026, 6, 30)
DET = BRIEFINGS / "det" / "module.yaml"
OPEN = (BRIEFINGS / "det" / "review.yaml").read_text("utf-8")
AB = Signing("AB", DAY, gates=(1, 7), facts=("DET-19",), note="Read with “counsel”: fine")


def det(review: str = "", change: tuple[str, str] = ("", "")) -> Module:
    return module_from_texts(DET.read_text("utf-8").replace(*change, 1), review, DET)


def reviewed(text: str) -> Review:
    return build_review(shaped(text, Path("review.yaml"), "review"))


def test_a_signature_stands_in_the_file_and_its_comments_stay() -> None:
    text = signed(OPEN, AB, fingerprint(det()))
    module = det(text)
    gates = {gate.gate: gate for gate in module.review.gates}
    assert (gates[1].by, gates[1].date, gates[1].note) == ("AB", "2026-06-30", "Read with “counsel”: fine")
    assert {number for number, gate in gates.items() if gate.passed} == {1, 7}
    assert module.review.initialled == {"DET-19"}
    assert module.review.log[-1].text == "Signed gate 1, 7 and facts DET-19. Read with “counsel”: fine"
    assert [line for line in OPEN.splitlines() if line.startswith("#")] == [
        line for line in text.splitlines() if line.startswith("#")
    ]
    assert '  - {gate: 2, by: "", date: "", note: ""}\n' in text


def test_a_changed_sentence_makes_a_signature_outdated_and_a_changed_layout_does_not() -> None:
    text = signed(OPEN, AB, fingerprint(det()))
    first = det().aim[0].text
    assert all(
        gate.passed for gate in det(text, ("format: 1\n", "# a remark\nformat: 1\n")).review.gates if gate.by
    )
    changed = judged(replace(det(text), title="Another title"))
    assert [gate.gate for gate in changed.review.gates if gate.outdated] == [1, 7]
    assert not any(gate.passed for gate in changed.review.gates) and first
    rules = Rules(read_frame(), load_facts(), DAY)
    said = [str(o) for o in release(changed.cards[0], Profile(), changed.review, rules) if o.kind == "review"]
    assert any("gate 1 is open again" in one and "AB signed it on 2026-06-30" in one for one in said)
    problems = check_module(changed, rules.frame, rules.facts, DAY).problems
    assert [p.message for p in problems if "the text has changed since" in p.message] == [
        "gate 1 was signed by AB on 2026-06-30; the text has changed since.",
        "gate 7 was signed by AB on 2026-06-30; the text has changed since.",
    ]


def test_a_gate_signed_by_hand_without_a_fingerprint_still_counts() -> None:
    text = OPEN.replace('{gate: 1, by: "", date: ""', '{gate: 1, by: "CD", date: "2026-06-01"')
    assert [
        gate.gate for gate in judged(replace(det(text), title="Another")).review.gates if gate.passed
    ] == [1]


def test_every_sentence_source_and_answer_counts_for_the_fingerprint() -> None:
    module = det()
    marks = {
        fingerprint(module),
        fingerprint(replace(module, title="Another")),
        fingerprint(replace(module, cards=module.cards[1:])),
        fingerprint(replace(module, aim=(replace(module.aim[0], cites=("DET-99",)), *module.aim[1:]))),
        fingerprint(replace(module, check=(replace(module.check[0], answer="z"), *module.check[1:]))),
    }
    assert len(marks) == 5 and fingerprint(det()) == fingerprint(module)


def test_a_signature_can_be_taken_back_and_the_log_keeps_both() -> None:
    text = taken_back(signed(OPEN, AB, "0123456789ab"), Signing("AB", DAY, (1,), ("DET-19",), "Wrong module"))
    found = reviewed(text)
    assert {gate.gate for gate in found.gates if gate.by} == {7} and found.initialled == frozenset()
    assert [entry.text.split(" ")[0] for entry in found.log] == ["Signed", "Took"]


def test_a_module_without_a_review_file_gets_one() -> None:
    found = reviewed(signed("", Signing("AB", DAY, (8,)), "0123456789ab"))
    assert [(gate.gate, gate.text) for gate in found.gates] == [(8, "0123456789ab")] and len(found.log) == 1


LAYOUTS = [
    """\
gates:
  - gate: 1
    by: ''
    # not yet
  - gate: 7  # the last
# end
initialled:
  - DET-02
log:
  - {date: 2026-01-01, by: Q, text: x} # note
""",
    """\
log: [{date: '2026-01-01', by: Q, text: x}]
gates: [{gate: 1}, {gate: 7}]
initialled: [DET-02]
""",
    """\
initialled: [
  DET-02,
]
log:
- date: '2026-01-01'
  by: Q
  text: >-
    x

# between
gates:
- gate: 1
- gate: 7
  note: |
    y
""",
]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_file_in_any_layout_can_be_signed(layout: str) -> None:
    text = signed(f"format: 1\n{layout}", AB, "0123456789ab")
    found = reviewed(text)
    assert [(gate.gate, gate.by) for gate in found.gates] == [(1, "AB"), (7, "AB")]
    assert found.initialled == {"DET-02", "DET-19"} and [entry.by for entry in found.log] == ["Q", "AB"]
    assert [line for line in text.splitlines() if line.strip().startswith("#")] == [
        line for line in layout.splitlines() if line.strip().startswith("#")
    ]


def test_a_broken_review_file_is_not_written_into() -> None:
    with pytest.raises(ScenarioError):
        signed("format: 1\ngates: 3\n", AB, "0123456789ab")


@pytest.mark.parametrize(
    ("signing", "said"),
    [
        (Signing("Anne Example", DAY, (1,)), "Write your initials"),
        (Signing("", DAY, (1,)), "Write your initials"),
        (Signing("A1", DAY, (1,)), "Write your initials"),
        (Signing("AB", date(2026, 7, 2), (1,)), "2026-07-02 is still to come"),
        (Signing("AB", DAY), "Choose what you have read"),
        (Signing("A.B.", DAY, (1,)), ""),
        (Signing("ÅØ", DAY, (), ("DET-19",)), ""),
    ],
)
def test_initials_a_day_until_today_and_something_read_make_a_signature(signing: Signing, said: str) -> None:
    assert why_not(signing, date(2026, 7, 1))[: len(said)] == said
    assert bool(said) == bool(why_not(signing, date(2026, 7, 1)))
