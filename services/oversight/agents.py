"""The stream in, and the loops beside it: due work, re-projection, gauges."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, Final

from sankua.core.events import Event
from services.common import restore
from services.common.commits import CommitLog
from services.common.lease import Lease
from services.common.logs import log
from services.common.model import CaseDoc, NewEvent, Part, Reaction
from services.common.publish import Publisher
from services.common.relay import Relay
from services.common.service import Runtime
from services.common.topics import Topic, ensure_topics
from services.oversight import claims, handlers, store
from services.oversight.domain.history import fold
from services.oversight.domain.own import candidates, raised, to_raise
from services.oversight.domain.standing import Watch, office_of, stand
from services.oversight.handlers import Watcher
from services.oversight.handlers.reprojecting import reproject
from services.oversight.handlers.watcher import fields_of
from services.oversight.metrics import (
    CLOCKLESS,
    FIRE_LAG,
    ITEMS,
    LIGHTS,
    OPEN,
    OVERDUE,
    REPROJECTING,
    UNANSWERED,
    UNTOUCHED,
)
from services.oversight.settings import OversightSettings

PRODUCER: Final = "oversight"
_SIDE_BY_SIDE: Final = 4
"""Slots that one process works at; each waits for MongoDB most of the time."""
_FEW_PAGES: Final = 4
"""Up to so many pages of due work are little: one replica does them alone."""
_LINGER: Final = 0.1
"""Pause between two rounds of little work, s: what falls due meanwhile is one write."""
Allowed = Callable[[str, Sequence[str], bool], Awaitable[bool]]


async def nobody(case: str, orgs: Sequence[str], handle: bool) -> bool:
    """For whoever only folds: nothing is asked, nothing decided."""
    raise LookupError(f"{case}: a fold does not ask")


def _just(new: NewEvent, doc: CaseDoc) -> list[NewEvent]:
    return [new]


class Watching:
    """Oversight's part of the mechanism: remember what clocks read, and when to look again."""

    brief = True
    fields_ahead = True
    """Whoever fires writes query fields after its commits: they may be ahead of the events that came back."""

    def __init__(self, watch: Watch, allowed: Allowed = nobody) -> None:
        self._watch = watch
        self._allowed = allowed

    def fold(self, producer: str, part: Part, event: Event) -> Part:
        """See domain.history."""
        return fold(part, event)

    def fields(self, doc: CaseDoc, now: datetime) -> dict[str, Any]:
        """See domain.standing."""
        return fields_of(doc, stand(doc.case, doc.parts, now, self._watch), PRODUCER)

    async def react(self, doc: CaseDoc, event: Event) -> Sequence[Reaction]:
        """提级包案 of a settled case that flows back; all else falls due by time, and the loop finds it.

        A repeat gives the same reaction under the same `dedup`. UNAVAILABLE while intake is away: the batch
        waits, for an accused or interested organ must never become the owner.
        """
        if event.name != "CaseReopened":
            return ()
        matter = stand(doc.case, doc.parts, event.time, self._watch).matter
        if not to_raise(matter, self._watch.laws):
            return ()
        office = office_of(doc.case)
        for org in candidates(matter, office, self._watch.laws):
            if await self._allowed(doc.case, [org], True):
                data = raised(matter, self._watch.laws, org)
                new = NewEvent("OwnerAssigned", data, event.time, office)
                return (Reaction(f"evt:{event.id}", partial(_just, new)),)
        log().warning("flowed back, and no level may own it: see the joint meeting", case=doc.case)
        return ()


async def fire_loop(watcher: Watcher, runtime: Runtime, settings: OversightSettings) -> None:
    """Does what is due until stopped. Downtime is caught up in the first rounds.

    What little is due, one replica does alone, a page over all slots at a time: a write for each slot would
    cost more than what is written. Much is shared by slots. The claims are only for speed; that nothing is
    done twice stands on the commits.
    """
    slots = claims.leases(runtime.database, settings.fire_lease)
    few, page = claims.few_lease(runtime.database, settings.fire_lease), settings.fire_page
    done = 0
    while not runtime.stopping.is_set():
        much = await asyncio.to_thread(claims.many_due, watcher.time.now(), _FEW_PAGES * page)
        found = await (fire_slots(watcher, slots, page) if much else fire_few(watcher, few, page))
        done += found
        if done and not found:
            log().info("due work done", count=done)
            done = 0
        await rest(runtime.stopping, _pause(much, found, settings.fire_seconds))
    await asyncio.to_thread(few.release)


def _pause(much: bool, found: int, longest: float) -> float:
    if much and found:
        return 0
    return min(_LINGER, longest) if much or found else longest


async def fire_few(watcher: Watcher, lease: Lease, page: int) -> int:
    """All that is due, oldest first, if no other replica is at it; how many deeds were done."""
    if (lease.due or not lease.held) and await asyncio.to_thread(lease.claim) is None:
        return 0
    return await _pages(watcher, lease, claims.due_pages(watcher.time.now(), page))


async def fire_slots(watcher: Watcher, leases: Sequence[Lease], page: int) -> int:
    """Each slot in which something is due, if it is nobody's, the one that has waited longest first.

    A few side by side, because most of the time of each is waiting for MongoDB.
    """
    few = asyncio.Semaphore(_SIDE_BY_SIDE)

    async def work(slot: int) -> int:
        async with few:
            return await fire_slot(watcher, leases[slot], slot, page)

    due = await asyncio.to_thread(claims.due_slots, watcher.time.now())
    return await _all(work(slot) for slot in due)


async def _all(work: Iterable[Awaitable[int]]) -> int:
    """The sum, once all have ended; then the first failure, if any: none goes on behind it."""
    outcomes = await asyncio.gather(*work, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return sum(outcome for outcome in outcomes if isinstance(outcome, int))


async def fire_slot(watcher: Watcher, lease: Lease, slot: int, page: int) -> int:
    """All that is due in a slot while the slot is ours; how many deeds were done."""
    if await asyncio.to_thread(lease.claim) is None:
        return 0
    try:
        return await _pages(watcher, lease, claims.due_pages(watcher.time.now(), page, slot))
    finally:
        await asyncio.to_thread(lease.release)


async def _pages(watcher: Watcher, lease: Lease, pages: Iterator[list[dict[str, Any]]]) -> int:
    """Page after page, while the lease is ours."""
    done = 0
    while (found := await asyncio.to_thread(next, pages, None)) is not None:
        done += await handlers.fire_page(watcher, found)
        if lease.due and await asyncio.to_thread(lease.claim) is None:
            break
    return done


async def office_relay(runtime: Runtime, settings: OversightSettings) -> None:
    """Publishes the offices' own events until stopped; by one process at a time, as the cases' relay does."""
    lease = Lease(runtime.database["relay"], "office", settings.lease_seconds)
    publisher = Publisher(settings.kafka_bootstrap)
    relay = Relay(office_log(runtime, settings), lease, publisher, settings.office_topic, lambda: None, False)
    await relay.run(runtime.stopping)


def office_topic(settings: OversightSettings) -> Topic:
    """The topic of the offices' own events: as many partitions as that of the cases, kept for ever."""
    return Topic(settings.office_topic, settings.partitions, settings.replication)


def office_log(runtime: Runtime, settings: OversightSettings) -> CommitLog:
    """The commits of the offices' own events: a collection of their own, keyed by organ."""
    return CommitLog(runtime.database["office_commits"], settings.node, "oversight", settings.commit_round)


def prepare(runtime: Runtime, settings: OversightSettings, files: Mapping[str, str], version: str) -> None:
    """Before any event is read and any call answered; blocking.

    Indexes, the offices' events that a restore has lost, marks for what a changed rule or calendar moves.
    """
    store.drop_old_indexes()
    log_ = office_log(runtime, settings)
    log_.ensure_indexes()
    ensure_topics(settings.kafka_bootstrap, [office_topic(settings)])
    # The topic is small, a few events of each office in a year: it is read whole.
    asyncio.run(restore.fill(settings.kafka_bootstrap, settings.office_topic, log_, {}))
    store.mark(version, files)


async def reproject_loop(watcher: Watcher, stopping: asyncio.Event) -> None:
    """Works off a change of rules or calendar, once after each start; then rests until stopped."""
    changed = {"files": await asyncio.to_thread(store.changed_files)}
    count = await reproject(watcher, store.marked, store.unmark, changed)
    if count:
        log().info("due days moved by a change of rules or calendar", count=count, **changed)
    await stopping.wait()


async def gauge_loop(watcher: Watcher, stopping: asyncio.Event, pause: float) -> None:
    """Keeps the gauges current until stopped."""
    while not stopping.is_set():
        now, begun = watcher.time.now(), time.monotonic()
        CLOCKLESS.set(await asyncio.to_thread(store.count, {"open": True, "armed": 0}))
        OPEN.set(await asyncio.to_thread(store.count, {"open": True}))
        since = await asyncio.to_thread(claims.oldest_due, now)
        FIRE_LAG.set((now - since).total_seconds() if since else 0)
        REPROJECTING.set(await asyncio.to_thread(store.marks_left))
        await _by_kind(now)
        # Over millions of cases a count takes long: it may use a tenth of the time at most.
        await rest(stopping, max(pause, 9 * (time.monotonic() - begun)))


async def _by_kind(now: datetime) -> None:
    found = await asyncio.to_thread(store.standings, now)
    for light, count in found.lights.items():
        LIGHTS.labels(light).set(count)
    for clock, count in found.overdue.items():
        OVERDUE.labels(clock).set(count)
    ITEMS.set(found.items)
    UNANSWERED.set(found.unanswered)
    UNTOUCHED.set(found.untouched)


async def rest(stopping: asyncio.Event, seconds: float) -> None:
    """Waits, or until stopped."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)
