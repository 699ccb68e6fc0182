"""A Kafka record seen by its headers alone: enough to skip it, to place it or to hold it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from sankua.core.events import KNOWN, TYPE_PREFIX, Event
from sankua.wire import cloudevents

POISON: Final = "poison"


class Seen(NamedTuple):
    """One record with its place in its stream. `raw` are the headers as they came."""

    case: str
    node: str
    producer: str
    seq: int
    name: str
    cause: str
    partition: int
    offset: int
    key: bytes
    value: bytes
    raw: tuple[tuple[str, bytes], ...]

    @property
    def known(self) -> bool:
        """False for an event type newer than this version."""
        return self.name in KNOWN

    def event(self, *, brief: bool) -> Event:
        """The event itself, `brief` as in `codec.decode`. Raises where the value cannot be decoded."""
        return cloudevents.from_kafka(self.raw, self.value, brief=brief)

    def held(self, stream: str, reason: str) -> dict[str, Any]:
        """As it is kept in the state document while it waits; poison keeps its place only."""
        kept: dict[str, Any] = {
            "stream": stream,
            "seq": self.seq,
            "reason": reason,
            "partition": self.partition,
            "offset": self.offset,
        }
        if reason != POISON:
            kept |= {
                "key": self.key,
                "value": self.value,
                "headers": [{"k": k, "v": v} for k, v in self.raw],
            }
        return kept


def see(record: Any) -> Seen | None:
    """The record by its headers; None where they do not name a place in a stream."""
    found = _see(record.key or b"", record.value or b"", record.headers, (record.partition, record.offset))
    # The key decides the partition, and with it the order: an event under a wrong key has no place.
    return found if found is not None and found.key == found.case.encode() else None


def again(held: Mapping[str, Any]) -> Seen:
    """A held record, as it was seen."""
    pairs = [(h["k"], h["v"]) for h in held["headers"]]
    found = _see(held["key"], held["value"], pairs, (held["partition"], held["offset"]))
    assert found is not None, "what is held has been seen before"
    return found


def _see(key: bytes, value: bytes, raw: Iterable[tuple[str, bytes]], place: tuple[int, int]) -> Seen | None:
    pairs = tuple(raw)
    found = dict(pairs)
    try:
        case, producer = found["ce_subject"].decode(), found["ce_producer"].decode()
        name, seq = found["ce_type"].decode(), int(found["ce_seq"])
        node, cause = found.get("ce_node", b"").decode(), found.get("ce_causationid", b"").decode()
    except (KeyError, ValueError):
        return None
    if seq < 1 or not case or not producer:
        return None
    name = name.removeprefix(TYPE_PREFIX)
    return Seen(case, node, producer, seq, name, cause, *place, key, value, pairs)
