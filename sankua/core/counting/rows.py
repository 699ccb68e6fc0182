"""The row of a case: its events, compact, by stream and in `seq` order.

A row is plain JSON: `{"case", "streams": {"[node/]producer": [[seq, name, time, recorded, source, data]]}}`.
`time` is RFC 3339 with the Shanghai offset, so text order is time order; `recorded` is "" where equal.
What no figure and no clock reads (texts, digests, the trace of a decision) is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import reduce
from sys import intern
from typing import Any, Final

from sankua.core.events import KNOWN, Event
from sankua.core.times import SHANGHAI

Row = dict[str, Any]
Entry = list[Any]

OFFICE_EVENTS: Final = frozenset({"CampaignOpened", "CampaignClosed"})
"""Events of an organ that carry a campaign's target; their subject is the organ, which is no case."""

_DECISION: Final = ("outcome", "lead", "resolver", "rule", "certainty", "situations")
_DROPPED: Final[Mapping[str, frozenset[str]]] = {
    "CaseRegistered": frozenset({"content_ref", "content_sha256"}),
    "CaseRouted": frozenset({"decision"}),
    "ProgressReported": frozenset({"summary"}),
    "HandoffObjected": frozenset({"reason", "legal_basis", "evidence"}),
    "ObjectionUpheld": frozenset({"reason"}),
    "ObjectionRejected": frozenset({"reason"}),
    "CaseNotAccepted": frozenset({"reason", "basis"}),
    "UnitNotAccepted": frozenset({"reason", "basis"}),
    "OpinionIssued": frozenset({"basis"}),
    "SettlementPlanMade": frozenset({"plan"}),
    "ItemTaken": frozenset({"explanation"}),
    "ItemCleared": frozenset({"explanation"}),
}
_OFFSET: Final = SHANGHAI.utcoffset(None)
_NONE: Final[frozenset[str]] = frozenset()


def fold(row: Row | None, event: Event) -> Row:
    """The row with an event in it; a new row, the old one is left alone.

    An event that the row holds already changes nothing. The order of calls does not matter.
    """
    entry = _entry(event)
    stream = f"{event.node}/{event.producer}" if event.node else event.producer
    if row is None:
        return {"case": event.case, "streams": {stream: [entry]}}
    entries = row["streams"].get(stream, [])
    placed = _placed(entries, entry)
    if placed is entries:
        return row
    return {"case": row["case"], "streams": {**row["streams"], stream: placed}}


def grow(row: Row | None, event: Event) -> Row:
    """As `fold`, for whoever has the only reference to the row: it is changed, not copied."""
    entry = _entry(event)
    stream = f"{event.node}/{event.producer}" if event.node else event.producer
    if row is None:
        return {"case": event.case, "streams": {stream: [entry]}}
    entries = row["streams"].setdefault(stream, [])
    if not entries or entries[-1][0] < entry[0]:
        entries.append(entry)
    else:
        row["streams"][stream] = _placed(entries, entry)
    return row


def merge(rows: Iterable[Row]) -> Row:
    """One row of several rows of the same case, for instance one per producer. TypeError of no rows."""
    return reduce(_merged, rows)


def _merged(left: Row, right: Row) -> Row:
    streams = dict(left["streams"])
    for stream, entries in right["streams"].items():
        streams[stream] = reduce(_placed, entries, streams.get(stream, []))
    return {"case": left["case"], "streams": streams}


def _placed(entries: list[Entry], entry: Entry) -> list[Entry]:
    """The entries with one more in its place; the same list where it is there already."""
    seq = entry[0]
    if not entries or entries[-1][0] < seq:
        return [*entries, entry]
    place = next(i for i, other in enumerate(entries) if other[0] >= seq)
    held = entries[place]
    if held[0] != seq:
        return [*entries[:place], entry, *entries[place:]]
    # Two different facts under one id are an error of their writer; whichever came first, the same one stays.
    if held == entry or _text(held) <= _text(entry):
        return entries
    return [*entries[:place], entry, *entries[place + 1 :]]


def _text(entry: Entry) -> str:
    return json.dumps(entry, sort_keys=True, ensure_ascii=False)


def _entry(event: Event) -> Entry:
    time = event.time
    recorded = "" if event.recorded is time or event.recorded == time else _moment(event.recorded)
    return [event.seq, intern(event.name), _moment(time), recorded, intern(event.source), _kept(event)]


def _moment(time: datetime) -> str:
    if time.tzinfo is not SHANGHAI and time.utcoffset() != _OFFSET:
        time = time.astimezone(SHANGHAI)
    return time.isoformat()


def _kept(event: Event) -> dict[str, Any]:
    if event.name not in KNOWN and event.name not in OFFICE_EVENTS:
        return {}
    dropped = _DROPPED.get(event.name, _NONE)
    data = {
        intern(name): intern(value) if type(value) is str and len(value) <= 20 else _shared(value)
        for name, value in event.data.items()
        if name not in dropped
    }
    if event.name == "CaseRouted":
        decision = event.data.get("decision") or {}
        data["decision"] = {name: decision[name] for name in _DECISION if name in decision}
    return data


def _shared(value: Any) -> Any:
    """The value with its texts and names shared between rows: a million events repeat the same few."""
    if isinstance(value, str):
        return intern(value) if len(value) <= 20 else value
    if isinstance(value, Mapping):
        return {intern(name): _shared(part) for name, part in value.items()}
    return value
