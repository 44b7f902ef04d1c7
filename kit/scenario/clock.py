"""Story time: what authors write ("-70:00", "day 3") and what people read ("Tue 19:00", "40 h to landfall").

Pure arithmetic on minutes from T0; nothing here knows the wall clock. ``minutes, exact`` are the two
parts of a ``Moment`` and may be given in that order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kit.scenario.model import Inject, Moment, StoryClock

DAY = 1440
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_HOURS = re.compile(r"([-+]?)(\d{1,4}):([0-5]\d)\Z")
_DAYS = re.compile(r"[Dd]ay (\d{1,3})\Z")
_ZERO = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([01]\d|2[0-3]):([0-5]\d)\Z")


def read_moment(text: str) -> Moment:
    """ "-70:00" (hours and minutes from T0) or "day 3" (a day without a time). Raises ValueError."""
    if match := _HOURS.match(text):
        minutes = int(match[2]) * 60 + int(match[3])
        return Moment(-minutes if match[1] == "-" else minutes)
    if match := _DAYS.match(text):
        return Moment(int(match[1]) * DAY, exact=False)
    raise ValueError(f'"{text}" is not a story time; write "-70:00", "0:40" or "day 3"')


def read_zero(text: str) -> tuple[int, int]:
    """ "Thu 03:10" to (weekday from Monday = 0, minute of the day). Raises ValueError."""
    match = _ZERO.match(text)
    if match is None:
        raise ValueError(f'"{text}" is not a weekday and time; write "Thu 03:10"')
    return WEEKDAYS.index(match[1]), int(match[2]) * 60 + int(match[3])


def story_label(clock: StoryClock, minutes: int, exact: bool = True) -> str:  # noqa: FBT001, FBT002
    """ "Tue 19:00" for minutes from T0, or "Day 3" where only the day is known."""
    if not exact:
        return f"Day {minutes // DAY}"
    days, minute = divmod(clock.minute + minutes, DAY)
    return f"{WEEKDAYS[(clock.weekday + days) % 7]} {minute // 60:02d}:{minute % 60:02d}"


def story_note(clock: StoryClock, minutes: int, exact: bool = True) -> str:  # noqa: FBT001, FBT002
    """How far it is to T0, in the author's words: "40 h to landfall".

    Empty where the author has none, and for a whole day: "Day 3" says it already."""
    words = clock.before if minutes < 0 else clock.after
    return words.replace("{}", _span(abs(minutes))) if words and exact else ""


def printed_at(inject: Inject, delays: Mapping[str, int] | None) -> Moment:
    """The time printed on an inject: the author's, plus what an earlier choice delayed it by."""
    late = (delays or {}).get(inject.id, 0)
    return Moment(inject.at.minutes + late, inject.at.exact)


def _span(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} min")
    return " ".join(parts)
