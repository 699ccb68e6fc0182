"""Marks (计数标记): what a case adds to every figure, whatever period and moment is asked for later.

A mark adds its numbers in a period of days from `start` to before `end` when
`after` < `start` <= `day` < `end` <= `until`, and at a moment m when `since` <= m < `before`. "The first such
event in the period" is `after` = the day of the event before; "settled and not reopened in the period" is
`until` = the day of the next reopening. Marks hold while what is known of their case does not change.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from sankua.core.counting.life import Fact
from sankua.core.times import SHANGHAI

What = tuple[str, str, str]
"""A number of a report: part, name in it (organ, campaign, …; "" where it has none), figure."""
Adds = tuple[tuple[What, int], ...]
"""What one mark adds: several numbers that always go together."""

NEVER: Final = 1 << 62
"""After every day and every moment."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=SHANGHAI)
_FIRST: Final = date(1970, 1, 1).toordinal()
_MICRO: Final = timedelta(microseconds=1)


class Mark(NamedTuple):
    """See the module. Days count from 1970-01-01, moments in microseconds from its first one, in Shanghai.

    `until` 0 stands for a number that is asked of the moment alone and not of the period; its day only says
    which month it belongs to, and how old it is.
    """

    adds: Adds
    day: int
    after: int = -1
    until: int = NEVER
    since: int = 0
    before: int = NEVER


@lru_cache(maxsize=65536)
def _ordinal(text: str) -> int:
    return date.fromisoformat(text).toordinal() - _FIRST


def day_of(time: str) -> int:
    """The day of a moment as rows write it."""
    return _ordinal(time[:10])


def day_number(day: date) -> int:
    """The same of a date."""
    return day.toordinal() - _FIRST


def date_of(day: int) -> date:
    """The date of a day."""
    return date.fromordinal(day + _FIRST)


@lru_cache(maxsize=4096)
def month_of(day: int) -> str:
    """YYYY-MM."""
    return date_of(day).isoformat()[:7]


def moment_number(moment: datetime) -> int:
    """Microseconds."""
    return (moment - _EPOCH) // _MICRO


def firsts(found: Sequence[Fact], adds: Adds) -> Iterator[Mark]:
    """Counts once in a period, at the first of these facts in it."""
    if len(found) == 1:
        yield Mark(adds, day_of(found[0].time))
        return
    last = -1
    for fact in found:
        day = day_of(fact.time)
        if day != last:
            yield Mark(adds, day, last)
            last = day


def lasts(found: Iterable[tuple[str, Adds | None]]) -> Iterator[Mark]:
    """Counts what the last of these moments in a period says; None says nothing. In order of time."""
    held: tuple[int, Adds | None] | None = None
    for time, adds in found:
        day = day_of(time)
        if held is not None and held[1] is not None and held[0] != day:
            yield Mark(held[1], held[0], until=day)
        held = (day, adds)
    if held is not None and held[1] is not None:
        yield Mark(held[1], held[0])


def by_key(found: Sequence[Fact], field: str) -> Iterable[Sequence[Fact]]:
    """The facts of each value of a field, in order of time."""
    if len(found) == 1:
        return (found,)
    kept: dict[Hashable, list[Fact]] = {}
    for fact in found:
        kept.setdefault(fact.data.get(field), []).append(fact)
    return kept.values()


@lru_cache(maxsize=65536)
def one(part: str, figure: str, name: str = "") -> Adds:
    """One more in one number. The same object each time, so that counting need not compare texts."""
    return (((part, name, figure), 1),)


def add(part: str, figure: str, amount: int = 1, name: str = "") -> tuple[What, int]:
    """One number that a mark adds to."""
    return ((part, name, figure), amount)
