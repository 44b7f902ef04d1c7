"""The words of everything that ships: neutral, plain, well set, and free of what must never be printed."""

from __future__ import annotations

import re

import pytest

from tests.scenario.shipped import EXERCISES, all_texts, exercise, injects, matches, texts

PHONE = re.compile(r"\(\d{3}\) ?\d{3}-\d{4}|\b(?:1[-. ])?\d{3}[-. ]\d{3}[-. ]\d{4}\b|\b\d{3}-\d{4}\b")
# "Criminal Alien Program" is an official name, and names may stand.
LOADED = re.compile(
    r"\b(raids?|round-?ups?|kidnapped|disappeared|invasion|illegals|criminal aliens?(?! Program)|sanctuary"
    r"|gutted|crackdown|deportation machine|open borders|abolish(?:ed)?|hard-working|law-abiding)\b",
    re.IGNORECASE,
)


def test_no_telephone_number_is_in_the_texts() -> None:
    assert PHONE.search("call 555-010-1234") and PHONE.search("(555) 010-1234")
    assert matches(PHONE) == []


def test_no_loaded_word_is_in_the_kits_own_voice() -> None:
    assert LOADED.search("a raid") and not LOADED.search("an afraid crowd")
    assert matches(LOADED, outside_quotes=True) == []


def test_no_address_on_the_internet_and_no_picture_is_in_an_exercise() -> None:
    for slug in EXERCISES:
        for at, text in texts(exercise(slug)):
            assert not re.search(r"https?:|www\.|\.(png|jpe?g|svg)\b", text), at


def test_texts_are_plain_and_well_set() -> None:
    """No markdown, no straight quotes, no hyphen for a dash, no stray spaces."""
    for at, text in all_texts():
        if not at.startswith("facts.sources"):
            assert not re.search(r"[*`]|\s-\s|\s\s|^\s|\s$", text), f"{at}: {text[:60]}"
            assert '"' not in text and "'" not in text, f"{at}: {text[:60]}"
            assert text.count("“") == text.count("”"), f"{at}: {text[:60]}"


def test_an_administrative_warrant_is_said_to_be_civil_where_people_first_meet_it() -> None:
    for slug in EXERCISES:
        for inject in injects(exercise(slug)):
            said = " ".join(text for _, text in texts([inject.get("text"), inject.get("wordings")]))
            for match in re.finditer(r"administrative warrant|ICE warrant", said):
                around = said[max(0, match.start() - 120) : match.end() + 120]
                assert "civil" in around or "judge" in around, inject["inject"]


def test_a_detainer_is_never_named_without_its_form() -> None:
    for slug in EXERCISES:
        for inject in injects(exercise(slug)):
            said = " ".join(text for _, text in texts(inject))
            assert "detainer" not in said or ("I-247A" in said and "I-247G" in said), inject["inject"]


@pytest.mark.parametrize("trap", [r"5[67] (countries|nations)", r"(approved|banned) racial profiling"])
def test_a_known_trap_is_not_walked_into(trap: str) -> None:
    known = ("facts.facts",)  # the fact base names the traps it warns of
    assert [hit for hit in matches(re.compile(trap)) if not hit.startswith(known)] == []
