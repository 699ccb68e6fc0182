"""Reads the books of a running system: commits in MongoDB, records on Kafka, what reporting counted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final

from sankua.core.events import PRODUCERS, TYPE_PREFIX, event_id

COMMITS: Final = "commits"


class Commits:
    """The commit logs of the three services that own facts, read with majority."""

    def __init__(self, uri: str) -> None:
        from pymongo import MongoClient
        from pymongo.read_concern import ReadConcern

        self._client: Any = MongoClient(uri)
        majority = ReadConcern("majority")
        self._logs = [
            self._client[f"sankua_{name}"].get_collection(COMMITS, read_concern=majority)
            for name in PRODUCERS
        ]

    def total(self) -> int:
        """How many events are committed."""
        group = [{"$group": {"_id": None, "n": {"$sum": "$n"}}}]
        return sum(int(found["n"]) for log in self._logs for found in log.aggregate(group))

    def applied(self) -> list[int]:
        """How many events each of the services has applied to its cases."""
        streams = {"$map": {"input": {"$objectToArray": "$pos"}, "in": "$$this.v"}}
        group = [{"$group": {"_id": None, "n": {"$sum": {"$sum": streams}}}}]
        cases = [self._client[f"sankua_{name}"]["cases"] for name in PRODUCERS]
        return [sum(int(found["n"]) for found in states.aggregate(group)) for states in cases]

    def due(self, now: datetime) -> int:
        """Cases in which oversight or dispatch has still to do something that was due by `now`."""
        waits = (("oversight", "next_fire_at"), ("dispatch", "wake"))
        return sum(
            self._client[f"sankua_{name}"]["cases"].count_documents({moment: {"$lte": now}})
            for name, moment in waits
        )

    def events(self) -> Iterator[tuple[str, str, str]]:
        """(event id, case, event name) of every committed event."""
        for log in self._logs:
            for commit in log.find({}, {"events.value": 0}):
                for i, event in enumerate(commit["events"]):
                    case, node, producer = commit["case"], commit["node"], commit["producer"]
                    name = event["headers"]["ce_type"].removeprefix(TYPE_PREFIX)
                    yield event_id(case, node, producer, commit["first"] + i), case, name

    def close(self) -> None:
        """Closes the connection."""
        self._client.close()


async def topic_ids(bootstrap: str, name: str) -> list[str]:
    """The event id of every record on a topic up to now, repeated where a record is."""
    found: list[str] = []
    async with _reader(bootstrap, name) as (consumer, ends):
        todo = {partition: end for partition, end in ends.items() if end}
        while todo:
            for records in (await consumer.getmany(*todo, timeout_ms=500)).values():
                found += [_id(record.headers) for record in records]
            todo = {p: end for p, end in todo.items() if await consumer.position(p) < end}
    return found


async def topic_total(bootstrap: str, name: str) -> int:
    """How many records a topic holds up to now; nothing is ever deleted from ours."""
    async with _reader(bootstrap, name) as (_, ends):
        return sum(ends.values())


@asynccontextmanager
async def _reader(bootstrap: str, name: str) -> AsyncIterator[tuple[Any, dict[Any, int]]]:
    """A consumer at the beginning of a topic, outside of any group, and the end of each partition."""
    from aiokafka import AIOKafkaConsumer

    # Without a group a consumer is given all partitions of its topic at its start.
    consumer: Any = AIOKafkaConsumer(
        name, bootstrap_servers=bootstrap, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        yield consumer, await consumer.end_offsets(sorted(consumer.assignment()))
    finally:
        await consumer.stop()


def _id(headers: Any) -> str:
    return next((value.decode() for key, value in headers if key == "ce_id"), "")
