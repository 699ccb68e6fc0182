"""The one place that knows all of reporting."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import Final

from sankua.core.counting import CountingBooks
from sankua.core.once import once
from sankua.library.counting import books_version, load_counting_books
from sankua.library.orgs import load_directory
from services.common.lease import Lease
from services.common.logs import log
from services.common.process import pause
from services.common.service import Runtime, Servicer, ServiceSpec
from services.common.settings import load
from services.common.topics import Topic, ensure_topics, group_members
from services.reporting import agents, marks, queries, rpc, store
from services.reporting.domain.backlog import Level
from services.reporting.handlers import Counter, Watching
from services.reporting.settings import ReportingSettings
from services.reporting.watch import Offices

NAME: Final = "reporting"
_LINGER: Final = 0.1
"""Least seconds between two small fetches: live counters have to be less than a second behind."""


def behaviour(books: CountingBooks) -> agents.Counting:
    """The service's meaning: also what `sankua verify` folds with. Live states go by the newest rules."""
    return agents.Counting(books.versions[-1])


def levels() -> Level:
    """Names the level of an organ by the directory."""
    directory = load_directory()
    return lambda org: directory.level(org).name if org else "none"


async def exchange(runtime: Runtime, marker: queries.Marker, seconds: float) -> None:
    """Shows the figures of a rebuild once it is finished; looks for one every so many seconds.

    Its cases are marked before, while the former figures are shown: else the first reports would count every
    case from its row. Every process of reporting does this at about the same time: each leaves the group and
    waits for the others.
    """
    while not runtime.stopping.is_set():
        if await asyncio.to_thread(store.rebuilt, runtime.database):
            while await asyncio.to_thread(marker.round, agents.LAMPS_AT_ONCE, store.NEXT):
                if runtime.stopping.is_set():
                    return
            await runtime.apart(lambda: asyncio.to_thread(swap, runtime))
        await pause(runtime.stopping, seconds)


def swap(runtime: Runtime) -> None:
    """Shows the figures of a finished rebuild, unless another process of reporting consumes: then not yet.

    A process that was killed is in the group until its session ends; so long it is waited for. Blocks.
    """
    if not store.rebuilt(runtime.database):
        return
    settings = runtime.settings
    until = time.monotonic() + settings.session_timeout + 3
    while group_members(settings.kafka_bootstrap, f"{settings.topic}.{NAME}"):
        if not store.rebuilt(runtime.database):
            return  # another process has done it, and goes on
        if time.monotonic() > until:
            log().warning("a rebuild waits: another process of reporting goes on consuming")
            return
        time.sleep(0.5)
    lease = Lease(runtime.database["relay"], "exchange", settings.lease_seconds)
    while lease.claim() is None:
        time.sleep(0.2)  # another process does it
    try:
        if store.rebuilt(runtime.database):
            store.swap(runtime.database)
            log().info("the figures of the rebuild are shown from now on")
    finally:
        lease.release()


class _Parts:
    """What lives as long as the process; made when it is asked for first, when MongoDB is there."""

    def __init__(self, settings: ReportingSettings) -> None:
        self.settings = settings
        self.books = load_counting_books()
        self.level = levels()
        self.watching = Watching()
        self.meaning = behaviour(self.books)
        self.texts = queries.Texts()

    @once
    def version(self) -> str:
        """Under which marks are stored."""
        return marks.version(books_version())

    @once
    def marker(self) -> queries.Marker:
        """Marks and lamps."""
        return queries.Marker(self.books, self.version, self.texts)

    @once
    def table(self) -> queries.LiveTable:
        """All cases."""
        return queries.LiveTable(self.books, self.version, self.texts, self.settings.figures_batch)

    @once
    def offices(self) -> Offices:
        """What organs say."""
        settings = self.settings
        return Offices(settings.kafka_bootstrap, settings.office_topic, settings.partitions)

    def begin(self, runtime: Runtime) -> agents.Counting:
        """The first thing that a start makes, before it consumes."""
        swap(runtime)
        return self.meaning

    def prepare(self, _: Runtime) -> None:
        """The numbering of texts, and the topic of the offices' own events; oversight makes the same."""
        settings = self.settings
        self.version  # noqa: B018 - read now, while a failure that passes is waited out
        topic = Topic(settings.office_topic, settings.partitions, settings.replication)
        ensure_topics(settings.kafka_bootstrap, [topic])

    def servicers(self, runtime: Runtime) -> list[Servicer]:
        """The calls."""
        rows = partial(store.rows, self.settings.figures_batch)
        counter = Counter(runtime.clock, self.books, rows, store.row, self.table, self.offices.rows)
        return [rpc.servicer(counter, self.watching)]

    async def measure(self, runtime: Runtime) -> None:
        """Gauges."""
        await agents.Gauges(runtime.clock, self.level).loop(runtime.stopping, self.settings.gauge_seconds)

    async def measure_year(self, runtime: Runtime) -> None:
        """Gauges of the year so far."""
        gauges = agents.YearGauges(runtime.clock, self.books, self.table)
        await gauges.loop(runtime.stopping, 4 * self.settings.gauge_seconds)

    async def light(self, runtime: Runtime) -> None:
        """Lamps and marks."""
        lamps = agents.Lamplighter(self.marker, lambda: self.meaning.folded)
        await lamps.loop(runtime.stopping, self.settings.lamp_seconds)

    async def follow(self, runtime: Runtime) -> None:
        """The table."""
        await self.table.loop(runtime.stopping, self.settings.table_seconds)

    async def hear(self, runtime: Runtime) -> None:
        """The offices' own events."""
        await self.offices.loop(runtime.stopping)

    async def renew(self, runtime: Runtime) -> None:
        """A rebuild that is finished."""
        await exchange(runtime, self.marker, self.settings.exchange_seconds)

    async def count(self, runtime: Runtime) -> None:
        """The board of live counters."""
        await agents.board_loop(self.watching, runtime.stopping)


def spec() -> ServiceSpec:
    """Reporting, from the environment."""
    parts = _Parts(load(ReportingSettings))
    return ServiceSpec(
        name=NAME,
        settings=parts.settings,
        behaviour=parts.begin,
        servicers=parts.servicers,
        document=store.CaseRow,
        background=(
            parts.measure,
            parts.measure_year,
            parts.light,
            parts.follow,
            parts.hear,
            parts.renew,
            parts.count,
        ),
        produces=False,
        shared_part=store.PART,
        linger=_LINGER,
        prepare=parts.prepare,
    )
