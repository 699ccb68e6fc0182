"""The reception desk (接待大厅): eight steps, three of the desk, five that follow from the case.

One city's practice. 安检排号, 导访分流, 接待接访 happen to a visitor; 转送交办, 复查复核, 公开听证,
质效评价, 结案归档 to the matter.
A visit holds no name and no text: who comes and what they say is registered as a matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from sankua.core.errors import Problem, Refused
from sankua.core.events import Event

PROCEDURES: Final[Mapping[str, str]] = {
    "PETITION": "信访登记",
    "LITIGATION": "政法机关 / 人民法院",
    "ARBITRATION": "劳动人事争议仲裁",
    "ADMINISTRATIVE_REVIEW": "行政复议",
    "DISCIPLINE": "纪检监察",
    "MEDIATION": "人民调解 / 评理室",
    "LEGAL_AID": "法律援助",
    "REVIEW": "复查复核",
    "LEADER": "领导接访",
    "CONSULTATION": "咨询，当场答复",
    "OTHER_ORGAN": "有权处理的机关",
}
"""Where guidance (导访) leads, with the words for it."""

STEPS: Final = (
    "NUMBERED", "GUIDED", "RECEIVED", "FORWARDED", "REVIEWED", "HEARD", "EVALUATED", "ARCHIVED",
)  # fmt: skip

_OF_CASE: Final[Mapping[str, tuple[str, ...]]] = {
    "FORWARDED": ("HandoffOffered",),
    "REVIEWED": ("ReviewRequested", "FinalReviewRequested"),
    "HEARD": ("HearingHeld",),
    "EVALUATED": ("CaseEvaluated",),
    "ARCHIVED": ("CaseArchived", "CaseConcluded"),
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit. `times` are the desk's own steps; `first` is called before the others (老弱病残孕)."""

    visit_id: str
    office: str
    number: int
    people: int
    first: bool
    times: Mapping[str, datetime] = field(default_factory=dict)
    procedure: str = ""
    case: str = ""
    window: str = ""

    @property
    def waits(self) -> bool:
        """Whether the visitor has still to be received."""
        return "RECEIVED" not in self.times and (
            not self.procedure or self.procedure in ("PETITION", "LEADER")
        )


def guided(visit: Visit, procedure: str, now: datetime) -> Visit:
    """导访分流. The same again changes nothing; Refused after the reception, or for an unknown procedure."""
    if procedure not in PROCEDURES:
        raise Refused(Problem("procedure", f"{procedure!r}; one of {', '.join(PROCEDURES)}"))
    if "RECEIVED" in visit.times:
        raise Refused(Problem("step", "the visitor was received already"), code="STATE")
    if visit.procedure == procedure:
        return visit
    return replace(visit, procedure=procedure, times={**visit.times, "GUIDED": now})


def received(visit: Visit, case: str, window: str, now: datetime) -> Visit:
    """接待接访, with the case that came of it where there is one. Refused before the guidance."""
    if "GUIDED" not in visit.times:
        raise Refused(Problem("step", "guide the visitor first (导访分流)"), code="STATE")
    if "RECEIVED" in visit.times and (visit.case, visit.window) == (case, window):
        return visit
    if visit.case and case != visit.case:
        raise Refused(Problem("case_id", f"the visit led to {visit.case}"), code="STATE")
    times = visit.times if "RECEIVED" in visit.times else {**visit.times, "RECEIVED": now}
    return replace(visit, case=case, window=window, times=times)


def moments(visit: Visit, story: Sequence[Event]) -> list[tuple[str, datetime]]:
    """The eight steps in order, as far as they have come; `story` is that of the visit's case."""
    found = [(step, visit.times[step]) for step in STEPS if step in visit.times]
    for step, names in _OF_CASE.items():
        when = next((e.time for name in names for e in story if e.name == name), None)
        if when is not None:
            found.append((step, when))
    return found


def queue(visits: Sequence[Visit]) -> list[Visit]:
    """Those that wait, in the order in which they are called."""
    return sorted((v for v in visits if v.waits), key=lambda v: (not v.first, v.number))
