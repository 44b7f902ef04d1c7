"""Makes the fonts of the I Speak guide: Noto, cut down to the very letters of its rows.

For authors, when a sentence gains a letter or a language is added; the results are committed:

    apt-get download fonts-noto-core fonts-noto-cjk      # then dpkg-deb -x each into a folder
    pip install fonttools brotli                         # in any environment: brings pyftsubset
    python -m tests.ispeak.make_fonts FOLDER
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kit.ispeak.fonts import LATIN
from kit.ispeak.languages import LANGUAGES, read_languages

FONTS = LANGUAGES.parent / "fonts"


@dataclass(frozen=True)
class Face:
    """One file of the guide: the languages it serves, the font it is cut from."""

    name: str
    langs: tuple[str, ...]
    source: str
    number: int = 0


FACES = (
    Face("arabic", ("ar", "fa", "prs", "ps", "ur", "ckb"), "NotoSansArabic-Regular.ttf"),
    Face("armenian", ("hy",), "NotoSansArmenian-Regular.ttf"),
    Face("bengali", ("bn",), "NotoSansBengali-Regular.ttf"),
    Face("cyrillic", ("bg", "mk", "ru", "sr-Cyrl", "uk"), "NotoSans-Regular.ttf"),
    Face("devanagari", ("hi", "mr", "ne"), "NotoSansDevanagari-Regular.ttf"),
    Face("ethiopic", ("am",), "NotoSansEthiopic-Regular.ttf"),
    Face("georgian", ("ka",), "NotoSansGeorgian-Regular.ttf"),
    Face("greek", ("el",), "NotoSans-Regular.ttf"),
    Face("gujarati", ("gu",), "NotoSansGujarati-Regular.ttf"),
    Face("gurmukhi", ("pa-Guru",), "NotoSansGurmukhi-Regular.ttf"),
    Face("hebrew", ("he",), "NotoSansHebrew-Regular.ttf"),
    Face("japanese", ("ja",), "NotoSansCJK-Regular.ttc", 0),
    Face("kannada", ("kn",), "NotoSansKannada-Regular.ttf"),
    Face("khmer", ("km",), "NotoSansKhmer-Regular.ttf"),
    Face("korean", ("ko",), "NotoSansCJK-Regular.ttc", 1),
    Face("lao", ("lo",), "NotoSansLao-Regular.ttf"),
    Face("latin-marks", ("ig", "yo"), "NotoSans-Regular.ttf"),
    Face("malayalam", ("ml",), "NotoSansMalayalam-Regular.ttf"),
    Face("simplified", ("zh-Hans",), "NotoSansCJK-Regular.ttc", 2),
    Face("tamil", ("ta",), "NotoSansTamil-Regular.ttf"),
    Face("telugu", ("te",), "NotoSansTelugu-Regular.ttf"),
    Face("thai", ("th",), "NotoSansThai-Regular.ttf"),
    Face("traditional", ("yue-Hant", "zh-Hant"), "NotoSansCJK-Regular.ttc", 3),
)


def main(folder: Path) -> None:
    """Write a woff2 file for each face, and what each holds as ``fonts.json``."""
    rows = read_languages().rows
    made = []
    for face in FACES:
        said = "".join(
            words.text + LATIN.sub("", row.note)  # a note may quote another sentence: native readers see it
            for row in rows
            for words in row.say
            if words.lang in face.langs
        )
        letters = "".join(sorted(set(said)))
        source = next(folder.rglob(face.source))
        cut(face, source, letters)
        made.append(
            {
                "family": f"I Speak {face.name}",
                "file": f"{face.name}.woff2",
                "langs": list(face.langs),
                "letters": letters,
                "source": face.source,
            }
        )
    (FONTS / "fonts.json").write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", "utf-8")


def cut(face: Face, source: Path, letters: str) -> None:
    """Cut one font down; the shaping rules of its script stay (layout features of all kinds)."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as text:
        text.write(letters)
        text.flush()
        options = [
            "--flavor=woff2",
            "--layout-features=*",
            "--no-hinting",
            "--desubroutinize",
            "--name-IDs=0,1,2,13,14",
        ]
        out = FONTS / f"{face.name}.woff2"
        command = ["pyftsubset", str(source), f"--text-file={text.name}", f"--output-file={out}", *options]
        subprocess.run([*command, f"--font-number={face.number}"], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
