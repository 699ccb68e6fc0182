"""What one report is asked for: period, moment, dimensions and the rules in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sankua.core.clocks import Clock, ClockBook, compute_known
from sankua.core.counting.books import CountingBooks, CountingRules
from sankua.core.counting.life import Fact, Life
from sankua.core.counting.period import Period
from sankua.core.times import format_time, start_of_day


@dataclass(frozen=True, slots=True)
class Frame:
    """The question that a report answers. `start` <= time < `end` is in the period, compared as texts.

    `rate_clocks` has the clocks of the rates only; one that started before `quiet_before` is due before the
    period whatever its case did.
    """

    period: Period
    as_of: datetime
    as_of_text: str
    start: str
    end: str
    rules: CountingRules
    clocks: ClockBook
    rate_clocks: ClockBook
    quiet_before: str

    @classmethod
    def of(cls, period: Period, as_of: datetime, books: CountingBooks) -> Frame:
        """The frame of a period as of a moment."""
        rules = books.rules(period.last)
        wanted = {rate.clock for rate in rules.clock_rates.values()}
        book = books.clocks
        narrow = ClockBook(
            [r for r in book.rules if r.id in wanted], book.calendar, book.offices, book.moments
        )
        return cls(
            period, as_of, format_time(as_of), period.start, period.end, rules, book, narrow,
            _quiet_before(period, narrow),
        )  # fmt: skip

    def clocks_of(self, life: Life) -> list[Clock]:
        """The clocks that some figure reads: all of an open case, those of the rates of a closed one."""
        if life.open:
            return compute_known(life.clock_events(), self.as_of, self.clocks)
        if life.derived or life.facts[-1].time < self.quiet_before:
            return []
        return compute_known(life.clock_events(), self.as_of, self.rate_clocks)

    def holds(self, time: str) -> bool:
        """Whether a moment lies in the period."""
        return self.start <= time < self.end

    def within(self, life: Life, *names: str) -> list[Fact]:
        """The facts of these names that lie in the period."""
        found = life.of(*names)
        return [fact for fact in found if self.start <= fact.time < self.end] if found else found


def _quiet_before(period: Period, book: ClockBook) -> str:
    """Twice the longest clock of the book and two months before the period: holidays are far shorter."""
    lengths = [rule.length + (rule.extension.most if rule.extension else 0) for rule in book.rules]
    lengths += [length for office in book.offices for length in office.lengths.values()]
    return format_time(start_of_day(period.first - timedelta(days=2 * max(lengths, default=0) + 60)))
