"""Writes ``kit/ispeak/places.yaml`` from Unicode CLDR, through Babel: where languages are spoken.

For authors, when a language is added; the result is committed:  python -m tests.ispeak.make_places
"""

from __future__ import annotations

import json
from importlib.metadata import version

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from kit.ispeak.languages import LANGUAGES, read_languages

PLACES = LANGUAGES.with_name("places.yaml")
LEAST = 1.5  # percent of a country's people, for a language that is not official there
HEAD = """\
# Where the languages of the guide are spoken: what its search finds when somebody types a country.
#
# From Unicode CLDR's table of languages by territory, through Babel {version}: a language stands under a
# country if it is official there or spoken by {least} percent of the people or more; the most spoken comes
# first. The United States are left out. "own" are the names of languages and countries in the languages
# themselves: keys for the search, not sentences, and never printed. Two places come from the kit's own list
# instead: Mexico and Guatemala for their Indigenous languages. Made by: python -m tests.ispeak.make_places
#
# A country is a hint and no proof: ask for the language.

format: 1
"""
# Where CLDR has another tag than the guide, or has the answer under another language.
TAGS = {
    "zh-Hans": "zh",
    "zh-Hant": "zh_Hant",
    "tl": "fil",
    "mww": "hnj",
    "kmr": "ku",
    "tw": "ak",
    "nah": "nhe",
}
DARI = ("prs", "fa", "AF")  # what is called Persian in Afghanistan is Dari
INDIGENOUS = ("quc", "mam", "kjb", "kek", "cak", "x-mixtec", "zap", "x-triqui", "nah", "oto")
LAND = ("GT", "MX")  # the kit's list names both countries for all ten


def main() -> None:
    """Write the file."""
    found = read_languages()
    ids = [*(row.id for row in found.rows), *(language.id for language in found.without)]
    english = Locale("en")
    shares: dict[str, list[tuple[float, str]]] = {}
    for code, spoken in get_global("territory_languages").items():
        if code not in english.territories or code == "US":
            continue
        for id in ids:
            dari = id == DARI[0]
            if (dari and code != DARI[2]) or (id == DARI[1] and code == DARI[2]):
                continue
            entry = spoken.get(DARI[1] if dari else TAGS.get(id, id))
            if entry and (entry["official_status"] or (id != "en" and entry["population_percent"] >= LEAST)):
                shares.setdefault(code, []).append((-entry["population_percent"], id))
    lines = [HEAD.format(version=version("babel"), least=LEAST), "languages:"]
    lines += [f"  {id}: {json.dumps(own, ensure_ascii=False)}" for id in ids if (own := own_name(id))]
    lines += ["", "countries:"]
    for code in sorted({*shares, *LAND}, key=lambda code: str(english.territories[code])):
        spoken = [id for _, id in sorted(shares.get(code, []))]
        spoken += [id for id in INDIGENOUS if code in LAND and id not in spoken]
        lines.append(f"  - code: {json.dumps(code)}")
        lines.append(f"    name: {json.dumps(english.territories[code], ensure_ascii=False)}")
        names = {id: name for id in spoken if (name := own_country(id, code))}
        if names:
            said = ", ".join(f"{id}: {json.dumps(name, ensure_ascii=False)}" for id, name in names.items())
            lines.append(f"    own: {{{said}}}")
        lines.append(f"    languages: [{', '.join(spoken)}]")
    PLACES.write_text("\n".join(lines) + "\n", "utf-8")


def locale(id: str) -> Locale | None:
    """CLDR's own texts for a language, if it has any."""
    try:
        return Locale.parse(TAGS.get(id, id).replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None


def own_name(id: str) -> str:
    """What a language calls itself."""
    known = locale(id) if id != "en" else None
    return str(known.languages.get(known.language, "")) if known else ""


def own_country(id: str, code: str) -> str:
    """What a language calls a country in which it is spoken, if that differs from the English name."""
    known = locale(id) if id != "en" else None
    name = str(known.territories.get(code, "")) if known else ""
    return name if name != str(Locale("en").territories[code]) else ""


if __name__ == "__main__":
    main()
