"""What an agency fills in, and what keeps a card from release."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kit.briefing.agency import (
    Profile,
    Rules,
    Value,
    card_gaps,
    filled,
    profile_from_text,
    profile_text,
    read_profile,
    release,
    version_for,
)
from kit.briefing.model import Gate, Review
from kit.facts.base import load_facts
from kit.scenario.problems import Problem, ScenarioError
from tests.briefing.small import DAY, ROOT, dials, frame, read

PATH = Path("agency.yaml")
CARD = read().cards[0]
RULES = Rules(frame(), load_facts(), DAY)
PROFILE = """\
format: 1
dials: {P2: jail}
values:
  supervisor: The shift sergeant
  counsel: County counsel
  ice-contact: {value: Field office desk, verified: 2026-06-15}
  detainer-law:
    value: State law says nothing.
    citation: "County Code 1.2"
"""
SIGNED = Review(tuple(Gate(key, "AB", "2026-06-01") for key in (1, 2, 3, 4, 7, 8, 9)), frozenset({"DET-19"}))


def profile(*changes: tuple[str, str]) -> Profile:
    text = PROFILE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return profile_from_text(text, PATH, frame(), dials())


def wrong(*changes: tuple[str, str]) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as caught:
        profile(*changes)
    return caught.value.problems


def test_a_profile_reads() -> None:
    found = profile()
    assert found.dials == {"P2": "jail"} and found.values["supervisor"] == Value("The shift sergeant")
    assert found.values["ice-contact"].verified == date(2026, 6, 15)


def test_a_card_with_everything_filled_and_signed_may_leave() -> None:
    assert release(CARD, profile(), SIGNED, RULES) == ()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ("  supervisor: The shift sergeant\n", ""),
            "Supervisor (supervisor) is empty. Whom an",
        ),
        (("The shift sergeant", '""'), "Supervisor (supervisor) is empty."),
        (("County counsel", ""), "Agency counsel (counsel) is empty."),
        (
            (", verified: 2026-06-15", ""),
            "LESC (ice-contact) has no day of verification.",
        ),
        (("2026-06-15", "2026-07-15"), "was verified on 2026-07-15, which is still to come."),
        (
            ("2026-06-15", "2025-06-15"),
            "was last verified on 2025-06-15, more than 365 days ago.",
        ),
        (('"County Code 1.2"', '""'), "State law on detainers (detainer-law) has no citation."),
    ],
)
def test_a_placeholder_empty_half_filled_or_stale_stands_in_the_way(
    change: tuple[str, str], message: str
) -> None:
    (found,) = release(CARD, profile(change), SIGNED, RULES)
    assert found.kind == "placeholder" and message in str(found)


def test_a_fact_that_needs_initials_stands_in_the_way() -> None:
    (found,) = release(CARD, profile(), replace(SIGNED, initialled=frozenset()), RULES)
    assert (found.kind, found.key) == ("fact", "DET-19") and "must initial it" in found.message


def test_a_fact_nobody_knows_stands_in_the_way() -> None:
    strange = read(("no hold. [DET-20]", "no hold. [DET-94]")).cards[0]
    assert [found.key for found in release(strange, profile(), SIGNED, RULES)] == ["DET-94"]


def test_an_open_gate_stands_in_the_way() -> None:
    nobody = replace(SIGNED, gates=(Gate(1, "AB", ""), *SIGNED.gates[1:]))
    (found,) = release(CARD, profile(), nobody, RULES)
    assert (found.kind, found.key) == ("review", "1")


def test_an_empty_profile_and_no_review_list_everything_at_once() -> None:
    found = release(CARD, Profile(), Review(), RULES)
    assert [one.kind for one in found] == ["placeholder"] * 4 + ["fact"] + ["review"] * 7


def test_a_card_whose_values_are_all_there_lacks_nothing() -> None:
    assert card_gaps(CARD, profile(), RULES) == ()


def test_a_line_is_filled_in_pieces() -> None:
    line = CARD.parts[1].lines[0]
    assert list(filled(line, profile())) == [
        ("text", "Look at our law. "),
        ("filled", "State law says nothing. (County Code 1.2)"),
    ]
    assert list(filled(line, Profile()))[1] == ("empty", "detainer-law")


def test_a_contact_is_printed_with_its_day() -> None:
    assert str(Value("Desk", date(2026, 6, 15))) == "Desk (verified 2026-06-15)"


def test_the_agreement_dial_picks_the_version() -> None:
    module = read()
    assert version_for(module, profile()) == "287g"
    assert version_for(module, profile(("jail", "none"))) == version_for(module, Profile()) == "plain"
    assert version_for(replace(module, versions=()), profile()) == ""


def test_names_that_are_not_known_are_told_all_at_once_with_the_nearest() -> None:
    found = wrong(
        ("  supervisor:", "  supervizor:"), ("P2: jail", "P2: jale, P9: x"), ("2026-06-15", "2026-06-45")
    )
    assert [(p.where.line, p.message, p.hint) for p in found] == [
        (2, 'the dial P2 cannot be "jale".', "Did you mean jail?"),
        (2, "there is no dial P9.", "Known here: P1, P2, P3, P4, P5."),
        (4, 'there is no placeholder "supervizor".', "Did you mean supervisor?"),
        (6, 'ice-contact: "2026-06-45" is not a day.', "Write it like 2026-11-22."),
    ]


def test_a_profile_written_out_reads_back_the_same() -> None:
    once = profile()
    written = profile_text(once, frame(), dials())
    again = profile_from_text(written, PATH, frame(), dials())
    assert {key: again.values[key] for key in once.values} == once.values
    assert profile_text(again, frame(), dials()) == written
    assert set(again.values) == set(frame().placeholders) and again.dials["P2"] == "jail"


def test_a_value_with_quotes_colons_and_another_script_survives_writing() -> None:
    said = 'Ask: "the desk", [room 4] # now – ñ'
    written = profile_text(Profile({"supervisor": Value(said)}), frame(), dials())
    assert profile_from_text(written, PATH, frame(), dials()).values["supervisor"].text == said


def test_an_empty_profile_written_out_says_what_each_value_is_for(tmp_path: Path) -> None:
    path = tmp_path / "agency.yaml"
    path.write_text(profile_text(Profile(), frame(), dials()), "utf-8")
    assert len(card_gaps(CARD, read_profile(path, frame(), dials()), RULES)) == 4
    assert "# Interpreter line. How an officer reaches" in path.read_text("utf-8")


def test_the_kit_ships_no_profile() -> None:
    assert not (ROOT / "briefings" / "agency.yaml").exists()
