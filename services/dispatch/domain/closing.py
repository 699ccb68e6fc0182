"""办结, 化解, 形成化解方案, 倒流 and 归档: facts of their own, with the checklists that they ask for."""

from __future__ import annotations

from services.dispatch.domain import closure, steps
from services.dispatch.domain.closure import Closure
from services.dispatch.domain.context import Args, Context, Fact, check_case, need, refused
from services.dispatch.domain.state import Case


def conclude(case: Case, _args: Args, ctx: Context) -> list[Fact]:
    """办结: the procedure is finished; says nothing of 化解.

    After a reopening every line of 五个重新 comes first; where the matter had been settled (化解), which is
    倒流, so does an owner raised since then (提级包案): oversight raises the owner of those and of no others.
    """
    check_case(case, steps.CONCLUDE)
    if case.progress.reopened:
        _check_renewed(case, ctx)
    return [Fact("CaseConcluded", {}, ctx.now, case.lead)]


def _check_renewed(case: Case, ctx: Context) -> None:
    missing = [f"{line.id} {line.text}" for line in _closure(ctx).missing_renewal(case.progress.items)]
    if case.progress.flowed_back and not case.progress.raised:
        missing.insert(0, "an owner one level up (提级包案, OwnerAssigned of oversight)")
    if missing:
        said = "; ".join(missing)
        raise refused("case_id", f"was reopened (倒流); before 办结 it still needs: {said}", "STATE")


def _closure(ctx: Context) -> Closure:
    if ctx.closure is None:
        raise refused("checklist", "no checklists are loaded; see rules/closure", "STATE")
    return ctx.closure


def record_item(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """One line of 五个重新 or 三到位一处理 is done; each counts once between two reopenings."""
    check_case(case, steps.CHECK)
    checklist, item = need(args, "checklist", "renew or standards"), need(args, "item", "its id")
    line = _closure(ctx).item(checklist, item)
    key = f"{checklist}/{line.id}"
    if key in case.progress.items:
        raise refused("item", f"{item} is recorded already", "STATE")
    said = {"checklist": checklist, "item": line.id, "version": _closure(ctx).version}
    return [Fact("ChecklistItemRecorded", said, ctx.now, ctx.actor or case.lead)]


def settle(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """化解, only after 办结: the claim is settled in fact; every dimension claimed rests on a standard.

    A supporting opinion that was not executed is no settlement (条例 32(2)).
    """
    check_case(case, steps.SETTLE)
    grade = {name: True for name in closure.DIMENSIONS if (args.get("grade") or {}).get(name)}
    if not grade:
        raise refused("grade", f"missing; at least one of {', '.join(closure.DIMENSIONS)}")
    without = _closure(ctx).unfounded(grade, case.progress.items)
    if without:
        reason = f"{', '.join(without)}: no standard of it is recorded (RecordChecklistItem, standards)"
        raise refused("grade", reason, "STATE")
    if case.progress.opinion == "SUPPORTED" and not case.progress.executed:
        raise refused("case_id", "the supporting opinion is not executed yet (ExecuteOpinion)", "STATE")
    return [Fact("CaseSettled", {"grade": grade}, ctx.now, case.lead)]


def plan(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """形成化解方案: a plan exists; `plan` is a reference, its text stays with the organ."""
    check_case(case, steps.PLAN)
    if case.progress.planned:
        raise refused("case_id", "has a plan already", "STATE")
    return [Fact("SettlementPlanMade", {"plan": need(args, "plan", "a reference")}, ctx.now, case.lead)]


def reopen(case: Case, args: Args, ctx: Context) -> list[Fact]:
    """倒流: what was concluded or settled comes back; the lead has it again."""
    check_case(case, steps.REOPEN)
    return [
        Fact("CaseReopened", {"cause": need(args, "cause", "what came back, no text")}, ctx.now, case.office)
    ]


def archive(case: Case, _args: Args, ctx: Context) -> list[Fact]:
    """归档."""
    check_case(case, steps.ARCHIVE)
    return [Fact("CaseArchived", {}, ctx.now, ctx.actor or case.lead)]
