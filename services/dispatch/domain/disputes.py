"""The ladder of a dispute (条例 24, R40 to R45): 协商 → 共同的上一级 → 联席会议; the decision binds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sankua.core.clocks import compute
from sankua.core.events import Event
from sankua.core.orgs.codes import organ_code, slug_of
from sankua.core.times import format_time, parse_time
from services.dispatch.domain import machine, steps
from services.dispatch.domain.context import (
    Args,
    Context,
    Fact,
    check_case,
    check_handles,
    check_org,
    need_org,
    refused,
    refused_step,
)
from services.dispatch.domain.routing import mode_between, next_id, report_day, sent
from services.dispatch.domain.state import Case, Dispute

BASIS: Final = "《信访工作条例》第二十四条第一款"


def open_dispute(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """争议, first rung 协商 (R40): by sender or receiver, once an objection stands or was kept."""
    check_case(case, steps.DISPUTE)
    lead = case.lead_handoff
    possible = machine.handoff_steps(case.state, lead.state) if lead else []
    if lead is None or steps.DISPUTE not in possible:
        stands = lead.state if lead else case.state
        raise refused_step(stands, steps.DISPUTE, possible, "the lead's handoff")
    proposed = str(args.get("proposed_org") or lead.proposed_org)
    if not proposed:
        raise refused("proposed_org", "missing; the organ that the other side names")
    check_org(proposed, "proposed_org", ctx)
    check_handles(proposed, "proposed_org", ctx)
    if not set(case.was_led_by) - {proposed}:
        raise refused(
            "proposed_org", f"{proposed} is the only party; name the organ that the other side names"
        )
    return [_opened(case, proposed, ctx)]


def straight_up(case: Case, proposed: str, ctx: Context) -> list[Fact]:
    """The dispute opened and referred up in one: a second objection or hop agrees no more (R45)."""
    opened = _opened(case, proposed, ctx)
    return [opened, _referral(str(opened.data["dispute_id"]), opened.data["parties"], case, ctx)]


def _opened(case: Case, proposed: str, ctx: Context) -> Fact:
    parties = list(dict.fromkeys([*case.was_led_by, proposed]))
    number = int(case.dispute.dispute_id[1:]) + 1 if case.dispute else 1
    said = {"dispute_id": f"d{number}", "parties": parties, "hop_count": case.progress.hops}
    return Fact("DisputeOpened", said, ctx.now, ctx.actor or case.office)


def agree(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """协商受理: a party takes the lead on itself; nobody can be agreed on in its absence.

    A co-handler that is no party is only asked: the agreement does not bind it, it may object.
    """
    dispute = _running(case, steps.AGREE)
    if ctx.actor not in dispute.parties:
        raise refused("lead", f"{ctx.actor} is no party; parties: {', '.join(dispute.parties)}", "STATE")
    return _settle(case, dispute, ("DisputeAgreed", ctx.actor), args, ctx)


def refer(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """No agreement: a party or the office refers up (R41). A rung that decides gives up its time itself.

    Everybody else waits for the end of its C07, so that nobody runs past those who have to decide.
    """
    dispute = _running(case, steps.REFER)
    due = rung_due(case, dispute, ctx)
    if dispute.state != "AGREEING" and ctx.actor != dispute.to_org and due is not None and ctx.now <= due:
        reason = (
            f"{dispute.to_org} has until {format_time(due)} to decide (C07); only it refers on before that"
        )
        raise refused("case_id", reason, "STATE")
    return [_referral(dispute.dispute_id, dispute.parties, case, ctx, dispute)]


def refer_overdue(case: Case, dispute_id: str, rung: str, ctx: Context) -> list[Fact]:
    """The rung's clock (C07) ran out: it goes up by itself; nothing where it moved in the meantime."""
    dispute = case.open_dispute
    if dispute is None or (dispute.dispute_id, dispute.state) != (dispute_id, rung):
        return []
    if case.state not in ("REFERRED", "DISPUTED") or at_top(dispute, ctx):
        return []
    return [_referral(dispute.dispute_id, dispute.parties, case, ctx, dispute)]


def decide(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """The binding decision of the rung that has the dispute; it takes no part itself."""
    dispute = _running(case, steps.DECIDE)
    if dispute.state == "AGREEING":
        raise refused_step(dispute.state, steps.DECIDE, machine.allowed(machine.DISPUTE, dispute.state),
                           f"the dispute {dispute.dispute_id}")  # fmt: skip
    lead = need_org(args, "lead", ctx)
    check_handles(lead, "lead", ctx)
    return _settle(case, dispute, ("DisputeDecided", lead), args, ctx)


def decide_by_meeting(case: Case, lead: str, by_org: str, ctx: Context) -> list[Fact]:
    """The joint meeting's decision (MeetingDecided of oversight) as that of the top rung.

    Nothing where no dispute waits, or where the organ may not take part. A dispute on a lower rung is
    referred to the meeting first: it has taken the case.
    """
    dispute = case.open_dispute
    if dispute is None or not lead or case.state not in ("REFERRED", "DISPUTED") or ctx.barred(lead):
        return []
    referred = {"dispute_id": dispute.dispute_id, "to_org": by_org, "rung": "JOINT_MEETING"}
    facts = (
        [] if dispute.state == "JOINT_MEETING" else [Fact("DisputeReferred", referred, ctx.now, case.office)]
    )
    args = {"basis": [BASIS]}
    at_top = Dispute(dispute.dispute_id, "JOINT_MEETING", dispute.parties, by_org)
    return facts + _settle(case, at_top, ("DisputeDecided", lead), args, ctx)


def _running(case: Case, step: str) -> Dispute:
    check_case(case, step)
    dispute = case.open_dispute
    if dispute is None:
        raise refused_step(case.state, step, machine.case_steps(case.state))
    return dispute


def _settle(case: Case, dispute: Dispute, what: tuple[str, str], args: Args, ctx: Context) -> list[Fact]:
    """Agreement or decision, and the handoffs that carry it out."""
    name, lead = what
    shares = _shares(lead, args, ctx)
    said: dict[str, Any] = {"dispute_id": dispute.dispute_id, "lead": lead}
    if shares:
        said["co_handlers"] = shares
    source = lead
    if name == "DisputeDecided":
        source = dispute.to_org
        said |= {"by_org": dispute.to_org, "basis": list(args.get("basis") or [BASIS])}
    facts = [Fact(name, said, ctx.now, source)]
    return facts + _carried_out(case, lead, shares, ctx)


def _shares(lead: str, args: Args, ctx: Context) -> list[dict[str, Any]]:
    shares = [dict(share) for share in args.get("co_handlers", ())]
    for share in shares:
        check_org(share.get("org", ""), "co_handlers", ctx)
        if share["org"] == lead:
            raise refused("co_handlers", f"{lead} leads; nobody is named twice")
        if not str(share.get("share", "")).strip():
            reason = f"{share['org']} has no share; say in words what part of it is its own (协办)"
            raise refused("co_handlers", reason)
    if len({share["org"] for share in shares}) < len(shares):
        raise refused("co_handlers", "names an organ twice")
    return shares


def _carried_out(case: Case, lead: str, shares: Sequence[dict[str, Any]], ctx: Context) -> list[Fact]:
    facts: list[Fact] = []
    holder = case.lead_handoff
    wanted = [] if holder is not None and holder.to_org == lead else [(lead, "LEAD", "")]
    wanted += [
        (share["org"], "CO_HANDLER", share.get("share", ""))
        for share in shares
        if (live := case.live_of(share["org"])) is None or live.role == "LEAD"
    ]
    for i, (org, role, share) in enumerate(wanted):
        mode = mode_between(case.office, org, ctx.orgs)
        report_due = report_day(ctx.now) if role == "CO_HANDLER" else ""
        if role == "LEAD" and holder is not None and holder.mode == "ASSIGN":
            mode, report_due = "ASSIGN", holder.report_due
        new = {"handoff_id": next_id(case, i), "from_org": case.office, "to_org": org, "role": role}
        facts += sent(new | {"mode": mode, "share": share, "report_due": report_due}, ctx.now, ctx.orgs)
    return facts


def _referral(
    dispute_id: str, parties: Sequence[str], case: Case, ctx: Context, dispute: Dispute | None = None
) -> Fact:
    to_org = _next_rung(parties, dispute, ctx)
    rung = "JOINT_MEETING" if slug_of(to_org) == "lxb" else "COMMON_SUPERIOR"
    said = {"dispute_id": dispute_id, "to_org": to_org, "rung": rung}
    return Fact("DisputeReferred", said, ctx.now, ctx.actor or case.office)


def _next_rung(parties: Sequence[str], dispute: Dispute | None, ctx: Context) -> str:
    """Who decides next: the common superior, then the joint meeting of its place, then the one above.

    Nobody that takes part, and nobody barred, decides.
    """
    if dispute is None or dispute.state == "AGREEING":
        found = ctx.orgs.common_superior(parties)
    elif dispute.state == "COMMON_SUPERIOR":
        found = organ_code("lxb", dispute.to_org[:6])
    else:
        found = ctx.orgs.one_up(dispute.to_org)
    while found is not None and (found in parties or ctx.barred(found)):
        found = ctx.orgs.one_up(found)
    if found is None:
        raise refused("case_id", "there is no rung above; the joint meeting decides", "STATE")
    return found


def at_top(dispute: Dispute, ctx: Context) -> bool:
    """Whether no rung is above: the joint meeting of the whole country decides, however long it takes."""
    return dispute.state == "JOINT_MEETING" and ctx.orgs.one_up(dispute.to_org) is None


def rung_due(case: Case, dispute: Dispute, ctx: Context) -> datetime | None:
    """Until when the present rung has time (C07), by the one clock engine; None without a clock book."""
    if ctx.book is None:
        return None
    since = parse_time(dispute.since)
    name = "DisputeOpened" if dispute.state == "AGREEING" else "DisputeReferred"
    said = {"dispute_id": "d", "to_org": dispute.to_org or case.office}
    event = Event(name, "case", 1, "dispatch", since, since, case.office, data=said)
    found = [c.due_at for c in compute([event], since, ctx.book) if c.clock == "C07"]
    return found[0] if found else None
