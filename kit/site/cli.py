"""``python3 build.py site --out DIR``: the whole shelf as pages that open by double click, without a server.

Everything is in the folder: copy it to a stick, a web server or a learning system. Nothing asks the network.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from kit.briefing.agency import AGENCY
from kit.briefing.read import BRIEFINGS
from kit.packet.order import FORMATS
from kit.scenario.problems import ScenarioError
from kit.site.make import Made, Wish, make
from kit.site.texts import Folders
from kit.terminal import add_agency, add_day, say, tell

SHIPPED = Folders(Path(__file__).resolve().parents[2] / "exercises", BRIEFINGS)


def main(argv: Sequence[str] | None = None, folders: Folders = SHIPPED, agency: Path = AGENCY) -> int:
    """Make the site; 0, or 1 if something is missing (the rest is made)."""
    given = _parser().parse_args(argv)
    begun = time.monotonic()
    named = given.agency or (agency if agency.exists() else None)
    if named and not named.exists():
        say(f"There is no file {named}. Leave --agency out for empty placeholders.")
        return 1
    formats = FORMATS if given.format == "all" else tuple(dict.fromkeys(("html", given.format)))
    videos = given.videos if given.videos.is_dir() else None
    texts = Folders(folders.exercises, folders.briefings, named)
    wish = Wish(texts, given.out, given.date, formats, videos, _draw if sys.stderr.isatty() else _quiet)
    try:
        made = make(wish)
    except ScenarioError as error:
        say(f"Nothing can be made.\n{error}")
        return 1
    except OSError as error:
        say(f"Cannot write to {given.out}: {error.strerror}. Name another folder with --out.")
        return 1
    for line in weights(made, given.out):
        tell(line)
    tell(f"{time.monotonic() - begun:.1f} s. Open {given.out / 'index.html'} by double click.")
    for problem in made.problems:
        say(problem)
    return int(bool(made.problems))


def weights(made: Made, out: Path) -> list[str]:
    """What the site weighs, by folder and in all."""
    kinds: dict[str, list[int]] = {}
    for path, size in made.sizes.items():
        kinds.setdefault(path.partition("/")[0] if "/" in path else "shelf", []).append(size)
    lines = [f"{len(made.sizes)} files in {out}, {sum(made.sizes.values()) / 1e6:.1f} MB"]
    for kind, sizes in sorted(kinds.items()):
        whole, largest = sum(sizes) / 1e6, max(sizes) / 1e3
        lines.append(f"  {kind:<10} {len(sizes):>4} files, {whole:>6.2f} MB, largest {largest:,.0f} kB")
    return lines


def _draw(what: str) -> None:
    sys.stderr.write(f"\r{what[:70]:<72}\r")
    sys.stderr.flush()


def _quiet(what: str) -> None:
    """Nobody watches."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="build.py site", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("site"), help="folder for the pages (site)")
    parser.add_argument(
        "--format",
        choices=(*FORMATS, "all"),
        default="html",
        help="packets in this format too",
    )
    parser.add_argument("--videos", type=Path, default=Path("videos"), help="videos to take along (videos)")
    add_agency(parser)
    add_day(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
