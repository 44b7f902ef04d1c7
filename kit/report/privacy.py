"""Who may be named and which counts may be shown, after the names policy of the run.

* ``named``: players' names stand in Appendix B; elsewhere positions. ``positions``: no players' names.
  Evaluators sign their notes in both.
* ``anonymous``: no names, no positions, no seat; a count of fewer than three people is None. When that
  count could be worked out from the others, the total and the shares are None as well.
* Reasons for a vote are signed by table only, whatever the policy: that is what the room was shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kit.report.pieces import Bar
from kit.report.record import Record
from kit.report.words import TABLES
from kit.scenario.model import Exercise

FEWEST = 3


@dataclass(frozen=True, slots=True)
class Counted:
    """A round's votes as they may be shown. ``withheld``: totals are hidden, too."""

    votes: Mapping[str, int | None]
    shares: Mapping[str, int | None]
    voted: int | None
    of: int | None
    leaders: frozenset[str]
    withheld: bool


class Privacy:
    """The names policy of one run."""

    def __init__(self, record: Record, exercise: Exercise) -> None:
        self.policy = record.setup.names
        self._positions = exercise.positions_by_id
        self._seats = {seat.id: seat for seat in record.seats}
        evaluators = [seat for seat in record.seats if seat.role == "evaluator"]
        self._evaluators = {seat.id: number for number, seat in enumerate(evaluators, 1)}
        tables = [self._table(seat.position) for seat in record.seats if seat.role == "player"]
        self._signed = {table for table in tables if not self.anonymous or tables.count(table) >= FEWEST}

    @property
    def anonymous(self) -> bool:
        """Whether nobody may be recognised, by a count either."""
        return self.policy == "anonymous"

    def few(self, count: int) -> int | None:
        """A number of people, or None when the run is anonymous and they are fewer than three."""
        return None if self.anonymous and count < FEWEST else count

    def position(self, seat: str) -> str:
        """The position a seat plays as it may be printed; "" in an anonymous run."""
        known = self._seats.get(seat)
        if known is None or self.anonymous or known.position not in self._positions:
            return ""
        position = self._positions[known.position]
        return position.short or position.title

    def table(self, seat: str) -> str:
        """ "Government table"; "" where fewer than three sat at it in an anonymous run."""
        known = self._seats.get(seat)
        table = self._table(known.position) if known else ""
        return TABLES.get(table, "") if table in self._signed else ""

    def who(self, seat: str) -> str:
        """What signs a participant's own words: the position, or the table in an anonymous run."""
        return self.position(seat) or self.table(seat)

    def evaluator(self, seat: str) -> str:
        """ "Evaluator 2"; Appendix B says who that is where evaluators sign."""
        number = self._evaluators.get(seat)
        return f"Evaluator {number}" if number else "Evaluator"

    def counted(self, counts: Mapping[str, int], of: int) -> Counted:
        """The votes of a round by option, with what may not be shown left out."""
        total, top = sum(counts.values()), max(counts.values(), default=0)
        votes = {key: self.few(count) for key, count in counts.items()}
        withheld = self.anonymous and any(0 < count < FEWEST for count in counts.values())
        hide = withheld or total == 0
        shares = {key: None if hide else round(100 * count / total) for key, count in counts.items()}
        leaders = frozenset(
            key for key, count in counts.items() if top and count == top and votes[key] is not None
        )
        return Counted(
            votes=votes,
            shares={key: None if votes[key] is None else share for key, share in shares.items()},
            voted=None if withheld else self.few(total),
            of=None if withheld else self.few(of),
            leaders=leaders,
            withheld=withheld,
        )

    def _table(self, position: str) -> str:
        return self._positions[position].table if position in self._positions else ""


def bars(counted: Counted, texts: Mapping[str, str], taken: str) -> tuple[Bar, ...]:
    """The rows of a result: options in order, with what may be shown."""
    return tuple(
        Bar(
            option=key,
            text=texts.get(key, ""),
            votes=counted.votes[key],
            share=counted.shares[key],
            most=key in counted.leaders,
            taken=key == taken,
        )
        for key in counted.votes
    )
