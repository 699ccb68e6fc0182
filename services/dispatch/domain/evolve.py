"""From one event to the next state of a case: the fold, per producer. Replay gives the same parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import orjson

from sankua.core.events import Event
from sankua.core.times import format_time, local_date
from services.dispatch.domain.machine import DEAD, DISPUTE_OVER
from services.dispatch.domain.routing import OF_OUTCOME
from services.dispatch.domain.state import Part

_REGISTERED: Final = ("purpose", "branch", "registered_by", "derived", "urgent", "simplified")


def evolve(producer: str, part: Part, event: Event) -> Part:
    """The part of a producer after its next event. Events without a meaning here change nothing."""
    change = _CHANGES.get((producer, event.name))
    return part if change is None else change(part, event)


def _registered(part: Part, event: Event) -> Part:
    said = {name: event.data[name] for name in _REGISTERED if name in event.data}
    return _facts({**part, **said}, event)


def _facts(part: Part, event: Event) -> Part:
    facts: Mapping[str, Any] = event.data.get("facts", {})
    said = {name: facts[name] for name in ("urgent", "branch") if facts.get(name)}
    return {**part, **said}


def _asked(stage: str) -> Callable[[Part, Event], Part]:
    def change(part: Part, event: Event) -> Part:
        said = {f"{stage}_to": event.data.get("to_org", ""), f"{stage}_at": format_time(event.time)}
        asked = {"asked": stage} if "final_to" in part else {}
        return {**part, **said, **asked, **_once_more(part, stage, f"{stage}_to")}

    return change


def _decided(stage: str) -> Callable[[Part, Event], Part]:
    state = f"{stage.upper()}_DECIDED"

    def change(part: Part, event: Event) -> Part:
        said = {stage: state, "review_decided_at": format_time(event.time)}
        return {**part, **said, **_once_more(part, stage, stage)}

    return change


def _once_more(part: Part, stage: str, first: str) -> dict[str, int]:
    """How often a stage of review was asked for or decided, from the second time on: a reopened case has
    rounds. Most have none, and their documents stay as small."""
    return {f"{stage}_n": part.get(f"{stage}_n", 1) + 1} if first in part else {}


def _routed(part: Part, event: Event) -> Part:
    decision = dict(event.data["decision"])
    # Text, because nothing here reads it: as objects it would be most of a case's size in memory.
    trace = orjson.dumps(decision.pop("trace", ())).decode()
    waits = event.data.get("awaits_confirmation")
    handoffs = [_dead(h) for h in part.get("handoffs", ())]
    return {
        **part,
        "state": "WAITING_CONFIRMATION" if waits else OF_OUTCOME[decision["outcome"]],
        "decision": decision,
        "trace": trace,
        "cause": event.causation_id,
        "since": format_time(event.time),
        "handoffs": handoffs,
        "lead": "",
        "redirect": None,
    }


def _dead(handoff: dict[str, Any]) -> dict[str, Any]:
    return handoff if handoff["state"] in DEAD else handoff | {"state": "RELEASED"}


def _confirmed(part: Part, event: Event) -> Part:
    return {**part, "state": OF_OUTCOME[part["decision"]["outcome"]]}


def _not_accepted(part: Part, event: Event) -> Part:
    handoffs = [_dead(h) for h in part.get("handoffs", ())]
    return {**part, "state": "NOT_ACCEPTED", "lead": "", "handoffs": handoffs}


_OFFER: Final = ("handoff_id", "from_org", "to_org", "role", "mode", "share", "report_due", "destination")
_TO_OFFERED: Final = frozenset({"UNIT_REFUSED", "ACCEPTED", "MEDIATED", "REOPENED"})


def _offered(part: Part, event: Event) -> Part:
    data = event.data
    new = {name: data[name] for name in _OFFER if name in data}
    new |= {"state": "OFFERED", "offered_time": format_time(event.time)}
    before = part.get("handoffs", ())
    old = [_replaced(h, new, data.get("replaces", "")) for h in before]
    gone = [h["to_org"] for h in before if h["handoff_id"] == data.get("replaces")]
    part = {**_inherited(part, gone, new["to_org"]), "handoffs": [*old, new]}
    return _led(part, new) if data["role"] == "LEAD" else part


def _replaced(old: dict[str, Any], new: Mapping[str, Any], replaces: str) -> dict[str, Any]:
    """An earlier handoff once a new one is offered: passed on by its receiver, taken from it, inherited."""
    over = new["role"] == "LEAD" and (old["role"] == "LEAD" or old["to_org"] == new["to_org"])
    same = old["role"] != "LEAD" and old["to_org"] == new["to_org"]
    over = over or old["handoff_id"] == replaces or (bool(replaces) and same)
    if not over or old["state"] in DEAD:
        return old
    passed = old["to_org"] == new["from_org"] and old["role"] == "LEAD"
    return old | {"state": "PASSED_ON" if passed else "RELEASED"}


def _inherited(part: Part, gone: list[str], heir: str) -> Part:
    """What an abolished organ was in a dispute its successor is (承继): a party, or bound by its end."""
    if not gone:
        return part
    after = dict(part)
    if set(gone) & set(part.get("bound", ())):
        after["bound"] = sorted({*part["bound"], heir})
    dispute = part.get("dispute")
    if dispute is not None and dispute["state"] not in DISPUTE_OVER:
        parties = [heir if org in gone else org for org in dispute["parties"]]
        after["dispute"] = dispute | {"parties": list(dict.fromkeys(parties))}
    return after


def _part_released(part: Part, event: Event) -> Part:
    gone = [h["to_org"] for h in part["handoffs"] if h["handoff_id"] == event.data["handoff_id"]]
    return _handoff(_inherited(part, gone, part["lead"]), event, state="RELEASED")


def _led(part: Part, new: Mapping[str, Any]) -> Part:
    after = {**part, "lead": new["to_org"]}
    if new["mode"] == "REDIRECT":
        redirect = {
            "to_org": new["to_org"],
            "destination": new.get("destination", ""),
            "acknowledged": False,
            "since": new["offered_time"],
        }
        return after | {"state": "REDIRECTED", "redirect": redirect}
    return after | {"state": "OFFERED"} if part["state"] in _TO_OFFERED else after


def _delivered(part: Part, event: Event) -> Part:
    return _handoff(part, event, state="DELIVERED", delivered_time=format_time(event.time))


def _accepted(part: Part, event: Event) -> Part:
    after = _handoff(part, event, state="ACCEPTED", accepted_time=format_time(event.time))
    leads = any(h["handoff_id"] == event.data["handoff_id"] and h["role"] == "LEAD" for h in part["handoffs"])
    moves = leads and part["state"] in ("OFFERED", "REFERRED", "DISPUTED")
    return {**after, "state": "ACCEPTED"} if moves else after


def _unit_refused(part: Part, event: Event) -> Part:
    after = _handoff(part, event, state="REFUSED")
    leads = any(h["handoff_id"] == event.data["handoff_id"] and h["role"] == "LEAD" for h in part["handoffs"])
    return after | {"state": "UNIT_REFUSED", "lead": "", "since": format_time(event.time)} if leads else after


def _objected(part: Part, event: Event) -> Part:
    before = next(h for h in part["handoffs"] if h["handoff_id"] == event.data["handoff_id"])
    proposed = event.data.get("proposed_org", "")
    count = before.get("objections", 0) + 1
    after = _handoff(part, event, state="OBJECTED", objections=count, proposed_org=proposed)
    leads = before["role"] == "LEAD"
    return {**after, "objections": part.get("objections", 0) + leads}


def _upheld(part: Part, event: Event) -> Part:
    after = _handoff(part, event, state="RELEASED")
    leads = any(h["handoff_id"] == event.data["handoff_id"] and h["role"] == "LEAD" for h in part["handoffs"])
    return after | {"hops": part.get("hops", 0) + leads}


def _kept(part: Part, event: Event) -> Part:
    return _handoff(part, event, state="KEPT")


def _disputed(part: Part, event: Event) -> Part:
    data = event.data
    dispute = {
        "dispute_id": data["dispute_id"],
        "state": "AGREEING",
        "parties": list(data.get("parties", ())),
        "since": format_time(event.time),
    }
    handoffs = [
        h | {"state": "DISPUTED"} if h["role"] == "LEAD" and h["state"] in ("OBJECTED", "KEPT") else h
        for h in part.get("handoffs", ())
    ]
    state = "REFERRED" if part.get("state") == "REFERRED" else "DISPUTED"
    return {**part, "state": state, "dispute": dispute, "handoffs": handoffs}


def _referred(part: Part, event: Event) -> Part:
    change = {"state": event.data["rung"], "to_org": event.data["to_org"], "since": format_time(event.time)}
    return {**part, "dispute": part["dispute"] | change}


def _settled_dispute(state: str) -> Callable[[Part, Event], Part]:
    def change(part: Part, event: Event) -> Part:
        lead = event.data["lead"]
        named = [lead, *(share["org"] for share in event.data.get("co_handlers", ()))]
        if state == "AGREED":
            named = [org for org in named if org in part["dispute"]["parties"]]
        handoffs = [_bound(h, lead) for h in part.get("handoffs", ())]
        moved = part.get("lead") != lead
        return {
            **part,
            "state": "OFFERED",
            "lead": lead,
            "hops": part.get("hops", 0) + moved,
            "handoffs": handoffs,
            "dispute": part["dispute"] | {"state": state, "lead": lead},
            "bound": sorted({*part.get("bound", ()), *named}),
        }

    return change


def _bound(handoff: dict[str, Any], lead: str) -> dict[str, Any]:
    if handoff["role"] != "LEAD" or handoff["state"] in DEAD or handoff["state"] == "ACCEPTED":
        return handoff
    if handoff["to_org"] != lead:
        return handoff | {"state": "RELEASED"}
    return handoff if handoff["state"] == "OFFERED" else handoff | {"state": "BOUND"}


def _handoff(part: Part, event: Event, **change: Any) -> Part:
    wanted = event.data["handoff_id"]
    handoffs = [h | change if h["handoff_id"] == wanted else h for h in part["handoffs"]]
    return {**part, "handoffs": handoffs}


def _opinion(part: Part, event: Event) -> Part:
    said = {"opinion": event.data.get("result", ""), "opinion_at": format_time(event.time)}
    return {**part, "state": "OPINION", "executed": False, **said}


def _mediated(part: Part, event: Event) -> Part:
    return {**part, "state": "MEDIATED"} if event.data.get("agreed") else part


def _converted(part: Part, event: Event) -> Part:
    return {**part, "simplified": event.data.get("to_procedure") == "SIMPLIFIED"}


def _reopened(part: Part, event: Event) -> Part:
    flowed = part.get("flowed_back") or part.get("settled")
    change = {"reopened": part.get("reopened", 0) + 1, "items": [], "settled": False, "planned": False}
    change |= {"flowed_back": bool(flowed), "reopened_on": local_date(event.time).isoformat()}
    return {**part, "state": "REOPENED", **change}


def _settled(part: Part, event: Event) -> Part:
    return {**part, "state": "SETTLED", "settled": True}


def _checked(part: Part, event: Event) -> Part:
    key = f"{event.data['checklist']}/{event.data['item']}"
    return {**part, "items": [*part.get("items", ()), key]}


def _acknowledged(part: Part, event: Event) -> Part:
    before = part.get("redirect") or {"to_org": event.source, "since": format_time(event.time)}
    said = event.data.get("destination") or before.get("destination", "")
    return {**part, "redirect": before | {"destination": said, "acknowledged": True}}


def _concluded(part: Part, event: Event) -> Part:
    return {**part, "state": "CONCLUDED"}


def _to(state: str, field: str = "state") -> Callable[[Part, Event], Part]:
    return lambda part, _: {**part, field: state}


def _mark(field: str) -> Callable[[Part, Event], Part]:
    return lambda part, _: {**part, field: True}


def _owner(part: Part, event: Event) -> Part:
    """The day of the last raise (提级包案); an owner of another kind does not lower it."""
    if not event.data.get("raised"):
        return part
    day = local_date(event.time).isoformat()
    return {**part, "raised_on": max(day, part.get("raised_on", ""))}


_CHANGES: Final[Mapping[tuple[str, str], Callable[[Part, Event], Part]]] = {
    ("intake", "CaseRegistered"): _registered,
    ("intake", "FactsAmended"): _facts,
    ("intake", "CaseWithdrawn"): _mark("withdrawn"),
    ("intake", "ReviewRequested"): _asked("review"),
    ("intake", "FinalReviewRequested"): _asked("final"),
    ("oversight", "OwnerAssigned"): _owner,
    ("dispatch", "CaseRouted"): _routed,
    ("dispatch", "RoutingConfirmed"): _confirmed,
    ("dispatch", "CaseNotAccepted"): _not_accepted,
    ("dispatch", "HandoffOffered"): _offered,
    ("dispatch", "HandoffDelivered"): _delivered,
    ("dispatch", "HandoffAccepted"): _accepted,
    ("dispatch", "UnitNotAccepted"): _unit_refused,
    ("dispatch", "HandoffReleased"): _part_released,
    ("dispatch", "HandoffObjected"): _objected,
    ("dispatch", "ObjectionUpheld"): _upheld,
    ("dispatch", "ObjectionRejected"): _kept,
    ("dispatch", "DisputeOpened"): _disputed,
    ("dispatch", "DisputeReferred"): _referred,
    ("dispatch", "DisputeAgreed"): _settled_dispute("AGREED"),
    ("dispatch", "DisputeDecided"): _settled_dispute("DECIDED"),
    ("dispatch", "ConversionMade"): _converted,
    ("dispatch", "HandlingExtended"): _mark("extended"),
    ("dispatch", "MediationConcluded"): _mediated,
    ("dispatch", "OpinionIssued"): _opinion,
    ("dispatch", "OpinionDelivered"): _to("DELIVERED"),
    ("dispatch", "OpinionExecuted"): _mark("executed"),
    ("dispatch", "ReviewDecided"): _decided("review"),
    ("dispatch", "ReviewDelivered"): _to("REVIEW_DELIVERED", "review"),
    ("dispatch", "FinalReviewDecided"): _decided("final"),
    ("dispatch", "FinalReviewDelivered"): _to("FINAL", "final"),
    ("dispatch", "CaseConcluded"): _concluded,
    ("dispatch", "SettlementPlanMade"): _mark("planned"),
    ("dispatch", "ChecklistItemRecorded"): _checked,
    ("dispatch", "CaseSettled"): _settled,
    ("dispatch", "CaseReopened"): _reopened,
    ("dispatch", "CaseArchived"): _to("ARCHIVED"),
    ("dispatch", "RedirectAcknowledged"): _acknowledged,
}
