"""An engagement page as HTML: the body for a site's own frame, or one file that stands alone.

No script and no address outside the page. The day decides on the badges, and comes from the caller.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from kit.engagement.check import check_page, documents_behind, facts_behind
from kit.engagement.model import Page
from kit.engagement.read import read_page
from kit.facts.base import FactBase, authority, badge_on, load_facts
from kit.facts.status import STANDARD_LINE
from kit.look.icons import BADGES, symbols
from kit.look.style import LOOK, POLICY, faces, joined
from kit.scenario.problems import ScenarioError

HERE = Path(__file__).parent
STYLE = HERE / "static" / "engagement.css"
SHORT = {"000": "2019", "001": "2015", "002": "2015 copy", "003": "2011", "004": "2012"}
"""The year a reader sees beside a source document; its full name stands at the foot of the page."""

UNSURE = {style: STANDARD_LINE[style] for style in ("contested", "unknown")}  # past is what the whole page is


@dataclass(frozen=True, slots=True)
class Shown:
    """A page for somebody's frame. ``body``: h2 and below, links only within the page."""

    name: str
    title: str
    lead: str
    body: str


def part(name: str, day: date, base: FactBase | None = None) -> Shown:
    """The page of this name on a day.

    Raises KeyError for an unknown name and ScenarioError for a text with errors: nothing wrong is shown."""
    page = _sound(name, base or load_facts())
    body = _template("body.html.j2").render(**_given(page, day, base or load_facts()))
    return Shown(name, page.title, page.lead.text, Markup(body))


def page(name: str, day: date, base: FactBase | None = None) -> bytes:
    """The same as one file, UTF-8, with styles and fonts inside. Raises as ``part`` does."""
    shown = part(name, day, base)
    drawn = _template("page.html.j2").render(page=shown, policy=POLICY, symbols=Markup(symbols()))
    fonts, _ = faces(drawn)
    style = "\n".join([fonts, joined((LOOK / "tokens.css", LOOK / "base.css", STYLE))])
    return drawn.replace("/*style*/", style, 1).encode()


def _sound(name: str, base: FactBase) -> Page:
    page = read_page(name)
    errors = [problem for problem in check_page(page, base) if problem.severity == "error"]
    if errors:
        raise ScenarioError(errors)
    return page


def _given(page: Page, day: date, base: FactBase) -> dict[str, Any]:
    facts = [
        {
            "fact": base.get(id),
            "badge": badge_on(base.get(id), day),
            "cite": authority(base.get(id), base),
        }
        for id in facts_behind(page)
    ]
    documents = [(key, (base.documents or {})[key]) for key in documents_behind(page)]
    up_to = base.newest
    return {"page": page, "facts": facts, "documents": documents, "up_to": up_to, "unsure": UNSURE}


@lru_cache(maxsize=2)
def _template(name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    named: dict[str, Callable[..., Any]] = {"kind_of": lambda block: type(block).__name__.lower()}
    environment.filters.update(named)
    environment.globals.update(badges=BADGES, short=SHORT)
    return environment.get_template(name)
