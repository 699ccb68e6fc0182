"""Use cases: figures, counts, progress. Reading only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sankua.core.counting import CountingBooks, Period, dump, report
from sankua.core.counting.cells import check_dimensions
from sankua.core.errors import Problem, Refused
from services.common.times import Clock
from services.reporting.domain.rows import DIMENSIONS
from services.reporting.metrics import FIGURES_SECONDS


@dataclass(frozen=True, slots=True)
class Counter:
    """What the use cases work with. `rows` streams all counting rows; blocking."""

    time: Clock
    books: CountingBooks
    rows: Callable[[], Iterable[dict[str, Any]]]


async def figures(counter: Counter, period: str, as_of: datetime | None, by: Sequence[str]) -> str:
    """The report document, byte for byte that of `sankua report --history` on the same log.

    Refused for a period or a dimension that is none.
    """
    asked, dimensions = Period.parse(period), check_dimensions(by)
    with FIGURES_SECONDS.time():
        return await asyncio.to_thread(_count, counter, asked, as_of or counter.time.now(), dimensions)


def _count(counter: Counter, period: Period, as_of: datetime, by: Sequence[str]) -> str:
    return dump(report(counter.rows(), period, as_of, by, counter.books))


def wanted(by: Sequence[str]) -> tuple[str, ...]:
    """The dimensions of counts, all where none is named. Refused for one that is none, or named twice."""
    wrong = [name for i, name in enumerate(by) if name not in DIMENSIONS or name in by[:i]]
    if wrong:
        raise Refused(Problem("by", f"{', '.join(wrong)}: use {', '.join(DIMENSIONS)}, each once"))
    return tuple(by) or DIMENSIONS
