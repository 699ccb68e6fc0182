"""One order for the events of a case: each stream by `seq`, causes before effects, then by time. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime

from sankua.core.events import PRODUCERS, Event


def causal(events: Iterable[Event]) -> Iterator[Event]:
    """The events of one case, deterministically. A cause that is not among them holds nothing back."""
    streams: dict[tuple[str, str, str], deque[Event]] = {}
    for event in sorted(events, key=lambda e: (e.stream, e.seq)):
        streams.setdefault(event.stream, deque()).append(event)
    waiting = {event.id for stream in streams.values() for event in stream}
    while streams:
        heads = [stream[0] for stream in streams.values()]
        # A circle of causes is a fault of its writers; it is passed on by time, for others to find.
        ready = [head for head in heads if head.causation_id not in waiting] or heads
        event = min(ready, key=_place)
        yield event
        waiting.discard(event.id)
        streams[event.stream].popleft()
        if not streams[event.stream]:
            del streams[event.stream]


def _place(event: Event) -> tuple[datetime, int, str, str]:
    known = event.producer in PRODUCERS
    rank = PRODUCERS.index(event.producer) if known else len(PRODUCERS)
    return event.time, rank, event.node, event.producer
