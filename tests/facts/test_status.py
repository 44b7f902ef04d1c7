from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kit.facts.status import (
    STATUS_STYLE,
    Fact,
    PartialDate,
    as_of,
    badge_on,
    blocked,
    status_sentence,
)

DAY = date(2026, 7, 1)
PLAIN = Fact(
    id="DET-02",
    title="The clock of a detainer",
    area="DET",
    text="It says so.",
    statuses=("IN FORCE",),
    kinds=(),
    support=("V1",),
    source_date=PartialDate("2026-06-12"),
    review_days=90,
)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (("IN FORCE", "AMENDED"), "AMENDED"),
        (("RESCINDED", "IN FORCE"), "RESCINDED"),
        (("RESCINDED", "ENJOINED"), "ENJOINED"),
        (("CONTESTED", "UNKNOWN"), "UNKNOWN"),
        (("IN FORCE", "UNKNOWN"), "UNKNOWN"),
        (("AMENDED", "SUPERSEDED"), "SUPERSEDED"),
    ],
)
def test_of_two_status_words_the_most_cautious_one_shows(written: tuple[str, ...], shown: str) -> None:
    fact = replace(PLAIN, statuses=written)
    assert fact.badge == shown
    assert badge_on(fact, DAY).style == STATUS_STYLE[shown]


def test_a_kind_word_gets_no_status_badge_and_never_expires() -> None:
    fact = replace(PLAIN, statuses=(), kinds=("GOOD PRACTICE",), review_days=None)
    badge = badge_on(fact, date(2040, 1, 1))
    assert (badge.word, badge.style, badge.as_of) == ("GOOD PRACTICE", "kind", "")


def test_a_badge_says_the_date_of_its_source_and_not_today() -> None:
    assert str(badge_on(PLAIN, DAY)) == "IN FORCE as of 12 June 2026"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026-06-30", "as of 30 June 2026"),
        ("2026-06", "as of June 2026"),
        ("2020", "as of 2020"),
    ],
)
def test_a_date_is_said_no_more_exactly_than_it_is_known(written: str, said: str) -> None:
    assert as_of(replace(PLAIN, source_date=PartialDate(written))) == said


def test_an_undated_source_is_said_to_be_undated() -> None:
    fact = replace(PLAIN, source_date=PartialDate("2026-06"), undated=True)
    assert as_of(fact) == "from an undated source, June 2026 or earlier"


def test_a_badge_turns_white_the_day_after_its_review_is_due() -> None:
    due = date(2026, 6, 12) + timedelta(days=90)
    assert PLAIN.review_due == due
    assert badge_on(PLAIN, due).style == "inforce"
    late = badge_on(PLAIN, due + timedelta(days=1))
    assert (late.word, late.style) == ("UNKNOWN", "unknown")
    assert late.as_of == "as of 12 June 2026" and late.why == "review was due 10 September 2026"


def test_a_badge_of_a_month_lives_from_the_months_first_day() -> None:
    fact = replace(PLAIN, source_date=PartialDate("2026-06"))
    assert fact.review_due == date(2026, 6, 1) + timedelta(days=90)


def test_a_contested_badge_turns_white_too() -> None:
    assert badge_on(replace(PLAIN, statuses=("CONTESTED",)), date(2026, 11, 21)).style == "unknown"


def test_a_dated_event_does_not_go_stale() -> None:
    fact = replace(PLAIN, statuses=("HISTORICAL",), review_days=None)
    assert badge_on(fact, date(2040, 1, 1)).style == "historical"


def test_a_statute_with_an_end_date_shows_it_and_turns_white_the_day_after() -> None:
    fact = replace(PLAIN, ends=date(2026, 9, 30), review_days=365)
    assert str(badge_on(fact, date(2026, 9, 30))) == "IN FORCE as of 12 June 2026, ends 30 September 2026"
    after = badge_on(fact, date(2026, 10, 1))
    assert after.style == "unknown" and "ended 30 September 2026" in after.why


def test_an_end_date_does_not_make_a_rescinded_rule_unknown() -> None:
    fact = replace(PLAIN, statuses=("RESCINDED",), ends=date(2026, 1, 1), review_days=None)
    assert badge_on(fact, DAY).style == "historical"


def test_a_known_but_unchecked_fact_stays_off_job_aids_until_initialled() -> None:
    fact = replace(PLAIN, support=("V1", "K"))
    assert "initial" in blocked(fact, "job-aid")
    assert blocked(fact, "job-aid", {"DET-02"}) == ""
    assert blocked(fact, "other") == ""


def test_an_unverified_fact_may_only_be_an_open_question() -> None:
    fact = replace(PLAIN, support=("U",))
    assert "open question" in blocked(fact, "other")
    assert "open question" in blocked(fact, "job-aid", {"DET-02"})
    assert blocked(fact, "open-question") == ""


def test_a_fact_with_one_unverified_detail_is_not_blocked() -> None:
    assert blocked(replace(PLAIN, support=("V1", "U")), "job-aid") == ""


def test_a_status_sentence_is_the_kits_own() -> None:
    assert status_sentence(PLAIN, DAY) == ""
    assert status_sentence(replace(PLAIN, statuses=("CONTESTED",)), DAY).startswith("Courts disagree")
    late = status_sentence(PLAIN, date(2027, 1, 1))
    assert late == "We could not confirm the current status (last source 12 June 2026)."


@pytest.mark.parametrize("wrong", ["June 2026", "2026-13", "2026-06-31", "", "2026-06-01-01"])
def test_a_date_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError):
        _ = PartialDate(wrong).parts
