"""Use cases: give the notices that are due, show clocks and lights."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sankua.core.clocks import Clock
from services.common.casestore import CaseStore, no_such_case
from services.common.model import CaseDoc, NewEvent
from services.common.times import Clock as TimeSource
from services.oversight.domain.notices import Rung
from services.oversight.domain.standing import Standing, Watch, stand
from services.oversight.metrics import FIRED, LOOKED


class Refresh(Protocol):
    """Puts query fields beside a state document, if its guard is still this one. Blocking."""

    def __call__(self, case: str, guard: int, fields: dict[str, Any]) -> bool:
        """True where it was done."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """What the use cases work with."""

    cases: CaseStore
    time: TimeSource
    watch: Watch
    refresh: Refresh

    def stand(self, doc: CaseDoc, now: datetime | None = None) -> Standing:
        """Where a loaded case stands."""
        return stand(doc.case, doc.parts, now or self.time.now(), self.watch)


async def fire(watcher: Watcher, pages: Iterator[Sequence[str]]) -> int:
    """Looks at every case of every page; how many notices were given.

    Done again, by this or another replica, it gives none twice: each notice is a commit with a `dedup` of its
    own. The query fields are computed anew, so that a case that was looked at is no longer due.
    """
    given = 0
    while (page := await asyncio.to_thread(next, pages, None)) is not None:
        given += sum(await asyncio.gather(*(look(watcher, case) for case in page)))
    return given


async def look(watcher: Watcher, case: str) -> int:
    """Gives the notices that are due in one case; how many. Harmless when done again."""
    LOOKED.inc()
    doc = await watcher.cases.load(case)
    given = 0
    for rung in watcher.stand(doc).due():
        given += await tell(watcher, case, rung)
    doc = await watcher.cases.load(case)
    await asyncio.to_thread(watcher.refresh, case, doc.guard, watcher.stand(doc).fields())
    return given


async def tell(watcher: Watcher, case: str, rung: Rung) -> bool:
    """Gives one notice, unless it was given or its ground has gone in the meantime."""

    def decide(doc: CaseDoc) -> list[NewEvent]:
        still = [r for r in watcher.stand(doc).due() if r.key == rung.key]
        return [NewEvent(r.name, r.data(), r.at, office_of(case)) for r in still[:1]]

    done = await watcher.cases.execute(case, rung.dedup, decide)
    told = done.created and bool(done.events)
    if told:
        FIRED.labels(rung.clock.clock, rung.level).inc()
    return told


def office_of(case: str) -> str:
    """The 信访局 of the place that registered the case, by the case id."""
    return f"{place_of(case)}-xfj"


def place_of(case: str) -> str:
    """The division code that a case id begins with."""
    return case.rsplit("-", 2)[0]


async def clocks(watcher: Watcher, case: str) -> list[Clock]:
    """Every clock of a case as of now. Refused (NOT_FOUND) for a case that is not known."""
    doc = await watcher.cases.load(case)
    if not doc.parts:
        raise no_such_case(case)
    return list(watcher.stand(doc).clocks)
