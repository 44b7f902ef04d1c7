"""The check as a whole: traps of the editorial page in briefings, badges that turn, the report, the shelf."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from kit.briefing.check import check_frame, check_module
from kit.briefing.check_text import module_lines, module_row
from kit.briefing.expiry import next_turn, turn_of, turns
from kit.briefing.model import Where
from kit.briefing.passages import passages, pieces
from kit.briefing.read import BRIEFINGS, read_module
from kit.briefing.shelf import module_paths, read_briefings
from kit.facts.base import badge_on, load_facts
from kit.facts.status import STANDARD_LINE
from kit.scenario.problems import ScenarioError
from kit.scenario.traps import TRAPS
from tests.briefing.small import DAY, MODULE, REVIEW, ROOT, check, frame, line_of, read, rules

LINE = "Write the time."
SHIPPED = list(module_paths(BRIEFINGS))

# Traps on a card: a sentence that steps into it, one that does not, both as a line of the small card.
ON_A_CARD = {
    "module-number": ("See module 3.", "See the consular module."),
    "web-address": ("Look at travel.state.gov first.", "Look at State’s page first."),
    "seed-phone": ("Call 202-401-1474.", '"Call [LOCAL: supervisor]."'),
    "consular-count": ("Ask 57 countries.", "Ask the countries on the list."),
    "loaded-word": ("Prepare for the raid.", "Prepare for the operation."),
    "grievance-pie": ("Draw a pie.", "Draw a bar list."),
    "american-spelling": ("Write the colour.", "Write the color."),
    "48-hours": ('"Count 48 hours. [DET-02]"', '"Count 48 hours twice. [DET-02, DET-05]"'),
    "civil-warrant": ("Read the ICE warrant.", "Read the civil ICE warrant."),
}


@pytest.mark.parametrize("rule", ON_A_CARD)
def test_a_trap_is_found_on_a_card(rule: str) -> None:
    wrong, right = ON_A_CARD[rule]
    assert rule in rules((LINE, wrong)) and rule not in rules((LINE, right))


def test_a_card_that_names_a_detainer_names_both_forms() -> None:
    """The card loses the line on the second form, and with it the right to say detainer."""
    assert "two-forms-card" not in rules((LINE, "Read the detainer."))
    gone = ("          - I-247G asks for no hold. [DET-20]\n", "")
    assert "two-forms-card" in rules(gone, (LINE, "Read the detainer."))


def test_a_trap_is_told_on_its_line() -> None:
    (problem,) = check(("[Read them aloud.]", "[See module 3.]")).problems
    assert problem.where.line == line_of("Read them aloud.") and problem.message.startswith("s2, note:")


def test_facts_of_a_slide_count_for_its_title_but_not_for_another_slide() -> None:
    title = ("title: Six boxes", "title: The 48 hours")
    assert "48-hours" in rules(title)
    assert "48-hours" not in rules(title, ("[Read them aloud.]", '["Read. [DET-02, DET-05]"]'))
    elsewhere = ("[Ask counsel.], alt: A clock", '["Ask. [DET-02, DET-05]"], alt: A clock')
    assert "48-hours" in rules(title, elsewhere)


def test_the_traps_read_every_text_a_module_has() -> None:
    module = read()
    said = {passage.text.removeprefix("Historical: ") for passage in passages(module)}
    for piece in (
        "Who signs?",
        "Chief",
        "7 days",
        "Which one.",
        "A desk with a sheet of paper and a pen.",
        "Nobody",
    ):
        assert piece in said or any(piece == text.rstrip(".") for text in said), piece
    assert {piece.product for piece in pieces(module)} == {"briefing", "card"}


def test_the_shared_frame_steps_into_no_trap() -> None:
    assert check_frame(frame(), Where("frame.yaml", 1)) == ()


def test_the_standing_sentences_are_those_of_the_badges() -> None:
    for style in ("historical", "contested", "unknown"):
        assert frame().sentences[style] == STANDARD_LINE[style]


def test_every_trap_that_names_products_names_known_ones() -> None:
    assert {product for trap in TRAPS for product in trap.products} <= {"exercise", "briefing", "card"}


@pytest.mark.parametrize("id", ["DET-02", "VER-01", "DET-20", "INT-16", "CON-01"])
def test_a_badge_turns_white_on_the_day_that_is_told_and_not_before(id: str) -> None:
    fact = load_facts().get(id)
    turn = turn_of(fact)
    assert turn is not None
    before = date.fromordinal(turn.day.toordinal() - 1)
    assert badge_on(fact, turn.day).style == "unknown" != badge_on(fact, before).style


@pytest.mark.parametrize("id", ["DET-03", "CON-05", "INT-12"])
def test_what_is_over_a_kind_word_or_unknown_never_turns(id: str) -> None:
    assert turn_of(load_facts().get(id)) is None


def test_the_next_expiry_is_the_first_still_to_come() -> None:
    found = turns(["DET-02", "VER-01", "INT-16", "DET-03"], load_facts())
    assert [turn.id for turn in found] == ["DET-02", "VER-01", "INT-16"]
    coming = next_turn(found, date(2026, 9, 1))
    assert coming and (coming.id, coming.day, coming.why) == ("VER-01", date(2026, 10, 1), "the statute ends")
    assert next_turn(found, date(2030, 1, 1)) is None


def test_the_report_says_minutes_words_grades_badges_and_what_turns_next() -> None:
    lines = "\n".join(module_lines(check(review="")))
    for piece in (
        "How to Respond to an Immigration Detainer (det)",
        "roll call 7, class 30; video plain 3.4 (482 words); video 287g 3.5 (487 words)",
        "of 8, guide",
        "behind it today: 3 historical, 5 inforce, 2 unknown",
        "next is DET-02 on 2026-08-31 (review due)",
        "card: 21 words on 2 sides; 3 placeholders; review copy until these are initialled: DET-19",
        "7 gates open",
        "error    briefings/det/review.yaml:1: gate 1 (Legal review",
    ):
        assert piece in lines


def test_the_same_as_json() -> None:
    row = json.loads(json.dumps(module_row(check((LINE, "Prepare for the raid.")))))
    assert row["key"] == "DET" and row["ok"] is False and row["next_turn"]["day"] == "2026-08-31"
    assert row["problems"][0]["rule"] == "loaded-word" and row["problems"][0]["line"] == line_of(LINE)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for key in ("det", "con"):
        (tmp_path / key).mkdir()
        (tmp_path / key / "module.yaml").write_text(
            MODULE.replace("key: DET", f"key: {key.upper()}"), "utf-8"
        )
        (tmp_path / key / "review.yaml").write_text(REVIEW, "utf-8")
    (tmp_path / "series").mkdir()
    head = "format: 1\ntitle: One\nabout: One.\nsetting: class\naudience: officers\n"
    (tmp_path / "series" / "one.yaml").write_text(f"{head}modules: [DET]\n", "utf-8")
    (tmp_path / "series" / "two.yaml").write_text(f"{head}modules: [DET, PRO]\n", "utf-8")
    shared = (ROOT / "briefings" / "frame.yaml").read_text("utf-8")
    (tmp_path / "frame.yaml").write_text(shared, "utf-8")
    return tmp_path


def test_the_shelf_holds_modules_in_order_and_series_that_fit(root: Path) -> None:
    shelf = read_briefings(root)
    assert [module.key for module in shelf.modules] == ["DET", "CON"]
    assert shelf.find("con").key == "CON" and [series.name for series in shelf.series] == ["one"]
    assert [broken.slug for broken in shelf.broken] == ["two"]


def test_a_broken_module_is_listed_and_the_others_load(root: Path) -> None:
    (root / "det" / "module.yaml").write_text("format: 2\n", "utf-8")
    shelf = read_briefings(root)
    assert [module.key for module in shelf.modules] == ["CON"]
    assert [broken.slug for broken in shelf.broken] == ["det", "one", "two"]
    with pytest.raises(KeyError):
        shelf.find("DET")


def test_without_its_frame_the_shelf_says_so(root: Path) -> None:
    (root / "frame.yaml").unlink()
    with pytest.raises(ScenarioError, match=r"frame\.yaml"):
        read_briefings(root)


@pytest.mark.parametrize("key", SHIPPED)
def test_a_shipped_module_has_nothing_to_mend(key: str) -> None:
    found = check_module(read_module(BRIEFINGS / key / "module.yaml"), frame(), load_facts(), DAY)
    assert [str(problem) for problem in found.errors] == []
