"""Script in every value an agency types, and in every name: on cards, slides, lessons, guides, rosters."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC
from xml.etree import ElementTree

import pytest
from playwright.async_api import Page

from kit.briefing.agency import Profile, Value, profile_text, read_profile
from kit.briefing.read import read_frame
from kit.ispeak.make import PAGES as GUIDE
from kit.ispeak.on_demand import guide_page
from kit.look.drawing import Glyph, Picture, glyph_names, svg
from kit.packet.on_demand import Picked, paper
from kit.packet.order import Order, Places
from kit.report.roster import plain_cell
from kit.report.roster_files import briefing_file
from kit.scenario.read import read_frame as read_exercise_frame
from kit.site.on_demand import Asked, found_page
from kit.site.texts import Folders
from tests.conftest import OpenWindow
from tests.engine.giving import Give
from tests.hostile.conftest import EXERCISES, Tried
from tests.site.conftest import DAY, some_briefings

SCRIPTS = (
    "<script>window.__pwned=1</script>",
    "\"><img src=x onerror='window.__pwned=1'>",
    "</script></style></title><svg onload=window.__pwned=1>",
    "' onfocus='window.__pwned=1' autofocus x='",
    "javascript:window.__pwned=1",
    "<a href=javascript:window.__pwned=1>x</a>",
    "]]><!-- --><iframe srcdoc='<script>parent.__pwned=1</script>'></iframe>",
    "{{7*191}} {% raise %} ${7*191} /*style*/ </style><style>*{display:none}</style>",
    "[LOCAL: counsel] `x` **b** & &lt;b&gt; \\3c script\\3e",
)
PAPERS = ("det-officers.html", "det-officers-card.html", "det-officers-deck.html", "series-picked.html")


def marked(number: int) -> str:
    return f"mark{number:03d} {SCRIPTS[number % len(SCRIPTS)]}"


@pytest.fixture(scope="module")
def order(tmp_path_factory: pytest.TempPathFactory) -> Order:
    """Two modules, and an agency that typed script into each of its fields."""
    folder = tmp_path_factory.mktemp("papers")
    briefings = some_briefings(folder / "briefings", "det", "lan")
    frame, dials = read_frame(briefings / "frame.yaml"), read_exercise_frame(EXERCISES / "frame.yaml").dials
    values = {}
    for number, place in enumerate(frame.placeholders.values()):
        text = "yes" if place.kind == "yes_no" else marked(number)
        day, cite = (DAY if place.kind == "contact" else None, marked(number + 500))
        values[place.key] = Value(text, day, cite if place.kind == "rule" else "")
    (folder / "agency.yaml").write_text(profile_text(Profile(values), frame, dials), encoding="utf-8")
    assert read_profile(folder / "agency.yaml", frame, dials).values == values, "written and read as typed"
    return Order(Places(EXERCISES, briefings), DAY, folder / "out", agency=folder / "agency.yaml")


def pages(order: Order) -> Iterator[tuple[str, bytes]]:
    """Every kind of page that shows an agency's values."""
    picked = Picked(marked(901), "class", ("DET/officers/", "LAN/officers/"))
    for name in PAPERS:
        yield name, paper(name, order, picked)[0]
    for name in GUIDE:
        yield name, guide_page(name, order.places.briefings, EXERCISES, DAY)
    folders = Folders(EXERCISES, order.places.briefings, order.agency)
    for path in ("index.html", "briefings/det-officers.html", "series/pair.html"):
        found = found_page(path, Asked(folders, DAY, "", False, None))
        assert found is not None
        yield f"/learn/{path}", found.body
    with zipfile.ZipFile(io.BytesIO(paper("det-officers-scorm12.zip", order)[0])) as lesson:
        for name in lesson.namelist():
            assert re.fullmatch(r"[a-z0-9-]+\.(html|xml)", name), name
            if name.endswith(".html"):
                yield f"SCORM {name}", lesson.read(name)
        ElementTree.fromstring(lesson.read("imsmanifest.xml"))
    game = Give(name=marked(902), place=marked(903), sponsor=marked(904))
    for number in range(910, 920):
        game.join(marked(number))
    game.start()
    for name in ("roster.html", "questions.html", "feedback.html"):
        yield name, briefing_file(name, game.exercise, game.records, UTC)


ADDRESS = "http://127.0.0.1:1/page.html"  # nobody listens there: the test itself answers
HARM = """() => ({
  ran: window.__pwned || 0,
  strange: [...document.querySelectorAll('iframe, object, embed, base, [onerror], [onload], [onfocus], [autofocus]')]
    .map(e => e.outerHTML.slice(0, 200)),
  links: [...document.querySelectorAll('[href], [src], [action]')]
    .map(e => e.getAttribute('href') || e.getAttribute('src') || '').filter(a => /javascript:/i.test(a)),
  hidden: getComputedStyle(document.body).display === 'none',
  marks: [...new Set(document.documentElement.textContent.match(/mark\\d{3}/g) || [])],
  made: /1337/.test(document.body.innerText),
})"""  # noqa: E501


async def harmless(page: Page, name: str, body: bytes) -> set[str]:
    """Opened without any content policy, nothing of what was typed runs or becomes an element."""
    await page.route(ADDRESS, lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"))
    await page.goto(ADDRESS, wait_until="domcontentloaded")
    await page.unroute_all()
    found = await page.evaluate(HARM)
    marks = set(found.pop("marks"))
    assert found == {"ran": 0, "strange": [], "links": [], "hidden": False, "made": False}, name
    return marks


async def test_what_an_agency_types_is_text_in_everything_that_is_made_of_it(
    order: Order, open_window: OpenWindow, tried: Tried
) -> None:
    window = await open_window(bypass_csp=True)
    seen: set[str] = set()
    for name, body in pages(order):
        marks = await harmless(window.page, name, body)
        tried("script in papers", len(marks))
        seen |= marks
    assert len(seen) > 20, "the values stand in what was looked at"
    assert {"mark901", "mark902", "mark910"} <= seen


def test_a_word_file_holds_what_an_agency_types_as_text(order: Order, tried: Tried) -> None:
    body = paper("det-officers.docx", order)[0]
    with zipfile.ZipFile(io.BytesIO(body)) as made:
        for name in made.namelist():
            assert ".." not in name and not name.startswith("/")
            if name.endswith((".xml", ".rels")):
                tree = ElementTree.fromstring(made.read(name))
                targets = [node.get("Target", "") for node in tree.iter() if "Target" in node.attrib]
                assert [one for one in targets if re.match("(?i)javascript|file|data", one)] == []
        told = "".join(ElementTree.fromstring(made.read("word/document.xml")).itertext())
    marks = set(re.findall(r"mark\d{3}", told))
    tried("script in papers", len(marks))
    assert marks
    assert any(script in told for script in SCRIPTS)


@pytest.mark.parametrize("script", SCRIPTS)
def test_words_in_a_drawing_are_words(script: str, tried: Tried) -> None:
    glyph = Glyph(draw=glyph_names()[0], label=script, text=script)
    drawn = svg(Picture("row", (glyph,), script))
    tags = {node.tag.rpartition("}")[2] for node in ElementTree.fromstring(drawn).iter()}
    tried("script in papers")
    assert tags <= {"svg", "g", "path", "text", "tspan", "rect", "circle", "line", "polyline", "ellipse"}
    assert not re.search(r"<[^>]*\son\w+=", drawn)


FORMULAS = (
    "=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\u00a0=1", "\ufeff=1", "\uff1d1+1", "\uff0b1",
    "\uff20x", "Ann;=1+1;x", "Ann; =1", "Ann,=1", "Ann\t=1", 'Ann";=1', "Ann|@x", "a;b;-1", "=1|' /C c'!A0",
)  # fmt: skip


@pytest.mark.parametrize("typed", FORMULAS)
@pytest.mark.parametrize("ends", [",", ";", "\t"])
def test_no_spreadsheet_of_any_country_reads_a_name_as_a_formula(typed: str, ends: str, tried: Tried) -> None:
    """Where decimals have a comma, a spreadsheet ends cells at semicolons, whatever wrote the file."""
    out = io.StringIO()
    csv.writer(out).writerow(["Roll call", plain_cell(typed), "14:02"])
    tried("formulas in rosters")
    for row in csv.reader(io.StringIO(out.getvalue()), delimiter=ends):
        for cell in row:
            bare = cell.lstrip(" \u00a0\u200b\ufeff")
            assert not bare.startswith(("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")), row


def test_the_title_of_a_picked_series_cannot_write_lines_into_its_file(tried: Tried) -> None:
    import yaml

    for title in (
        *SCRIPTS,
        'x"\nmodules: []',
        "x\\",
        "\u2028y: 1",
        "\x85z: 1",
        "a\x7fb",
        "\x9b",
        "\ufffe",
        "\t# x",
    ):
        tried("words in files")
        picked = Picked.of({"title": title, "entries": "DET/officers/"})
        assert picked is not None
        found = yaml.safe_load(picked.text())
        assert set(found) == {"format", "title", "about", "setting", "audience", "modules"}, title
        assert found["modules"] == [{"module": "DET", "audience": "officers"}]
        assert json.dumps(found["title"])
