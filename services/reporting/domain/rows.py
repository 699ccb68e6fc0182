"""The row of a case, and the few values of it that live counts group by."""

from __future__ import annotations

from typing import Any, Final

from sankua.core.counting import CountingRules, fold
from sankua.core.counting.life import Life, facts, outcome_of
from sankua.core.events import Event

Part = dict[str, Any]

DIMENSIONS: Final = ("org", "state", "sector", "month")
_EVER: Final = "9999"
"""After every moment that a row can hold: live counts take all that is recorded."""

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


def grown(part: Part, event: Event) -> Part:
    """The part after one more event: the core's counting row."""
    return fold(part or None, event)


def values(part: Part, rules: CountingRules) -> dict[str, Any]:
    """The values that counts group by, as of all that is recorded; empty texts where there is none.

    `month` (YYYY-MM, of registration) is empty for a case that was not registered here: it is not counted.
    """
    if not part:
        return {"org": "", "state": "", "sector": "", "month": "", "open": False}
    life = Life(part["case"], facts(part, _EVER), rules)
    registered = life.registered
    return {
        "org": life.lead or "",
        "state": state_of(life),
        "sector": str(life.intake_facts.get("sector") or ""),
        "month": registered.time[:7] if registered else "",
        "open": life.open,
    }


def state_of(life: Life) -> str:
    """Where the case is: how it was closed, else what its last step made of it."""
    if life.closed_by:
        return _CLOSED.get(life.closed_by, "CLOSED")
    state = ""
    for fact in life.facts:
        if fact.name == "CaseRouted":
            state = "NEEDS_FACTS" if outcome_of(fact) == "NEEDS_FACTS" else "ROUTED"
        elif fact.name == "FactsAmended" and state == "NEEDS_FACTS":
            state = "REGISTERED"
        else:
            state = _OPEN.get(fact.name, state)
    return state
