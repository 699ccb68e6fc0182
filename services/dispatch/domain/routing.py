"""From a routing decision (定责) to the events that carry it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sankua.core.orgs import Directory
from sankua.core.orgs.codes import division_of, slug_of
from sankua.core.rules import RuleSet
from sankua.core.times import local_date
from services.dispatch.domain.context import Args, Context, Fact, check_case, refused
from services.dispatch.domain.machine import WAITING
from services.dispatch.domain.state import Case, office_of
from services.dispatch.domain.steps import CONFIRM, REFUSE_CASE

__all__ = ["Confirmation", "Fact", "Routed", "carry_out", "confirm", "refuse_case", "rules_day"]

REPORT_DAYS: Final = 60
"""Days until the report of an urgent matter that is assigned (交办), and of a co-handler's part, is owed.

条例 22(1)(3) leaves the period to the sender; this is the handling period of 条例 34. ADVICE.
"""

OF_OUTCOME: Final[Mapping[str, str]] = {
    "ROUTE": "OFFERED",
    "REDIRECT": "REDIRECTED",
    "REFER_SUPERIOR": "REFERRED",
    "REFER_JOINT_MEETING": "REFERRED",
    "LINK_TO_RUNNING": "LINKED",
    "NOT_ACCEPTED_AGAIN": "NOT_ACCEPTED",
    "NEEDS_FACTS": "WAITING_FACTS",
}
"""Routing outcome to the state that it leaves the case in."""

_HANDED_ON: Final = frozenset({"ROUTE", "REDIRECT", "REFER_SUPERIOR", "REFER_JOINT_MEETING"})
_DESTINATIONS: Final[Mapping[str, str]] = {
    "LITIGATION": "诉讼",
    "ARBITRATION": "仲裁",
    "PARTY_PROCEDURE": "党内程序",
    "ADMINISTRATIVE_PROCEDURE": "行政程序",
}


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Which decisions wait for a person: certainties, for all offices and for some (code of a 信访局).

    A `derived` case never waits: it was decided elsewhere long ago.
    """

    default: frozenset[str] = frozenset({"ADVICE"})
    offices: Mapping[str, frozenset[str]] | None = None

    def asked(self, case: Case, decision: Mapping[str, Any]) -> bool:
        """Whether a decision for this case waits to be confirmed."""
        own = (self.offices or {}).get(office_of(case.registered_by), self.default)
        return not case.derived and decision["outcome"] in _HANDED_ON and decision["certainty"] in own


@dataclass(frozen=True, slots=True)
class Routed:
    """A decision made for a case: as it is said in events, the facts behind it, and when it counts."""

    decision: Mapping[str, Any]
    facts: Mapping[str, Any]
    cause: str
    time: datetime
    waits: bool = False


def rules_day(registered: datetime, rules: RuleSet) -> date:
    """The day whose rules decide: that of the fact, but not before the rule set begins.

    Matters taken over from another system may be older than the 条例 of 2022. Somebody must lead them now, so
    the first rules that there are decide; the decision's `as_of` says so.
    """
    day, start = local_date(registered), rules.span.start
    return max(day, start) if start else day


def carry_out(case: Case, routed: Routed, orgs: Directory) -> list[Fact]:
    """All events of a routing, for one commit; none where the cause is answered or the case moved on."""
    if case.cause == routed.cause or case.state not in ("", *(WAITING - {"UNIT_REFUSED"})):
        return []
    outcome = routed.decision["outcome"]
    said: dict[str, Any] = {"decision": routed.decision}
    if routed.waits:
        said["awaits_confirmation"] = True
    handed = _carried(case, routed, orgs) if outcome in _HANDED_ON else []
    if handed:
        said["mode"] = next(f for f in handed if f.name == "HandoffOffered").data["mode"]
    facts = [Fact("CaseRouted", said, routed.time, case.office)]
    return facts + ([] if routed.waits else handed) + _closing(outcome, routed, case)


def confirm(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """A person confirms the decision (定责确认): what it says is carried out now."""
    check_case(case, CONFIRM)
    decision_id = args.get("decision_id", "")
    if decision_id != case.decision.get("decision_id"):
        now = case.decision.get("decision_id")
        raise refused("decision_id", f"{decision_id!r} is not the decision that waits, {now}", "CONFLICT")
    routed = Routed(case.decision, {"urgent": case.urgent, "branch": case.branch}, "", ctx.now)
    said = {"decision_id": decision_id, "by_org": case.office}
    return [Fact("RoutingConfirmed", said, ctx.now, case.office), *_carried(case, routed, ctx.orgs)]


def refuse_case(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """不予受理 by the office, before anybody has accepted; reason and basis are needed."""
    check_case(case, REFUSE_CASE)
    missing = [name for name in ("reason", "basis") if not args.get(name)]
    if missing:
        raise refused(missing[0], "missing; 不予受理 is told to the petitioner with reason and basis")
    said = {"reason": args["reason"], "basis": list(args["basis"])}
    return [Fact("CaseNotAccepted", said, ctx.now, case.office)]


def sent(handoff: Mapping[str, Any], time: datetime, orgs: Directory, source: str = "") -> list[Fact]:
    """Offer and delivery of one handoff. A receiver that the net does not reach is offered to only.

    The net delivers at once: the receiver's clocks start here, whether it looks or not (guarantee 7).
    """
    source = source or handoff["from_org"]
    said = {name: value for name, value in handoff.items() if value}
    facts = [Fact("HandoffOffered", said, time, source)]
    if reachable(handoff["to_org"], orgs, local_date(time)):
        facts.append(Fact("HandoffDelivered", {"handoff_id": handoff["handoff_id"]}, time, source))
    return facts


def reachable(org: str, orgs: Directory, on: date) -> bool:
    """Whether the net reaches an organ: its place is known, and it has not been abolished by that day."""
    return orgs.knows_place(division_of(org)) and orgs.successor(org, on) is None


def next_id(case: Case, more: int = 0) -> str:
    """The id of the next handoff of a case."""
    return f"h{len(case.handoffs) + 1 + more}"


def _carried(case: Case, routed: Routed, orgs: Directory) -> list[Fact]:
    facts = [f for h in _handoffs(case, routed, orgs) for f in sent(h, routed.time, orgs)]
    if not case.derived and routed.decision["outcome"].startswith("REFER_"):
        facts += _referred(case, routed)
    return facts


def _referred(case: Case, routed: Routed) -> list[Fact]:
    """The rule itself sends the matter up: the dispute begins on the rung that decides it."""
    decision = routed.decision
    resolver = decision.get("resolver")
    if not resolver:
        return []
    parties = [decision["lead"], *(share["org"] for share in decision.get("co_handlers", ()))]
    rung = "JOINT_MEETING" if slug_of(resolver) == "lxb" else "COMMON_SUPERIOR"
    opened = {"dispute_id": "d1", "parties": parties}
    referred = {"dispute_id": "d1", "to_org": resolver, "rung": rung}
    return [
        Fact("DisputeOpened", opened, routed.time, case.office),
        Fact("DisputeReferred", referred, routed.time, case.office),
    ]


def _handoffs(case: Case, routed: Routed, orgs: Directory) -> list[dict[str, Any]]:
    decision = routed.decision
    parts = [(decision["lead"], "LEAD", "")]
    parts += [
        (share["org"], "CO_HANDLER", share.get("share", "")) for share in decision.get("co_handlers", ())
    ]
    parts += [(share["org"], "SUPPORT", "") for share in decision.get("support", ())]
    return [
        {
            "handoff_id": next_id(case, i),
            "from_org": case.office,
            "to_org": org,
            "role": role,
            "share": share,
            "report_due": report_day(routed.time) if role == "CO_HANDLER" and not case.derived else "",
            **_mode(case.office, org, role, routed, orgs),
        }
        for i, (org, role, share) in enumerate(parts)
    ]


def report_day(time: datetime) -> str:
    """The day by which a report on what is handed over at a time is owed, where no other is set."""
    return (local_date(time) + timedelta(days=REPORT_DAYS)).isoformat()


def _mode(from_org: str, to_org: str, role: str, routed: Routed, orgs: Directory) -> dict[str, str]:
    """REDIRECT into another procedure, REPORT_UP to a higher place, else FORWARD (转送).

    The lead of an urgent matter at the same or a lower level gets it by ASSIGN (交办): a report is owed.
    """
    lead = role == "LEAD"
    if lead and routed.decision["outcome"] == "REDIRECT":
        return {"mode": "REDIRECT", "destination": _DESTINATIONS.get(routed.facts.get("branch", ""), "")}
    if lead and routed.facts.get("urgent") and orgs.level(to_org) >= orgs.level(from_org):
        return {"mode": "ASSIGN", "report_due": report_day(routed.time)}
    return {"mode": mode_between(from_org, to_org, orgs)}


def mode_between(from_org: str, to_org: str, orgs: Directory) -> str:
    """REPORT_UP (报请) to a higher place, else FORWARD (转送)."""
    return "REPORT_UP" if orgs.level(to_org) < orgs.level(from_org) else "FORWARD"


def _closing(outcome: str, routed: Routed, case: Case) -> list[Fact]:
    if outcome == "LINK_TO_RUNNING":
        data = {"to_case": routed.facts.get("same_matter_case", "")}
        return [Fact("CaseLinked", data, routed.time, case.office)]
    if outcome == "NOT_ACCEPTED_AGAIN":
        data = {"reason": "不再受理：同一事实和理由已有复核意见", "basis": routed.decision["basis"]}
        return [Fact("CaseNotAccepted", data, routed.time, case.office)]
    return []
