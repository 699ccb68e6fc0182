"""Why a clock is due when it is: every day from its start to its end, counted or not, and the article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sankua.core.clocks.engine import with_ledgers
from sankua.core.clocks.ledger import Ledger
from sankua.core.clocks.rules import ClockBook, Unit
from sankua.core.events import Event
from sankua.core.times import local_date


def explain(events: Sequence[Event], as_of: datetime, book: ClockBook, clock: str) -> list[dict[str, Any]]:
    """One case's clocks of that id, each with `days`: `date`, `counted` (its number or null), `why`."""
    return [
        shown.to_json() | _account(ledger)
        for shown, ledger in with_ledgers(events, as_of, book)
        if shown.clock == clock
    ]


def _account(ledger: Ledger) -> dict[str, Any]:
    rule = ledger.rule
    return {
        "title": rule.title,
        "length": ledger.length,
        "unit": rule.unit.value,
        "extended": ledger.extended,
        "paused": [date.fromordinal(day).isoformat() for day in sorted(ledger.paused)],
        "rolled": rule.rolls and ledger.due.on != _last_counted(ledger),
        "runs_on": list(rule.runs_on),
        "days": list(_days(ledger)),
    }


def _last_counted(ledger: Ledger) -> date:
    return local_date(ledger.started_at) + timedelta(
        days=ledger.length + ledger.extended + len(ledger.paused)
    )


def _days(ledger: Ledger) -> Iterator[dict[str, Any]]:
    day, number = local_date(ledger.started_at), 0
    yield {
        "date": day.isoformat(),
        "counted": None,
        "why": "开始当日不计 the day of the start is not counted",
    }
    whole = ledger.length + ledger.extended
    while day < ledger.due.on:
        day += timedelta(days=1)
        why = _left_out(ledger, day, number >= whole)
        number += not why
        kind = ledger.calendar.kind(day)
        yield {"date": day.isoformat(), "counted": None if why else number, "why": why or kind}


def _left_out(ledger: Ledger, day: date, full: bool) -> str:
    """Why a day is not counted, empty where it is."""
    if day.toordinal() in ledger.paused:
        return "听证期间不计 hearing, not counted"
    if ledger.rule.unit is Unit.WORKING and not ledger.calendar.is_working(day):
        return ledger.calendar.kind(day)
    if ledger.rule.rolls and full:
        return "期满日为休息日,顺延 the last day is a rest day: moved to the next working day"
    return ""
