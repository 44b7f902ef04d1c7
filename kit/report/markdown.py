"""A paper as Markdown: headings, lists, tables and figures' numbers. What people wrote stays text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from kit.report import paper as p
from kit.report.words import TALLY_ENDS, signed

SPECIAL = re.compile(r"([\\\\`*_{}\[\]<>#|~])")


def markdown(paper: p.Paper) -> str:
    """The paper as Markdown, with a contents list and anchors on timeline entries."""
    parts = [f"*{_escape(' | '.join(paper.running))}*", f"# {_escape(paper.title)}", _escape(paper.kicker)]
    parts += [_escape(paper.subtitle)] if paper.subtitle else []
    for section in paper.sections:
        parts.append(f'<a id="{section.id}"></a>\n\n## {_escape(section.title)}')
        parts += [block(part) for part in section.blocks]
    parts.append(f"---\n\n{_escape(paper.limits)}")
    return "\n\n".join(part for part in parts if part) + "\n"


def block(part: p.Block) -> str:
    """A block as Markdown."""
    return WRITERS[type(part)](part)


def inline(spans: p.Spans) -> str:
    """Spans in one line."""
    return " ".join(written for span in spans if (written := _span(span)))


def _span(span: p.Span) -> str:
    words = _escape(span.text)
    match span.kind:
        case "link":
            return f"[{words}]({span.href})"
        case "strong" | "badge":
            return f"**{words}**"
        case "key" | "tag":
            return f"`{span.text.replace('`', '')}`"
        case "rating":
            return f"**{words}**" if span.text in "PSMU" else "not rated"
        case "struck":
            return f"~~{words}~~"
        case "hidden":
            return ""
        case "break":
            return "<br>"
        case "blank":
            return f"*{words}*"
    return words


def _escape(text: str) -> str:
    """Plain text that Markdown leaves alone; line breaks become spaces."""
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _heading(part: p.Heading) -> str:
    anchor = f'<a id="{part.id}"></a>\n\n' if part.id else ""
    before = f"{inline(part.before)}\n\n" if part.before else ""
    return f"{anchor}{before}{'#' * part.level} {_escape(part.text)}"


def _para(part: p.Para) -> str:
    return inline(part.spans)


def _bullets(part: p.Bullets) -> str:
    return "\n".join(f"- {inline(item)}" for item in part.items)


def _quotes(part: p.Quotes) -> str:
    quoted = (f"> {_escape(words)}" + (f"\n>\n> {inline(who)}" if who else "") for words, who in part.items)
    return "\n\n".join(quoted)


def _table(part: p.Table) -> str:
    over = f"{inline(part.over)}\n\n" if part.over else ""
    caption = "" if part.quiet else f"**{_escape(part.caption)}**\n\n"
    heads = [column.text for column in part.columns]
    rows = [_row(row, len(heads)) for row in part.rows]
    return over + caption + _grid(heads, rows)


def _row(row: p.Row, width: int) -> list[str]:
    cells: list[str] = []
    for cell in row.cells:
        covers = (row.covers or {}).get(len(cells), 1)
        cells += [inline(cell), *([""] * (covers - 1))]
    cells += [""] * (width - len(cells))
    if row.id:
        cells[0] = f'<a id="{row.id}"></a>{cells[0]}'
    return cells


def _grid(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _result(part: p.Result) -> str:
    rows = [
        [f"`{row.key}`" + (" (taken)" if row.taken else ""), _escape(row.text), row.votes, row.share]
        for row in part.rows
    ]
    note = f"\n\n{_escape(part.note)}" if part.note else ""
    return f"**{part.caption}**\n\n" + _grid(["Option", "Text", "Votes", "Share"], rows) + note


def _tallies(part: p.Tallies) -> str:
    values = (("Life safety", part.life), ("Trust", part.trust), ("Legal exposure", part.legal))
    return f"{', '.join(f'{name} {signed(value)}' for name, value in values)} ({TALLY_ENDS})"


def _pair(part: p.Pair) -> str:
    return "\n\n".join(block(each) for each in (*part.left, *part.right))


def _chart(part: p.Chart) -> str:
    return f"*{_escape(part.caption)}* {_escape(part.alt)}\n\n{_table(part.table)}"


def _replay(part: p.Replay) -> str:
    return ""


WRITERS: Mapping[type, Callable[[Any], str]] = {
    p.Heading: _heading,
    p.Para: _para,
    p.Bullets: _bullets,
    p.Quotes: _quotes,
    p.Table: _table,
    p.Result: _result,
    p.Tallies: _tallies,
    p.Pair: _pair,
    p.Chart: _chart,
    p.Replay: _replay,
}
