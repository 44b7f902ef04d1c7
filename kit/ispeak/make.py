"""The three products of a guide, each one file that needs nothing else: phone page, folded card, poster."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from kit.ispeak.fonts import face_of, font_css
from kit.ispeak.guide import Guide
from kit.ispeak.languages import Row
from kit.ispeak.places import read_places
from kit.look.icons import BADGES, symbols
from kit.look.style import LOOK, POLICY, joined

HERE = Path(__file__).parent
STATIC = HERE / "static"
PHONE_STYLES = (
    LOOK / "tokens.css",
    LOOK / "base.css",
    LOOK / "hand.css",
    LOOK / "speak.css",
    STATIC / "phone.css",
)
PAPER_STYLES = (LOOK / "tokens.css", LOOK / "base.css", LOOK / "paper.css", STATIC / "paper.css")
CARD_SIDES, POSTER_COLUMNS = 2, 3


def phone_page(guide: Guide) -> bytes:
    """The page for an officer's phone: rows to point at, a search, a card for each row, whom to call."""
    script = phone_script()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"{POLICY}; script-src 'sha256-{digest}'" + ("; media-src data:" if guide.sounds else "")
    body = _render("phone", guide, policy=policy, found=_search(guide))
    return _finished(guide, body, PHONE_STYLES, script)


def card_page(guide: Guide) -> bytes:
    """A letter sheet for both sides, folded to half-letter: cover, rows inside, steps on the back."""
    share = math.ceil(len(guide.rows) / CARD_SIDES)
    panels = [guide.rows[start : start + share] for start in range(0, len(guide.rows), share)]
    body = _render("card", guide, policy=POLICY, panels=panels, size=_size(share, 22, 12.5, 8.5))
    return _finished(guide, body, PAPER_STYLES)


def poster_page(guide: Guide) -> bytes:
    """A poster of 11 by 17 inches for a wall or a counter."""
    lines = math.ceil(len(guide.rows) / POSTER_COLUMNS)
    body = _render("poster", guide, policy=POLICY, lines=lines, size=_size(lines, 15, 16, 10))
    return _finished(guide, body, PAPER_STYLES)


PAGES: dict[str, Callable[[Guide], bytes]] = {
    "i-speak-phone.html": phone_page,
    "i-speak-card.html": card_page,
    "i-speak-poster.html": poster_page,
}
"""File name -> what makes it."""
PAPERS = ("i-speak-card.html", "i-speak-poster.html")
"""Those of them that are printed."""


def review_sheet(guide: Guide) -> bytes:
    """A sheet for native readers, with every row: those held back stand here, and nowhere else."""
    body = _render("review", guide, policy=POLICY)
    return _finished(guide, body, PAPER_STYLES, rows=guide.languages.rows)


def phone_script() -> str:
    """The script of the phone page; a server that sends its own policy needs the hash of this text."""
    return "\n" + (STATIC / "phone.js").read_text("utf-8").strip() + "\n"


def plain(text: str) -> str:
    """A text as the search compares it: small letters without marks, words parted by spaces."""
    letters = unicodedata.normalize("NFD", text.casefold())
    kept = "".join(c for c in letters if not unicodedata.category(c).startswith("M"))
    return " ".join(re.findall(r"\w+", kept))


def _search(guide: Guide) -> Markup:
    """What the phone page searches, as JSON that can stand in a script element.

    ``rows``: number (or id, of one that is only heard) and words to find it by. ``none``: languages that can
    only be named. ``countries``: name, words, rows and names; the most spoken first. Native names only of
    rows that may be seen."""
    names = read_places().names
    seen = {row.id for row in guide.rows}
    rows: dict[str, int | str] = {row.id: row.number for row in guide.rows}
    rows |= {one.id: one.id for one in guide.spoken}
    silent = {language.id: language.name for language in guide.silent}
    words = [[row.number, plain(f"{row.name} {row.sentence} {names.get(row.id, '')}")] for row in guide.rows]
    data = {
        "rows": [*words, *([one.id, plain(one.name)] for one in guide.spoken)],
        "none": [[one.name, plain(one.name)] for one in guide.silent],
        "countries": [
            [
                country.name,
                plain(" ".join([country.name, *(own for id, own in country.own.items() if id in seen)])),
                [rows[id] for id in country.languages if id in rows],
                [silent[id] for id in country.languages if id in silent],
            ]
            for country in guide.countries
        ],
    }
    return Markup(json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


def _finished(
    guide: Guide, body: str, styles: Iterable[Path], script: str = "", rows: Iterable[Row] | None = None
) -> bytes:
    style = "\n".join([font_css(guide.rows if rows is None else rows, body), joined(styles)])
    if "</style" in style.casefold() or "</script" in script.casefold():
        raise ValueError("A style sheet or the script would end its own element.")
    return body.replace("/*style*/", style, 1).replace("/*script*/", script, 1).encode()


def _size(lines: int, usual: int, most: float, least: float) -> float:
    """The size of type, in points, at which so many lines fit where ``usual`` fit at ``most``."""
    return round(max(least, min(most, most * usual / lines)), 2)


def _render(name: str, guide: Guide, **more: Any) -> str:
    call, code, sign = guide.calls
    given = {
        "call": call,
        "code": code,
        "sign": sign,
        "texts": guide.languages.texts,
        "said": guide.languages.texts.said,
    }
    return _environment().get_template(f"{name}.html.j2").render(guide=guide, **given, **more)


def _long(row: Row) -> str:
    """How long the words of a sentence are, as a class: huge type has to fit a phone."""
    longest = max(len(words.text) for words in row.say)
    return "is-short" if longest <= 14 else "is-mid" if longest <= 24 else "is-long"


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(symbols=Markup(symbols()), icons=BADGES)
    environment.filters.update(face=lambda words: getattr(face_of(words), "name", ""), long=_long)
    return environment
