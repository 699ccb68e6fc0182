"""What oversight remembers of a case: each producer's events, without what no clock reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sankua.core.events import Event
from sankua.core.times import SHANGHAI, format_time, parse_time
from services.oversight.domain.items import Part, remember

NOTICES: Final = frozenset({"ClockWarned", "ClockOverdue", "ClockReprojected"})
"""Told by this service about clocks; they move none, so only that they were told is remembered."""

_ITEMS: Final = frozenset({"ItemTaken", "ItemCleared"})
"""交账 and 销账: no clock reads them; the day's list does."""

_NOT_READ: Final = frozenset(
    {
        "trace",
        "basis",
        "content_ref",
        "content_sha256",
        "reason",
        "evidence",
        "legal_basis",
        "summary",
        "plan",
        "explanation",
    }
)


def fold(part: Part, event: Event) -> Part:
    """The part of one producer after one more of its events, in `seq` order. Changes `part` in place."""
    if event.name in NOTICES:
        part.setdefault("told", []).append(told(event.name, event.data))
    elif event.name not in _ITEMS:
        part.setdefault("events", []).append(compact(event))
    if event.name in NOTICES or event.name in _ITEMS:
        remember(part, event)
    return part


def told(name: str, data: Mapping[str, Any]) -> str:
    """Which notice this is: `<clock>/<org>@<due day>/<rung>[#<key>]`. A moved due day is told anew."""
    rung = "OVERDUE" if name == "ClockOverdue" else str(data.get("level", ""))
    which = f"#{data['key']}" if data.get("key") else ""
    due = parse_time(data["due_at"]).astimezone(SHANGHAI).date() if data.get("due_at") else ""
    return f"{data.get('clock', '')}/{data.get('org', '')}@{due}/{rung}{which}"


def compact(event: Event) -> dict[str, Any]:
    """An event as the state document keeps it: short names, no words, no traces."""
    short: dict[str, Any] = {"n": event.name, "s": event.seq, "t": format_time(event.time)}
    if event.recorded != event.time:
        short["r"] = format_time(event.recorded)
    for key, value in (
        ("p", event.producer),
        ("o", event.source),
        ("x", event.node),
        ("c", event.causation_id),
    ):
        if value:
            short[key] = value
    data = _read(event.data)
    return short | {"d": data} if data else short


def _read(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _read(v) for k, v in value.items() if k not in _NOT_READ}
    return [_read(v) for v in value] if isinstance(value, list) else value


def expand(case: str, short: Mapping[str, Any]) -> Event:
    """The event of a compact one, as far as clocks read it."""
    time = parse_time(short["t"])
    return Event(
        name=short["n"],
        case=case,
        seq=short["s"],
        producer=short.get("p", ""),
        time=time,
        recorded=parse_time(short["r"]) if "r" in short else time,
        source=short.get("o", ""),
        node=short.get("x", ""),
        causation_id=short.get("c", ""),
        data=short.get("d", {}),
    )


def events_of(case: str, parts: Mapping[str, Part]) -> list[Event]:
    """All remembered events of a case, stream by stream; the clock engine puts them in order."""
    return [expand(case, short) for name in sorted(parts) for short in parts[name].get("events", ())]


def told_of(parts: Mapping[str, Part]) -> frozenset[str]:
    """The notices already given, by `told`."""
    return frozenset(key for part in parts.values() for key in part.get("told", ()))
