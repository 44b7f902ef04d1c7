"""Pages that are neither briefing nor exercise: help and limits, the feedback form, and what others add."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kit.packet import papers
from kit.packet.parts import Block, Items, Para, Title, plain
from kit.site.frame import Sheet
from kit.site.texts import Texts


@dataclass(frozen=True, slots=True)
class Plain:
    """A page of blocks, or of a body that is HTML already. ``short``: its name in the head, "" for none."""

    title: str
    lead: str
    short: str = ""
    blocks: tuple[Block, ...] = ()
    body: Callable[[], str] | None = None


def plain_pages(texts: Texts) -> Mapping[str, Plain]:
    """All of them by name."""
    return {"help": _help(texts), "feedback": _feedback(texts)}


def sheet(name: str, page: Plain) -> Sheet:
    """One of these pages."""
    return Sheet(
        f"pages/{name}.html", "plain", page.title, {"page": page, "body": page.body() if page.body else ""}
    )


def _help(texts: Texts) -> Plain:
    frame = texts.making.frame
    stays = (
        "Your answers, your place on a page and your text size stay in this browser. Nothing is sent.",
        "In a private window, or where the browser keeps nothing, you start anew each time.",
        "To take the pages with you, copy the whole folder. Open index.html by double click.",
        "Most phones open a page from a folder without its styles. On a phone, use the pages on a server.",
        "Every page prints in gray. Cards print on half-letter paper.",
    )
    badges = (
        "IN FORCE: the rule stood when the newest source we have was written.",
        "AMENDED: it was changed; the text says how it reads now.",
        "CONTESTED: courts disagree, or an order stops it for now. Ask counsel.",
        "HISTORICAL: it is over. It stands here to explain older papers.",
        "UNKNOWN: we could not confirm it, or its review is past due.",
    )
    blocks = (
        Title("How these pages work"),
        Items(tuple(map(plain, stays))),
        Title("What the badges say"),
        Items(tuple(map(plain, badges))),
        Para(plain("The date beside a badge is that of the source. A badge turns to UNKNOWN by itself.")),
        Title("What this is not"),
        Items(tuple(texts.making.standing(text) for text in frame.promises)),
        Para(texts.making.standing(frame.sentences["limits"])),
        Para(texts.making.standing(frame.sentences["help"])),
        Title("What the series set out to do in 2012"),
        Items(tuple(map(plain, frame.goals))),
        Title("License and fonts"),
        Para(
            plain(
                "The kit is free software under the Apache License 2.0. The fonts are Public Sans and "
                "Noto Sans, under the SIL Open Font License 1.1; both licenses are in assets/fonts."
            )
        ),
    )
    return Plain("Help and limits", "How to use these pages, and what they cannot do.", "Help", blocks)


def _feedback(texts: Texts) -> Plain:
    form = papers.feedback(texts.making)
    return Plain(
        "Feedback form", "Print it, fill it in, hand it to whoever gave the briefing.", "", form.blocks
    )
