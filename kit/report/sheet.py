"""A short paper as one HTML file without any script: styles and font inside, made to be printed."""

from __future__ import annotations

from functools import lru_cache

import jinja2
from markupsafe import Markup

from kit.look.style import LOOK, POLICY, css_string, faces, joined
from kit.report import html
from kit.report.paper import Paper

STYLES = (
    LOOK / "tokens.css",
    LOOK / "base.css",
    LOOK / "paper.css",
    html.TEMPLATES.parent / "static" / "report.css",
)


def sheet(paper: Paper) -> bytes:
    """The file, UTF-8; a browser prints it as a PDF with tags. Raises FileNotFoundError without styles."""
    body = _template().render(paper=paper, policy=POLICY, symbols=Markup(html.symbols()), draw=html.draw)
    fonts, _ = faces(body)
    return body.replace("/*style*/", "\n".join([fonts, joined(STYLES), _running(paper)]), 1).encode()


def _running(paper: Paper) -> str:
    left, _, right = (css_string(text) for text in paper.running)
    places = {"top-left": left, "top-right": right, "bottom-left": css_string(paper.limits)}
    return f"@page {{ {' '.join(f'@{place} {{ content: {text}; }}' for place, text in places.items())} }}"


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(html.TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )
    return environment.get_template("sheet.html.j2")
