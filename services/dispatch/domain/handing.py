"""What sender and receiver do with a handoff: deliver, accept, refuse, object, decide, pass on, replace."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from sankua.core.clocks import compute
from sankua.core.events import Event
from sankua.core.orgs.codes import division_of, slug_of
from sankua.core.times import format_time, local_date, parse_time
from services.dispatch.domain import disputes, machine, steps
from services.dispatch.domain.context import (
    Args,
    Context,
    Fact,
    basis_of,
    check_case,
    check_handles,
    check_handoff,
    handoff_of,
    moment_of,
    need,
    need_org,
    refused,
    refused_step,
)
from services.dispatch.domain.routing import mode_between, next_id, sent
from services.dispatch.domain.state import Case, Handoff

REASONS: Final = ("NOT_MY_DUTY", "NOT_MY_PLACE", "OTHER_PROCEDURE", "SAME_MATTER", "INTEREST")
"""Reason codes of an objection: 职责、属地、程序、重复、回避."""

FARTHEST: Final = timedelta(days=3 * 366)
"""How far ahead a report may be due. A matter takes eight months with all extensions: more is a slip."""

DUTIES: Final = ("疏导教育", "矛盾化解", "帮扶救助")
"""All that a supporting organ (疏导帮扶) does (条例 37(3))."""


def accept(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """受理: by the organ that a handoff went to, with written notice to the petitioner (条例 23).

    Accepting ends the receiver's own objection, and a dispute in which it is the lead: 协商受理.
    """
    handoff = handoff_of(case, args, steps.ACCEPT)
    if handoff.state == "ACCEPTED":
        raise refused("handoff_id", f"{handoff.handoff_id} is ACCEPTED already", "STATE")
    check_case(case, steps.ACCEPT)
    check_handoff(handoff, steps.ACCEPT, case)
    notice = moment_of(args, "notice_sent_at", handoff.delivered_time, ctx)
    said = {"handoff_id": handoff.handoff_id, "notice_sent_at": format_time(notice)}
    facts = [Fact("HandoffAccepted", said, ctx.now, handoff.to_org)]
    known = case.redirect is not None and case.redirect.acknowledged
    if handoff.role == "LEAD" and handoff.mode == "REDIRECT" and not known:
        taken = {"destination": handoff.destination}
        facts.append(Fact("RedirectAcknowledged", taken, ctx.now, handoff.to_org))
    dispute = case.open_dispute
    if handoff.role == "LEAD" and dispute is not None:
        agreed = {"dispute_id": dispute.dispute_id, "lead": handoff.to_org}
        facts.insert(0, Fact("DisputeAgreed", agreed, ctx.now, handoff.to_org))
    return facts


def refuse(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """The responsible organ's own 不予受理, with notice; a supporting or bound organ has none."""
    handoff = handoff_of(case, args, steps.REFUSE)
    check_case(case, steps.REFUSE)
    check_handoff(handoff, steps.REFUSE, case)
    if handoff.role == "LEAD" and steps.REFUSE not in machine.allowed(machine.CASE, case.state):
        raise refused_step(case.state, steps.REFUSE, machine.allowed(machine.CASE, case.state))
    if handoff.role == "SUPPORT":
        raise refused("handoff_id", "a supporting organ (疏导帮扶) decides nothing; object instead", "STATE")
    if handoff.to_org in case.progress.bound:
        raise refused("handoff_id", f"{handoff.to_org} is bound by a decision; it accepts", "STATE")
    reason = need(args, "reason", "why the organ does not accept, in words")
    basis = basis_of(args)
    said = {"handoff_id": handoff.handoff_id, "reason": reason, "basis": basis}
    return [Fact("UnitNotAccepted", said, ctx.now, handoff.to_org)]


def object_to(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """异议 (条例 23(3)): inside C05, with reason code, reason, legal basis and a proposed organ.

    The `ladder_after`-th objection of a matter opens the dispute and refers it up at once (R45).
    """
    handoff = handoff_of(case, args, steps.OBJECT)
    check_handoff(handoff, steps.OBJECT, case)
    if handoff.role == "LEAD":
        _check_lead_objects(case)
    else:
        check_case(case, steps.OBJECT)
    if handoff.to_org in case.progress.bound:
        reason = f"{handoff.to_org} is bound by a decision in this matter (《信访工作条例》第二十四条)"
        raise refused("handoff_id", f"{reason}; it accepts", "STATE")
    said = _objection(handoff, args, ctx)
    _check_in_time(case, handoff, ctx)
    facts = [Fact("HandoffObjected", said, ctx.now, handoff.to_org)]
    if handoff.role == "LEAD" and case.progress.objections + 1 >= ctx.ladder_after:
        facts += disputes.straight_up(case, str(said["proposed_org"]), ctx)
    return facts


def _check_lead_objects(case: Case) -> None:
    if case.state != "OFFERED":
        raise refused_step(case.state, steps.OBJECT, machine.case_steps(case.state))


def _objection(handoff: Handoff, args: Args, ctx: Context) -> dict[str, Any]:
    code = need(args, "reason_code", f"one of {', '.join(REASONS)}")
    if code not in REASONS:
        raise refused("reason_code", f"{code!r} is none; one of {', '.join(REASONS)}")
    proposed = need_org(args, "proposed_org", ctx)
    check_handles(proposed, "proposed_org", ctx)
    if proposed == handoff.to_org:
        raise refused("proposed_org", "is the objecting organ; name the organ whose duty it is")
    said = {
        "handoff_id": handoff.handoff_id,
        "reason_code": code,
        "reason": need(args, "reason", "why it is not this organ's duty, in detail (条例 23(3))"),
        "legal_basis": need(args, "legal_basis", "full title and article"),
        "proposed_org": proposed,
    }
    return said | ({"evidence": args["evidence"]} if args.get("evidence") else {})


def _check_in_time(case: Case, handoff: Handoff, ctx: Context) -> None:
    due = objection_due(case, handoff, ctx)
    if due is not None and ctx.now > due:
        reason = f"C05 ended at {format_time(due)}, five working days after delivery"
        raise refused(
            "handoff_id", f"{reason} (《信访工作条例》第二十三条第三款); accept, or 不予受理", "STATE"
        )


def objection_due(case: Case, handoff: Handoff, ctx: Context) -> datetime | None:
    """Until when the receiver may object, by the one clock engine; None where no clock limits it."""
    if ctx.book is None or not handoff.delivered_time:
        return None
    offered = {"handoff_id": "h", "from_org": handoff.from_org, "to_org": handoff.to_org}
    offered |= {"role": handoff.role, "mode": handoff.mode}
    delivered = parse_time(handoff.delivered_time)
    events = [
        _event("HandoffOffered", 1, offered, delivered, case.office),
        _event("HandoffDelivered", 2, {"handoff_id": "h"}, delivered, case.office),
    ]
    found = [c.due_at for c in compute(events, delivered, ctx.book) if c.clock == "C05"]
    return found[0] if found else None


def _event(name: str, seq: int, data: dict[str, Any], time: datetime, source: str) -> Event:
    return Event(name, "case", seq, "dispatch", time, time, source, data=data)


def decide_objection(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """The sender's decision: upheld (R43) is offered anew in the same commit, rejected is 维持 (R44).

    A part goes on with its share and date; with the lead named it is the lead's again: nothing is offered.
    """
    handoff = handoff_of(case, args, steps.DECIDE_OBJECTION)
    check_handoff(handoff, steps.DECIDE_OBJECTION, case)
    check_case(case, steps.DECIDE_OBJECTION)
    reason = need(args, "reason", "what the sender found, in words")
    said = {"handoff_id": handoff.handoff_id, "by_org": handoff.from_org, "reason": reason}
    if not args.get("upheld"):
        return [Fact("ObjectionRejected", said, ctx.now, handoff.from_org)]
    facts = [Fact("ObjectionUpheld", said, ctx.now, handoff.from_org)]
    to_org = str(args.get("to_org") or handoff.proposed_org)
    if handoff.role != "LEAD" and to_org == case.lead:
        return facts  # the part is in the lead again
    need_org({"to_org": to_org}, "to_org", ctx)
    check_handles(to_org, "to_org", ctx)
    if handoff.role != "LEAD":
        _check_takes_part(case, to_org)
    elif to_org in case.was_led_by:
        reason = f"{to_org} had the matter before; a dispute decides instead (OpenDispute)"
        raise refused("to_org", reason, "STATE")
    return facts + offered_anew(case, handoff, to_org, ctx)


def _check_takes_part(case: Case, to_org: str) -> None:
    """Whether a part (协办、疏导帮扶) may go to an organ: none that has one, none that gave one back."""
    had = [h for h in case.handoffs if h.to_org == to_org and (h.live or h.role != "LEAD")]
    if had:
        when = "takes part already" if any(h.live for h in had) else "had a part before"
        reason = f"{to_org} {when}; name another organ, or the lead {case.lead}, which then does it itself"
        raise refused("to_org", reason, "STATE")


def offered_anew(
    case: Case, old: Handoff, to_org: str, ctx: Context, from_org: str = "", replaces: str = ""
) -> list[Fact]:
    """The lead, or a part, offered to another organ in place of `old`."""
    sender = from_org or old.from_org
    assigned = old.mode == "ASSIGN"
    new = {
        "handoff_id": next_id(case),
        "from_org": sender,
        "to_org": to_org,
        "role": old.role,
        "mode": "ASSIGN" if assigned else mode_between(sender, to_org, ctx.orgs),
        "share": old.share,
        "report_due": old.report_due,
        "replaces": replaces,
    }
    return sent(new, ctx.now, ctx.orgs, ctx.actor or sender)


def forward(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """The receiver passes the lead on to an organ below it (条例 23(1)); sideways and up it objects."""
    handoff = handoff_of(case, args, steps.FORWARD)
    check_case(case, steps.FORWARD)
    check_handoff(handoff, steps.FORWARD, case)
    if handoff.role != "LEAD":
        raise refused("handoff_id", "only the lead is passed on; a part is objected to", "STATE")
    to_org = need_org(args, "to_org", ctx)
    _check_below(handoff.to_org, to_org, ctx)
    if to_org in case.was_led_by:
        raise refused("to_org", f"{to_org} had the matter before; object instead, and name why", "STATE")
    new = _new(case, args, (handoff.to_org, to_org, "LEAD"), ctx)
    return sent(new, ctx.now, ctx.orgs)


def _check_below(from_org: str, to_org: str, ctx: Context) -> None:
    place = division_of(from_org)
    same_place = division_of(to_org) == place and slug_of(from_org) in ("", "xfj", "lxb")
    below = division_of(to_org) != place and place in ctx.orgs.chain(division_of(to_org))
    if to_org == from_org or not (same_place or below):
        raise refused("to_org", f"{to_org} is not below {from_org}; object to the handoff instead", "STATE")


def offer(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """The office or the lead brings in an organ; after a unit's 不予受理 the office offers the lead anew."""
    check_case(case, steps.OFFER)
    to_org = need_org(args, "to_org", ctx)
    if to_org == case.office:
        check_handles(to_org, "to_org", ctx)
    role = str(args.get("role") or "LEAD")
    if role == "LEAD" and case.state != "UNIT_REFUSED":
        reason = f"the case has a lead, {case.lead}; the lead moves by objection, dispute or ReplaceOrgan"
        raise refused("role", reason, "STATE")
    if role != "LEAD" and (case.state == "UNIT_REFUSED" or case.purpose == "ACCUSATION"):
        raise refused("role", "only the lead is offered now", "STATE")
    if role == "LEAD" and any(h.to_org == to_org and h.state == "REFUSED" for h in case.handoffs):
        raise refused("to_org", f"{to_org} has refused the matter (不予受理) before", "STATE")
    if case.live_of(to_org) is not None:
        raise refused("to_org", f"{to_org} takes part already", "STATE")
    sender = ctx.actor or case.office
    return sent(_new(case, args, (sender, to_org, role), ctx), ctx.now, ctx.orgs)


def _new(case: Case, args: Args, who: tuple[str, str, str], ctx: Context) -> dict[str, Any]:
    from_org, to_org, role = who
    due = str(args.get("report_due", ""))
    today = local_date(ctx.now)
    if due and (not _is_day(due) or due <= today.isoformat()):
        raise refused("report_due", f"{due!r}; a day to come, YYYY-MM-DD")
    if due > (last := (today + FARTHEST).isoformat()):
        raise refused("report_due", f"{due} is too far ahead, a slip? A day up to {last}, YYYY-MM-DD")
    if role == "CO_HANDLER" and not (args.get("share") and due):
        raise refused("share", "a co-handler (协办) gets its share in words and its date (report_due)")
    assigned = args.get("mode") == "ASSIGN"
    if assigned and not due:
        raise refused("report_due", "missing; 交办 sets the day by which the result is reported")
    mode = "ASSIGN" if assigned else mode_between(from_org, to_org, ctx.orgs)
    new = {"handoff_id": next_id(case), "from_org": from_org, "to_org": to_org, "role": role, "mode": mode}
    return new | {"share": str(args.get("share", "")), "report_due": due}


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def deliver_handoff(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """The sender records that a handoff arrived that the net did not deliver (on paper, by messenger)."""
    handoff = handoff_of(case, args, steps.DELIVER_HANDOFF)
    check_case(case, steps.DELIVER_HANDOFF)
    check_handoff(handoff, steps.DELIVER_HANDOFF, case)
    return [Fact("HandoffDelivered", {"handoff_id": handoff.handoff_id}, ctx.now, handoff.from_org)]


def report_progress(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """进展: by whoever takes part; a supporting organ names which of its three duties (条例 37(3)) it did."""
    handoff = handoff_of(case, args, steps.PROGRESS)
    check_case(case, steps.PROGRESS)
    if not handoff.live or handoff.state == "OFFERED":
        raise refused_step(handoff.state, steps.PROGRESS, [], f"the handoff {handoff.handoff_id}")
    said = {"handoff_id": handoff.handoff_id}
    said |= {"summary": need(args, "summary", "what was done; no name and no text of the petitioner")}
    duty = str(args.get("duty", ""))
    if handoff.role == "SUPPORT" and duty not in DUTIES:
        raise refused("duty", f"{duty!r}; a supporting organ does one of {'、'.join(DUTIES)}")
    return [Fact("ProgressReported", said | ({"duty": duty} if duty else {}), ctx.now, handoff.to_org)]


def report_result(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """汇报: the result of an assigned matter (交办) is reported to its sender."""
    handoff = handoff_of(case, args, steps.REPORT)
    check_case(case, steps.REPORT)
    if not handoff.report_due or handoff.state != "ACCEPTED":
        raise refused("handoff_id", f"{handoff.handoff_id} owes no report, or is not accepted yet", "STATE")
    return [Fact("ResultReported", {"to_org": handoff.from_org}, ctx.now, handoff.to_org)]
