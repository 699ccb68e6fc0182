"""The backstop (C30): wherever an open case has no statutory clock, one runs, so that nothing can sleep."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime

from sankua.core.clocks.ledger import Ledger
from sankua.core.clocks.rules import ClockBook, ClockRule, Ending, Kind
from sankua.core.times import format_time, local_date

Span = tuple[datetime, datetime | None]
"""From a moment up to another one, None: still going on."""


def backstops(
    ledgers: Sequence[Ledger],
    open_spans: Sequence[Span],
    holders: Sequence[tuple[datetime, str]],
    as_of: datetime,
    book: ClockBook,
) -> list[Ledger]:
    """The backstop clocks: the one that runs now, and those that ran out before something ended them.

    A gap that closed in time is not shown: it lasts for the minutes between an offer and its delivery.
    """
    found = []
    for begin, end, closed in _gaps(_cover(ledgers, as_of), open_spans):
        org = _holder(holders, begin if end is not None else as_of)
        for rule in book.backstops:
            if rule.valid_from <= local_date(begin) <= rule.valid_to:
                ledger = _ledger(rule, begin, org, book)
                if end is not None:
                    ledger.end(Ending.MET if closed else Ending.CANCELLED, end)
                if end is None or ledger.late(end):
                    found.append(ledger)
    return found


def _cover(ledgers: Sequence[Ledger], as_of: datetime) -> list[Span]:
    """When statutory clocks ran, by start. A late duty is still owed; a lapsed window covers no longer."""
    spans: list[Span] = []
    for ledger in ledgers:
        if ledger.rule.covers:
            end = ledger.ended_at
            if ledger.rule.kind is Kind.WINDOW and (end is None or ledger.late(end)):
                end = ledger.due.over_at if ledger.late(as_of) else None
            spans.append((ledger.started_at, end))
    spans.sort(key=lambda span: span[0])
    return spans


def _gaps(cover: list[Span], open_spans: Sequence[Span]) -> Iterator[tuple[datetime, datetime | None, bool]]:
    """Open time without cover: begin, end, and whether it ended because the case was closed."""
    for begin, end in open_spans:
        bare: datetime | None = begin
        for first, last in cover:
            if bare is None or (end is not None and first >= end):
                break
            if first > bare:
                yield bare, first, False
            if last is None:
                bare = None
            elif last > bare:
                bare = last
        if bare is not None and (end is None or bare < end):
            yield bare, end, True


def _holder(holders: Sequence[tuple[datetime, str]], moment: datetime) -> str:
    """Who had the case at a moment."""
    at = bisect_right(holders, moment, key=lambda held: held[0]) - 1
    return holders[max(at, 0)][1]


def _ledger(rule: ClockRule, begin: datetime, org: str, book: ClockBook) -> Ledger:
    return Ledger(
        rule=rule,
        key=format_time(begin),
        match="",
        match_key="",
        org=org,
        role="",
        started_at=begin,
        length=book.length_of(rule, org),
        calendar=book.calendar_of(org),
    )
