"""Voices: who turns a sentence into sound. One offline voice from a package, or a person's own recordings.

Sound is PCM: one channel, 16-bit little-endian, ``rate`` samples a second.
"""

from __future__ import annotations

import re
import sys
import wave
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

from kit.video.board import Board, Shot
from kit.video.spoken import spoken

_QUIET = 160  # of 32767: what counts as silence at the ends of a sentence
_EDGE = 0.04  # seconds of it that stay
RECORDED = (".wav", ".mp3", ".m4a", ".ogg", ".flac")
NO_VOICE = (
    "There is no voice on this computer: the package py-nanotts is missing (it comes for Linux and Windows). "
    "Name a folder of recordings with --voice FOLDER, or make the video on such a computer."
)


class Missing(Exception):
    """Something a video needs is not on this computer; the sentence says what, and what to do."""


class Voice(Protocol):
    """Who speaks. Its mark is part of what a video is made from."""

    @property
    def mark(self) -> str:
        """Which voice it is, and how it is set."""

    @property
    def rate(self) -> int:
        """Samples a second."""

    def shot(self, shot: Shot) -> tuple[bytes, ...]:
        """The sound of each sentence of a shot."""


@dataclass(frozen=True, slots=True)
class Pico:
    """The offline voice: SVOX Pico, American English, from py-nanotts. Raises Missing without the package."""

    mark: str = "pico en-US 1.0 0.55"
    rate: int = 16000

    def shot(self, shot: Shot) -> tuple[bytes, ...]:
        """Each sentence spoken, without the silence at its ends."""
        return tuple(self.say(line.text) for line in shot.said)

    def say(self, text: str) -> bytes:
        """One sentence."""
        sound: bytes = _pico().speak(spoken(text), voice="en-US", speed=1.0, volume=0.55)
        return trimmed(sound, self.rate)


@dataclass(frozen=True, slots=True)
class Recording:
    """A folder of recordings: ``<scene>-<n>`` for each sentence, or ``<scene>`` for a whole scene.

    What it lacks is spoken by ``instead``. ``decode`` turns a file into PCM at 48 000 samples."""

    folder: Path
    instead: Voice
    decode: Callable[[Path], bytes]
    lift: Callable[[bytes, int], bytes]
    mark: str = "recorded"
    rate: int = 48000

    def shot(self, shot: Shot) -> tuple[bytes, ...]:
        """The recordings of a shot; a recording of the whole shot is shared out by the length of the text."""
        whole = self._file(shot.id)
        if whole:
            return self.shared(shot, self.decode(whole))
        found = [self._file(f"{shot.id}-{number}") for number in range(1, len(shot.said) + 1)]
        if not any(found):
            return tuple(self.lift(sound, self.instead.rate) for sound in self.instead.shot(shot))
        sounds = self.instead.shot(shot) if not all(found) else (b"",) * len(found)
        return tuple(
            trimmed(self.decode(path), self.rate) if path else self.lift(sound, self.instead.rate)
            for path, sound in zip(found, sounds, strict=True)
        )

    def shared(self, shot: Shot, sound: bytes) -> tuple[bytes, ...]:
        """One recording cut in pieces as long as the sentences are, by their letters."""
        letters = [len(line.text) for line in shot.said]
        cuts, done = [0], 0
        for count in letters:
            done += count
            cuts.append(round(len(sound) / 2 * done / sum(letters)) * 2)
        return tuple(sound[a:b] for a, b in pairwise(cuts))

    def by_shot(self, board: Board) -> tuple[str, ...]:
        """The shots that have one recording for all their sentences, so that cues inside are estimates."""
        return tuple(shot.id for shot in board.shots if shot.said and self._file(shot.id))

    def lacking(self, board: Board) -> tuple[str, ...]:
        """The sentences without a recording, by the names their files should have."""
        return tuple(
            f"{shot.id}-{number}"
            for shot in board.shots
            if not self._file(shot.id)
            for number in range(1, len(shot.said) + 1)
            if not self._file(f"{shot.id}-{number}")
        )

    def strangers(self, board: Board) -> tuple[str, ...]:
        """Recordings that fit nothing in the storyboard."""
        known = {shot.id for shot in board.shots}
        known |= {f"{shot.id}-{n}" for shot in board.shots for n in range(1, len(shot.said) + 1)}
        return tuple(sorted(path.name for path in self.files() if path.stem not in known))

    def files(self) -> Iterable[Path]:
        """All recordings in the folder."""
        return sorted(path for path in self.folder.iterdir() if path.suffix.lower() in RECORDED)

    def _file(self, stem: str) -> Path | None:
        return next((path for path in self.files() if path.stem == stem), None)


@dataclass(frozen=True, slots=True)
class Reader:
    """Nobody speaks: each sentence lasts as long as reading it takes. For captions without a voice."""

    mark: str = "reading pace"
    rate: int = 1000

    def shot(self, shot: Shot) -> tuple[bytes, ...]:
        """Silence of the right length."""
        return tuple(bytes(2 * reading_ms(line.text)) for line in shot.said)


def reading_ms(text: str) -> int:
    """How long a sentence takes to read, in milliseconds: three words a second, never under two seconds."""
    return max(2000, 700 + 330 * len(re.findall(r"\w[\w’.-]*", text)))


def pico_there() -> bool:
    """Whether the offline voice can be used here."""
    try:
        _pico()
    except Missing:
        return False
    return True


def trimmed(sound: bytes, rate: int) -> bytes:
    """PCM without the silence at its ends, but for a breath."""
    samples = array("h", sound[: len(sound) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    first = next((index for index, value in enumerate(samples) if abs(value) > _QUIET), None)
    if first is None:
        return sound
    last = len(samples) - next(index for index, value in enumerate(reversed(samples)) if abs(value) > _QUIET)
    edge = int(_EDGE * rate)
    start, end = max(0, first - edge), min(len(samples), last + 2 * edge)
    return sound[2 * start : 2 * end]


def save(sound: bytes, rate: int, path: Path) -> None:
    """Write PCM as a WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(sound)


def _pico() -> Any:
    try:
        from py_nanotts import NanoTTS  # optional: only for videos
    except ImportError:
        raise Missing(NO_VOICE) from None
    return NanoTTS()
