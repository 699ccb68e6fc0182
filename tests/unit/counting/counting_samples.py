"""Short ways to write down a history by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sankua.core.counting import Period, fold, report
from sankua.core.events import OWNER_OF, Event
from sankua.core.times import parse_time
from sankua.library.counting import load_counting_books

OFFICE, LEAD, OTHER = "140403-xfj", "140403-zjj", "140403-rsj"


class Case:
    """One case, event by event: `case.on("2023-03-01", "CaseRegistered", …)`; every call gives it back."""

    def __init__(self, serial: int = 1, year: int = 2023) -> None:
        self.id = f"140403-{year}-{serial:06d}"
        self.events: list[Event] = []
        self._seq: Counter[str] = Counter()

    def on(self, day: str, name: str, /, recorded: str = "", producer: str = "", **data: Any) -> Case:
        """An event at ten in the morning (or at the time given), recorded then or on the day named."""
        owner = producer or OWNER_OF[name]
        self._seq[owner] += 1
        time = moment(day)
        known = moment(recorded) if recorded else time
        self.events.append(Event(name, self.id, self._seq[owner], owner, time, known, OFFICE, data=data))
        return self

    def registered(self, day: str, **data: Any) -> Case:
        given = {"channel": "LETTER", "petitioner_count": 1, "registered_by": OFFICE, "purpose": "APPEAL"}
        return self.on(day, "CaseRegistered", **{**given, "received_at": moment(day).isoformat(), **data})

    def offered(self, day: str, handoff: str = "h1", to: str = LEAD, role: str = "LEAD") -> Case:
        data = {"handoff_id": handoff, "from_org": OFFICE, "to_org": to, "role": role, "mode": "FORWARD"}
        return self.on(day, "HandoffOffered", **data).on(day, "HandoffDelivered", handoff_id=handoff)

    def routed(self, day: str, outcome: str = "ROUTE", lead: str = LEAD) -> Case:
        return self.on(day, "CaseRouted", decision={"outcome": outcome, "lead": lead})

    def accepted(self, day: str, handoff: str = "h1") -> Case:
        return self.on(day, "HandoffAccepted", handoff_id=handoff)


def moment(text: str) -> Any:
    return parse_time(text if "T" in text else f"{text}T10:00:00+08:00")


def rows_of(events: Iterable[Event]) -> list[dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for event in events:
        rows[event.case] = fold(rows.get(event.case), event)
    return list(rows.values())


def count(
    *cases: Case, period: str = "2023", as_of: str = "2023-12-31T23:59:59+08:00", by: Sequence[str] = ()
) -> dict[str, Any]:
    """The report over these cases."""
    rows = rows_of(event for case in cases for event in case.events)
    return report(rows, Period.parse(period), moment(as_of), by, load_counting_books())
