"""What a trainer is told before people come is what people then get."""

from __future__ import annotations

from datetime import date

import pytest

from kit.briefing.agency import Profile
from kit.briefing.live import House, choice_of, make_deck
from kit.briefing.shelf import read_briefings
from kit.pages.home_briefings import sections


@pytest.mark.parametrize("entry", ["DET/officers/", "INT/commanders/287g", "OUT/community/"])
@pytest.mark.parametrize("setting", ["roll_call", "class"])
def test_the_shelf_counts_the_slides_that_the_room_then_counts(entry: str, setting: str) -> None:
    shelf, (key, audience, version) = read_briefings(), entry.split("/")
    house = House(shelf, Profile())
    deck = make_deck(choice_of(key.lower(), (entry,), setting, house), house)
    cards = sections(shelf, Profile(), "", date(2026, 11, 22))["briefings"]
    card = next(one for one in cards if one["key"] == key)
    cut = next(one for one in card["cuts"] if (one["audience"], one["version"]) == (audience, version))
    assert cut["slides"][setting] == len(deck.slides)
