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

class IdKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ID_KIND_UNSPECIFIED: _ClassVar[IdKind]
    ID_KIND_RESIDENT: _ClassVar[IdKind]
    ID_KIND_PASSPORT: _ClassVar[IdKind]
    ID_KIND_OTHER: _ClassVar[IdKind]

class VisitStep(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VISIT_STEP_UNSPECIFIED: _ClassVar[VisitStep]
    VISIT_STEP_NUMBERED: _ClassVar[VisitStep]
    VISIT_STEP_GUIDED: _ClassVar[VisitStep]
    VISIT_STEP_RECEIVED: _ClassVar[VisitStep]
    VISIT_STEP_FORWARDED: _ClassVar[VisitStep]
    VISIT_STEP_REVIEWED: _ClassVar[VisitStep]
    VISIT_STEP_HEARD: _ClassVar[VisitStep]
    VISIT_STEP_EVALUATED: _ClassVar[VisitStep]
    VISIT_STEP_ARCHIVED: _ClassVar[VisitStep]
ID_KIND_UNSPECIFIED: IdKind
ID_KIND_RESIDENT: IdKind
ID_KIND_PASSPORT: IdKind
ID_KIND_OTHER: IdKind
VISIT_STEP_UNSPECIFIED: VisitStep
VISIT_STEP_NUMBERED: VisitStep
VISIT_STEP_GUIDED: VisitStep
VISIT_STEP_RECEIVED: VisitStep
VISIT_STEP_FORWARDED: VisitStep
VISIT_STEP_REVIEWED: VisitStep
VISIT_STEP_HEARD: VisitStep
VISIT_STEP_EVALUATED: VisitStep
VISIT_STEP_ARCHIVED: VisitStep

class Petitioner(_message.Message):
    __slots__ = ("name", "phone", "id_number", "ref", "email", "id_kind")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    ID_NUMBER_FIELD_NUMBER: _ClassVar[int]
    REF_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    ID_KIND_FIELD_NUMBER: _ClassVar[int]
    name: str
    phone: str
    id_number: str
    ref: str
    email: str
    id_kind: IdKind
    def __init__(self, name: _Optional[str] = ..., phone: _Optional[str] = ..., id_number: _Optional[str] = ..., ref: _Optional[str] = ..., email: _Optional[str] = ..., id_kind: _Optional[_Union[IdKind, str]] = ...) -> None: ...

class Registration(_message.Message):
    __slots__ = ("channel", "purpose", "branch", "facts", "title", "content", "petitioner", "petitioner_count", "anonymous", "urgent", "registered_by", "received_at", "repeat_of", "simplified", "derived", "occurred_time", "source_ref", "representatives")
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    BRANCH_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    PETITIONER_FIELD_NUMBER: _ClassVar[int]
    PETITIONER_COUNT_FIELD_NUMBER: _ClassVar[int]
    ANONYMOUS_FIELD_NUMBER: _ClassVar[int]
    URGENT_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_BY_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_AT_FIELD_NUMBER: _ClassVar[int]
    REPEAT_OF_FIELD_NUMBER: _ClassVar[int]
    SIMPLIFIED_FIELD_NUMBER: _ClassVar[int]
    DERIVED_FIELD_NUMBER: _ClassVar[int]
    OCCURRED_TIME_FIELD_NUMBER: _ClassVar[int]
    SOURCE_REF_FIELD_NUMBER: _ClassVar[int]
    REPRESENTATIVES_FIELD_NUMBER: _ClassVar[int]
    channel: _values_pb2.Channel
    purpose: _values_pb2.Purpose
    branch: _values_pb2.Branch
    facts: _values_pb2.CaseFacts
    title: str
    content: str
    petitioner: Petitioner
    petitioner_count: int
    anonymous: bool
    urgent: bool
    registered_by: str
    received_at: _timestamp_pb2.Timestamp
    repeat_of: str
    simplified: bool
    derived: bool
    occurred_time: _timestamp_pb2.Timestamp
    source_ref: str
    representatives: _containers.RepeatedCompositeFieldContainer[Petitioner]
    def __init__(self, channel: _Optional[_Union[_values_pb2.Channel, str]] = ..., purpose: _Optional[_Union[_values_pb2.Purpose, str]] = ..., branch: _Optional[_Union[_values_pb2.Branch, str]] = ..., facts: _Optional[_Union[_values_pb2.CaseFacts, _Mapping]] = ..., title: _Optional[str] = ..., content: _Optional[str] = ..., petitioner: _Optional[_Union[Petitioner, _Mapping]] = ..., petitioner_count: _Optional[int] = ..., anonymous: _Optional[bool] = ..., urgent: _Optional[bool] = ..., registered_by: _Optional[str] = ..., received_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., repeat_of: _Optional[str] = ..., simplified: _Optional[bool] = ..., derived: _Optional[bool] = ..., occurred_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., source_ref: _Optional[str] = ..., representatives: _Optional[_Iterable[_Union[Petitioner, _Mapping]]] = ...) -> None: ...

class RegisterCaseRequest(_message.Message):
    __slots__ = ("request_id", "registration")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REGISTRATION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    registration: Registration
    def __init__(self, request_id: _Optional[str] = ..., registration: _Optional[_Union[Registration, _Mapping]] = ...) -> None: ...

class RegisterCaseResponse(_message.Message):
    __slots__ = ("case_id", "created", "query_code", "same_matter_case")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    QUERY_CODE_FIELD_NUMBER: _ClassVar[int]
    SAME_MATTER_CASE_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    created: bool
    query_code: str
    same_matter_case: str
    def __init__(self, case_id: _Optional[str] = ..., created: _Optional[bool] = ..., query_code: _Optional[str] = ..., same_matter_case: _Optional[str] = ...) -> None: ...

class RegisterCasesRequest(_message.Message):
    __slots__ = ("request_id", "registration")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REGISTRATION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    registration: Registration
    def __init__(self, request_id: _Optional[str] = ..., registration: _Optional[_Union[Registration, _Mapping]] = ...) -> None: ...

class RegisterCasesResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[RegisterCasesResult]
    def __init__(self, results: _Optional[_Iterable[_Union[RegisterCasesResult, _Mapping]]] = ...) -> None: ...

class RegisterCasesResult(_message.Message):
    __slots__ = ("request_id", "case_id", "created", "errors", "query_code", "same_matter_case")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    ERRORS_FIELD_NUMBER: _ClassVar[int]
    QUERY_CODE_FIELD_NUMBER: _ClassVar[int]
    SAME_MATTER_CASE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    created: bool
    errors: _containers.RepeatedCompositeFieldContainer[FieldError]
    query_code: str
    same_matter_case: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., created: _Optional[bool] = ..., errors: _Optional[_Iterable[_Union[FieldError, _Mapping]]] = ..., query_code: _Optional[str] = ..., same_matter_case: _Optional[str] = ...) -> None: ...

class FieldError(_message.Message):
    __slots__ = ("field", "reason")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    field: str
    reason: str
    def __init__(self, field: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class AmendFactsRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "facts", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    facts: _values_pb2.CaseFacts
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., facts: _Optional[_Union[_values_pb2.CaseFacts, _Mapping]] = ..., reason: _Optional[str] = ...) -> None: ...

class AmendFactsResponse(_message.Message):
    __slots__ = ("created",)
    CREATED_FIELD_NUMBER: _ClassVar[int]
    created: bool
    def __init__(self, created: _Optional[bool] = ...) -> None: ...

class GetCaseRequest(_message.Message):
    __slots__ = ("case_id",)
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    def __init__(self, case_id: _Optional[str] = ...) -> None: ...

class GetCaseResponse(_message.Message):
    __slots__ = ("case_id", "channel", "purpose", "registered_time", "registered_by", "facts", "source_ref", "stands", "missing_facts", "attachments", "destroyed")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_TIME_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_BY_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    SOURCE_REF_FIELD_NUMBER: _ClassVar[int]
    STANDS_FIELD_NUMBER: _ClassVar[int]
    MISSING_FACTS_FIELD_NUMBER: _ClassVar[int]
    ATTACHMENTS_FIELD_NUMBER: _ClassVar[int]
    DESTROYED_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    channel: _values_pb2.Channel
    purpose: _values_pb2.Purpose
    registered_time: _timestamp_pb2.Timestamp
    registered_by: str
    facts: _values_pb2.CaseFacts
    source_ref: str
    stands: str
    missing_facts: _containers.RepeatedScalarFieldContainer[str]
    attachments: _containers.RepeatedCompositeFieldContainer[Attachment]
    destroyed: bool
    def __init__(self, case_id: _Optional[str] = ..., channel: _Optional[_Union[_values_pb2.Channel, str]] = ..., purpose: _Optional[_Union[_values_pb2.Purpose, str]] = ..., registered_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., registered_by: _Optional[str] = ..., facts: _Optional[_Union[_values_pb2.CaseFacts, _Mapping]] = ..., source_ref: _Optional[str] = ..., stands: _Optional[str] = ..., missing_facts: _Optional[_Iterable[str]] = ..., attachments: _Optional[_Iterable[_Union[Attachment, _Mapping]]] = ..., destroyed: _Optional[bool] = ...) -> None: ...

class Attachment(_message.Message):
    __slots__ = ("attachment_id", "media_type", "size", "content_sha256")
    ATTACHMENT_ID_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    CONTENT_SHA256_FIELD_NUMBER: _ClassVar[int]
    attachment_id: str
    media_type: str
    size: int
    content_sha256: str
    def __init__(self, attachment_id: _Optional[str] = ..., media_type: _Optional[str] = ..., size: _Optional[int] = ..., content_sha256: _Optional[str] = ...) -> None: ...

class GetRoutingFactsRequest(_message.Message):
    __slots__ = ("case_id", "purpose")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    purpose: str
    def __init__(self, case_id: _Optional[str] = ..., purpose: _Optional[str] = ...) -> None: ...

class GetRoutingFactsResponse(_message.Message):
    __slots__ = ("facts",)
    FACTS_FIELD_NUMBER: _ClassVar[int]
    facts: _values_pb2.CaseFacts
    def __init__(self, facts: _Optional[_Union[_values_pb2.CaseFacts, _Mapping]] = ...) -> None: ...

class ReadContentRequest(_message.Message):
    __slots__ = ("case_id", "purpose")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    purpose: str
    def __init__(self, case_id: _Optional[str] = ..., purpose: _Optional[str] = ...) -> None: ...

class ReadContentResponse(_message.Message):
    __slots__ = ("title", "content")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    title: str
    content: str
    def __init__(self, title: _Optional[str] = ..., content: _Optional[str] = ...) -> None: ...

class CheckOrgansRequest(_message.Message):
    __slots__ = ("case_id", "orgs", "handle")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ORGS_FIELD_NUMBER: _ClassVar[int]
    HANDLE_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    orgs: _containers.RepeatedScalarFieldContainer[str]
    handle: bool
    def __init__(self, case_id: _Optional[str] = ..., orgs: _Optional[_Iterable[str]] = ..., handle: _Optional[bool] = ...) -> None: ...

class CheckOrgansResponse(_message.Message):
    __slots__ = ("allowed",)
    ALLOWED_FIELD_NUMBER: _ClassVar[int]
    allowed: bool
    def __init__(self, allowed: _Optional[bool] = ...) -> None: ...

class RevealIdentityRequest(_message.Message):
    __slots__ = ("case_id", "purpose")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    purpose: str
    def __init__(self, case_id: _Optional[str] = ..., purpose: _Optional[str] = ...) -> None: ...

class RevealIdentityResponse(_message.Message):
    __slots__ = ("petitioners",)
    PETITIONERS_FIELD_NUMBER: _ClassVar[int]
    petitioners: _containers.RepeatedCompositeFieldContainer[Petitioner]
    def __init__(self, petitioners: _Optional[_Iterable[_Union[Petitioner, _Mapping]]] = ...) -> None: ...

class DestroyCaseRequest(_message.Message):
    __slots__ = ("case_id", "reason")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    reason: str
    def __init__(self, case_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class DestroyCaseResponse(_message.Message):
    __slots__ = ("destroyed", "attachments")
    DESTROYED_FIELD_NUMBER: _ClassVar[int]
    ATTACHMENTS_FIELD_NUMBER: _ClassVar[int]
    destroyed: bool
    attachments: int
    def __init__(self, destroyed: _Optional[bool] = ..., attachments: _Optional[int] = ...) -> None: ...

class RotateKeysRequest(_message.Message):
    __slots__ = ("limit",)
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    limit: int
    def __init__(self, limit: _Optional[int] = ...) -> None: ...

class RotateKeysResponse(_message.Message):
    __slots__ = ("rotated", "remaining")
    ROTATED_FIELD_NUMBER: _ClassVar[int]
    REMAINING_FIELD_NUMBER: _ClassVar[int]
    rotated: int
    remaining: int
    def __init__(self, rotated: _Optional[int] = ..., remaining: _Optional[int] = ...) -> None: ...

class FindSimilarRequest(_message.Message):
    __slots__ = ("case_id", "registration", "purpose", "page_size")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    REGISTRATION_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    registration: Registration
    purpose: str
    page_size: int
    def __init__(self, case_id: _Optional[str] = ..., registration: _Optional[_Union[Registration, _Mapping]] = ..., purpose: _Optional[str] = ..., page_size: _Optional[int] = ...) -> None: ...

class FindSimilarResponse(_message.Message):
    __slots__ = ("candidates",)
    CANDIDATES_FIELD_NUMBER: _ClassVar[int]
    candidates: _containers.RepeatedCompositeFieldContainer[SimilarCase]
    def __init__(self, candidates: _Optional[_Iterable[_Union[SimilarCase, _Mapping]]] = ...) -> None: ...

class SimilarCase(_message.Message):
    __slots__ = ("case_id", "score", "same_person", "words", "facts", "stands")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    SAME_PERSON_FIELD_NUMBER: _ClassVar[int]
    WORDS_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    STANDS_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    score: float
    same_person: bool
    words: _containers.RepeatedScalarFieldContainer[str]
    facts: _containers.RepeatedScalarFieldContainer[str]
    stands: str
    def __init__(self, case_id: _Optional[str] = ..., score: _Optional[float] = ..., same_person: _Optional[bool] = ..., words: _Optional[_Iterable[str]] = ..., facts: _Optional[_Iterable[str]] = ..., stands: _Optional[str] = ...) -> None: ...

class WithdrawCaseRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class WithdrawCaseResponse(_message.Message):
    __slots__ = ("created",)
    CREATED_FIELD_NUMBER: _ClassVar[int]
    created: bool
    def __init__(self, created: _Optional[bool] = ...) -> None: ...

class AddAttachmentRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "name", "content")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    name: str
    content: bytes
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., name: _Optional[str] = ..., content: _Optional[bytes] = ...) -> None: ...

class AddAttachmentResponse(_message.Message):
    __slots__ = ("attachment", "created")
    ATTACHMENT_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    attachment: Attachment
    created: bool
    def __init__(self, attachment: _Optional[_Union[Attachment, _Mapping]] = ..., created: _Optional[bool] = ...) -> None: ...

class ReadAttachmentRequest(_message.Message):
    __slots__ = ("case_id", "attachment_id", "purpose")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ATTACHMENT_ID_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    attachment_id: str
    purpose: str
    def __init__(self, case_id: _Optional[str] = ..., attachment_id: _Optional[str] = ..., purpose: _Optional[str] = ...) -> None: ...

class ReadAttachmentResponse(_message.Message):
    __slots__ = ("name", "media_type", "content")
    NAME_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    name: str
    media_type: str
    content: bytes
    def __init__(self, name: _Optional[str] = ..., media_type: _Optional[str] = ..., content: _Optional[bytes] = ...) -> None: ...

class RequestReviewRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "final", "to_org", "requested_at")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    FINAL_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    REQUESTED_AT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    final: bool
    to_org: str
    requested_at: _timestamp_pb2.Timestamp
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., final: _Optional[bool] = ..., to_org: _Optional[str] = ..., requested_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RequestReviewResponse(_message.Message):
    __slots__ = ("created", "to_org")
    CREATED_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    created: bool
    to_org: str
    def __init__(self, created: _Optional[bool] = ..., to_org: _Optional[str] = ...) -> None: ...

class EvaluateCaseRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "target", "rating", "query_code")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    RATING_FIELD_NUMBER: _ClassVar[int]
    QUERY_CODE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    target: _events_pb2.EvaluationTarget
    rating: _events_pb2.Rating
    query_code: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., target: _Optional[_Union[_events_pb2.EvaluationTarget, str]] = ..., rating: _Optional[_Union[_events_pb2.Rating, str]] = ..., query_code: _Optional[str] = ...) -> None: ...

class EvaluateCaseResponse(_message.Message):
    __slots__ = ("created",)
    CREATED_FIELD_NUMBER: _ClassVar[int]
    created: bool
    def __init__(self, created: _Optional[bool] = ...) -> None: ...

class TrackCaseRequest(_message.Message):
    __slots__ = ("case_id", "query_code")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    QUERY_CODE_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    query_code: str
    def __init__(self, case_id: _Optional[str] = ..., query_code: _Optional[str] = ...) -> None: ...

class TrackCaseResponse(_message.Message):
    __slots__ = ("status", "steps", "rights")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    RIGHTS_FIELD_NUMBER: _ClassVar[int]
    status: str
    steps: _containers.RepeatedCompositeFieldContainer[PublicStep]
    rights: _containers.RepeatedCompositeFieldContainer[PetitionerRight]
    def __init__(self, status: _Optional[str] = ..., steps: _Optional[_Iterable[_Union[PublicStep, _Mapping]]] = ..., rights: _Optional[_Iterable[_Union[PetitionerRight, _Mapping]]] = ...) -> None: ...

class PublicStep(_message.Message):
    __slots__ = ("kind", "step_time", "org", "title")
    KIND_FIELD_NUMBER: _ClassVar[int]
    STEP_TIME_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    kind: str
    step_time: _timestamp_pb2.Timestamp
    org: str
    title: str
    def __init__(self, kind: _Optional[str] = ..., step_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., org: _Optional[str] = ..., title: _Optional[str] = ...) -> None: ...

class PetitionerRight(_message.Message):
    __slots__ = ("kind", "due_on", "basis")
    KIND_FIELD_NUMBER: _ClassVar[int]
    DUE_ON_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    kind: str
    due_on: str
    basis: str
    def __init__(self, kind: _Optional[str] = ..., due_on: _Optional[str] = ..., basis: _Optional[str] = ...) -> None: ...

class SuggestClassificationRequest(_message.Message):
    __slots__ = ("registration",)
    REGISTRATION_FIELD_NUMBER: _ClassVar[int]
    registration: Registration
    def __init__(self, registration: _Optional[_Union[Registration, _Mapping]] = ...) -> None: ...

class SuggestClassificationResponse(_message.Message):
    __slots__ = ("model", "suggestions")
    MODEL_FIELD_NUMBER: _ClassVar[int]
    SUGGESTIONS_FIELD_NUMBER: _ClassVar[int]
    model: str
    suggestions: _containers.RepeatedCompositeFieldContainer[Suggestion]
    def __init__(self, model: _Optional[str] = ..., suggestions: _Optional[_Iterable[_Union[Suggestion, _Mapping]]] = ...) -> None: ...

class Suggestion(_message.Message):
    __slots__ = ("field", "value", "score", "reasons", "must_confirm")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    MUST_CONFIRM_FIELD_NUMBER: _ClassVar[int]
    field: str
    value: str
    score: float
    reasons: _containers.RepeatedScalarFieldContainer[str]
    must_confirm: bool
    def __init__(self, field: _Optional[str] = ..., value: _Optional[str] = ..., score: _Optional[float] = ..., reasons: _Optional[_Iterable[str]] = ..., must_confirm: _Optional[bool] = ...) -> None: ...

class TakeNumberRequest(_message.Message):
    __slots__ = ("request_id", "office", "people", "first")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    OFFICE_FIELD_NUMBER: _ClassVar[int]
    PEOPLE_FIELD_NUMBER: _ClassVar[int]
    FIRST_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    office: str
    people: int
    first: bool
    def __init__(self, request_id: _Optional[str] = ..., office: _Optional[str] = ..., people: _Optional[int] = ..., first: _Optional[bool] = ...) -> None: ...

class TakeNumberResponse(_message.Message):
    __slots__ = ("visit", "created")
    VISIT_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    visit: Visit
    created: bool
    def __init__(self, visit: _Optional[_Union[Visit, _Mapping]] = ..., created: _Optional[bool] = ...) -> None: ...

class RecordVisitRequest(_message.Message):
    __slots__ = ("visit_id", "step", "procedure", "case_id", "window")
    VISIT_ID_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    visit_id: str
    step: VisitStep
    procedure: str
    case_id: str
    window: str
    def __init__(self, visit_id: _Optional[str] = ..., step: _Optional[_Union[VisitStep, str]] = ..., procedure: _Optional[str] = ..., case_id: _Optional[str] = ..., window: _Optional[str] = ...) -> None: ...

class RecordVisitResponse(_message.Message):
    __slots__ = ("visit",)
    VISIT_FIELD_NUMBER: _ClassVar[int]
    visit: Visit
    def __init__(self, visit: _Optional[_Union[Visit, _Mapping]] = ...) -> None: ...

class GetVisitRequest(_message.Message):
    __slots__ = ("visit_id",)
    VISIT_ID_FIELD_NUMBER: _ClassVar[int]
    visit_id: str
    def __init__(self, visit_id: _Optional[str] = ...) -> None: ...

class GetVisitResponse(_message.Message):
    __slots__ = ("visit",)
    VISIT_FIELD_NUMBER: _ClassVar[int]
    visit: Visit
    def __init__(self, visit: _Optional[_Union[Visit, _Mapping]] = ...) -> None: ...

class ListVisitsRequest(_message.Message):
    __slots__ = ("office", "day")
    OFFICE_FIELD_NUMBER: _ClassVar[int]
    DAY_FIELD_NUMBER: _ClassVar[int]
    office: str
    day: str
    def __init__(self, office: _Optional[str] = ..., day: _Optional[str] = ...) -> None: ...

class ListVisitsResponse(_message.Message):
    __slots__ = ("visits",)
    VISITS_FIELD_NUMBER: _ClassVar[int]
    visits: _containers.RepeatedCompositeFieldContainer[Visit]
    def __init__(self, visits: _Optional[_Iterable[_Union[Visit, _Mapping]]] = ...) -> None: ...

class Visit(_message.Message):
    __slots__ = ("visit_id", "number", "people", "first", "procedure", "case_id", "steps")
    VISIT_ID_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    PEOPLE_FIELD_NUMBER: _ClassVar[int]
    FIRST_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    visit_id: str
    number: int
    people: int
    first: bool
    procedure: str
    case_id: str
    steps: _containers.RepeatedCompositeFieldContainer[VisitMoment]
    def __init__(self, visit_id: _Optional[str] = ..., number: _Optional[int] = ..., people: _Optional[int] = ..., first: _Optional[bool] = ..., procedure: _Optional[str] = ..., case_id: _Optional[str] = ..., steps: _Optional[_Iterable[_Union[VisitMoment, _Mapping]]] = ...) -> None: ...

class VisitMoment(_message.Message):
    __slots__ = ("step", "step_time")
    STEP_FIELD_NUMBER: _ClassVar[int]
    STEP_TIME_FIELD_NUMBER: _ClassVar[int]
    step: VisitStep
    step_time: _timestamp_pb2.Timestamp
    def __init__(self, step: _Optional[_Union[VisitStep, str]] = ..., step_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListUnclearNoticesRequest(_message.Message):
    __slots__ = ("office",)
    OFFICE_FIELD_NUMBER: _ClassVar[int]
    office: str
    def __init__(self, office: _Optional[str] = ...) -> None: ...

class ListUnclearNoticesResponse(_message.Message):
    __slots__ = ("notices",)
    NOTICES_FIELD_NUMBER: _ClassVar[int]
    notices: _containers.RepeatedCompositeFieldContainer[UnclearNotice]
    def __init__(self, notices: _Optional[_Iterable[_Union[UnclearNotice, _Mapping]]] = ...) -> None: ...

class UnclearNotice(_message.Message):
    __slots__ = ("case_id", "kind", "about", "channel", "sent_time")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    ABOUT_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    SENT_TIME_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    kind: str
    about: str
    channel: str
    sent_time: _timestamp_pb2.Timestamp
    def __init__(self, case_id: _Optional[str] = ..., kind: _Optional[str] = ..., about: _Optional[str] = ..., channel: _Optional[str] = ..., sent_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class SettleNoticeRequest(_message.Message):
    __slots__ = ("case_id", "kind", "about", "arrived")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    ABOUT_FIELD_NUMBER: _ClassVar[int]
    ARRIVED_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    kind: str
    about: str
    arrived: bool
    def __init__(self, case_id: _Optional[str] = ..., kind: _Optional[str] = ..., about: _Optional[str] = ..., arrived: _Optional[bool] = ...) -> None: ...

class SettleNoticeResponse(_message.Message):
    __slots__ = ("settled",)
    SETTLED_FIELD_NUMBER: _ClassVar[int]
    settled: bool
    def __init__(self, settled: _Optional[bool] = ...) -> None: ...
