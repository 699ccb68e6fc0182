"""承继 (条例 24(2)): an organ was abolished or merged while it had a part in a case."""

from __future__ import annotations

from dataclasses import replace

from sankua.core.times import local_date
from services.dispatch.domain import steps
from services.dispatch.domain.context import (
    Args,
    Context,
    Fact,
    check_case,
    check_handoff,
    handoff_of,
    need,
    need_org,
    refused,
)
from services.dispatch.domain.handing import offered_anew
from services.dispatch.domain.routing import reachable
from services.dispatch.domain.state import Case, Handoff


def replace_organ(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """An organ was abolished or merged mid-case: its successor takes over its handoff (条例 24(2)).

    So it does with a part (协办、疏导帮扶), its share and date; a part that it has itself is joined to it,
    and where it leads the case, the part ends: it is in its lead already. The successor comes from the
    directory; where it knows none, the office names one, with a reason.
    """
    handoff = handoff_of(case, args, steps.SUCCEED)
    check_case(case, steps.SUCCEED)
    check_handoff(handoff, steps.SUCCEED, case)
    known = ctx.orgs.successor(handoff.to_org, local_date(ctx.now))
    named = str(args.get("to_org", ""))
    to_org = named or known or ""
    if not to_org:
        raise refused("to_org", f"the directory knows no successor of {handoff.to_org}; name one, and why")
    if known and to_org != known:
        raise refused("to_org", f"{to_org}: by the directory {known} continues the powers", "STATE")
    if not known:
        need(args, "reason", "the decision that abolished or merged the organ")
    need_org({"to_org": to_org}, "to_org", ctx)
    if to_org == handoff.to_org:
        raise refused("to_org", f"{to_org} has the handoff; name the organ that continues its powers")
    if not reachable(to_org, ctx.orgs, local_date(ctx.now)):
        raise refused("to_org", f"{to_org} does not exist any more either", "STATE")
    own = case.live_of(to_org)
    if own is not None and own.role == "LEAD":
        said = {"handoff_id": handoff.handoff_id, "joined_to": own.handoff_id}
        said |= {"reason": str(args["reason"])} if args.get("reason") else {}
        return [Fact("HandoffReleased", said, ctx.now, ctx.actor or case.office)]
    part = _joined(handoff, own) if own is not None and handoff.role != "LEAD" else handoff
    return offered_anew(case, part, to_org, ctx, case.office, handoff.handoff_id)


def _joined(part: Handoff, own: Handoff) -> Handoff:
    """A part with the one that its heir has: nobody takes part twice."""
    role = "CO_HANDLER" if "CO_HANDLER" in (part.role, own.role) else part.role
    days = [day for day in (part.report_due, own.report_due) if day]
    shares = "；".join(share for share in (own.share, part.share) if share)
    return replace(part, role=role, share=shares, report_due=min(days, default=""))
