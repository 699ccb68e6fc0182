"""Small histories for oversight's tests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sankua.core.events import OWNER_OF, Event
from sankua.core.times import SHANGHAI
from services.oversight.domain.history import Part, fold

CASE = "140403-2023-000001"
OFFICE = "140403-xfj"
UNIT = "140403-rsj"


def at(day: int, hour: int = 9, month: int = 3) -> datetime:
    """A moment in 2023."""
    return datetime(2023, month, day, hour, tzinfo=SHANGHAI)


def history(*steps: tuple[str, datetime, dict[str, Any]], case: str = CASE) -> list[Event]:
    """Events with running seqs."""
    seqs: dict[str, int] = {}
    events = []
    for name, time, data in steps:
        producer = OWNER_OF[name]
        seqs[producer] = seqs.get(producer, 0) + 1
        events.append(Event(name, case, seqs[producer], producer, time, time, source=OFFICE, data=data))
    return events


def folded(events: Iterable[Event]) -> dict[str, Part]:
    """The parts after these events."""
    parts: dict[str, Part] = {}
    for event in events:
        parts[event.producer] = fold(parts.get(event.producer, {}), event)
    return parts


def registered(day: int = 1, **more: Any) -> tuple[str, datetime, dict[str, Any]]:
    """登记 on a day of March 2023."""
    facts = {"place_of_matter": "140403", "sector": "wages"}
    data = {"channel": "LETTER", "purpose": "APPEAL", "facts": facts, "petitioner_count": 1}
    return ("CaseRegistered", at(day), data | {"registered_by": OFFICE} | more)


def handed(day: int = 2) -> list[tuple[str, datetime, dict[str, Any]]]:
    """转送 to the unit, delivered at once."""
    offer = {"handoff_id": "h1", "from_org": OFFICE, "to_org": UNIT, "role": "LEAD", "mode": "FORWARD"}
    return [("HandoffOffered", at(day), offer), ("HandoffDelivered", at(day), {"handoff_id": "h1"})]
