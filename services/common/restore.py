"""After a restore from backup Kafka is ahead of MongoDB: missing commits are filled before commands come."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from pymongo.errors import BulkWriteError

from services.common.commits import COMMIT_HEADER, DUPLICATE, CommitLog, Doc
from services.common.consume.record import Seen, see
from services.common.logs import log
from services.common.metrics import METRICS


async def fill(bootstrap: str, topic: str, commits: CommitLog, start: Mapping[int, int]) -> dict[int, int]:
    """Reads Kafka from the published offsets to its present end and inserts own commits that MongoDB lacks.

    Gives the ends, to be stored as published. Done again it changes nothing: a commit's `_id` is its place.
    """
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False, group_id=None)
    await consumer.start()
    try:
        return await _fill(consumer, topic, commits, start)
    finally:
        await consumer.stop()


async def ends(bootstrap: str, topic: str) -> dict[int, int]:
    """The present end of each partition of a topic."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False, group_id=None)
    await consumer.start()
    try:
        found = await consumer.end_offsets(
            [TopicPartition(topic, p) for p in await _partitions(consumer, topic)]
        )
        return {tp.partition: end for tp, end in found.items()}
    finally:
        await consumer.stop()


async def _fill(consumer: Any, topic: str, commits: CommitLog, start: Mapping[int, int]) -> dict[int, int]:
    tps = [TopicPartition(topic, p) for p in sorted(await _partitions(consumer, topic))]
    ends, begins = await consumer.end_offsets(tps), await consumer.beginning_offsets(tps)
    # A topic that was made anew is shorter than what is stored: then all of it is read.
    first = {tp: s if (s := start.get(tp.partition, 0)) <= ends[tp] else 0 for tp in tps}
    first = {tp: max(offset, begins[tp]) for tp, offset in first.items()}
    todo = [tp for tp in tps if first[tp] < ends[tp]]
    if todo:
        consumer.assign(todo)
        for tp in todo:
            consumer.seek(tp, first[tp])
        await _read(consumer, {tp: ends[tp] for tp in todo}, commits)
    return {tp.partition: end for tp, end in ends.items()}


async def _partitions(consumer: Any, topic: str) -> set[int]:
    await consumer._client.force_metadata_update()
    found = consumer.partitions_for_topic(topic)
    while not found:
        await asyncio.sleep(0.2)
        await consumer.topics()
        found = consumer.partitions_for_topic(topic)
    return set(found)


async def _read(consumer: Any, ends: Mapping[Any, int], commits: CommitLog) -> None:
    open_commits: dict[tuple[str, int], dict[int, Seen]] = {}
    while any([await consumer.position(tp) < end for tp, end in ends.items()]):
        fetched = await consumer.getmany(timeout_ms=1000, max_records=5000)
        for seen in filter(None, map(see, (r for records in fetched.values() for r in records))):
            if (seen.node, seen.producer) == commits.stream and _mark(seen):
                open_commits.setdefault((seen.case, _mark(seen)[0]), {})[seen.seq] = seen
        whole = [key for key, events in open_commits.items() if len(events) == _mark(_any(events))[1]]
        await _insert(commits, [open_commits.pop(key) for key in whole])
    # What was cut off by the crash was never published: the rest of these commits is in nobody's state.
    await _insert(commits, list(open_commits.values()))


def _any(events: Mapping[int, Seen]) -> Seen:
    return next(iter(events.values()))


def _mark(seen: Seen) -> tuple[int, int, str]:
    text = dict(seen.raw).get(COMMIT_HEADER, b"").decode()
    first, _, rest = text.partition("/")
    n, _, dedup = rest.partition("/")
    return (int(first), int(n), dedup) if first.isdigit() and n.isdigit() else (0, 0, "")


async def _insert(commits: CommitLog, found: Sequence[Mapping[int, Seen]]) -> None:
    docs = [doc for events in found if (doc := _commit(events)) is not None]
    filled = await asyncio.to_thread(_missing, commits, docs)
    if filled:
        METRICS.restored.inc(filled)
        log().warning("filled commits that MongoDB had lost", count=filled)


def _commit(events: Mapping[int, Seen]) -> Doc | None:
    ordered = [events[seq] for seq in sorted(events)]
    mark = _mark(ordered[0])
    if not mark[0] or ordered[0].seq != mark[0]:
        return None  # only its tail was read: its head is before the stored offset, so it is there
    head = ordered[0]
    return {
        "_id": f"{head.case}/{head.node}/{head.producer}/{mark[0]}",
        "case": head.case,
        "node": head.node,
        "producer": head.producer,
        "first": mark[0],
        "n": len(ordered),
        "dedup": mark[2],
        "at": datetime.now(UTC),
        "events": [{"value": s.value, "headers": _text(s.raw)} for s in ordered],
    }


def _text(raw: Iterable[tuple[str, bytes]]) -> dict[str, str]:
    return {name: value.decode() for name, value in raw if not name.startswith("dlq_")}


def _missing(commits: CommitLog, docs: Sequence[Doc]) -> int:
    ids = [d["_id"] for d in docs]
    there = {d["_id"] for d in commits.collection.find({"_id": {"$in": ids}}, {"_id": 1})}
    missing = [d for d in docs if d["_id"] not in there]
    if not missing:
        return 0
    try:
        return len(commits.collection.insert_many(missing, ordered=False).inserted_ids)
    except BulkWriteError as exc:
        details = exc.details or {}
        if any(e["code"] != DUPLICATE for e in details["writeErrors"]):
            raise
        return int(details["nInserted"])  # another process of this service fills at the same time
