"""Protobuf to and from what the handlers speak: clocks, page tokens."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from google.protobuf.timestamp_pb2 import Timestamp

from sankua.core.clocks import Clock
from sankua.core.errors import Problem, Refused
from sankua.wire.gen.case.v1 import values_pb2
from sankua.wire.gen.oversight.v1 import oversight_service_pb2 as pb

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


def page_token(doc: Mapping[str, Any]) -> str:
    """The place after which the next page begins."""
    place = [doc["due_at"].isoformat(), doc["case"], doc["clock"], doc["key"]]
    return urlsafe_b64encode(json.dumps(place).encode()).decode()


def read_token(token: str) -> tuple[datetime, str, str, str] | None:
    """The place that a token names, None for the first page. Refused where it is none of ours."""
    if not token:
        return None
    try:
        due, case, clock, key = json.loads(urlsafe_b64decode(token.encode()))
        return datetime.fromisoformat(due), str(case), str(clock), str(key)
    except (ValueError, TypeError):
        raise Refused(Problem("page_token", "not from a previous answer")) from None


def _stamp(moment: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(moment)
    return stamp
