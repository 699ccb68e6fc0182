"""Versions of a case (版本): its marks, and between which two moments of asking they hold.

What is known of a case changes only at the moments named in its row. A report is asked for as of now, or as
of the end of a year; so the last version is kept, and the one in force at each year's end. What was known in
between is counted from the row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from sankua.core.clocks import Clock, ClockBook, ahead
from sankua.core.counting.books import CountingBooks, CountingRules
from sankua.core.counting.cells import Value, campaigns_of, values_of
from sankua.core.counting.facts import facts
from sankua.core.counting.frame import rate_book
from sankua.core.counting.life import Life
from sankua.core.counting.marks import NEVER, Mark, moment_number
from sankua.core.counting.rows import Row
from sankua.core.counting.sums import marks_of
from sankua.core.times import SHANGHAI, parse_time

FAR: Final = datetime(9990, 1, 1, tzinfo=UTC)
"""After every clock has run out."""


class Statement(NamedTuple):
    """What a case says of itself in one version; `repeat_of` is "" for a first one.

    `clocks` are those of an open case, none of a closed one.
    """

    marks: tuple[Mark, ...]
    values: Mapping[str, Value]
    campaigns: tuple[str, ...]
    repeat_of: str
    registered_at: str
    clocks: tuple[Clock, ...]
    secret: bool
    """An accusation."""


class Version(NamedTuple):
    """Holds when it is asked as of a moment m, `since` <= m < `until`, in microseconds as marks have them.

    `said` is None where the version is not kept: ask the row.
    """

    since: int
    until: int
    said: Statement | None


class Compiler:
    """Makes versions by the newest counting rules."""

    def __init__(self, books: CountingBooks) -> None:
        self.rules: CountingRules = books.versions[-1]
        self._clocks = books.clocks
        self._narrow: ClockBook = rate_book(books.clocks, self.rules)
        self._fields = {*books.clocks.moments.values()} | {
            start.at for rule in books.clocks.rules for start in rule.starts if start.at
        }

    def versions(self, row: Row) -> list[Version]:
        """In order and without a gap from the first moment at which anything is known of the case."""
        turns = sorted(self._turns(row))
        moments = [moment_number(datetime.fromisoformat(turn)) for turn in turns]
        found: list[Version] = []
        for i, turn in enumerate(turns):
            since, until = moments[i], moments[i + 1] if i + 1 < len(turns) else NEVER
            kept = until == NEVER or _holds_at_years_end(turn, turns[i + 1])
            said = self.state(row, turn) if kept else None
            if said is None and found and found[-1].said is None:
                since = found.pop().since
            found.append(Version(since, until, said))
        return found

    def state(self, row: Row, turn: str) -> Statement:
        """What the case says from a moment on, until more becomes known."""
        life = Life(row["case"], facts(row, turn), self.rules)
        clocks = self._clocks_of(life, turn)
        registered = life.registered
        return Statement(
            tuple(marks_of(life, clocks, self.rules)) if life.facts else (),
            values_of(life),
            tuple(campaigns_of(life)),
            str(registered.data.get("repeat_of") or "") if registered else "",
            registered.time if registered else "",
            tuple(clocks) if life.open else (),
            life.is_accusation,
        )

    def _clocks_of(self, life: Life, turn: str) -> list[Clock]:
        if not life.open and (life.derived or not life.facts):
            return []
        book = self._clocks if life.open else self._narrow
        return ahead(life.clock_events(), datetime.fromisoformat(turn), book, FAR)

    def _turns(self, row: Row) -> set[str]:
        """Every moment at which something may become known, or which a clock may start from."""
        found: set[str] = set()
        for entries in row["streams"].values():
            for _, name, time, recorded, _, data in entries:
                found.update((time, recorded or time))
                found.update(_moments(data[field] for field in self._fields if field in data))
                if name == "EventCorrected":
                    found.update(_moments([data.get("new")]))
        return found


def _moments(values: Any) -> Iterator[str]:
    """Those of the values that are moments, as rows write them."""
    for value in values:
        if isinstance(value, str):
            try:
                yield parse_time(value).astimezone(SHANGHAI).isoformat()
            except ValueError:
                continue


def _holds_at_years_end(since: str, until: str) -> bool:
    """Whether a version is in force when some year ends."""
    return since[:4] < until[:4]
