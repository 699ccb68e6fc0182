"""The rates (指标): numerator, denominator and value, each over the cohort that its definition names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from sankua.core.clocks import Clock
from sankua.core.counting.books import CASE_RATES, CLOCK_RATES, CountingRules
from sankua.core.counting.life import Life
from sankua.core.counting.marks import Adds, Mark, What, add, day_number, day_of, firsts, moment_number

_ONE_SECOND: Final = 1_000_000
_STATES: Final = {"MET": True, "OVERDUE": False}
_FIRST_TIME: Final = "first_time_settled"
SETTLED: Final[Adds] = (add("below", _FIRST_TIME), add("above", _FIRST_TIME))
"""A first-time case settled and not reopened: it leaves the numerator when another case comes back to it."""


def rate_marks(life: Life, clocks: Sequence[Clock], rules: CountingRules) -> Iterator[Mark]:
    """The marks of the rates. Derived cases and clocks are in none."""
    if life.derived:
        return
    for name, rate in rules.clock_rates.items():
        for clock in clocks:
            if (
                clock.clock == rate.clock
                and not clock.derived
                and (not rate.role or (clock.role or "LEAD") == rate.role)
                and (mark := _of_clock(name, clock)) is not None
            ):
                yield mark
    yield from _of_evaluation(life, rules)
    registered = life.registered
    if registered is not None and not registered.data.get("repeat_of"):
        yield from _of_settlement(life, rules)


def _of_clock(name: str, clock: Clock) -> Mark | None:
    """A clock that ended counts by how it did; one that runs, from the moment on at which it is overdue."""
    day = day_number(clock.due_on)
    if clock.live:
        if clock.kind == "window":
            return None
        return Mark(_counted(name, False), day, since=moment_number(clock.due_at) + _ONE_SECOND)
    met = _STATES.get(clock.state)
    return None if met is None else Mark(_counted(name, met), day)


@cache
def _counted(rate: str, hit: bool) -> Adds:
    return (add("below", rate), add("above", rate, int(hit)))


def _of_evaluation(life: Life, rules: CountingRules) -> Iterator[Mark]:
    delivered = life.of("OpinionDelivered")
    if not delivered:
        return
    target = rules.evaluation_target
    ratings = [f.data.get("rating") for f in life.of("CaseEvaluated") if f.data.get("target") == target]
    adds = _counted("evaluated", bool(ratings))
    if ratings:
        adds += _counted("satisfied", ratings[-1] in rules.satisfied_ratings)
    yield from firsts(delivered, adds)


def _of_settlement(life: Life, rules: CountingRules) -> Iterator[Mark]:
    """The first settlement in the period; a reopening after it takes it out of the numerator."""
    reopened = life.of(rules.reopened_by)
    last = reopened[-1][:4] if reopened else None
    before = -1
    for fact in life.of("CaseSettled"):
        day = day_of(fact.time)
        if day != before:
            undone = last is not None and last > fact[:4]
            yield Mark(_counted(_FIRST_TIME, False) if undone else SETTLED, day, before)
            before = day


def rates_json(sums: Mapping[What, int], came_back: int) -> dict[str, Any]:
    """The `rates` part of a report; so many settled cases came back as another case."""
    found = {}
    for name in (*CLOCK_RATES, *CASE_RATES):
        above = sums.get(("above", "", name), 0) - (came_back if name == _FIRST_TIME else 0)
        found[name] = ratio(above, sums.get(("below", "", name), 0))
    return found


def ratio(numerator: int, denominator: int) -> dict[str, Any]:
    """A rate; of an empty denominator the value is null, never 100 %."""
    value = numerator / denominator if denominator else None
    return {"numerator": numerator, "denominator": denominator, "value": value}
