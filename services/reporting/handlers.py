"""Use cases: figures, differences, lists, counts, progress. Reading only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Final, Protocol

from sankua.core.counting import CountingBooks, Period, differences, dump
from sankua.core.counting.article41 import article41
from sankua.core.counting.behind import behind
from sankua.core.counting.casefile import case_file, ledger
from sankua.core.counting.cells import check_dimensions
from sankua.core.counting.drill import CaseBehind, Question, brief_of, drill
from sankua.core.counting.frame import Frame, Named
from sankua.core.counting.report import Tally
from sankua.core.errors import Problem, Refused
from services.common.auth import Principal
from services.common.times import Clock
from services.reporting.domain.board import Board, Key, changed
from services.reporting.domain.rights import Right, may_see, named_to
from services.reporting.domain.rows import DIMENSIONS
from services.reporting.metrics import FIGURES_SECONDS, WATCHERS

Row = dict[str, Any]
PAGE: Final = 100
MOST: Final = 1000
_TICK: Final = 0.1
"""Least seconds between two answers of one stream of counts."""


class Whole(Protocol):
    """All cases at once."""

    def can(self, frame: Frame) -> bool:
        """Whether it can answer for this frame."""

    async def count(self, sums: Tally) -> None:
        """Adds every case up."""


@dataclass(frozen=True, slots=True)
class Counter:
    """What the use cases work with.

    `rows` streams all counting rows after a case id ("": all), `row` gives that of one case; both block.
    `table` counts all of them faster, where it can; without it, rows are counted. `offices` gives the rows of
    organs, for what they say of campaigns.
    """

    time: Clock
    books: CountingBooks
    rows: Callable[[str], Iterable[Row]]
    row: Callable[[str], Row | None] = lambda _: None
    table: Whole | None = None
    offices: Callable[[], Awaitable[Mapping[str, Row]]] | None = None

    async def organs(self) -> Mapping[str, Row]:
        """The rows of organs as they are now."""
        return await self.offices() if self.offices is not None else {}


@dataclass(slots=True)
class Watching:
    """The board and who looks at it. `wanted` wakes the loop that keeps it; `ready`: it is current."""

    board: Board = field(default_factory=Board)
    wanted: asyncio.Event = field(default_factory=asyncio.Event)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    watchers: int = 0

    def come(self) -> None:
        """One more looks."""
        self.watchers += 1
        self.wanted.set()
        WATCHERS.set(self.watchers)

    def go(self) -> None:
        """One goes."""
        self.watchers -= 1
        if not self.watchers:
            self.wanted.clear()
        WATCHERS.set(self.watchers)


async def figures(
    counter: Counter, period: str, as_of: datetime | None, by: Sequence[str], named: Named = None
) -> str:
    """The report document, byte for byte that of `sankua report --history` on the same log.

    `named`: see `named_for`. Refused for a period or a dimension that is none.
    """
    asked, dimensions = Period.parse(period), check_dimensions(by)
    moment = as_of or counter.time.now()
    with FIGURES_SECONDS.time():
        frame = Frame.of(asked, moment, counter.books, named)
        sums = Tally(frame, dimensions)
        for organ in (await counter.organs()).values():
            sums.add_row(organ)
        if counter.table is not None and counter.table.can(frame):
            await counter.table.count(sums)
        else:
            await asyncio.to_thread(_add_all, sums, counter.rows(""))
        return await asyncio.to_thread(lambda: dump(sums.to_json()))


def _add_all(sums: Tally, rows: Iterable[Row]) -> None:
    for row in rows:
        sums.add_row(row)


async def hidden(counter: Counter, period: str, as_of: datetime | None, named: Named = None) -> str:
    """What rates hide, byte for byte that of `sankua report behind --history` on the same log."""
    asked, moment = Period.parse(period), as_of or counter.time.now()

    def count() -> str:
        return dump(behind(counter.rows(""), asked, moment, counter.books, named))

    with FIGURES_SECONDS.time():
        return await asyncio.to_thread(count)


async def compared(counter: Counter, period: str, moments: tuple[datetime, datetime], who: Principal) -> str:
    """The differences between two moments in the cases that the caller may see."""
    asked, rights = Period.parse(period), rights_of(who)
    with FIGURES_SECONDS.time():
        organs = await counter.organs()
        return await asyncio.to_thread(_compare, counter, organs, (asked, moments), rights)


def _compare(
    counter: Counter,
    organs: Mapping[str, Row],
    asked: tuple[Period, tuple[datetime, datetime]],
    rights: Sequence[Right],
) -> str:
    period, moments = asked
    rows = {str(row["case"]): row for row in counter.rows("")}
    found = differences([*rows.values(), *organs.values()], period, moments, counter.books)
    question = (period, max(moments))

    def seen(case: str) -> bool:
        if case in organs:
            return True  # what an organ says of a campaign is no case
        return case in rows and may_see(brief_of(rows[case], question, counter.books), rights)

    found["cases"] = [_only(case, seen) for case in found["cases"] if seen(case["case"])]
    return dump(found)


def _only(case: dict[str, Any], seen: Callable[[str], bool]) -> dict[str, Any]:
    """The case without the number of another one that the caller may not see."""
    causes = [
        {"cause": "REPEAT"} if cause["cause"] == "REPEAT" and not seen(cause["event"]) else cause
        for cause in case["causes"]
    ]
    return {**case, "causes": causes}


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list: so many cases after this id."""

    size: int
    after: str

    @classmethod
    def asked(cls, size: int, token: str) -> Page:
        """The page of a request. Refused (field `page_size`) where it is no size."""
        if not 0 <= size <= MOST:
            raise Refused(Problem("page_size", f"{size}: use 1 to {MOST}, or 0 for {PAGE}"))
        return cls(size or PAGE, token)


async def cases(
    counter: Counter, question: Question, page: Page, who: Principal
) -> tuple[list[CaseBehind], str]:
    """The cases behind a figure that the caller may see, and the token of the next page.

    What he may not see leaves no trace: neither a place nor a number in the list.
    """
    rights = rights_of(who)

    def find() -> list[CaseBehind]:
        found = drill(counter.rows(page.after), question, counter.books)
        return list(islice((case for case in found if may_see(case, rights)), page.size + 1))

    found = await asyncio.to_thread(find)
    shown = found[: page.size]
    return shown, shown[-1].case if len(found) > page.size else ""


async def lines(counter: Counter, period: str, as_of: datetime | None, who: Principal) -> str:
    """The ledger of a period, of the cases that the caller may see."""
    asked, moment, rights = Period.parse(period), as_of or counter.time.now(), rights_of(who)

    def find() -> str:
        seen = (row for row in counter.rows("") if _seen(counter, row, (asked, moment), rights))
        return dump(list(ledger(seen, asked, moment, counter.books)))

    return await asyncio.to_thread(find)


async def whole_file(counter: Counter, case: str, as_of: datetime | None, who: Principal) -> str:
    """一案一档. Refused (NOT_FOUND) for a case that is not there, or not his to see: alike."""
    moment, rights = as_of or counter.time.now(), rights_of(who)
    row = await asyncio.to_thread(counter.row, case)
    day = Period(moment.date(), moment.date())
    if row is None or not _seen(counter, row, (day, moment), rights):
        raise Refused(Problem("case_id", f"{case}: no such case"), code="NOT_FOUND")
    return dump(await asyncio.to_thread(case_file, row, moment, counter.books))


async def fixed_figures(counter: Counter, period: str, as_of: datetime | None, named: Named = None) -> str:
    """The figures of article 41."""
    asked, moment = Period.parse(period), as_of or counter.time.now()
    return dump(await asyncio.to_thread(article41, counter.rows(""), asked, moment, counter.books, named))


def _seen(counter: Counter, row: Row, question: tuple[Period, datetime], rights: Sequence[Right]) -> bool:
    return may_see(brief_of(row, question, counter.books), rights)


def question(period: str, as_of: datetime, figure: str, where: Mapping[str, str]) -> Question:
    """The question of a request, its dimensions in one order. Refused for names that are none."""
    return Question(Period.parse(period), as_of, figure, dict(sorted(where.items())))


def rights_of(who: Principal) -> list[Right]:
    """The caller's rights; a service has none of its own: lists are for people."""
    return [Right(grant.org, grant.role, grant.places) for grant in who.grants]


def named_for(who: Principal) -> Named:
    """Under which organs accusations are counted for this caller; a service sees them under every one."""
    return None if who.kind == "service" else named_to(rights_of(who))


async def watch(watching: Watching, by: Sequence[str]) -> AsyncIterator[tuple[dict[Key, int], bool]]:
    """The counts, whole at first, then what has changed; never more often than each tick."""
    watching.come()
    try:
        held: dict[Key, int] | None = None
        revision = -1
        while True:
            if not watching.ready.is_set():
                held = None
                await watching.ready.wait()
            if watching.board.revision != revision:
                revision = watching.board.revision
                now = watching.board.counts(by)
                news = now if held is None else changed(held, now)
                if news or held is None:
                    yield news, held is None
                held = now
            await asyncio.sleep(_TICK)
    finally:
        watching.go()


def wanted(by: Sequence[str]) -> tuple[str, ...]:
    """The dimensions of counts, all where none is named. Refused for one that is none, or named twice."""
    wrong = [name for i, name in enumerate(by) if name not in DIMENSIONS or name in by[:i]]
    if wrong:
        raise Refused(Problem("by", f"{', '.join(wrong)}: use {', '.join(DIMENSIONS)}, each once"))
    return tuple(by) or DIMENSIONS
