"""Letters for frames: the kit's font as files a renderer reads, and exact widths of texts set in it."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kit.look.style import LOOK
from kit.video.voice import Missing

FAMILY = "Public Sans"
WEIGHTS = (400, 600, 700)
_HELD = re.compile(r" (?=[–—])|(?<=\d) (?=[ap]\.m\.)|(?<=Form) (?=[A-Z]-)")
SOURCE = LOOK / "fonts" / "public-sans-latin-wght-normal.woff2"


@dataclass(frozen=True, slots=True)
class Type:
    """The font in one weight: a file, and how wide each letter is, in ems."""

    file: Path
    widths: dict[str, float]

    def width(self, text: str, size: float) -> float:
        """How wide a text is at a size, without kerning; a letter the font lacks counts as a wide one."""
        return sum(self.widths.get(letter, 0.75) for letter in text) * size

    def wrapped(self, text: str, width: float, size: float) -> list[str]:
        """The text in lines no wider than asked for; a longer word stands alone."""
        lines = [""]
        for word in _HELD.sub("\u00a0", text).split(" "):
            fuller = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.width(fuller, size) > width:
                lines.append(word)
            else:
                lines[-1] = fuller
        return lines


@lru_cache(maxsize=1)
def typefaces() -> dict[int, Type]:
    """The font by weight, as files in a folder that lasts as long as this process.

    Raises Missing without fontTools or the font itself."""
    try:
        from fontTools.ttLib import TTFont  # optional: only for videos
        from fontTools.varLib import instancer
    except ImportError:
        raise Missing("The frames cannot be set: the package fonttools is missing.") from None
    if not SOURCE.exists():
        raise Missing(f"The frames cannot be set: the font {SOURCE.name} is missing in {SOURCE.parent}.")
    folder = _folder()
    found = {}
    for weight in WEIGHTS:
        font = TTFont(SOURCE)
        for table in ("GPOS", "GDEF"):  # no kerning: half of the work, and widths then are what they seem
            if table in font:
                del font[table]
        font = instancer.instantiateVariableFont(font, {"wght": weight})
        font["OS/2"].usWeightClass = weight
        for id in (16, 17, 21, 22):
            font["name"].removeNames(nameID=id)
        font["name"].setName(FAMILY, 1, 3, 1, 0x409)  # the file is named after its thinnest weight
        font.flavor = None
        file = folder / f"{weight}.ttf"
        font.save(file)
        em, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
        widths = {chr(code): metrics[name][0] / em for code, name in font.getBestCmap().items()}
        found[weight] = Type(file, widths)
    return found


@lru_cache(maxsize=1)
def _keeper() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="kit-type-")


def _folder() -> Path:
    return Path(_keeper().name)
