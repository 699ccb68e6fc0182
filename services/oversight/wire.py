"""Protobuf to and from what the handlers speak: clocks, rows, notices, page tokens."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, TypeVar

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from sankua.core.clocks import Clock
from sankua.core.errors import Problem, Refused
from sankua.core.events import Event
from sankua.core.times import format_time
from sankua.wire.codec import json_to_message
from sankua.wire.gen.case.v1 import values_pb2
from sankua.wire.gen.oversight.v1 import oversight_service_pb2 as pb

M = TypeVar("M", bound=Message)

MOST: Final = 1000
USUAL: Final = 100


def clock_message(clock: Clock) -> pb.Clock:
    """A computed clock."""
    return pb.Clock(
        case_id=clock.case,
        clock=clock.clock,
        org=clock.org,
        state=f"CLOCK_STATE_{clock.state}",
        started_time=_stamp(clock.started_at),
        due_on=clock.due_on.isoformat(),
        due_time=_stamp(clock.due_at),
        light=f"LIGHT_{clock.light or 'UNSPECIFIED'}",
        basis=clock.basis,
        provisional=clock.provisional,
    )


def stored_message(doc: Mapping[str, Any], now: datetime) -> pb.Clock:
    """A stored live clock with the state and light that it has at `now`."""
    return pb.Clock(
        case_id=doc["case"],
        clock=doc["clock"],
        org=doc["org"],
        state=f"CLOCK_STATE_{_state(doc, now)}",
        started_time=_stamp(doc["started_at"]),
        due_on=doc["due_on"],
        due_time=_stamp(doc["due_at"]),
        light=f"LIGHT_{_light(doc, now)}",
        basis=doc["basis"],
        provisional=doc["provisional"],
    )


def _state(doc: Mapping[str, Any], now: datetime) -> str:
    return "OVERDUE" if doc["state"] != "PAUSED" and doc["due_at"] < now else str(doc["state"])


def _light(doc: Mapping[str, Any], now: datetime) -> str:
    shown = [light for light in ("RED", "YELLOW") if (since := doc[f"{light.lower()}_at"]) and since <= now]
    return shown[0] if shown else "GREEN"


def since_field(at_least: values_pb2.Light) -> str:
    """The stored field that says from when on at least this light shows; empty for any light."""
    return {values_pb2.LIGHT_YELLOW: "yellow_at", values_pb2.LIGHT_RED: "red_at"}.get(at_least, "")


def page_size(asked: int) -> int:
    """How many to list. Refused where it is out of range."""
    if not 0 <= asked <= MOST:
        raise Refused(Problem("page_size", f"{asked} is not within 0 to {MOST}"))
    return asked or USUAL


def page_token(place: Sequence[Any] | None) -> str:
    """The place after which the next page begins; empty where there is none."""
    if place is None:
        return ""
    told = [{"t": v.isoformat()} if isinstance(v, datetime) else v for v in place]
    return urlsafe_b64encode(json.dumps(told).encode()).decode()


def read_token(token: str, length: int) -> list[Any] | None:
    """The place that a token names, None for the first page. Refused where it is none of ours."""
    if not token:
        return None
    try:
        told = json.loads(urlsafe_b64decode(token.encode()))
        place = [datetime.fromisoformat(v["t"]) if isinstance(v, dict) else v for v in told]
        if len(place) != length or not all(isinstance(v, str | int | datetime) for v in place):
            raise ValueError(token)
    except (ValueError, TypeError, KeyError):
        raise Refused(Problem("page_token", "not from a previous answer")) from None
    return place


def day(text: str, field: str, default: date) -> date:
    """A day of a request. Refused where it is none."""
    try:
        return date.fromisoformat(text) if text else default
    except ValueError:
        raise Refused(Problem(field, f"{text!r} is no day; write for example 2023-05-04")) from None


def listed(cls: type[M], rows: Iterable[Mapping[str, Any]]) -> list[M]:
    """Messages of rows; what the message does not have is left out."""
    names = {f.name for f in cls.DESCRIPTOR.fields}
    return [json_to_message(cls, {k: v for k, v in row.items() if k in names}) for row in rows]


def owned(row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """An owned case with the darkest light that it shows at `now`."""
    shown = {_light(clock, now) for clock in row["clocks"]}
    light = next((name for name in ("RED", "YELLOW", "GREEN") if name in shown), "")
    return {**row, **({"light": light} if light else {})}


def notice(case: str, event: Event) -> pb.Notice:
    """What a watcher is told of an event."""
    data = event.data
    said = {
        "case_id": case,
        "event": event.name,
        "org": data.get("org") or data.get("to_org", ""),
        "clock": data.get("clock", "") if event.name != "EscalationRaised" else "",
        "rung": data.get("rung", ""),
        "time": format_time(event.time),
        **({"light": data["level"]} if data.get("level") else {}),
        **({"due_time": data["due_at"]} if data.get("due_at") else {}),
    }
    return json_to_message(pb.Notice, said)


def _stamp(moment: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(moment)
    return stamp
