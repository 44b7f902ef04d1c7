"""``python3 build.py video KEY``: the video of a briefing, three to five minutes, with everything around it.

MP4 and WebM, captions (WebVTT), chapters, a transcript with fact ids, a poster, and a page that plays the
slides with captions where there is no video. KEY is the key of a module (DET), or ``all``.

Recordings replace the offline voice: --voice FOLDER with <scene>-<n>.wav (or .mp3) for sentence n of
a scene, or <scene>.wav for a whole scene; v5-stop is the card to stop at, title and status are the ends.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from kit.briefing.read import BRIEFINGS
from kit.briefing.shelf import module_paths
from kit.terminal import add_cut, add_day, chosen, end_progress, say, show_progress, tell
from kit.video.encode import Format
from kit.video.files import FOLDER
from kit.video.make import Job, Order, Outcome, jobs_for, make_all

_FORMATS: dict[str, tuple[Format, ...]] = {"mp4": ("mp4",), "webm": ("webm",), "both": ("mp4", "webm")}


def main(argv: Sequence[str] | None = None, briefings: Path = BRIEFINGS) -> int:
    """Make the files; 0, 1 if something is missing (the rest is made), 2 for an unknown name."""
    given = _parser().parse_args(argv)
    paths, unknown = chosen(given.name, module_paths(briefings), "briefing")
    if not paths:
        return 2
    if given.voice and not given.voice.is_dir():
        say(f"{given.voice} is no folder. --voice names a folder of recordings, such as v1-1.wav, v1-2.wav.")
        return 2
    if given.agency:
        say("A video says nothing that an agency fills in, so --agency changes nothing here.")
    order = Order(
        briefings,
        given.date,
        given.out,
        given.audience,
        given.version,
        _FORMATS[given.format],
        given.voice,
        given.language,
    )
    jobs, problems = jobs_for(order, paths)
    for problem in problems:
        say(problem)
    if not jobs and not problems:
        say("No briefing named here is made for this audience and version.")
    try:
        outcomes = _make(order, jobs)
    except OSError as error:
        say(f"Cannot write to {given.out}: {error.strerror}. Name another folder with --out.")
        return 1
    missing = bool(problems) or not jobs or any(outcome.problems for outcome in outcomes)
    return max(2 if unknown else 0, int(missing))


def _make(order: Order, jobs: list[Job]) -> list[Outcome]:
    begun, outcomes = time.monotonic(), []
    for outcome in make_all(order, jobs):
        outcomes.append(outcome)
        show_progress(len(outcomes), len(jobs), outcome.job)
    end_progress()
    for outcome in sorted(outcomes, key=lambda found: found.job):
        _report(order, outcome)
    said: dict[str, list[str]] = {}
    for outcome in outcomes:
        for problem in outcome.problems:
            said.setdefault(problem, []).append(outcome.job)
    for problem, names in said.items():
        say(problem if len(jobs) == 1 else f"{problem} ({', '.join(sorted(names))})")
    fresh = sum(outcome.fresh for outcome in outcomes)
    size = sum((order.out / name).stat().st_size for o in outcomes for name in o.files.every)
    tell(
        f"{len(outcomes)} videos in {order.out}, {size / 1e6:.1f} MB, {time.monotonic() - begun:.1f} s: "
        f"{fresh} made, {len(outcomes) - fresh} up to date."
    )
    return outcomes


def _report(order: Order, outcome: Outcome) -> None:
    files = outcome.files
    sizes = [
        f"{kind.upper()} {(order.out / name).stat().st_size / 1e6:.1f} MB"
        for kind, name in (("mp4", files.mp4), ("webm", files.webm))
        if name
    ]
    minutes = f"{int(files.seconds // 60)}:{files.seconds % 60:04.1f}"
    what = ", ".join(sizes) or "no video; captions, transcript and slides"
    tell(f"{outcome.job}: {minutes}, {what}{'' if outcome.fresh else ' (up to date)'}")
    for note in outcome.notes:
        tell(f"  {note}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="build.py video", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", nargs="+", metavar="KEY", help="key of a module, or all")
    add_cut(parser)
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder for the files (videos)")
    parser.add_argument("--format", choices=sorted(_FORMATS), default="both", help="both if not given")
    parser.add_argument("--voice", type=Path, help="a folder of recordings, instead of the offline voice")
    parser.add_argument("--agency", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--language", default="en", help="en; others need a reviewed translation")
    add_day(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
