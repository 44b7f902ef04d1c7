"""The guide of one agency on one day: the rows that may be seen, whom to call, what is still missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kit.briefing.agency import Obstacle, Profile, Rules, gaps
from kit.facts.base import Badge, badge_on
from kit.facts.status import blocked
from kit.ispeak.languages import Languages, Row, Unwritten, read_languages
from kit.ispeak.places import Country, read_places
from kit.ispeak.sounds import Sound

LINE, CODE, SIGN = "interpreter-line", "interpreter-code", "asl-interpreter"
_NUMBER = re.compile(r"\+?\(?\d[\d() .-]{5,18}\d")


@dataclass(frozen=True, slots=True)
class Call:
    """How to reach somebody: the label, the agency's own words ("" if it has none), a number to dial."""

    label: str
    said: str = ""
    tel: str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """What the three products are made of. ``obstacles`` keep it a review copy; () lets it be released.

    ``public``: the agency's line and code stay out, because anybody can open what is made. ``sounds``: the
    agency's recordings by language."""

    languages: Languages
    rows: tuple[Row, ...]
    heard: tuple[Row, ...]
    nameless: tuple[Unwritten, ...]
    countries: tuple[Country, ...]
    promises: tuple[str, ...]
    calls: tuple[Call, Call, Call]
    counsel_name: str
    rules: Rules
    obstacles: tuple[Obstacle, ...] = ()
    warnings: tuple[str, ...] = ()
    public: bool = field(default=False, kw_only=True)
    sounds: Mapping[str, Sound] = field(default_factory=dict, kw_only=True)

    @property
    def spoken(self) -> tuple[Unwritten, ...]:
        """Languages without a sentence that can be heard."""
        return tuple(one for one in self.nameless if one.id in self.sounds)

    @property
    def silent(self) -> tuple[Unwritten, ...]:
        """Languages that can only be named."""
        return tuple(one for one in self.nameless if one.id not in self.sounds)

    @property
    def review(self) -> str:
        """What a review copy says on its face; "" once nothing is missing."""
        return self.rules.frame.sentences["review_copy"] if self.obstacles else ""

    @property
    def counsel(self) -> str:
        """The standing sentence on counsel, with the agency's own word for its counsel."""
        return self.rules.frame.sentences["counsel"].replace("[LOCAL: counsel]", self.counsel_name)

    @property
    def status(self) -> str:
        """The standing sentence on how old the facts are."""
        facts = self.rules.facts
        dates = [facts.get(id).source_date for id in self.languages.texts.cites if id in facts]
        newest = str(max(dates, key=lambda known: known.first_day)) if dates else facts.sources_up_to
        return self.rules.frame.sentences["status"].replace("{date}", newest)

    @property
    def badges(self) -> tuple[tuple[str, str, Badge], ...]:
        """The facts behind the lines: id, title and badge on the day."""
        facts, day = self.rules.facts, self.rules.today
        found = (facts.get(id) for id in self.languages.texts.cites if id in facts)
        return tuple((fact.id, fact.title, badge_on(fact, day)) for fact in found)

    @property
    def unread(self) -> int:
        """How many of the rows seen have not been read by a native reader; English needs none."""
        return len(_unread(self.rows, self.rules))


def guide_for(
    profile: Profile,
    rules: Rules,
    *,
    languages: Languages | None = None,
    public: bool = False,
    sounds: Mapping[str, Sound] | None = None,
) -> Guide:
    """The guide with an agency's values on the day of the rules. Raises ScenarioError for broken texts."""
    found = languages or read_languages()
    rows = found.shown(rules.today)
    heard, warnings = _heard(profile, rows)
    return Guide(
        languages=found,
        rows=rows,
        heard=heard,
        nameless=found.nameless(rules.today),
        countries=read_places().countries,
        promises=tuple(_promises(profile, found)),
        calls=(_call(LINE, profile, rules), _call(CODE, profile, rules), _call(SIGN, profile, rules)),
        counsel_name=_call("counsel", profile, rules).said or "[LOCAL: counsel]",
        rules=rules,
        obstacles=tuple(_obstacles(profile, rules, found, rows)),
        warnings=warnings,
        public=public,
        sounds=sounds or {},
    )


def _promises(profile: Profile, found: Languages) -> Iterator[str]:
    """What the person is told; "free" and "papers" only where the agency's policy makes them true."""
    said = found.texts.said
    yield said["call"]
    if _yes(profile, "interpreter-free"):
        yield said["free"]
    if _yes(profile, "interpreter-no-papers") and profile.dials.get("P2") != "taskforce":
        yield said["papers"]


def _yes(profile: Profile, key: str) -> bool:
    value = profile.values.get(key)
    return value is not None and value.text == "yes"


def _call(key: str, profile: Profile, rules: Rules) -> Call:
    place = rules.frame.placeholders[key]
    value = profile.values.get(key)
    if value is None or not value.text:
        return Call(place.label)
    return Call(place.label, str(value), dialled(value.text) if place.kind == "contact" else "")


def dialled(said: str) -> str:
    """The one telephone number in an agency's own words, as a telephone dials it; "" for none or several."""
    found = [number for number in _NUMBER.findall(said) if 7 <= sum(map(str.isdigit, number)) <= 15]
    return re.sub(r"[^\d+]", "", found[0]) if len(found) == 1 else ""


def _heard(profile: Profile, rows: Sequence[Row]) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """The rows an agency hears most, in its order, and a warning for each name that is no row."""
    value = profile.values.get("languages-heard")
    names = [name.strip() for name in re.split(r"[,;]", value.text if value else "") if name.strip()]
    by_name = {row.name.casefold(): row for row in rows} | {row.id.casefold(): row for row in rows}
    found, warnings = [], []
    for name in names:
        row = by_name.get(name.casefold())
        if row:
            found.append(row)
        else:
            warnings.append(f"languages-heard: there is no row “{name}” that may be shown; it is left out.")
    return tuple(dict.fromkeys(found)), tuple(warnings)


def _obstacles(profile: Profile, rules: Rules, found: Languages, rows: Sequence[Row]) -> Iterator[Obstacle]:
    yield from gaps((LINE, CODE, "counsel"), profile, rules)
    for id in found.texts.cites:
        known = rules.facts.get(id) if id in rules.facts else None
        why = blocked(known, "job-aid", found.initialled) if known else f"{id} is not in the fact base."
        if why:
            yield Obstacle("fact", id, why)
    unread = _unread(rows, rules)
    for gate in rules.frame.gates_for("languages") if unread else ():
        count = "1 sentence has" if len(unread) == 1 else f"{len(unread)} sentences have"
        message = f"Review gate {gate.key} is open: {gate.title}. {count} no native reader’s initials."
        yield Obstacle("review", str(gate.key), message)


def _unread(rows: Sequence[Row], rules: Rules) -> list[Row]:
    return [row for row in rows if row.evidence != "-" and not row.read_by(rules.today)]
