"""The inbox as a stream: handoffs reach those who watch their organ as soon as they are committed."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

from sankua.core.errors import Problem, Refused
from sankua.core.events import TYPE_PREFIX, Event
from services.common import commits
from services.common.auth import Principal
from services.common.changes import Changes
from services.common.service import Runtime
from services.dispatch.domain import inbox
from services.dispatch.domain.evolve import evolve
from services.dispatch.domain.state import Handoff
from services.dispatch.metrics import WATCHERS
from services.dispatch.queries import Queries, check_own

BEHIND: Final = 10_000
"""Handoffs that a watcher may be behind; then its stream ends and it lists again."""
OFFERED: Final = "HandoffOffered"
_BATCH: Final = 500
_WAIT: Final = 0.5

Found = tuple[str, Handoff]


class Hub:
    """All commits for all watchers of a process, its own at once.

    Commits of this process are told as soon as they are durable; those of other replicas come by a change
    stream of the commits, which is open while anybody watches. A handoff that comes both ways is told once.
    """

    def __init__(self) -> None:
        self._watchers: dict[str, set[asyncio.Queue[Found | None]]] = defaultdict(set)
        self._wanted = asyncio.Event()
        self._open = asyncio.Event()
        self._told: OrderedDict[str, None] = OrderedDict()

    async def follow(self, runtime: Runtime) -> None:
        """Until the service stops. What was missed before it began, a watcher has listed."""
        runtime.store.listeners.append(self.committed)
        try:
            while not runtime.stopping.is_set():
                if self._watchers:
                    await self._read(Changes(runtime.store.log.collection, _BATCH), runtime.stopping)
                else:
                    self._wanted.clear()
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._wanted.wait(), _WAIT)
        finally:
            runtime.store.listeners.remove(self.committed)

    def committed(self, events: Sequence[Event]) -> None:
        """Tells what a commit of this process offers."""
        if self._watchers and any(event.name == OFFERED for event in events):
            self._tell(events)

    @contextmanager
    def watch(self, org: str) -> Iterator[asyncio.Queue[Found | None]]:
        """A queue of an organ's new handoffs; None ends it."""
        queue: asyncio.Queue[Found | None] = asyncio.Queue()
        self._watchers[org].add(queue)
        self._wanted.set()
        WATCHERS.inc()
        try:
            yield queue
        finally:
            WATCHERS.dec()
            self._watchers[org].discard(queue)
            if not self._watchers[org]:
                del self._watchers[org]

    async def opened(self) -> None:
        """Returns once commits are being read: to be called by who watches."""
        await self._open.wait()

    async def _read(self, stream: Changes, stopping: asyncio.Event) -> None:
        """While anybody watches. The stream broke or the service stops: watchers are ended, and ask again."""
        try:
            found = await asyncio.to_thread(stream.open, None)
            self._open.set()
            while self._watchers and not stopping.is_set():
                for commit in found:
                    if any(e["headers"].get("ce_type") == TYPE_PREFIX + OFFERED for e in commit["events"]):
                        self._tell(commits.events_of(commit))
                found = await asyncio.to_thread(stream.next, _WAIT)
        finally:
            self._open.clear()
            self._end_all()
            await asyncio.to_thread(stream.close)

    def _tell(self, events: Sequence[Event]) -> None:
        for item in offered(events):
            queues = self._watchers.get(item[1].to_org)
            if queues and self._first(inbox.key(*item)):
                for queue in queues:
                    queue.put_nowait(item)

    def _first(self, key: str) -> bool:
        """Whether a handoff comes for the first time; the second time it is forgotten."""
        if key in self._told:
            del self._told[key]
            return False
        self._told[key] = None
        if len(self._told) > BEHIND:
            self._told.popitem(last=False)
        return True

    def _end_all(self) -> None:
        for queues in self._watchers.values():
            for queue in queues:
                queue.put_nowait(None)


def offered(events: Sequence[Event]) -> list[Found]:
    """The handoffs that the events of one commit offer, as they stand after it.

    They are read from the events: the state document of a case may be a moment behind its commits.
    """
    part: dict[str, Any] = {}
    new = [e.data["handoff_id"] for e in events if e.name == OFFERED]
    for event in events:
        known = {h["handoff_id"] for h in part.get("handoffs", ())}
        if event.name == OFFERED or event.data.get("handoff_id") in known:
            part = evolve("dispatch", {"state": "", **part}, event)
    found = [Handoff(**h) for h in part.get("handoffs", ())]
    return [(events[0].case, h) for h in found if h.handoff_id in new]


class Watch:
    """The stream of one organ's inbox."""

    def __init__(self, queries: Queries, hub: Hub) -> None:
        self._queries = queries
        self._hub = hub

    async def inbox(self, org: str, only_new: bool, who: Principal) -> AsyncIterator[Found]:
        """First the handoffs that wait for an answer, then each new one, each at least once.

        Ends where the service stops; Refused (STATE) where the caller reads too slowly: it asks again.
        """
        inbox.check_page(org, 0, "")
        check_own(org, who)
        with self._hub.watch(org) as queue:
            await self._hub.opened()
            shown: set[str] = set()
            if not only_new:
                async for case_id, handoff in self._waiting(org, who):
                    shown.add(inbox.key(case_id, handoff))
                    yield case_id, handoff
            while (item := await queue.get()) is not None:
                if queue.qsize() > BEHIND:
                    raise Refused(
                        Problem("", "the reader is too slow; list the inbox, watch again"), code="STATE"
                    )
                if inbox.key(*item) not in shown:
                    yield item

    async def _waiting(self, org: str, who: Principal) -> AsyncIterator[Found]:
        where = {"state": sorted(inbox.ANSWERABLE)}
        token = ""
        while True:
            page = await self._queries.handoffs(org, where, inbox.LARGEST_PAGE, token, who)
            for item in page.items:
                yield item
            token = page.token
            if not token:
                return
