"""Making videos: what an order asks for, what of it is up to date, two at once.

A video is made from its board, the voice, the formats and this program. A hash of that is kept in
``videos.json`` beside the files; the same again is not made again. What this computer lacks is said in
sentences, and everything else is made.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from kit.briefing.agency import Profile, Rules
from kit.briefing.read import read_frame, read_module
from kit.facts.base import load_facts
from kit.look.style import LOOK
from kit.packet.making import Making
from kit.scenario.problems import ScenarioError
from kit.video import encode, show
from kit.video.board import Board, board, video_name
from kit.video.captions import chapters, transcript, webvtt
from kit.video.files import ENDINGS, MANIFEST, VideoFiles, present
from kit.video.frame import frame
from kit.video.timeline import Timeline, timeline
from kit.video.voice import NO_VOICE, Missing, Pico, Reader, Recording, Voice, pico_there

_KIT = Path(__file__).resolve().parents[1]
_PROGRAM = ("video", "look", "briefing/lines.py", "briefing/speech.py", "packet/making.py")


@dataclass(frozen=True, slots=True)
class Order:
    """What to make, for whom ("" is each), from which texts, on which day, where to."""

    briefings: Path
    day: date
    out: Path
    audience: str = ""
    version: str = ""
    formats: tuple[encode.Format, ...] = ("mp4", "webm")
    voice: Path | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Job:
    """One video: a module's text, and a cut that it is made from."""

    name: str
    text: Path
    audience: str
    version: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job: files, length, hash, sentences about what is missing; ``fresh``: made just now."""

    job: str
    fingerprint: str
    files: VideoFiles
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    fresh: bool = True


def jobs_for(order: Order, paths: Iterable[Path]) -> tuple[list[Job], list[str]]:
    """The videos an order asks for, each once, and what is wrong with texts that cannot be read."""
    found: dict[str, Job] = {}
    problems: list[str] = []
    for path in paths:
        try:
            module = read_module(path)
        except ScenarioError as error:
            problems.append(str(error))
            continue
        for audience, version in module.cuts:
            if order.audience not in ("", audience) or (
                module.versions and order.version not in ("", version)
            ):
                continue
            name = video_name(module, audience, version)
            found.setdefault(name, Job(name, path, audience, version))
    return list(found.values()), problems


def make_all(order: Order, jobs: Iterable[Job], *, workers: int = 0) -> Iterator[Outcome]:
    """Make the videos, those up to date not again; yields as they come. ``workers`` 0: as many as cores.

    Raises OSError where the folder cannot be written."""
    order.out.mkdir(parents=True, exist_ok=True)
    known = _remembered(order.out)
    waiting: list[Job] = []
    for job in jobs:
        try:
            fingerprint = _fingerprint(_board(job, order), order)
        except (ScenarioError, LookupError):
            waiting.append(job)  # do() says what is wrong
            continue
        files = present(order.out, job.name)
        if _unchanged(known.get(job.name), fingerprint, files, order.out):
            yield Outcome(job.name, fingerprint, files, fresh=False)
        else:
            waiting.append(job)
    for outcome in _done(order, waiting, workers or os.cpu_count() or 1):
        known[outcome.job] = {
            "made_from": "" if outcome.problems else outcome.fingerprint,
            "seconds": outcome.files.seconds,
            "files": {name: _hash(order.out / name) for name in outcome.files.every},
        }
        yield outcome
    if waiting:
        _write(order.out / MANIFEST, json.dumps(known, indent=1).encode())


def do(job: Job, order: Order) -> Outcome:
    """Make one video and what goes with it; runs in a process of its own."""
    try:
        made = _board(job, order)
    except ScenarioError as error:
        return Outcome(job.name, "", VideoFiles(job.name), tuple(str(p) for p in error.problems))
    except LookupError as error:
        return Outcome(job.name, "", VideoFiles(job.name), (str(error.args[0]),))
    with tempfile.TemporaryDirectory(prefix="kit-video-") as folder:
        return _Work(made, order, Path(folder)).done()


class _Work:
    """The making of one video; what is missing is noted, and the rest goes on."""

    def __init__(self, made: Board, order: Order, folder: Path) -> None:
        self.board = made
        self.order = order
        self.folder = folder
        self.problems: list[str] = []
        self.notes: list[str] = []

    def done(self) -> Outcome:
        """Make everything this computer can."""
        voice = self.voice()
        try:
            line = timeline(self.board, voice)
        except (Missing, ValueError) as error:
            self.problems.append(str(error))
            voice = Reader()
            line = timeline(self.board, voice)
        rough = voice.by_shot(self.board) if isinstance(voice, Recording) else ()
        self.write("vtt", webvtt(self.board, line, estimated=rough).encode())
        self.write("chapters", chapters(self.board, line).encode())
        self.write("transcript_txt", transcript(self.board).encode())
        self.write("transcript_html", show.transcript_page(self.board))
        seconds = self.video(line, spoken=not isinstance(voice, Reader))
        there = present(self.order.out, self.board.name)
        self.write("slides_html", show.page(self.board, there, webvtt(self.board, line, estimated=rough)))
        files = replace(present(self.order.out, self.board.name), seconds=seconds or line.length / 1000)
        print_of = _fingerprint(self.board, self.order)
        return Outcome(self.board.name, print_of, files, tuple(self.problems), tuple(self.notes))

    def voice(self) -> Voice:
        """The voice to use: recordings, the offline voice, or nobody at reading pace."""
        spare: Voice = Pico()
        if not pico_there():
            spare = Reader()
        if self.order.voice is None:
            if isinstance(spare, Reader):
                self.problems.append(NO_VOICE)
            return spare
        recorded = Recording(self.order.voice, spare, encode.decoded, encode.lifted)
        lacking, strangers, whole = (
            recorded.lacking(self.board),
            recorded.strangers(self.board),
            recorded.by_shot(self.board),
        )
        if lacking and isinstance(spare, Reader):
            self.problems.append(f"{NO_VOICE} Recordings are missing for: {_some(lacking)}.")
            return spare
        if lacking:
            self.notes.append(f"No recording for {_some(lacking)}: the offline voice says it.")
        if strangers:
            self.notes.append(f"These recordings fit no sentence: {', '.join(strangers)}.")
        if whole:
            self.notes.append(
                f"One recording for all of {', '.join(whole)}: its captions are timed by length."
            )
        return recorded

    def video(self, line: Timeline, *, spoken: bool) -> float:
        """Frames, poster and, if somebody speaks, the video; returns its seconds, or 0."""
        name, out = self.board.name, self.order.out
        for kind in ("mp4", "webm"):
            if kind in self.order.formats:
                (out / f"{name}{ENDINGS[kind]}").unlink(missing_ok=True)  # an old one would not fit the rest
        try:
            pictures = self.frames(line)
            if not spoken:
                return 0
            (self.folder / "captions.vtt").write_bytes((out / f"{name}.vtt").read_bytes())
            for kind, path in encode.encode(
                pictures, line, self.board, self.folder, self.order.formats
            ).items():
                self.write(kind, path.read_bytes())
        except Missing as error:
            self.problems.append(str(error))
            return 0
        return line.length / 1000

    def frames(self, line: Timeline) -> encode.Pictures:
        """Each different frame once, and when it shows; the first is the poster. Raises Missing."""
        drawn: dict[str, Path] = {}
        shown: list[tuple[Path, int]] = []
        for view in line.views:
            svg = frame(self.board, view.shot, view.number)
            if svg not in drawn:
                drawn[svg] = self.folder / f"{len(drawn):03}.png"
                drawn[svg].write_bytes(encode.png(svg))
                if len(drawn) == 1:
                    self.write("poster", drawn[svg].read_bytes())
            shown.append((drawn[svg], view.end - view.start))
        return encode.Pictures(tuple(shown))

    def write(self, kind: str, body: bytes) -> None:
        """Put a file where it belongs."""
        _write(self.order.out / f"{self.board.name}{ENDINGS[kind]}", body)


def _some(names: tuple[str, ...], most: int = 8) -> str:
    """Names in a sentence, the first ones if they are many."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _board(job: Job, order: Order) -> Board:
    frame_of_all = read_frame(order.briefings / "frame.yaml")
    making = Making(Rules(frame_of_all, load_facts(), order.day), Profile())
    return board(read_module(job.text), job.audience, job.version, making, language=order.language)


def _done(order: Order, jobs: list[Job], workers: int) -> Iterator[Outcome]:
    if workers < 2 or len(jobs) < 2:
        yield from (do(job, order) for job in jobs)
        return
    with ProcessPoolExecutor(min(workers, len(jobs))) as pool:
        for future in as_completed([pool.submit(do, job, order) for job in jobs]):
            yield future.result()


def _fingerprint(made: Board, order: Order) -> str:
    """A hash of all a video depends on."""
    digest = hashlib.sha256(repr(made).encode())
    mark = Pico().mark if pico_there() else Reader().mark
    digest.update(f"{mark} {order.formats} {order.language} {_program()}".encode())
    if order.voice and order.voice.is_dir():
        for path in sorted(order.voice.iterdir()):
            digest.update(f"{path.name} {_hash(path)}".encode())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _program() -> str:
    """A hash of the program, the look and the font."""
    digest = hashlib.sha256()
    for part in _PROGRAM:
        base = _KIT / part
        files = sorted(base.rglob("*.*")) if base.is_dir() else [base]
        for path in (path for path in files if path.suffix in (".py", ".svg", ".css", ".js")):
            digest.update(path.read_bytes())
    digest.update((LOOK / "tokens.css").read_bytes())
    return digest.hexdigest()


def _unchanged(known: object, fingerprint: str, files: VideoFiles, out: Path) -> bool:
    if not isinstance(known, dict) or known.get("made_from") != fingerprint:
        return False
    hashes = known.get("files")
    return isinstance(hashes, dict) and all(_hash(out / name) == value for name, value in hashes.items())


def _remembered(out: Path) -> dict[str, dict[str, object]]:
    try:
        known = json.loads((out / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _write(path: Path, body: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(body)
    part.replace(path)
