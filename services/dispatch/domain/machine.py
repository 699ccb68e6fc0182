"""The handoff protocol as tables: in which state which step is allowed, by which event, and where it leads.

Nothing else decides whether a step is possible, and docs/dispatch-states.md is drawn from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from services.dispatch.domain import steps as s


@dataclass(frozen=True, slots=True)
class Move:
    """One transition: the step that makes it, the event that records it, the state after it.

    `follows`: it comes after another move of the same step in one commit; no step begins with it.
    """

    step: str
    event: str
    to: str
    follows: bool = False


Machine = Mapping[str, tuple[Move, ...]]
"""State to its transitions; the empty state is that before the first event."""

_ROUTED: Final = (
    "WAITING_FACTS", "WAITING_CONFIRMATION", "OFFERED", "REFERRED", "REDIRECTED", "LINKED", "NOT_ACCEPTED",
)  # fmt: skip


def _routes() -> tuple[Move, ...]:
    return tuple(Move(s.ROUTE, "CaseRouted", state) for state in _ROUTED)


_DROP: Final = Move(s.REFUSE_CASE, "CaseNotAccepted", "NOT_ACCEPTED")
_RECORD: Final = Move(s.RECORD, "CaseConcluded", "CONCLUDED")
_ACCEPT: Final = Move(s.ACCEPT, "HandoffAccepted", "ACCEPTED")
_UNIT_REFUSES: Final = Move(s.REFUSE, "UnitNotAccepted", "UNIT_REFUSED")
_REDIRECT: Final = Move(s.REDIRECT, "HandoffOffered", "REDIRECTED")
_REOPEN: Final = Move(s.REOPEN, "CaseReopened", "REOPENED")
_OPINION: Final = Move(s.OPINION, "OpinionIssued", "OPINION")
_CONCLUDE: Final = Move(s.CONCLUDE, "CaseConcluded", "CONCLUDED")
_SUCCEED: Final = Move(s.SUCCEED, "HandoffOffered", "OFFERED")
_AGREE: Final = Move(s.AGREE, "DisputeAgreed", "OFFERED")
_DECIDE: Final = Move(s.DECIDE, "DisputeDecided", "OFFERED")
_PLAN: Final = frozenset({"ACCEPTED", "MEDIATED", "OPINION", "DELIVERED", "CONCLUDED", "REOPENED"})

CASE: Final[Machine] = {
    "": _routes(),
    "WAITING_FACTS": (*_routes(), _DROP),
    "WAITING_CONFIRMATION": (
        *_routes(),
        *(Move(s.CONFIRM, "RoutingConfirmed", to) for to in ("OFFERED", "REFERRED", "REDIRECTED")),
        _DROP,
    ),
    "OFFERED": (
        _ACCEPT,
        _UNIT_REFUSES,
        Move(s.OBJECT, "DisputeOpened", "DISPUTED"),
        Move(s.DISPUTE, "DisputeOpened", "DISPUTED"),
        _REDIRECT,
        _RECORD,
        _DROP,
    ),
    "REFERRED": (_ACCEPT, _AGREE, _DECIDE, _RECORD, _DROP),
    "DISPUTED": (_ACCEPT, _AGREE, _DECIDE, _DROP),
    "UNIT_REFUSED": (Move(s.OFFER, "HandoffOffered", "OFFERED"), _REDIRECT, _DROP),
    "ACCEPTED": (
        _OPINION,
        Move(s.MEDIATE, "MediationConcluded", "MEDIATED"),
        _REDIRECT,
        _SUCCEED,
    ),
    "MEDIATED": (_OPINION, _CONCLUDE, _SUCCEED),
    "OPINION": (Move(s.DELIVER, "OpinionDelivered", "DELIVERED"),),
    "DELIVERED": (_CONCLUDE,),
    "CONCLUDED": (
        Move(s.SETTLE, "CaseSettled", "SETTLED"),
        _REOPEN,
        Move(s.ARCHIVE, "CaseArchived", "ARCHIVED"),
    ),
    "SETTLED": (_REOPEN, Move(s.ARCHIVE, "CaseArchived", "ARCHIVED")),
    "ARCHIVED": (_REOPEN,),
    "REOPENED": (_OPINION, Move(s.MEDIATE, "MediationConcluded", "MEDIATED"), _REDIRECT, _SUCCEED),
    "REDIRECTED": (
        _REDIRECT,
        Move(s.RESULT, "CaseConcluded", "CONCLUDED"),
        Move(s.RESULT, "CaseRouted", "WAITING_FACTS"),
        Move(s.COME_BACK, "CaseRouted", "WAITING_FACTS"),
        Move(s.RESULT, "HandoffOffered", "REDIRECTED"),
    ),
    "LINKED": (),
    "NOT_ACCEPTED": (),
    "WITHDRAWN": (),
}
"""A case. Steps that leave its state as it is are in STAYS. WITHDRAWN comes from intake at any time."""

_OPEN: Final = frozenset({
    "OFFERED", "REFERRED", "DISPUTED", "UNIT_REFUSED", "ACCEPTED", "MEDIATED", "OPINION", "DELIVERED",
    "REOPENED",
})  # fmt: skip
_LED: Final = _OPEN - {"UNIT_REFUSED"}

STAYS: Final[Mapping[str, frozenset[str]]] = {
    s.ACCEPT: _OPEN | {"REDIRECTED", "CONCLUDED"},
    s.DELIVER_HANDOFF: _OPEN | {"REDIRECTED"},
    s.REFUSE: _LED,
    s.OBJECT: frozenset({"OFFERED", "ACCEPTED", "MEDIATED", "OPINION", "REOPENED"}),
    s.DECIDE_OBJECTION: _LED | {"REDIRECTED"},
    s.FORWARD: frozenset({"OFFERED"}),
    s.OFFER: _LED,
    s.SUCCEED: _OPEN,
    s.REFER: frozenset({"REFERRED", "DISPUTED"}),
    s.PROGRESS: _LED | {"CONCLUDED", "REDIRECTED"},
    s.CONVERT: frozenset({"OFFERED", "ACCEPTED", "MEDIATED", "REOPENED"}),
    s.EXTEND: frozenset({"ACCEPTED", "MEDIATED"}),
    s.HEARING: frozenset({
        "ACCEPTED", "MEDIATED", "REOPENED", "OPINION", "DELIVERED", "CONCLUDED", "SETTLED",
    }),
    s.MEDIATE: frozenset({"ACCEPTED", "REOPENED"}),
    s.EXECUTE: frozenset({"DELIVERED", "CONCLUDED", "SETTLED"}),
    s.REPORT: _LED | {"CONCLUDED", "SETTLED"},
    s.REVIEW: frozenset({"DELIVERED", "CONCLUDED", "SETTLED", "ARCHIVED", "REOPENED", "OPINION", "MEDIATED"}),
    s.DELIVER_REVIEW: frozenset({
        "DELIVERED", "CONCLUDED", "SETTLED", "ARCHIVED", "REOPENED", "OPINION", "MEDIATED",
    }),
    s.PLAN: _PLAN,
    s.CHECK: _LED | {"CONCLUDED"},
    s.ACKNOWLEDGE: frozenset({"REDIRECTED"}),
}  # fmt: skip
"""Step to the states in which it may be taken without moving the case."""

_OVER: Final = (
    Move(s.REFUSE_CASE, "CaseNotAccepted", "RELEASED"),
    Move(s.RESULT, "CaseRouted", "RELEASED"),
    Move(s.COME_BACK, "CaseRouted", "RELEASED"),
)
"""However a handoff stands, the end of the case or its way back to the office ends it."""

_INHERITED: Final = (
    Move(s.SUCCEED, "HandoffOffered", "RELEASED"),
    Move(s.SUCCEED, "HandoffReleased", "RELEASED"),
)
"""承继: offered to the successor, or joined to the lead that it has."""

HANDOFF: Final[Machine] = {
    "": (
        Move(s.OFFER, "HandoffOffered", "OFFERED"),
        Move(s.FORWARD, "HandoffOffered", "OFFERED"),
    ),
    "OFFERED": (
        *_OVER,
        Move(s.DELIVER_HANDOFF, "HandoffDelivered", "DELIVERED"),
        *_INHERITED,
        Move(s.AGREE, "DisputeAgreed", "RELEASED"),
        Move(s.DECIDE, "DisputeDecided", "RELEASED"),
    ),
    "DELIVERED": (
        *_OVER,
        Move(s.ACCEPT, "HandoffAccepted", "ACCEPTED"),
        Move(s.REFUSE, "UnitNotAccepted", "REFUSED"),
        Move(s.OBJECT, "HandoffObjected", "OBJECTED"),
        Move(s.FORWARD, "HandoffOffered", "PASSED_ON"),
        *_INHERITED,
        Move(s.REDIRECT, "HandoffOffered", "RELEASED"),
        Move(s.AGREE, "DisputeAgreed", "BOUND"),
        Move(s.AGREE, "DisputeAgreed", "RELEASED"),
        Move(s.DECIDE, "DisputeDecided", "BOUND"),
        Move(s.DECIDE, "DisputeDecided", "RELEASED"),
    ),
    "OBJECTED": (
        *_OVER,
        Move(s.ACCEPT, "HandoffAccepted", "ACCEPTED"),
        Move(s.DECIDE_OBJECTION, "ObjectionUpheld", "RELEASED"),
        Move(s.DECIDE_OBJECTION, "ObjectionRejected", "KEPT"),
        Move(s.OBJECT, "DisputeOpened", "DISPUTED", follows=True),
        Move(s.DISPUTE, "DisputeOpened", "DISPUTED"),
        *_INHERITED,
    ),
    "KEPT": (
        *_OVER,
        Move(s.ACCEPT, "HandoffAccepted", "ACCEPTED"),
        Move(s.REFUSE, "UnitNotAccepted", "REFUSED"),
        Move(s.OBJECT, "HandoffObjected", "OBJECTED"),
        Move(s.DISPUTE, "DisputeOpened", "DISPUTED"),
        Move(s.FORWARD, "HandoffOffered", "PASSED_ON"),
        *_INHERITED,
    ),
    "DISPUTED": (
        *_OVER,
        Move(s.ACCEPT, "HandoffAccepted", "ACCEPTED"),
        Move(s.AGREE, "DisputeAgreed", "BOUND"),
        Move(s.AGREE, "DisputeAgreed", "RELEASED"),
        Move(s.DECIDE, "DisputeDecided", "BOUND"),
        Move(s.DECIDE, "DisputeDecided", "RELEASED"),
        *_INHERITED,
    ),
    "BOUND": (
        *_OVER,
        Move(s.ACCEPT, "HandoffAccepted", "ACCEPTED"),
        *_INHERITED,
    ),
    "ACCEPTED": (
        *_OVER,
        *_INHERITED,
        Move(s.REDIRECT, "HandoffOffered", "RELEASED"),
    ),
    "RELEASED": (),
    "REFUSED": (),
    "PASSED_ON": (),
}
"""One handoff (转送、交办、报请). A handoff that was not delivered cannot be answered."""

DISPUTE: Final[Machine] = {
    "": (Move(s.DISPUTE, "DisputeOpened", "AGREEING"), Move(s.OBJECT, "DisputeOpened", "AGREEING")),
    "AGREEING": (
        Move(s.AGREE, "DisputeAgreed", "AGREED"),
        Move(s.ACCEPT, "DisputeAgreed", "AGREED"),
        Move(s.REFER, "DisputeReferred", "COMMON_SUPERIOR"),
        Move(s.REFER, "DisputeReferred", "JOINT_MEETING"),
    ),
    "COMMON_SUPERIOR": (
        Move(s.AGREE, "DisputeAgreed", "AGREED"),
        Move(s.ACCEPT, "DisputeAgreed", "AGREED"),
        Move(s.DECIDE, "DisputeDecided", "DECIDED"),
        Move(s.REFER, "DisputeReferred", "JOINT_MEETING"),
    ),
    "JOINT_MEETING": (
        Move(s.AGREE, "DisputeAgreed", "AGREED"),
        Move(s.ACCEPT, "DisputeAgreed", "AGREED"),
        Move(s.DECIDE, "DisputeDecided", "DECIDED"),
        Move(s.REFER, "DisputeReferred", "JOINT_MEETING"),
    ),
    "AGREED": (),
    "DECIDED": (),
}
"""The ladder of a dispute (条例 24, rules R40 to R45): each rung has a clock (C07) and an owner."""

REVIEW: Final[Machine] = {
    "": (),
    "REVIEW_REQUESTED": (Move(s.REVIEW, "ReviewDecided", "REVIEW_DECIDED"),),
    "REVIEW_DECIDED": (Move(s.DELIVER_REVIEW, "ReviewDelivered", "REVIEW_DELIVERED"),),
    "REVIEW_DELIVERED": (),
    "FINAL_REQUESTED": (Move(s.REVIEW, "FinalReviewDecided", "FINAL_DECIDED"),),
    "FINAL_DECIDED": (Move(s.DELIVER_REVIEW, "FinalReviewDelivered", "FINAL"),),
    "FINAL": (),
}
"""复查 and 复核 (条例 35, 36); the requests come from intake."""

MACHINES: Final[Mapping[str, Machine]] = {
    "case": CASE, "handoff": HANDOFF, "dispute": DISPUTE, "review": REVIEW,
}  # fmt: skip

DEAD: Final = frozenset({"RELEASED", "REFUSED", "PASSED_ON"})
"""Handoffs that are over without an acceptance."""

DISPUTE_OVER: Final = frozenset({"AGREED", "DECIDED"})
"""Disputes that are over."""

WITH_LEAD: Final = _LED | {"CONCLUDED", "SETTLED", "ARCHIVED", "REDIRECTED"}
"""States of a case with exactly one lead; the others are named waiting states or ends, and have none."""

NO_CALLS: Final = frozenset({s.ROUTE, s.COME_BACK})
"""Steps that dispatch takes by itself: nobody can be advised to call them."""

WAITING: Final = frozenset({"WAITING_FACTS", "WAITING_CONFIRMATION", "UNIT_REFUSED"})
"""Open states without a lead: the office that registered the case owns them."""


def moves(machine: Machine) -> Iterator[tuple[str, Move]]:
    """Every transition of a machine with its state before."""
    for state, row in machine.items():
        for move in row:
            yield state, move


def allowed(machine: Machine, state: str) -> list[str]:
    """Calls that begin in a state, sorted, each once."""
    return sorted({move.step for move in machine[state] if not move.follows} - NO_CALLS)


def case_steps(state: str) -> list[str]:
    """All steps that are possible for a case in this state, by its state alone."""
    staying = {step for step, states in STAYS.items() if state in states}
    return sorted(staying.union(allowed(CASE, state)))


def handoff_steps(case_state: str, state: str) -> list[str]:
    """The steps that both a handoff in its state and its case in that one allow."""
    return sorted(set(allowed(HANDOFF, state)).intersection(case_steps(case_state)))
