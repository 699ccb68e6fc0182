"""One partition of the topic, from its first record: it has every event of its cases."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

from services.common.casestore import CaseStore
from services.common.consume.record import POISON, Seen, see
from services.common.model import CaseDoc

_POLL_MS: Final = 500
_FETCH_BYTES: Final = 8 << 20
_RECORDS: Final = 10_000
_DOCUMENTS: Final = 1000

Page = list[dict[str, Any]]
Streams = dict[str, dict[int, Seen]]
"""The records of one case: by stream, by seq; of a repeated one the first."""


@dataclass(frozen=True, slots=True)
class Job:
    """What one process is asked for: servers, topic, database, node, and a partition up to an offset."""

    kafka: str
    topic: str
    mongo: str
    database: str
    node: str
    partition: int
    end: int


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it. `strange` records are events of no case."""

    partition: int
    end: int
    events: int
    cases: int
    strange: int


def rebuild(job: Job) -> Done:
    """Writes the state documents of a partition into the next collection; for a process of its own.

    Done again, it writes the same documents over.
    """
    from pymongo import MongoClient, WriteConcern

    from services.reporting import store

    gc.disable()  # what is read stays until it is written: searching it for garbage finds none
    cases, strange = asyncio.run(read(job))
    number = len(cases)
    # Not waited for one by one: the mark of `finish_next` is durable, and all that was written before it.
    quick = WriteConcern(1, j=False)
    with MongoClient[dict[str, Any]](job.mongo, tz_aware=True) as client, ThreadPoolExecutor(1) as writer:
        into = client[job.database].get_collection(store.NEXT, write_concern=quick)
        pages = made(cases, case_store(job.node))
        events = write(pages, lambda page: writer.submit(store.put_next, into, page))
    return Done(job.partition, job.end, events, number, strange)


def made(cases: dict[str, Streams], folding: CaseStore) -> Iterator[Page]:
    """The documents of these cases, which are taken out, page by page."""
    names = sorted(cases)
    for i in range(0, len(names), _DOCUMENTS):
        yield [document(folding, name, cases.pop(name)) for name in names[i : i + _DOCUMENTS]]


def write(pages: Iterable[Page], put: Callable[[Page], Future[None]]) -> int:
    """Writes a page while the next one is made; gives how many events are in them."""
    events, writing = 0, None
    for page in pages:
        events += sum(int(found["events"]) for found in page)
        if writing is not None:
            writing.result()
        writing = put(page)
    if writing is not None:
        writing.result()
    return events


async def read(job: Job) -> tuple[dict[str, Streams], int]:
    """The records by case, and how many are none."""
    cases: dict[str, Streams] = {}
    strange = 0
    async for record in _records(job):
        seen = see(record)
        if seen is None:
            strange += 1
            continue
        stream = seen.producer if seen.node == job.node else f"{seen.node}/{seen.producer}"
        cases.setdefault(seen.case, {}).setdefault(stream, {}).setdefault(seen.seq, seen)
    return cases, strange


async def _records(job: Job) -> AsyncIterator[Any]:
    from aiokafka import AIOKafkaConsumer, TopicPartition

    here = TopicPartition(job.topic, job.partition)
    consumer = AIOKafkaConsumer(
        bootstrap_servers=job.kafka,
        group_id=None,
        enable_auto_commit=False,
        client_id="sankua-rebuild",
        max_partition_fetch_bytes=_FETCH_BYTES,
        check_crcs=False,
    )
    await consumer.start()
    try:
        consumer.assign([here])
        consumer.seek(here, (await consumer.beginning_offsets([here]))[here])
        while await consumer.position(here) < job.end:
            for found in (await consumer.getmany(timeout_ms=_POLL_MS, max_records=_RECORDS)).values():
                for record in found:
                    if record.offset < job.end:
                        yield record
    finally:
        await consumer.stop()


def case_store(node: str) -> CaseStore:
    """Folds as the service does: its own behaviour, by the shipped rules. It writes nothing."""
    from sankua.library.counting import load_counting_books
    from services.common.times import Clock
    from services.reporting import store
    from services.reporting.wiring import behaviour

    nothing: Any = None
    return CaseStore(
        nothing, nothing, behaviour(load_counting_books()), Clock(), (node, "reporting"), store.PART
    )


def document(folding: CaseStore, case: str, streams: Mapping[str, dict[int, Seen]]) -> dict[str, Any]:
    """The state document that the consume loop would have come to with the same records.

    What comes after a gap waits in it; an event that cannot be read holds the case, as a dead letter does.
    """
    doc = CaseDoc(case)
    for stream, found in streams.items():
        wanted = 1
        while (seen := found.get(wanted)) is not None and _applied(folding, doc, stream, seen):
            wanted += 1
        doc.held += [
            later.held(stream, "gap" if wanted not in found else "behind")
            for seq, later in sorted(found.items())
            if seq > wanted or (seq == wanted and wanted not in found)
        ]
    return folding.stored(doc)


def _applied(folding: CaseStore, doc: CaseDoc, stream: str, seen: Seen) -> bool:
    if not seen.known:
        doc.pos[stream] = seen.seq
        return True
    try:
        folding.apply(doc, seen.event(brief=folding.behaviour.brief))
    except Exception:  # noqa: BLE001 - whatever it is, it waits for `sankua dlq retry`, as in the consume loop
        doc.held.append(seen.held(stream, POISON))
        return False
    return True
