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

class HandoffState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    HANDOFF_STATE_UNSPECIFIED: _ClassVar[HandoffState]
    HANDOFF_STATE_OFFERED: _ClassVar[HandoffState]
    HANDOFF_STATE_DELIVERED: _ClassVar[HandoffState]
    HANDOFF_STATE_ACCEPTED: _ClassVar[HandoffState]
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
HANDOFF_STATE_UNSPECIFIED: HandoffState
HANDOFF_STATE_OFFERED: HandoffState
HANDOFF_STATE_DELIVERED: HandoffState
HANDOFF_STATE_ACCEPTED: HandoffState

class Handoff(_message.Message):
    __slots__ = ("handoff_id", "case_id", "from_org", "to_org", "role", "mode", "state", "offered_time", "delivered_time", "accepted_time")
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
    def __init__(self, handoff_id: _Optional[str] = ..., case_id: _Optional[str] = ..., from_org: _Optional[str] = ..., to_org: _Optional[str] = ..., role: _Optional[_Union[_values_pb2.Role, str]] = ..., mode: _Optional[_Union[_values_pb2.Mode, str]] = ..., state: _Optional[_Union[HandoffState, str]] = ..., offered_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., delivered_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., accepted_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetCaseRequest(_message.Message):
    __slots__ = ("case_id",)
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    def __init__(self, case_id: _Optional[str] = ...) -> None: ...

class GetCaseResponse(_message.Message):
    __slots__ = ("case_id", "state", "lead", "decision", "handoffs", "version")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    LEAD_FIELD_NUMBER: _ClassVar[int]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    HANDOFFS_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    state: CaseState
    lead: str
    decision: _values_pb2.RoutingDecision
    handoffs: _containers.RepeatedCompositeFieldContainer[Handoff]
    version: int
    def __init__(self, case_id: _Optional[str] = ..., state: _Optional[_Union[CaseState, str]] = ..., lead: _Optional[str] = ..., decision: _Optional[_Union[_values_pb2.RoutingDecision, _Mapping]] = ..., handoffs: _Optional[_Iterable[_Union[Handoff, _Mapping]]] = ..., version: _Optional[int] = ...) -> None: ...

class ListHandoffsRequest(_message.Message):
    __slots__ = ("org", "states", "page_size", "page_token")
    ORG_FIELD_NUMBER: _ClassVar[int]
    STATES_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    org: str
    states: _containers.RepeatedScalarFieldContainer[HandoffState]
    page_size: int
    page_token: str
    def __init__(self, org: _Optional[str] = ..., states: _Optional[_Iterable[_Union[HandoffState, str]]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListHandoffsResponse(_message.Message):
    __slots__ = ("handoffs", "next_page_token")
    HANDOFFS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    handoffs: _containers.RepeatedCompositeFieldContainer[Handoff]
    next_page_token: str
    def __init__(self, handoffs: _Optional[_Iterable[_Union[Handoff, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class AcceptHandoffRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "handoff_id", "notice_sent_at")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    HANDOFF_ID_FIELD_NUMBER: _ClassVar[int]
    NOTICE_SENT_AT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    handoff_id: str
    notice_sent_at: _timestamp_pb2.Timestamp
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., handoff_id: _Optional[str] = ..., notice_sent_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class AcceptHandoffResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class IssueOpinionRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "result", "basis")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    result: _values_pb2.OpinionResult
    basis: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., result: _Optional[_Union[_values_pb2.OpinionResult, str]] = ..., basis: _Optional[_Iterable[str]] = ...) -> None: ...

class IssueOpinionResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class DeliverOpinionRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "delivered_at")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    DELIVERED_AT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    delivered_at: _timestamp_pb2.Timestamp
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., delivered_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class DeliverOpinionResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class ConcludeCaseRequest(_message.Message):
    __slots__ = ("request_id", "case_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ...) -> None: ...

class ConcludeCaseResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...

class RecordOutcomeRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "replied_time", "result")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    REPLIED_TIME_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    replied_time: _timestamp_pb2.Timestamp
    result: _values_pb2.OpinionResult
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., replied_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., result: _Optional[_Union[_values_pb2.OpinionResult, str]] = ...) -> None: ...

class RecordOutcomeResponse(_message.Message):
    __slots__ = ("version", "created")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    version: int
    created: bool
    def __init__(self, version: _Optional[int] = ..., created: _Optional[bool] = ...) -> None: ...
