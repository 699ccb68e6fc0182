"""From a routing decision (定责) to the events that carry it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sankua.core.orgs import Directory
from sankua.core.rules import RuleSet
from sankua.core.times import local_date
from services.dispatch.domain.state import Case

REPORT_DAYS: Final = 60
"""Days until the report of an urgent matter that is assigned (交办) is owed.

条例 22(1)(3) leaves the period to the sender; this is the handling period of 条例 34. ADVICE.
"""

_HANDED_ON: Final = frozenset({"ROUTE", "REDIRECT", "REFER_SUPERIOR", "REFER_JOINT_MEETING"})


@dataclass(frozen=True, slots=True)
class Fact:
    """An event to be: name, data in JSON form, when it happened, the organ that acted."""

    name: str
    data: Mapping[str, Any]
    time: datetime
    source: str


@dataclass(frozen=True, slots=True)
class Routed:
    """A decision made for a case: as it is said in events, the facts behind it, and when it counts."""

    decision: Mapping[str, Any]
    facts: Mapping[str, Any]
    cause: str
    time: datetime


def rules_day(registered: datetime, rules: RuleSet) -> date:
    """The day whose rules decide: that of the fact, but not before the rule set begins.

    Matters taken over from another system may be older than the 条例 of 2022. Somebody must lead them now, so
    the first rules that there are decide; the decision's `as_of` says so.
    """
    day, start = local_date(registered), rules.span.start
    return max(day, start) if start else day


def carry_out(case: Case, routed: Routed, orgs: Directory) -> list[Fact]:
    """All events of a routing, for one commit; none where the cause is answered or the case moved on."""
    if case.cause == routed.cause or case.state not in ("", "WAITING_FACTS"):
        return []
    outcome = routed.decision["outcome"]
    handoffs = _handoffs(case, routed, orgs) if outcome in _HANDED_ON else []
    said: dict[str, Any] = {"decision": routed.decision}
    if handoffs:
        said["mode"] = handoffs[0]["mode"]
    facts = [Fact("CaseRouted", said, routed.time, case.office)]
    facts += [f for handoff in handoffs for f in _sent(handoff, routed.time)]
    return facts + _closing(outcome, routed, case)


def _handoffs(case: Case, routed: Routed, orgs: Directory) -> list[dict[str, Any]]:
    decision = routed.decision
    parts = [(decision["lead"], "LEAD")]
    parts += [(share["org"], "CO_HANDLER") for share in decision["co_handlers"]]
    parts += [(share["org"], "SUPPORT") for share in decision["support"]]
    return [
        {
            "handoff_id": f"h{i}",
            "from_org": case.office,
            "to_org": org,
            "role": role,
            **_mode(case.office, org, role, routed, orgs),
        }
        for i, (org, role) in enumerate(parts, start=1)
    ]


def _mode(from_org: str, to_org: str, role: str, routed: Routed, orgs: Directory) -> dict[str, str]:
    """REDIRECT into another procedure, REPORT_UP to a higher place, else FORWARD (转送).

    The lead of an urgent matter at the same or a lower level gets it by ASSIGN (交办): a report is owed.
    """
    lead = role == "LEAD"
    if lead and routed.decision["outcome"] == "REDIRECT":
        return {"mode": "REDIRECT"}
    if orgs.level(to_org) < orgs.level(from_org):
        return {"mode": "REPORT_UP"}
    if lead and routed.facts.get("urgent"):
        due = local_date(routed.time) + timedelta(days=REPORT_DAYS)
        return {"mode": "ASSIGN", "report_due": due.isoformat()}
    return {"mode": "FORWARD"}


def _sent(handoff: Mapping[str, Any], time: datetime) -> list[Fact]:
    # The net delivers at once: the receiver's clocks start here, whether it looks or not (guarantee 7).
    office = handoff["from_org"]
    delivered = {"handoff_id": handoff["handoff_id"]}
    return [
        Fact("HandoffOffered", handoff, time, office),
        Fact("HandoffDelivered", delivered, time, office),
    ]


def _closing(outcome: str, routed: Routed, case: Case) -> list[Fact]:
    if outcome == "LINK_TO_RUNNING":
        data = {"to_case": routed.facts.get("same_matter_case", "")}
        return [Fact("CaseLinked", data, routed.time, case.office)]
    if outcome == "NOT_ACCEPTED_AGAIN":
        data = {"reason": "不再受理：同一事实和理由已有复核意见", "basis": routed.decision["basis"]}
        return [Fact("CaseNotAccepted", data, routed.time, case.office)]
    return []
