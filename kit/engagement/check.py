"""What may be wrong with an engagement page: nothing behind a statement, the past told as current, traps."""

from __future__ import annotations

from collections.abc import Iterator

from kit.engagement.model import Bars, Page, Said, statements
from kit.facts.base import FactBase
from kit.facts.status import blocked
from kit.scenario.citations import OVER, is_over
from kit.scenario.editorial import check_editorial
from kit.scenario.passages import Passage
from kit.scenario.problems import Problem, did_you_mean, in_order

Problems = tuple[Problem, ...]


def check_page(page: Page, base: FactBase) -> Problems:
    """Everything wrong with a page, in the order of its lines; the editorial rules are those of briefings."""
    found = [problem for said in statements(page) for problem in _behind(said, base)]
    found += [problem for part in _bars(page) for problem in _sums(part)]
    found += check_editorial(_passages(page))
    return in_order(found)


def facts_behind(page: Page) -> tuple[str, ...]:
    """The ids of all facts a page cites, each once, in order."""
    return tuple(sorted({id for said in statements(page) for id in said.behind.cites}))


def documents_behind(page: Page) -> tuple[str, ...]:
    """The source documents a page names, each once, in order."""
    return tuple(sorted({key for said in statements(page) for key in said.behind.documents}))


def _behind(said: Said, base: FactBase) -> Iterator[Problem]:
    if not said.behind.documents and not said.behind.cites:
        message = f"“{said.text[:40]}...” has neither a source document nor a fact behind it."
        yield Problem(said.where, message, "Add from: or cites:.", rule="facts")
    known = base.documents or {}
    for key in said.behind.documents:
        if key not in known:
            yield Problem(said.where, f"unknown source {key}.", did_you_mean(key, known), rule="facts")
    for id in said.behind.cites:
        if id not in base:
            hint = did_you_mean(id, base.facts)
            yield Problem(said.where, f"{id} is not in the fact base.", hint, rule="facts")
            continue
        fact = base.get(id)
        why = blocked(fact, "other")
        if why:
            yield Problem(said.where, why, "Leave it out.", rule="fact-blocked")
        if is_over(fact) and not OVER.search(said.text):
            hint = "Say that it was rescinded, replaced or is historical, and when."
            message = f"{id} ({fact.badge}) is told as if it still held."
            yield Problem(said.where, message, hint, rule="fact-over")


def _bars(page: Page) -> Iterator[Bars]:
    yield from (part for section in page.sections for part in section.parts if isinstance(part, Bars))


def _sums(bars: Bars) -> Iterator[Problem]:
    added = sum(share for _, share in bars.rows)
    if added != bars.total:
        message = f"the bars add up to {added}, not to the {bars.total} that is said."
        yield Problem(bars.where, message, "Show shares as printed; never change one to fit.", rule="sum")
    if str(bars.total) not in bars.note:
        message = f"the note under the bars does not say that they total {bars.total}."
        yield Problem(bars.where, message, "Say it (ENG-05).", rule="sum")


def _passages(page: Page) -> Iterator[Passage]:
    everything = list(statements(page))
    whole = "\n".join(f"{said.text} {' '.join(said.behind.cites)}" for said in everything)
    for said in everything:
        cites = frozenset(said.behind.cites)
        yield Passage(said.where, page.name, "page", "players", said.text, whole, cites, "briefing")
