"""What every decision of dispatch is made of: the facts it gives, what it may know, and its refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Any, Final

from sankua.core.clocks import ClockBook
from sankua.core.errors import Problem, Refused
from sankua.core.orgs import Directory
from sankua.core.orgs.codes import division_of, slug_of
from sankua.core.times import format_time, local_date, parse_time
from services.dispatch.domain import machine
from services.dispatch.domain.closure import Closure
from services.dispatch.domain.state import Case, Handoff

SKEW: Final = timedelta(minutes=1)
"""How far a client's clock may be ahead."""

Args = Mapping[str, Any]
"""A request in JSON form: snake_case names, fields at their default absent."""


@dataclass(frozen=True, slots=True)
class Fact:
    """An event to be: name, data in JSON form, when it happened, the organ that acted."""

    name: str
    data: Mapping[str, Any]
    time: datetime
    source: str


def _nobody(_org: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Context:
    """What a decision may know besides the case. `actor` is the organ that acts.

    `barred` says of an ACCUSATION which organs may not take part. From the `ladder_after`-th objection on a
    matter goes straight up the ladder (R45).
    """

    now: datetime
    orgs: Directory
    book: ClockBook | None = None
    closure: Closure | None = None
    barred: Callable[[str], bool] = field(default=_nobody)
    ladder_after: int = 2
    actor: str = ""


Decide = Callable[[Case, Args, Context], list[Fact]]


def refused(field_name: str, reason: str, code: str = "INVALID") -> Refused:
    """One thing wrong with a request."""
    return Refused(Problem(field_name, reason), code=code)


def refused_step(state: str, step: str, allowed: list[str], what: str = "the case") -> Refused:
    """The refusal of a step: where it stands, what was attempted, what is possible."""
    stands = f"{what} is {state}" if state else f"{what} is not routed yet, try again"
    may = ", ".join(allowed) or "none"
    return refused("case_id", f"{stands}; {step} is not possible now; possible steps: {may}", "STATE")


def check_case(case: Case, step: str) -> None:
    """Refused (STATE) unless the step is possible for a case in this state."""
    possible = machine.case_steps(case.state)
    if step not in possible:
        raise refused_step(case.state, step, possible)


def check_handoff(handoff: Handoff, step: str, case: Case) -> None:
    """Refused (STATE) unless the step is possible for a handoff in this state.

    The refusal advises only what the case allows as well.
    """
    if step not in machine.allowed(machine.HANDOFF, handoff.state):
        advised = machine.handoff_steps(case.state, handoff.state)
        raise refused_step(handoff.state, step, advised, f"the handoff {handoff.handoff_id}")


def handoff_of(case: Case, args: Args, step: str) -> Handoff:
    """The handoff that a request is about. NOT_FOUND where the case has none of that id."""
    wanted = str(args.get("handoff_id", ""))
    found = case.handoff(wanted)
    if found is None and not case.state:
        raise refused_step(case.state, step, [])
    if found is None:
        raise refused("handoff_id", f"{wanted!r}: the case has no such handoff", "NOT_FOUND")
    return found


def need(args: Args, name: str, what: str) -> str:
    """A text that must be there. Refused, saying what it should hold."""
    text = str(args.get(name, "")).strip()
    if not text:
        raise refused(name, f"missing; {what}")
    return text


def basis_of(args: Args) -> list[str]:
    """The legal basis that a request gives. Refused where it names none."""
    basis = [str(text) for text in args.get("basis", ()) if str(text).strip()]
    if not basis:
        raise refused("basis", "missing; full titles with article")
    return basis


def need_org(args: Args, name: str, ctx: Context) -> str:
    """An organ that a request names. Refused unless it is known and may take part."""
    org = need(args, name, "an organ code, such as 141002-rsj")
    check_org(org, name, ctx)
    return org


def check_org(org: str, name: str, ctx: Context) -> None:
    """Refused unless the directory knows the organ and it may take part in the matter."""
    place, slug = division_of(org), slug_of(org)
    if not ctx.orgs.knows_place(place):
        raise refused(name, f"{org}: no such place; take a code of the directory (orgs/divisions.csv)")
    if (slug or "-" in org) and not _is_listed(org, slug, ctx):
        known = ", ".join(f"{place}-{near} {ctx.orgs.kinds[near].name}" for near in _near(slug, ctx))
        raise refused(name, f"{org}: no such organ; near: {known} (all: orgs/organs.yaml)")
    if ctx.barred(org):
        raise refused(name, f"{org} may not take part in this matter (《信访工作条例》第三十条)", "FORBIDDEN")


def _is_listed(org: str, slug: str, ctx: Context) -> bool:
    """Of the organs that every place has, of an office's own list, or abolished and known by its heir."""
    today = local_date(ctx.now)
    return slug in ctx.orgs.kinds or org in ctx.orgs.own or ctx.orgs.successor(org, today) is not None


def _near(slug: str, ctx: Context) -> list[str]:
    return get_close_matches(slug, ctx.orgs.kinds, n=4, cutoff=0.4) or sorted(ctx.orgs.kinds)[:8]


def check_handles(org: str, name: str, ctx: Context) -> None:
    """Refused for an organ that passes matters on and handles none: 信访局, 联席办 (条例 13, 14)."""
    if ctx.orgs.line(org) == "office":
        reason = f"{org} handles no matter itself (《信访工作条例》第十四条); name the organ whose duty it is"
        raise refused(name, reason)


def moment_of(args: Args, name: str, earliest: str, ctx: Context) -> datetime:
    """A time that a request gives, now where it gives none. Refused outside of earliest and now."""
    text = args.get(name)
    moment = parse_time(text) if text else ctx.now
    if moment > ctx.now + SKEW:
        raise refused(name, f"{format_time(moment)} lies in the future; it is {format_time(ctx.now)}")
    if earliest and moment < parse_time(earliest) - SKEW:
        raise refused(name, f"{format_time(moment)} is before {earliest}, when it could first be")
    return moment
