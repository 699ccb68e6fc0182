"""Handoffs (转送、交办): offered, accepted, objected, disputed, how often the lead moved, how long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from sankua.core.counting.life import Fact, Life, offers_lead
from sankua.core.counting.marks import Mark, What, add, by_key, day_of, firsts, lasts, one

_COUNTED: Final[Mapping[str, tuple[str, str]]] = {
    "offered": ("HandoffOffered", "handoff_id"),
    "accepted": ("HandoffAccepted", "handoff_id"),
    "objected": ("HandoffObjected", "handoff_id"),
    "upheld": ("ObjectionUpheld", "handoff_id"),
    "rejected": ("ObjectionRejected", "handoff_id"),
    "disputes": ("DisputeOpened", "dispute_id"),
}
_EVENTS: Final = frozenset(event for event, _ in _COUNTED.values()) | {"DisputeAgreed", "DisputeDecided"}
_ADDS: Final = {name: (add("handoffs", name),) for name in _COUNTED}
DECIDERS: Final = ("AGREED", "COMMON_SUPERIOR", "JOINT_MEETING")


def handoff_marks(life: Life) -> Iterator[Mark]:
    """The marks of handoffs: each handoff and each dispute counts once in a period."""
    if not life.has(_EVENTS):
        return
    for name, (event, key) in _COUNTED.items():
        if found := life.of(event):
            for facts in by_key(found, key):
                yield from firsts(facts, _ADDS[name])
    if decisions := life.of("DisputeAgreed", "DisputeDecided"):
        for facts in by_key(decisions, "dispute_id"):
            yield from lasts((f.time, (add("decided", _decider(life, f)),)) for f in facts)
    if offers := lead_offers(life):
        hops = len({f.data.get("handoff_id") for f in offers}) - 1
        yield Mark(one("hops", str(hops)), day_of(offers[0].time))
    accepted = settled_lead(life, offers)
    if accepted is not None and life.registered and not life.derived:
        day = day_of(accepted.time)
        yield Mark(one("days", str(day - day_of(life.registered.time))), day)


def handoffs_json(sums: Mapping[What, int], percentiles: Mapping[str, int]) -> dict[str, Any]:
    """The `handoffs` part of a report."""
    found = {part: _numbers(sums, part) for part in ("handoffs", "decided", "hops", "days")}
    days = Counter({int(day): cases for day, cases in found["days"].items()})
    hops = {int(hop): cases for hop, cases in found["hops"].items()}
    return {
        **{name: found["handoffs"].get(name, 0) for name in _COUNTED},
        "decided_by": dict.fromkeys(DECIDERS, 0) | dict(sorted(found["decided"].items(), key=_place)),
        "hops": {str(hop): hops[hop] for hop in sorted(hops)},
        "days_to_settled_lead": {
            **{name: nearest_rank(days, percent) for name, percent in percentiles.items()},
            "max": max(days, default=None),
        },
    }


def _numbers(sums: Mapping[What, int], part: str) -> dict[str, int]:
    return {figure: amount for (of, _, figure), amount in sums.items() if of == part}


def _place(item: tuple[str, int]) -> tuple[int, str]:
    return (DECIDERS.index(item[0]) if item[0] in DECIDERS else len(DECIDERS), item[0])


def lead_offers(life: Life) -> list[Fact]:
    """The offers of the lead, in order of time."""
    return [f for f in life.of("HandoffOffered") if offers_lead(f)]


def settled_lead(life: Life, offers: list[Fact]) -> Fact | None:
    """The acceptance of the lead that was not undone.

    An upheld objection, a dispute decided for another organ, and a later offer of the lead undo it, until the
    case is reopened: what comes then is a new handling.
    """
    receivers = {f.data.get("handoff_id"): f.data.get("to_org") for f in offers}
    if not receivers:
        return None
    accepted: Fact | None = None
    for fact in life.facts:
        name, handoff = fact.name, fact.data.get("handoff_id")
        if name == life.rules.reopened_by and accepted is not None:
            break
        if name == "HandoffAccepted" and handoff in receivers:
            if accepted is None or accepted.data.get("handoff_id") != handoff:
                accepted = fact
        elif accepted is not None and _undoes(fact, accepted, receivers):
            accepted = None
    return accepted


def _undoes(fact: Fact, accepted: Fact, receivers: Mapping[Any, Any]) -> bool:
    handoff = fact.data.get("handoff_id")
    held = accepted.data.get("handoff_id")
    if fact.name == "ObjectionUpheld":
        return bool(handoff == held)
    if fact.name == "HandoffOffered":
        return handoff in receivers and handoff != held
    if fact.name in ("DisputeAgreed", "DisputeDecided"):
        return bool(fact.data.get("lead") != receivers.get(held))
    return False


def _decider(life: Life, decision: Fact) -> str:
    if decision.name == "DisputeAgreed":
        return "AGREED"
    dispute = decision.data.get("dispute_id")
    rungs = [f.data.get("rung") for f in life.of("DisputeReferred") if f.data.get("dispute_id") == dispute]
    if rungs and rungs[-1]:
        return str(rungs[-1])
    # No referral on record: 联席办 decides for the joint meeting, any other organ as the common superior.
    return "JOINT_MEETING" if str(decision.data.get("by_org", "")).endswith("-lxb") else "COMMON_SUPERIOR"


def nearest_rank(values: Counter[int], percent: int) -> int | None:
    """The smallest value that at least `percent` of the values do not exceed; None of no values."""
    wanted = -(-values.total() * percent // 100)
    for value in sorted(values):
        wanted -= values[value]
        if wanted <= 0:
            return value
    return None
