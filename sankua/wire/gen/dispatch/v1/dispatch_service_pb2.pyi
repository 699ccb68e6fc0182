import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from sankua.wire.gen.case.v1 import events_pb2 as _events_pb2
from sankua.wire.gen.case.v1 import values_pb2 as _values_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CaseState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CASE_STATE_UNSPECIFIED: _ClassVar[CaseState]
    CASE_STATE_WAITING_FACTS: _ClassVar[CaseState]
    CASE_STATE_OFFERED: _ClassVar[CaseState]
    CASE_STATE_ACCEPTED: _ClassVar[CaseState]
    CASE_STATE_OPINION: _ClassVar[CaseState]
    CASE_STATE_CONCLUDED: _ClassVar[CaseState]
    CASE_STATE_REDIRECTED: _ClassVar[CaseState]
    CASE_STATE_LINKED: _ClassVar[CaseState]
    CASE_STATE_NOT_ACCEPTED: _ClassVar[CaseState]
    CASE_STATE_WITHDRAWN: _ClassVar[CaseState]
    CASE_STATE_REFERRED: _ClassVar[CaseState]
    CASE_STATE_WAITING_CONFIRMATION: _ClassVar[CaseState]
    CASE_STATE_DISPUTED: _ClassVar[CaseState]
    CASE_STATE_UNIT_REFUSED: _ClassVar[CaseState]
    CASE_STATE_MEDIATED: _ClassVar[CaseState]
    CASE_STATE_SETTLED: _ClassVar[CaseState]
    CASE_STATE_REOPENED: _ClassVar[CaseState]
    CASE_STATE_ARCHIVED: _ClassVar[CaseState]

class HandoffState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    HANDOFF_STATE_UNSPECIFIED: _ClassVar[HandoffState]
    HANDOFF_STATE_OFFERED: _ClassVar[HandoffState]
    HANDOFF_STATE_DELIVERED: _ClassVar[HandoffState]
    HANDOFF_STATE_ACCEPTED: _ClassVar[HandoffState]
    HANDOFF_STATE_OBJECTED: _ClassVar[HandoffState]
    HANDOFF_STATE_KEPT: _ClassVar[HandoffState]
    HANDOFF_STATE_DISPUTED: _ClassVar[HandoffState]
    HANDOFF_STATE_BOUND: _ClassVar[HandoffState]
    HANDOFF_STATE_RELEASED: _ClassVar[HandoffState]
    HANDOFF_STATE_REFUSED: _ClassVar[HandoffState]
    HANDOFF_STATE_PASSED_ON: _ClassVar[HandoffState]

class WorkKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    WORK_KIND_UNSPECIFIED: _ClassVar[WorkKind]
    WORK_KIND_ANSWER: _ClassVar[WorkKind]
    WORK_KIND_OBJECTION: _ClassVar[WorkKind]
    WORK_KIND_AGREE: _ClassVar[WorkKind]
    WORK_KIND_DECIDE: _ClassVar[WorkKind]
    WORK_KIND_CONFIRM: _ClassVar[WorkKind]
    WORK_KIND_REFUSED: _ClassVar[WorkKind]
    WORK_KIND_UNDELIVERED: _ClassVar[WorkKind]
    WORK_KIND_ACKNOWLEDGE: _ClassVar[WorkKind]
    WORK_KIND_REVIEW: _ClassVar[WorkKind]
    WORK_KIND_FACTS: _ClassVar[WorkKind]
CASE_STATE_UNSPECIFIED: CaseState
CASE_STATE_WAITING_FACTS: CaseState
CASE_STATE_OFFERED: CaseState
CASE_STATE_ACCEPTED: CaseState
CASE_STATE_OPINION: CaseState
CASE_STATE_CONCLUDED: CaseState
CASE_STATE_REDIRECTED: CaseState
CASE_STATE_LINKED: CaseState
CASE_STATE_NOT_ACCEPTED: CaseState
CASE_STATE_WITHDRAWN: CaseState
CASE_STATE_REFERRED: CaseState
CASE_STATE_WAITING_CONFIRMATION: CaseState
CASE_STATE_DISPUTED: CaseState
CASE_STATE_UNIT_REFUSED: CaseState
CASE_STATE_MEDIATED: CaseState
CASE_STATE_SETTLED: CaseState
CASE_STATE_REOPENED: CaseState
CASE_STATE_ARCHIVED: CaseState
HANDOFF_STATE_UNSPECIFIED: HandoffState
HANDOFF_STATE_OFFERED: HandoffState
HANDOFF_STATE_DELIVERED: HandoffState
HANDOFF_STATE_ACCEPTED: HandoffState
HANDOFF_STATE_OBJECTED: HandoffState
HANDOFF_STATE_KEPT: HandoffState
HANDOFF_STATE_DISPUTED: HandoffState
HANDOFF_STATE_BOUND: HandoffState
HANDOFF_STATE_RELEASED: HandoffState
HANDOFF_STATE_REFUSED: HandoffState
HANDOFF_STATE_PASSED_ON: HandoffState
WORK_KIND_UNSPECIFIED: WorkKind
WORK_KIND_ANSWER: WorkKind
WORK_KIND_OBJECTION: WorkKind
WORK_KIND_AGREE: WorkKind
WORK_KIND_DECIDE: WorkKind
WORK_KIND_CONFIRM: WorkKind
WORK_KIND_REFUSED: WorkKind
WORK_KIND_UNDELIVERED: WorkKind
WORK_KIND_ACKNOWLEDGE: WorkKind
WORK_KIND_REVIEW: WorkKind
WORK_KIND_FACTS: WorkKind

class Handoff(_message.Message):
    __slots__ = ("handoff_id", "case_id", "from_org", "to_org", "role", "mode", "state", "offered_time", "delivered_time", "accepted_time", "share", "report_due", "destination", "objections", "proposed_org")
    HANDOFF_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    FROM_ORG_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    OFFERED_TIME_FIELD_NUMBER: _ClassVar[int]
    DELIVERED_TIME_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_TIME_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    REPORT_DUE_FIELD_NUMBER: _ClassVar[int]
    DESTINATION_FIELD_NUMBER: _ClassVar[int]
    OBJECTIONS_FIELD_NUMBER: _ClassVar[int]
    PROPOSED_ORG_FIELD_NUMBER: _ClassVar[int]
    handoff_id: str
    case_id: str
    from_org: str
    to_org: str
    role: _values_pb2.Role
    mode: _values_pb2.Mode
    state: HandoffState
    offered_time: _timestamp_pb2.Timestamp
    delivered_time: _timestamp_pb2.Timestamp
    accepted_time: _timestamp_pb2.Timestamp
    share: str
    report_due: str
    destination: str
    objections: int
    proposed_org: str
    def __init__(self, handoff_id: _Optional[str] = ..., case_id: _Optional[str] = ..., from_org: _Optional[str] = ..., to_org: _Optional[str] = ..., role: _Optional[_Union[_values_pb2.Role, str]] = ..., mode: _Optional[_Union[_values_pb2.Mode, str]] = ..., state: _Optional[_Union[HandoffState, str]] = ..., offered_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., delivered_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., accepted_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., share: _Optional[str] = ..., report_due: _Optional[str] = ..., destination: _Optional[str] = ..., objections: _Optional[int] = ..., proposed_org: _Optional[str] = ...) -> None: ...

class Dispute(_message.Message):
    __slots__ = ("dispute_id", "state", "parties", "to_org", "lead", "since")
    DISPUTE_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PARTIES_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    LEAD_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    dispute_id: str
    state: str
    parties: _containers.RepeatedScalarFieldContainer[str]
    to_org: str
    lead: str
    since: _timestamp_pb2.Timestamp
    def __init__(self, dispute_id: _Optional[str] = ..., state: _Optional[str] = ..., parties: _Optional[_Iterable[str]] = ..., to_org: _Optional[str] = ..., lead: _Optional[str] = ..., since: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetCaseRequest(_message.Message):
    __slots__ = ("case_id",)
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    def __init__(self, case_id: _Optional[str] = ...) -> None: ...

class GetCaseResponse(_message.Message):
    __slots__ = ("case_id", "state", "lead", "decision", "handoffs", "version", "dispute", "allowed_steps", "bound", "hops", "review", "redirect_destination", "redirect_acknowledged")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    LEAD_FIELD_NUMBER: _ClassVar[int]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    HANDOFFS_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    DISPUTE_FIELD_NUMBER: _ClassVar[int]
    ALLOWED_STEPS_FIELD_NUMBER: _ClassVar[int]
    BOUND_FIELD_NUMBER: _ClassVar[int]
    HOPS_FIELD_NUMBER: _ClassVar[int]
    REVIEW_FIELD_NUMBER: _ClassVar[int]
    REDIRECT_DESTINATION_FIELD_NUMBER: _ClassVar[int]
    REDIRECT_ACKNOWLEDGED_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    state: CaseState
    lead: str
    decision: _values_pb2.RoutingDecision
    handoffs: _containers.RepeatedCompositeFieldContainer[Handoff]
    version: int
    dispute: Dispute
    allowed_steps: _containers.RepeatedScalarFieldContainer[str]
    bound: _containers.RepeatedScalarFieldContainer[str]
    hops: int
    review: str
    redirect_destination: str
    redirect_acknowledged: bool
    def __init__(self, case_id: _Optional[str] = ..., state: _Optional[_Union[CaseState, str]] = ..., lead: _Optional[str] = ..., decision: _Optional[_Union[_values_pb2.RoutingDecision, _Mapping]] = ..., handoffs: _Optional[_Iterable[_Union[Handoff, _Mapping]]] = ..., version: _Optional[int] = ..., dispute: _Optional[_Union[Dispute, _Mapping]] = ..., allowed_steps: _Optional[_Iterable[str]] = ..., bound: _Optional[_Iterable[str]] = ..., hops: _Optional[int] = ..., review: _Optional[str] = ..., redirect_destination: _Optional[str] = ..., redirect_acknowledged: _Optional[bool] = ...) -> None: ...

class ListHandoffsRequest(_message.Message):
    __slots__ = ("org", "states", "page_size", "page_token", "role", "from_org")
    ORG_FIELD_NUMBER: _ClassVar[int]
    STATES_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    FROM_ORG_FIELD_NUMBER: _ClassVar[int]
    org: str
    states: _containers.RepeatedScalarFieldContainer[HandoffState]
    page_size: int
    page_token: str
    role: _values_pb2.Role
    from_org: str
    def __init__(self, org: _Optional[str] = ..., states: _Optional[_Iterable[_Union[HandoffState, str]]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., role: _Optional[_Union[_values_pb2.Role, str]] = ..., from_org: _Optional[str] = ...) -> None: ...

class ListHandoffsResponse(_message.Message):
    __slots__ = ("handoffs", "next_page_token")
    HANDOFFS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    handoffs: _containers.RepeatedCompositeFieldContainer[Handoff]
    next_page_token: str
    def __init__(self, handoffs: _Optional[_Iterable[_Union[Handoff, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class AcceptHandoffRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "handoff_id", "notice_sent_at", "expected_version")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    HANDOFF_ID_FIELD_NUMBER: _ClassVar[int]
    NOTICE_SENT_AT_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    handoff_id: str
    notice_sent_at: _timestamp_pb2.Timestamp
    expected_version: int
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., handoff_id: _Optional[str] = ..., notice_sent_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expected_version: _Optional[int] = ...) -> None: ...

class AcceptHandoffResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class IssueOpinionRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "result", "basis", "expected_version", "document_sha256")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_SHA256_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    result: _values_pb2.OpinionResult
    basis: _containers.RepeatedScalarFieldContainer[str]
    expected_version: int
    document_sha256: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., result: _Optional[_Union[_values_pb2.OpinionResult, str]] = ..., basis: _Optional[_Iterable[str]] = ..., expected_version: _Optional[int] = ..., document_sha256: _Optional[str] = ...) -> None: ...

class IssueOpinionResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class DeliverOpinionRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "delivered_at", "expected_version")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DELIVERED_AT_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    delivered_at: _timestamp_pb2.Timestamp
    expected_version: int
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., delivered_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expected_version: _Optional[int] = ...) -> None: ...

class DeliverOpinionResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class ConcludeCaseRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ...) -> None: ...

class ConcludeCaseResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class RecordOutcomeRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "replied_time", "result", "expected_version")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    REPLIED_TIME_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    replied_time: _timestamp_pb2.Timestamp
    result: _values_pb2.OpinionResult
    expected_version: int
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., replied_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., result: _Optional[_Union[_values_pb2.OpinionResult, str]] = ..., expected_version: _Optional[int] = ...) -> None: ...

class RecordOutcomeResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class ConfirmRoutingRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "decision_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    DECISION_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    decision_id: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., decision_id: _Optional[str] = ...) -> None: ...

class ConfirmRoutingResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class RefuseCaseRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "reason", "basis")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    reason: str
    basis: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., reason: _Optional[str] = ..., basis: _Optional[_Iterable[str]] = ...) -> None: ...

class RefuseCaseResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class OfferHandoffRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "to_org", "role", "mode", "share", "report_due")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    REPORT_DUE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    to_org: str
    role: _values_pb2.Role
    mode: _values_pb2.Mode
    share: str
    report_due: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., to_org: _Optional[str] = ..., role: _Optional[_Union[_values_pb2.Role, str]] = ..., mode: _Optional[_Union[_values_pb2.Mode, str]] = ..., share: _Optional[str] = ..., report_due: _Optional[str] = ...) -> None: ...

class OfferHandoffResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class ForwardHandoffRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "handoff_id", "to_org", "mode", "report_due")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    HANDOFF_ID_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    REPORT_DUE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    handoff_id: str
    to_org: str
    mode: _values_pb2.Mode
    report_due: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., handoff_id: _Optional[str] = ..., to_org: _Optional[str] = ..., mode: _Optional[_Union[_values_pb2.Mode, str]] = ..., report_due: _Optional[str] = ...) -> None: ...

class ForwardHandoffResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class DeliverHandoffRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "handoff_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    HANDOFF_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    handoff_id: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., handoff_id: _Optional[str] = ...) -> None: ...

class DeliverHandoffResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class RefuseHandoffRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "handoff_id", "reason", "basis")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    HANDOFF_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    handoff_id: str
    reason: str
    basis: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., handoff_id: _Optional[str] = ..., reason: _Optional[str] = ..., basis: _Optional[_Iterable[str]] = ...) -> None: ...

class RefuseHandoffResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class ObjectHandoffRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "handoff_id", "reason_code", "reason", "legal_basis", "proposed_org", "evidence")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    HANDOFF_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_CODE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    LEGAL_BASIS_FIELD_NUMBER: _ClassVar[int]
    PROPOSED_ORG_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    handoff_id: str
    reason_code: str
    reason: str
    legal_basis: str
    proposed_org: str
    evidence: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., handoff_id: _Optional[str] = ..., reason_code: _Optional[str] = ..., reason: _Optional[str] = ..., legal_basis: _Optional[str] = ..., proposed_org: _Optional[str] = ..., evidence: _Optional[str] = ...) -> None: ...

class ObjectHandoffResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class DecideObjectionRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "handoff_id", "upheld", "reason", "to_org")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    HANDOFF_ID_FIELD_NUMBER: _ClassVar[int]
    UPHELD_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    handoff_id: str
    upheld: bool
    reason: str
    to_org: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., handoff_id: _Optional[str] = ..., upheld: _Optional[bool] = ..., reason: _Optional[str] = ..., to_org: _Optional[str] = ...) -> None: ...

class DecideObjectionResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class ReplaceOrganRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "handoff_id", "to_org", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    HANDOFF_ID_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    handoff_id: str
    to_org: str
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., handoff_id: _Optional[str] = ..., to_org: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class ReplaceOrganResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class OpenDisputeRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "proposed_org")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    PROPOSED_ORG_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    proposed_org: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., proposed_org: _Optional[str] = ...) -> None: ...

class OpenDisputeResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class AgreeDisputeRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "co_handlers")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    CO_HANDLERS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    co_handlers: _containers.RepeatedCompositeFieldContainer[_values_pb2.OrgShare]
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., co_handlers: _Optional[_Iterable[_Union[_values_pb2.OrgShare, _Mapping]]] = ...) -> None: ...

class AgreeDisputeResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class ReferDisputeRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ...) -> None: ...

class ReferDisputeResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class DecideDisputeRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "lead", "co_handlers", "basis")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    LEAD_FIELD_NUMBER: _ClassVar[int]
    CO_HANDLERS_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    lead: str
    co_handlers: _containers.RepeatedCompositeFieldContainer[_values_pb2.OrgShare]
    basis: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., lead: _Optional[str] = ..., co_handlers: _Optional[_Iterable[_Union[_values_pb2.OrgShare, _Mapping]]] = ..., basis: _Optional[_Iterable[str]] = ...) -> None: ...

class DecideDisputeResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class ReportProgressRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "handoff_id", "summary", "duty")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    HANDOFF_ID_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    DUTY_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    handoff_id: str
    summary: str
    duty: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., handoff_id: _Optional[str] = ..., summary: _Optional[str] = ..., duty: _Optional[str] = ...) -> None: ...

class ReportProgressResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class ConvertProcedureRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "to_procedure", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    TO_PROCEDURE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    to_procedure: str
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., to_procedure: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class ConvertProcedureResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class ExtendHandlingRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "days", "approver", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    DAYS_FIELD_NUMBER: _ClassVar[int]
    APPROVER_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    days: int
    approver: str
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., days: _Optional[int] = ..., approver: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class ExtendHandlingResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class RecordHearingRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "stage", "days")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    DAYS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    stage: _events_pb2.HearingStage
    days: int
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., stage: _Optional[_Union[_events_pb2.HearingStage, str]] = ..., days: _Optional[int] = ...) -> None: ...

class RecordHearingResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class RecordMediationRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "kind", "agreed")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    AGREED_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    kind: str
    agreed: bool
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., kind: _Optional[str] = ..., agreed: _Optional[bool] = ...) -> None: ...

class RecordMediationResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class ExecuteOpinionRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ...) -> None: ...

class ExecuteOpinionResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class ReportResultRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "handoff_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    HANDOFF_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    handoff_id: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., handoff_id: _Optional[str] = ...) -> None: ...

class ReportResultResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class DecideReviewRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "result")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    result: _values_pb2.OpinionResult
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., result: _Optional[_Union[_values_pb2.OpinionResult, str]] = ...) -> None: ...

class DecideReviewResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class DeliverReviewRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "delivered_at")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    DELIVERED_AT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    delivered_at: _timestamp_pb2.Timestamp
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., delivered_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class DeliverReviewResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class MakeSettlementPlanRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "plan")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    PLAN_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    plan: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., plan: _Optional[str] = ...) -> None: ...

class MakeSettlementPlanResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class RecordChecklistItemRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "checklist", "item")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    CHECKLIST_FIELD_NUMBER: _ClassVar[int]
    ITEM_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    checklist: str
    item: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., checklist: _Optional[str] = ..., item: _Optional[str] = ...) -> None: ...

class RecordChecklistItemResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class SettleCaseRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "grade")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    GRADE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    grade: _events_pb2.SettlementGrade
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., grade: _Optional[_Union[_events_pb2.SettlementGrade, _Mapping]] = ...) -> None: ...

class SettleCaseResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class ReopenCaseRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "cause")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    cause: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., cause: _Optional[str] = ...) -> None: ...

class ReopenCaseResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class ArchiveCaseRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ...) -> None: ...

class ArchiveCaseResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class RedirectCaseRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "to_org", "destination")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    DESTINATION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    to_org: str
    destination: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., to_org: _Optional[str] = ..., destination: _Optional[str] = ...) -> None: ...

class RedirectCaseResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class AcknowledgeRedirectRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "destination")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    DESTINATION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    destination: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., destination: _Optional[str] = ...) -> None: ...

class AcknowledgeRedirectResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class RecordRedirectResultRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "expected_version", "result", "outcome", "next_org", "next_destination")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    NEXT_ORG_FIELD_NUMBER: _ClassVar[int]
    NEXT_DESTINATION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    expected_version: int
    result: str
    outcome: str
    next_org: str
    next_destination: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., expected_version: _Optional[int] = ..., result: _Optional[str] = ..., outcome: _Optional[str] = ..., next_org: _Optional[str] = ..., next_destination: _Optional[str] = ...) -> None: ...

class RecordRedirectResultResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class Work(_message.Message):
    __slots__ = ("kind", "case_id", "about", "since")
    KIND_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ABOUT_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    kind: WorkKind
    case_id: str
    about: str
    since: _timestamp_pb2.Timestamp
    def __init__(self, kind: _Optional[_Union[WorkKind, str]] = ..., case_id: _Optional[str] = ..., about: _Optional[str] = ..., since: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListWorkRequest(_message.Message):
    __slots__ = ("org", "kinds", "page_size", "page_token")
    ORG_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    org: str
    kinds: _containers.RepeatedScalarFieldContainer[WorkKind]
    page_size: int
    page_token: str
    def __init__(self, org: _Optional[str] = ..., kinds: _Optional[_Iterable[_Union[WorkKind, str]]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListWorkResponse(_message.Message):
    __slots__ = ("work", "next_page_token")
    WORK_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    work: _containers.RepeatedCompositeFieldContainer[Work]
    next_page_token: str
    def __init__(self, work: _Optional[_Iterable[_Union[Work, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class WatchInboxRequest(_message.Message):
    __slots__ = ("org", "only_new")
    ORG_FIELD_NUMBER: _ClassVar[int]
    ONLY_NEW_FIELD_NUMBER: _ClassVar[int]
    org: str
    only_new: bool
    def __init__(self, org: _Optional[str] = ..., only_new: _Optional[bool] = ...) -> None: ...

class WatchInboxResponse(_message.Message):
    __slots__ = ("handoff",)
    HANDOFF_FIELD_NUMBER: _ClassVar[int]
    handoff: Handoff
    def __init__(self, handoff: _Optional[_Union[Handoff, _Mapping]] = ...) -> None: ...

class BatchAcceptItem(_message.Message):
    __slots__ = ("request_id", "case_id", "handoff_id", "notice_sent_at", "expected_version")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    HANDOFF_ID_FIELD_NUMBER: _ClassVar[int]
    NOTICE_SENT_AT_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    handoff_id: str
    notice_sent_at: _timestamp_pb2.Timestamp
    expected_version: int
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., handoff_id: _Optional[str] = ..., notice_sent_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expected_version: _Optional[int] = ...) -> None: ...

class BatchAcceptRequest(_message.Message):
    __slots__ = ("items",)
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[BatchAcceptItem]
    def __init__(self, items: _Optional[_Iterable[_Union[BatchAcceptItem, _Mapping]]] = ...) -> None: ...

class BatchResult(_message.Message):
    __slots__ = ("request_id", "version", "created", "code", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    version: int
    created: bool
    code: str
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., version: _Optional[int] = ..., created: _Optional[bool] = ..., code: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class BatchAcceptResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[BatchResult]
    def __init__(self, results: _Optional[_Iterable[_Union[BatchResult, _Mapping]]] = ...) -> None: ...

class BatchForwardItem(_message.Message):
    __slots__ = ("request_id", "case_id", "handoff_id", "to_org", "mode", "report_due", "expected_version")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    HANDOFF_ID_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    REPORT_DUE_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    handoff_id: str
    to_org: str
    mode: _values_pb2.Mode
    report_due: str
    expected_version: int
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., handoff_id: _Optional[str] = ..., to_org: _Optional[str] = ..., mode: _Optional[_Union[_values_pb2.Mode, str]] = ..., report_due: _Optional[str] = ..., expected_version: _Optional[int] = ...) -> None: ...

class BatchForwardRequest(_message.Message):
    __slots__ = ("items",)
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[BatchForwardItem]
    def __init__(self, items: _Optional[_Iterable[_Union[BatchForwardItem, _Mapping]]] = ...) -> None: ...

class BatchForwardResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[BatchResult]
    def __init__(self, results: _Optional[_Iterable[_Union[BatchResult, _Mapping]]] = ...) -> None: ...

class RenderOpinionRequest(_message.Message):
    __slots__ = ("case_id", "claim", "facts", "opinion", "result", "basis", "addressee")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    CLAIM_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    OPINION_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    ADDRESSEE_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    claim: str
    facts: str
    opinion: str
    result: _values_pb2.OpinionResult
    basis: _containers.RepeatedScalarFieldContainer[str]
    addressee: str
    def __init__(self, case_id: _Optional[str] = ..., claim: _Optional[str] = ..., facts: _Optional[str] = ..., opinion: _Optional[str] = ..., result: _Optional[_Union[_values_pb2.OpinionResult, str]] = ..., basis: _Optional[_Iterable[str]] = ..., addressee: _Optional[str] = ...) -> None: ...

class RenderOpinionResponse(_message.Message):
    __slots__ = ("document", "sha256")
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    document: bytes
    sha256: str
    def __init__(self, document: _Optional[bytes] = ..., sha256: _Optional[str] = ...) -> None: ...
