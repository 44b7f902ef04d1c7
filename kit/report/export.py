"""A report as files: one self-contained HTML page, Markdown, JSON, or a notebook.

The page is drawn by nbconvert in one pass from ``notebook``; no kernel runs. It carries its styles,
font, scripts and figures, names no outside address and forbids itself every connection, so it opens
from disk, on any machine, with the network off. Its styles are the look's own files, read at export
time from ``kit/pages/static`` (files, not code: this package does not import the pages).
"""

from __future__ import annotations

import base64
import hashlib
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from kit.look.style import LOOK as LOOK, css_string, joined
from kit.report import html
from kit.report.aar import AfterActionReport
from kit.report.layout import lay_out
from kit.report.markdown import markdown
from kit.report.notebook import notebook
from kit.report.paper import Paper

HERE = Path(__file__).parent

SERVICES = ("https://cdn.plot.ly/un/", "https://cloud.plotly.com/newchart", "https://plotly.com/")
"""Addresses of Plotly's online services; taken out of the script, which uses none of them here."""


@dataclass(frozen=True, slots=True)
class Assets:
    """The files a page is made with; styles in the order they apply."""

    styles: tuple[Path, ...] = (
        LOOK / "tokens.css",
        LOOK / "base.css",
        LOOK / "paper.css",
        HERE / "static" / "report.css",
    )
    font: Path = LOOK / "fonts" / "public-sans-latin-wght-normal.woff2"
    plotly: Path = HERE / "static" / "plotly-basic.min.js"
    scripts: tuple[Path, ...] = (HERE / "static" / "charts.js", HERE / "static" / "replay.js")


def to_html(report: AfterActionReport, assets: Assets | None = None) -> bytes:
    """The report as one HTML file, UTF-8. Raises FileNotFoundError when a file of ``assets`` is missing."""
    return page(lay_out(report), assets or Assets())


def to_markdown(report: AfterActionReport) -> bytes:
    """The report as Markdown, UTF-8."""
    return markdown(lay_out(report)).encode()


def to_json(report: AfterActionReport) -> bytes:
    """The report as data: ``AfterActionReport``, field by field."""
    return msgspec.json.format(msgspec.json.encode(report), indent=1)


def to_notebook(report: AfterActionReport) -> bytes:
    """The report as a Jupyter notebook with its figures."""
    return msgspec.json.format(msgspec.json.encode(notebook(lay_out(report))), indent=1)


WRITERS: Mapping[str, Callable[[AfterActionReport], bytes]] = {
    "html": to_html,
    "md": to_markdown,
    "json": to_json,
    "ipynb": to_notebook,
}
"""Format name (``make.FORMATS``) to the function that writes it."""


def page(paper: Paper, assets: Assets) -> bytes:
    """A paper as one HTML file. Any paper: reports now, other documents the same way."""
    made = _made(assets)
    kit = {
        "style": f"{made.style}\n{_running_heads(paper)}",
        "scripts": made.scripts,
        "icons": html.symbols(),
        "policy": made.policy,
    }
    body, _ = _exporter().from_notebook_node(_node(notebook(paper)), resources={"kit": kit})
    return str(body).encode()


@dataclass(frozen=True, slots=True)
class Made:
    """What all pages share, read and joined once."""

    style: str
    scripts: tuple[str, ...]
    policy: str


@lru_cache(maxsize=4)
def _made(assets: Assets) -> Made:
    scripts = (_plotly(assets.plotly), *(path.read_text("utf-8") for path in assets.scripts))
    for script, path in zip(scripts, (assets.plotly, *assets.scripts), strict=True):
        if "</script" in script.casefold() or "<!--" in script:
            raise ValueError(f"{path} holds '</script' or '<!--' and cannot stand inside a page.")
    return Made(_style(assets), scripts, _policy(scripts))


def _style(assets: Assets) -> str:
    font = base64.b64encode(assets.font.read_bytes()).decode()
    face = (
        '@font-face { font-family: "Public Sans"; font-weight: 100 900; font-display: swap; '
        f'src: url("data:font/woff2;base64,{font}") format("woff2"); }}'
    )
    return "\n".join([face, joined(assets.styles)])


def _plotly(path: Path) -> str:
    script = path.read_text("utf-8")
    for address in SERVICES:
        script = script.replace(address, "about:blank")
    return script


def _policy(scripts: tuple[str, ...]) -> str:
    """What the page may do: run its own scripts, show its own styles, font and drawings, and no more."""
    hashes = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{value}'" for value in hashes)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; font-src data:; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _running_heads(paper: Paper) -> str:
    """The head and foot of each printed page; the texts as CSS strings."""
    left, middle, right = (css_string(text) for text in paper.running)
    places = {
        "top-left": left,
        "top-center": middle,
        "top-right": right,
        "bottom-left": css_string(paper.limits),
    }
    return f"@page {{ {' '.join(f'@{place} {{ content: {text}; }}' for place, text in places.items())} }}"


# -- nbconvert -------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _exporter() -> Any:
    with _without("rfc3987_syntax"):
        from nbconvert.exporters.templateexporter import TemplateExporter  # heavy: 0.7 s

    # Only our own template folder: nothing an installation adds may change a report.
    options: dict[str, Any] = {"template_paths": [str(html.TEMPLATES / "paper")]}
    return TemplateExporter(template_file="index.html.j2", **options)  # type: ignore[no-untyped-call]


def _node(plain: dict[str, Any]) -> Any:
    with _without("rfc3987_syntax"):
        import nbformat

    return nbformat.from_dict(plain)  # type: ignore[no-untyped-call]


@contextmanager
def _without(module: str) -> Iterator[None]:
    """Keep an optional module from being imported.

    jsonschema, which nbformat brings, imports rfc3987_syntax if it is there; that takes 1.7 s, three
    times as long as the whole export, for checks of address syntax that no notebook needs."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]
