"""Which pieces make a file: a module for one audience in one version, a series, or a card alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kit.briefing.model import Module
from kit.briefing.series import Series, agenda, minutes_of
from kit.packet import papers, talk
from kit.packet.card import card_sheet
from kit.packet.making import Making, said
from kit.packet.parts import Block, Document, Grid, Items, Para, Sheet, Title, Withheld, cited, plain

KICKER = "Awareness briefing"


def module_document(module: Module, audience: str, version: str, making: Making) -> Document:
    """The packet of a module for an audience. Raises KeyError where the module has no such form."""
    cut = module.of(audience, version)
    chosen = next((v for v in module.versions if v.key == version), next(iter(module.versions), None))
    whom = making.frame.audiences[audience].title
    sheets, withheld = _pieces(cut, audience, making, "")
    sheets += [papers.roster(module.title), papers.feedback(making)]
    about: list[Block] = [
        Para(making.words(cut.about), "lead"),
        Title("Aim"),
        Items(making.all(cut.aim)),
        Para(
            plain(f"{cut.minutes.roll_call} minutes at roll call, {cut.minutes.classroom} in class."), "meta"
        ),
    ]
    return _document(
        making,
        sheets,
        about,
        key_facts=cut.key_facts,
        withheld=withheld,
        head=(
            "-".join(part for part in (module.key.lower(), audience, version) if part),
            module.title,
            ", ".join(part for part in (f"For {_lower(whom)}", chosen.title if chosen else "") if part),
        ),
    )


def series_document(series: Series, modules: Mapping[str, Module], making: Making) -> Document:
    """The packet of a series that has passed its check: agenda and minutes, then each module's pieces."""
    sheets: list[Sheet] = []
    withheld: list[Withheld] = []
    rows = []
    for row in agenda(series, modules):
        entry, module = row.entry, modules[row.entry.module]
        whom = making.frame.audiences[entry.audience].title
        mark = "-".join(part for part in (entry.module.lower(), entry.audience, entry.version) if part)
        found, held = _pieces(module.of(entry.audience, entry.version), entry.audience, making, mark)
        sheets += [replace(sheet, kicker=f"{module.title}: {_lower(whom)}") for sheet in found]
        withheld += held
        cells = (f"{row.start}", f"{row.minutes}", module.title, whom)
        rows.append(tuple(plain(cell) for cell in cells))
    sheets += [papers.roster(series.title), papers.feedback(making)]
    whole = minutes_of(series, modules)
    where = "at roll call" if series.setting == "roll_call" else "in class"
    heads = ("Starts at minute", "Minutes", "Module", "For")
    about: list[Block] = [
        Para(plain(series.about), "lead"),
        Para(plain(f"{len(rows)} modules, {whole} minutes {where} without breaks. {making.frame.may_vary}")),
        Grid("Agenda", heads, tuple(rows), share=(16, 12, 52, 20)),
    ]
    keys = [id for entry in series.entries for id in modules[entry.module].key_facts]
    head = (f"series-{series.name}", series.title, f"A series of {len(rows)} modules, {whole} minutes")
    return _document(making, sheets, about, key_facts=keys, withheld=withheld, head=head)


def card_documents(document: Document) -> tuple[Document, ...]:
    """The cards of a packet, each as a file of its own that prints on half-letter paper."""
    return tuple(
        replace(
            document,
            name=f"{document.name}-{sheet.id.rpartition('.')[2]}",
            title=sheet.title,
            first=(),
            sheets=(sheet,),
            withheld=(),
        )
        for sheet in document.sheets
        if sheet.layout == "half"
    )


def _pieces(cut: Module, audience: str, making: Making, mark: str) -> tuple[list[Sheet], list[Withheld]]:
    """What is handed out from a cut, in order; ``mark`` keeps anchors apart where several stand in a file."""
    sheets: list[Sheet] = []
    withheld: list[Withheld] = []
    for card in cut.cards:
        sheet, held = card_sheet(cut, audience, card, making)
        sheets += [sheet] if sheet else []
        withheld += [held] if held else []
    sheets += [talk.slides(cut, making), talk.discussion(cut, making)]
    sheets += [talk.check_questions(cut, making), talk.check_answers(cut, making)] if cut.check else []
    sheets += papers.commanders(cut, making) if audience == "commanders" else ()
    sheets += [talk.changed(cut, making), talk.video(cut, making), papers.review_log(cut, making)]
    return [replace(sheet, id=f"{mark}.{sheet.id}" if mark else sheet.id) for sheet in sheets], withheld


def _document(
    making: Making,
    sheets: list[Sheet],
    about: list[Block],
    *,
    key_facts: Iterable[str],
    withheld: list[Withheld],
    head: tuple[str, str, str],
) -> Document:
    ids = tuple(dict.fromkeys((*cited(tuple(about)), *cited(tuple(sheets)), *_on_cards(sheets), *key_facts)))
    facts = papers.sources(ids, making)
    name, title, subtitle = head
    promises = tuple(making.standing(text, ids) for text in making.frame.promises)
    first: list[Block] = [Items(promises), *about]
    missing = _missing(withheld, making) if withheld else None
    if missing:
        first.append(
            Para(
                plain(f"{missing.title}: {', '.join(held.title for held in withheld)}. See the list."),
                "boxed",
            )
        )
    if not any(sheet.kicker for sheet in sheets):  # a series lists its modules
        first += [Title("In this file"), Items(tuple(plain(sheet.title) for sheet in (*sheets, facts)))]
    first.append(Para(making.standing(making.frame.sentences["alien"]), "meta"))
    return Document(
        name=name,
        title=title,
        kicker=KICKER,
        subtitle=f"{subtitle}. Made on {said(making.day)}",
        day=making.day,
        first=tuple(first),
        sheets=(*sheets, *([missing] if missing else []), facts),
        status=str(making.sentence("status", ids)),
        withheld=tuple(withheld),
    )


def _missing(withheld: Iterable[Withheld], making: Making) -> Sheet:
    """Everything that stands between the cards and their release."""
    blocks: list[Block] = []
    for held in withheld:
        blocks += [
            Title(held.title),
            Items(tuple(plain(str(obstacle)) for obstacle in held.obstacles), "boxes"),
        ]
    title = "Cards left out of this release" if making.release else "Cards that are review copies only"
    return Sheet("missing", title, tuple(blocks))


def _on_cards(sheets: Iterable[Sheet]) -> Iterable[str]:
    for sheet in sheets:
        for block in sheet.blocks:
            yield from getattr(block, "facts", ())


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]
