"""One demonstration against a running stack: play the plan, wait for the end, compare the books."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sankua.cli.demo_run.books import Books, Verdict, compare
from sankua.cli.demo_run.clockfile import ClockFile
from sankua.cli.demo_run.drive import PATIENCE, Driver, Run
from sankua.cli.demo_run.ledger import Commits, topic_ids, topic_total
from sankua.cli.demo_run.offices import Connect, Offices, until
from sankua.cli.demo_run.plan import Case, days_of

DAYS: Final = 95


@dataclass(frozen=True)
class Servers:
    """Where the books are."""

    kafka: str
    mongo: str
    topic: str = "case.events"
    dead: str = "case.events.dlq"


@dataclass(frozen=True)
class Outcome:
    """What one demonstration gave: what was done, what the books say, and what there is to show."""

    run: Run
    verdict: Verdict
    events: int
    dead: int
    counts: Sequence[Any]
    lights: Sequence[Any]
    shown: Any = None
    shown_clocks: Sequence[Any] = ()
    shown_title: str = ""


async def play(
    cases: list[Case], servers: Servers, connect: Connect, clock: ClockFile, tick: Callable[[str], None]
) -> Outcome:
    """Plays `cases` over the last DAYS days; `tick` is told each day. TimeoutError where a part is stuck."""
    commits = Commits(servers.mongo)
    offices, run = Offices(connect), Run()

    async def caught_up() -> None:
        async def ready() -> bool:
            total = await asyncio.to_thread(commits.total)
            # Who has not yet seen all may still answer: only then does nothing due mean that nothing comes.
            if set(await asyncio.to_thread(commits.applied)) != {total}:
                return False
            if await asyncio.to_thread(commits.due, clock.now()):
                return False
            if total != (await offices.progress()).events:
                return False
            # Nothing new while we asked: then the services are at rest, not between two facts.
            return total == await asyncio.to_thread(commits.total)

        await until(ready, "reporting has counted every committed event", PATIENCE)

    try:
        driver = Driver(offices, run, caught_up)
        for day in days_of(cases, DAYS):
            clock.set_days_ago(DAYS - day.number)
            await driver.play(day)
            tick(f"day {day.number}: {len(run.ids)} cases")
        return await _finish(cases, offices, run, (commits, servers))
    finally:
        await offices.close()
        commits.close()


async def _finish(cases: list[Case], offices: Offices, run: Run, books: tuple[Commits, Servers]) -> Outcome:
    commits, servers = books
    committed = await asyncio.to_thread(lambda: tuple(commits.events()))
    published = frozenset(await topic_ids(servers.kafka, servers.topic))
    progress = await offices.progress()
    verdict = compare(Books(tuple(run.told), committed, published, progress.events, progress.cases))
    shown = max(cases, key=lambda case: _interest(run.found[case.id]))
    office = str(shown.registration["registered_by"])
    found = run.found[shown.id]
    return Outcome(
        run=run,
        verdict=verdict,
        events=len({event_id for event_id, _, _ in committed}),
        dead=await topic_total(servers.kafka, servers.dead),
        counts=await offices.counts("org", "state"),
        lights=await offices.lights("YELLOW"),
        shown=found,
        shown_clocks=await offices.clocks(found.case_id, office),
        shown_title=str(shown.registration["title"]),
    )


def _interest(found: Any) -> tuple[int, int, int]:
    """A routed, accepted case with many parts says most."""
    decision = found.decision
    return len(decision.situations), len(found.handoffs), found.version
