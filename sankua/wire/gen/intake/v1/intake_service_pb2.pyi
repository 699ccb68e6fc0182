import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from sankua.wire.gen.case.v1 import values_pb2 as _values_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Petitioner(_message.Message):
    __slots__ = ("name", "phone", "id_number", "ref")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    ID_NUMBER_FIELD_NUMBER: _ClassVar[int]
    REF_FIELD_NUMBER: _ClassVar[int]
    name: str
    phone: str
    id_number: str
    ref: str
    def __init__(self, name: _Optional[str] = ..., phone: _Optional[str] = ..., id_number: _Optional[str] = ..., ref: _Optional[str] = ...) -> None: ...

class Registration(_message.Message):
    __slots__ = ("channel", "purpose", "branch", "facts", "title", "content", "petitioner", "petitioner_count", "anonymous", "urgent", "registered_by", "received_at", "repeat_of", "simplified", "derived", "occurred_time", "source_ref")
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
    def __init__(self, channel: _Optional[_Union[_values_pb2.Channel, str]] = ..., purpose: _Optional[_Union[_values_pb2.Purpose, str]] = ..., branch: _Optional[_Union[_values_pb2.Branch, str]] = ..., facts: _Optional[_Union[_values_pb2.CaseFacts, _Mapping]] = ..., title: _Optional[str] = ..., content: _Optional[str] = ..., petitioner: _Optional[_Union[Petitioner, _Mapping]] = ..., petitioner_count: _Optional[int] = ..., anonymous: _Optional[bool] = ..., urgent: _Optional[bool] = ..., registered_by: _Optional[str] = ..., received_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., repeat_of: _Optional[str] = ..., simplified: _Optional[bool] = ..., derived: _Optional[bool] = ..., occurred_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., source_ref: _Optional[str] = ...) -> None: ...

class RegisterCaseRequest(_message.Message):
    __slots__ = ("request_id", "registration")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REGISTRATION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    registration: Registration
    def __init__(self, request_id: _Optional[str] = ..., registration: _Optional[_Union[Registration, _Mapping]] = ...) -> None: ...

class RegisterCaseResponse(_message.Message):
    __slots__ = ("case_id", "created")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    created: bool
    def __init__(self, case_id: _Optional[str] = ..., created: _Optional[bool] = ...) -> None: ...

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
    __slots__ = ("request_id", "case_id", "created", "errors")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    ERRORS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    created: bool
    errors: _containers.RepeatedCompositeFieldContainer[FieldError]
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., created: _Optional[bool] = ..., errors: _Optional[_Iterable[_Union[FieldError, _Mapping]]] = ...) -> None: ...

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
    __slots__ = ("case_id", "channel", "purpose", "registered_time", "registered_by", "facts", "source_ref")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_TIME_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_BY_FIELD_NUMBER: _ClassVar[int]
    FACTS_FIELD_NUMBER: _ClassVar[int]
    SOURCE_REF_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    channel: _values_pb2.Channel
    purpose: _values_pb2.Purpose
    registered_time: _timestamp_pb2.Timestamp
    registered_by: str
    facts: _values_pb2.CaseFacts
    source_ref: str
    def __init__(self, case_id: _Optional[str] = ..., channel: _Optional[_Union[_values_pb2.Channel, str]] = ..., purpose: _Optional[_Union[_values_pb2.Purpose, str]] = ..., registered_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., registered_by: _Optional[str] = ..., facts: _Optional[_Union[_values_pb2.CaseFacts, _Mapping]] = ..., source_ref: _Optional[str] = ...) -> None: ...

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
