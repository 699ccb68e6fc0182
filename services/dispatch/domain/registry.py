"""Every step as one row: what decides it, who may take it, which events record it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from services.dispatch.domain import (
    closing,
    disputes,
    handing,
    handling,
    redirects,
    routing,
    steps,
    succession,
)
from services.dispatch.domain.context import Args, Context, Decide
from services.dispatch.domain.state import Case

HANDLER: Final = ("handler",)
DISPATCHER: Final = ("dispatcher",)
EITHER: Final = ("handler", "dispatcher")
DECIDERS: Final = ("dispatcher", "leader")

Actor = tuple[str, tuple[str, ...]]
"""An organ and the roles that act for it."""
Actors = Callable[[Case, Args, Context], Iterator[Actor]]


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `roles` may call it at all; `actors` are the organs whose step it is, in a given case.

    `events`: the names that may answer it. `orgs`: fields that name organs: in an ACCUSATION they are checked
    against the accused before anything is decided.
    """

    name: str
    decide: Decide
    actors: Actors
    roles: tuple[str, ...]
    events: tuple[str, ...]
    title: str
    orgs: tuple[str, ...] = ()


def _receiver(case: Case, args: Args, _ctx: Context) -> Iterator[Actor]:
    found = case.handoff(str(args.get("handoff_id", "")))
    yield (found.to_org if found else case.lead), HANDLER


def _receiver_or_dispatcher(case: Case, args: Args, _ctx: Context) -> Iterator[Actor]:
    found = case.handoff(str(args.get("handoff_id", "")))
    yield (found.to_org if found else case.lead), EITHER


def _sender(case: Case, args: Args, _ctx: Context) -> Iterator[Actor]:
    found = case.handoff(str(args.get("handoff_id", "")))
    yield _sent_by(case, found.from_org if found else case.office)


def _sent_by(case: Case, org: str) -> Actor:
    """The office acts by its dispatchers; an organ that passed the case on also by its handlers."""
    return org, DISPATCHER if org in (case.office, case.registered_by) else EITHER


def _lead(case: Case, _args: Args, _ctx: Context) -> Iterator[Actor]:
    yield case.lead, HANDLER


def _office(case: Case, _args: Args, _ctx: Context) -> Iterator[Actor]:
    yield case.office, DISPATCHER
    yield case.registered_by, DISPATCHER


def _lead_or_office(case: Case, args: Args, ctx: Context) -> Iterator[Actor]:
    yield from _lead(case, args, ctx)
    yield from _office(case, args, ctx)


def _parties(case: Case, _args: Args, _ctx: Context) -> Iterator[Actor]:
    for org in case.dispute.parties if case.dispute else ():
        yield org, EITHER


def _decider(case: Case, _args: Args, _ctx: Context) -> Iterator[Actor]:
    yield (case.dispute.to_org if case.dispute else case.office), DECIDERS


def _refers(case: Case, args: Args, ctx: Context) -> Iterator[Actor]:
    if case.dispute is not None and case.dispute.to_org:
        yield from _decider(case, args, ctx)
    yield from _parties(case, args, ctx)
    yield from _office(case, args, ctx)


def _disputes(case: Case, args: Args, ctx: Context) -> Iterator[Actor]:
    lead = case.lead_handoff
    if lead is not None:
        yield lead.to_org, HANDLER
        yield _sent_by(case, lead.from_org)
    yield from _office(case, args, ctx)


def _reviewer(case: Case, _args: Args, ctx: Context) -> Iterator[Actor]:
    yield handling.reviewer(case, ctx), EITHER


def _hears(case: Case, args: Args, ctx: Context) -> Iterator[Actor]:
    if case.progress.review in handling.STAGES:
        yield from _reviewer(case, args, ctx)
    yield from _lead(case, args, ctx)


def _importer(_case: Case, _args: Args, _ctx: Context) -> Iterator[Actor]:
    yield from ()


_BOTH: Final = ("handler", "dispatcher")
_ROWS: Final = (
    Step(steps.CONFIRM, routing.confirm, _office, DISPATCHER, ("RoutingConfirmed",), "定责确认"),
    Step(steps.REFUSE_CASE, routing.refuse_case, _office, DISPATCHER, ("CaseNotAccepted",), "不予受理"),
    Step(steps.OFFER, handing.offer, _lead_or_office, _BOTH, ("HandoffOffered",), "转送、交办", ("to_org",)),
    Step(
        steps.FORWARD, handing.forward, _receiver_or_dispatcher, _BOTH, ("HandoffOffered",), "向下转送",
        ("to_org",),
    ),
    Step(
        steps.DELIVER_HANDOFF, handing.deliver_handoff, _sender, _BOTH, ("HandoffDelivered",), "书面送达"
    ),
    Step(steps.ACCEPT, handing.accept, _receiver, HANDLER, ("HandoffAccepted",), "受理"),
    Step(steps.REFUSE, handing.refuse, _receiver, HANDLER, ("UnitNotAccepted",), "责任单位不予受理"),
    Step(
        steps.OBJECT, handing.object_to, _receiver, HANDLER, ("HandoffObjected",), "异议", ("proposed_org",)
    ),
    Step(
        steps.DECIDE_OBJECTION, handing.decide_objection, _sender, _BOTH,
        ("ObjectionUpheld", "ObjectionRejected"), "核实异议", ("to_org",),
    ),
    Step(
        steps.SUCCEED, succession.replace_organ, _office, DISPATCHER, ("HandoffOffered", "HandoffReleased"),
        "承继", ("to_org",),
    ),
    Step(
        steps.DISPUTE, disputes.open_dispute, _disputes, _BOTH, ("DisputeOpened",), "提出争议",
        ("proposed_org",),
    ),
    Step(steps.AGREE, disputes.agree, _parties, _BOTH, ("DisputeAgreed",), "协商受理"),
    Step(
        steps.REFER, disputes.refer, _refers, ("handler", "dispatcher", "leader"), ("DisputeReferred",),
        "报请上一级、联席会议",
    ),
    Step(
        steps.DECIDE, disputes.decide, _decider, DECIDERS, ("DisputeDecided",), "指定主办", ("lead",)
    ),
    Step(steps.PROGRESS, handing.report_progress, _receiver, HANDLER, ("ProgressReported",), "进展"),
    Step(steps.CONVERT, handling.convert, _lead_or_office, _BOTH, ("ConversionMade",), "程序转换"),
    Step(steps.EXTEND, handling.extend, _lead, HANDLER, ("HandlingExtended",), "延期"),
    Step(steps.HEARING, handling.hearing, _hears, _BOTH, ("HearingHeld",), "听证"),
    Step(steps.MEDIATE, handling.mediate, _lead, HANDLER, ("MediationConcluded",), "调解、和解"),
    Step(steps.OPINION, handling.issue_opinion, _lead, HANDLER, ("OpinionIssued",), "处理意见"),
    Step(steps.DELIVER, handling.deliver_opinion, _lead, HANDLER, ("OpinionDelivered",), "送达"),
    Step(steps.EXECUTE, handling.execute, _lead, HANDLER, ("OpinionExecuted",), "执行"),
    Step(steps.REPORT, handing.report_result, _receiver, HANDLER, ("ResultReported",), "汇报"),
    Step(
        steps.REVIEW, handling.decide_review, _reviewer, _BOTH, ("ReviewDecided", "FinalReviewDecided"),
        "复查、复核意见",
    ),
    Step(
        steps.DELIVER_REVIEW, handling.deliver_review, _reviewer, _BOTH,
        ("ReviewDelivered", "FinalReviewDelivered"), "复查、复核送达",
    ),
    Step(steps.CONCLUDE, closing.conclude, _lead, HANDLER, ("CaseConcluded",), "办结"),
    Step(steps.PLAN, closing.plan, _lead, HANDLER, ("SettlementPlanMade",), "形成化解方案"),
    Step(
        steps.CHECK, closing.record_item, _lead_or_office, _BOTH, ("ChecklistItemRecorded",), "清单记录"
    ),
    Step(steps.SETTLE, closing.settle, _lead, HANDLER, ("CaseSettled",), "化解"),
    Step(steps.REOPEN, closing.reopen, _office, DISPATCHER, ("CaseReopened",), "倒流"),
    Step(steps.ARCHIVE, closing.archive, _lead_or_office, _BOTH, ("CaseArchived",), "归档"),
    Step(
        steps.REDIRECT, redirects.redirect, _lead_or_office, _BOTH, ("HandoffOffered",), "导入其他程序",
        ("to_org",),
    ),
    Step(
        steps.ACKNOWLEDGE, redirects.acknowledge, _lead, HANDLER, ("RedirectAcknowledged",), "其他程序签收"
    ),
    Step(
        steps.RESULT, redirects.result, _lead, HANDLER, ("RedirectResult",), "其他程序结果", ("next_org",)
    ),
    Step(
        steps.RECORD, handling.record_outcome, _importer, ("importer",), ("HandoffAccepted",), "补录结果"
    ),
)  # fmt: skip

STEPS: Final[Mapping[str, Step]] = {row.name: row for row in _ROWS}
"""Name of the step, which is the call's, to its row."""
