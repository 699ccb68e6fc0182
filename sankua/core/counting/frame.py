"""What one report is asked for: period, moment, dimensions and the rules in force."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from sankua.core.clocks import Clock, ClockBook, compute_known
from sankua.core.counting.books import CountingBooks, CountingRules
from sankua.core.counting.life import Fact, Life
from sankua.core.counting.marks import Mark, day_number, moment_number
from sankua.core.counting.period import Period
from sankua.core.times import format_time, local_date, start_of_day

Named = Set[str] | None
"""The organs under which accusations are counted for whoever asks; None: every organ.

He may be the accused, and a number that moves would tell him (防火墙). Sums that name no organ have them all.
"""


@dataclass(frozen=True, slots=True)
class Frame:
    """The question that a report answers. `start` <= time < `end` is in the period, compared as texts.

    `rate_clocks` has the clocks of the rates only; one that started before `quiet_before` is due before the
    period whatever its case did. The four from `first_day` on are
    the same question as marks ask it (see `marks`). An accusation is counted under organs in `named` only.
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
    first_day: int
    end_day: int
    today: int
    moment: int
    named: Named = None

    @classmethod
    def of(cls, period: Period, as_of: datetime, books: CountingBooks, named: Named = None) -> Frame:
        """The frame of a period as of a moment."""
        rules = books.rules(period.last)
        narrow = rate_book(books.clocks, rules)
        first, today = day_number(period.first), day_number(local_date(as_of))
        return cls(
            period, as_of, format_time(as_of), period.start, period.end, rules, books.clocks, narrow,
            _quiet_before(period, narrow), first, day_number(period.last) + 1, today, moment_number(as_of),
            named,
        )  # fmt: skip

    def clocks_of(self, life: Life) -> list[Clock]:
        """The clocks that some figure reads: all of an open case, those of the rates of a closed one."""
        if life.open:
            return compute_known(life.clock_events(), self.as_of, self.clocks)
        if life.derived or life.facts[-1].time < self.quiet_before:
            return []
        return compute_known(life.clock_events(), self.as_of, self.rate_clocks)

    def names(self, org: str) -> bool:
        """Whether an accusation is counted under this organ."""
        return self.named is None or org in self.named

    def holds(self, time: str) -> bool:
        """Whether a moment lies in the period."""
        return self.start <= time < self.end

    def counts(self, mark: Mark) -> bool:
        """Whether a mark counts in the period and at the moment."""
        in_period = mark.after < self.first_day <= mark.day < self.end_day <= mark.until
        return (not mark.until or in_period) and mark.since <= self.moment < mark.before

    def within(self, life: Life, *names: str) -> list[Fact]:
        """The facts of these names that lie in the period."""
        found = life.of(*names)
        return [fact for fact in found if self.start <= fact.time < self.end] if found else found


def rate_book(book: ClockBook, rules: CountingRules) -> ClockBook:
    """The clocks of the rates only: all that figures read of a closed case."""
    wanted = {rate.clock for rate in rules.clock_rates.values()}
    return ClockBook([r for r in book.rules if r.id in wanted], book.calendar, book.offices, book.moments)


def _quiet_before(period: Period, book: ClockBook) -> str:
    """Twice the longest clock of the book and two months before the period: holidays are far shorter."""
    lengths = [rule.length + (rule.extension.most if rule.extension else 0) for rule in book.rules]
    lengths += [length for office in book.offices for length in office.lengths.values()]
    return format_time(start_of_day(period.first - timedelta(days=2 * max(lengths, default=0) + 60)))
