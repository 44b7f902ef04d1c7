"""What a video shows and says, shot by shot, before anybody speaks or draws: no layout, no times."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kit.briefing.lines import sentences, words
from kit.briefing.model import Line, Module, Picture, Scene
from kit.briefing.speech import stems
from kit.facts.base import citation
from kit.facts.status import STYLE_WORD, Style
from kit.packet.making import Making, said

Kind = Literal["title", "scene", "stop", "status", "sources"]
NOT_ADVICE = "Training, not legal advice."
PAUSE = "Pause here and discuss."
_KINDS_IN_ORDER: tuple[Style, ...] = ("inforce", "amended", "contested", "historical", "unknown")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the narration and the facts behind it."""

    text: str
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """A line on the slide; it appears with sentence number ``at`` (from 0)."""

    text: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Shot:
    """Something shown while some sentences are said. ``id``: the scene's; ``kicker``: what stands on top."""

    kind: Kind
    id: str
    title: str
    points: tuple[Point, ...] = ()
    said: tuple[Said, ...] = ()
    kicker: str = ""
    alt: str = ""
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """A storyboard ready to be made. ``status``: the line on each slide; ``newest``: date of the last source;
    ``facts``: id and citation with its state on the day, of each fact."""

    name: str
    key: str
    title: str
    day: date
    shots: tuple[Shot, ...]
    status: str
    newest: str
    cites: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    language: str = "en"

    @property
    def scenes(self) -> tuple[Shot, ...]:
        """The shots of the story, with the card to stop at."""
        return tuple(shot for shot in self.shots if shot.kind in ("scene", "stop"))

    @property
    def said(self) -> tuple[Said, ...]:
        """All sentences, in order."""
        return tuple(line for shot in self.shots for line in shot.said)


def board(module: Module, audience: str, version: str, making: Making, *, language: str = "en") -> Board:
    """The board of a module for an audience in a version ("" is the first).

    Raises KeyError where the module has no such form, LookupError for a language without a reviewed
    translation: so far there is none but the English original."""
    if language != "en":
        raise LookupError(
            f"There is no reviewed translation of {module.key} into “{language}”; only English can be made."
        )
    cut = module.of(audience, version)
    lines = [line for scene in cut.storyboard for line in (*scene.points, *scene.narration, scene.stop)]
    cites = tuple(dict.fromkeys(id for line in lines for id in line.cites))
    newest = making.newest(cites)
    title = cut.title
    chosen = next((v.title for v in module.versions if v.key == (version or module.versions[0].key)), "")
    shots = [_title(title, chosen, cut)]
    for number, scene in enumerate(cut.storyboard, 1):
        shots += _scene(scene, f"{number} of {len(cut.storyboard)}")
    shots += [_status(cites, newest, making), _sources(cut)]
    return Board(
        name=video_name(module, audience, version),
        key=module.key,
        title=f"{title}: {chosen.lower()}" if chosen and version else title,
        day=making.day,
        shots=tuple(shots),
        status=f"{module.key} · Status of facts on {said(making.day)} · {NOT_ADVICE}",
        newest=newest,
        cites=cites,
        facts=tuple((id, _cited(id, making)) for id in cites),
        language=language,
    )


def video_name(module: Module, audience: str, version: str) -> str:
    """The name of a video's files, such as det-video; names audience and version only where they matter."""
    boards = {cut: module.of(*cut).storyboard for cut in module.cuts}
    version = version or next((known.key for known in module.versions), "")
    mine = boards[audience, version]
    parts = [module.key.lower()]
    if any(other != mine for (_, v), other in boards.items() if v == version):
        parts.append(audience)
    if any(other != mine for (a, _), other in boards.items() if a == audience):
        parts.append(version)
    return "-".join([*parts, "video"])


def _title(title: str, version: str, cut: Module) -> Shot:
    picture = next((scene.picture for scene in cut.storyboard if scene.picture), None)
    alt = next((scene.alt for scene in cut.storyboard if scene.picture), "")
    kicker = " · ".join(part for part in ("Awareness briefing", version) if part)
    return Shot("title", "title", title, said=(Said(f"{title}."),), kicker=kicker, alt=alt, picture=picture)


def _scene(scene: Scene, number: str) -> list[Shot]:
    lines = tuple(Said(line.text, line.cites) for line in scene.narration)
    shots = [
        Shot(
            "scene",
            scene.id,
            scene.title,
            _appearing(scene.points, scene.narration),
            lines,
            number,
            scene.alt,
            scene.picture,
        )
    ]
    if scene.stop:
        asked = tuple(Said(text, scene.stop.cites) for text in sentences(scene.stop.text))
        shots.append(
            Shot("stop", f"{scene.id}-stop", scene.stop.text, (Point(PAUSE),), asked, "Stop and discuss")
        )
    return shots


def _status(cites: tuple[str, ...], newest: str, making: Making) -> Shot:
    counts = Counter(badge.style for badge in map(making.badge, cites))
    states = [f"{counts[kind]} {STYLE_WORD[kind].lower()}" for kind in _KINDS_IN_ORDER if counts[kind]]
    other = counts.total() - sum(counts[kind] for kind in _KINDS_IN_ORDER)
    if other:
        states.append(f"{other} good practice or principle")
    unsure = (Said("Unknown: not confirmed since its source. Check before you rely on it."),)
    of_all = f"Of {len(cites)} fact{'s' if len(cites) > 1 else ''}: {_and(states)}." if states else ""
    points = (
        Said(f"Status of facts on {said(making.day)}, from sources dated up to {newest}.", cites),
        Said(of_all, cites) if of_all else Said("It cites no facts."),
        *(unsure if counts["unknown"] else ()),
        Said(NOT_ADVICE),
        Said("Check with your agency’s counsel before you act."),
    )
    shown = tuple(Point(line.text) for line in points)
    return Shot("status", "status", "How sure is this?", shown, points, "Before you use it")


def _sources(cut: Module) -> Shot:
    """What to read, by title and publisher; which fact rests on what stands in the transcript."""
    named = (", ".join(part for part in (r.title, r.publisher) if part) for r in cut.references)
    points = tuple(Point(text) for text in dict.fromkeys(named))
    return Shot("sources", "sources", "Sources", points, (), "Where to read on")


def _cited(id: str, making: Making) -> str:
    if id not in making.facts:
        return "not in the fact base"
    fact = making.facts.get(id)
    return f"{fact.title}. {citation(fact, making.facts, making.day)}"


def _appearing(points: tuple[Line, ...], narration: tuple[Line, ...]) -> tuple[Point, ...]:
    """Each point with the sentence that says most of it, never before the point above it."""
    spoken = [set(stems(words(line.text))) for line in narration]
    found: list[Point] = []
    for point in points:
        wanted = set(stems(words(point.text)))
        start = found[-1].at if found else 0
        scores = [len(wanted & heard) for heard in spoken[start:]]
        best = max(scores, default=0)
        # a point that several sentences say bit by bit appears with the first that says a good part of it
        at = next((n for n, score in enumerate(scores) if score and score >= best * 0.6), 0)
        found.append(Point(point.text, start + at))
    return tuple(found)


def _and(parts: list[str]) -> str:
    return ", ".join(parts[:-1]) + (" and " if len(parts) > 1 else "") + parts[-1]
