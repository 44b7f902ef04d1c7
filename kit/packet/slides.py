"""A deck as one reveal.js file that shows, and as pages that print."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from kit.look.drawing import size, svg
from kit.look.icons import symbols
from kit.look.style import LOOK, POLICY as STILL_POLICY, faces, joined
from kit.packet.deck import Deck, Slide
from kit.packet.html import FACES, HERE, PRINT_FACES, template

REVEAL = HERE / "static" / "vendor" / "reveal"
STYLES = (LOOK / "tokens.css", LOOK / "base.css", HERE / "static" / "deck.css")
# The speaker's window is a blank page of this file that shows the file again, twice, in frames.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; font-src data:; "
    "img-src data:; frame-src 'self' file:; base-uri 'none'; form-action 'none'"
)
_WIDE = 1.9  # a picture wider than this stands across the slide
_TAKEN = {"title": 190, "part": 190, "check": 80}  # letters for which a kind of slide has no room
_DRAWN = {"": 0, "beside": 150, "across": 300}  # and for which a drawing leaves none
_LETTERS = ((230, "large"), (430, "normal"), (620, "small"))


def deck_html(deck: Deck, *, still: bool = False) -> tuple[bytes, tuple[Path, ...]]:
    """The file, UTF-8, and the font files that are missing.

    ``still``: without script, a page for each slide and one more for each answer, to be printed."""
    body = template("deck.html.j2").render(
        deck=deck,
        still=still,
        policy=STILL_POLICY if still else POLICY,
        symbols=Markup(symbols()),
        slides=[(number, slide, _figure(slide)) for number, slide in enumerate(deck.slides, 1)],
        size_of=_size,
    )
    fonts, missing = faces(body, PRINT_FACES if still else FACES)
    sheets = joined(STYLES) if still else "\n".join([_vendor("reveal.css"), joined(STYLES)])
    body = body.replace("/*style*/", f"{fonts}\n{sheets}", 1)
    if not still:
        script = "\n".join([_vendor("reveal.js"), _vendor("notes.js"), _own("deck.js")])
        body = body.replace("/*script*/", script, 1)
    return body.encode(), missing


def _figure(slide: Slide) -> tuple[Markup, str]:
    """The drawing of a slide, and where it stands: "across", "beside", or "" where there is none."""
    return Markup(svg(slide.picture) if slide.picture else ""), _place(slide)


def _place(slide: Slide) -> str:
    if slide.picture is None:
        return ""
    width, height = size(slide.picture)
    return "across" if width / height > _WIDE else "beside"


def _size(slide: Slide) -> str:
    length = slide.length + _TAKEN.get(slide.kind, 0) + _DRAWN[_place(slide)]
    return next((name for limit, name in _LETTERS if length <= limit), "smallest")


@lru_cache(maxsize=4)
def _vendor(name: str) -> str:
    text = (REVEAL / name).read_text("utf-8")
    if f"</{'style' if name.endswith('.css') else 'script'}" in text.casefold():
        raise ValueError(f"{name} would end the element it stands in.")
    return text


def _own(name: str) -> str:
    return (HERE / "static" / name).read_text("utf-8")
