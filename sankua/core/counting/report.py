"""The report (报表): every figure of CLI "Report JSON" from rows, in one pass."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sankua.core.counting.books import CountingBooks
from sankua.core.counting.cells import DIMENSIONS
from sankua.core.counting.frame import Frame
from sankua.core.counting.life import Life, facts
from sankua.core.counting.period import Period
from sankua.core.counting.rows import Row
from sankua.core.counting.sums import Sums

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
        tally.add_row(row)
    return tally.to_json()


def dump(document: Any) -> str:
    """The one text of a report, for file, terminal and gRPC alike."""
    return json.dumps(document, ensure_ascii=False, indent=2)


def life_of(row: Row, frame: Frame) -> Life:
    """The case of a row as it was known at the frame's moment."""
    return Life(row["case"], facts(row, frame.as_of_text), frame.rules)


class Tally(Sums):
    """Adds rows up."""

    def add_row(self, row: Row) -> None:
        """Counts one row; one that nothing was known of at the moment counts nothing."""
        life = life_of(row, self.frame)
        if life.facts:
            self.add(life)
