"""A short made-up module, and what videos of it are made with."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import yaml

from kit.briefing.agency import Rules
from kit.briefing.lines import line
from kit.briefing.model import EMPTY, NOWHERE, Module
from kit.briefing.read import BRIEFINGS, read_frame
from kit.facts.base import load_facts
from kit.packet.making import Making
from kit.video.board import Board, Shot, board
from tests.briefing import small

DAY = date(2026, 7, 1)
SPOKEN = (
    ("A form comes in.", "It is Form I-247A. [DET-04]"),
    ("Read the number first.", "Then call."),
)


def making(day: date = DAY) -> Making:
    return Making(Rules(read_frame(BRIEFINGS / "frame.yaml"), load_facts(), day))


def module(spoken: tuple[tuple[str, ...], ...] = SPOKEN, stop: str = "What do you do first?") -> Module:
    """Two short scenes, the first with a drawing, the second with the question to stop for."""
    whole = small.read()
    scenes = []
    for number, sentences in enumerate(spoken):
        scene = whole.storyboard[1 - number]
        narration = tuple(line(text, NOWHERE) for text in sentences)
        points = tuple(replace(said, cites=()) for said in narration)
        asked = line(stop, NOWHERE) if number else EMPTY
        scenes.append(
            replace(scene, id=f"v{number + 1}", points=points, narration=narration, stop=asked, version="")
        )
    return replace(whole, storyboard=tuple(scenes), versions=())


def short_board(day: date = DAY, *, full: bool = False) -> Board:
    """Its board; without the cards at its ends, so that a test takes little time."""
    made = board(module(), "officers", "", making(day))
    return made if full else replace(made, shots=made.shots[1:4])


@dataclass(frozen=True, slots=True)
class Steady:
    """A voice that hums each sentence for as long as asked, 0.5 s otherwise."""

    seconds: tuple[float, ...] = (0.5,)
    mark: str = "steady"
    rate: int = 8000
    asked: list[str] = field(default_factory=list)

    def shot(self, shot: Shot) -> tuple[bytes, ...]:
        sounds = []
        for said in shot.said:
            seconds = self.seconds[len(self.asked) % len(self.seconds)]
            self.asked.append(said.text)
            sounds.append(b"\x00\x10" * int(seconds * self.rate))
        return tuple(sounds)


def on_disk(folder: Path, title: str = "Two forms") -> Path:
    """A folder of briefings that holds the short module only."""
    scenes = [
        {
            "id": f"v{number}",
            "title": title,
            "points": [sentences[0]],
            "alt": "A door and a clock.",
            "picture": {"of": [{"draw": "door"}, {"draw": "clock", "at": "5 p.m."}]},
            "narration": list(sentences),
            **({"stop": "What first?"} if number == 2 else {}),
        }
        for number, sentences in enumerate(SPOKEN, 1)
    ]
    head, _, rest = small.MODULE.partition("storyboard:\n")
    told = yaml.safe_dump({"storyboard": scenes}, sort_keys=False, width=200)
    text = f"{head}{told}slides:\n" + rest.partition("slides:\n")[2]
    (folder / "det").mkdir(parents=True, exist_ok=True)
    (folder / "det" / "module.yaml").write_text(text, "utf-8")
    (folder / "frame.yaml").write_bytes((BRIEFINGS / "frame.yaml").read_bytes())
    return folder
