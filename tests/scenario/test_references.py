from __future__ import annotations

import pytest

from tests.scenario.small import line_of, problems, text

WRONG_NAMES = [
    (("dials: [P1, P2]", "dials: [P1, P3]"), "unknown dial P3"),
    (("keep: XX1", "keep: XX7"), "unknown step or module XX7"),
    (("evidence: [X1, X-D1]", "evidence: [X1, X-D9]"), "unknown step or private inject X-D9"),
    (("evidence: [X-D1, XX1]", "evidence: [X-D1, XX9]"), "unknown step or private inject XX9"),
    (("to: [CX1]", "to: [CX2]"), "unknown position CX2"),
    (("when: {word: wide}", "when: {wird: wide}"), "unknown flag or dial wird"),
    (("when: {word: wide}", "when: {word: broad}"), "unknown value broad"),
    (("when: {P2: jail}", "when: {P2: prison}"), "unknown value prison"),
    (("when: {word: wide}", "when: {any: [{wird: wide}, {P1: silent}]}"), "unknown flag or dial wird"),
    (("set: {word: bound}", "set: {word: bond}"), "unknown value bond"),
    (("triggers: [XX1]", "triggers: [X-D2]"), "unknown inject X-D2"),
    (("suppresses: [XX1]", "suppresses: [XX3]"), "unknown inject XX3"),
    (("opens: [X-D2.c]", "opens: [X-D2.d]"), "unknown option X-D2.d"),
    (("closes: [X-D2.c]", "closes: [X-D3.c]"), "unknown option X-D3.c"),
    (("delays: {X2: 30}", "delays: {X3: 30}"), "unknown inject X3"),
    (("suppresses: [XX1]", "replaces: {XX1: X9}"), "unknown inject X9"),
    (("option: b, tally", "option: z, tally"), "unknown option z"),
    (("when: {door: open}, text", "when: {dour: open}, text"), "unknown flag or dial dour"),
    (("{to: GX1, module: M1", "{to: GX4, module: M1"), "unknown position GX4"),
    (("{to: GX1, module: M1", "{to: GX1, module: M7"), "unknown module M7"),
    (("[M1, 14], [M2, 20]", "[M1, 14], [M3, 20]"), "unknown block M3"),
    (("steps: {M1: [X1,", "steps: {M1: [X7,"), "unknown step X7"),
    (("stand_ins: {X-D2: [c, a]}", "stand_ins: {X-D2: [q]}"), "unknown option q"),
    (("stand_ins: {X-D2: [c, a]}", "stand_ins: {X-D7: [a]}"), "unknown decision X-D7"),
    (("after: XX1, text", "after: XX8, text"), "unknown step or module XX8"),
    (("rated: [X-O1, X-O1.1]", "rated: [X-O1, X-O2]"), "unknown objective or target X-O2"),
]


@pytest.mark.parametrize(("change", "said"), WRONG_NAMES, ids=[said for _, said in WRONG_NAMES])
def test_a_name_that_leads_nowhere_is_told_on_its_line(change: tuple[str, str], said: str) -> None:
    _, new = change
    (found,) = problems(change)
    assert found.message.startswith(said)
    assert found.where.line == line_of(new, text(change))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("- inject: X2\n", "- inject: X1\n"), "the id X1 is already used"),
        (("{id: XO2, text", "{id: XO1, text"), "the id XO1 is already used"),
        (("{id: XT, text", "{id: XE1, text"), "the id XE1 is already used"),
        (
            ("{id: XO2, text", '{id: XO2, when: {trust: ">=1"}, text'),
            'the last of "openings" has a condition',
        ),
        (("{id: X2.jail, when: {P2: jail},", "{id: X2.jail,"), 'X2.jail in "wordings" has no condition'),
    ],
)
def test_ids_and_wordings_must_be_unambiguous(change: tuple[str, str], said: str) -> None:
    assert said in " ".join(problem.message for problem in problems(change))


def test_the_default_wording_may_carry_the_id_of_its_inject() -> None:
    assert problems() == ()


def test_names_are_checked_even_where_the_shape_is_wrong() -> None:
    found = problems(("minutes: 2\n", "minutes: two\n"), ("to: [CX1]", "to: [CX2]"))
    assert {problem.rule for problem in found} == {"shape", "names"}
