import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from sankua.wire.gen.case.v1 import values_pb2 as _values_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class EvaluationTarget(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EVALUATION_TARGET_UNSPECIFIED: _ClassVar[EvaluationTarget]
    EVALUATION_TARGET_PETITION_OFFICE: _ClassVar[EvaluationTarget]
    EVALUATION_TARGET_RESPONSIBLE_UNIT: _ClassVar[EvaluationTarget]

class Rating(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RATING_UNSPECIFIED: _ClassVar[Rating]
    RATING_SATISFIED: _ClassVar[Rating]
    RATING_MOSTLY: _ClassVar[Rating]
    RATING_UNSATISFIED: _ClassVar[Rating]

class DisputeRung(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DISPUTE_RUNG_UNSPECIFIED: _ClassVar[DisputeRung]
    DISPUTE_RUNG_COMMON_SUPERIOR: _ClassVar[DisputeRung]
    DISPUTE_RUNG_JOINT_MEETING: _ClassVar[DisputeRung]

class HearingStage(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    HEARING_STAGE_UNSPECIFIED: _ClassVar[HearingStage]
    HEARING_STAGE_HANDLING: _ClassVar[HearingStage]
    HEARING_STAGE_REVIEW: _ClassVar[HearingStage]
    HEARING_STAGE_FINAL_REVIEW: _ClassVar[HearingStage]

class OwnerLevel(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OWNER_LEVEL_UNSPECIFIED: _ClassVar[OwnerLevel]
    OWNER_LEVEL_TOWNSHIP: _ClassVar[OwnerLevel]
    OWNER_LEVEL_COUNTY: _ClassVar[OwnerLevel]
    OWNER_LEVEL_CITY: _ClassVar[OwnerLevel]
    OWNER_LEVEL_PROVINCE: _ClassVar[OwnerLevel]

class OwnerAct(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OWNER_ACT_UNSPECIFIED: _ClassVar[OwnerAct]
    OWNER_ACT_RECEPTION: _ClassVar[OwnerAct]
    OWNER_ACT_VISIT: _ClassVar[OwnerAct]
    OWNER_ACT_CONFERENCE: _ClassVar[OwnerAct]
    OWNER_ACT_PLAN: _ClassVar[OwnerAct]

class SupervisionForm(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SUPERVISION_FORM_UNSPECIFIED: _ClassVar[SupervisionForm]
    SUPERVISION_FORM_SYSTEM: _ClassVar[SupervisionForm]
    SUPERVISION_FORM_PHONE: _ClassVar[SupervisionForm]
    SUPERVISION_FORM_LETTER: _ClassVar[SupervisionForm]
    SUPERVISION_FORM_ON_SITE: _ClassVar[SupervisionForm]
    SUPERVISION_FORM_INTERVIEW: _ClassVar[SupervisionForm]
    SUPERVISION_FORM_ACCOUNTABILITY_ADVICE: _ClassVar[SupervisionForm]

class RecommendationKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RECOMMENDATION_KIND_UNSPECIFIED: _ClassVar[RecommendationKind]
    RECOMMENDATION_KIND_IMPROVE_WORK: _ClassVar[RecommendationKind]
    RECOMMENDATION_KIND_IMPROVE_POLICY: _ClassVar[RecommendationKind]
    RECOMMENDATION_KIND_ACCOUNTABILITY: _ClassVar[RecommendationKind]

class ReliefSource(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RELIEF_SOURCE_UNSPECIFIED: _ClassVar[ReliefSource]
    RELIEF_SOURCE_CENTRAL: _ClassVar[ReliefSource]
    RELIEF_SOURCE_PROVINCIAL: _ClassVar[ReliefSource]
    RELIEF_SOURCE_LOCAL: _ClassVar[ReliefSource]
EVALUATION_TARGET_UNSPECIFIED: EvaluationTarget
EVALUATION_TARGET_PETITION_OFFICE: EvaluationTarget
EVALUATION_TARGET_RESPONSIBLE_UNIT: EvaluationTarget
RATING_UNSPECIFIED: Rating
RATING_SATISFIED: Rating
RATING_MOSTLY: Rating
RATING_UNSATISFIED: Rating
DISPUTE_RUNG_UNSPECIFIED: DisputeRung
DISPUTE_RUNG_COMMON_SUPERIOR: DisputeRung
DISPUTE_RUNG_JOINT_MEETING: DisputeRung
HEARING_STAGE_UNSPECIFIED: HearingStage
HEARING_STAGE_HANDLING: HearingStage
HEARING_STAGE_REVIEW: HearingStage
HEARING_STAGE_FINAL_REVIEW: HearingStage
OWNER_LEVEL_UNSPECIFIED: OwnerLevel
OWNER_LEVEL_TOWNSHIP: OwnerLevel
OWNER_LEVEL_COUNTY: OwnerLevel
OWNER_LEVEL_CITY: OwnerLevel
OWNER_LEVEL_PROVINCE: OwnerLevel
OWNER_ACT_UNSPECIFIED: OwnerAct
OWNER_ACT_RECEPTION: OwnerAct
OWNER_ACT_VISIT: OwnerAct
OWNER_ACT_CONFERENCE: OwnerAct
OWNER_ACT_PLAN: OwnerAct
SUPERVISION_FORM_UNSPECIFIED: SupervisionForm
SUPERVISION_FORM_SYSTEM: SupervisionForm
SUPERVISION_FORM_PHONE: SupervisionForm
SUPERVISION_FORM_LETTER: SupervisionForm
SUPERVISION_FORM_ON_SITE: SupervisionForm
SUPERVISION_FORM_INTERVIEW: SupervisionForm
SUPERVISION_FORM_ACCOUNTABILITY_ADVICE: SupervisionForm
RECOMMENDATION_KIND_UNSPECIFIED: RecommendationKind
RECOMMENDATION_KIND_IMPROVE_WORK: RecommendationKind
RECOMMENDATION_KIND_IMPROVE_POLICY: RecommendationKind
RECOMMENDATION_KIND_ACCOUNTABILITY: RecommendationKind
RELIEF_SOURCE_UNSPECIFIED: ReliefSource
RELIEF_SOURCE_CENTRAL: ReliefSource
RELIEF_SOURCE_PROVINCIAL: ReliefSource
RELIEF_SOURCE_LOCAL: ReliefSource

class SettlementGrade(_message.Message):
    __slots__ = ("resolved", "educated", "assisted", "handled_by_law")
    RESOLVED_FIELD_NUMBER: _ClassVar[int]
    EDUCATED_FIELD_NUMBER: _ClassVar[int]
    ASSISTED_FIELD_NUMBER: _ClassVar[int]
    HANDLED_BY_LAW_FIELD_NUMBER: _ClassVar[int]
    resolved: bool
    educated: bool
    assisted: bool
    handled_by_law: bool
    def __init__(self, resolved: _Optional[bool] = ..., educated: _Optional[bool] = ..., assisted: _Optional[bool] = ..., handled_by_law: _Optional[bool] = ...) -> None: ...

class CaseRegistered(_message.Message):
    __slots__ = ("channel", "purpose", "branch", "facts", "content_ref", "content_sha256", "petitioner_count", "anonymous", "urgent", "registered_by", "received_at", "repeat_of", "simplified", "derived")
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    BRANCH_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    CONTENT_REF_FIELD_NUMBER: _ClassVar[int]
    CONTENT_SHA256_FIELD_NUMBER: _ClassVar[int]
    PETITIONER_COUNT_FIELD_NUMBER: _ClassVar[int]
    ANONYMOUS_FIELD_NUMBER: _ClassVar[int]
    URGENT_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_BY_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_AT_FIELD_NUMBER: _ClassVar[int]
    REPEAT_OF_FIELD_NUMBER: _ClassVar[int]
    SIMPLIFIED_FIELD_NUMBER: _ClassVar[int]
    DERIVED_FIELD_NUMBER: _ClassVar[int]
    channel: _values_pb2.Channel
    purpose: _values_pb2.Purpose
    branch: _values_pb2.Branch
    facts: _values_pb2.CaseFacts
    content_ref: str
    content_sha256: str
    petitioner_count: int
    anonymous: bool
    urgent: bool
    registered_by: str
    received_at: _timestamp_pb2.Timestamp
    repeat_of: str
    simplified: bool
    derived: bool
    def __init__(self, channel: _Optional[_Union[_values_pb2.Channel, str]] = ..., purpose: _Optional[_Union[_values_pb2.Purpose, str]] = ..., branch: _Optional[_Union[_values_pb2.Branch, str]] = ..., facts: _Optional[_Union[_values_pb2.CaseFacts, _Mapping]] = ..., content_ref: _Optional[str] = ..., content_sha256: _Optional[str] = ..., petitioner_count: _Optional[int] = ..., anonymous: _Optional[bool] = ..., urgent: _Optional[bool] = ..., registered_by: _Optional[str] = ..., received_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., repeat_of: _Optional[str] = ..., simplified: _Optional[bool] = ..., derived: _Optional[bool] = ...) -> None: ...

class FactsAmended(_message.Message):
    __slots__ = ("facts", "reason", "facts_ref")
    FACTS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    FACTS_REF_FIELD_NUMBER: _ClassVar[int]
    facts: _values_pb2.CaseFacts
    reason: str
    facts_ref: str
    def __init__(self, facts: _Optional[_Union[_values_pb2.CaseFacts, _Mapping]] = ..., reason: _Optional[str] = ..., facts_ref: _Optional[str] = ...) -> None: ...

class CaseWithdrawn(_message.Message):
    __slots__ = ("reason",)
    REASON_FIELD_NUMBER: _ClassVar[int]
    reason: str
    def __init__(self, reason: _Optional[str] = ...) -> None: ...

class PetitionerNotified(_message.Message):
    __slots__ = ("kind", "channel", "about")
    KIND_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    ABOUT_FIELD_NUMBER: _ClassVar[int]
    kind: str
    channel: str
    about: str
    def __init__(self, kind: _Optional[str] = ..., channel: _Optional[str] = ..., about: _Optional[str] = ...) -> None: ...

class UrgentReported(_message.Message):
    __slots__ = ("to_orgs",)
    TO_ORGS_FIELD_NUMBER: _ClassVar[int]
    to_orgs: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, to_orgs: _Optional[_Iterable[str]] = ...) -> None: ...

class ReviewRequested(_message.Message):
    __slots__ = ("requested_at", "to_org")
    REQUESTED_AT_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    requested_at: _timestamp_pb2.Timestamp
    to_org: str
    def __init__(self, requested_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., to_org: _Optional[str] = ...) -> None: ...

class FinalReviewRequested(_message.Message):
    __slots__ = ("requested_at", "to_org")
    REQUESTED_AT_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    requested_at: _timestamp_pb2.Timestamp
    to_org: str
    def __init__(self, requested_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., to_org: _Optional[str] = ...) -> None: ...

class CaseEvaluated(_message.Message):
    __slots__ = ("target", "rating")
    TARGET_FIELD_NUMBER: _ClassVar[int]
    RATING_FIELD_NUMBER: _ClassVar[int]
    target: EvaluationTarget
    rating: Rating
    def __init__(self, target: _Optional[_Union[EvaluationTarget, str]] = ..., rating: _Optional[_Union[Rating, str]] = ...) -> None: ...

class CaseRouted(_message.Message):
    __slots__ = ("decision", "mode", "awaits_confirmation")
    DECISION_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    AWAITS_CONFIRMATION_FIELD_NUMBER: _ClassVar[int]
    decision: _values_pb2.RoutingDecision
    mode: _values_pb2.Mode
    awaits_confirmation: bool
    def __init__(self, decision: _Optional[_Union[_values_pb2.RoutingDecision, _Mapping]] = ..., mode: _Optional[_Union[_values_pb2.Mode, str]] = ..., awaits_confirmation: _Optional[bool] = ...) -> None: ...

class RoutingConfirmed(_message.Message):
    __slots__ = ("decision_id", "by_org")
    DECISION_ID_FIELD_NUMBER: _ClassVar[int]
    BY_ORG_FIELD_NUMBER: _ClassVar[int]
    decision_id: str
    by_org: str
    def __init__(self, decision_id: _Optional[str] = ..., by_org: _Optional[str] = ...) -> None: ...

class CaseLinked(_message.Message):
    __slots__ = ("to_case",)
    TO_CASE_FIELD_NUMBER: _ClassVar[int]
    to_case: str
    def __init__(self, to_case: _Optional[str] = ...) -> None: ...

class CaseNotAccepted(_message.Message):
    __slots__ = ("reason", "basis")
    REASON_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    reason: str
    basis: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, reason: _Optional[str] = ..., basis: _Optional[_Iterable[str]] = ...) -> None: ...

class HandoffOffered(_message.Message):
    __slots__ = ("handoff_id", "from_org", "to_org", "role", "mode", "report_due", "share", "destination", "replaces")
    HANDOFF_ID_FIELD_NUMBER: _ClassVar[int]
    FROM_ORG_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    REPORT_DUE_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    DESTINATION_FIELD_NUMBER: _ClassVar[int]
    REPLACES_FIELD_NUMBER: _ClassVar[int]
    handoff_id: str
    from_org: str
    to_org: str
    role: _values_pb2.Role
    mode: _values_pb2.Mode
    report_due: str
    share: str
    destination: str
    replaces: str
    def __init__(self, handoff_id: _Optional[str] = ..., from_org: _Optional[str] = ..., to_org: _Optional[str] = ..., role: _Optional[_Union[_values_pb2.Role, str]] = ..., mode: _Optional[_Union[_values_pb2.Mode, str]] = ..., report_due: _Optional[str] = ..., share: _Optional[str] = ..., destination: _Optional[str] = ..., replaces: _Optional[str] = ...) -> None: ...

class HandoffDelivered(_message.Message):
    __slots__ = ("handoff_id",)
    HANDOFF_ID_FIELD_NUMBER: _ClassVar[int]
    handoff_id: str
    def __init__(self, handoff_id: _Optional[str] = ...) -> None: ...

class HandoffAccepted(_message.Message):
    __slots__ = ("handoff_id", "notice_sent_at")
    HANDOFF_ID_FIELD_NUMBER: _ClassVar[int]
    NOTICE_SENT_AT_FIELD_NUMBER: _ClassVar[int]
    handoff_id: str
    notice_sent_at: _timestamp_pb2.Timestamp
    def __init__(self, handoff_id: _Optional[str] = ..., notice_sent_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class UnitNotAccepted(_message.Message):
    __slots__ = ("handoff_id", "reason", "basis")
    HANDOFF_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    handoff_id: str
    reason: str
    basis: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, handoff_id: _Optional[str] = ..., reason: _Optional[str] = ..., basis: _Optional[_Iterable[str]] = ...) -> None: ...

class HandoffReleased(_message.Message):
    __slots__ = ("handoff_id", "joined_to", "reason")
    HANDOFF_ID_FIELD_NUMBER: _ClassVar[int]
    JOINED_TO_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    handoff_id: str
    joined_to: str
    reason: str
    def __init__(self, handoff_id: _Optional[str] = ..., joined_to: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class HandoffObjected(_message.Message):
    __slots__ = ("handoff_id", "reason_code", "reason", "legal_basis", "proposed_org", "evidence")
    HANDOFF_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_CODE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    LEGAL_BASIS_FIELD_NUMBER: _ClassVar[int]
    PROPOSED_ORG_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    handoff_id: str
    reason_code: str
    reason: str
    legal_basis: str
    proposed_org: str
    evidence: str
    def __init__(self, handoff_id: _Optional[str] = ..., reason_code: _Optional[str] = ..., reason: _Optional[str] = ..., legal_basis: _Optional[str] = ..., proposed_org: _Optional[str] = ..., evidence: _Optional[str] = ...) -> None: ...

class ObjectionUpheld(_message.Message):
    __slots__ = ("handoff_id", "by_org", "reason")
    HANDOFF_ID_FIELD_NUMBER: _ClassVar[int]
    BY_ORG_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    handoff_id: str
    by_org: str
    reason: str
    def __init__(self, handoff_id: _Optional[str] = ..., by_org: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class ObjectionRejected(_message.Message):
    __slots__ = ("handoff_id", "by_org", "reason")
    HANDOFF_ID_FIELD_NUMBER: _ClassVar[int]
    BY_ORG_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    handoff_id: str
    by_org: str
    reason: str
    def __init__(self, handoff_id: _Optional[str] = ..., by_org: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class DisputeOpened(_message.Message):
    __slots__ = ("dispute_id", "parties", "hop_count")
    DISPUTE_ID_FIELD_NUMBER: _ClassVar[int]
    PARTIES_FIELD_NUMBER: _ClassVar[int]
    HOP_COUNT_FIELD_NUMBER: _ClassVar[int]
    dispute_id: str
    parties: _containers.RepeatedScalarFieldContainer[str]
    hop_count: int
    def __init__(self, dispute_id: _Optional[str] = ..., parties: _Optional[_Iterable[str]] = ..., hop_count: _Optional[int] = ...) -> None: ...

class DisputeAgreed(_message.Message):
    __slots__ = ("dispute_id", "lead", "co_handlers")
    DISPUTE_ID_FIELD_NUMBER: _ClassVar[int]
    LEAD_FIELD_NUMBER: _ClassVar[int]
    CO_HANDLERS_FIELD_NUMBER: _ClassVar[int]
    dispute_id: str
    lead: str
    co_handlers: _containers.RepeatedCompositeFieldContainer[_values_pb2.OrgShare]
    def __init__(self, dispute_id: _Optional[str] = ..., lead: _Optional[str] = ..., co_handlers: _Optional[_Iterable[_Union[_values_pb2.OrgShare, _Mapping]]] = ...) -> None: ...

class DisputeReferred(_message.Message):
    __slots__ = ("dispute_id", "to_org", "rung")
    DISPUTE_ID_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    RUNG_FIELD_NUMBER: _ClassVar[int]
    dispute_id: str
    to_org: str
    rung: DisputeRung
    def __init__(self, dispute_id: _Optional[str] = ..., to_org: _Optional[str] = ..., rung: _Optional[_Union[DisputeRung, str]] = ...) -> None: ...

class DisputeDecided(_message.Message):
    __slots__ = ("dispute_id", "lead", "co_handlers", "by_org", "basis")
    DISPUTE_ID_FIELD_NUMBER: _ClassVar[int]
    LEAD_FIELD_NUMBER: _ClassVar[int]
    CO_HANDLERS_FIELD_NUMBER: _ClassVar[int]
    BY_ORG_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    dispute_id: str
    lead: str
    co_handlers: _containers.RepeatedCompositeFieldContainer[_values_pb2.OrgShare]
    by_org: str
    basis: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, dispute_id: _Optional[str] = ..., lead: _Optional[str] = ..., co_handlers: _Optional[_Iterable[_Union[_values_pb2.OrgShare, _Mapping]]] = ..., by_org: _Optional[str] = ..., basis: _Optional[_Iterable[str]] = ...) -> None: ...

class ProgressReported(_message.Message):
    __slots__ = ("handoff_id", "summary", "duty")
    HANDOFF_ID_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    DUTY_FIELD_NUMBER: _ClassVar[int]
    handoff_id: str
    summary: str
    duty: str
    def __init__(self, handoff_id: _Optional[str] = ..., summary: _Optional[str] = ..., duty: _Optional[str] = ...) -> None: ...

class ConversionMade(_message.Message):
    __slots__ = ("from_procedure", "to_procedure", "reason")
    FROM_PROCEDURE_FIELD_NUMBER: _ClassVar[int]
    TO_PROCEDURE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    from_procedure: str
    to_procedure: str
    reason: str
    def __init__(self, from_procedure: _Optional[str] = ..., to_procedure: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class HandlingExtended(_message.Message):
    __slots__ = ("days", "approver", "reason")
    DAYS_FIELD_NUMBER: _ClassVar[int]
    APPROVER_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    days: int
    approver: str
    reason: str
    def __init__(self, days: _Optional[int] = ..., approver: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class HearingHeld(_message.Message):
    __slots__ = ("stage", "days")
    STAGE_FIELD_NUMBER: _ClassVar[int]
    DAYS_FIELD_NUMBER: _ClassVar[int]
    stage: HearingStage
    days: int
    def __init__(self, stage: _Optional[_Union[HearingStage, str]] = ..., days: _Optional[int] = ...) -> None: ...

class MediationConcluded(_message.Message):
    __slots__ = ("kind", "agreed")
    KIND_FIELD_NUMBER: _ClassVar[int]
    AGREED_FIELD_NUMBER: _ClassVar[int]
    kind: str
    agreed: bool
    def __init__(self, kind: _Optional[str] = ..., agreed: _Optional[bool] = ...) -> None: ...

class RedirectAcknowledged(_message.Message):
    __slots__ = ("destination", "result")
    DESTINATION_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    destination: str
    result: str
    def __init__(self, destination: _Optional[str] = ..., result: _Optional[str] = ...) -> None: ...

class RedirectResult(_message.Message):
    __slots__ = ("destination", "result")
    DESTINATION_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    destination: str
    result: str
    def __init__(self, destination: _Optional[str] = ..., result: _Optional[str] = ...) -> None: ...

class OpinionIssued(_message.Message):
    __slots__ = ("result", "basis", "document_sha256")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_SHA256_FIELD_NUMBER: _ClassVar[int]
    result: _values_pb2.OpinionResult
    basis: _containers.RepeatedScalarFieldContainer[str]
    document_sha256: str
    def __init__(self, result: _Optional[_Union[_values_pb2.OpinionResult, str]] = ..., basis: _Optional[_Iterable[str]] = ..., document_sha256: _Optional[str] = ...) -> None: ...

class OpinionDelivered(_message.Message):
    __slots__ = ("delivered_at",)
    DELIVERED_AT_FIELD_NUMBER: _ClassVar[int]
    delivered_at: _timestamp_pb2.Timestamp
    def __init__(self, delivered_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class OpinionExecuted(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ReviewDecided(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _values_pb2.OpinionResult
    def __init__(self, result: _Optional[_Union[_values_pb2.OpinionResult, str]] = ...) -> None: ...

class ReviewDelivered(_message.Message):
    __slots__ = ("delivered_at",)
    DELIVERED_AT_FIELD_NUMBER: _ClassVar[int]
    delivered_at: _timestamp_pb2.Timestamp
    def __init__(self, delivered_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class FinalReviewDecided(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _values_pb2.OpinionResult
    def __init__(self, result: _Optional[_Union[_values_pb2.OpinionResult, str]] = ...) -> None: ...

class FinalReviewDelivered(_message.Message):
    __slots__ = ("delivered_at",)
    DELIVERED_AT_FIELD_NUMBER: _ClassVar[int]
    delivered_at: _timestamp_pb2.Timestamp
    def __init__(self, delivered_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ResultReported(_message.Message):
    __slots__ = ("to_org",)
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    to_org: str
    def __init__(self, to_org: _Optional[str] = ...) -> None: ...

class CaseConcluded(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class SettlementPlanMade(_message.Message):
    __slots__ = ("plan",)
    PLAN_FIELD_NUMBER: _ClassVar[int]
    plan: str
    def __init__(self, plan: _Optional[str] = ...) -> None: ...

class CaseSettled(_message.Message):
    __slots__ = ("grade",)
    GRADE_FIELD_NUMBER: _ClassVar[int]
    grade: SettlementGrade
    def __init__(self, grade: _Optional[_Union[SettlementGrade, _Mapping]] = ...) -> None: ...

class CaseReopened(_message.Message):
    __slots__ = ("cause",)
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    cause: str
    def __init__(self, cause: _Optional[str] = ...) -> None: ...

class CaseArchived(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ClockWarned(_message.Message):
    __slots__ = ("clock", "org", "due_at", "level", "reason", "key")
    CLOCK_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    DUE_AT_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    clock: str
    org: str
    due_at: _timestamp_pb2.Timestamp
    level: _values_pb2.Light
    reason: str
    key: str
    def __init__(self, clock: _Optional[str] = ..., org: _Optional[str] = ..., due_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., level: _Optional[_Union[_values_pb2.Light, str]] = ..., reason: _Optional[str] = ..., key: _Optional[str] = ...) -> None: ...

class ClockOverdue(_message.Message):
    __slots__ = ("clock", "org", "due_at", "level", "reason", "key")
    CLOCK_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    DUE_AT_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    clock: str
    org: str
    due_at: _timestamp_pb2.Timestamp
    level: _values_pb2.Light
    reason: str
    key: str
    def __init__(self, clock: _Optional[str] = ..., org: _Optional[str] = ..., due_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., level: _Optional[_Union[_values_pb2.Light, str]] = ..., reason: _Optional[str] = ..., key: _Optional[str] = ...) -> None: ...

class ClockReprojected(_message.Message):
    __slots__ = ("clock", "org", "due_at", "level", "reason", "key", "was_due_at")
    CLOCK_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    DUE_AT_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    WAS_DUE_AT_FIELD_NUMBER: _ClassVar[int]
    clock: str
    org: str
    due_at: _timestamp_pb2.Timestamp
    level: _values_pb2.Light
    reason: str
    key: str
    was_due_at: _timestamp_pb2.Timestamp
    def __init__(self, clock: _Optional[str] = ..., org: _Optional[str] = ..., due_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., level: _Optional[_Union[_values_pb2.Light, str]] = ..., reason: _Optional[str] = ..., key: _Optional[str] = ..., was_due_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ItemTaken(_message.Message):
    __slots__ = ("clock", "org", "day", "explanation", "key")
    CLOCK_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    DAY_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    clock: str
    org: str
    day: str
    explanation: str
    key: str
    def __init__(self, clock: _Optional[str] = ..., org: _Optional[str] = ..., day: _Optional[str] = ..., explanation: _Optional[str] = ..., key: _Optional[str] = ...) -> None: ...

class ItemCleared(_message.Message):
    __slots__ = ("clock", "org", "day", "explanation", "key")
    CLOCK_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    DAY_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    clock: str
    org: str
    day: str
    explanation: str
    key: str
    def __init__(self, clock: _Optional[str] = ..., org: _Optional[str] = ..., day: _Optional[str] = ..., explanation: _Optional[str] = ..., key: _Optional[str] = ...) -> None: ...

class PlanStep(_message.Message):
    __slots__ = ("number", "title", "due_on", "done")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    DUE_ON_FIELD_NUMBER: _ClassVar[int]
    DONE_FIELD_NUMBER: _ClassVar[int]
    number: int
    title: str
    due_on: str
    done: bool
    def __init__(self, number: _Optional[int] = ..., title: _Optional[str] = ..., due_on: _Optional[str] = ..., done: _Optional[bool] = ...) -> None: ...

class OwnerFile(_message.Message):
    __slots__ = ("live_clocks", "red_clocks", "open_steps", "last_act_on")
    LIVE_CLOCKS_FIELD_NUMBER: _ClassVar[int]
    RED_CLOCKS_FIELD_NUMBER: _ClassVar[int]
    OPEN_STEPS_FIELD_NUMBER: _ClassVar[int]
    LAST_ACT_ON_FIELD_NUMBER: _ClassVar[int]
    live_clocks: int
    red_clocks: int
    open_steps: int
    last_act_on: str
    def __init__(self, live_clocks: _Optional[int] = ..., red_clocks: _Optional[int] = ..., open_steps: _Optional[int] = ..., last_act_on: _Optional[str] = ...) -> None: ...

class OwnerAssigned(_message.Message):
    __slots__ = ("owner_ref", "owner_org", "level", "scheme", "raised", "role")
    OWNER_REF_FIELD_NUMBER: _ClassVar[int]
    OWNER_ORG_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    SCHEME_FIELD_NUMBER: _ClassVar[int]
    RAISED_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    owner_ref: str
    owner_org: str
    level: OwnerLevel
    scheme: str
    raised: bool
    role: str
    def __init__(self, owner_ref: _Optional[str] = ..., owner_org: _Optional[str] = ..., level: _Optional[_Union[OwnerLevel, str]] = ..., scheme: _Optional[str] = ..., raised: _Optional[bool] = ..., role: _Optional[str] = ...) -> None: ...

class OwnerActed(_message.Message):
    __slots__ = ("owner_ref", "act", "steps")
    OWNER_REF_FIELD_NUMBER: _ClassVar[int]
    ACT_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    owner_ref: str
    act: OwnerAct
    steps: _containers.RepeatedCompositeFieldContainer[PlanStep]
    def __init__(self, owner_ref: _Optional[str] = ..., act: _Optional[_Union[OwnerAct, str]] = ..., steps: _Optional[_Iterable[_Union[PlanStep, _Mapping]]] = ...) -> None: ...

class OwnerReplaced(_message.Message):
    __slots__ = ("owner_ref", "reason", "successor_ref", "successor_org", "until", "file", "role")
    OWNER_REF_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    SUCCESSOR_REF_FIELD_NUMBER: _ClassVar[int]
    SUCCESSOR_ORG_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    FILE_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    owner_ref: str
    reason: str
    successor_ref: str
    successor_org: str
    until: str
    file: OwnerFile
    role: str
    def __init__(self, owner_ref: _Optional[str] = ..., reason: _Optional[str] = ..., successor_ref: _Optional[str] = ..., successor_org: _Optional[str] = ..., until: _Optional[str] = ..., file: _Optional[_Union[OwnerFile, _Mapping]] = ..., role: _Optional[str] = ...) -> None: ...

class OwnerReleased(_message.Message):
    __slots__ = ("owner_ref", "reason", "role")
    OWNER_REF_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    owner_ref: str
    reason: str
    role: str
    def __init__(self, owner_ref: _Optional[str] = ..., reason: _Optional[str] = ..., role: _Optional[str] = ...) -> None: ...

class SupervisionIssued(_message.Message):
    __slots__ = ("form", "ground", "to_org", "answer_due", "clock", "key", "number", "automatic", "basis")
    FORM_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    ANSWER_DUE_FIELD_NUMBER: _ClassVar[int]
    CLOCK_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    AUTOMATIC_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    form: SupervisionForm
    ground: str
    to_org: str
    answer_due: str
    clock: str
    key: str
    number: int
    automatic: bool
    basis: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, form: _Optional[_Union[SupervisionForm, str]] = ..., ground: _Optional[str] = ..., to_org: _Optional[str] = ..., answer_due: _Optional[str] = ..., clock: _Optional[str] = ..., key: _Optional[str] = ..., number: _Optional[int] = ..., automatic: _Optional[bool] = ..., basis: _Optional[_Iterable[str]] = ...) -> None: ...

class SupervisionAnswered(_message.Message):
    __slots__ = ("to_org", "number")
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    to_org: str
    number: int
    def __init__(self, to_org: _Optional[str] = ..., number: _Optional[int] = ...) -> None: ...

class EscalationRaised(_message.Message):
    __slots__ = ("rung", "to_org", "ground", "automatic", "basis")
    RUNG_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    AUTOMATIC_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    rung: str
    to_org: str
    ground: str
    automatic: bool
    basis: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, rung: _Optional[str] = ..., to_org: _Optional[str] = ..., ground: _Optional[str] = ..., automatic: _Optional[bool] = ..., basis: _Optional[_Iterable[str]] = ...) -> None: ...

class MeetingConvened(_message.Message):
    __slots__ = ("meeting_id", "rung", "decision", "agenda_item", "held_on")
    MEETING_ID_FIELD_NUMBER: _ClassVar[int]
    RUNG_FIELD_NUMBER: _ClassVar[int]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    AGENDA_ITEM_FIELD_NUMBER: _ClassVar[int]
    HELD_ON_FIELD_NUMBER: _ClassVar[int]
    meeting_id: str
    rung: str
    decision: str
    agenda_item: int
    held_on: str
    def __init__(self, meeting_id: _Optional[str] = ..., rung: _Optional[str] = ..., decision: _Optional[str] = ..., agenda_item: _Optional[int] = ..., held_on: _Optional[str] = ...) -> None: ...

class MeetingDecided(_message.Message):
    __slots__ = ("meeting_id", "rung", "decision", "lead", "to_org", "follow_up_due")
    MEETING_ID_FIELD_NUMBER: _ClassVar[int]
    RUNG_FIELD_NUMBER: _ClassVar[int]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    LEAD_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    FOLLOW_UP_DUE_FIELD_NUMBER: _ClassVar[int]
    meeting_id: str
    rung: str
    decision: str
    lead: str
    to_org: str
    follow_up_due: str
    def __init__(self, meeting_id: _Optional[str] = ..., rung: _Optional[str] = ..., decision: _Optional[str] = ..., lead: _Optional[str] = ..., to_org: _Optional[str] = ..., follow_up_due: _Optional[str] = ...) -> None: ...

class MeetingFollowedUp(_message.Message):
    __slots__ = ("meeting_id", "to_org", "done")
    MEETING_ID_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    DONE_FIELD_NUMBER: _ClassVar[int]
    meeting_id: str
    to_org: str
    done: bool
    def __init__(self, meeting_id: _Optional[str] = ..., to_org: _Optional[str] = ..., done: _Optional[bool] = ...) -> None: ...

class RecommendationIssued(_message.Message):
    __slots__ = ("kind", "to_org", "adopted")
    KIND_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    ADOPTED_FIELD_NUMBER: _ClassVar[int]
    kind: RecommendationKind
    to_org: str
    adopted: bool
    def __init__(self, kind: _Optional[_Union[RecommendationKind, str]] = ..., to_org: _Optional[str] = ..., adopted: _Optional[bool] = ...) -> None: ...

class RecommendationAnswered(_message.Message):
    __slots__ = ("kind", "to_org", "adopted")
    KIND_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    ADOPTED_FIELD_NUMBER: _ClassVar[int]
    kind: RecommendationKind
    to_org: str
    adopted: bool
    def __init__(self, kind: _Optional[_Union[RecommendationKind, str]] = ..., to_org: _Optional[str] = ..., adopted: _Optional[bool] = ...) -> None: ...

class CaseEnrolled(_message.Message):
    __slots__ = ("campaign",)
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    campaign: str
    def __init__(self, campaign: _Optional[str] = ...) -> None: ...

class ReliefGranted(_message.Message):
    __slots__ = ("source", "amount_fen")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FEN_FIELD_NUMBER: _ClassVar[int]
    source: ReliefSource
    amount_fen: int
    def __init__(self, source: _Optional[_Union[ReliefSource, str]] = ..., amount_fen: _Optional[int] = ...) -> None: ...

class EventCorrected(_message.Message):
    __slots__ = ("event_id", "field", "old", "new", "reason")
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    OLD_FIELD_NUMBER: _ClassVar[int]
    NEW_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    event_id: str
    field: str
    old: str
    new: str
    reason: str
    def __init__(self, event_id: _Optional[str] = ..., field: _Optional[str] = ..., old: _Optional[str] = ..., new: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class PeerCaseReceived(_message.Message):
    __slots__ = ("envelope_sha256", "peer")
    ENVELOPE_SHA256_FIELD_NUMBER: _ClassVar[int]
    PEER_FIELD_NUMBER: _ClassVar[int]
    envelope_sha256: str
    peer: str
    def __init__(self, envelope_sha256: _Optional[str] = ..., peer: _Optional[str] = ...) -> None: ...

class PeerOutcomeReceived(_message.Message):
    __slots__ = ("envelope_sha256", "peer")
    ENVELOPE_SHA256_FIELD_NUMBER: _ClassVar[int]
    PEER_FIELD_NUMBER: _ClassVar[int]
    envelope_sha256: str
    peer: str
    def __init__(self, envelope_sha256: _Optional[str] = ..., peer: _Optional[str] = ...) -> None: ...

class CampaignOpened(_message.Message):
    __slots__ = ("campaign", "target", "deadline")
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    campaign: str
    target: int
    deadline: str
    def __init__(self, campaign: _Optional[str] = ..., target: _Optional[int] = ..., deadline: _Optional[str] = ...) -> None: ...

class CampaignClosed(_message.Message):
    __slots__ = ("campaign", "target")
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    campaign: str
    target: int
    def __init__(self, campaign: _Optional[str] = ..., target: _Optional[int] = ...) -> None: ...

class CircularIssued(_message.Message):
    __slots__ = ("count",)
    COUNT_FIELD_NUMBER: _ClassVar[int]
    count: int
    def __init__(self, count: _Optional[int] = ...) -> None: ...

class InterviewHeld(_message.Message):
    __slots__ = ("count",)
    COUNT_FIELD_NUMBER: _ClassVar[int]
    count: int
    def __init__(self, count: _Optional[int] = ...) -> None: ...

class AttachmentAdded(_message.Message):
    __slots__ = ("attachment_ref", "content_sha256", "media_type", "size")
    ATTACHMENT_REF_FIELD_NUMBER: _ClassVar[int]
    CONTENT_SHA256_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    attachment_ref: str
    content_sha256: str
    media_type: str
    size: int
    def __init__(self, attachment_ref: _Optional[str] = ..., content_sha256: _Optional[str] = ..., media_type: _Optional[str] = ..., size: _Optional[int] = ...) -> None: ...

class ChecklistItemRecorded(_message.Message):
    __slots__ = ("checklist", "item", "version")
    CHECKLIST_FIELD_NUMBER: _ClassVar[int]
    ITEM_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    checklist: str
    item: str
    version: str
    def __init__(self, checklist: _Optional[str] = ..., item: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...
