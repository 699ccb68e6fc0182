"""The ledger of one running clock: started, moved, extended, paused, ended; the due date follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from sankua.core.calendar import Calendar
from sankua.core.clocks.rules import ClockRule, Ending, Kind, Unit
from sankua.core.times import SHANGHAI, end_of_day, local_date

SECOND: Final = timedelta(seconds=1)
FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
"""No last day lies outside of these. A farther one is a slip, and days could not be counted from it."""
LONGEST_PAUSE: Final = 366
"""Days that one hearing leaves out at most; more is a slip."""


@dataclass(frozen=True, slots=True)
class Due:
    """The last day, its last second, and whether an unpublished calendar was used."""

    on: date
    at: datetime
    provisional: bool

    @property
    def over_at(self) -> datetime:
        """The first second that is too late."""
        return self.at + SECOND


@dataclass(slots=True)
class Ledger:
    """What was written down about one clock of one case."""

    rule: ClockRule
    key: str
    match: str
    match_key: str
    org: str
    role: str
    started_at: datetime
    length: int
    calendar: Calendar
    given: Due | None = None
    extended: int = 0
    paused: set[int] = field(default_factory=set)
    ending: Ending | None = None
    ended_at: datetime | None = None
    _due: Due | None = None

    @property
    def due(self) -> Due:
        """The due date as the ledger stands."""
        if self._due is None:
            self._due = self.given or self._derived()
        return self._due

    def end(self, ending: Ending, moment: datetime) -> None:
        """Closes the ledger; the first ending stands."""
        if self.ending is None:
            self.ending, self.ended_at = ending, moment

    def reanchor(self, moment: datetime) -> None:
        """Counts from another moment: the delivery became known."""
        self.started_at, self._due = moment, None

    def extend(self, days: int, moment: datetime) -> None:
        """Prolongs once, by at most what the rule allows, and only while there is time left to prolong."""
        most = self.rule.extension.most if self.rule.extension else 0
        if self.extended == 0 and days > 0 and moment < self.due.over_at:
            self.extended, self._due = min(days, most), None

    def pause(self, first: date, days: int) -> None:
        """Leaves out `days` days from `first` on; a day left out twice is left out once."""
        begin = local_date(self.started_at).toordinal()
        if end_of_day(first) <= self.due.at:
            ordinal = first.toordinal()
            self.paused.update(range(max(ordinal, begin + 1), ordinal + min(days, LONGEST_PAUSE)))
            self._due = None

    def late(self, moment: datetime) -> bool:
        """Whether a moment lies after the last second of the last day."""
        return moment >= self.due.over_at

    def state(self, as_of: datetime) -> str:
        """RUNNING, PAUSED, MET, OVERDUE, LAPSED or CANCELLED at a moment."""
        if self.ending is Ending.VOID:
            return "CANCELLED"
        if self.late(self.ended_at or as_of):
            return "LAPSED" if self.rule.kind is Kind.WINDOW else "OVERDUE"
        if self.ending is not None:
            return self.ending.value
        return "PAUSED" if self.paused and local_date(as_of).toordinal() in self.paused else "RUNNING"

    def _derived(self) -> Due:
        rule, days = self.rule, self.length + self.extended
        if rule.unit is not Unit.WORKING:
            days += len(self.paused)
        return _counted(local_date(self.started_at), days, rule.unit, rule.rolls, self.calendar)


@lru_cache(maxsize=1 << 16)
def _counted(start: date, days: int, unit: Unit, rolls: bool, calendar: Calendar) -> Due:
    """The day so many days after another; most clocks of many cases fall on few days, so it is kept."""
    provisional = False
    if unit is Unit.WORKING:
        last = calendar.add_working(start, days)
        provisional = calendar.is_provisional(last) or calendar.is_provisional(start)
    else:
        last = start + timedelta(days=days)
    if rolls:
        provisional = calendar.is_provisional(last)
        last = calendar.next_working(last)
    return Due(last, end_of_day(last), provisional)


def given_due(text: str) -> Due:
    """A due day that a sender named: a date counts whole, a time is the end. ValueError for neither.

    A day before FIRST_DAY or after LAST_DAY counts as that one.
    """
    moment = datetime.fromisoformat(text)
    day = min(max(moment.date(), FIRST_DAY), LAST_DAY)
    if len(text) == len("2023-05-04") or day != moment.date():
        return Due(day, end_of_day(day), False)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=SHANGHAI)
    moment = moment.astimezone(SHANGHAI)
    if moment.time() == time(0) and "T" not in text:
        moment = end_of_day(moment.date())
    return Due(moment.date(), moment, False)
