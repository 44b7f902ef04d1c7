"""``python3 build.py ispeak``: the "I Speak" guide as three files that need nothing else.

A page for an officer's phone (opens from disk, offline), a letter sheet that folds to a card, and a poster of
11 by 17 inches. They carry the agency's interpreter line and code; rows that need a native reader stay out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from kit.briefing.agency import AGENCY, Profile, Rules, read_profile
from kit.briefing.edit import write_whole
from kit.briefing.read import read_frame
from kit.briefing.review import Signing, why_not
from kit.facts.base import load_facts
from kit.ispeak.fonts import missing_fonts, without_glyph
from kit.ispeak.guide import Guide, guide_for
from kit.ispeak.languages import LANGUAGES, Languages, read_languages
from kit.ispeak.make import PAGES, PAPERS, review_sheet
from kit.ispeak.reading import initialled
from kit.ispeak.sounds import FOLDER, read_sounds
from kit.packet.browser import Browser, BrowserError
from kit.scenario.problems import ScenarioError, did_you_mean
from kit.scenario.read import read_frame as read_exercise_frame, read_text
from kit.terminal import add_agency, add_day, say, tell

SHEET = "i-speak-review.html"
EXERCISES = Path(__file__).resolve().parents[2] / "exercises"


def main(argv: Sequence[str] | None = None, agency: Path = AGENCY, rows: Path = LANGUAGES) -> int:
    """Make or check the files; 0, or 1 if something is wrong or, with --release, missing."""
    given = _parser().parse_args(argv)
    if given.sign is not None:
        return _sign(rows, given.sign, given.rows, given.date)
    try:
        languages = read_languages(rows)
        rules = Rules(read_frame(), load_facts(), given.date)
    except ScenarioError as error:
        say(f"Nothing can be made.\n{error}")
        return 1
    profile, broken = _profile(given.agency or (agency if agency.exists() else None), rules)
    sounds, silent = read_sounds(given.sounds or agency.with_name(FOLDER), languages.ids)
    guide = guide_for(profile, rules, languages=languages, public=given.public, sounds=sounds)
    faults = [*guide.warnings, *without_glyph(languages.rows), *missing_fonts(guide.rows), *silent]
    for fault in faults:
        say(fault)
    if given.check:
        tell(_state(languages, guide))
        return int(broken or bool(faults))
    if given.release and guide.obstacles:
        say("Not released. Still missing:")
        for obstacle in guide.obstacles:
            say(f"  - {obstacle}")
        return 1
    failed = _write(guide, given.out, {SHEET: review_sheet} if given.sheet else PAGES)
    if given.pdf and not failed and not given.sheet:
        failed = _print(given.out)
    return max(int(broken), failed)


def _print(out: Path) -> int:
    """The card and the poster as tagged PDFs beside their files."""
    try:
        with Browser() as browser:
            for name in PAPERS:
                made = (out / name).with_suffix(".pdf")
                made.write_bytes(browser.pdf(out / name))
                tell(f"{made}  {made.stat().st_size / 1000:.0f} kB")
    except (BrowserError, OSError) as problem:
        say(f"{problem}")
        return 1
    return 0


def _sign(path: Path, by: str, ids: Sequence[str], day: date) -> int:
    """Keep a native reader's initials beside rows, or take them back for an empty name."""
    wrong = why_not(Signing(by, day, gates=(6,)), day) if by else ""
    if wrong or not ids:
        say(wrong or "Name the rows that were read: --rows hi ur (build.py ispeak --sheet lists them).")
        return 2
    try:
        write_whole(path, initialled(read_text(path), ids, by, day, path))
    except LookupError as error:
        known = read_languages(path).ids
        say(f"There is no row {error.args[0]}. {did_you_mean(str(error.args[0]), known)}".rstrip())
        return 2
    except (ScenarioError, OSError) as error:
        say(f"Nothing was kept. {error}")
        return 1
    tell(f"Kept in {path.name}: {', '.join(ids)}, {f'read by {by} on {day}' if by else 'no initials'}.")
    return 0


def _write(guide: Guide, out: Path, pages: Mapping[str, Callable[[Guide], bytes]]) -> int:
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, make in pages.items():
            made = make(guide)
            (out / name).write_bytes(made)
            tell(f"{out / name}  {len(made) / 1000:.0f} kB")
    except OSError as error:
        say(f"Cannot write to {out}: {error.strerror}. Name another folder with --out.")
        return 1
    if guide.obstacles and SHEET not in pages:
        tell("For review only; what is missing stands in each file. --release prints it here.")
    return 0


def _state(languages: Languages, guide: Guide) -> str:
    held = [row for row in languages.rows if row not in guide.rows]
    stale = [row for row in languages.rows if row.reading.by and not row.read_by(guide.rules.today)]
    lines = [
        f"{len(languages.rows)} rows, {len(guide.rows)} may be seen and printed, "
        f"{len(held)} wait for a native reader.",
        f"{guide.unread} of those seen have no native reader's initials yet.",
        *(
            f"{row.where}: row {row.number}, {row.name}: the initials {row.reading.by} do not count."
            for row in stale
        ),
    ]
    if stale:
        lines.append("The sentence has changed since, or the day is still to come: have it read again.")
    return "\n".join(lines)


def _profile(path: Path | None, rules: Rules) -> tuple[Profile, bool]:
    """The agency's values, or none and why."""
    if path is None:
        return Profile(), False
    try:
        return read_profile(path, rules.frame, read_exercise_frame(EXERCISES / "frame.yaml").dials), False
    except ScenarioError as error:
        say(f"The agency's values in {path} cannot be used, so all placeholders stay empty:\n{error}")
        return Profile(), True


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="build.py ispeak", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("packets"), help="folder for the files (packets)")
    add_agency(parser)
    parser.add_argument(
        "--public",
        action="store_true",
        help="leave the agency's line and code out: anybody may open the files",
    )
    parser.add_argument(
        "--pdf", action="store_true", help="the card and the poster as PDF too, by a browser here"
    )
    parser.add_argument("--sounds", type=Path, help=f"recordings of speakers, else {FOLDER} if it is there")
    parser.add_argument("--release", action="store_true", help="make nothing as long as something is missing")
    parser.add_argument("--sheet", action="store_true", help=f"only {SHEET}: all rows, for native readers")
    parser.add_argument("--sign", metavar="AB", help="keep a native reader's initials; '' takes them back")
    parser.add_argument(
        "--rows", nargs="+", default=[], metavar="ID", help="the rows that were read, with --sign"
    )
    parser.add_argument("--check", action="store_true", help="make nothing; say what is wrong with the rows")
    add_day(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
