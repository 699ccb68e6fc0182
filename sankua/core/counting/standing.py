"""Where a case stands (所处环节): its state, since when, and which organ has to act next."""

from __future__ import annotations

from typing import Final, NamedTuple

from sankua.core.counting.life import Fact, Life, offers_lead, outcome_of

_CLOSED: Final = {
    "CaseConcluded": "CONCLUDED",
    "CaseWithdrawn": "WITHDRAWN",
    "CaseLinked": "LINKED",
    "LINK_TO_RUNNING": "LINKED",
    "CaseNotAccepted": "NOT_ACCEPTED",
    "NOT_ACCEPTED_AGAIN": "NOT_ACCEPTED",
    "REDIRECT": "REDIRECTED",
}
_OPEN: Final = {
    "CaseRegistered": "REGISTERED",
    "HandoffOffered": "OFFERED",
    "HandoffDelivered": "OFFERED",
    "HandoffObjected": "OBJECTED",
    "ObjectionRejected": "OFFERED",
    "ObjectionUpheld": "ROUTED",
    "DisputeOpened": "DISPUTED",
    "DisputeReferred": "DISPUTED",
    "DisputeAgreed": "ROUTED",
    "DisputeDecided": "ROUTED",
    "HandoffAccepted": "ACCEPTED",
    "UnitNotAccepted": "ROUTED",
    "OpinionIssued": "ANSWERED",
    "CaseReopened": "REOPENED",
}
STATES: Final = (
    "REGISTERED", "NEEDS_FACTS", "ROUTED", "OFFERED", "OBJECTED", "DISPUTED", "ACCEPTED", "ANSWERED",
    "REOPENED",
)  # fmt: skip
"""The states of an open case, in the order of a plain life."""

WAITS: Final = ("OFFER", "OBJECTION", "DISPUTE")
"""What may wait for somebody's answer."""


class Standing(NamedTuple):
    """State, since when (RFC 3339, Shanghai), and the organ that has to act; "" where nobody is named."""

    state: str
    since: str
    on: str


class Wait(NamedTuple):
    """One question that nobody has answered: `by` asked `on` at `since`. `rung` is a dispute's, else ""."""

    kind: str
    on: str
    by: str
    rung: str
    since: str


def state_of(life: Life) -> str:
    """Where the case is: how it was closed, else what its last step made of it; "" where nothing is known."""
    return _CLOSED.get(life.closed_by, "CLOSED") if life.closed_by else _moved(life)[0]


def standing(life: Life) -> Standing | None:
    """Where an open case stands; None where it is not open here."""
    if not life.open:
        return None
    state, since = _moved(life)
    return Standing(state, since, _who(life, state))


def _moved(life: Life) -> tuple[str, str]:
    """The state of an open case, and when it came into it. A delivery of what was offered moves nothing."""
    state = since = ""
    for fact in life.facts:
        new = _after(fact, state)
        if new != state:
            state, since = new, fact.time
    return state, since


def _after(fact: Fact, state: str) -> str:
    if fact.name == "CaseRouted":
        return "NEEDS_FACTS" if outcome_of(fact) == "NEEDS_FACTS" else "ROUTED"
    if fact.name == "FactsAmended" and state == "NEEDS_FACTS":
        return "REGISTERED"
    return _OPEN.get(fact.name, state)


def _who(life: Life, state: str) -> str:
    """The lead where one is named; else who was asked last; else the office that registered."""
    if state in ("OBJECTED", "DISPUTED"):
        asked = [wait.on for wait in waits(life) if wait.kind != "OFFER" and wait.on]
        if asked:
            return asked[-1]
    registered = life.registered
    office = (registered.data.get("registered_by") or registered.source) if registered else ""
    if state in ("REGISTERED", "NEEDS_FACTS", "OBJECTED", "DISPUTED"):
        return str(office)
    return life.lead or str(office)


def waits(life: Life) -> list[Wait]:
    """The offers, objections and disputes of an open case that wait for an answer, the oldest first."""
    if not life.open:
        return []
    book = _Book()
    for fact in life.facts:
        book.take(fact)
    found = [*book.offers.values(), *book.objections.values(), *book.disputes.values()]
    return sorted(found, key=lambda wait: (wait.since, wait.kind, wait.on))


class _Part(NamedTuple):
    """One handoff: who has it, from whom, and whether it is the lead."""

    org: str
    by: str
    leads: bool

    def asked(self, since: str) -> Wait:
        """The receiver has to say yes or no."""
        return Wait("OFFER", self.org, self.by, "", since)


class _Book:
    """What is asked and not answered, while the facts of a case are read in their order.

    It ends what dispatch ends: a part goes over to another organ, a new routing begins anew.
    """

    def __init__(self) -> None:
        self.offers: dict[str, Wait] = {}
        self.objections: dict[str, Wait] = {}
        self.disputes: dict[str, Wait] = {}
        self._parts: dict[str, _Part] = {}
        self._kept: set[str] = set()
        self._disputed: set[str] = set()

    def take(self, fact: Fact) -> None:
        """Reads one fact. Who had not answered when the case ended still has to when it is reopened."""
        if fact.name == "CaseRouted":
            for handoff in self._parts:
                self._end(handoff)
        elif fact.name.startswith("Dispute"):
            self._dispute(fact)
        else:
            self._handoff(fact, str(fact.data.get("handoff_id") or ""))

    def _handoff(self, fact: Fact, handoff: str) -> None:
        if fact.name == "HandoffOffered":
            self._offer(fact, handoff)
        elif fact.name in ("HandoffAccepted", "UnitNotAccepted", "ObjectionUpheld", "HandoffReleased"):
            self._end(handoff)
        elif fact.name == "HandoffObjected" and handoff in self.offers:
            offer = self.offers.pop(handoff)
            self.objections[handoff] = Wait("OBJECTION", offer.by, offer.on, "", fact.time)
        elif fact.name == "ObjectionRejected" and handoff in self.objections:
            del self.objections[handoff]
            self.offers[handoff] = self._parts[handoff].asked(fact.time)
            self._kept.add(handoff)

    def _offer(self, fact: Fact, handoff: str) -> None:
        """A new offer, and the end of those that it takes the place of."""
        data = fact.data
        by = str(data.get("from_org") or fact.source)
        new = _Part(str(data.get("to_org") or ""), by, offers_lead(fact))
        replaced = str(data.get("replaces") or "")
        for key, old in self._parts.items():
            same = old.org == new.org
            over = (old.leads or same) if new.leads else bool(replaced) and same and not old.leads
            if over or key == replaced:
                self._end(key)
        self._parts[handoff] = new
        self.offers[handoff] = new.asked(fact.time)

    def _end(self, handoff: str) -> None:
        self.offers.pop(handoff, None)
        self.objections.pop(handoff, None)
        self._disputed.discard(handoff)

    def _dispute(self, fact: Fact) -> None:
        data, dispute = fact.data, str(fact.data.get("dispute_id") or "")
        if fact.name == "DisputeOpened":
            self._take_up()
            parties = [str(party) for party in data.get("parties") or ()]
            on, by = [*parties, "", ""][:2]
            self.disputes[dispute] = Wait("DISPUTE", on, by, "PARTIES", fact.time)
        elif fact.name == "DisputeReferred":
            on, rung = str(data.get("to_org") or ""), str(data.get("rung") or "COMMON_SUPERIOR")
            self.disputes[dispute] = Wait("DISPUTE", on, fact.source, rung, fact.time)
        else:
            self.disputes.pop(dispute, None)
            self._settle(str(data.get("lead") or ""), fact.time)

    def _take_up(self) -> None:
        """What was objected to about the lead, kept or not, is the dispute's: now that is what waits."""
        for key, part in self._parts.items():
            if part.leads and (key in self.objections or (key in self._kept and key in self.offers)):
                self._end(key)
                self._disputed.add(key)

    def _settle(self, lead: str, time: str) -> None:
        """The organ that a decision names has to accept; what others were asked about the lead is over."""
        for key, part in self._parts.items():
            if part.leads and part.org != lead:
                self._end(key)
            elif key in self._disputed:
                self.offers[key] = part.asked(time)
        self._disputed.clear()
