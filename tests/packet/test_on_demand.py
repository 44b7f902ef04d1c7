"""One file of a packet by its name, as the home page asks for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.briefing.read import BRIEFINGS
from kit.packet.on_demand import NoPaper, Picked, paper
from kit.packet.order import Order, Places
from tests.packet.hand import DAY, EXERCISES


@pytest.fixture(scope="module")
def order(tmp_path_factory: pytest.TempPathFactory) -> Order:
    return Order(Places(EXERCISES, BRIEFINGS), DAY, tmp_path_factory.mktemp("papers"))


def test_a_packet_and_its_card_are_made_by_their_names(order: Order) -> None:
    packet, kind = paper("det-officers.html", order)
    card, _ = paper("det-officers-card.html", order)
    assert kind == "text/html; charset=utf-8"
    assert b"How to Respond to an Immigration Detainer" in packet
    assert len(card) < len(packet)
    made = sorted(path.name for path in order.out.glob("*.html"))
    assert made == ["det-officers-card.html", "det-officers.html"], "and nothing for other audiences"


def test_a_version_is_part_of_the_name(order: Order) -> None:
    general, _ = paper("int-officers-general.html", order)
    with_agreement, _ = paper("int-officers-287g.html", order)
    assert general != with_agreement


def test_asked_for_again_the_file_is_not_made_anew(order: Order) -> None:
    paper("con-officers.html", order)
    path = order.out / "con-officers.html"
    before = path.stat().st_mtime_ns
    paper("con-officers.html", order)
    assert path.stat().st_mtime_ns == before


def test_a_series_that_was_picked_on_a_page_has_a_packet_in_its_order(order: Order) -> None:
    picked = Picked.of(
        {"title": 'Night "shift": two', "setting": "class", "entries": "LAN/officers/,INT/commanders/287g"}
    )
    body, _ = paper("series-picked.html", order, picked)
    text = body.decode()
    assert "Night &#34;shift&#34;: two" in text
    assert text.index("Speaking Their Language") < text.index("Introduction to Secure Communities")


@pytest.mark.parametrize(
    "name",
    ["nope.html", "xyz-officers.html", "det-jury.html", "det-officers-card9.html", "../det-officers.html",
     "det.html", "series-nope.html", "series-picked.html", "det-officers.exe", "roll_call-officers.html"],
)  # fmt: skip
def test_a_name_that_is_no_paper_is_said_so(order: Order, name: str) -> None:
    with pytest.raises(NoPaper, match=r"There is no (paper|briefing|series) called"):
        paper(name, order)


@pytest.mark.parametrize(
    "entries", ["DET", "DET/officers", "../x/y", "DET/officers/,", ",".join(["DET/a/"] * 41)]
)
def test_parts_that_cannot_be_read_are_refused(entries: str) -> None:
    with pytest.raises(NoPaper, match="cannot be read"):
        Picked.of({"entries": entries})


def test_a_part_that_no_module_fits_is_named(order: Order) -> None:
    with pytest.raises(NoPaper, match="DET is not made for community"):
        paper("series-picked.html", order, Picked.of({"entries": "DET/community/"}))


def test_a_broken_text_is_said_with_its_line(order: Order, tmp_path: Path) -> None:
    (tmp_path / "det").mkdir()
    (tmp_path / "frame.yaml").write_text((BRIEFINGS / "frame.yaml").read_text("utf-8"), "utf-8")
    (tmp_path / "det" / "module.yaml").write_text("format: 1\nkey: DET\n", "utf-8")
    broken = Order(Places(EXERCISES, tmp_path), DAY, tmp_path / "out")
    with pytest.raises(NoPaper, match=r"det-officers.html cannot be made. .*module.yaml:\d+"):
        paper("det-officers.html", broken)
