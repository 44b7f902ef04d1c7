"""The file: what people wrote comes out as text, and it asks nothing of anybody."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markupsafe import escape

from kit.facts.base import Badge
from kit.packet import html, parts as p
from kit.packet.document import module_document
from tests.packet.hand import DAY, making, shipped

SCRIPT = "<script>alert('x')</script><img src=x onerror=alert(1)>\" onclick=\"y"
WORDS = p.Words((("text", SCRIPT), ("strong", SCRIPT), ("filled", SCRIPT), ("empty", SCRIPT)), (SCRIPT,))
BADGE = Badge(SCRIPT, "unknown", SCRIPT, SCRIPT)
CARD_BLOCKS = tuple(
    p.CardBlock(SCRIPT, style_, (WORDS,), BADGE, SCRIPT)
    for style_ in ("text", "do", "dont", "steps", "boxes", "say", "stop", "call")
)
BLOCKS: tuple[p.Block, ...] = (
    p.Title(SCRIPT),
    p.Para(WORDS, "boxed"),
    p.Items((WORDS,), "boxes"),
    p.Items((WORDS,), "steps"),
    p.Items((WORDS,)),
    p.Grid(SCRIPT, (SCRIPT,), ((WORDS,),)),
    p.Grid(SCRIPT, (SCRIPT,), ((WORDS,),), "log"),
    p.SlideNote(1, SCRIPT, (WORDS,), (WORDS,), SCRIPT, WORDS),
    p.SceneNote(1, SCRIPT, (WORDS,), SCRIPT, (WORDS,), WORDS),
    p.Choice(SCRIPT, WORDS, ((SCRIPT, WORDS),)),
    p.Answer(SCRIPT, WORDS, SCRIPT, WORDS, WORDS),
    p.Talk(1, WORDS, (WORDS,)),
    p.FactEntry(SCRIPT, SCRIPT, SCRIPT, BADGE, SCRIPT, SCRIPT),
    p.Scale(SCRIPT, (SCRIPT,), (SCRIPT, SCRIPT)),
    p.Blank(SCRIPT, 2),
)
FACE = p.Face(SCRIPT, SCRIPT, SCRIPT, SCRIPT, 1, 1, 9.0, 0.4, CARD_BLOCKS, (WORDS,), ("DET-01",), SCRIPT)
SHEETS = (p.Sheet("a", SCRIPT, BLOCKS, kicker=SCRIPT), p.Sheet("b", SCRIPT, (FACE,), "half"))
NASTY = p.Document(SCRIPT, SCRIPT, SCRIPT, SCRIPT, DAY, (p.Para(WORDS),), SHEETS, SCRIPT)


class Tags(HTMLParser):
    """Which elements and attributes a page really has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def file(document: p.Document) -> str:
    return html.to_html(document)[0].decode()


def test_a_script_in_any_text_comes_out_as_text() -> None:
    found = Tags(file(NASTY))
    assert not {"script", "img"} & set(found.tags)
    assert not [name for name, _ in found.attributes if name.startswith("on")]


def test_every_kind_of_block_is_drawn() -> None:
    assert {type(block) for block in (*BLOCKS, FACE)} == set(p.Block.__args__)


@pytest.mark.parametrize("key", ["det", "int"])
def test_a_packet_names_no_address_and_forbids_itself_every_connection(key: str) -> None:
    for audience, version in shipped(key).cuts:
        text = file(module_document(shipped(key), audience, version, making()))
        found = Tags(text)
        links = [value for name, value in found.attributes if name in ("href", "src", "action", "srcset")]
        assert links and all(value.startswith("#") for value in links)
        policy = next(value for name, value in found.attributes if value.startswith("default-src"))
        assert policy.startswith("default-src 'none'; ") and "http" not in policy
        assert "script" not in found.tags and "link" not in found.tags
        assert not re.findall(r'url\((?!"data:)', text) and "@import" not in text


def test_every_link_inside_a_packet_leads_somewhere() -> None:
    for audience, version in shipped("int").cuts:
        found = Tags(file(module_document(shipped("int"), audience, version, making())))
        ids = [value for name, value in found.attributes if name == "id"]
        assert len(ids) == len(set(ids))
        assert {value[1:] for name, value in found.attributes if name == "href"} <= set(ids)


def test_no_telephone_number_is_printed() -> None:
    for key in ("det", "int", "con", "vic"):
        for audience, version in shipped(key).cuts:
            text = re.sub(
                r"<style>.*?</style>",
                "",
                file(module_document(shipped(key), audience, version, making())),
                flags=re.S,
            )
            assert not re.findall(r"\b(?:1-)?\(?[2-9]\d{2}\)?[-. ]\d{3}[-. ]\d{4}\b", text)


def test_a_file_carries_only_the_scripts_it_has_letters_of() -> None:
    plain = replace(NASTY, title="Plain", sheets=(), first=(p.Para(p.plain("Words")),))
    arabic = replace(plain, first=(p.Para(p.plain("\u0628")),))
    assert file(plain).count("@font-face") < file(arabic).count("@font-face")


def test_a_text_cannot_end_the_style_of_the_running_head() -> None:
    title = "</style><script>alert(1)</script>"
    assert file(replace(NASTY, title=title, sheets=())).count("</style") == 1


def test_every_slide_and_scene_shows_its_drawing_and_says_it_in_words() -> None:
    cut = shipped("det").of("officers")
    page = file(module_document(shipped("det"), "officers", "", making()))
    slides, scenes = cut.slides, cut.storyboard
    told = [slide.alt for slide in slides if slide.picture] + [scene.alt for scene in scenes if scene.picture]
    assert page.count('class="drawing"') == len(told) == len(slides) + len(scenes)
    assert all(str(escape(alt)) in page for alt in told)
