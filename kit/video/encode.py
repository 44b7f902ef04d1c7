"""Frames and sound to files, by a renderer (resvg) and an encoder (ffmpeg) that may be missing here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from kit.video.board import Board
from kit.video.captions import name
from kit.video.frame import HEIGHT, WIDTH
from kit.video.timeline import FRAME, Timeline
from kit.video.typeface import typefaces
from kit.video.voice import Missing, save

Format = Literal["mp4", "webm"]
ENCODER = "KIT_FFMPEG"  # names an ffmpeg of one's own
_MP4 = """
-c:v libx264 -preset veryfast -tune stillimage -crf 23 -g 50 -pix_fmt yuv420p -profile:v high
-c:a aac -b:a 48k -c:s mov_text -metadata:s:s:0 language=eng -disposition:s:0 0 -movflags +faststart
"""
_WEBM = """
-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -row-mt 1 -crf 32 -b:v 0 -g 50 -pix_fmt yuv420p
-c:a libopus -b:a 32k -sn
"""
_DURATION = re.compile(r"Duration: (\d+):(\d+):([\d.]+)")
_STREAM = re.compile(r"Stream #0:\d+.*?: (Video|Audio|Subtitle): (\w+)")


def png(svg: str) -> bytes:
    """A frame as PNG. Raises Missing without the renderer."""
    try:
        import resvg_py  # optional: only for videos
    except ImportError:
        raise Missing(
            "The frames cannot be drawn: the package resvg-py is missing. It comes for Linux and Windows on "
            "Intel processors and for newer Macs."
        ) from None
    files = [str(face.file) for face in typefaces().values()]
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg, skip_system_fonts=True, font_files=files, font_family="Public Sans"
        )
    )


@lru_cache(maxsize=1)
def encoder() -> str:
    """The ffmpeg to use: the one KIT_FFMPEG names, the package's, or the computer's. Raises Missing."""
    named = os.environ.get(ENCODER)
    if named:
        if shutil.which(named):
            return named
        raise Missing(f"{ENCODER} names {named}, which is no program here.")
    try:
        import imageio_ffmpeg  # optional: only for videos

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        found = shutil.which("ffmpeg")
    if found:
        return found
    raise Missing(
        "There is no video encoder on this computer. Run build.py video while online once (it installs "
        f"imageio-ffmpeg), install ffmpeg, or name one in {ENCODER}."
    )


@dataclass(frozen=True, slots=True)
class Pictures:
    """The frames of a video as files, each with how long it shows, in milliseconds."""

    shown: tuple[tuple[Path, int], ...]

    def script(self) -> str:
        """As ffmpeg's concat demuxer reads it; the last one twice, or its length would be lost."""
        lines = [f"file '{path.name}'\nduration {length / 1000:.3f}" for path, length in self.shown]
        return "\n".join(["ffconcat version 1.0", *lines, f"file '{self.shown[-1][0].name}'"]) + "\n"


def encode(
    pictures: Pictures, timeline: Timeline, board: Board, folder: Path, formats: Sequence[Format]
) -> dict[Format, Path]:
    """Make the files asked for in ``folder``, where the frames and captions.vtt lie. Raises Missing."""
    (folder / "frames.txt").write_text(pictures.script(), "utf-8")
    (folder / "chapters.txt").write_text(_chapters(board, timeline), "utf-8")
    save(timeline.sound, timeline.rate, folder / "sound.wav")
    made: dict[Format, Path] = {}
    for kind in formats:
        made[kind] = folder / f"video.{kind}"
        inputs = [
            "-f",
            "concat",
            "-i",
            "frames.txt",
            "-i",
            "sound.wav",
            "-i",
            "chapters.txt",
            "-i",
            "captions.vtt",
        ]
        maps = ["-map", "0:v", "-map", "1:a", "-map_metadata", "2", "-map_chapters", "2"]
        maps += ["-map", "3:s"] if kind == "mp4" else []
        steady = [
            "-vf",
            f"fps={1000 // FRAME},"  # here and not by -r alone, which loses the length of the last still
            f"scale={WIDTH}:{HEIGHT}:out_color_matrix=bt709:out_range=tv",
            "-r",
            str(1000 // FRAME),
        ]
        colour = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]
        length = ["-t", f"{timeline.length / 1000:.3f}"]
        settings = (_MP4 if kind == "mp4" else _WEBM).split()
        _run([*inputs, *maps, *steady, *settings, *colour, *length, made[kind].name], folder)
    return made


def decoded(path: Path, rate: int = 48000) -> bytes:
    """A recording as PCM. Raises Missing without an encoder, ValueError where the file is no sound."""
    command = [encoder(), "-v", "error", "-i", str(path), "-ac", "1", "-ar", str(rate), "-f", "s16le", "-"]
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL)
    if done.returncode or not done.stdout:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ValueError(f"{path} is no sound that can be read: {said[-1] if said else 'it is empty'}.")
    return done.stdout


def lifted(sound: bytes, rate: int, to: int = 48000) -> bytes:
    """PCM at another rate. Raises Missing without an encoder."""
    if not sound:
        return b""
    form = ["-f", "s16le", "-ac", "1", "-ar"]
    command = [encoder(), "-v", "error", *form, str(rate), "-i", "-", *form, str(to), "-"]
    return subprocess.run(command, input=sound, capture_output=True, check=True).stdout


def seen(path: Path) -> tuple[float, dict[str, str]]:
    """How long a video lasts in seconds, and its streams: Video, Audio, Subtitle -> codec. Raises Missing."""
    done = subprocess.run([encoder(), "-hide_banner", "-i", str(path)], capture_output=True, text=True)
    found = _DURATION.search(done.stderr)
    if not found:
        raise ValueError(f"{path} is no video.")
    seconds = int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3])
    return seconds, dict(_STREAM.findall(done.stderr))


def _run(arguments: list[str], folder: Path) -> None:
    command = [encoder(), "-y", "-v", "error", "-nostdin", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        last = "\n".join(done.stderr.strip().splitlines()[-4:])
        raise Missing(f"The encoder {command[0]} gave up: {last}")


def _chapters(board: Board, timeline: Timeline) -> str:
    """Title, language and chapters, as ffmpeg reads them."""
    parts = [";FFMETADATA1", f"title={_plain(board.title)}", f"comment={_plain(board.status)}"]
    starts = [*timeline.starts(), timeline.length]
    for shot, start, end in zip(board.shots, starts, starts[1:], strict=False):
        parts += [
            "[CHAPTER]",
            "TIMEBASE=1/1000",
            f"START={start}",
            f"END={end}",
            f"title={_plain(name(shot))}",
        ]
    return "\n".join(parts) + "\n"


def _plain(text: str) -> str:
    return re.sub(r"([=;#\\\n])", r"\\\1", text)
