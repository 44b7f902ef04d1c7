from __future__ import annotations

from datetime import date

import pytest

from kit.facts.base import FactsError, badge_on, citation, facts_from_text, load_facts

TODAY = date(2026, 11, 21)
HEAD = "areas: {DET: Detainers}\nsources: {R01: {text: A page, date: '2026-01-02'}}\nfacts:\n"


def fact(extra: str = "", status: str = "[IN FORCE]", date: str = "2026-06") -> str:
    return (
        f"  - id: DET-01\n    title: T\n    area: DET\n    status: {status}\n    support: [V1]\n"
        f"    text: It is so.\n    src: [R01]\n    date: {date}\n{extra}"
    )


def wrong(text: str) -> str:
    with pytest.raises(FactsError) as caught:
        facts_from_text(text)
    return str(caught.value)


def test_the_shipped_fact_base_reads() -> None:
    facts = load_facts()
    assert len(facts) > 250
    assert len(facts.corrections) == 14
    assert facts.get("GEN-01").cite.startswith("6 U.S.C. 345")
    assert "DET-02" in facts and "DET-99" not in facts


def test_every_shipped_fact_has_a_badge_and_a_citation_on_any_day() -> None:
    facts = load_facts()
    for day in (date(2026, 7, 1), TODAY, date(2030, 1, 1)):
        styles = {f.id: facts_badge(f.id, day) for f in facts}
        assert all(styles.values())
    assert all(citation(f, facts, TODAY) for f in facts)


def facts_badge(id: str, day: date) -> str:
    return badge_on(load_facts().get(id), day).word


def test_the_verification_statute_is_unknown_after_its_end_date() -> None:
    assert facts_badge("VER-01", date(2026, 9, 30)) == "IN FORCE"
    assert facts_badge("VER-01", date(2026, 10, 1)) == "UNKNOWN"


def test_five_years_later_nothing_that_can_go_stale_still_says_in_force() -> None:
    stale = [f for f in load_facts() if f.review_days is not None]
    assert stale and {facts_badge(f.id, date(2031, 1, 1)) for f in stale} == {"UNKNOWN"}


def test_reading_twice_reads_the_file_once() -> None:
    assert load_facts() is load_facts()


def test_an_unknown_id_names_the_nearest_one() -> None:
    with pytest.raises(KeyError, match=r"Did you mean DET-\d\d\?"):
        load_facts().get("DET-99")


def test_ids_in_a_text_are_found_known_or_not() -> None:
    facts = load_facts()
    assert facts.ids_in("See DET-02 and DET-99, not XXX-01 or B-D1 (DET-02).") == ("DET-02", "DET-99")


def test_a_citation_is_the_authority_with_status_and_date() -> None:
    facts = facts_from_text(HEAD + fact("    cite: 8 CFR 287.7\n"))
    said = citation(facts.get("DET-01"), facts, date(2026, 7, 1))
    assert said == "8 CFR 287.7 (In force as of June 2026)"


def test_without_an_authority_the_sources_are_cited() -> None:
    facts = facts_from_text(HEAD + fact())
    assert citation(facts.get("DET-01"), facts, date(2026, 7, 1)).startswith("A page (")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + fact(status="[IN FROCE]"), '"status" cannot be IN FROCE'),
        (HEAD + fact(status="[]"), "neither a status nor a kind"),
        (HEAD + fact(status="IN FORCE"), '"status" must be a list'),
        (HEAD + fact(date="June"), "cannot be read"),
        (HEAD + fact("    review_days: soon\n"), "cannot be read"),
        (HEAD + fact("    ends: '2026-02-30'\n"), "cannot be read"),
        (HEAD + fact("    same_as: [DET-77]\n"), "same_as names DET-77"),
        (HEAD + fact() + fact(), "is there twice"),
        (HEAD.replace("R01:", "R09:") + fact(), "names the source R01"),
        (HEAD.replace("DET:", "DAT:") + fact(), "names the area DET"),
        ("facts: [", "not valid YAML"),
        ("[]", 'needs a list under "facts"'),
    ],
)
def test_a_mistake_in_the_fact_file_is_named(text: str, said: str) -> None:
    assert said in wrong(text)


def test_all_mistakes_are_named_each_with_its_line() -> None:
    text = HEAD + fact(status="[MAYBE]") + fact(status="[PERHAPS]").replace("DET-01", "DET-02")
    first, second = wrong(text).splitlines()
    assert first.startswith("facts.yaml:4: DET-01") and second.startswith("facts.yaml:12: DET-02")


def test_the_newest_source_is_newer_than_what_holds_for_the_rest() -> None:
    base = load_facts()
    assert str(base.newest) == "July 2026"
    assert base.newest.first_day >= max(fact.source_date.first_day for fact in base if not fact.undated)
