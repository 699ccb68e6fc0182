"""Sums (合计): the marks that hold in a period and at a moment, added up; and the report that they make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from sankua.core.clocks import Clock
from sankua.core.counting.books import CountingRules
from sankua.core.counting.by_org import by_org_json, stands_by_org
from sankua.core.counting.cells import (
    Key,
    campaigns_of,
    cells_json,
    check_dimensions,
    keys_of,
    only_named,
    totals_in,
    values_of,
)
from sankua.core.counting.figures import LIGHTS, TOTALS, total_marks
from sankua.core.counting.frame import Frame
from sankua.core.counting.groups import group_marks, groups_json
from sankua.core.counting.handoffs import handoff_marks, handoffs_json
from sankua.core.counting.hidden import hidden_marks
from sankua.core.counting.life import Life
from sankua.core.counting.marks import NEVER, Adds, Mark, What, day_of, month_of
from sankua.core.counting.rates import SETTLED, rate_marks, rates_json
from sankua.core.times import format_time


def marks_of(life: Life, clocks: Sequence[Clock], rules: CountingRules) -> Iterator[Mark]:
    """All that a case adds to figures: THE definition of them. `clocks` as Frame.clocks_of gives them."""
    yield from report_marks(life, clocks, rules)
    yield from hidden_marks(life)


def report_marks(life: Life, clocks: Sequence[Clock], rules: CountingRules) -> Iterator[Mark]:
    """Those of them that the report shows."""
    yield from total_marks(life, clocks, rules)
    yield from rate_marks(life, clocks, rules)
    yield from handoff_marks(life)
    yield from group_marks(life)


_KEPT: Final = 65_536
"""So many different things are counted by identity before they are put together by their texts."""


class _Counted:
    """How often something is added, and the earliest day of it; kept, so that its identity stays its own."""

    __slots__ = ("adds", "oldest", "times")

    def __init__(self, adds: Adds, day: int) -> None:
        self.adds = adds
        self.times = 0
        self.oldest = day


class Added(NamedTuple):
    """What was added up, without the question it answers: see Sums."""

    adds: Counter[Adds]
    oldest: dict[Adds, int]
    cells: Counter[tuple[Key, str]]
    repeats: dict[str, str]
    settled: dict[str, str]


class Sums:
    """Adds up case by case, or takes what was added up elsewhere.

    `adds` counts the marks that hold by what they add. `oldest` has the earliest day of those that are asked
    of the moment alone. `repeats` names the latest repeat of earlier cases, `settled` first-time cases that
    were settled in the period and not reopened: which of them came back is known only at the end.
    """

    marks = staticmethod(report_marks)
    """Which marks of a case are looked at."""

    def __init__(self, frame: Frame, by: Sequence[str] = ()) -> None:
        self.frame = frame
        self.by = check_dimensions(by)
        self._times: dict[int, _Counted] = {}
        self.adds: Counter[Adds] = Counter()
        self.oldest: dict[Adds, int] = {}
        self.cells: Counter[tuple[Key, str]] = Counter()
        self.repeats: dict[str, str] = {}
        self.settled: dict[str, str] = {}

    def add(self, life: Life) -> None:
        """Counts one case."""
        self.note_repeat(life)
        found = self.holding(life)
        if len(self._times) > _KEPT:
            self._gather()
        times = self._times
        for adds, day, _, until, _, _ in found:
            # What marks add is the same object for many cases: that is found faster than by its texts.
            counted = times.get(id(adds))
            if counted is None:
                counted = times[id(adds)] = _Counted(adds, day)
            counted.times += 1
            if not until:
                if day < counted.oldest:
                    counted.oldest = day
            elif adds is SETTLED:
                self.settled[life.case] = settled_on(life, day)
        if self.by:
            self._add_cells(life, found)

    def added(self) -> Added:
        """What was added up so far, for another one of the same frame and dimensions to `take`."""
        self._gather()
        return Added(self.adds, self.oldest, self.cells, self.repeats, self.settled)

    def take(self, other: Added) -> None:
        """Adds what was added up of other cases."""
        self.adds.update(other.adds)
        self.cells.update(other.cells)
        self.settled.update(other.settled)
        for adds, day in other.oldest.items():
            self.oldest[adds] = min(self.oldest.get(adds, day), day)
        for case, moment in other.repeats.items():
            self.repeats[case] = max(self.repeats.get(case, ""), moment)

    def holding(self, life: Life) -> list[Mark]:
        """The marks of the case that hold."""
        frame = self.frame
        counts = frame.counts
        return [mark for mark in self.marks(life, frame.clocks_of(life), frame.rules) if counts(mark)]

    def _add_cells(self, life: Life, found: Sequence[Mark]) -> None:
        values, campaigns = values_of(life), campaigns_of(life)
        if life.is_accusation:
            values = only_named(values, self.frame.names)
        keys: dict[str, list[Key]] = {}
        for mark in found:
            if totals := totals_in(mark.adds):
                month = month_of(mark.day)
                if month not in keys:
                    keys[month] = keys_of(self.by, values, campaigns, month)
                for key in keys[month]:
                    for figure, amount in totals:
                        self.cells[key, figure] += amount

    def note_repeat(self, life: Life) -> None:
        """Notes that a case repeats an earlier one, and counts nothing else of it."""
        registered = life.registered
        if registered is not None and registered.data.get("repeat_of"):
            earlier = str(registered.data["repeat_of"])
            self.repeats[earlier] = max(self.repeats.get(earlier, ""), registered.time)

    def numbers(self) -> dict[What, int]:
        """Every number of the report that some mark added to, be it 0."""
        self._gather()
        found: dict[What, int] = {}
        for adds, times in self.adds.items():
            for what, amount in adds:
                found[what] = found.get(what, 0) + amount * times
        return found

    def _gather(self) -> None:
        """Puts what was counted case by case to the rest."""
        for counted in self._times.values():
            self.adds[counted.adds] += counted.times
            self.oldest[counted.adds] = min(self.oldest.get(counted.adds, NEVER), counted.oldest)
        self._times = {}

    def to_json(self) -> dict[str, Any]:
        """The report, keys in the order of its definition."""
        frame, sums = self.frame, self.numbers()
        came_back = sum(self.repeats.get(case, "") > since for case, since in self.settled.items())
        return {
            "period": frame.period.to_json(),
            "as_of": format_time(frame.as_of),
            "totals": {name: sums.get(("totals", "", name), 0) for name in TOTALS},
            "rates": rates_json(sums, came_back),
            "handoffs": handoffs_json(sums, frame.rules.percentiles),
            **groups_json(sums),
            "lights": {name: sums.get(("lights", "", name), 0) for name in LIGHTS},
            "cells": cells_json(self.by, self.cells),
            "by_org": by_org_json(sums, self._oldest_days(), frame),
        }

    def _oldest_days(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for adds, day in self.oldest.items():
            for (part, org, figure), _ in adds:
                if figure == "open" and stands_by_org(part, org, self.frame):
                    found[org] = max(self.frame.today - day, found.get(org, 0))
        return found


def settled_on(life: Life, day: int) -> str:
    """When a case was settled on a day, the first time on it; "" where it was not."""
    return next((fact.time for fact in life.of("CaseSettled") if day_of(fact.time) == day), "")
