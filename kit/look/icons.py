"""The look's icons for documents: shapes that go with a word, drawn by strokes in the colour of the text."""

from __future__ import annotations

BADGES = {  # style of a badge -> its icon
    "inforce": "tick",
    "amended": "pencil",
    "contested": "fork",
    "historical": "history",
    "unknown": "question",
}
ICONS = {
    "tick": '<path d="M4.5 12.5l5 5L19.5 7"/>',
    "pencil": '<path d="M4 20l1-4.5L16.5 4l3.5 3.5L8.5 19z"/>',
    "fork": '<path d="M7 20V4M7 15c0-4.5 10-2.5 10-9.5M4 7l3-3 3 3M14 8.3l3-3 3 3"/>',
    "history": '<path d="M4.5 12a7.8 7.8 0 1 0 2.4-5.6M4 4v4.5h4.5M12 8v4.5l3 1.8"/>',
    "question": '<path d="M7.5 8.8a4.5 4.5 0 1 1 6.8 3.9c-1.5.9-2.3 1.6-2.3 3.3M12 20v.1"/>',
    "life": '<circle cx="12" cy="12" r="9"/><circle cx="12" cy="12" r="3.6"/>'
    '<path d="M5.8 5.8l3.5 3.5M14.7 14.7l3.5 3.5M18.2 5.8l-3.5 3.5M9.3 14.7l-3.5 3.5"/>',
    "trust": '<circle cx="8.8" cy="12" r="6"/><circle cx="15.2" cy="12" r="6"/>',
    "legal": '<path d="M15.5 6.5C15 4.8 13.8 4 12 4c-2 0-3.5 1.2-3.5 2.9 0 3.6 7 3.4 7 7.1 0 1.5-1 2.5-2.5 '
    '3M8.5 17.5C9 19.2 10.2 20 12 20c2 0 3.5-1.2 3.5-2.9M11 7c-1.5.5-2.5 1.5-2.5 3 0 3.7 7 3.5 7 7.1"/>',
    "do": '<path d="M4.5 12.5l5 5L19.5 7"/>',
    "dont": '<path d="M6 6l12 12M18 6L6 18"/>',
    "call": '<path d="M5 4h4l1.5 5-2.5 1.5c1 2.5 3 4.5 5.5 5.5l1.5-2.5 5 1.5v4c0 .6-.4 1-1 1'
    'C11.5 20 4 12.5 4 5c0-.6.4-1 1-1z"/>',
    "say": '<path d="M4 5h16v11H11l-4.5 4v-4H4z"/>',
    "stop": '<path d="M8 3h8l5 5v8l-5 5H8l-5-5V8zM8 12h8"/>',
}
"""The shapes behind badges, tallies and marks, as drawn on the pages; strokes only."""


def symbols() -> str:
    """All icons as symbols that ``<use href="#i-name">`` draws."""
    return "".join(
        f'<symbol id="i-{name}" viewBox="0 0 24 24">{shape}</symbol>' for name, shape in ICONS.items()
    )
