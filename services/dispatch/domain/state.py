"""State of a case in dispatch, by producer: what was registered, and what dispatch did with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sankua.core.events import Event
from sankua.core.orgs.codes import division_of
from sankua.core.times import format_time
from services.dispatch.domain.steps import ACCEPT, OF_OUTCOME, TABLE

Part = dict[str, Any]
_REGISTERED: Final = ("purpose", "registered_by", "derived", "urgent")


@dataclass(frozen=True, slots=True)
class Handoff:
    """One handoff (转送、交办); times are RFC 3339 text, empty where it has not come to that."""

    handoff_id: str
    from_org: str
    to_org: str
    role: str
    mode: str
    state: str
    offered_time: str
    delivered_time: str = ""
    accepted_time: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A case, read from the parts. `state` is a key of steps.TABLE, `cause` the event routed on.

    `decision` is the last one without its trace; `trace` is that, as the JSON text that state keeps.
    """

    state: str
    purpose: str
    registered_by: str
    derived: bool
    lead: str
    cause: str
    decision: Mapping[str, Any]
    trace: str
    handoffs: tuple[Handoff, ...]

    @classmethod
    def read(cls, parts: Mapping[str, Part]) -> Case | None:
        """The case; None where its registration is not known."""
        origin, own = parts.get("intake") or {}, parts.get("dispatch") or {}
        if "registered_by" not in origin:
            return None
        withdrawn = origin.get("withdrawn") and own.get("state") != "CONCLUDED"
        return cls(
            state="WITHDRAWN" if withdrawn else own.get("state", ""),
            purpose=origin.get("purpose", ""),
            registered_by=origin["registered_by"],
            derived=bool(origin.get("derived")),
            lead=own.get("lead", ""),
            cause=own.get("cause", ""),
            decision=own.get("decision", {}),
            trace=own.get("trace", "[]"),
            handoffs=tuple(Handoff(**h) for h in own.get("handoffs", ())),
        )

    @property
    def office(self) -> str:
        """The petition office (信访局) of the division that registered the case: it sends the handoffs."""
        return office_of(self.registered_by)

    def handoff(self, handoff_id: str) -> Handoff | None:
        """The handoff with this id."""
        return next((h for h in self.handoffs if h.handoff_id == handoff_id), None)

    @property
    def lead_handoff(self) -> Handoff | None:
        """The handoff of the one lead (主办)."""
        return next((h for h in self.handoffs if h.role == "LEAD"), None)


def office_of(registered_by: str) -> str:
    """`<division>-xfj`."""
    return f"{division_of(registered_by)}-xfj"


def evolve(producer: str, part: Part, event: Event) -> Part:
    """The part of a producer after its next event. Events without a meaning here change nothing."""
    change = _CHANGES.get((producer, event.name))
    return part if change is None else change(part, event)


def _registered(part: Part, event: Event) -> Part:
    return {**part, **{name: event.data[name] for name in _REGISTERED if name in event.data}}


def _withdrawn(part: Part, event: Event) -> Part:
    return {**part, "withdrawn": True}


def _routed(part: Part, event: Event) -> Part:
    decision = dict(event.data["decision"])
    # Text, because nothing here reads it: as objects it would be most of a case's size in memory.
    trace = json.dumps(decision.pop("trace", ()), ensure_ascii=False, separators=(",", ":"))
    return {
        **part,
        "state": OF_OUTCOME[decision["outcome"]],
        "decision": decision,
        "trace": trace,
        "cause": event.causation_id,
        "handoffs": [],
    }


def _offered(part: Part, event: Event) -> Part:
    data = event.data
    handoff = {
        "handoff_id": data["handoff_id"],
        "from_org": data["from_org"],
        "to_org": data["to_org"],
        "role": data["role"],
        "mode": data["mode"],
        "state": "OFFERED",
        "offered_time": format_time(event.time),
    }
    lead = {"lead": data["to_org"]} if data["role"] == "LEAD" else {}
    return {**part, **lead, "handoffs": [*part.get("handoffs", ()), handoff]}


def _delivered(part: Part, event: Event) -> Part:
    return _handoff(part, event, state="DELIVERED", delivered_time=format_time(event.time))


def _accepted(part: Part, event: Event) -> Part:
    after = _handoff(part, event, state="ACCEPTED", accepted_time=format_time(event.time))
    lead = any(h["handoff_id"] == event.data["handoff_id"] and h["role"] == "LEAD" for h in part["handoffs"])
    return {**after, "state": TABLE[part["state"]].get(ACCEPT, part["state"])} if lead else after


def _handoff(part: Part, event: Event, **change: str) -> Part:
    wanted = event.data["handoff_id"]
    handoffs = [h | change if h["handoff_id"] == wanted else h for h in part["handoffs"]]
    return {**part, "handoffs": handoffs}


def _to(state: str) -> Callable[[Part, Event], Part]:
    return lambda part, _: {**part, "state": state}


_CHANGES: Final[Mapping[tuple[str, str], Callable[[Part, Event], Part]]] = {
    ("intake", "CaseRegistered"): _registered,
    ("intake", "CaseWithdrawn"): _withdrawn,
    ("dispatch", "CaseRouted"): _routed,
    ("dispatch", "HandoffOffered"): _offered,
    ("dispatch", "HandoffDelivered"): _delivered,
    ("dispatch", "HandoffAccepted"): _accepted,
    ("dispatch", "OpinionIssued"): _to("OPINION"),
    ("dispatch", "OpinionDelivered"): _to("DELIVERED"),
    ("dispatch", "CaseConcluded"): _to("CONCLUDED"),
}
