"""State of a registered matter, by producer: what intake recorded, and where dispatch says it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sankua.core.errors import Problem, Refused
from sankua.core.events import Event
from sankua.core.times import format_time
from services.intake.domain.story import remember

Part = dict[str, Any]

NEEDS_FACTS: Final = "WAITING_FACTS"
_KEPT: Final = ("channel", "purpose", "facts", "content_ref", "registered_by", "derived")
_STATES: Final[Mapping[str, str]] = {
    "ROUTE": "OFFERED",
    "REDIRECT": "REDIRECTED",
    "REFER_SUPERIOR": "REFERRED",
    "REFER_JOINT_MEETING": "REFERRED",
    "LINK_TO_RUNNING": "LINKED",
    "NOT_ACCEPTED_AGAIN": "NOT_ACCEPTED",
    "NEEDS_FACTS": NEEDS_FACTS,
}
"""State that follows from a routing outcome."""

_STEPS: Final[Mapping[str, str]] = {
    "OpinionIssued": "OPINION",
    "CaseConcluded": "CONCLUDED",
    "CaseReopened": "ACCEPTED",
    "CaseLinked": "LINKED",
    "CaseNotAccepted": "NOT_ACCEPTED",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A registered matter, read from the parts. `facts` are those of events: no accused organ.

    `answered`: the facts in force are those that dispatch last decided on. `final`: a final review was
    decided (条例 36(3)). `missing_facts` are those that dispatch asks for, while it does.
    """

    purpose: str
    channel: str
    facts: Mapping[str, Any]
    registered_by: str
    registered_time: str
    content_ref: str
    facts_ref: str
    stands: str
    lead: str
    answered: bool
    final: bool = False
    derived: bool = False
    missing_facts: tuple[str, ...] = ()
    attachments: tuple[Mapping[str, Any], ...] = ()
    evaluated: tuple[str, ...] = ()

    @classmethod
    def read(cls, parts: Mapping[str, Part]) -> Case | None:
        """The case; None where it is not registered."""
        own, life = parts.get("intake") or {}, parts.get("dispatch") or {}
        if "purpose" not in own:
            return None
        return cls(
            purpose=own["purpose"],
            channel=own["channel"],
            facts=own.get("facts", {}),
            registered_by=own["registered_by"],
            registered_time=own["registered_time"],
            content_ref=own["content_ref"],
            facts_ref=own.get("facts_ref", ""),
            stands=_stands(own, life),
            lead=life.get("lead", ""),
            answered=life.get("cause") == own["facts_event"],
            derived=bool(own.get("derived")),
            final=bool(life.get("final")),
            missing_facts=tuple(life.get("missing", ())) if life.get("state") == NEEDS_FACTS else (),
            attachments=tuple(own.get("attachments", ())),
            evaluated=tuple(own.get("evaluated", ())),
        )

    def check_waits_for_facts(self) -> None:
        """Refused (STATE) unless dispatch asked for facts, and none were given since."""
        if self.stands == NEEDS_FACTS and self.answered:
            return
        stands = self.stands or "not routed yet"
        if not self.answered:
            stands += ", with facts that dispatch has still to look at"
        reason = f"facts are amended only in {NEEDS_FACTS}; the case is {stands}"
        raise Refused(Problem("case_id", reason), code="STATE")


def _stands(own: Part, life: Part) -> str:
    # What was concluded before it was withdrawn stays concluded: both producers' streams may cross.
    return "WITHDRAWN" if own.get("withdrawn") and life.get("state") != "CONCLUDED" else life.get("state", "")


def evolve(producer: str, part: Part, event: Event) -> Part:
    """The part of a producer after its next event. Events without a meaning here change nothing."""
    change = _CHANGES.get((producer, event.name))
    return remember(part if change is None else change(part, event), event)


def _registered(part: Part, event: Event) -> Part:
    kept = {name: event.data[name] for name in _KEPT if name in event.data}
    return {**part, **kept, "registered_time": format_time(event.time), "facts_event": event.id}


def _amended(part: Part, event: Event) -> Part:
    facts, ref = event.data.get("facts", {}), event.data.get("facts_ref", "")
    return {**part, "facts": facts, "facts_ref": ref, "facts_event": event.id}


def _routed(part: Part, event: Event) -> Part:
    decision = event.data.get("decision", {})
    state = _STATES.get(decision.get("outcome"), "")
    now = {"state": state, "lead": decision.get("lead", ""), "missing": decision.get("missing_facts", [])}
    # A redirect that comes back was caused by no facts: those that dispatch last decided on stay answered.
    return {**part, **now, "cause": event.causation_id or part.get("cause", "")}


def _offered(part: Part, event: Event) -> Part:
    if event.data.get("role") != "LEAD":
        return part
    after = {**part, "lead": event.data["to_org"], "lead_handoff": event.data["handoff_id"]}
    if event.data.get("mode") == "REDIRECT":
        return {**after, "state": "REDIRECTED"}
    # A successor (承继) or another lead has accepted nothing yet, whatever the one before it did.
    return {**after, "state": "OFFERED"} if part.get("state") == "ACCEPTED" else after


def _accepted(part: Part, event: Event) -> Part:
    open_now = part.get("state") in ("OFFERED", "REFERRED")
    if open_now and event.data.get("handoff_id") == part.get("lead_handoff"):
        return {**part, "state": "ACCEPTED"}
    return part


def _stepped(part: Part, event: Event) -> Part:
    return {**part, "state": _STEPS[event.name]}


def _withdrawn(part: Part, event: Event) -> Part:
    return {**part, "withdrawn": format_time(event.time)}


def _final(part: Part, event: Event) -> Part:
    return {**part, "final": True}


def _told(part: Part, event: Event) -> Part:
    which = f"{event.data.get('kind', '')}:{event.data.get('about', '')}"
    return {**part, "told": [*part.get("told", ()), which]}


def _attached(part: Part, event: Event) -> Part:
    return {**part, "attachments": [*part.get("attachments", ()), dict(event.data)]}


def _evaluated(part: Part, event: Event) -> Part:
    return {**part, "evaluated": [*part.get("evaluated", ()), event.data.get("target", "")]}


_CHANGES: Final[Mapping[tuple[str, str], Callable[[Part, Event], Part]]] = {
    ("intake", "CaseRegistered"): _registered,
    ("intake", "FactsAmended"): _amended,
    ("intake", "CaseWithdrawn"): _withdrawn,
    ("intake", "AttachmentAdded"): _attached,
    ("intake", "CaseEvaluated"): _evaluated,
    ("intake", "PetitionerNotified"): _told,
    ("dispatch", "FinalReviewDecided"): _final,
    ("dispatch", "FinalReviewDelivered"): _final,
    ("dispatch", "CaseRouted"): _routed,
    ("dispatch", "HandoffOffered"): _offered,
    ("dispatch", "HandoffAccepted"): _accepted,
    **{("dispatch", name): _stepped for name in _STEPS},
}
