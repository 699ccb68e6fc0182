"""What is public to a petitioner: the dates that the rules for handling online (网上办理) list, no more.

登记, 分级转交, 向有权处理机关转交, 受理/不予受理/延期告知, 处理/复查/复核意见. An accusation's name no organ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sankua.core.events import Event
from sankua.core.orgs.codes import slug_of
from services.intake.domain.state import Case

CLOSED: Final = frozenset({"CONCLUDED", "NOT_ACCEPTED", "LINKED", "WITHDRAWN", "REDIRECTED"})

TITLES: Final[Mapping[str, str]] = {
    "REGISTERED": "登记",
    "PASSED_ON": "分级转交",
    "HANDED_TO_UNIT": "向有权处理机关转交",
    "ACCEPTED": "受理告知",
    "NOT_ACCEPTED": "不予受理告知",
    "EXTENDED": "延期告知",
    "OPINION": "处理意见书",
    "REVIEW_OPINION": "复查意见书",
    "FINAL_REVIEW_OPINION": "复核意见书",
}
"""Kinds of public steps, with their words."""

_OFFICES: Final = frozenset({"xfj", "lxb"})


@dataclass(frozen=True, slots=True)
class Step:
    """One public date."""

    kind: str
    time: datetime
    org: str

    @property
    def title(self) -> str:
        """In words."""
        return TITLES[self.kind]


def steps(case: Case, story: Sequence[Event]) -> list[Step]:
    """The public dates of a matter, in order."""
    leads = {
        e.data["handoff_id"] for e in story if e.name == "HandoffOffered" and e.data.get("role") == "LEAD"
    }
    found = []
    for event in story:
        read = _READ.get(event.name)
        kind = read(event, leads) if read else ""
        if kind:
            org = event.data.get("to_org", "") if event.name == "HandoffOffered" else event.source
            found.append(Step(kind, event.time, "" if case.purpose == "ACCUSATION" else org))
    return found


def _offered(event: Event, leads: set[str]) -> str:
    if event.data.get("role") != "LEAD":
        return ""
    return "PASSED_ON" if slug_of(event.data.get("to_org", "")) in _OFFICES else "HANDED_TO_UNIT"


def _of_lead(kind: str) -> Callable[[Event, set[str]], str]:
    return lambda event, leads: kind if event.data.get("handoff_id") in leads else ""


def _always(kind: str) -> Callable[[Event, set[str]], str]:
    return lambda event, leads: kind


_READ: Final[Mapping[str, Callable[[Event, set[str]], str]]] = {
    "CaseRegistered": _always("REGISTERED"),
    "HandoffOffered": _offered,
    "HandoffAccepted": _of_lead("ACCEPTED"),
    "UnitNotAccepted": _of_lead("NOT_ACCEPTED"),
    "CaseNotAccepted": _always("NOT_ACCEPTED"),
    "HandlingExtended": _always("EXTENDED"),
    "OpinionIssued": _always("OPINION"),
    "ReviewDecided": _always("REVIEW_OPINION"),
    "FinalReviewDecided": _always("FINAL_REVIEW_OPINION"),
}
