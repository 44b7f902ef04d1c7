"""A packet or a card as a Word file that people can edit."""

from __future__ import annotations

from kit.briefing.model import Style
from kit.packet import parts as p
from kit.packet.parts import Block, Document, Face, Sheet, Words, plain
from kit.packet.word_paper import BOX, Listed, Paper

_LISTS: dict[Style, Listed] = {
    "steps": "steps",
    "boxes": "boxes",
    "do": "plain",
    "dont": "plain",
    "call": "plain",
}
_RATES = ("1", "2", "3", "4", "5")


def to_docx(document: Document) -> bytes:
    """The file. Everything the HTML says stands in it, in the same order."""
    paper = Paper(document)
    if document.first:
        paper.page("letter")
        paper.heading(document.title, 0)
        paper.line(plain(f"{document.kicker}. {document.subtitle}."), "Subtitle")
        for block in document.first:
            _block(block, paper)
        paper.small(plain(document.status))
    for sheet in document.sheets:
        _sheet(sheet, paper)
    return paper.bytes()


def _sheet(sheet: Sheet, paper: Paper) -> None:
    for number, face in enumerate(block for block in sheet.blocks if isinstance(block, Face)):
        paper.page("half")
        _face(face, paper, first=not number)
    if sheet.layout == "half":
        return
    paper.page(sheet.layout)
    if sheet.kicker:
        paper.small(plain(sheet.kicker))
    paper.heading(sheet.title, 1)
    for block in sheet.blocks:
        _block(block, paper)


def _block(block: Block, paper: Paper) -> None:
    match block:
        case p.Title():
            paper.heading(block.text, 2)
        case p.Para(kind="boxed"):
            paper.boxed(block.words)
        case p.Para(kind="meta"):
            paper.small(block.words)
        case p.Para():
            paper.line(block.words)
        case p.Items():
            paper.listed(block.items, block.kind)
        case p.Grid():
            _grid(block, paper)
        case p.SlideNote():
            _slide(block, paper)
        case p.SceneNote():
            _scene(block, paper)
        case p.Choice():
            number = f"{block.number}. " if block.number else ""
            paper.heading(_led(number, block.ask), 2)
            paper.listed((_led(f"{key}. ", option) for key, option in block.options), "boxes")
        case p.Answer():
            paper.heading(_led(f"{block.number}. ", Words(block.ask.pieces)), 2)
            paper.line(block.answer, lead=f"{block.letter}.")
            paper.line(block.why)
        case p.Talk():
            paper.heading(_led(f"{block.number}. ", block.ask), 3)
            paper.small(plain("A good discussion touches"))
            paper.listed(block.touches, "plain")
        case p.FactEntry():
            _fact(block, paper)
        case p.Scale():
            _scale(block, paper)
        case p.Blank():
            paper.line(plain(block.label)).paragraph_format.keep_with_next = True
            paper.ruled(block.lines)
        case Face():
            _face(block, paper, first=False)


def _grid(block: p.Grid, paper: Paper) -> None:
    table = paper.table(block.caption, block.heads, block.rows)
    share = block.share or (100 // len(block.heads),) * len(block.heads)
    paper.shares(table, share, 0.32 if block.kind == "log" else 0.0)


def _slide(block: p.SlideNote, paper: Paper) -> None:
    paper.heading(f"Slide {block.number}: {block.title}", 2)
    paper.listed(block.points, "plain")
    paper.line(plain(block.alt), lead="Picture.")
    paper.heading("Say", 3)
    paper.listed(block.notes, "plain")
    if block.ask.pieces:
        paper.boxed(block.ask, "Ask.")


def _scene(block: p.SceneNote, paper: Paper) -> None:
    paper.heading(f"{block.number}. {block.title}", 2)
    paper.heading("Seen", 3)
    paper.listed(block.points, "plain")
    paper.line(plain(block.alt), lead="Picture.")
    paper.heading("Said", 3)
    paper.listed(block.said, "steps")
    if block.stop.pieces:
        paper.boxed(block.stop, "Stop and discuss.")


def _fact(block: p.FactEntry, paper: Paper) -> None:
    paper.heading(f"{block.id} {block.title}", 2)
    badge = block.badge
    why = f" ({badge.why})" if badge.why else ""
    paper.line(plain(f"{badge.as_of}{why}"), lead=badge.word)
    for text in (block.text, block.sentence):
        if text:
            paper.line(plain(text))
    if block.cite:
        paper.small(plain(block.cite))


def _scale(block: p.Scale, paper: Paper) -> None:
    empty = (plain(BOX),) * len(_RATES)
    rows = [(plain(item), *empty) for item in block.items]
    low, high = block.ends
    table = paper.table(f"{block.caption} ({low}, {high})", ("Statement", *_RATES), rows)
    paper.shares(table, (70, *(6,) * len(_RATES)))


def _face(face: Face, paper: Paper, *, first: bool) -> None:
    paper.small(plain(f"{face.kicker}. {face.version}"))
    side = f", side {face.number} of {face.of}" if face.of > 1 else ""
    if first:
        paper.heading(f"{face.title}{side}", 1)
    else:
        paper.line(Words((("strong", f"{face.title}{side}"),)))
    if face.review:
        paper.boxed(plain(face.review), "REVIEW COPY.")
    for block in face.blocks:
        paper.heading(block.heading, 2, block.badge.word if block.badge else "")
        if block.style in _LISTS:
            paper.listed(block.lines, _LISTS[block.style], cites=False)
        else:
            for words in block.lines:
                paper.line(words, cites=False)
        if block.sentence:
            paper.small(plain(block.sentence))
    for words in face.foot:
        paper.small(words)
    if face.facts:
        paper.small(plain(f"Facts: {', '.join(face.facts)}"))


def _led(lead: str, words: Words) -> Words:
    return Words((("text", lead), *words.pieces), words.cites) if lead else words
