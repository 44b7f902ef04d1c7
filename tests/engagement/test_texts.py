"""What the engagement pages say: as printed, with what stands behind it, the past told as the past."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kit.engagement.check import check_page, documents_behind
from kit.engagement.model import Bars, Counts, Oddities, Page, Points, Table, statements
from kit.engagement.read import HERE, PAGES, page_from_text, read_page
from kit.facts.base import load_facts
from kit.scenario.problems import ScenarioError

FACTS = load_facts()
FIGURES, SOURCES, HISTORY = PAGES


def changed(name: str, *changes: tuple[str, str]) -> Page:
    """A page with some of its text replaced."""
    text = (HERE / f"{name}.yaml").read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return page_from_text(text, name, f"{name}.yaml")


def rules(page: Page) -> set[str]:
    return {problem.rule for problem in check_page(page, FACTS)}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_as_it_ships_has_nothing_wrong(name: str) -> None:
    assert check_page(read_page(name), FACTS) == ()


def test_the_nine_shares_stand_as_printed_and_total_120() -> None:
    (bars,) = (p for s in read_page(FIGURES).sections for p in s.parts if isinstance(p, Bars))
    assert [share for _, share in bars.rows] == [10, 20, 10, 20, 5, 25, 5, 5, 20]
    assert bars.total == sum(share for _, share in bars.rows) == 120
    assert bars.note == "As printed; figures total 120%; source does not explain."
    printed = re.findall(r" (\d+)[;.]", FACTS.get("ENG-04").text)
    assert [int(share) for share in printed] == [share for _, share in bars.rows], "the fact says the same"


def test_the_accomplishments_keep_more_than_where_it_was_printed() -> None:
    counts = [p for s in read_page(FIGURES).sections for p in s.parts if isinstance(p, Counts)]
    said = [row.words for row in counts[0].rows]
    assert said == ["more than 400", "more than 50", "more than 15", "4", "more than 100", "2"]
    assert [row.words for row in counts[1].rows] == ["more than 20"], "of another page and year"
    assert counts[1].behind.documents == ("001",)


def test_no_count_for_a_theme_and_no_lost_name_is_made_up() -> None:
    page = read_page(FIGURES)
    text = " ".join(said.text for said in statements(page))
    assert "no count" in text and "pictures" in text and "No city and no agency is filled in" in text
    for city in ("Seattle", "Denver", "Houston", "Boston"):
        assert city not in text
    numbers = {int(n) for n in re.findall(r"\b\d+\b", text)}
    assert numbers <= {400, 50, 15, 4, 100, 2, 20, 10, 5, 25, 120, 2019, 2015}


def test_all_fifteen_oddities_are_there_in_order_each_with_its_sources() -> None:
    (oddities,) = (p for s in read_page(SOURCES).sections for p in s.parts if isinstance(p, Oddities))
    assert [one.key for one in oddities.items] == [f"F{n}" for n in range(1, 16)]
    assert all(one.said.behind.documents for one in oddities.items)
    between = {"F1", "F2", "F3", "F4", "F12"}
    assert all({"002", "004"} <= set(o.said.behind.documents) for o in oddities.items if o.key in between)


def test_all_five_documents_are_named_with_the_date_they_carry() -> None:
    page = read_page(SOURCES)
    (table,) = (p for s in page.sections for p in s.parts if isinstance(p, Table))
    assert [row.cells[0] for row in table.rows] == ["S000", "S001", "S002", "S003", "S004"]
    dates = " ".join(row.cells[2] for row in table.rows)
    for date in ("2019", "19 July 2015", "16 April 2015", "25 June 2015", "April 2011", "May 2012"):
        assert date in dates
    assert documents_behind(page) == ("000", "001", "002", "003", "004")


def test_the_two_goals_are_two_and_the_plans_claims_are_called_claims() -> None:
    plan = read_page(HISTORY).sections[0]
    (goals,) = (part for part in plan.parts if isinstance(part, Points))
    assert [item.text.split(":")[0] for item in goals.items] == ["Goal", "Goal"]
    text = " ".join(said.text for said in statements(read_page(HISTORY)))
    assert "eighteen months" in text and "hundreds of thousands" in text
    assert "claims of a plan of May 2012, not results" in text
    assert "may vary" in text
    assert "not unique to Secure Communities" in text, "the premise"


def test_the_sentence_of_2011_is_quoted_dated_and_called_past() -> None:
    text = " ".join(said.text for said in statements(read_page(HISTORY)))
    quote = "“prioritizing the removal of criminal aliens convicted of serious crimes”"
    assert f"In April 2011 the item said that ICE used the records {quote}." in text
    assert "That is the description of 2011. The priorities have changed several times since." in text


def test_every_title_of_the_plan_stands_beside_the_later_one() -> None:
    (titles,) = (s.parts[0] for s in read_page(HISTORY).sections if s.title == "Eight titles, twice")
    assert isinstance(titles, Table)
    assert {row.cells[0] for row in titles.rows} == {"INT", "DET", "CON", "PRO", "OUT", "VIC", "RET", "LAN"}
    same = {row.cells[0] for row in titles.rows if row.cells[2].startswith("the same")}
    assert same == {"INT", "DET", "CON", "PRO"}, "four of eight differ"


@pytest.mark.parametrize(
    ("name", "old", "new", "rule"),
    [
        (FIGURES, "Use-of-force claims, 5", "Use-of-force claims, 4", "sum"),
        (FIGURES, "figures total 120%; source", "figures as they are; source", "sum"),
        (FIGURES, "bars: Grievance shares of 2019, as printed", "bars: A pie of grievances", "grievance-pie"),
        (FIGURES, "    cites: [OUT-06]\n", "    cites: [OUT-66]\n", "facts"),
        (FIGURES, "  from: [\"000\"]\n  cites: [ENG-01, GEN-08]\n", "", "facts"),
        (SOURCES, 'from: ["000"]', 'from: ["007"]', "facts"),
        (HISTORY, "\"20 November 2014\", A memorandum discontinued it; fingerprints were still relied on.",
         "Today, It finds people by fingerprint.", "fact-over"),
        (SOURCES, "never by numbers", "never as module 3", "module-number"),
        (HISTORY, "“prioritizing the removal of criminal\n          aliens convicted of serious crimes”",
         "for the removal of criminal aliens", "loaded-word"),
        (HISTORY, "Removed and revoked in 2025.", "In force.", "revoked-language-rule"),
    ],
)  # fmt: skip
def test_the_check_finds_what_must_not_be_printed(name: str, old: str, new: str, rule: str) -> None:
    assert rule in rules(changed(name, (old, new)))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("rows:\n          - [Airport", "rowes:\n          - [Airport", "did you mean rows"),
        ("[Airport security screening, 10]", "[Airport security screening]", "a bar is [label, share]"),
        ("- say: >-\n          “More", "- tell: >-\n          “More", "what it is"),
    ],
)
def test_a_mistake_in_the_text_is_told_with_its_line(old: str, new: str, message: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        changed(FIGURES, (old, new))
    problem = str(raised.value)
    assert message.casefold() in problem.casefold()
    assert re.search(r"figures-2019\.yaml:\d+: ", problem)


def test_an_unknown_page_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="no engagement page figures"):
        read_page("figures", tmp_path)
