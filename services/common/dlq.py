"""Dead letters from the operator's side: what is open, what is in it, send it again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from sankua.core.errors import Problem, Refused
from services.common.topics import partition_of

_RETRIED: Final = "dlq_retried"
_OWN: Final = "dlq_"
_POLL_MS: Final = 1000


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One record that a service could not apply. `id` is `<service>/<partition>/<offset>` of the original.

    `case`, `event` and `name` are empty where the record's headers do not tell them.
    """

    id: str
    service: str
    case: str
    event: str
    name: str
    error: str
    at: str
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]

    def to_json(self) -> dict[str, Any]:
        """What a person sees; the value only as its length."""
        return {
            "id": self.id,
            "service": self.service,
            "case": self.case,
            "event": self.event,
            "name": self.name,
            "error": self.error,
            "at": self.at,
            "bytes": len(self.value or b""),
        }


def list_dead(bootstrap: str, dlq_topic: str) -> list[DeadLetter]:
    """The open letters, in order of arrival; one per record and service. Blocking."""
    found: dict[str, DeadLetter] = {}
    for record in _records(bootstrap, dlq_topic):
        headers = dict(record.headers)
        if _RETRIED in headers:
            found.pop(headers[_RETRIED].decode(), None)
        else:
            letter = _letter(record, headers)
            found[letter.id] = letter
    return list(found.values())


def show(bootstrap: str, dlq_topic: str, letter_id: str) -> DeadLetter:
    """One open letter. Refused (NOT_FOUND) where there is none of this id."""
    for letter in list_dead(bootstrap, dlq_topic):
        if letter.id == letter_id:
            return letter
    raise Refused(Problem("id", f"{letter_id}: no such open dead letter"), code="NOT_FOUND")


def redrive(bootstrap: str, dlq_topic: str, topic: str, letters: Sequence[DeadLetter]) -> int:
    """Puts the original records on their topic again, and marks them once Kafka has them. Blocking.

    A crash in between leaves the letter open; sent twice, consumers skip what they have applied. A letter
    that fails again comes back under its new place.
    """
    if not letters:
        return 0
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True)
    try:
        count = len(producer.partitions_for(topic))
        for letter in letters:
            headers = [(k, v) for k, v in letter.headers if not k.startswith(_OWN)]
            partition = partition_of(letter.key or b"", count)
            _sent(producer.send(topic, letter.value, letter.key, headers=headers, partition=partition))
            _sent(producer.send(dlq_topic, None, letter.key, headers=[(_RETRIED, letter.id.encode())]))
    finally:
        producer.close()
    return len(letters)


def _sent(future: Any) -> None:
    future.get(timeout=30)


def _records(bootstrap: str, topic: str) -> Iterator[Any]:
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False, group_id=None)
    try:
        tps = [TopicPartition(topic, p) for p in sorted(consumer.partitions_for_topic(topic) or ())]
        if not tps:
            return
        ends = consumer.end_offsets(tps)
        consumer.assign(tps)
        consumer.seek_to_beginning(*tps)
        while any(consumer.position(tp) < ends[tp] for tp in tps):
            for records in consumer.poll(timeout_ms=_POLL_MS).values():
                yield from records
    finally:
        consumer.close()


def _letter(record: Any, headers: dict[str, bytes]) -> DeadLetter:
    def text(name: str) -> str:
        return headers.get(name, b"").decode(errors="replace")

    service = text("dlq_service")
    return DeadLetter(
        id=f"{service}/{text('dlq_partition')}/{text('dlq_offset')}",
        service=service,
        case=text("ce_subject"),
        event=text("ce_id"),
        name=text("ce_type").rpartition(".")[2],
        error=text("dlq_error"),
        at=text("dlq_at"),
        key=record.key,
        value=record.value,
        headers=tuple(record.headers),
    )
