"""A log that nobody can fill: of lines that come from one place of the code some, then one now and then."""

from __future__ import annotations

import logging
import time
from collections import Counter

from kit.room.pace import Bucket

LINES_AT_ONCE, LINES_A_SECOND = 60.0, 0.2
"""Of one place. A bored guest can make us complain a thousand times a second; a person reads ten lines."""

LOGGERS = ("kit.server", "kit.pages", "kit.room", "tornado.access", "tornado.application", "tornado.general")

_Place = tuple[str, int]


class Terse(logging.Filter):
    """Lets the first lines of a place through, later a few, and says with those how many it held back."""

    def __init__(self) -> None:
        super().__init__()
        self._paces: dict[_Place, Bucket] = {}
        self._held: Counter[_Place] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a line is written."""
        place = (record.pathname, record.lineno)
        pace = self._paces.setdefault(place, Bucket(LINES_AT_ONCE, LINES_A_SECOND))
        if not pace.spend(time.monotonic()):
            self._held[place] += 1
            return False
        if held := self._held.pop(place, 0):
            record.msg, record.args = f"{record.getMessage()} ({held} lines like it were left out)", ()
        return True


def keep_terse(*more: logging.Logger) -> None:
    """From now on these loggers, and those of our own and of tornado, are terse."""
    terse = Terse()
    for logger in (*map(logging.getLogger, LOGGERS), *more):
        logger.addFilter(terse)
