"""The frame around every page: head, way around, promises; and the templates that draw what is inside."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from kit.look.icons import symbols
from kit.packet.html import environment

HERE = Path(__file__).parent
# "file:" says what 'self' means to browsers that know no origin for a page on a disk.
POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; font-src 'self' file:; "
    "img-src 'self' file: data:; media-src 'self' file: data:; base-uri 'none'; form-action 'none'"
)
NAME = "Tabletop & Briefing Kit"
TEMPLATES = {"shelf", "module", "series", "plain", "alone"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page to draw. ``path``: its place in the site; ``kind``: its template; ``parts``: what that needs."""

    path: str
    kind: str
    title: str
    parts: dict[str, Any] = field(default_factory=dict)
    styles: str = "site.css"
    scripts: tuple[str, ...] = ("site.js",)

    @property
    def root(self) -> str:
        """The way from the page to the site's folder: "" or "../"."""
        return "../" * self.path.count("/")


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands on every page: the links in its head, the promises in its foot."""

    links: tuple[tuple[str, str], ...]
    promises: tuple[Any, ...]

    def draw(self, sheet: Sheet) -> bytes:
        """The page, UTF-8."""
        shared = {"sheet": sheet, "root": sheet.root, "frame": self, "policy": POLICY, "name": NAME}
        drawn = (
            _templates()
            .get_template(f"{sheet.kind}.html.j2")
            .render(**shared, symbols=Markup(symbols()), **sheet.parts)
        )
        return drawn.encode()


@lru_cache(maxsize=1)
def _templates() -> jinja2.Environment:
    made = environment(HERE / "templates")
    made.filters["lower_first"] = lambda text: text[:1].lower() + text[1:]
    made.filters["as_time"] = as_time
    return made


def as_time(minutes: int) -> str:
    """Minutes as people say them: 90 min, 3 h 30 min."""
    hours, rest = divmod(minutes, 60)
    return f"{minutes} min" if minutes <= 90 else f"{hours} h {rest} min" if rest else f"{hours} h"
