"""What one report is asked for: period, moment, dimensions and the rules in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sankua.core.clocks import ClockBook
from sankua.core.counting.books import CountingBooks, CountingRules
from sankua.core.counting.life import Fact, Life
from sankua.core.counting.period import Period
from sankua.core.times import format_time


@dataclass(frozen=True, slots=True)
class Frame:
    """The question that a report answers. `start` <= time < `end` is in the period, compared as texts."""

    period: Period
    as_of: datetime
    as_of_text: str
    start: str
    end: str
    rules: CountingRules
    clocks: ClockBook

    @classmethod
    def of(cls, period: Period, as_of: datetime, books: CountingBooks) -> Frame:
        """The frame of a period as of a moment."""
        rules = books.rules(period.last)
        return cls(period, as_of, format_time(as_of), period.start, period.end, rules, books.clocks)

    def holds(self, time: str) -> bool:
        """Whether a moment lies in the period."""
        return self.start <= time < self.end

    def within(self, life: Life, *names: str) -> list[Fact]:
        """The facts of these names that lie in the period."""
        return [fact for fact in life.of(*names) if self.start <= fact.time < self.end]
