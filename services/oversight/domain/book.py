"""Every step a person may take, as data: event, roles, organs, what is asked of intake first. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from services.oversight.domain import meet, own
from services.oversight.domain.steps import Step

OFFICES: Final = frozenset({"xfj", "lxb"})
"""信访局 and 联席办."""
LEADERS: Final = frozenset({"xfj", "lxb", ""})
"""And the party committee and government of the place."""
_LXB: Final = frozenset({"lxb"})
_UNIT: Final = ("handler", "supervisor")
_OFFICE: Final = ("supervisor",)
_CHIEF: Final = ("supervisor", "leader")

STEPS: Final[Mapping[str, Step]] = {
    step.name: step
    for step in (
        Step("TakeItem", "ItemTaken", _UNIT, meet.took, ("clock", "key")),
        Step("ClearItem", "ItemCleared", _UNIT, meet.cleared, ("clock", "key")),
        Step("IssueSupervision", "SupervisionIssued", _OFFICE, meet.supervised, ("form", "ground", "to_org"),
             OFFICES, ("to_org",)),
        Step("AnswerSupervision", "SupervisionAnswered", _UNIT, meet.answered, ("number",)),
        Step("AssignOwner", "OwnerAssigned", _OFFICE, own.assign,
             ("owner_ref", "owner_org", "level", "scheme", "role"), OFFICES, ("owner_org",)),
        Step("ReplaceOwner", "OwnerReplaced", _OFFICE, own.replaced, ("owner_ref", "successor_ref", "until"),
             OFFICES, ("successor_org",)),
        Step("RecordOwnerAct", "OwnerActed", _CHIEF, own.acted, ("owner_ref", "act", "steps"), LEADERS),
        Step("ReleaseOwner", "OwnerReleased", _OFFICE, own.released, ("owner_ref",), OFFICES),
        Step("RaiseEscalation", "EscalationRaised", _OFFICE, meet.escalated, ("rung", "ground"), OFFICES),
        Step("ConveneMeeting", "MeetingConvened", _OFFICE, meet.convened, ("meeting_id", "held_on"), _LXB),
        Step("DecideMeeting", "MeetingDecided", _OFFICE, meet.decided,
             ("meeting_id", "decision", "lead", "to_org", "follow_up_due"), _LXB, ("lead", "to_org")),
        Step("FollowUpMeeting", "MeetingFollowedUp", _OFFICE, meet.followed, ("meeting_id", "done"), _LXB),
        Step("IssueRecommendation", "RecommendationIssued", _OFFICE, meet.advised, ("kind", "to_org"),
             OFFICES, ("to_org",)),
        Step("AnswerRecommendation", "RecommendationAnswered", _UNIT, meet.replied, ("kind", "adopted")),
        Step("GrantRelief", "ReliefGranted", _OFFICE, meet.granted, ("source", "amount_fen"), LEADERS),
    )
}  # fmt: skip

ENROL: Final = Step("EnrolCases", "CaseEnrolled", _OFFICE, meet.enrolled, ("campaign",), OFFICES)
"""One case of EnrolCases."""
