"""When everything is seen and heard, in milliseconds, from the lengths of the real sounds.

All times are whole frames (a fifth of a second), so that pictures, sound and captions agree exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

from kit.video.board import Board, Shot
from kit.video.voice import Voice

FRAME = 200
_LEAD = {"title": 600, "stop": 600, "status": 600}
_GAP = 200
_TAIL = {"title": 800, "scene": 800, "stop": 8000, "status": 2000}
_SILENT = 7000  # a shot that nobody speaks over
_HOLD = 1600  # a caption stays over a pause up to this long


@dataclass(frozen=True, slots=True)
class Cue:
    """A sentence as a caption: from, to (milliseconds), in which shot, its number there from 0."""

    start: int
    end: int
    text: str
    shot: int
    number: int


@dataclass(frozen=True, slots=True)
class View:
    """What is on screen for a while: a shot while its sentence ``number`` is said (-1: before the first)."""

    start: int
    end: int
    shot: int
    number: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """A video in time. ``sound``: PCM as long as the video."""

    cues: tuple[Cue, ...]
    views: tuple[View, ...]
    rate: int
    sound: bytes

    @property
    def length(self) -> int:
        """How long it lasts, in milliseconds."""
        return self.views[-1].end if self.views else 0

    def starts(self) -> tuple[int, ...]:
        """When each shot starts."""
        found: dict[int, int] = {}
        for view in self.views:
            found.setdefault(view.shot, view.start)
        return tuple(found.values())


def timeline(board: Board, voice: Voice) -> Timeline:
    """The sentences of a board, as this voice says them, one after the other. Raises what the voice does."""
    making = _Making(voice.rate)
    for index, shot in enumerate(board.shots):
        making.shot(index, shot, voice.shot(shot))
    return Timeline(_held(making.cues, making.at), tuple(making.views), voice.rate, b"".join(making.sound))


class _Making:
    """A timeline as it grows; ``at`` is its end, a whole number of frames."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.at = 0
        self.cues: list[Cue] = []
        self.views: list[View] = []
        self.sound: list[bytes] = []

    def shot(self, index: int, shot: Shot, sounds: tuple[bytes, ...]) -> None:
        """Add a shot."""
        start = self.at
        self._silence(_LEAD.get(shot.kind, 400))
        for number, (line, sound) in enumerate(zip(shot.said, sounds, strict=True)):
            if number == 0 and self.at > start:
                self.views.append(View(start, self.at, index, -1))
            begun = self.at
            self._sound(sound)
            ended = self.at
            last = number == len(shot.said) - 1
            self._silence(_TAIL.get(shot.kind, 800) if last else _GAP)
            self.cues.append(Cue(begun, ended, line.text, index, number))
            self.views.append(View(begun, self.at, index, number))
        if not shot.said:
            self._silence(_SILENT)
            self.views.append(View(start, self.at, index, -1))

    def _sound(self, sound: bytes) -> None:
        per_frame = self.rate * FRAME // 1000 * 2
        frames = max(1, -(-len(sound) // per_frame))
        self.sound.append(sound + bytes(frames * per_frame - len(sound)))
        self.at += frames * FRAME

    def _silence(self, length: int) -> None:
        self.sound.append(bytes(self.rate * length // 1000 * 2))
        self.at += length


def _held(cues: list[Cue], end: int) -> tuple[Cue, ...]:
    """Captions stay until the next one, unless the pause is long."""
    held = []
    for cue, following in zip(cues, [*cues[1:], None], strict=True):
        until = following.start if following else end
        stays = until if until - cue.end <= _HOLD else cue.end + _HOLD
        held.append(Cue(cue.start, stays, cue.text, cue.shot, cue.number))
    return tuple(held)
