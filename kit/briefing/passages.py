"""Every piece of text of a module: what it is, which product it stands in, which facts stand behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kit.briefing.frame import Frame
from kit.briefing.model import Card, Line, Module, Packet, Question, Resource, Scene, Slide, Where
from kit.scenario.passages import Passage, Product

# What is a heading, a question, a choice, a story or a task. It claims nothing as a fact of the world,
# or stands beside lines that do.
NO_CLAIM = ("title", "heading", "alt", "question", "option", "situation", "task", "log", "stop")


@dataclass(frozen=True, slots=True)
class Piece:
    """A line in its place. ``id``: of the scene, slide, card and so on; ``part``: what it is in there.

    ``unit`` is read at one glance (a scene, a slide, a block of a card), ``whole`` in one go (the video,
    a card, the packet)."""

    line: Line
    id: str
    part: str
    unit: str
    whole: str
    product: Product = "briefing"

    @property
    def claims(self) -> bool:
        """Whether it may state a fact."""
        return self.part not in NO_CLAIM


def pieces(module: Module) -> Iterator[Piece]:
    """Every text of a module, once."""
    for line, part in _about(module):
        yield Piece(line, module.key, part, part, "module")
    for scene in module.storyboard:
        yield from _pieces(scene.id, "video", _scene(scene))
    for slide in module.slides:
        yield from _pieces(slide.id, "slides", _slide(slide))
    for poll in module.polls:
        yield from _pieces(
            poll.id, "module", [(poll.ask, "question"), *((option, "option") for option in poll.options)]
        )
    for group, questions in module.discussion.groups.items():
        for number, question in enumerate(questions, 1):
            yield from _pieces(f"{group} {number}", "discussion", _question(question))
    for card in module.cards:
        yield from _card(card)
    yield from _packet(module.packet)
    for check in module.check:
        lines = [(check.ask, "question"), *((option, "option") for option in check.options.values())]
        yield from _pieces(check.id, "check", [*lines, (check.why, "explanation")])
    for number, change in enumerate(module.changed, 1):
        yield from _pieces(f"changed {number}", "changed", [(change.then, "then"), (change.now, "now")])
    for resource in module.references:
        yield from _pieces("references", "module", _resource(resource), unit=resource.title)


def passages(module: Module) -> Iterator[Passage]:
    """The same as passages, for the editorial traps."""
    found = [piece for piece in pieces(module) if piece.line]
    units: dict[str, frozenset[str]] = {}
    wholes: dict[str, str] = {"module": ""}
    for piece in found:
        units[piece.unit] = units.get(piece.unit, frozenset()) | set(piece.line.cites)
        said = f"{piece.line.text} {' '.join(piece.line.cites)}\n"
        wholes[piece.whole] = wholes.get(piece.whole, "") + said
        if piece.whole != "module":
            wholes["module"] += said
    for piece in found:
        line = piece.line
        cites = frozenset(line.cites) | units[piece.unit]
        text = f"Historical: {line.text}" if piece.part == "then" else line.text  # as its column is headed
        yield Passage(
            line.where, piece.id, piece.part, "players", text, wholes[piece.whole], cites, piece.product
        )


_Lines = list[tuple[Line, str]]


def _pieces(id: str, whole: str, lines: _Lines, *, unit: str = "") -> Iterator[Piece]:
    for line, part in lines:
        yield Piece(line, id, part, unit or id, whole)


def bare(text: str, where: Where) -> Line:
    """A heading as a line, so that it can stand among them."""
    return Line(text, where=where)


def _about(module: Module) -> _Lines:
    return [
        (bare(module.title, module.where), "title"),
        (module.about, "about"),
        *((line, "aim") for line in module.aim),
        (module.situation, "situation"),
    ]


def _scene(scene: Scene) -> _Lines:
    return [
        (bare(scene.title, scene.where), "title"),
        *((point, "point") for point in scene.points),
        (bare(scene.alt, scene.where), "alt"),
        *((line, "narration") for line in scene.narration),
        (scene.stop, "stop"),
    ]


def _slide(slide: Slide) -> _Lines:
    return [
        (bare(slide.title, slide.where), "title"),
        *((point, "point") for point in slide.points),
        (bare(slide.alt, slide.where), "alt"),
        *((note, "note") for note in slide.notes),
    ]


def _question(question: Question) -> _Lines:
    return [(question.ask, "question"), *((line, "touches") for line in question.touches)]


def _card(card: Card) -> Iterator[Piece]:
    yield Piece(bare(card.title, card.where), card.id, "title", card.id, card.id, "card")
    for number, part in enumerate(card.parts, 1):
        unit = f"{card.id} {number}"
        yield Piece(bare(part.heading, part.where), card.id, "heading", unit, card.id, "card")
        for line in part.lines:
            yield Piece(line, card.id, part.style, unit, card.id, "card")


def _packet(packet: Packet) -> Iterator[Piece]:
    planner, log = packet.planner, packet.log
    yield from _pieces("checklist", "packet", [(line, "checklist") for line in packet.checklist])
    lines: _Lines = [(planner.about, "task")]
    for row in planner.rows:
        lines += [(row.do, "task"), (row.who, "task"), (row.by, "task")]
    yield from _pieces("planner", "packet", lines)
    yield from _pieces(
        "log", "packet", [(line, "log") for line in (log.about, *(c.help for c in log.columns))]
    )
    for resource in packet.resources:
        yield from _pieces("resources", "packet", _resource(resource), unit=resource.title)


def _resource(resource: Resource) -> _Lines:
    """Facts may be listed beside a resource instead of behind its line."""
    about = resource.about
    cites = tuple(dict.fromkeys((*about.cites, *resource.cites)))
    line = Line(about.text, cites, about.locals, about.audiences, about.version, about.where)
    return [(bare(resource.title, resource.where), "title"), (line, "resource")]


def frame_passages(frame: Frame, where: Where) -> Iterator[Passage]:
    """The texts that all briefings share."""
    texts = (
        *frame.goals, frame.premise, frame.may_vary, *frame.promises,
        *(text for key, text in frame.sentences.items() if key != "alien"),  # it explains that very word
        *(item.text for item in frame.feedback),
        *(f"{place.label}. {place.help}" for place in frame.placeholders.values()),
        *(gate.title for gate in frame.gates),
    )  # fmt: skip
    whole = "\n".join(texts) + " I-247A I-247G"  # no product of its own: each card names its forms
    for text in texts:
        yield Passage(where, "frame", "frame", "players", text, whole, frozenset(), "briefing")
