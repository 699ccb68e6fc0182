"""What is known of a case at a moment, as one JSON document. Pure: events in, document out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sankua.core.clocks import compute
from sankua.core.clocks.corrections import as_known
from sankua.core.counting import fold
from sankua.core.counting.life import Life, facts
from sankua.core.events import Event
from sankua.core.times import format_time

_ANSWERS: Final = {
    "HandoffAccepted": "ACCEPTED",
    "UnitNotAccepted": "NOT_ACCEPTED",
    "HandoffObjected": "OBJECTED",
    "ObjectionUpheld": "OBJECTION_UPHELD",
    "ObjectionRejected": "OBJECTION_REJECTED",
}
_REASONS: Final = ("reason_code", "reason", "legal_basis", "proposed_org", "by_org")
_OWNER: Final = ("owner_ref", "owner_org", "level", "scheme", "raised")


def life(events: Sequence[Event], as_of: datetime) -> dict[str, Any]:
    """State, lead and its reason, clocks, owner, handoffs, and the steps in order, as known at `as_of`."""
    from sankua.library.counting import load_counting_books

    books = load_counting_books()
    known = as_known(events, as_of)
    counted = _counted(known, as_of, books.rules(as_of.date()))
    return {
        "case": events[0].case,
        "as_of": format_time(as_of),
        "state": _state(counted),
        "open": counted.open,
        "derived": counted.derived,
        "registered": _registered(known),
        "facts": dict(counted.intake_facts),
        "lead": counted.lead,
        "why": _why(known),
        "clocks": [_shown(clock.to_json()) for clock in compute(events, as_of, books.clocks)],
        "owner": _owner(known),
        "handoffs": _handoffs(known),
        "steps": [_step(event) for event in known],
    }


def _counted(known: Iterable[Event], as_of: datetime, rules: Any) -> Life:
    row: dict[str, Any] | None = None
    for event in known:
        row = fold(row, event)
    return Life(row["case"] if row else "", facts(row, format_time(as_of)) if row else [], rules)


def _state(counted: Life) -> str:
    from sankua.core.counting.standing import state_of

    return state_of(counted)


def _registered(known: Iterable[Event]) -> dict[str, Any] | None:
    for event in known:
        if event.name == "CaseRegistered":
            shown = (
                "channel",
                "purpose",
                "branch",
                "registered_by",
                "petitioner_count",
                "urgent",
                "repeat_of",
            )
            kept = {name: event.data[name] for name in shown if name in event.data}
            return {"time": format_time(event.time), **kept}
    return None


def _why(known: Iterable[Event]) -> dict[str, Any] | None:
    """The last decision: rule, article, certainty, and the facts that the rule read."""
    routed = [event for event in known if event.name == "CaseRouted"]
    if not routed:
        return None
    decision = routed[-1].data.get("decision") or {}
    names = ("outcome", "lead", "rule", "basis", "certainty", "situations", "resolver", "missing_facts")
    rest = ("rule_set", "rule_set_version", "decision_id", "co_handlers", "support", "excluded")
    read = [t.get("facts", {}) for t in decision.get("trace", ()) if t.get("rule") == decision.get("rule")]
    return {
        "time": format_time(routed[-1].time),
        **{name: decision[name] for name in (*names, *rest) if name in decision},
        "facts": dict(read[-1]) if read else {},
        "settled": _settled(known, routed[-1]),
    }


def _settled(known: Iterable[Event], routed: Event) -> dict[str, Any] | None:
    """How a dispute about the lead ended after the decision, None where there was none."""
    for event in reversed(list(known)):
        if event.name in ("DisputeAgreed", "DisputeDecided") and event.time >= routed.time:
            kept = {name: event.data[name] for name in ("lead", "by_org", "basis") if name in event.data}
            return {"by": event.name, "time": format_time(event.time), **kept}
    return None


def _owner(known: Iterable[Event]) -> dict[str, Any] | None:
    """包案: who owns it now, None where nobody does."""
    owner: dict[str, Any] | None = None
    for event in known:
        if event.name == "OwnerAssigned":
            owner = {"since": format_time(event.time)}
            owner |= {name: event.data[name] for name in _OWNER if name in event.data}
        elif event.name == "OwnerReplaced" and owner is not None:
            owner |= {"owner_ref": event.data.get("owner_ref", ""), "since": format_time(event.time)}
        elif event.name == "OwnerReleased":
            owner = None
    return owner


def _handoffs(known: Iterable[Event]) -> list[dict[str, Any]]:
    """Every handoff: from whom to whom, when offered and delivered, what was answered, when and why."""
    found: dict[str, dict[str, Any]] = {}
    for event in known:
        key = str(event.data.get("handoff_id", ""))
        if event.name == "HandoffOffered":
            names = ("from_org", "to_org", "role", "mode", "report_due")
            kept = {name: event.data[name] for name in names if name in event.data}
            found[key] = {"handoff_id": key, **kept, "offered": format_time(event.time), "answers": []}
        elif key in found and event.name == "HandoffDelivered":
            found[key]["delivered"] = format_time(event.time)
        elif key in found and event.name in _ANSWERS:
            why = {name: event.data[name] for name in _REASONS if event.data.get(name)}
            answer = {"answer": _ANSWERS[event.name], "time": format_time(event.time), "by": event.source}
            found[key]["answers"].append(answer | why)
    return list(found.values())


def _shown(clock: dict[str, Any]) -> dict[str, Any]:
    names = ("clock", "key", "org", "state", "light", "started_at", "due_on", "due_at", "met_at", "basis")
    return {name: clock[name] for name in (*names, "provisional", "kind")}


def _step(event: Event) -> dict[str, Any]:
    return {"id": event.id, "time": format_time(event.time), "event": event.name, "by": event.source}
