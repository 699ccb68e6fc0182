"""The event: one recorded fact about one case, as every part of Sankua passes it on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

TYPE_PREFIX: Final = "sankua.case.v1."

_OWNERS: Final[Mapping[str, tuple[str, ...]]] = {
    "intake": (
        "CaseRegistered", "FactsAmended", "CaseWithdrawn", "PetitionerNotified", "UrgentReported",
        "ReviewRequested", "FinalReviewRequested", "CaseEvaluated", "AttachmentAdded",
    ),
    "dispatch": (
        "CaseRouted", "RoutingConfirmed", "CaseLinked", "CaseNotAccepted", "HandoffOffered",
        "HandoffDelivered", "HandoffAccepted", "UnitNotAccepted", "HandoffReleased", "HandoffObjected",
        "ObjectionUpheld", "ObjectionRejected", "DisputeOpened", "DisputeAgreed", "DisputeReferred",
        "DisputeDecided",
        "ProgressReported", "ConversionMade", "HandlingExtended", "HearingHeld", "MediationConcluded",
        "RedirectAcknowledged", "RedirectResult", "OpinionIssued", "OpinionDelivered", "OpinionExecuted",
        "ReviewDecided", "ReviewDelivered", "FinalReviewDecided", "FinalReviewDelivered", "ResultReported",
        "CaseConcluded", "SettlementPlanMade", "CaseSettled", "CaseReopened", "CaseArchived",
        "PeerCaseReceived", "PeerOutcomeReceived", "ChecklistItemRecorded",
    ),
    "oversight": (
        "ClockWarned", "ClockOverdue", "ClockReprojected", "ItemTaken", "ItemCleared", "OwnerAssigned",
        "OwnerActed", "OwnerReplaced", "OwnerReleased", "SupervisionIssued", "SupervisionAnswered",
        "EscalationRaised", "MeetingConvened", "MeetingDecided", "RecommendationIssued",
        "RecommendationAnswered", "CaseEnrolled", "ReliefGranted", "MeetingFollowedUp",
    ),
}  # fmt: skip

PRODUCERS: Final = tuple(_OWNERS)
"""The three services that own facts."""

OWNER_OF: Final[Mapping[str, str]] = {name: owner for owner, names in _OWNERS.items() for name in names}
"""Event name to the producer that owns it. `EventCorrected` has no single owner and is not in here."""

KNOWN: Final = frozenset(OWNER_OF) | {"EventCorrected"}
"""Every event name of a case that this version knows."""

OFFICE: Final = frozenset({"CampaignOpened", "CampaignClosed", "CircularIssued", "InterviewHeld"})
"""Events of an office (topic `office.events`, key and subject = organ): counts, never about one case."""


_NOTHING: Final[Mapping[str, Any]] = {}


class Sound(list[dict[str, Any]]):
    """Rows of an event's data that are in normal form already: as the log gives them back.

    Who makes them answers for that, and a property of its tests does: they are not looked through again.
    """


class Event(NamedTuple):
    """One fact. `data` is in JSON form: snake_case names, short enum values, times as RFC 3339 text.

    `name` is the type without its prefix. `source` is the organ that acted, without `/orgs/`.
    `node` and `causation_id` are empty where absent. `recorded` equals `time` where the event names none.
    Nobody changes `data`: an event is shared between folds. `event._replace(name=…)` makes another one.
    """

    name: str
    case: str
    seq: int
    producer: str
    time: datetime
    recorded: datetime
    source: str = ""
    node: str = ""
    causation_id: str = ""
    data_version: str = "1"
    trace_parent: str = ""
    data: Mapping[str, Any] = _NOTHING

    @property
    def id(self) -> str:
        """Derived, never random: publishing twice gives the same id."""
        return event_id(self.case, self.node, self.producer, self.seq)

    @property
    def stream(self) -> tuple[str, str, str]:
        """The stream in which `seq` is gap-free: case, node, producer."""
        return (self.case, self.node, self.producer)


def event_id(case: str, node: str, producer: str, seq: int) -> str:
    """`<case>/<producer>/<seq>`, with `<node>/` before the producer where a node is named."""
    return f"{case}/{node}/{producer}/{seq}" if node else f"{case}/{producer}/{seq}"


def parse_event_id(text: str) -> tuple[str, str, str, int]:
    """Case, node (or empty), producer and seq of an event id. ValueError where it is none."""
    parts = text.split("/")
    if len(parts) not in (3, 4) or not parts[-1].isdigit() or not all(parts):
        raise ValueError(f"{text!r} is not an event id; expected <case>/[<node>/]<producer>/<seq>")
    node = parts[1] if len(parts) == 4 else ""
    return parts[0], node, parts[-2], int(parts[-1])
