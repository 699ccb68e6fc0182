"""Small histories for the clock tests: one case, told event by event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sankua.core.clocks import Clock, compute
from sankua.core.events import OWNER_OF, Event
from sankua.core.times import parse_time
from sankua.library.clocks import load_clock_book

CASE = "140403-2023-000001"
OFFICE = "140403-xfj"
UNIT = "140403-rsj"
OTHER = "140403-zjj"


def at(text: str) -> datetime:
    """`2023-05-04` (10:00) or `2023-05-04 17:30` to a moment in Shanghai."""
    day, _, clock = text.partition(" ")
    return parse_time(f"{day}T{clock or '10:00'}:00+08:00")


class Story:
    """The events of one case in the order they are told."""

    def __init__(self, **registered: Any) -> None:
        self.events: list[Event] = []
        self.registered = registered

    def tell(self, name: str, when: str, recorded: str = "", source: str = "", **data: Any) -> Story:
        producer = OWNER_OF.get(name, "dispatch")
        seq = sum(event.producer == producer for event in self.events) + 1
        moment = at(when)
        self.events.append(
            Event(name, CASE, seq, producer, moment, at(recorded) if recorded else moment, source, data=data)
        )
        return self

    def register(self, when: str, **data: Any) -> Story:
        return self.tell("CaseRegistered", when, **{"registered_by": OFFICE, **self.registered, **data})

    def offer(self, when: str, handoff: str = "h1", to: str = UNIT, **data: Any) -> Story:
        fields = {"handoff_id": handoff, "from_org": OFFICE, "to_org": to, "role": "LEAD", "mode": "FORWARD"}
        return self.tell("HandoffOffered", when, **(fields | data))

    def deliver(self, when: str, handoff: str = "h1") -> Story:
        return self.tell("HandoffDelivered", when, handoff_id=handoff)

    def accept(self, when: str, handoff: str = "h1") -> Story:
        return self.tell("HandoffAccepted", when, handoff_id=handoff)

    def handed(self, when: str, handoff: str = "h1", to: str = UNIT, **data: Any) -> Story:
        return self.offer(when, handoff, to, **data).deliver(when, handoff)

    def clocks(self, as_of: str) -> list[Clock]:
        return compute(self.events, at(as_of), load_clock_book())

    def one(self, clock: str, as_of: str, **wanted: Any) -> Clock:
        found = self.all(clock, as_of, **wanted)
        assert len(found) == 1, found
        return found[0]

    def all(self, clock: str, as_of: str, **wanted: Any) -> list[Clock]:
        return [
            c
            for c in self.clocks(as_of)
            if c.clock == clock and all(getattr(c, k) == v for k, v in wanted.items())
        ]

    def ids(self, as_of: str) -> Sequence[str]:
        return [c.clock for c in self.clocks(as_of)]


def due(clock: Clock) -> tuple[str, str]:
    """State and last day."""
    return clock.state, clock.due_on.isoformat()
