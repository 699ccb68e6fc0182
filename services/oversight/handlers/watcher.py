"""What the use cases work with, and where one case stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sankua.core.clocks import Clock
from services.common.casestore import CaseStore, no_such_case
from services.common.model import CaseDoc
from services.common.times import Clock as TimeSource
from services.oversight.domain.ready import Entry
from services.oversight.domain.standing import Standing, Watch, stand


class Refresh(Protocol):
    """Puts query fields beside state documents whose guard is still this one. Blocking."""

    def __call__(self, rows: Sequence[tuple[str, int, dict[str, Any]]]) -> int:
        """How many were done; a row is case, guard, fields."""


class Advance(Protocol):
    """Writes beside the state documents what was told of them, where nobody was faster. Blocking."""

    def __call__(self, entries: Sequence[Entry]) -> int:
        """How many were done."""


def fields_of(doc: CaseDoc, standing: Standing, producer: str) -> dict[str, Any]:
    """The query fields of a document; `own` is the last own event that they know of."""
    return standing.fields() | {"own": doc.pos.get(producer, 0)}


@dataclass(frozen=True, slots=True)
class Watcher:
    """The parts of every use case."""

    cases: CaseStore
    time: TimeSource
    watch: Watch
    refresh: Refresh
    advance: Advance

    def stand(self, doc: CaseDoc, now: datetime | None = None) -> Standing:
        """Where a loaded case stands."""
        return stand(doc.case, doc.parts, now or self.time.now(), self.watch)

    def row(self, doc: CaseDoc, standing: Standing) -> tuple[str, int, dict[str, Any]]:
        """Case, guard and query fields, for `refresh`."""
        return doc.case, doc.guard, fields_of(doc, standing, self.cases.producer)

    async def standing(self, case: str) -> Standing:
        """Where a case stands now. Refused (NOT_FOUND) for a case that is not known."""
        doc = await self.cases.load(case)
        if not doc.parts:
            raise no_such_case(case)
        return self.stand(doc)


async def clocks(watcher: Watcher, case: str) -> list[Clock]:
    """Every clock of a case as of now. Refused (NOT_FOUND) for a case that is not known."""
    return list((await watcher.standing(case)).clocks)
