"""What is on Kafka: each record of the topic as little as a check needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from sankua.cli.stack.failures import StackError
from sankua.core.events import event_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sankua.cli.stack.info import StackInfo

_POLL_MS: Final = 200
_RECORDS: Final = 5000


@dataclass(frozen=True, slots=True)
class Seen:
    """One record: where it is, which event it says it is, and a digest of its value."""

    partition: int
    offset: int
    id: str
    digest: bytes


@dataclass(slots=True)
class Topic:
    """The topic read so far. `read` goes on where it stopped."""

    consumer: Any
    partitions: list[Any]
    records: list[Seen] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def ends(self) -> dict[int, int]:
        """The end offset of each partition, now."""
        found = self.consumer.end_offsets(self.partitions)
        return {tp.partition: int(offset) for tp, offset in found.items()}

    def read(self, ends: dict[int, int], until: float) -> None:
        """Reads on to these ends, or until the moment (of the monotonic clock) has come."""
        while monotonic() < until and not self._at(ends):
            for found in self.consumer.poll(timeout_ms=_POLL_MS, max_records=_RECORDS).values():
                self._take(found)

    def next_offsets(self) -> dict[int, int]:
        """How far each partition has been read."""
        return {tp.partition: int(self.consumer.position(tp)) for tp in self.partitions}

    def _at(self, ends: dict[int, int]) -> bool:
        return all(self.consumer.position(tp) >= ends[tp.partition] for tp in self.partitions)

    def _take(self, found: Iterable[Any]) -> None:
        for record in found:
            name = record_id(record.headers)
            self.ids.add(name)
            self.records.append(Seen(record.partition, record.offset, name, digest(record.value or b"")))


def record_id(headers: Iterable[tuple[str, bytes]]) -> str:
    """The event id that a record's headers name; empty where they name none."""
    found = {key: value.decode(errors="replace") for key, value in headers if key.startswith("ce_")}
    case, producer, seq = (found.get(f"ce_{name}", "") for name in ("subject", "producer", "seq"))
    if not (case and producer and seq.isdigit()):
        return ""
    return event_id(case, found.get("ce_node", ""), producer, int(seq))


def digest(value: bytes) -> bytes:
    """Stands for a value: equal where the bytes are equal."""
    return sha256(value).digest()


@contextmanager
def opened(info: StackInfo) -> Iterator[Topic]:
    """The topic of a stack, at its beginning. StackError (exit 3), naming Kafka, where it is away."""
    from kafka import KafkaConsumer, TopicPartition
    from kafka.errors import KafkaError

    def reached(action: Callable[[], Any]) -> Any:
        try:
            return action()
        except (KafkaError, OSError) as error:
            raise StackError(f"Kafka at {info.kafka} cannot be reached: {error}") from error

    consumer = reached(
        lambda: KafkaConsumer(
            bootstrap_servers=info.kafka, group_id=None, enable_auto_commit=False, client_id="sankua-verify"
        )
    )
    try:
        numbers = reached(lambda: consumer.partitions_for_topic(info.topic))
        if not numbers:
            raise StackError(f"Kafka at {info.kafka} has no topic {info.topic}")
        partitions = [TopicPartition(info.topic, number) for number in sorted(numbers)]
        consumer.assign(partitions)
        reached(lambda: consumer.seek_to_beginning(*partitions))
        yield Topic(consumer, partitions)
    finally:
        consumer.close()
