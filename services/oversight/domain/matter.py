"""What oversight knows of a case beside its clocks: lead, owners, answers owed, meetings. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from sankua.core.events import Event
from sankua.core.times import local_date


@dataclass(slots=True)
class Owner:
    """One owner (包案领导) of the case, now or before. `acts` are kinds with their days."""

    ref: str
    org: str
    level: str
    scheme: str
    role: str
    raised: bool
    since: date
    acts: list[tuple[str, date]] = field(default_factory=list)
    until: date | None = None
    """Last day of a substitution."""
    substitute_for: str = ""
    released: bool = False

    @property
    def last_act(self) -> date | None:
        """Day of the last act."""
        return max((day for _, day in self.acts), default=None)


@dataclass(slots=True)
class Supervision:
    """One 督办. `number` counts within the case, from 1."""

    number: int
    form: str
    ground: str
    to_org: str
    issued: datetime
    answer_due: str
    clock: str
    key: str
    automatic: bool
    by: str
    answered: bool = False


@dataclass(slots=True)
class Escalation:
    """One 上交."""

    rung: str
    to_org: str
    ground: str
    at: datetime
    automatic: bool


@dataclass(slots=True)
class Meeting:
    """The case at one joint meeting (联席会议)."""

    id: str
    org: str
    rung: str
    item: int
    held_on: str
    decision: str = ""
    decided: bool = False
    to_org: str = ""
    due: str = ""
    done: bool = False


@dataclass(slots=True)
class Advice:
    """One of the 三项建议, and whether its written reply came."""

    kind: str
    to_org: str
    answered: bool = False


@dataclass(slots=True)
class Matter:
    """One case as leader, supervisor and joint meeting see it: no petitioner, no word of the text."""

    registrar: str = ""
    purpose: str = ""
    sector: str = ""
    category: str = ""
    registered: date | None = None
    lead: str = ""
    parties: set[str] = field(default_factory=set)
    concluded: bool = False
    concluded_on: date | None = None
    settled: bool = False
    plan_made: bool = False
    reopened: Event | None = None
    """The last reopening (倒流)."""
    flowed_back: bool = False
    """It was settled, and came back."""
    owners: list[Owner] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)
    supervisions: list[Supervision] = field(default_factory=list)
    escalations: list[Escalation] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    advice: list[Advice] = field(default_factory=list)
    campaigns: list[str] = field(default_factory=list)

    @property
    def accusation(self) -> bool:
        """检举控告: never shown to whom it may accuse."""
        return self.purpose == "ACCUSATION"

    @property
    def secret(self) -> bool:
        """As an accusation until the registration says that it is none: its event may come last."""
        return self.accusation or not self.purpose

    def owning(self) -> list[Owner]:
        """Who owns it now."""
        return [owner for owner in self.owners if not owner.released]

    @property
    def grade(self) -> str:
        """The result: SETTLED 化解, PLAN_MADE 形成化解方案, CONCLUDED 办结未化解, or empty."""
        if self.settled:
            return "SETTLED"
        return "PLAN_MADE" if self.plan_made else "CONCLUDED" if self.concluded else ""


def matter_of(events: Iterable[Event]) -> Matter:
    """The matter after a case's events, in order of happening (see `as_known`)."""
    now = Matter()
    for event in events:
        reader = _READERS.get(event.name)
        if reader is not None:
            reader(now, event, event.data)
    return now


def _registered(now: Matter, event: Event, data: Mapping[str, Any]) -> None:
    facts = data.get("facts") or {}
    now.registrar = str(data.get("registered_by") or event.source)
    now.purpose = str(data.get("purpose") or facts.get("purpose") or "")
    now.registered = local_date(event.time)
    now.parties.add(now.registrar)
    _facts(now, event, data)


def _facts(now: Matter, event: Event, data: Mapping[str, Any]) -> None:
    facts = data.get("facts") or {}
    now.sector = str(facts.get("sector") or now.sector)
    now.category = str(facts.get("category") or now.category)
    now.purpose = str(facts.get("purpose") or now.purpose)


def _offered(now: Matter, event: Event, data: Mapping[str, Any]) -> None:
    to, role = str(data.get("to_org", "")), str(data.get("role", ""))
    now.parties.add(to)
    if role == "LEAD":
        now.lead = to


def _decided(now: Matter, event: Event, data: Mapping[str, Any]) -> None:
    now.lead = str(data.get("lead") or now.lead)
    now.parties.add(now.lead)


def _concluded(now: Matter, event: Event, data: Mapping[str, Any]) -> None:
    now.concluded = True
    now.concluded_on = now.concluded_on or local_date(event.time)


def _plan(now: Matter, event: Event, data: Mapping[str, Any]) -> None:
    now.plan_made = True


def _settled(now: Matter, event: Event, data: Mapping[str, Any]) -> None:
    now.settled = True


def _reopened(now: Matter, event: Event, data: Mapping[str, Any]) -> None:
    now.flowed_back = now.flowed_back or now.settled
    now.concluded = now.settled = now.plan_made = False
    now.concluded_on = None
    now.reopened = event


def _assigned(now: Matter, event: Event, data: Mapping[str, Any]) -> None:
    owner = Owner(
        ref=str(data.get("owner_ref", "")),
        org=str(data.get("owner_org", "")),
        level=str(data.get("level", "")),
        scheme=str(data.get("scheme", "")),
        role=str(data.get("role", "")),
        raised=bool(data.get("raised")),
        since=local_date(event.time),
    )
    if owner.raised:  # the matter goes up: who owned it before owns it no more
        for before in now.owning():
            before.released = True
        now.steps = []
    now.owners.append(owner)


def owner_of(now: Matter, ref: str) -> Owner | None:
    """The present owner with this reference."""
    return next((owner for owner in now.owning() if owner.ref == ref), None)


def _acted(now: Matter, event: Event, data: Mapping[str, Any]) -> None:
    owner = owner_of(now, str(data.get("owner_ref", "")))
    if owner is not None:
        owner.acts.append((str(data.get("act", "")), local_date(event.time)))
    if data.get("steps"):
        now.steps = [dict(step) for step in data["steps"]]


def _replaced(now: Matter, event: Event, data: Mapping[str, Any]) -> None:
    old = owner_of(now, str(data.get("owner_ref", "")))
    if old is None or not data.get("successor_ref"):
        return
    old.released = True
    until = str(data.get("until", ""))
    new = replace(
        old,
        ref=str(data["successor_ref"]),
        org=str(data.get("successor_org") or old.org),
        until=date.fromisoformat(until) if until else None,
        substitute_for=old.ref if until else "",
        released=False,
        acts=list(old.acts),
    )
    now.owners.append(new)


def _released(now: Matter, event: Event, data: Mapping[str, Any]) -> None:
    owner = owner_of(now, str(data.get("owner_ref", "")))
    if owner is not None:
        owner.released = True


def _supervised(now: Matter, event: Event, data: Mapping[str, Any]) -> None:
    now.supervisions.append(
        Supervision(
            number=len(now.supervisions) + 1,
            form=str(data.get("form", "")),
            ground=str(data.get("ground", "")),
            to_org=str(data.get("to_org", "")),
            issued=event.time,
            answer_due=str(data.get("answer_due", "")),
            clock=str(data.get("clock", "")),
            key=str(data.get("key", "")),
            automatic=bool(data.get("automatic")),
            by=event.source,
        )
    )


def _answered(now: Matter, event: Event, data: Mapping[str, Any]) -> None:
    waiting = [s for s in now.supervisions if not s.answered]
    number = data.get("number")
    mine = [s for s in waiting if s.number == number] if number else []
    mine = mine or [s for s in waiting if s.to_org in (event.source, data.get("to_org"))]
    for found in mine[:1]:
        found.answered = True


def _escalated(now: Matter, event: Event, data: Mapping[str, Any]) -> None:
    rung, to, ground = (str(data.get(name, "")) for name in ("rung", "to_org", "ground"))
    now.escalations.append(Escalation(rung, to, ground, event.time, bool(data.get("automatic"))))
    now.parties.add(to)


def _convened(now: Matter, event: Event, data: Mapping[str, Any]) -> None:
    name, rung, held = (str(data.get(key, "")) for key in ("meeting_id", "rung", "held_on"))
    now.meetings.append(Meeting(name, event.source, rung, int(data.get("agenda_item", 0)), held))


def meeting_of(now: Matter, name: str) -> Meeting | None:
    """The last time the case was on the agenda of this meeting."""
    return next((m for m in reversed(now.meetings) if m.id == name), None)


def _met(now: Matter, event: Event, data: Mapping[str, Any]) -> None:
    found = meeting_of(now, str(data.get("meeting_id", "")))
    if found is not None:
        found.decided, found.decision = True, str(data.get("decision", ""))
        found.to_org, found.due = str(data.get("to_org", "")), str(data.get("follow_up_due", ""))


def _followed(now: Matter, event: Event, data: Mapping[str, Any]) -> None:
    found = meeting_of(now, str(data.get("meeting_id", "")))
    if found is not None:
        found.done = bool(data.get("done"))


def _advised(now: Matter, event: Event, data: Mapping[str, Any]) -> None:
    now.advice.append(Advice(str(data.get("kind", "")), str(data.get("to_org", ""))))


def _replied(now: Matter, event: Event, data: Mapping[str, Any]) -> None:
    same = [a for a in now.advice if not a.answered and a.kind == data.get("kind")]
    for found in [a for a in same if a.to_org == event.source][:1] or same[:1]:
        found.answered = True


def _enrolled(now: Matter, event: Event, data: Mapping[str, Any]) -> None:
    name = str(data.get("campaign", ""))
    if name not in now.campaigns:
        now.campaigns.append(name)


Reader = Callable[[Matter, Event, Mapping[str, Any]], None]
_READERS: Final[Mapping[str, Reader]] = {
    "CaseRegistered": _registered,
    "FactsAmended": _facts,
    "HandoffOffered": _offered,
    "DisputeAgreed": _decided,
    "DisputeDecided": _decided,
    "CaseConcluded": _concluded,
    "SettlementPlanMade": _plan,
    "CaseSettled": _settled,
    "CaseReopened": _reopened,
    "OwnerAssigned": _assigned,
    "OwnerActed": _acted,
    "OwnerReplaced": _replaced,
    "OwnerReleased": _released,
    "SupervisionIssued": _supervised,
    "SupervisionAnswered": _answered,
    "EscalationRaised": _escalated,
    "MeetingConvened": _convened,
    "MeetingDecided": _met,
    "MeetingFollowedUp": _followed,
    "RecommendationIssued": _advised,
    "RecommendationAnswered": _replied,
    "CaseEnrolled": _enrolled,
}
