"""The period of a report (统计期): a year, a quarter, a month, or two dates."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sankua.core.errors import Problem, Refused
from sankua.core.times import FIRST_YEAR, LAST_YEAR, format_time, start_of_day

_EXPECTED: Final = "expected 2023, 2023Q3, 2023-07 or 2023-05-01..2023-11-30"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both of them whole, in Asia/Shanghai."""

    first: date
    last: date

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period that a text names. Refused (field `period`) where it names none."""
        for pattern, read in _FORMS:
            if found := re.fullmatch(pattern, text.strip()):
                try:
                    period = read(*found.groups())
                except ValueError as error:
                    raise Refused(Problem("period", f"{text!r}: {error}; {_EXPECTED}")) from error
                if period.last < period.first:
                    raise Refused(Problem("period", f"{text!r} ends before it starts"))
                if period.first.year < FIRST_YEAR or period.last.year > LAST_YEAR:
                    reason = f"{text!r} lies outside the years {FIRST_YEAR} to {LAST_YEAR}"
                    raise Refused(Problem("period", reason))
                return period
        raise Refused(Problem("period", f"{text!r} is no period; {_EXPECTED}"))

    @property
    def start(self) -> str:
        """The first moment, as the rows write time."""
        return format_time(start_of_day(self.first))

    @property
    def end(self) -> str:
        """The first moment after the period, as the rows write time."""
        return format_time(start_of_day(self.last + timedelta(days=1)))

    def to_json(self) -> dict[str, str]:
        """`{"from", "to"}`, as dates."""
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}


def _months(year: int, first: int, count: int) -> Period:
    after = date(year + (first + count > 12), (first + count - 1) % 12 + 1, 1)
    return Period(date(year, first, 1), after - timedelta(days=1))


def _quarter(year: str, quarter: str) -> Period:
    return _months(int(year), 3 * int(quarter) - 2, 3)


_FORMS: Final[tuple[tuple[str, Callable[..., Period]], ...]] = (
    (r"(\d{4})", lambda year: _months(int(year), 1, 12)),
    (r"(\d{4})-?Q([1-4])", _quarter),
    (r"(\d{4})-(\d{2})", lambda year, month: _months(int(year), int(month), 1)),
    (
        r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})",
        lambda first, last: Period(date.fromisoformat(first), date.fromisoformat(last)),
    ),
)
