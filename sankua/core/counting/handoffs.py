"""Handoffs (转送、交办): offered, accepted, objected, disputed, how often the lead moved, how long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sankua.core.counting.frame import Frame
from sankua.core.counting.life import Fact, Life, offers_lead

_COUNTED: Final[Mapping[str, tuple[str, str]]] = {
    "offered": ("HandoffOffered", "handoff_id"),
    "accepted": ("HandoffAccepted", "handoff_id"),
    "objected": ("HandoffObjected", "handoff_id"),
    "upheld": ("ObjectionUpheld", "handoff_id"),
    "rejected": ("ObjectionRejected", "handoff_id"),
    "disputes": ("DisputeOpened", "dispute_id"),
}
DECIDERS: Final = ("AGREED", "COMMON_SUPERIOR", "JOINT_MEETING")


class Handoffs:
    """Collects the figures of handoffs case by case."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._counts: Counter[str] = Counter(dict.fromkeys(_COUNTED, 0))
        self._decided: Counter[str] = Counter(dict.fromkeys(DECIDERS, 0))
        self._hops: Counter[int] = Counter()
        self._days: Counter[int] = Counter()

    def add(self, life: Life) -> None:
        """Counts one case: each handoff and dispute once, in the period of its event."""
        for name, (event, key) in _COUNTED.items():
            if found := self._frame.within(life, event):
                self._counts[name] += len({fact.data.get(key) for fact in found})
        self._add_decisions(life)
        offers = lead_offers(life)
        if offers and self._frame.holds(offers[0].time):
            self._hops[len({f.data.get("handoff_id") for f in offers}) - 1] += 1
        accepted = settled_lead(life, offers)
        if accepted is not None and life.registered and not life.derived and self._frame.holds(accepted.time):
            days = _day(accepted) - _day(life.registered)
            self._days[days.days] += 1

    def _add_decisions(self, life: Life) -> None:
        decided: dict[Any, str] = {}
        for fact in self._frame.within(life, "DisputeAgreed", "DisputeDecided"):
            decided[fact.data.get("dispute_id")] = _decider(life, fact)
        self._decided.update(decided.values())

    def to_json(self) -> dict[str, Any]:
        """The `handoffs` part of a report."""
        percentiles = self._frame.rules.percentiles
        return {
            **self._counts,
            "decided_by": dict(self._decided),
            "hops": {str(hops): self._hops[hops] for hops in sorted(self._hops)},
            "days_to_settled_lead": {
                **{name: nearest_rank(self._days, percent) for name, percent in percentiles.items()},
                "max": max(self._days, default=None),
            },
        }


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


def _day(fact: Fact) -> date:
    return date.fromisoformat(fact.time[:10])


def nearest_rank(values: Counter[int], percent: int) -> int | None:
    """The smallest value that at least `percent` of the values do not exceed; None of no values."""
    wanted = -(-values.total() * percent // 100)
    for value in sorted(values):
        wanted -= values[value]
        if wanted <= 0:
            return value
    return None
