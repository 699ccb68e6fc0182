"""The report (报表): every figure of CLI "Report JSON" from rows, in one pass."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sankua.core.counting.books import CountingBooks
from sankua.core.counting.by_org import ByOrg
from sankua.core.counting.cells import DIMENSIONS, Cells
from sankua.core.counting.figures import LIGHTS, TOTALS, light, parts
from sankua.core.counting.frame import Frame
from sankua.core.counting.groups import Groups
from sankua.core.counting.handoffs import Handoffs
from sankua.core.counting.life import Life, facts
from sankua.core.counting.period import Period
from sankua.core.counting.rates import Rates
from sankua.core.counting.rows import Row
from sankua.core.times import format_time

__all__ = ["DIMENSIONS", "Tally", "dump", "life_of", "report"]


def report(
    rows: Iterable[Row], period: Period, as_of: datetime, by: Sequence[str], books: CountingBooks
) -> dict[str, Any]:
    """The figures of a period as they were known at a moment. The order of rows does not matter.

    One row per case: rows of the same case are merged first, see `merge`. Refused for an unknown dimension.
    """
    frame = Frame.of(period, as_of, books)
    tally = Tally(frame, by)
    for row in rows:
        tally.add(row)
    return tally.to_json()


def dump(document: Any) -> str:
    """The one text of a report, for file, terminal and gRPC alike."""
    return json.dumps(document, ensure_ascii=False, indent=2)


def life_of(row: Row, frame: Frame) -> Life:
    """The case of a row as it was known at the frame's moment."""
    return Life(row["case"], facts(row, frame.as_of_text), frame.rules)


class Tally:
    """Adds rows up."""

    def __init__(self, frame: Frame, by: Sequence[str] = ()) -> None:
        self._frame = frame
        self._totals: Counter[str] = Counter()
        self._lights: Counter[str] = Counter()
        self._rates = Rates(frame)
        self._handoffs = Handoffs(frame)
        self._groups = Groups(frame)
        self._cells = Cells(by)
        self._by_org = ByOrg(frame)

    def add(self, row: Row) -> None:
        """Counts one row."""
        life = life_of(row, self._frame)
        if life.facts:
            self.add_life(life)

    def add_life(self, life: Life) -> None:
        """Counts one case."""
        clocks = self._frame.clocks_of(life)
        found = parts(life, clocks, self._frame)
        for part in found:
            self._totals[part.figure] += part.amount
        if life.open:
            self._lights[light(clocks)] += 1
        self._rates.add(life, clocks)
        self._handoffs.add(life)
        self._groups.add(life)
        self._cells.add(life, found)
        self._by_org.add(life, found)

    def note_repeat(self, life: Life) -> None:
        """Notes that a case repeats an earlier one, and counts nothing else of it."""
        self._rates.note_repeat(life)

    def to_json(self) -> dict[str, Any]:
        """The report, keys in the order of its definition."""
        return {
            "period": self._frame.period.to_json(),
            "as_of": format_time(self._frame.as_of),
            "totals": {name: self._totals[name] for name in TOTALS},
            "rates": self._rates.to_json(),
            "handoffs": self._handoffs.to_json(),
            **self._groups.to_json(),
            "lights": {name: self._lights[name] for name in LIGHTS},
            "cells": self._cells.to_json(),
            "by_org": self._by_org.to_json(),
        }
