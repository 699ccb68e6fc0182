"""The rates (指标): numerator, denominator and value, each over the cohort that its definition names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from sankua.core.clocks import Clock
from sankua.core.counting.books import CASE_RATES, CLOCK_RATES
from sankua.core.counting.frame import Frame
from sankua.core.counting.life import Fact, Life

_ENDED: Final = frozenset({"MET", "OVERDUE"})


class Rates:
    """Collects numerators and denominators case by case. Derived cases and clocks are in neither."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._above: Counter[str] = Counter()
        self._below: Counter[str] = Counter()
        self._settled: dict[str, str] = {}
        self._repeats: dict[str, str] = {}

    def add(self, life: Life, clocks: Sequence[Clock]) -> None:
        """Counts one case."""
        self.note_repeat(life)
        if life.derived:
            return
        self._add_clocks(life, clocks)
        self._add_evaluation(life)
        self._add_first_time(life)
        registered = life.registered
        if registered is not None and self._frame.holds(registered.time):
            self._count("repeat", bool(registered.data.get("repeat_of")))

    def _count(self, rate: str, hit: bool) -> None:
        self._below[rate] += 1
        self._above[rate] += hit

    def _add_clocks(self, life: Life, clocks: Sequence[Clock]) -> None:
        period = self._frame.period
        for name, rate in self._frame.rules.clock_rates.items():
            for clock in clocks:
                if (
                    clock.clock == rate.clock
                    and not clock.derived
                    and clock.state in _ENDED
                    and period.first <= clock.due_on <= period.last
                    and (not rate.role or (clock.role or "LEAD") == rate.role)
                ):
                    self._count(name, clock.state == "MET")

    def _add_evaluation(self, life: Life) -> None:
        if not self._frame.within(life, "OpinionDelivered"):
            return
        target = self._frame.rules.evaluation_target
        ratings = [f.data.get("rating") for f in life.of("CaseEvaluated") if f.data.get("target") == target]
        self._count("evaluated", bool(ratings))
        if ratings:
            self._count("satisfied", ratings[-1] in self._frame.rules.satisfied_ratings)

    def _add_first_time(self, life: Life) -> None:
        settled = self._frame.within(life, "CaseSettled")
        if not settled or life.registered is None or life.registered.data.get("repeat_of"):
            return
        since = settled[0]
        reopened = any(_after(f, since) for f in life.of(self._frame.rules.reopened_by))
        self._count("first_time_settled", not reopened)
        if not reopened:
            self._settled[life.case] = since.time

    def note_repeat(self, life: Life) -> None:
        """Remembers the latest repeat of every earlier case: it may be read before or after that case."""
        registered = life.registered
        if registered is not None and registered.data.get("repeat_of"):
            earlier = str(registered.data["repeat_of"])
            self._repeats[earlier] = max(self._repeats.get(earlier, ""), registered.time)

    def to_json(self) -> dict[str, Any]:
        """The `rates` part of a report."""
        above = Counter(self._above)
        above["first_time_settled"] -= sum(
            self._repeats.get(case, "") > since for case, since in self._settled.items()
        )
        return {name: ratio(above[name], self._below[name]) for name in (*CLOCK_RATES, *CASE_RATES)}


def ratio(numerator: int, denominator: int) -> dict[str, Any]:
    """A rate; of an empty denominator the value is null, never 100 %."""
    value = numerator / denominator if denominator else None
    return {"numerator": numerator, "denominator": denominator, "value": value}


def _after(fact: Fact, other: Fact) -> bool:
    return fact[:4] > other[:4]
