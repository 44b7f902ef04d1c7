"""One frame of a video as SVG, 1280 by 720: a slide with the points said so far, its drawing, its foot.

The lowest sixth holds only the foot, so that captions cover nothing that matters."""

from __future__ import annotations

from html import escape

from kit.look.drawing import Picture, size, svg
from kit.video.board import Board, Shot
from kit.video.typeface import Type, typefaces

WIDTH, HEIGHT = 1280, 720
PAGE, SURFACE, INK, INK_2, LINE, ACCENT = "#f5f5f0", "#ffffff", "#171716", "#4a4a44", "#cac9c0", "#07648d"
_LEFT, _RIGHT, _TOP, _FLOOR = 64, WIDTH - 64, 64, 620
_ACROSS = 1.9  # a drawing this much wider than high goes across the slide
_LARGEST = 2.6  # pixels a unit of a drawing may have


def frame(board: Board, index: int, number: int) -> str:
    """Shot ``index`` of a board while its sentence ``number`` is said (-1: before the first).

    Raises Missing where letters cannot be set."""
    shot = board.shots[index]
    draw = {"title": _title, "stop": _stop, "sources": _sources}.get(shot.kind, _slide)
    dark = shot.kind == "stop"
    ground, ink = (INK, PAGE) if dark else (PAGE, INK)
    body = draw(board, shot, number) + _foot(board, index, "#cac9c0" if dark else INK_2, dark=dark)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" color="{ink}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{ground}"/>'
        f"{body}</svg>"
    )


def _title(board: Board, shot: Shot, number: int) -> str:
    wide = 560 if shot.picture else _RIGHT - _LEFT
    over = _face(600).wrapped(shot.kicker, wide, 26)
    body = ""
    for row, line in enumerate(over):
        body += _text(line, _LEFT, 118 - 32 * (len(over) - 1 - row), 26, weight=600, colour=ACCENT)
    letter, lines = _fit(shot.title, wide, 330, 66)
    y = 150.0 + letter
    for line in lines:
        body += _text(line, _LEFT, y, letter, weight=700)
        y += letter * 1.12
    body += _text("An invented story, with facts and their dates.", _LEFT, y + 18, 26, colour=INK_2)
    return body + (_panel(shot.picture, 690, 96, _RIGHT - 690, 500) if shot.picture else "")


def _slide(board: Board, shot: Shot, number: int) -> str:
    body = _text(shot.kicker, _LEFT, _TOP, 22, weight=600, colour=ACCENT)
    across, wide = _set(shot)
    letter, lines = _fit(shot.title, wide, 120, 50)
    y = _TOP + 16.0
    for line in lines:
        y += letter * 1.1
        body += _text(line, _LEFT, y, letter, weight=700)
    y += 30
    if shot.picture and not across:
        body += _panel(shot.picture, _LEFT + wide + 36, _TOP, _RIGHT - _LEFT - wide - 36, _FLOOR - _TOP)
    elif across:
        room = _FLOOR - y - _points_height(shot, wide, 26) - 24
        high = min(320, room)
        body += _panel(shot.picture, _LEFT, y - 8, wide, high)
        y += high + 22
    return body + _points(shot, number, y, wide, 26 if across else 33 if wide > 500 else 28)


def _set(shot: Shot) -> tuple[bool, float]:
    """How a slide is set: whether its drawing goes across, and how wide title and points are."""
    whole = float(_RIGHT - _LEFT)
    if not shot.picture:
        return False, whole
    if _ratio(shot.picture) <= _ACROSS:
        return False, 600.0
    if _points_height(shot, whole, 26) < 160:  # few enough to leave the drawing its room
        return True, whole
    return False, 420.0


def _stop(board: Board, shot: Shot, number: int) -> str:
    body = f'<path fill="{PAGE}" d="M64 64h14v52h-14zM92 64h14v52h-14z"/>'
    body += _text(shot.kicker, 132, 104, 34, weight=700)
    letter, lines = _fit(shot.title, _RIGHT - _LEFT, 380, 50)
    y = 150.0 + letter
    for line in lines:
        body += _text(line, _LEFT, y, letter, weight=600)
        y += letter * 1.24
    for point in shot.points:
        body += _text(point.text, _LEFT, 604, 28, colour="#cac9c0")
    return body


def _sources(board: Board, shot: Shot, number: int) -> str:
    body = _text(shot.kicker, _LEFT, _TOP, 22, weight=600, colour=ACCENT)
    body += _text(shot.title, _LEFT, _TOP + 66, 50, weight=700)
    face, wide = typefaces()[400], (_RIGHT - _LEFT - 48) / 2
    for letter in (28, 26, 24, 22, 20, 18, 16, 14):
        places = _columns([face.wrapped(p.text, wide - 20, letter) for p in shot.points], letter * 1.32)
        if places:
            break
    for lines, column, y in places or ():
        x = _LEFT + column * (wide + 48)
        body += f'<circle cx="{x + 4}" cy="{y - letter * 0.32:.1f}" r="3" fill="{ACCENT}"/>'
        for row, line in enumerate(lines):
            body += _text(line, x + 18, y + row * letter * 1.32, letter)
    return body


def _columns(entries: list[list[str]], step: float) -> list[tuple[list[str], int, float]]:
    """Entries in two columns between title and foot: lines, column, first baseline; [] if they do not fit."""
    top, column, found = 184.0, 0, []
    y = top
    for lines in entries:
        if y + step * (len(lines) - 1) > _FLOOR + 12:
            column, y = column + 1, top
        if column > 1:
            return []
        found.append((lines, column, y))
        y += step * (len(lines) + 0.25)
    return found


def _points(shot: Shot, number: int, top: float, wide: float, largest: float) -> str:
    """The points said so far; the one being said has a bar beside it."""
    letter = largest
    while letter > 20 and top + _points_height(shot, wide, letter) > _FLOOR:
        letter -= 1
    every = shot.kind == "status"
    current = max((n for n, point in enumerate(shot.points) if point.at <= number), default=-1)
    current = number if every else current
    body, y = "", top
    for index, point in enumerate(shot.points):
        lines = _face(400).wrapped(point.text, wide - 26, letter)
        if every or point.at <= number:
            if index == current:
                high = letter * 1.26 * len(lines)
                body += (
                    f'<rect x="{_LEFT}" y="{y:.1f}" width="7" height="{high:.1f}" rx="3" fill="{ACCENT}"/>'
                )
            for row, line in enumerate(lines):
                body += _text(line, _LEFT + 26, y + letter * (0.95 + 1.26 * row), letter)
        y += letter * (1.26 * len(lines) + 0.62)
    return body


def _points_height(shot: Shot, wide: float, letter: float) -> float:
    rows = [len(_face(400).wrapped(point.text, wide - 26, letter)) for point in shot.points]
    return sum(letter * (1.26 * count + 0.62) for count in rows)


def _panel(picture: Picture | None, x: float, y: float, wide: float, high: float) -> str:
    """A drawing on white, in the middle, never blown up."""
    if picture is None:
        return ""
    body = f'<rect x="{x}" y="{y:.1f}" width="{wide}" height="{high:.1f}" rx="10" '
    body += f'fill="{SURFACE}" stroke="{LINE}"/>'
    width, height = size(picture)
    scale = min((wide - 40) / (width + 12), (high - 36) / (height + 12), _LARGEST)
    width, height = (width + 12) * scale, (height + 12) * scale
    place = (x + (wide - width) / 2, y + (high - height) / 2, width, height)
    return body + svg(picture, place=place, ink=INK)


def _foot(board: Board, index: int, colour: str, *, dark: bool) -> str:
    """A bar with a piece for each shot, and the line of status."""
    count = len(board.shots)
    gap, y = 5, 654
    wide = (_RIGHT - _LEFT - gap * (count - 1)) / count
    done, ahead = (PAGE, "#454540") if dark else (ACCENT, LINE)
    body = ""
    for number in range(count):
        x = _LEFT + number * (wide + gap)
        fill = done if number <= index else ahead
        body += f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="5" rx="2" fill="{fill}"/>'
    return body + _text(board.status, _LEFT, 692, 20, colour=colour)


def _ratio(picture: Picture | None) -> float:
    width, height = size(picture) if picture else (1, 1)
    return width / height


def _fit(text: str, wide: float, high: float, largest: float) -> tuple[float, list[str]]:
    """The largest letters at which a text fits, and its lines."""
    letter = largest
    while True:
        lines = _face(700).wrapped(text, wide, letter)
        if letter <= 22 or (
            len(lines) * letter * 1.24 <= high
            and max(_face(700).width(line, letter) for line in lines) <= wide
        ):
            return letter, lines
        letter -= 2


def _face(weight: int) -> Type:
    return typefaces()[weight]


def _text(text: str, x: float, y: float, letter: float, *, weight: int = 400, colour: str = "") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="Public Sans" font-size="{letter:g}" '
        f'font-weight="{weight}" fill="{colour or "currentColor"}">{escape(text, quote=False)}</text>'
    )
