"""Captions as WebVTT, chapters, and the transcript as text and as a page, each sentence with its facts."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from kit.video.board import Board, Said, Shot
from kit.video.timeline import Timeline

_WIDE = 44  # letters on a line of a caption


def webvtt(board: Board, timeline: Timeline, *, estimated: Iterable[str] = ()) -> str:
    """One cue a sentence. ``estimated``: shots recorded in one piece, whose inner times are shared out."""
    parts = ["WEBVTT", f"NOTE {board.title}. {board.status}".replace("-->", "to")]
    rough = ", ".join(estimated)
    if rough:
        parts.append(f"NOTE Times inside these scenes are estimates, each being one recording: {rough}")
    for number, cue in enumerate(timeline.cues, 1):
        text = "\n".join(lines(cue.text))
        parts.append(f"{number}\n{stamp(cue.start)} --> {stamp(cue.end)}\n{escape(text, quote=False)}")
    return "\n\n".join(parts) + "\n"


def chapters(board: Board, timeline: Timeline) -> str:
    """Chapters as WebVTT: one a shot."""
    parts = ["WEBVTT"]
    starts = [*timeline.starts(), timeline.length]
    for shot, start, end in zip(board.shots, starts, starts[1:], strict=False):
        parts.append(f"{stamp(start)} --> {stamp(end)}\n{escape(name(shot), quote=False)}")
    return "\n\n".join(parts) + "\n"


def lines(text: str) -> list[str]:
    """A sentence in lines for a caption, about equally long, two where they hold it."""
    words = text.split()
    count = max(1, -(-len(text) // _WIDE))
    most = max(len(text) / count, max((len(word) for word in words), default=0))
    found = [""]
    for word in words:
        fuller = f"{found[-1]} {word}".strip()
        if found[-1] and len(fuller) > most + 6 and len(found) < count:
            found.append(word)
        else:
            found[-1] = fuller
    return found


def stamp(milliseconds: int) -> str:
    """A time as WebVTT writes it: 00:01:02.300."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def name(shot: Shot) -> str:
    """What a shot is called in a list."""
    return "Stop and discuss" if shot.kind == "stop" else shot.title


def transcript(board: Board) -> str:
    """Everything said and shown, as plain text; fact ids in brackets."""
    parts = [f"{board.title}\nTranscript of the video. {board.status}"]
    for shot in board.shots:
        body = [name(shot).upper()]
        if shot.alt and shot.kind == "scene":
            body.append(f"[Picture: {shot.alt}]")
        if shot.kind == "scene":
            body += [f"On the slide: {point.text}" for point in shot.points]
        if shot.kind == "sources":
            body += [f"- {point.text}" for point in shot.points]
        body += [with_ids(line) for line in shot.said]
        parts.append("\n".join(body))
    parts.append("\n".join(["FACTS", *(f"{id}: {cited}" for id, cited in board.facts)]))
    return "\n\n".join(parts) + "\n"


def with_ids(line: Said) -> str:
    """A sentence with its fact ids behind it; those of a whole film are not repeated."""
    return f"{line.text} [{', '.join(line.cites)}]" if line.cites and len(line.cites) < 9 else line.text
