"""A written line to a ``Line``: the fact ids at its end, its placeholders, its typographic marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kit.briefing.model import LOCAL, Line, Where

_BRACKET = re.compile(r" ?\[([^\[\]]*)\]")
_ID = re.compile(r"[A-Z]{3}-\d{2}")
_IDS = re.compile(rf"{_ID.pattern}(?:, ?{_ID.pattern})*")
_LOOSE_ID = re.compile(r"\b[A-Z]{3}-\d{2}\b")
_PLACEHOLDER = re.compile(r"LOCAL: *([a-z0-9-]+)")
_ABBREVIATIONS = ("U.S", "U.S.C", "C.F.R", "e.g", "i.e", "v", "L", "Pub", "St", "Cir", "Mass", "Or")
_STOP = re.compile(r"[.!?]+[”’\")]*(?=\s+[“‘\"(]?[A-Z0-9\[]|\s*$)")


def line(text: str, where: Where, *, audiences: tuple[str, ...] = (), version: str = "") -> Line:
    """The line of a written text. Brackets that are neither facts nor placeholders stay in the text."""
    cites: list[str] = []

    def take(match: re.Match[str]) -> str:
        inside = match[1].strip()
        if _IDS.fullmatch(inside):
            cites.extend(_ID.findall(inside))
            return ""
        known = _PLACEHOLDER.fullmatch(inside)
        return match[0].replace(f"[{match[1]}]", f"[LOCAL: {known[1]}]") if known else match[0]

    said = typeset(_BRACKET.sub(take, text).strip())
    found = tuple(dict.fromkeys(LOCAL.findall(said)))
    return Line(said, tuple(dict.fromkeys(cites)), found, audiences, version, where)


def bracket_faults(text: str) -> Iterator[tuple[str, str]]:
    """What is wrong with the square brackets and ids of a text: (message, hint)."""
    rest = text
    for match in _BRACKET.finditer(text):
        rest = rest.replace(match[0], "", 1)
        inside = match[1].strip()
        if _IDS.fullmatch(inside) or _PLACEHOLDER.fullmatch(inside):
            continue
        if inside.upper().startswith("LOCAL"):
            hint = "Write [LOCAL: key], with a key of briefings/frame.yaml."
            yield f"[{inside}] is not a placeholder.", hint
        else:
            hint = "Square brackets hold fact ids, [DET-01, DET-20], or a placeholder, [LOCAL: supervisor]."
            yield f"[{inside}] is neither.", hint
    if "[" in rest or "]" in rest:
        yield "a square bracket stands alone.", "Close it, or leave it out."
    for id in dict.fromkeys(_LOOSE_ID.findall(rest)):
        yield f"{id} stands in the sentence.", f"Put it at the end, in square brackets: [{id}]."


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text; an abbreviation's full stop ends none."""
    found: list[str] = []
    start = 0
    for match in _STOP.finditer(text):
        word = text[start : match.start()].rsplit(" ", 1)[-1].lstrip("(“‘")
        after = text[match.end() :].strip()
        if match[0] == "." and after and (word in _ABBREVIATIONS or (word == "No" and after[0].isdigit())):
            continue
        found.append(text[start : match.end()].strip())
        start = match.end()
    rest = text[start:].strip()
    return tuple([*found, rest] if rest else found)


def words(text: str) -> tuple[str, ...]:
    """The words of a text as they are read aloud; a placeholder counts as one."""
    plain = LOCAL.sub("placeholder", text).replace("—", " ").replace("–", " ")
    return tuple(word for word in plain.split() if re.search(r"\w", word))


def typeset(text: str) -> str:
    """Straight quotes and lone hyphens as printers set them."""
    text = re.sub(r"(^|[\s(—–])\"", r"\1“", text).replace('"', "”")
    text = re.sub(r"(^|[\s(—–“])'", r"\1‘", text).replace("'", "’")
    return text.replace(" - ", " – ")
