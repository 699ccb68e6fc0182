"""The calendar of official working days (工作日), make-up days included; lookups are array reads."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from typing import Final

_FIRST: Final = date(1990, 1, 1).toordinal()
_LAST: Final = date(2110, 12, 31).toordinal()
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """What differs from the plain week: rest days (name per date), make-up working days, published years.

    A year that is not in `published` is computed, and every answer that rests on it is provisional.
    """

    rest: Mapping[date, str] = field(default_factory=dict)
    work: Collection[date] = ()
    published: Collection[int] = ()


class Calendar:
    """Official working days from 1990 to 2110; outside of that the plain week, provisionally."""

    def __init__(self, days: CalendarDays) -> None:
        self._names = dict(days.rest)
        self._made_up = frozenset(days.work)
        self._published = frozenset(days.published)
        working = bytearray((0 if (i - 1) % 7 > 4 else 1) for i in range(_FIRST, _LAST + 1))
        for day in self._names:
            _mark(working, day, 0)
        for day in self._made_up:
            _mark(working, day, 1)
        self._working = bytes(working)
        # Arrays: as lists of numbers the two took 3 MB of every service.
        self._before = array("i", accumulate(self._working, initial=0))
        self._ordinals = array("i", (_FIRST + i for i, flag in enumerate(self._working) if flag))

    def is_working(self, day: date) -> bool:
        """Whether offices work on that day."""
        index = day.toordinal() - _FIRST
        if 0 <= index < len(self._working):
            return bool(self._working[index])
        return day.weekday() < 5

    def is_provisional(self, day: date) -> bool:
        """Whether the official calendar of that day's year was not published when the data was made."""
        return day.year not in self._published

    def add_working(self, start: date, days: int) -> date:
        """The `days`-th working day after `start`; the start itself is not counted. `days` >= 1."""
        index = start.toordinal() - _FIRST
        if 0 <= index < len(self._working):
            at = self._before[index + 1] + days - 1
            if at < len(self._ordinals):
                return date.fromordinal(self._ordinals[at])
        return self._walk(start, days)

    def working_between(self, after: date, until: date) -> int:
        """How many working days lie after `after`, up to and with `until`."""
        return bisect_right(self._ordinals, until.toordinal()) - bisect_right(
            self._ordinals, after.toordinal()
        )

    def next_working(self, day: date) -> date:
        """The day itself where offices work on it, else the next working day."""
        return day if self.is_working(day) else self.add_working(day, 1)

    def kind(self, day: date) -> str:
        """Why a day is worked or not, for a person: 工作日, 调休上班, a holiday's name, 周末."""
        if day in self._made_up:
            return "调休上班 make-up working day"
        if day in self._names:
            return f"{self._names[day]} rest day"
        return "工作日 working day" if day.weekday() < 5 else "周末 weekend"

    def _walk(self, start: date, days: int) -> date:
        day = start
        while days > 0:
            day += _DAY
            days -= self.is_working(day)
        return day


def _mark(working: bytearray, day: date, flag: int) -> None:
    index = day.toordinal() - _FIRST
    if 0 <= index < len(working):
        working[index] = flag
