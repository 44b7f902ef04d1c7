"""The shipped frame and fact base: what must be in them, as plain data."""

from __future__ import annotations

import re
from datetime import date

from tests.scenario.shipped import facts, frame, load


def test_a_rating_of_m_still_achieves_the_objective() -> None:
    ratings = {rating["letter"]: rating for rating in frame()["ratings"]}
    assert list(ratings) == ["P", "S", "M", "U"]
    assert "achieved the objective" in ratings["M"]["definition"]
    assert "not performed in a manner that achieved" in ratings["U"]["definition"]
    assert "shortened from the hseep definitions" in ratings["P"]["definition"].lower()


def test_the_promise_of_a_date_is_the_date_of_the_sources() -> None:
    until = date.fromisoformat(load("kit/facts/facts.yaml")["sources_up_to"])
    assert f"{until.day} {until:%B %Y}" in frame()["promises"][1]


def test_every_pair_of_dials_that_a_law_may_forbid_has_a_warning() -> None:
    whens = [warning["when"] for warning in frame()["warnings"]]
    assert {"P1": "restricts", "P2": ["jail", "warrant", "taskforce"]} in whens
    assert {"P1": "requires", "P2": "none"} in whens
    assert {"P4": "maynot", "P2": "taskforce"} in whens


def test_the_fact_base_is_complete() -> None:
    data = load("kit/facts/facts.yaml")
    assert (len(data["facts"]), len(facts())) == (261, 261)
    assert (len(data["corrections"]), len(data["sources"]), len(data["documents"])) == (14, 96, 5)


def test_every_fact_has_a_status_or_a_kind_a_short_title_and_known_sources() -> None:
    sources = set(load("kit/facts/facts.yaml")["sources"])
    for id, fact in facts().items():
        assert fact["status"] or fact["kinds"], id
        assert set(fact["src"]) <= sources, id
        assert fact["area"] == id[:3] and 1 <= len(fact["title"].split()) <= 8, id
        assert re.fullmatch(r"20\d\d(-\d\d(-\d\d)?)?", str(fact["date"])), id


def test_no_fact_claims_a_source_newer_than_what_was_read() -> None:
    for id, fact in facts().items():
        assert str(fact["date"])[:7] <= ("2026-07" if "R69" in fact["src"] else "2026-06"), id


def test_what_can_go_stale_has_a_review_period_and_e_verify_has_an_end() -> None:
    live = {"IN FORCE", "AMENDED", "ENJOINED", "CONTESTED", "UNKNOWN"}
    for id, fact in facts().items():
        assert (fact.get("review_days") in (90, 365)) == bool(live & set(fact["status"])), id
    assert {id for id, fact in facts().items() if "ends" in fact} == {"VER-01", "VER-02"}
