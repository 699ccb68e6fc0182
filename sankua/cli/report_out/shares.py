"""Counting on every core: the report of a history is the report of its parts, added up."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sankua.core.counting import Period
    from sankua.core.counting.books import CountingBooks
    from sankua.core.counting.rows import Row
    from sankua.core.counting.sums import Added

LEAST: Final = 5_000
"""Cases of a share: below that a process costs more than it saves."""


def report_in_shares(
    rows: Sequence[Row], period: Period, as_of: datetime, by: Sequence[str], books: CountingBooks
) -> dict[str, Any]:
    """As `sankua.core.counting.report`; many cases are counted side by side, on as many cores as there are.

    The shares are forked, so that no row is copied. Where a system cannot, one process counts all.
    """
    from sankua.core.counting.frame import Frame
    from sankua.core.counting.report import Tally

    frame = Frame.of(period, as_of, books)
    shares = share_count(len(rows))

    def count(number: int) -> Tally:
        tally = Tally(frame, by)
        for row in rows[number::shares]:
            tally.add_row(row)
        return tally

    def added(number: int) -> Added:
        return count(number).added()

    children = [_Child(partial(added, number)) for number in range(1, shares)]
    whole = count(0)
    for number, child in enumerate(children, 1):
        found = child.answer()
        # A share that was killed (memory, a hand) is counted here: slower, and the same.
        whole.take(found if found is not None else added(number))
    return whole.to_json()


def share_count(cases: int) -> int:
    """Into how many shares so many cases are cut on this machine: at least one."""
    if "fork" not in multiprocessing.get_all_start_methods() or not hasattr(os, "sched_getaffinity"):
        return 1
    return max(1, min(len(os.sched_getaffinity(0)), cases // LEAST))


class _Child:
    """A forked process that counts one share."""

    def __init__(self, count: Callable[[], Added]) -> None:
        context = multiprocessing.get_context("fork")
        self._end, other = context.Pipe(duplex=False)
        self._process = context.Process(target=_count_and_tell, args=(count, other), daemon=True)
        self._process.start()
        other.close()

    def answer(self) -> Added | None:
        """What it added up; None where it ended without an answer."""
        try:
            found: Added = self._end.recv()
        except EOFError:
            return None
        finally:
            self._process.join()
        return found


def _count_and_tell(count: Callable[[], Added], end: Connection) -> None:
    end.send(count())
    end.close()
