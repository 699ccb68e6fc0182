"""What intake remembers of a case's events: what petitioners are told, and what their windows read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sankua.core.events import Event
from sankua.core.times import format_time, parse_time

Part = dict[str, Any]

KEPT: Final[Mapping[str, tuple[str, ...]]] = {
    "CaseRegistered": (
        "purpose",
        "branch",
        "registered_by",
        "received_at",
        "simplified",
        "derived",
        "urgent",
    ),
    "CaseWithdrawn": (),
    "UrgentReported": (),
    "ReviewRequested": ("requested_at", "to_org"),
    "FinalReviewRequested": ("requested_at", "to_org"),
    "CaseEvaluated": ("target",),
    "CaseRouted": (),
    "CaseLinked": ("to_case",),
    "CaseNotAccepted": (),
    "HandoffOffered": ("handoff_id", "from_org", "to_org", "role", "mode", "report_due"),
    "HandoffDelivered": ("handoff_id",),
    "HandoffAccepted": ("handoff_id", "notice_sent_at"),
    "UnitNotAccepted": ("handoff_id",),
    "ConversionMade": ("from_procedure", "to_procedure"),
    "HandlingExtended": ("days",),
    "HearingHeld": ("stage", "days"),
    "OpinionIssued": ("result",),
    "OpinionDelivered": ("delivered_at",),
    "ReviewDecided": ("delivered_at",),
    "ReviewDelivered": ("delivered_at",),
    "FinalReviewDecided": ("delivered_at",),
    "FinalReviewDelivered": ("delivered_at",),
    "CaseConcluded": (),
    "CaseSettled": (),
    "CaseReopened": (),
    "CaseArchived": (),
}
"""Events that are remembered, and which fields of them: no reason, no words, no trace."""


def remember(part: Part, event: Event) -> Part:
    """The part with one more event in its story, if it is one that is remembered."""
    if event.name not in KEPT:
        return part
    data = {name: event.data[name] for name in KEPT[event.name] if name in event.data}
    if event.name == "CaseRouted":
        decision = event.data.get("decision", {})
        data = {"decision": {"outcome": decision.get("outcome", ""), "lead": decision.get("lead", "")}}
    short = {"n": event.name, "s": event.seq, "t": format_time(event.time), "o": event.source, "d": data}
    if event.recorded != event.time:
        short["r"] = format_time(event.recorded)
    if event.causation_id:
        short["c"] = event.causation_id
    return {**part, "story": [*part.get("story", ()), {k: v for k, v in short.items() if v}]}


def story_of(case: str, parts: Mapping[str, Part]) -> list[Event]:
    """The remembered events of a case, earliest first; those of one producer in its own order."""
    found = [
        _expanded(case, producer, short)
        for producer in ("intake", "dispatch")
        for short in parts.get(producer, {}).get("story", ())
    ]
    return sorted(found, key=lambda e: e.time)


def lead_handoffs(story: Sequence[Event]) -> set[str]:
    """The handoffs of leads (主办): what the others do is nothing to the petitioner."""
    return {
        e.data["handoff_id"] for e in story if e.name == "HandoffOffered" and e.data.get("role") == "LEAD"
    }


def accepted_lead(story: Sequence[Event]) -> str:
    """The organ that leads now and has accepted (受理) what it was offered; empty where none has.

    Read from the handoffs, not from where the case stands: a withdrawn one was perhaps never accepted.
    """
    org = handoff = accepted = ""
    for event in sorted((e for e in story if e.producer == "dispatch"), key=lambda e: e.seq):
        about = event.data.get("handoff_id", "")
        if event.name == "HandoffOffered" and event.data.get("role") == "LEAD":
            org, handoff, accepted = event.data["to_org"], about, ""
        elif event.name in ("CaseRouted", "CaseNotAccepted"):
            handoff = accepted = ""
        elif event.name in ("HandoffAccepted", "UnitNotAccepted") and about == handoff:
            accepted = org if event.name == "HandoffAccepted" else ""
    return accepted


def _expanded(case: str, producer: str, short: Mapping[str, Any]) -> Event:
    time = parse_time(short["t"])
    return Event(
        name=short["n"],
        case=case,
        seq=short["s"],
        producer=producer,
        time=time,
        recorded=parse_time(short["r"]) if "r" in short else time,
        source=short.get("o", ""),
        causation_id=short.get("c", ""),
        data=short.get("d", {}),
    )
