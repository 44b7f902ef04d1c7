"""The storyboard as a page: slides with captions at reading pace, a transcript, and the video if it is there.

Without script everything is there to read, slide by slide. With it one slide shows at a time, sentence by
sentence. Other packages put ``storyboard_html`` into pages of their own, with ``STYLE`` and ``SCRIPT``.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape
from pathlib import Path

from kit.look.drawing import svg
from kit.look.style import LOOK, faces, joined
from kit.video.board import NOT_ADVICE, PAUSE, Board, Said, Shot
from kit.video.captions import name
from kit.video.files import VideoFiles
from kit.video.voice import reading_ms

HERE = Path(__file__).parent
STYLE = HERE / "static" / "board.css"
SCRIPT = HERE / "static" / "board.js"
_PAGE_STYLE = HERE / "static" / "page.css"
_SHEETS = (LOOK / "tokens.css", LOOK / "base.css", STYLE, _PAGE_STYLE)


def storyboard_html(
    board: Board, *, files: VideoFiles | None = None, base: str = "", captions: str = "", level: int = 2
) -> str:
    """A fragment to put into a page: video if ``files`` has one, player, slides with everything said.

    ``base`` stands before the names of files; ``captions`` is the text of the WebVTT file, set inside the
    page, as browsers load no caption file for a page opened from the disk. ``level``: of the headings."""
    video = _video(board, files, base, captions) if files and files.playable else ""
    count = len(board.shots)
    slides = "".join(_slide(shot, number, count, level) for number, shot in enumerate(board.shots, 1))
    whole = f"Slides with captions: {escape(board.title)}"
    return (
        f'{video}<section class="board" data-board lang="{board.language}" aria-label="{whole}">'
        f'<div class="board-tools" data-tools hidden>'
        '<div class="board-buttons" role="group" aria-label="Player">'
        '<button type="button" class="btn" data-do="play">Play</button>'
        '<button type="button" class="btn quiet" data-do="back">Previous</button>'
        '<button type="button" class="btn quiet" data-do="on">Next</button>'
        '<button type="button" class="btn quiet" data-do="all" aria-expanded="false">'
        "Show everything</button></div>"
        f'<p class="board-place meta" data-place>Slide 1 of {count}</p></div>'
        f'<div class="board-slides">{slides}</div>'
        '<p class="board-caption" data-caption aria-live="polite" hidden></p>'
        '<p class="meta board-keys" data-keys hidden>Keys: space plays and stops, arrows go back and on.</p>'
        f'<p class="meta">{escape(board.status)}</p></section>'
    )


def page(board: Board, files: VideoFiles | None = None, captions: str = "") -> bytes:
    """The page of slides as one file that opens from the disk; the video plays in it if it lies beside it.

    ``captions``: the text of the WebVTT file."""
    links = ""
    if files:
        named = (("Transcript", files.transcript_html), ("Captions", files.vtt))
        links = " · ".join(f'<a href="{escape(file)}">{word}</a>' for word, file in named if file)
    body = f"<h1>{escape(board.title)}</h1>{_lead()}"
    body += storyboard_html(board, files=files, captions=captions)
    body += f'<p class="meta">{links}</p>' if links else ""
    return _document(board.title, body, script=SCRIPT.read_text("utf-8"))


def transcript_page(board: Board) -> bytes:
    """The transcript as a page, each sentence with its facts, and the facts at the end."""
    parts = [f"<h1>Transcript: {escape(board.title)}</h1><p>{escape(board.status)}</p>"]
    for shot in board.shots:
        parts.append(f"<section><h2>{escape(name(shot))}</h2>")
        if shot.alt and shot.kind == "scene":
            parts.append(f'<p class="meta">Picture: {escape(shot.alt)}</p>')
        if shot.points and shot.kind in ("scene", "sources"):
            items = "".join(f"<li>{escape(point.text)}</li>" for point in shot.points)
            lead = '<p class="meta">On the slide:</p>' if shot.kind == "scene" else ""
            parts.append(f"{lead}<ul>{items}</ul>")
        parts += [f"<p>{_with_ids(line)}</p>" for line in shot.said]
        parts.append("</section>")
    rows = "".join(f'<div id="{id}"><dt>{id}</dt><dd>{escape(cited)}</dd></div>' for id, cited in board.facts)
    parts.append(f"<section><h2>Facts</h2><dl>{rows}</dl></section>" if rows else "")
    return _document(f"Transcript: {board.title}", "".join(parts))


def _lead() -> str:
    return f"<p>An invented story, with facts and their dates. {escape(NOT_ADVICE)}</p>"


def _video(board: Board, files: VideoFiles, base: str, captions: str) -> str:
    def src(file: str) -> str:
        return escape(f"{base}{file}")

    sources = "".join(
        f'<source src="{src(file)}" type="video/{kind}">'
        for kind, file in (("mp4", files.mp4), ("webm", files.webm))
        if file
    )
    track = src(files.vtt)
    if captions:
        track = f"data:text/vtt;base64,{base64.b64encode(captions.encode()).decode()}"
    told = f'<track kind="captions" srclang="{board.language}" label="English" src="{track}" default>'
    poster = f' poster="{src(files.poster)}"' if files.poster else ""
    minutes = f"{int(files.seconds // 60)}:{int(files.seconds % 60):02}" if files.seconds else ""
    label = escape(f"Video: {board.title}" + (f", {minutes} minutes" if minutes else ""))
    return (
        f'<video class="board-video" controls preload="metadata" width="1280" height="720"{poster} '
        f'aria-label="{label}">{sources}{told}'
        "<p>This browser plays no video; the slides below say the same.</p>"
        '</video><p class="board-or">Or slide by slide, at your own pace:</p>'
    )


def _slide(shot: Shot, number: int, count: int, level: int) -> str:
    points = "".join(f'<li data-at="{point.at}">{escape(point.text)}</li>' for point in shot.points)
    if shot.kind == "stop":
        points = ""
    said = "".join(_sentence(line, index) for index, line in enumerate(shot.said))
    picture = ""
    if shot.picture:
        alt = f'<span class="sr">{escape(shot.alt)}</span>'
        picture = f'<div class="board-picture">{svg(shot.picture)}{alt}</div>'
    pause = f'<p class="board-pause">{escape(PAUSE)}</p>' if shot.kind == "stop" else ""
    kicker = f'<p class="over">{escape(shot.kicker)}</p>' if shot.kicker else ""
    listed = f'<ul class="board-points">{points}</ul>' if points else ""
    return (
        f'<div class="board-slide {shot.kind}" data-slide role="group" '
        f'aria-label="Slide {number} of {count}">'
        f'<div class="board-card"><div class="board-text">{kicker}<h{level}>{escape(shot.title)}</h{level}>'
        f"{listed}{pause}</div>{picture}</div>"
        f'<div class="board-said" data-said>{said}</div></div>'
    )


def _sentence(line: Said, index: int) -> str:
    return f'<p data-n="{index}" data-ms="{reading_ms(line.text)}">{escape(line.text)}</p>'


def _with_ids(line: Said) -> str:
    if not line.cites or len(line.cites) > 8:
        return escape(line.text)
    ids = ", ".join(f'<a href="#{id}">{id}</a>' for id in line.cites)
    return f'{escape(line.text)} <span class="meta">[{ids}]</span>'


def _document(title: str, body: str, *, script: str = "") -> bytes:
    """A page of its own: styles, font and script inside, and a policy against every connection."""
    fonts, _ = faces(body)
    style = "\n".join([fonts, joined(_SHEETS)])
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src 'self' file: data:; "
        "media-src 'self' file: data:; base-uri 'none'; form-action 'none'"
    )
    policy += f"; script-src 'sha256-{digest}'" if script else ""
    run = f"<script>{script}</script>" if script else ""
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head>"
        f'<body><main class="board-page">{body}</main>{run}</body></html>\n'
    ).encode()
