"""Reads the books of a running system: commits in MongoDB, records on Kafka, what reporting counted."""

from __future__ import annotations

from collections.abc import Iterator
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

    def due(self, now: datetime) -> int:
        """Cases in which oversight has still to tell something that was due by `now`."""
        count: int = self._client["sankua_oversight"]["cases"].count_documents(
            {"next_fire_at": {"$lte": now}}
        )
        return count

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


class Topic:
    """A topic read from its beginning, outside of any consumer group."""

    def __init__(self, bootstrap: str, name: str) -> None:
        from kafka import KafkaConsumer, TopicPartition

        self._consumer: Any = KafkaConsumer(
            bootstrap_servers=bootstrap, enable_auto_commit=False, auto_offset_reset="earliest"
        )
        numbers = self._consumer.partitions_for_topic(name) or set()
        self._partitions = [TopicPartition(name, number) for number in sorted(numbers)]
        self._consumer.assign(self._partitions)

    def total(self) -> int:
        """How many records the topic holds up to now."""
        return sum(self._ends().values())

    def ids(self) -> Iterator[str]:
        """The event id of every record up to now, repeated where a record is."""
        ends = self._ends()
        self._consumer.seek_to_beginning(*self._partitions)
        while any(self._consumer.position(p) < end for p, end in ends.items()):
            for records in self._consumer.poll(timeout_ms=500).values():
                for record in records:
                    yield next(value.decode() for key, value in record.headers if key == "ce_id")

    def _ends(self) -> dict[Any, int]:
        ends: dict[Any, int] = self._consumer.end_offsets(self._partitions) if self._partitions else {}
        return ends

    def close(self) -> None:
        """Closes the connection."""
        self._consumer.close()
