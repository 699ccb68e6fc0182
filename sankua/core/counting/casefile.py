"""One case as an office keeps it: its line in the ledger (台账) and its whole file (一案一档).

No person and no text: rows hold none. Who needs them reads them in intake, by an audited call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from sankua.core.clocks import Clock, compute
from sankua.core.counting.books import CountingBooks
from sankua.core.counting.figures import is_overdue, light
from sankua.core.counting.frame import Frame
from sankua.core.counting.groups import enrolments, stands
from sankua.core.counting.handoffs import lead_offers
from sankua.core.counting.life import Life
from sankua.core.counting.period import Period
from sankua.core.counting.report import life_of
from sankua.core.counting.rows import Row
from sankua.core.counting.standing import state_of, waits

LEDGER: Final = (
    "case", "registered_at", "registered_by", "channel", "purpose", "category", "persons", "repeat_of",
    "lead", "hops", "state", "accepted_at", "answered_at", "concluded_at", "settled", "campaigns",
    "owner_level", "next_due_on", "light", "overdue",
)  # fmt: skip
"""The columns of the ledger, in order; a date that is not there is empty."""


def ledger(
    rows: Iterable[Row], period: Period, as_of: datetime, books: CountingBooks
) -> Iterator[dict[str, Any]]:
    """A line for each case registered in the period, in the order of the rows, as known at a moment."""
    frame = Frame.of(period, as_of, books)
    for row in rows:
        life = life_of(row, frame)
        if life.registered is not None and frame.holds(life.registered.time):
            yield _line(life, frame)


def _line(life: Life, frame: Frame) -> dict[str, Any]:
    registered = life.registered
    assert registered is not None
    data = registered.data
    clocks = compute(life.clock_events(), frame.as_of, frame.clocks) if life.open else []
    offers = {fact.data.get("handoff_id") for fact in lead_offers(life)}
    owners = life.of("OwnerAssigned")
    values = (
        life.case,
        registered.time[:10],
        data.get("registered_by") or registered.source,
        data.get("channel") or "",
        data.get("purpose") or "",
        life.intake_facts.get("category") or "",
        int(data.get("petitioner_count") or 0),
        data.get("repeat_of") or "",
        life.lead or "",
        max(0, len(offers) - 1),
        state_of(life),
        *(_day(life, name) for name in ("HandoffAccepted", "OpinionIssued", "CaseConcluded")),
        stands(life, "CaseSettled"),
        "、".join(sorted(enrolments(life))),
        str(owners[-1].data.get("level") or "") if owners else "",
        _due(clocks),
        light(clocks) if life.open else "",
        is_overdue(clocks),
    )
    return dict(zip(LEDGER, values, strict=True))


def _day(life: Life, name: str) -> str:
    found = life.of(name)
    return found[-1].time[:10] if found else ""


def _due(clocks: Iterable[Clock]) -> str:
    return min((c.due_on.isoformat() for c in clocks if c.duty and c.live), default="")


def case_file(row: Row, as_of: datetime, books: CountingBooks) -> dict[str, Any]:
    """The whole file of a case as known at a moment: `ledger` line, `events`, `clocks`, `waits`.

    The file of a case that nothing is known of has no events, and `ledger` is None.
    """
    day = as_of.date()
    frame = Frame.of(Period(day, day), as_of, books)
    life = life_of(row, frame)
    clocks = compute(life.clock_events(), as_of, books.clocks) if life.facts else []
    return {
        "case": life.case,
        "as_of": frame.as_of_text,
        "ledger": _line(life, frame) if life.registered else None,
        "events": [_event(life.case, fact._asdict()) for fact in life.facts],
        "clocks": [clock.to_json() for clock in clocks],
        "waits": [wait._asdict() for wait in waits(life)],
    }


def _event(case: str, fact: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": f"{case}/{fact['stream']}/{fact['seq']}",
        "name": fact["name"],
        "time": fact["time"],
        "recorded": fact["recorded"],
        "org": fact["source"],
        "data": dict(fact["data"]),
    }
