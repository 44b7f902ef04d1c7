"""What the tests of the guide make it with: the shipped rows, a day, an agency's invented values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from kit.briefing.agency import Profile, Rules, Value
from kit.briefing.read import read_frame
from kit.facts.base import load_facts
from kit.ispeak.guide import Guide, guide_for
from kit.ispeak.languages import LANGUAGES, Languages, languages_from_text
from kit.ispeak.sounds import Sound

DAY = date(2026, 7, 1)
READ_ON = date(2026, 6, 30)


def rules() -> Rules:
    return Rules(read_frame(), load_facts(), DAY)


def profile(*, taskforce: bool = False) -> Profile:
    """Invented values; the telephone number is one that is kept for fiction."""
    said = {
        "interpreter-line": Value("Dispatch, or (555) 010-0199 at any hour", DAY),
        "interpreter-code": Value("invented code 4"),
        "asl-interpreter": Value("Dispatch, channel 3", DAY),
        "counsel": Value("County counsel"),
        "languages-heard": Value("Spanish, Haitian Creole, vi"),
        "interpreter-free": Value("yes"),
        "interpreter-no-papers": Value("yes"),
    }
    return Profile(said, {"P2": "taskforce" if taskforce else "none"})


def guide(
    given: Profile | None = None,
    *,
    languages: Languages | None = None,
    public: bool = False,
    sounds: Mapping[str, Sound] | None = None,
) -> Guide:
    return guide_for(given or profile(), rules(), languages=languages, public=public, sounds=sounds)


def initialled(*ids: str) -> Languages:
    """The shipped rows, some of them (or all, for no name) initialled by an invented native reader."""
    return languages_from_text(signed(LANGUAGES.read_text("utf-8"), *ids))


def signed(text: str, *ids: str) -> str:
    """The text of the rows with initials of an invented reader, and LAN-10 and LAN-11 initialled."""

    def sign(match: re.Match[str]) -> str:
        if ids and match["id"] not in ids:
            return match[0]
        read = " / ".join(re.findall(r'text: "([^"]*)"', match[0]))
        filled = f'review: {{by: "AB", date: "{READ_ON}", read: "{read}"}}'
        return match[0].replace('review: {by: "", date: "", read: ""}', filled)

    row = re.compile(r"  - row: \d+\n    id: (?P<id>\S+)\n(?:    .*\n)+")
    return row.sub(sign, text).replace("initialled: []", "initialled: [LAN-10, LAN-11]")
