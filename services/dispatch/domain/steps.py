"""The state machine of a case as one table: in which state which step is allowed, and where it leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sankua.core.errors import Problem, Refused

ACCEPT: Final = "AcceptHandoff"
OPINION: Final = "IssueOpinion"
DELIVER: Final = "DeliverOpinion"
CONCLUDE: Final = "ConcludeCase"
RECORD: Final = "RecordOutcome"

TABLE: Final[Mapping[str, Mapping[str, str]]] = {
    "": {},
    "WAITING_FACTS": {},
    "OFFERED": {ACCEPT: "ACCEPTED", RECORD: "CONCLUDED"},
    "REFERRED": {ACCEPT: "ACCEPTED", RECORD: "CONCLUDED"},
    "ACCEPTED": {OPINION: "OPINION"},
    "OPINION": {DELIVER: "DELIVERED"},
    "DELIVERED": {CONCLUDE: "CONCLUDED"},
    "CONCLUDED": {},
    "REDIRECTED": {ACCEPT: "REDIRECTED"},
    "LINKED": {},
    "NOT_ACCEPTED": {},
    "WITHDRAWN": {},
}
"""State to step to next state. The empty state: not routed yet. ACCEPT is that of the lead."""

OTHERS_ACCEPT: Final = frozenset({"OFFERED", "REFERRED", "ACCEPTED", "OPINION", "DELIVERED"})
"""States in which co-handlers (协办) and supporters (疏导帮扶) accept; the state of the case stays."""

OF_OUTCOME: Final[Mapping[str, str]] = {
    "ROUTE": "OFFERED",
    "REDIRECT": "REDIRECTED",
    "REFER_SUPERIOR": "REFERRED",
    "REFER_JOINT_MEETING": "REFERRED",
    "LINK_TO_RUNNING": "LINKED",
    "NOT_ACCEPTED_AGAIN": "NOT_ACCEPTED",
    "NEEDS_FACTS": "WAITING_FACTS",
}
"""Routing outcome to the state that it leaves the case in."""

WITH_LEAD: Final = frozenset(
    {"OFFERED", "REFERRED", "ACCEPTED", "OPINION", "DELIVERED", "CONCLUDED", "REDIRECTED"}
)
"""States in which a case has exactly one lead; in the others it has none."""


def check_step(state: str, step: str) -> str:
    """The state after the step. Refused (STATE), naming state, step and what is allowed."""
    allowed = TABLE[state]
    if step not in allowed:
        raise refused_step(state, step, sorted(allowed))
    return allowed[step]


def refused_step(state: str, step: str, allowed: list[str]) -> Refused:
    """The refusal of a step: where the case stands and what it allows."""
    stands = f"the case is {state}" if state else "the case is not routed yet, try again"
    may = ", ".join(allowed) or "none"
    return Refused(
        Problem("case_id", f"{stands}; {step} is not possible now; possible steps: {may}"), code="STATE"
    )
