"""What happens by itself: a dispute's rung that ran out goes up, an unacknowledged redirect comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sankua.core.clocks import ClockBook
from sankua.core.orgs import Directory
from services.common.casestore import CaseDoc, CaseStore, NewEvent
from services.common.service import Runtime
from services.common.times import Clock
from services.dispatch import store as documents
from services.dispatch.domain import disputes, firewall, redirects
from services.dispatch.domain.context import Context, Fact
from services.dispatch.domain.state import Case
from services.dispatch.metrics import MOVED_BY_CLOCK

AT_ONCE: Final = 500


def wake(case: Case, ctx: Context) -> datetime | None:
    """When a case must be looked at again without an event; None where nothing runs out by itself."""
    found = []
    dispute = case.open_dispute
    if dispute is not None and case.state in ("REFERRED", "DISPUTED") and not disputes.at_top(dispute, ctx):
        found.append(disputes.rung_due(case, dispute, ctx))
    found.append(redirects.due(case, ctx))
    return min((moment for moment in found if moment is not None), default=None)


@dataclass(frozen=True, slots=True)
class Timers:
    """Looks for what is due, again and again; replicas may race, the commit's dedup lets one win."""

    store: CaseStore
    orgs: Directory
    clock: Clock
    book: ClockBook
    private_facts: Callable[[str], Awaitable[Mapping[str, Any]]]
    seconds: float

    async def run(self, runtime: Runtime) -> None:
        """Until the service stops."""
        while not runtime.stopping.is_set():
            await self.look()
            with suppress(TimeoutError):
                await asyncio.wait_for(runtime.stopping.wait(), self.seconds)

    async def look(self) -> int:
        """One look; how many cases moved."""
        now = self.clock.now()
        found = await asyncio.to_thread(documents.due, now.astimezone(UTC), AT_ONCE)
        return sum([await self._one(case_id, now) for case_id in found])

    async def _one(self, case_id: str, now: datetime) -> bool:
        case = Case.read((await self.store.load(case_id)).parts)
        if case is None:
            return False
        ctx = await self._context(case_id, case, now)
        due = wake(case, ctx)
        if due is None or due >= now:
            return False
        what, facts = self._what(case, ctx)
        done = await self.store.execute(case_id, f"due:{case_id}:{what}", lambda doc: _again(doc, facts))
        if done.created:
            MOVED_BY_CLOCK.labels("redirect" if what.startswith("redirect") else "dispute").inc()
        return done.created

    def _what(self, case: Case, ctx: Context) -> tuple[str, Callable[[Case], list[Fact]]]:
        dispute = case.open_dispute
        if dispute is not None and case.state in ("REFERRED", "DISPUTED"):
            rung, number = dispute.state, dispute.dispute_id
            name = f"{number}:{rung}:{dispute.to_org}"
            return name, lambda c: disputes.refer_overdue(c, number, rung, ctx)
        since = case.redirect.since if case.redirect else ""
        return f"redirect:{since}", lambda c: redirects.come_back(c, since, ctx)

    async def _context(self, case_id: str, case: Case, now: datetime) -> Context:
        if case.purpose != "ACCUSATION":
            return Context(now, self.orgs, self.book)
        facts = await self.private_facts(case_id)
        return Context(
            now, self.orgs, self.book, barred=lambda org: firewall.is_barred(org, facts, self.orgs)
        )


def _again(doc: CaseDoc, facts: Callable[[Case], list[Fact]]) -> list[NewEvent]:
    case = Case.read(doc.parts)
    return [] if case is None else [NewEvent(f.name, f.data, f.time, f.source) for f in facts(case)]
