"""What a petitioner is told when (告知): owed notices follow from the events; what was told is an event too.

So nothing is written when a notice becomes due, nothing is lost by a stop, and a replay owes nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sankua.core.events import Event
from services.intake.domain.state import Case
from services.intake.domain.story import story_of

_OF_OUTCOME: Final = {
    "NEEDS_FACTS": "FACTS_ASKED",
    "REDIRECT": "REDIRECTED",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice that is owed. `about` is the event it tells of, `<producer>/<seq>`."""

    kind: str
    about: str
    time: datetime
    org: str


def owed(case: Case, story: Sequence[Event], told: Sequence[str]) -> list[Notice]:
    """The notices of a case that have not been told, in the order of what they tell of."""
    leads = {
        e.data["handoff_id"] for e in story if e.name == "HandoffOffered" and e.data.get("role") == "LEAD"
    }
    done = set(told)
    found = []
    for event in story:
        about = f"{event.producer}/{event.seq}"
        for kind in _kinds(event, leads):
            if f"{kind}:{about}" not in done:
                org = event.data.get("to_org") or event.source
                found.append(Notice(kind, about, event.time, "" if case.purpose == "ACCUSATION" else org))
    return found


def is_owed(parts: Mapping[str, Any]) -> bool:
    """Whether anything is owed; nothing of a matter that was taken over from another system."""
    case = Case.read(parts)
    if case is None or parts["intake"].get("derived"):
        return False
    return bool(owed(case, story_of("", parts), parts["intake"].get("told", ())))


def text_of(notice: Notice, case: str, rules: Mapping[str, Any], name: Callable[[str], str], due: str) -> str:
    """The words of a notice. `due` is the last day of the window that it opens, empty where it opens none."""
    words = {
        "case": case,
        "date": f"{notice.time:%Y年%m月%d日}",
        "org": name(notice.org) if notice.org else "有权处理的机关",
        "due": due or "法定期限届满",
    }
    rule = rules["kinds"][notice.kind]
    return f"{str(rule['text']).format_map(words)}（{rule['basis']}）"


def _kinds(event: Event, leads: set[str]) -> list[str]:
    if event.name == "CaseRegistered":
        return ["REGISTERED"]
    if event.name == "CaseRouted":
        kind = _OF_OUTCOME.get(event.data.get("decision", {}).get("outcome", ""))
        return [kind] if kind else []
    if event.name == "HandoffOffered":
        ordinary = event.data.get("role") == "LEAD" and event.data.get("mode") != "REDIRECT"
        return ["FORWARDED"] if ordinary else []
    if event.name in ("HandoffAccepted", "UnitNotAccepted") and event.data.get("handoff_id") not in leads:
        return []
    kind = _OF_EVENT.get(event.name)
    return [kind] if kind else []


_OF_EVENT: Final[Mapping[str, str]] = {
    "HandoffAccepted": "ACCEPTED",
    "UnitNotAccepted": "NOT_ACCEPTED",
    "CaseNotAccepted": "NOT_ACCEPTED",
    "CaseLinked": "LINKED",
    "HandlingExtended": "EXTENDED",
    "OpinionDelivered": "OPINION",
    "ReviewDecided": "REVIEW",
    "ReviewDelivered": "REVIEW_DELIVERED",
    "FinalReviewDecided": "FINAL_REVIEW",
}
"""The decision of a review opens a window from its receipt on: its last day is told with the delivery. Where
none is recorded the first notice has told the right, without a day that delivery would move.
"""
