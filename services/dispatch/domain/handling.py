"""办理: extension, hearing, mediation, opinion, execution, reviews, and the outcome recorded elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sankua.core.clocks import compute
from sankua.core.events import Event
from sankua.core.times import format_time, parse_time
from services.dispatch.domain import machine, steps
from services.dispatch.domain.context import (
    Args,
    Context,
    Fact,
    basis_of,
    check_case,
    moment_of,
    need,
    refused,
    refused_step,
)
from services.dispatch.domain.state import Case

MOST_DAYS: Final = 30
"""Longest extension (条例 34), days."""

MOST_HEARING_DAYS: Final = 30
"""Longest hearing, days. 条例 36(2) leaves its length open, and it stops the final review's clock. ADVICE."""

STAGES: Final[Mapping[str, str]] = {
    "REVIEW_REQUESTED": "REVIEW",
    "FINAL_REQUESTED": "FINAL_REVIEW",
}
"""State of the review to the stage whose hearing is the reviewing organ's."""

_DIGEST: Final = re.compile("[0-9a-f]{64}")

PROCEDURES: Final = ("ORDINARY", "SIMPLIFIED")
MEDIATIONS: Final = ("MEDIATION", "SETTLEMENT")
"""调解 by the organ, 和解 of the parties (条例 33)."""


def extend(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """延期 (条例 34): once, at most 30 days, approved by the head, the reason told to the person."""
    check_case(case, steps.EXTEND)
    days = int(args.get("days", 0))
    if not 1 <= days <= MOST_DAYS:
        raise refused("days", f"{days}; from 1 to {MOST_DAYS} (《信访工作条例》第三十四条)")
    said = {
        "days": days,
        "approver": need(args, "approver", "reference of the head who approved it, no name"),
        "reason": need(args, "reason", "why the matter is complex, as told to the petitioner"),
    }
    if case.progress.extended:
        raise refused("case_id", "was extended before; 延期 is possible once (条例 34)", "STATE")
    if case.progress.simplified:
        raise refused("case_id", "runs by the simplified procedure; convert it first", "STATE")
    due = handling_due(case, ctx)
    if due is not None and ctx.now > due:
        reason = f"the term (C09) ended at {format_time(due)}; nothing is left to extend"
        raise refused("case_id", f"{reason} (《信访工作条例》第三十四条); issue the opinion", "STATE")
    return [Fact("HandlingExtended", said, ctx.now, case.lead)]


def handling_due(case: Case, ctx: Context) -> datetime | None:
    """Until when the lead handles (C09), by the one clock engine; None where no such clock runs."""
    lead = case.lead_handoff
    if ctx.book is None or lead is None or not lead.accepted_time or case.progress.reopened:
        return None
    time = parse_time(lead.accepted_time)
    said = {"handoff_id": "h", "from_org": lead.from_org, "to_org": lead.to_org, "role": "LEAD"}
    rows = (
        ("CaseRegistered", {"purpose": case.purpose, "branch": case.branch}),
        ("HandoffOffered", said),
        ("HandoffAccepted", {"handoff_id": "h"}),
    )
    events = [
        Event(name, "case", seq, "dispatch", time, time, case.office, data=data)
        for seq, (name, data) in enumerate(rows, 1)
    ]
    found = [c.due_at for c in compute(events, time, ctx.book) if c.clock == "C09"]
    return found[0] if found else None


def hearing(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """听证: of the handling by the lead, of a review that runs by the reviewing organ (条例 36)."""
    check_case(case, steps.HEARING)
    days = int(args.get("days", 0))
    if not 1 <= days <= MOST_HEARING_DAYS:
        raise refused("days", f"{days}; how many days it took, from 1 to {MOST_HEARING_DAYS}")
    actor = ctx.actor or case.lead
    running = STAGES.get(case.progress.review, "HANDLING")
    own = running if actor == reviewer(case, ctx) else "HANDLING"
    stage = str(args.get("stage", "")) or own
    if stage != own:
        reason = f"{stage} is not for {actor} to hear now: the reviewing organ hears while that review runs"
        raise refused("stage", f"{reason}; say {own}, or leave it out (《信访工作条例》第三十六条)", "STATE")
    return [Fact("HearingHeld", {"days": days, "stage": stage}, ctx.now, actor)]


def mediate(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """调解、和解 (条例 33), agreed in writing or not; an agreement is enough to conclude."""
    check_case(case, steps.MEDIATE)
    kind = str(args.get("kind", ""))
    if kind not in MEDIATIONS:
        raise refused("kind", f"{kind!r}; one of {', '.join(MEDIATIONS)}")
    return [
        Fact("MediationConcluded", {"kind": kind, "agreed": bool(args.get("agreed"))}, ctx.now, case.lead)
    ]


def convert(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """简易办理 ↔ ordinary procedure, with a reason. Several responsible organs are never simplified."""
    check_case(case, steps.CONVERT)
    target = str(args.get("to_procedure", ""))
    now = PROCEDURES[case.progress.simplified]
    if target not in PROCEDURES or target == now:
        raise refused("to_procedure", f"{target!r}; the case runs by {now}, so: {_other(now)}")
    if target == "SIMPLIFIED":
        _check_simple(case)
    said = {"from_procedure": now, "to_procedure": target, "reason": need(args, "reason", "why, in words")}
    return [Fact("ConversionMade", said, ctx.now, ctx.actor or case.lead)]


def _other(procedure: str) -> str:
    return next(name for name in PROCEDURES if name != procedure)


def _check_simple(case: Case) -> None:
    """《信访事项简易办理办法》 art. 5: not for 交办, several responsible bodies, articles 31(1) to (5)."""
    lead = case.lead_handoff
    why = ""
    if any(h.live and h.role == "CO_HANDLER" for h in case.handoffs):
        why = "several organs are responsible"
    elif lead is not None and lead.mode == "ASSIGN":
        why = "it was assigned (交办)"
    elif case.branch not in ("", "PETITION_PROCEDURE"):
        why = "another procedure applies (条例 31(1) to (5))"
    if why:
        raise refused("to_procedure", f"not simplified: {why} (《信访事项简易办理办法》第五条)", "STATE")


def issue_opinion(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """处理意见书 (条例 32): result, full titles of its basis, and the digest of its document."""
    check_case(case, steps.OPINION)
    result = str(args.get("result", ""))
    if not result:
        raise refused("result", "missing; one of SUPPORTED, EXPLAINED, NOT_SUPPORTED")
    if case.progress.simplified and result == "NOT_SUPPORTED":
        reason = "the simplified procedure is not for matters that are not supported; convert it first"
        raise refused("result", f"{reason} (《信访事项简易办理办法》第五条)", "STATE")
    said = {"result": result, "basis": basis_of(args)}
    digest = str(args.get("document_sha256", ""))
    if digest and not _DIGEST.fullmatch(digest):
        raise refused("document_sha256", "is no SHA-256 digest: 64 digits of 0-9a-f, of the document")
    return [Fact("OpinionIssued", said | ({"document_sha256": digest} if digest else {}), ctx.now, case.lead)]


def deliver_opinion(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """送达: starts the petitioner's window for 复查 (条例 35)."""
    check_case(case, steps.DELIVER)
    moment = moment_of(args, "delivered_at", case.progress.opinion_at, ctx)
    return [Fact("OpinionDelivered", {"delivered_at": format_time(moment)}, ctx.now, case.lead)]


def execute(case: Case, _args: Args, ctx: Context) -> list[Fact]:
    """执行 of an opinion that supports the claim (条例 32(2))."""
    check_case(case, steps.EXECUTE)
    if case.progress.opinion != "SUPPORTED":
        raise refused(
            "case_id", f"the opinion is {case.progress.opinion}; only SUPPORTED is executed", "STATE"
        )
    if case.progress.executed:
        raise refused("case_id", "the opinion was executed before", "STATE")
    return [Fact("OpinionExecuted", {}, ctx.now, case.lead)]


def decide_review(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """复查意见 or 复核意见, whichever is asked for (条例 35, 36)."""
    name = _review_event(case, steps.REVIEW)
    result = str(args.get("result", ""))
    if not result:
        raise refused("result", "missing; one of SUPPORTED, EXPLAINED, NOT_SUPPORTED")
    return [Fact(name, {"result": result}, ctx.now, reviewer(case, ctx))]


def deliver_review(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """复查意见、复核意见 delivered."""
    name = _review_event(case, steps.DELIVER_REVIEW)
    moment = moment_of(args, "delivered_at", case.progress.review_decided_at, ctx)
    return [Fact(name, {"delivered_at": format_time(moment)}, ctx.now, reviewer(case, ctx))]


def reviewer(case: Case, ctx: Context) -> str:
    """The organ that reviews: the one asked, else the next higher organ of the lead (条例 35)."""
    return case.progress.reviewer or next(ctx.orgs.superiors(case.lead), case.office)


def _review_event(case: Case, step: str) -> str:
    check_case(case, step)
    state = case.progress.review
    found = next((move.event for move in machine.REVIEW[state] if move.step == step), "")
    if not found:
        allowed = machine.allowed(machine.REVIEW, state)
        raise refused_step(state or "NOT_REQUESTED", step, allowed, "the review")
    return found


def record_outcome(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """Acceptance to conclusion in one step, for a derived matter: it was answered in another system."""
    if not args.get("replied_time"):
        raise refused("replied_time", "missing; when the reply was given in the other system")
    if not case.derived:
        raise refused("case_id", "only a case marked derived takes an outcome recorded elsewhere")
    check_case(case, steps.RECORD)
    lead = case.lead_handoff
    if lead is None:
        raise refused_step(case.state, steps.RECORD, machine.case_steps(case.state))
    replied = moment_of(args, "replied_time", lead.delivered_time, ctx)
    moment = format_time(replied)
    accepted = {"handoff_id": lead.handoff_id, "notice_sent_at": moment}
    return [
        Fact("HandoffAccepted", accepted, replied, case.lead),
        Fact("OpinionIssued", {"result": args.get("result") or "EXPLAINED"}, replied, case.lead),
        Fact("OpinionDelivered", {"delivered_at": moment}, replied, case.lead),
        Fact("CaseConcluded", {}, replied, case.lead),
    ]
