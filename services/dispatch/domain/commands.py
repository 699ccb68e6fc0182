"""What organs do with a case: pure decisions from its state to events, or a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sankua.core.errors import Problem, Refused
from sankua.core.times import format_time, parse_time
from services.dispatch.domain import steps
from services.dispatch.domain.routing import Fact
from services.dispatch.domain.state import Case, Handoff

SKEW: Final = timedelta(minutes=1)
"""How far a client's clock may be ahead."""


def accept(case: Case, handoff_id: str, notice: datetime | None, now: datetime) -> list[Fact]:
    """受理: by the organ that a handoff went to, with written notice to the petitioner (条例 23)."""
    handoff = _handoff(case, handoff_id)
    _check_accept(case, handoff)
    sent = notice or now
    _check_time("notice_sent_at", sent, handoff.delivered_time, now)
    data = {"handoff_id": handoff_id, "notice_sent_at": format_time(sent)}
    return [Fact("HandoffAccepted", data, now, handoff.to_org)]


def issue_opinion(case: Case, result: str, basis: Sequence[str], now: datetime) -> list[Fact]:
    """处理意见书 (条例 32): result and full titles of its basis."""
    steps.check_step(case.state, steps.OPINION)
    if not result:
        raise Refused(Problem("result", "missing; one of SUPPORTED, EXPLAINED, NOT_SUPPORTED"))
    return [Fact("OpinionIssued", {"result": result, "basis": list(basis)}, now, case.lead)]


def deliver_opinion(case: Case, delivered: datetime | None, now: datetime) -> list[Fact]:
    """送达: starts the petitioner's window for 复查 (条例 35)."""
    steps.check_step(case.state, steps.DELIVER)
    moment = delivered or now
    assert case.lead_handoff is not None
    _check_time("delivered_at", moment, case.lead_handoff.accepted_time, now)
    return [Fact("OpinionDelivered", {"delivered_at": format_time(moment)}, now, case.lead)]


def conclude(case: Case, now: datetime) -> list[Fact]:
    """办结: the procedure is finished; says nothing of 化解."""
    steps.check_step(case.state, steps.CONCLUDE)
    return [Fact("CaseConcluded", {}, now, case.lead)]


def record_outcome(case: Case, replied: datetime | None, result: str, now: datetime) -> list[Fact]:
    """Acceptance to conclusion in one step, for a derived matter: it was answered in another system."""
    if replied is None:
        raise Refused(Problem("replied_time", "missing; when the reply was given in the other system"))
    if not case.derived:
        raise Refused(Problem("case_id", "only a case marked derived takes an outcome recorded elsewhere"))
    steps.check_step(case.state, steps.RECORD)
    lead = case.lead_handoff
    assert lead is not None
    _check_time("replied_time", replied, lead.delivered_time, now)
    moment = format_time(replied)
    accepted = {"handoff_id": lead.handoff_id, "notice_sent_at": moment}
    return [
        Fact("HandoffAccepted", accepted, replied, case.lead),
        Fact("OpinionIssued", {"result": result or "EXPLAINED"}, replied, case.lead),
        Fact("OpinionDelivered", {"delivered_at": moment}, replied, case.lead),
        Fact("CaseConcluded", {}, replied, case.lead),
    ]


def _handoff(case: Case, handoff_id: str) -> Handoff:
    found = case.handoff(handoff_id)
    if found is None and not case.state:
        raise steps.refused_step(case.state, steps.ACCEPT, [])
    if found is None:
        raise Refused(
            Problem("handoff_id", f"{handoff_id!r}: the case has no such handoff"), code="NOT_FOUND"
        )
    return found


def _check_accept(case: Case, handoff: Handoff) -> None:
    if handoff.state == "ACCEPTED":
        raise Refused(Problem("handoff_id", f"{handoff.handoff_id} is ACCEPTED already"), code="STATE")
    if handoff.role == "LEAD":
        steps.check_step(case.state, steps.ACCEPT)
    elif case.state not in steps.OTHERS_ACCEPT:
        raise steps.refused_step(case.state, steps.ACCEPT, sorted(steps.TABLE[case.state]))


def _check_time(field: str, moment: datetime, earliest: str, now: datetime) -> None:
    if moment > now + SKEW:
        raise Refused(Problem(field, f"{format_time(moment)} lies in the future; it is {format_time(now)}"))
    if earliest and moment < parse_time(earliest) - SKEW:
        raise Refused(Problem(field, f"{format_time(moment)} is before {earliest}, when it could first be"))
