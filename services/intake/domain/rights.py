"""What a petitioner may do now: withdraw, ask for a review, rate. Windows come from the core."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sankua.core.clocks.clock import Clock
from sankua.core.clocks.engine import compute
from sankua.core.clocks.rules import ClockBook
from sankua.core.errors import Problem, Refused
from sankua.core.events import Event
from sankua.core.times import format_time
from services.intake.domain.matter import Fact
from services.intake.domain.state import Case

REVIEW: Final = "C10"
FINAL_REVIEW: Final = "C12"
RATING: Final = "C29"
_WINDOWS: Final[Mapping[str, str]] = {"REVIEW": REVIEW, "FINAL_REVIEW": FINAL_REVIEW, "EVALUATION": RATING}
_REVIEWS: Final = frozenset({REVIEW, "C11", FINAL_REVIEW, "C13"})
_ENDED: Final = frozenset({"CONCLUDED", "NOT_ACCEPTED", "LINKED", "WITHDRAWN"})
_OUTSIDE: Final = frozenset({"REDIRECTED", "NOT_ACCEPTED", "LINKED", "WITHDRAWN"})


@dataclass(frozen=True, slots=True)
class Right:
    """An open window: what for, its last day, its article."""

    kind: str
    due_on: str
    basis: str


def rights(story: Sequence[Event], now: datetime, book: ClockBook) -> list[Right]:
    """The petitioner's open windows, in their order."""
    clocks = compute(story, now, book)
    found = []
    for kind, name in _WINDOWS.items():
        clock = _last(clocks, name)
        if clock is not None and clock.state == "RUNNING":
            found.append(Right(kind, clock.due_on.isoformat(), clock.basis))
    return found


def check_nothing_runs(story: Sequence[Event], now: datetime, book: ClockBook) -> None:
    """Refused (STATE) while a review may be asked for or is being decided (C10 to C13, 条例 35 and 36).

    Whoever decides on it needs the text, and whoever asks for it must be found again.
    """
    for clock in compute(story, now, book):
        if clock.clock in _REVIEWS and not clock.met_at and clock.state in ("RUNNING", "PAUSED", "OVERDUE"):
            late = clock.state == "OVERDUE"
            runs = f"is overdue since {clock.due_on}; decide" if late else f"runs until {clock.due_on}; wait"
            reason = f"a review: {clock.clock} ({clock.basis}) {runs} before anything is destroyed"
            raise Refused(Problem("case_id", reason), code="STATE")


def withdrawn(case: Case, reason: str, now: datetime) -> list[Fact]:
    """撤回. Refused (STATE) where the case has come to an end already."""
    if case.stands in _ENDED:
        raise Refused(
            Problem("case_id", f"the case is {case.stands}: nothing is left to withdraw"), code="STATE"
        )
    return [Fact("CaseWithdrawn", {"reason": reason} if reason else {}, now, case.registered_by)]


def review_asked(
    case: Case, story: Sequence[Event], asked: Mapping[str, Any], book: ClockBook, final: bool
) -> list[Fact]:
    """申请复查, 申请复核. Refused (STATE) before there is something to review, outside the window, or twice.

    `asked`: `at` (when the petitioner asked), `now`, `to_org`. The window is that of `at`: the law counts the
    request, not the day on which a clerk writes it down.
    """
    name, clock_id = ("FinalReviewRequested", FINAL_REVIEW) if final else ("ReviewRequested", REVIEW)
    at, now = asked["at"], asked["now"]
    if case.stands == "WITHDRAWN":
        raise Refused(Problem("case_id", "the case was withdrawn"), code="STATE")
    clock = _last(compute(story, max(now, at), book), clock_id)
    if clock is None:
        what = "复查意见 / a decision of the review" if final else "处理意见 / an opinion that was delivered"
        raise Refused(Problem("case_id", f"there is no {what} yet"), code="STATE")
    if clock.state == "MET":
        raise Refused(Problem("case_id", "it was asked for already"), code="STATE")
    if clock.state not in ("RUNNING", "LAPSED") or at > clock.due_at:
        reason = f"the window ended on {clock.due_on} ({clock.basis}); asked on {format_time(at)}"
        raise Refused(Problem("requested_at", reason), code="STATE")
    if at < clock.started_at:
        raise Refused(Problem("requested_at", f"before the answer was delivered, {clock.started_at}"))
    data = {"requested_at": format_time(at), "to_org": asked["to_org"]}
    return [Fact(name, data, now, case.registered_by)]


def evaluated(
    case: Case, story: Sequence[Event], target: str, rating: str, now: datetime, book: ClockBook
) -> list[Fact]:
    """群众评价: the office from registration on, the unit in its window; each once, of ordinary matters."""
    if target in case.evaluated:
        raise Refused(Problem("target", f"{target} was rated already; a rating is given once"), code="STATE")
    if case.stands in _OUTSIDE:
        raise Refused(Problem("case_id", f"a case that is {case.stands} is not rated"), code="STATE")
    if target == "RESPONSIBLE_UNIT":
        clock = _last(compute(story, now, book), RATING)
        if clock is None:
            raise Refused(
                Problem("target", "the unit has not answered yet: no opinion delivered"), code="STATE"
            )
        if clock.state != "RUNNING":
            reason = f"the window ended on {clock.due_on} ({clock.basis})"
            raise Refused(Problem("target", reason), code="STATE")
    return [Fact("CaseEvaluated", {"target": target, "rating": rating}, now, case.registered_by)]


def _last(clocks: Sequence[Clock], name: str) -> Clock | None:
    found = [clock for clock in clocks if clock.clock == name]
    return max(found, key=lambda clock: clock.started_at) if found else None
