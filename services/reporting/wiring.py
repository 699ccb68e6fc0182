"""The one place that knows all of reporting."""

from __future__ import annotations

import asyncio
import time
from functools import cache, partial
from typing import Final

from sankua.core.counting import CountingBooks
from sankua.library.counting import books_version, load_counting_books
from sankua.library.orgs import load_directory
from services.common.lease import Lease
from services.common.logs import log
from services.common.process import pause
from services.common.service import Runtime, ServiceSpec
from services.common.settings import load
from services.common.topics import group_members
from services.reporting import agents, marks, queries, rpc, store
from services.reporting.domain.backlog import Level
from services.reporting.handlers import Counter, Watching
from services.reporting.settings import ReportingSettings

NAME: Final = "reporting"


def behaviour(books: CountingBooks) -> agents.Counting:
    """The service's meaning: also what `sankua verify` folds with. Live states go by the newest rules."""
    return agents.Counting(books.versions[-1])


def levels() -> Level:
    """Names the level of an organ by the directory."""
    directory = load_directory()
    return lambda org: directory.level(org).name if org else "none"


async def exchange(runtime: Runtime, seconds: float) -> None:
    """Shows the figures of a rebuild once it is finished; looks for one every so many seconds.

    Every process of reporting does this at about the same time: each leaves the group and waits for the
    others.
    """
    while not runtime.stopping.is_set():
        if await asyncio.to_thread(store.rebuilt, runtime.database):
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
    while lease.take() is None:
        time.sleep(0.2)  # another process does it
    try:
        if store.rebuilt(runtime.database):
            store.swap(runtime.database)
            log().info("the figures of the rebuild are shown from now on")
    finally:
        lease.release()


def spec() -> ServiceSpec:
    """Reporting, from the environment."""
    settings = load(ReportingSettings)
    books, level, watching = load_counting_books(), levels(), Watching()
    meaning, texts = behaviour(books), queries.Texts()

    def begin(runtime: Runtime) -> agents.Counting:
        # The first thing that a start makes, before it consumes.
        swap(runtime)
        return meaning

    @cache
    def version() -> str:
        return marks.version(books_version())

    def prepare(_: Runtime) -> None:
        version()

    @cache
    def table() -> queries.LiveTable:
        return queries.LiveTable(books, version(), texts, settings.figures_batch)

    def counter(runtime: Runtime) -> Counter:
        return Counter(runtime.clock, books, partial(store.rows, settings.figures_batch), store.row, table())

    async def measure(runtime: Runtime) -> None:
        await agents.Gauges(runtime.clock, level).loop(runtime.stopping, settings.gauge_seconds)

    async def light(runtime: Runtime) -> None:
        lamps = agents.Lamplighter(queries.Marker(books, version(), texts), lambda: meaning.folded)
        await lamps.loop(runtime.stopping, settings.lamp_seconds)

    async def renew(runtime: Runtime) -> None:
        await exchange(runtime, settings.exchange_seconds)

    async def follow(runtime: Runtime) -> None:
        await table().loop(runtime.stopping, settings.table_seconds)

    async def count(runtime: Runtime) -> None:
        await agents.board_loop(watching, runtime.stopping)

    return ServiceSpec(
        name=NAME,
        settings=settings,
        behaviour=begin,
        servicers=lambda runtime: [rpc.servicer(counter(runtime), watching)],
        document=store.CaseRow,
        background=(measure, light, follow, renew, count),
        produces=False,
        prepare=prepare,
        shared_part=store.PART,
    )
