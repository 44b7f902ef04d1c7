"""Cards: what a side holds, and when a card is only a review copy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kit.briefing.agency import Profile
from kit.briefing.model import Card, Line, Module
from kit.packet.card import EXPIRED, card_sheet, shortened
from kit.packet.document import card_documents, module_document
from kit.packet.fit import SETTINGS
from kit.packet.html import to_html
from kit.packet.parts import Face, Sheet, words_in
from tests.packet.hand import DAY, LATE, cards, filled, making, shipped, signed


def faces(sheet: Sheet | None) -> list[Face]:
    assert sheet is not None
    return [block for block in sheet.blocks if isinstance(block, Face)]


def detainer() -> tuple[Module, Card]:
    cut = shipped("det").of("officers")
    return cut, cut.cards[0]


def test_a_card_nobody_has_filled_in_says_review_copy_on_every_side() -> None:
    cut, card = detainer()
    sheet, withheld = card_sheet(cut, "officers", card, making())
    assert [face.review for face in faces(sheet)] == [making().frame.sentences["review_copy"]] * 2
    assert withheld and {obstacle.kind for obstacle in withheld.obstacles} == {
        "placeholder",
        "fact",
        "review",
    }
    document = module_document(shipped("det"), "officers", "", making())
    body = to_html(card_documents(document)[0])[0].decode()
    assert body.count("REVIEW COPY") == 2
    assert '<span class="empty-field">[Supervisor]</span>' in body


def test_a_release_leaves_the_card_out_and_lists_what_is_missing() -> None:
    cut, card = detainer()
    sheet, withheld = card_sheet(cut, "officers", card, making(release=True))
    assert sheet is None and withheld
    keys = {obstacle.key for obstacle in withheld.obstacles}
    assert set(card.placeholders) | {"counsel"} <= keys
    document = module_document(shipped("det"), "officers", "", making(release=True))
    assert not [sheet for sheet in document.sheets if sheet.layout == "half"]
    listed = next(sheet for sheet in document.sheets if sheet.id == "missing")
    assert listed.title == "Cards left out of this release"
    assert any("Supervisor" in str(words) for words in words_in(listed))


@pytest.mark.parametrize("place", range(len(cards())))
def test_a_filled_and_signed_card_has_no_bracket_and_no_notice(place: int) -> None:
    cut, audience, card = cards()[place]
    sheet, withheld = card_sheet(signed(cut), audience, card, making(filled(), release=True))
    assert withheld is None
    for face in faces(sheet):
        assert not face.review
        assert not [
            text for words in words_in(face) for kind, text in words.pieces if kind == "empty" or "[" in text
        ]


def test_a_card_keeps_its_order_and_its_number_of_sides() -> None:
    for cut, audience, card in cards():
        found = faces(card_sheet(cut, audience, card, making())[0])
        assert len(found) == card.sides
        assert [block.heading for face in found for block in face.blocks] == [
            part.heading for part in card.parts
        ]
        assert [face.facts for face in found][-1] == card.cites
        assert all((face.size, face.gap) in SETTINGS for face in found)


def test_a_text_too_long_for_its_sides_is_not_released() -> None:
    cut, card = detainer()
    part = replace(card.parts[0], lines=(Line("Read the whole of this line aloud before you act. " * 80),))
    long = replace(card, sides=1, parts=(part, *card.parts))
    sheet, withheld = card_sheet(signed(cut), "officers", long, making(filled()))
    assert withheld and [str(obstacle) for obstacle in withheld.obstacles] == [
        "The text does not fit one half-letter side. Shorten it, or add a side."
    ]
    assert faces(sheet)[0].review


def test_a_block_shows_its_most_cautious_badge_and_once_that_courts_disagree() -> None:
    cut, card = detainer()
    blocks = [
        block for face in faces(card_sheet(cut, "officers", card, making())[0]) for block in face.blocks
    ]
    shown = {block.heading: block.badge.style for block in blocks if block.badge}
    assert shown["What not to do"] == "unknown"  # it also cites contested facts
    assert [block.sentence for block in blocks if block.sentence] == [making().frame.sentences["contested"]]
    assert "The clock" not in shown  # in force on the day


def test_after_the_reviews_were_due_the_card_says_so() -> None:
    cut, card = detainer()
    early, late = (faces(card_sheet(cut, "officers", card, making(day=day))[0])[-1] for day in (DAY, LATE))
    assert EXPIRED in [str(words) for words in late.foot]
    assert late.blocks[0].badge is None or late.blocks[0].badge.style == "unknown"
    assert str(early.foot[0]).startswith("This card is for training.")


def test_first_words_of_a_line_lead_it() -> None:
    cut, card = detainer()
    boxes = next(
        block
        for face in faces(card_sheet(cut, "officers", card, making())[0])
        for block in face.blocks
        if block.style == "boxes"
    )
    assert boxes.lines[0].pieces == (("strong", "Right person?"), ("text", " Name, birth date, prints."))


def test_ids_are_shortened_by_area() -> None:
    assert shortened(["DET-05", "DET-01", "INT-03"]) == "DET-01, 05; INT-03"
    assert shortened([]) == ""


def test_an_empty_profile_is_no_profile() -> None:
    cut, card = detainer()
    assert card_sheet(cut, "officers", card, making(Profile())) == card_sheet(cut, "officers", card, making())


def test_a_fact_that_expired_since_the_review_keeps_its_card_back_until_somebody_looks() -> None:
    cut, card = detainer()
    late = making(filled(), day=LATE)
    _, withheld = card_sheet(signed(cut), "officers", card, late)
    assert withheld
    said = [str(obstacle) for obstacle in withheld.obstacles]
    expired = [id for id in card.cites if late.badge(id).why and making().badge(id).style != "unknown"]
    assert expired and all(any(f"{id} is UNKNOWN since 2026-" in one for one in said) for id in expired)
    sheet, none = card_sheet(signed(cut, LATE), "officers", card, late)
    assert none is None
    assert EXPIRED in [str(words) for words in faces(sheet)[-1].foot]  # released, and says what is not known
    assert not any(face.review for face in faces(sheet))
