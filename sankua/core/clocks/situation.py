"""What the clocks must know of a case: a small fold that turns events into signals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from sankua.core.events import Event

FORWARDING: Final = frozenset({"xfj", "lxb"})
"""Slugs of 信访 organs: they pass matters on and decide none."""
PETITION_OFFICES: Final = FORWARDING | {""}
"""Who registers as a 信访 organ; the bare division code is the place's party committee and government."""


class Signal(NamedTuple):
    """Something that may start, move or end clocks; `key` names which instance, None means all."""

    name: str
    key: str | None
    org: str = ""


@dataclass(slots=True)
class Handoff:
    """One handoff as far as it is known. `live`: not released, refused, passed on or offered anew."""

    id: str
    sender: str
    receiver: str
    role: str
    mode: str
    report_due: str
    delivered: bool = False
    accepted: bool = False
    refused: bool = False
    reported: bool = False
    objections: int = 0
    live: bool = True

    @property
    def leads(self) -> bool:
        """Whether it carries the lead; a higher organ gets the lead by a report upwards (报请)."""
        return self.role == "LEAD"


@dataclass(slots=True)
class Owed:
    """An answer that an organ owes: to a supervision, a recommendation."""

    key: str
    org: str
    about: str
    answered: bool = False


@dataclass(slots=True)
class Situation:
    """The state of one case. Feed events in order with `signals`."""

    registrar: str = ""
    purpose: str = ""
    branch: str = ""
    anonymous: bool = False
    simplified: bool = False
    derived: bool = False
    reopened: bool = False
    opened: bool = False
    is_open: bool = False
    registered: bool = False
    redirected: bool = False
    answered_elsewhere: bool = False
    opinion_due: bool = True
    opinion_issued: bool = False
    final_requested: bool = False
    lead: Handoff | None = None
    accepted_lead: Handoff | None = None
    current: Handoff | None = None
    handoffs: dict[str, Handoff] = field(default_factory=dict)
    supervisions: list[Owed] = field(default_factory=list)
    recommendations: list[Owed] = field(default_factory=list)

    def signals(self, event: Event) -> list[Signal]:
        """Applies one event; the signals it gives, the event's own name first."""
        if not self.opened:
            self.opened = self.is_open = True
            self.registrar = event.source
        self.current = None
        reader = _READERS.get(event.name)
        if reader is None:
            return [Signal(event.name, None, event.source)]
        return list(reader(self, event, event.data))

    def responsible(self) -> str:
        """Who has the case now: the live lead, else the office that registered it."""
        if self.lead is not None and self.lead.live:
            return self.lead.receiver
        return self.registrar


DERIVED: Final = frozenset({
    "lead_offered", "lead_accepted", "lead_refused", "passed_on", "offered_anew", "released", "redirected",
    "made_simplified", "made_ordinary", "unit_evaluated", "disputed",
})  # fmt: skip
"""Signals that are no event's name; a rule file may name these and the known events."""


def slug(org: str) -> str:
    """The organ's short name after the division code, empty for the bare code."""
    return org.partition("-")[2]


def _registered(now: Situation, event: Event, data: Mapping[str, Any]) -> Iterator[Signal]:
    if now.registered:
        return
    now.registered = True
    now.registrar = str(data.get("registered_by") or event.source)
    _classify(now, data.get("facts") or {})
    _classify(now, data)
    now.anonymous = bool(data.get("anonymous"))
    now.simplified = bool(data.get("simplified"))
    now.derived = bool(data.get("derived"))
    yield Signal(event.name, None, now.registrar)


def _amended(now: Situation, event: Event, data: Mapping[str, Any]) -> Iterator[Signal]:
    _classify(now, data.get("facts") or {})
    yield Signal(event.name, None, event.source)


def _classify(now: Situation, said: Mapping[str, Any]) -> None:
    """Purpose and branch, where they are said."""
    now.purpose = str(said.get("purpose") or now.purpose)
    now.branch = str(said.get("branch") or now.branch)


def _routed(now: Situation, event: Event, data: Mapping[str, Any]) -> Iterator[Signal]:
    yield Signal(event.name, None, event.source)
    decision = data.get("decision") or {}
    if now.redirected:
        # It came back from the other procedure and is routed anew.
        now.redirected, now.is_open = False, True
        for handoff in now.handoffs.values():
            handoff.live = False
    if decision.get("outcome") == "REDIRECT" or data.get("mode") == "REDIRECT":
        yield _redirected(now, event)


def _redirected(now: Situation, event: Event) -> Signal:
    now.redirected, now.is_open = True, False
    return Signal("redirected", None, event.source)


def _closed(now: Situation, event: Event, _data: Mapping[str, Any]) -> Iterator[Signal]:
    now.is_open = False
    yield Signal(event.name, None, event.source)


def _reopened(now: Situation, event: Event, _data: Mapping[str, Any]) -> Iterator[Signal]:
    now.is_open = now.reopened = True
    yield Signal(event.name, None, now.responsible())


def _offered(now: Situation, event: Event, data: Mapping[str, Any]) -> Iterator[Signal]:
    handoff = Handoff(
        id=str(data.get("handoff_id", "")),
        sender=str(data.get("from_org") or event.source),
        receiver=str(data.get("to_org", "")),
        role=str(data.get("role") or "LEAD"),
        mode=str(data.get("mode", "")),
        report_due=str(data.get("report_due", "")),
    )
    if handoff.id in now.handoffs:
        return
    if handoff.leads:
        yield from _replaced(now, handoff)
        now.lead = handoff
    elif data.get("replaces"):
        yield from _inherited(now, handoff, str(data["replaces"]))
    now.handoffs[handoff.id] = now.current = handoff
    yield Signal(event.name, None, handoff.receiver)
    if handoff.leads:
        yield Signal("lead_offered", None, handoff.receiver)
    if handoff.mode == "REDIRECT" and handoff.leads and (not now.redirected or now.answered_elsewhere):
        # An offer in this mode says by itself that the case leaves the ordinary track, or goes on to the next
        # stage once the one before has answered (访调裁审).
        now.answered_elsewhere = False
        yield _redirected(now, event)


def _replaced(now: Situation, new: Handoff) -> Iterator[Signal]:
    """The lead is offered again: passed on by its receiver, or given to another by its sender."""
    for old in now.handoffs.values():
        if old.live and old.leads:
            old.live = False
            name = "passed_on" if old.receiver == new.sender else "offered_anew"
            yield Signal(name, old.id, old.receiver)


def _inherited(now: Situation, new: Handoff, replaces: str) -> Iterator[Signal]:
    """A part whose organ was abolished (条例 24(2)) goes over; one that the successor had goes with it."""
    for old in now.handoffs.values():
        if old.live and not old.leads and (old.id == replaces or old.receiver == new.receiver):
            old.live = False
            yield Signal("offered_anew", old.id, old.receiver)


def _of_handoff(now: Situation, event: Event, data: Mapping[str, Any]) -> Handoff:
    """The handoff that an event is about; made up from what the event says where the offer is missing."""
    key = str(data.get("handoff_id", ""))
    handoff = now.handoffs.get(key)
    if handoff is None:
        handoff = Handoff(key, now.registrar, event.source, "LEAD", "", "")
        now.handoffs[key] = handoff
        now.lead = now.lead or handoff
    now.current = handoff
    return handoff


def _delivered(now: Situation, event: Event, data: Mapping[str, Any]) -> Iterator[Signal]:
    handoff = _of_handoff(now, event, data)
    if not handoff.delivered:
        handoff.delivered = True
        yield Signal(event.name, handoff.id, handoff.receiver)


def _accepted(now: Situation, event: Event, data: Mapping[str, Any]) -> Iterator[Signal]:
    handoff = _of_handoff(now, event, data)
    if handoff.accepted:
        return
    handoff.accepted = True
    yield Signal(event.name, handoff.id, handoff.receiver)
    if handoff.leads:
        now.accepted_lead = handoff
        yield Signal("lead_accepted", handoff.id, handoff.receiver)


def _refused(now: Situation, event: Event, data: Mapping[str, Any]) -> Iterator[Signal]:
    handoff = _of_handoff(now, event, data)
    handoff.live, handoff.refused = False, True
    yield Signal(event.name, handoff.id, handoff.receiver)
    if handoff.leads:
        yield Signal("lead_refused", None, handoff.receiver)


def _part_released(now: Situation, event: Event, data: Mapping[str, Any]) -> Iterator[Signal]:
    """A part whose organ was merged into the lead (条例 24(2)) goes over to it, as an inherited one does."""
    handoff = _of_handoff(now, event, data)
    handoff.live = False
    yield Signal("offered_anew", handoff.id, handoff.receiver)


def _objected(now: Situation, event: Event, data: Mapping[str, Any]) -> Iterator[Signal]:
    handoff = _of_handoff(now, event, data)
    handoff.objections += 1
    yield Signal(event.name, handoff.id, handoff.sender)


def _objection_decided(now: Situation, event: Event, data: Mapping[str, Any]) -> Iterator[Signal]:
    handoff = _of_handoff(now, event, data)
    if event.name == "ObjectionUpheld":
        handoff.live = False
    yield Signal(event.name, handoff.id, handoff.sender)


def _dispute(now: Situation, event: Event, data: Mapping[str, Any]) -> Iterator[Signal]:
    org = str(data.get("to_org") or event.source)
    yield Signal(event.name, str(data.get("dispute_id", "")), org)
    if event.name == "DisputeOpened":
        # A dispute names its parties, not a handoff: it takes up every objection that still stands.
        for handoff in now.handoffs.values():
            if handoff.live and handoff.objections:
                yield Signal("disputed", handoff.id, handoff.sender)


def _dispute_settled(now: Situation, event: Event, data: Mapping[str, Any]) -> Iterator[Signal]:
    yield Signal(event.name, str(data.get("dispute_id", "")), event.source)
    lead = data.get("lead")
    for old in now.handoffs.values():
        if lead and old.live and old.leads and old.receiver != lead:
            old.live = False
            yield Signal("released", old.id, old.receiver)


def _converted(now: Situation, event: Event, data: Mapping[str, Any]) -> Iterator[Signal]:
    target = str(data.get("to_procedure", "")).lower()
    now.simplified = "simpl" in target or "简易" in target
    yield Signal(event.name, None, event.source)
    handoff = now.accepted_lead
    if now.simplified and handoff is not None and handoff.live:
        now.current = handoff
        yield Signal("made_simplified", handoff.id, handoff.receiver)
    elif not now.simplified:
        yield Signal("made_ordinary", None, event.source)


def _result_reported(now: Situation, event: Event, data: Mapping[str, Any]) -> Iterator[Signal]:
    """A report names no handoff: the reporter's own, else those its receiver sent, else all that owe one."""
    owing = [h for h in now.handoffs.values() if h.report_due and not h.reported]
    own = [h for h in owing if h.receiver == event.source]
    sent = [h for h in owing if h.sender == data.get("to_org")]
    for handoff in own or sent or owing:
        handoff.reported = True
        yield Signal(event.name, handoff.id, handoff.receiver)


def _opinion_issued(now: Situation, event: Event, _data: Mapping[str, Any]) -> Iterator[Signal]:
    now.opinion_due = now.opinion_issued = True
    yield Signal(event.name, None, event.source)


def _opinion_delivered(now: Situation, event: Event, _data: Mapping[str, Any]) -> Iterator[Signal]:
    if now.opinion_due:
        now.opinion_due = False
        yield Signal(event.name, None)


def _requested(now: Situation, event: Event, data: Mapping[str, Any]) -> Iterator[Signal]:
    now.final_requested = now.final_requested or event.name == "FinalReviewRequested"
    yield Signal(event.name, None, str(data.get("to_org") or now.responsible()))


def _evaluated(_now: Situation, event: Event, data: Mapping[str, Any]) -> Iterator[Signal]:
    yield Signal(event.name, None)
    if data.get("target", "RESPONSIBLE_UNIT") == "RESPONSIBLE_UNIT":
        yield Signal("unit_evaluated", None)


def _by_destination(now: Situation, event: Event, data: Mapping[str, Any]) -> Iterator[Signal]:
    now.answered_elsewhere = event.name == "RedirectResult"
    yield Signal(event.name, str(data.get("destination", "")), event.source)


def _supervised(now: Situation, event: Event, data: Mapping[str, Any]) -> Iterator[Signal]:
    yield _owe(now.supervisions, event, str(data.get("form", "")))


def _recommended(now: Situation, event: Event, data: Mapping[str, Any]) -> Iterator[Signal]:
    yield _owe(now.recommendations, event, str(data.get("kind", "")))


def _owe(owed: list[Owed], event: Event, about: str) -> Signal:
    org = str(event.data.get("to_org") or event.source)
    owed.append(Owed(f"{about}#{len(owed) + 1}", org, about))
    return Signal(event.name, owed[-1].key, org)


def _answered(now: Situation, event: Event, data: Mapping[str, Any]) -> Iterator[Signal]:
    """An answer names the organ only: its oldest one of that kind, else the oldest of that organ."""
    owed = now.supervisions if event.name == "SupervisionAnswered" else now.recommendations
    waiting = [o for o in owed if not o.answered]
    mine = [o for o in waiting if o.org in (event.source, data.get("to_org"))] or waiting
    same = [o for o in mine if o.about == data.get("kind")] or mine
    for found in same[:1]:
        found.answered = True
        yield Signal(event.name, found.key, found.org)


_READERS: Final = {
    "CaseRegistered": _registered,
    "FactsAmended": _amended,
    "CaseRouted": _routed,
    "CaseNotAccepted": _closed,
    "CaseLinked": _closed,
    "CaseWithdrawn": _closed,
    "CaseConcluded": _closed,
    "CaseReopened": _reopened,
    "HandoffOffered": _offered,
    "HandoffDelivered": _delivered,
    "HandoffAccepted": _accepted,
    "UnitNotAccepted": _refused,
    "HandoffReleased": _part_released,
    "HandoffObjected": _objected,
    "ObjectionUpheld": _objection_decided,
    "ObjectionRejected": _objection_decided,
    "DisputeOpened": _dispute,
    "DisputeReferred": _dispute,
    "DisputeAgreed": _dispute_settled,
    "DisputeDecided": _dispute_settled,
    "ConversionMade": _converted,
    "ResultReported": _result_reported,
    "OpinionIssued": _opinion_issued,
    "OpinionDelivered": _opinion_delivered,
    "ReviewRequested": _requested,
    "FinalReviewRequested": _requested,
    "CaseEvaluated": _evaluated,
    "RedirectAcknowledged": _by_destination,
    "RedirectResult": _by_destination,
    "SupervisionIssued": _supervised,
    "SupervisionAnswered": _answered,
    "RecommendationIssued": _recommended,
    "RecommendationAnswered": _answered,
}
