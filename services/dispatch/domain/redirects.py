"""导入其他程序 and the chain 访 → 调解/评理室 → 仲裁/裁决 → 诉讼: acknowledged, answered, never forgotten."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sankua.core.clocks import compute
from sankua.core.events import Event
from sankua.core.times import parse_time
from services.dispatch.domain import steps
from services.dispatch.domain.context import Args, Context, Fact, check_case, need, need_org, refused
from services.dispatch.domain.routing import next_id, sent
from services.dispatch.domain.state import Case, Redirect

STAGES: Final[Mapping[str, int]] = {
    "人民调解": 1, "行政调解": 1, "评理室": 1,
    "劳动仲裁": 2, "仲裁": 2, "行政裁决": 2, "行政复议": 2,
    "诉讼": 3,
}  # fmt: skip
"""访调裁审: destination to its stage; a chain only goes on, never back. Others stand outside the chain."""

OUTCOMES: Final = ("SETTLED", "NEXT", "BACK")
LATE: Final = "逾期未签收，退回登记机构"
"""Result of a redirect that nobody acknowledged in time."""


def redirect(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """The lead or the office leads the case into another procedure (依法分类处理, 条例 31)."""
    check_case(case, steps.REDIRECT)
    to_org = need_org(args, "to_org", ctx)
    destination = need(args, "destination", "the procedure, such as 人民调解, 劳动仲裁, 诉讼")
    if to_org == case.lead:
        raise refused("to_org", f"{to_org} has the case; it cannot redirect to itself")
    return _into(case, to_org, destination, ctx)


def _into(case: Case, to_org: str, destination: str, ctx: Context) -> list[Fact]:
    before = case.redirect
    if before is not None and case.state == "REDIRECTED":
        had, wants = STAGES.get(before.destination, 0), STAGES.get(destination, 0)
        if had and wants and wants <= had:
            raise refused("destination", f"after {before.destination} comes a later stage, not {destination}")
    handoff: dict[str, Any] = {
        "handoff_id": next_id(case),
        "from_org": case.office,
        "to_org": to_org,
        "role": "LEAD",
        "mode": "REDIRECT",
        "destination": destination,
    }
    return sent(handoff, ctx.now, ctx.orgs, ctx.actor or case.office)


def acknowledge(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """The organ of the other procedure has it (签收); it may name the procedure more exactly."""
    check_case(case, steps.ACKNOWLEDGE)
    found = _running(case)
    if found.acknowledged:
        raise refused("case_id", "the redirect is acknowledged already", "STATE")
    said = {"destination": args.get("destination") or found.destination}
    return [Fact("RedirectAcknowledged", said, ctx.now, found.to_org)]


def result(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """What came of the other procedure: settled, on to the next stage, or back to the office."""
    check_case(case, steps.RESULT)
    found = _running(case)
    outcome = str(args.get("outcome", ""))
    if outcome not in OUTCOMES:
        raise refused("outcome", f"{outcome!r}; one of {', '.join(OUTCOMES)}")
    if not found.acknowledged:
        raise refused("case_id", "is not acknowledged yet (AcknowledgeRedirect)", "STATE")
    text = need(args, "result", "what came of it, no text of the petitioner")
    told = Fact("RedirectResult", {"destination": found.destination, "result": text}, ctx.now, found.to_org)
    if outcome == "SETTLED":
        return [told, Fact("CaseConcluded", {}, ctx.now, found.to_org)]
    if outcome == "BACK":
        return [told, _back(case, ctx)]
    to_org = need_org({"to_org": args.get("next_org", "")}, "to_org", ctx)
    destination = need(args, "next_destination", "the next stage")
    return [told, *_into(case, to_org, destination, ctx)]


def come_back(case: Case, since: str, ctx: Context) -> list[Fact]:
    """Nobody acknowledged in time (C32): the case comes back to the office, which looks at its branch again.

    Nothing where it was acknowledged or moved in the meantime.
    """
    found = case.redirect
    if case.state != "REDIRECTED" or found is None or found.acknowledged or found.since != since:
        return []
    told = {"destination": found.destination, "result": LATE}
    return [Fact("RedirectResult", told, ctx.now, case.office), _back(case, ctx)]


def _back(case: Case, ctx: Context) -> Fact:
    """Back to the office: the branch is to be stated again (FactsAmended), then the rules decide."""
    decision = {
        **case.decision,
        "trace": json.loads(case.trace),
        "outcome": "NEEDS_FACTS",
        "lead": None,
        "co_handlers": [],
        "support": [],
        "resolver": None,
        "missing_facts": ["branch"],
    }
    said = {name: value for name, value in decision.items() if value is not None}
    return Fact("CaseRouted", {"decision": said}, ctx.now, case.office)


def due(case: Case, ctx: Context) -> datetime | None:
    """Until when a redirect has to be acknowledged (C32), by the one clock engine; None where none runs."""
    found = case.redirect
    if case.state != "REDIRECTED" or case.derived or found is None or found.acknowledged or ctx.book is None:
        return None
    since = parse_time(found.since)
    said = {"handoff_id": "h", "from_org": case.office, "to_org": found.to_org}
    said |= {"role": "LEAD", "mode": "REDIRECT"}
    event = Event("HandoffOffered", "case", 1, "dispatch", since, since, case.office, data=said)
    clocks = [c.due_at for c in compute([event], since, ctx.book) if c.clock == "C32"]
    return clocks[0] if clocks else None


def _running(case: Case) -> Redirect:
    if case.redirect is None:
        raise refused("case_id", "the case was not led into another procedure", "STATE")
    return case.redirect
