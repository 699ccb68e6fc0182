"""Runs the plan day by day: register, wait for the routing, let the leads act, wait until all is counted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from sankua.cli.demo_run.offices import Offices, lead_handoff, until
from sankua.cli.demo_run.plan import Case, Day
from sankua.wire.gen.case.v1 import values_pb2 as values
from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2 as dispatch

PATIENCE: Final = 60.0
"""Seconds for one day's work to come through all services."""


@dataclass
class Run:
    """What the clients of the demonstration were told."""

    told: list[tuple[str, str]] = field(default_factory=list)
    """(case, event name) of every acknowledged command."""
    ids: dict[str, str] = field(default_factory=dict)
    """Sample id to case id."""
    found: dict[str, Any] = field(default_factory=dict)
    """Sample id to what dispatch last said of the case."""

    def count(self, name: str) -> int:
        """How many commands of this kind were acknowledged."""
        return sum(1 for _, event in self.told if event == name)

    def waiting(self) -> int:
        """Cases that wait for facts."""
        return sum(1 for found in self.found.values() if _waits(found))


class Driver:
    """Plays one day after the other. `caught_up` waits until every service has seen everything."""

    def __init__(self, offices: Offices, run: Run, caught_up: Callable[[], Awaitable[None]]) -> None:
        self._offices, self._run, self._caught_up = offices, run, caught_up

    async def play(self, day: Day) -> None:
        """One day; returns when it has come through all services."""
        await _all(self._register(case) for case in day.register)
        await _all(self._amend(case) for case in day.amend)
        await _all(self._step(case, step) for case, step in day.steps)
        await self._caught_up()

    async def _register(self, case: Case) -> None:
        identity = await self._offices.register(f"demo:{case.id}", case.registration)
        self._run.ids[case.id] = identity
        self._run.told.append((identity, "CaseRegistered"))
        await self._look(case, lambda found: True, "is routed")
        await self._confirm(case)

    async def _confirm(self, case: Case) -> None:
        """The dispatcher confirms a decision that rests on advice (定责确认); a redirect is signed for."""
        found = self._run.found[case.id]
        if found.state == dispatch.CaseState.CASE_STATE_REDIRECTED:
            await self._offices.acknowledge(f"demo:{case.id}:acknowledge", found)
            self._run.told.append((found.case_id, "RedirectAcknowledged"))
        if found.state != dispatch.CaseState.CASE_STATE_WAITING_CONFIRMATION:
            return
        await self._offices.confirm(f"demo:{case.id}:confirm", found, str(case.registration["registered_by"]))
        self._run.told.append((found.case_id, "RoutingConfirmed"))
        await self._look(case, lambda now: bool(now.lead), "is handed on once it is confirmed")

    async def _amend(self, case: Case) -> None:
        if case.amendment is None or not _waits(self._run.found[case.id]):
            return
        identity, office = self._run.ids[case.id], str(case.registration["registered_by"])
        await self._offices.amend(f"demo:{case.id}:amend", identity, office, case.amendment)
        self._run.told.append((identity, "FactsAmended"))
        await self._look(case, lambda found: not _waits(found), "is routed by its amended facts")
        await self._confirm(case)

    async def _step(self, case: Case, step: str) -> None:
        """A lead acts on what was handed to it; cases that wait, are linked or went elsewhere are left."""
        found = self._run.found[case.id]
        if not found.lead or lead_handoff(found) is None:
            return
        if step == "accept":
            await self._accept(case, found)
        elif found.state != dispatch.CaseState.CASE_STATE_REDIRECTED:  # else the other procedure decides it
            name = await self._offices.step(step, f"demo:{case.id}:{step}", found, case.result)
            self._run.told.append((found.case_id, name))
        await self._look(case, lambda _: True, "is there")

    async def _accept(self, case: Case, found: Any) -> None:
        """The lead and those who take part with it accept on the same day."""
        for handoff in found.handoffs:
            await self._offices.accept(f"demo:{case.id}:accept:{handoff.handoff_id}", handoff)
            self._run.told.append((found.case_id, "HandoffAccepted"))

    async def _look(self, case: Case, wanted: Callable[[Any], bool], what: str) -> None:
        identity, office = self._run.ids[case.id], str(case.registration["registered_by"])

        async def ready() -> bool:
            found = await self._offices.case(identity, office)
            if found is None or not found.decision.decision_id or not wanted(found):
                return False
            self._run.found[case.id] = found
            return True

        await until(ready, f"{identity} ({case.id}, {case.key}) {what}", PATIENCE)


def _waits(found: Any) -> bool:
    waits: bool = found.decision.outcome == values.Outcome.OUTCOME_NEEDS_FACTS
    return waits


async def _all(steps: Iterable[Coroutine[Any, Any, None]]) -> None:
    """All at once; one step of a case never depends on another of the same day."""
    async with asyncio.TaskGroup() as group:
        for step in steps:
            group.create_task(step)
