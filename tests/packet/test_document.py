"""What is in a packet: every piece, and nothing that stands on no fact."""

from __future__ import annotations

import pytest

from kit.briefing.read import BRIEFINGS
from kit.briefing.series import read_series
from kit.packet.document import card_documents, module_document, series_document
from kit.packet.parts import (
    Blank,
    Choice,
    Document,
    FactEntry,
    Grid,
    Items,
    Para,
    SceneNote,
    SlideNote,
    cited,
)
from tests.packet.hand import DAY, SHIPPED, filled, making, shipped

CUTS = [(key, *cut) for key in ("det", "int", "out") for cut in shipped(key).cuts]
PIECES = [
    "slides",
    "discussion",
    "check",
    "answers",
    "changed",
    "video",
    "review",
    "roster",
    "feedback",
    "facts",
]


def document(key: str, audience: str, version: str) -> Document:
    return module_document(shipped(key), audience, version, making())


def sheet_ids(document: Document) -> list[str]:
    return [sheet.id for sheet in document.sheets]


@pytest.mark.parametrize(("key", "audience", "version"), CUTS)
def test_every_piece_is_there(key: str, audience: str, version: str) -> None:
    made, cut = document(key, audience, version), shipped(key).of(audience, version)
    ids = sheet_ids(made)
    assert set(PIECES) <= set(ids) and len(ids) == len(set(ids))
    assert [sheet.id for sheet in made.sheets if sheet.layout == "half"] == [card.id for card in cut.cards]
    assert ({"packet", "log"} <= set(ids)) == (audience == "commanders")
    blocks = {sheet.id: sheet.blocks for sheet in made.sheets}
    assert [b.title for b in blocks["slides"] if isinstance(b, SlideNote)] == [s.title for s in cut.slides]
    assert [b.title for b in blocks["video"] if isinstance(b, SceneNote)] == [s.title for s in cut.storyboard]
    assert sum(isinstance(block, Choice) for block in blocks["check"]) == len(cut.check)
    table = next(block for block in blocks["changed"] if isinstance(block, Grid))
    assert len(table.rows) == len(cut.changed)


def test_the_versions_of_a_module_differ() -> None:
    general, agreement = document("int", "officers", "general"), document("int", "officers", "287g")
    assert "card" in sheet_ids(general) and "card-287g" not in sheet_ids(general)
    assert "card-287g" in sheet_ids(agreement) and "card" not in sheet_ids(agreement)


@pytest.mark.parametrize("key", SHIPPED)
def test_every_fact_a_packet_rests_on_is_known_and_listed(key: str) -> None:
    for audience, version in shipped(key).cuts:
        made = document(key, audience, version)
        listed = {block.id for block in made.sheets[-1].blocks if isinstance(block, FactEntry)}
        on_cards = {
            id for sheet in made.sheets for block in sheet.blocks for id in getattr(block, "facts", ())
        }
        assert {*cited(made.first), *cited(made.sheets), *on_cards} <= listed
        assert not [id for id in listed if id not in making().facts]


def test_the_first_page_makes_the_three_promises_with_the_newest_date() -> None:
    made = document("det", "officers", "")
    promises = made.first[0]
    assert isinstance(promises, Items)
    said = [str(words) for words in promises.items]
    assert [text.split(".")[0] for text in said] == [
        "Training, not legal advice",
        "Dated",
        "Not an official DHS product",
    ]
    assert "sources dated up to July 2026." in said[1]
    assert made.status == "Status from sources dated up to July 2026. Not checked after that."


def test_a_log_and_a_roster_are_empty_tables_to_write_in() -> None:
    made = document("det", "commanders", "")
    for name in ("log", "roster"):
        sheet = next(sheet for sheet in made.sheets if sheet.id == name)
        table = next(block for block in sheet.blocks if isinstance(block, Grid))
        assert table.kind == "log" and len(table.rows) >= 12
        assert not any(words.pieces for row in table.rows for words in row)


def test_the_feedback_form_asks_what_the_frame_asks() -> None:
    sheet = next(sheet for sheet in document("det", "officers", "").sheets if sheet.id == "feedback")
    labels = [block.label for block in sheet.blocks if isinstance(block, Blank)]
    assert labels == [item.text for item in making().frame.feedback if item.kind == "text"]


def test_a_series_has_an_agenda_and_the_pieces_of_each_module_but_one_list_of_facts() -> None:
    series = read_series(BRIEFINGS / "series" / "roll_call.yaml")
    modules = {key.upper(): shipped(key) for key in SHIPPED}
    made = series_document(series, modules, making())
    agenda = next(block for block in made.first if isinstance(block, Grid))
    assert [str(row[2]) for row in agenda.rows] == [modules[entry.module].title for entry in series.entries]
    starts = [int(str(row[0])) for row in agenda.rows]
    assert starts[0] == 0 and starts == sorted(starts) and starts[-1] > 0
    ids = sheet_ids(made)
    assert len(ids) == len(set(ids))
    for entry in series.entries:
        assert f"{entry.module.lower()}-{entry.audience}.slides" in ids
    assert [id for id in ids if id.endswith(("facts", "feedback", "roster"))] == [
        "roster",
        "feedback",
        "facts",
    ]


def test_a_card_is_also_a_file_of_its_own() -> None:
    made = document("det", "officers", "")
    (card,) = card_documents(made)
    assert card.name == "det-officers-card" and sheet_ids(card) == ["card"] and not card.first


def test_badges_are_those_of_the_day() -> None:
    early = module_document(shipped("det"), "officers", "", making())
    late = module_document(shipped("det"), "officers", "", making(day=DAY.replace(year=2030)))

    def words(made: Document) -> list[str]:
        return [block.badge.word for block in made.sheets[-1].blocks if isinstance(block, FactEntry)]

    assert "CONTESTED" in words(early)
    assert "CONTESTED" not in words(late) and words(late).count("UNKNOWN") > words(early).count("UNKNOWN")


def test_an_agencys_values_stand_in_every_piece() -> None:
    made = module_document(shipped("det"), "commanders", "", making(filled()))
    sheet = next(sheet for sheet in made.sheets if sheet.id == "packet")
    items = next(block for block in sheet.blocks if isinstance(block, Items))
    assert "Invented counsel" in str(items.items[0])
    assert not [block for block in made.first if isinstance(block, Para) and "[" in str(block.words)]
