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

class ClockState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CLOCK_STATE_UNSPECIFIED: _ClassVar[ClockState]
    CLOCK_STATE_RUNNING: _ClassVar[ClockState]
    CLOCK_STATE_PAUSED: _ClassVar[ClockState]
    CLOCK_STATE_MET: _ClassVar[ClockState]
    CLOCK_STATE_OVERDUE: _ClassVar[ClockState]
    CLOCK_STATE_LAPSED: _ClassVar[ClockState]
    CLOCK_STATE_CANCELLED: _ClassVar[ClockState]
CLOCK_STATE_UNSPECIFIED: ClockState
CLOCK_STATE_RUNNING: ClockState
CLOCK_STATE_PAUSED: ClockState
CLOCK_STATE_MET: ClockState
CLOCK_STATE_OVERDUE: ClockState
CLOCK_STATE_LAPSED: ClockState
CLOCK_STATE_CANCELLED: ClockState

class Clock(_message.Message):
    __slots__ = ("case_id", "clock", "org", "state", "started_time", "due_on", "due_time", "light", "basis", "provisional")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    CLOCK_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    STARTED_TIME_FIELD_NUMBER: _ClassVar[int]
    DUE_ON_FIELD_NUMBER: _ClassVar[int]
    DUE_TIME_FIELD_NUMBER: _ClassVar[int]
    LIGHT_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    PROVISIONAL_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    clock: str
    org: str
    state: ClockState
    started_time: _timestamp_pb2.Timestamp
    due_on: str
    due_time: _timestamp_pb2.Timestamp
    light: _values_pb2.Light
    basis: str
    provisional: bool
    def __init__(self, case_id: _Optional[str] = ..., clock: _Optional[str] = ..., org: _Optional[str] = ..., state: _Optional[_Union[ClockState, str]] = ..., started_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., due_on: _Optional[str] = ..., due_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., light: _Optional[_Union[_values_pb2.Light, str]] = ..., basis: _Optional[str] = ..., provisional: _Optional[bool] = ...) -> None: ...

class GetClocksRequest(_message.Message):
    __slots__ = ("case_id",)
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    def __init__(self, case_id: _Optional[str] = ...) -> None: ...

class GetClocksResponse(_message.Message):
    __slots__ = ("clocks",)
    CLOCKS_FIELD_NUMBER: _ClassVar[int]
    clocks: _containers.RepeatedCompositeFieldContainer[Clock]
    def __init__(self, clocks: _Optional[_Iterable[_Union[Clock, _Mapping]]] = ...) -> None: ...

class ListLightsRequest(_message.Message):
    __slots__ = ("org", "at_least", "page_size", "page_token")
    ORG_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    org: str
    at_least: _values_pb2.Light
    page_size: int
    page_token: str
    def __init__(self, org: _Optional[str] = ..., at_least: _Optional[_Union[_values_pb2.Light, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListLightsResponse(_message.Message):
    __slots__ = ("clocks", "next_page_token")
    CLOCKS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    clocks: _containers.RepeatedCompositeFieldContainer[Clock]
    next_page_token: str
    def __init__(self, clocks: _Optional[_Iterable[_Union[Clock, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Notice(_message.Message):
    __slots__ = ("case_id", "event", "org", "clock", "light", "due_time", "time", "rung")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    EVENT_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    CLOCK_FIELD_NUMBER: _ClassVar[int]
    LIGHT_FIELD_NUMBER: _ClassVar[int]
    DUE_TIME_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    RUNG_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    event: str
    org: str
    clock: str
    light: _values_pb2.Light
    due_time: _timestamp_pb2.Timestamp
    time: _timestamp_pb2.Timestamp
    rung: str
    def __init__(self, case_id: _Optional[str] = ..., event: _Optional[str] = ..., org: _Optional[str] = ..., clock: _Optional[str] = ..., light: _Optional[_Union[_values_pb2.Light, str]] = ..., due_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., rung: _Optional[str] = ...) -> None: ...

class DayItem(_message.Message):
    __slots__ = ("case_id", "clock", "key", "org", "since", "next", "carried", "taken", "cleared_on", "due_on")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    CLOCK_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    NEXT_FIELD_NUMBER: _ClassVar[int]
    CARRIED_FIELD_NUMBER: _ClassVar[int]
    TAKEN_FIELD_NUMBER: _ClassVar[int]
    CLEARED_ON_FIELD_NUMBER: _ClassVar[int]
    DUE_ON_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    clock: str
    key: str
    org: str
    since: str
    next: bool
    carried: bool
    taken: bool
    cleared_on: str
    due_on: str
    def __init__(self, case_id: _Optional[str] = ..., clock: _Optional[str] = ..., key: _Optional[str] = ..., org: _Optional[str] = ..., since: _Optional[str] = ..., next: _Optional[bool] = ..., carried: _Optional[bool] = ..., taken: _Optional[bool] = ..., cleared_on: _Optional[str] = ..., due_on: _Optional[str] = ...) -> None: ...

class DayFigures(_message.Message):
    __slots__ = ("day", "carried", "turned", "taken", "cleared", "left")
    DAY_FIELD_NUMBER: _ClassVar[int]
    CARRIED_FIELD_NUMBER: _ClassVar[int]
    TURNED_FIELD_NUMBER: _ClassVar[int]
    TAKEN_FIELD_NUMBER: _ClassVar[int]
    CLEARED_FIELD_NUMBER: _ClassVar[int]
    LEFT_FIELD_NUMBER: _ClassVar[int]
    day: str
    carried: int
    turned: int
    taken: int
    cleared: int
    left: int
    def __init__(self, day: _Optional[str] = ..., carried: _Optional[int] = ..., turned: _Optional[int] = ..., taken: _Optional[int] = ..., cleared: _Optional[int] = ..., left: _Optional[int] = ...) -> None: ...

class Supervision(_message.Message):
    __slots__ = ("case_id", "number", "form", "ground", "to_org", "issued_on", "answer_due", "automatic")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    ISSUED_ON_FIELD_NUMBER: _ClassVar[int]
    ANSWER_DUE_FIELD_NUMBER: _ClassVar[int]
    AUTOMATIC_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    number: int
    form: _events_pb2.SupervisionForm
    ground: str
    to_org: str
    issued_on: str
    answer_due: str
    automatic: bool
    def __init__(self, case_id: _Optional[str] = ..., number: _Optional[int] = ..., form: _Optional[_Union[_events_pb2.SupervisionForm, str]] = ..., ground: _Optional[str] = ..., to_org: _Optional[str] = ..., issued_on: _Optional[str] = ..., answer_due: _Optional[str] = ..., automatic: _Optional[bool] = ...) -> None: ...

class OwnedCase(_message.Message):
    __slots__ = ("case_id", "scheme", "role", "raised", "since", "last_act_on", "next_due_on", "light", "open_steps", "next_step_on", "missing_acts", "term_due_on", "term_light")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    SCHEME_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    RAISED_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    LAST_ACT_ON_FIELD_NUMBER: _ClassVar[int]
    NEXT_DUE_ON_FIELD_NUMBER: _ClassVar[int]
    LIGHT_FIELD_NUMBER: _ClassVar[int]
    OPEN_STEPS_FIELD_NUMBER: _ClassVar[int]
    NEXT_STEP_ON_FIELD_NUMBER: _ClassVar[int]
    MISSING_ACTS_FIELD_NUMBER: _ClassVar[int]
    TERM_DUE_ON_FIELD_NUMBER: _ClassVar[int]
    TERM_LIGHT_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    scheme: str
    role: str
    raised: bool
    since: str
    last_act_on: str
    next_due_on: str
    light: _values_pb2.Light
    open_steps: int
    next_step_on: str
    missing_acts: _containers.RepeatedScalarFieldContainer[str]
    term_due_on: str
    term_light: _values_pb2.Light
    def __init__(self, case_id: _Optional[str] = ..., scheme: _Optional[str] = ..., role: _Optional[str] = ..., raised: _Optional[bool] = ..., since: _Optional[str] = ..., last_act_on: _Optional[str] = ..., next_due_on: _Optional[str] = ..., light: _Optional[_Union[_values_pb2.Light, str]] = ..., open_steps: _Optional[int] = ..., next_step_on: _Optional[str] = ..., missing_acts: _Optional[_Iterable[str]] = ..., term_due_on: _Optional[str] = ..., term_light: _Optional[_Union[_values_pb2.Light, str]] = ...) -> None: ...

class QuarterDuty(_message.Message):
    __slots__ = ("scheme", "quarter", "due_on", "taken", "concluded", "light")
    SCHEME_FIELD_NUMBER: _ClassVar[int]
    QUARTER_FIELD_NUMBER: _ClassVar[int]
    DUE_ON_FIELD_NUMBER: _ClassVar[int]
    TAKEN_FIELD_NUMBER: _ClassVar[int]
    CONCLUDED_FIELD_NUMBER: _ClassVar[int]
    LIGHT_FIELD_NUMBER: _ClassVar[int]
    scheme: str
    quarter: str
    due_on: str
    taken: int
    concluded: int
    light: _values_pb2.Light
    def __init__(self, scheme: _Optional[str] = ..., quarter: _Optional[str] = ..., due_on: _Optional[str] = ..., taken: _Optional[int] = ..., concluded: _Optional[int] = ..., light: _Optional[_Union[_values_pb2.Light, str]] = ...) -> None: ...

class EnrolRule(_message.Message):
    __slots__ = ("sector", "category", "place", "registered_before")
    SECTOR_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    PLACE_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_BEFORE_FIELD_NUMBER: _ClassVar[int]
    sector: str
    category: str
    place: str
    registered_before: str
    def __init__(self, sector: _Optional[str] = ..., category: _Optional[str] = ..., place: _Optional[str] = ..., registered_before: _Optional[str] = ...) -> None: ...

class RefusedRow(_message.Message):
    __slots__ = ("row", "case_id", "reason")
    ROW_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    row: int
    case_id: str
    reason: str
    def __init__(self, row: _Optional[int] = ..., case_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class CampaignCase(_message.Message):
    __slots__ = ("case_id", "lead", "grade", "next_due_on")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    LEAD_FIELD_NUMBER: _ClassVar[int]
    GRADE_FIELD_NUMBER: _ClassVar[int]
    NEXT_DUE_ON_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    lead: str
    grade: str
    next_due_on: str
    def __init__(self, case_id: _Optional[str] = ..., lead: _Optional[str] = ..., grade: _Optional[str] = ..., next_due_on: _Optional[str] = ...) -> None: ...

class CampaignFigures(_message.Message):
    __slots__ = ("org", "enrolled", "settled", "plan_made", "concluded", "open")
    ORG_FIELD_NUMBER: _ClassVar[int]
    ENROLLED_FIELD_NUMBER: _ClassVar[int]
    SETTLED_FIELD_NUMBER: _ClassVar[int]
    PLAN_MADE_FIELD_NUMBER: _ClassVar[int]
    CONCLUDED_FIELD_NUMBER: _ClassVar[int]
    OPEN_FIELD_NUMBER: _ClassVar[int]
    org: str
    enrolled: int
    settled: int
    plan_made: int
    concluded: int
    open: int
    def __init__(self, org: _Optional[str] = ..., enrolled: _Optional[int] = ..., settled: _Optional[int] = ..., plan_made: _Optional[int] = ..., concluded: _Optional[int] = ..., open: _Optional[int] = ...) -> None: ...

class AgendaItem(_message.Message):
    __slots__ = ("case_id", "meeting_id", "held_on", "rung", "decision", "to_org", "follow_up_due", "done")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    MEETING_ID_FIELD_NUMBER: _ClassVar[int]
    HELD_ON_FIELD_NUMBER: _ClassVar[int]
    RUNG_FIELD_NUMBER: _ClassVar[int]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    FOLLOW_UP_DUE_FIELD_NUMBER: _ClassVar[int]
    DONE_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    meeting_id: str
    held_on: str
    rung: str
    decision: str
    to_org: str
    follow_up_due: str
    done: bool
    def __init__(self, case_id: _Optional[str] = ..., meeting_id: _Optional[str] = ..., held_on: _Optional[str] = ..., rung: _Optional[str] = ..., decision: _Optional[str] = ..., to_org: _Optional[str] = ..., follow_up_due: _Optional[str] = ..., done: _Optional[bool] = ...) -> None: ...

class TakeItemRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "org", "clock", "key", "explanation")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    CLOCK_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    org: str
    clock: str
    key: str
    explanation: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., org: _Optional[str] = ..., clock: _Optional[str] = ..., key: _Optional[str] = ..., explanation: _Optional[str] = ...) -> None: ...

class TakeItemResponse(_message.Message):
    __slots__ = ("created", "version")
    CREATED_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    created: bool
    version: int
    def __init__(self, created: _Optional[bool] = ..., version: _Optional[int] = ...) -> None: ...

class ClearItemRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "org", "clock", "key", "explanation")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    CLOCK_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    org: str
    clock: str
    key: str
    explanation: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., org: _Optional[str] = ..., clock: _Optional[str] = ..., key: _Optional[str] = ..., explanation: _Optional[str] = ...) -> None: ...

class ClearItemResponse(_message.Message):
    __slots__ = ("created", "version")
    CREATED_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    created: bool
    version: int
    def __init__(self, created: _Optional[bool] = ..., version: _Optional[int] = ...) -> None: ...

class IssueSupervisionRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "org", "form", "ground", "to_org")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    org: str
    form: _events_pb2.SupervisionForm
    ground: str
    to_org: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., org: _Optional[str] = ..., form: _Optional[_Union[_events_pb2.SupervisionForm, str]] = ..., ground: _Optional[str] = ..., to_org: _Optional[str] = ...) -> None: ...

class IssueSupervisionResponse(_message.Message):
    __slots__ = ("created", "version")
    CREATED_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    created: bool
    version: int
    def __init__(self, created: _Optional[bool] = ..., version: _Optional[int] = ...) -> None: ...

class AnswerSupervisionRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "org", "number")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    org: str
    number: int
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., org: _Optional[str] = ..., number: _Optional[int] = ...) -> None: ...

class AnswerSupervisionResponse(_message.Message):
    __slots__ = ("created", "version")
    CREATED_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    created: bool
    version: int
    def __init__(self, created: _Optional[bool] = ..., version: _Optional[int] = ...) -> None: ...

class AssignOwnerRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "org", "owner_ref", "owner_org", "level", "scheme", "role")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    OWNER_REF_FIELD_NUMBER: _ClassVar[int]
    OWNER_ORG_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    SCHEME_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    org: str
    owner_ref: str
    owner_org: str
    level: _events_pb2.OwnerLevel
    scheme: str
    role: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., org: _Optional[str] = ..., owner_ref: _Optional[str] = ..., owner_org: _Optional[str] = ..., level: _Optional[_Union[_events_pb2.OwnerLevel, str]] = ..., scheme: _Optional[str] = ..., role: _Optional[str] = ...) -> None: ...

class AssignOwnerResponse(_message.Message):
    __slots__ = ("created", "version")
    CREATED_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    created: bool
    version: int
    def __init__(self, created: _Optional[bool] = ..., version: _Optional[int] = ...) -> None: ...

class ReplaceOwnerRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "org", "owner_ref", "successor_ref", "successor_org", "until", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    OWNER_REF_FIELD_NUMBER: _ClassVar[int]
    SUCCESSOR_REF_FIELD_NUMBER: _ClassVar[int]
    SUCCESSOR_ORG_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    org: str
    owner_ref: str
    successor_ref: str
    successor_org: str
    until: str
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., org: _Optional[str] = ..., owner_ref: _Optional[str] = ..., successor_ref: _Optional[str] = ..., successor_org: _Optional[str] = ..., until: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class ReplaceOwnerResponse(_message.Message):
    __slots__ = ("created", "version")
    CREATED_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    created: bool
    version: int
    def __init__(self, created: _Optional[bool] = ..., version: _Optional[int] = ...) -> None: ...

class RecordOwnerActRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "org", "owner_ref", "act", "steps")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    OWNER_REF_FIELD_NUMBER: _ClassVar[int]
    ACT_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    org: str
    owner_ref: str
    act: _events_pb2.OwnerAct
    steps: _containers.RepeatedCompositeFieldContainer[_events_pb2.PlanStep]
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., org: _Optional[str] = ..., owner_ref: _Optional[str] = ..., act: _Optional[_Union[_events_pb2.OwnerAct, str]] = ..., steps: _Optional[_Iterable[_Union[_events_pb2.PlanStep, _Mapping]]] = ...) -> None: ...

class RecordOwnerActResponse(_message.Message):
    __slots__ = ("created", "version")
    CREATED_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    created: bool
    version: int
    def __init__(self, created: _Optional[bool] = ..., version: _Optional[int] = ...) -> None: ...

class ReleaseOwnerRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "org", "owner_ref", "reason")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    OWNER_REF_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    org: str
    owner_ref: str
    reason: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., org: _Optional[str] = ..., owner_ref: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class ReleaseOwnerResponse(_message.Message):
    __slots__ = ("created", "version")
    CREATED_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    created: bool
    version: int
    def __init__(self, created: _Optional[bool] = ..., version: _Optional[int] = ...) -> None: ...

class RaiseEscalationRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "org", "rung", "ground")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    RUNG_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    org: str
    rung: str
    ground: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., org: _Optional[str] = ..., rung: _Optional[str] = ..., ground: _Optional[str] = ...) -> None: ...

class RaiseEscalationResponse(_message.Message):
    __slots__ = ("created", "version")
    CREATED_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    created: bool
    version: int
    def __init__(self, created: _Optional[bool] = ..., version: _Optional[int] = ...) -> None: ...

class ConveneMeetingRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "org", "meeting_id", "held_on")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    MEETING_ID_FIELD_NUMBER: _ClassVar[int]
    HELD_ON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    org: str
    meeting_id: str
    held_on: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., org: _Optional[str] = ..., meeting_id: _Optional[str] = ..., held_on: _Optional[str] = ...) -> None: ...

class ConveneMeetingResponse(_message.Message):
    __slots__ = ("created", "version")
    CREATED_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    created: bool
    version: int
    def __init__(self, created: _Optional[bool] = ..., version: _Optional[int] = ...) -> None: ...

class DecideMeetingRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "org", "meeting_id", "decision", "lead", "to_org", "follow_up_due")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    MEETING_ID_FIELD_NUMBER: _ClassVar[int]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    LEAD_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    FOLLOW_UP_DUE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    org: str
    meeting_id: str
    decision: str
    lead: str
    to_org: str
    follow_up_due: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., org: _Optional[str] = ..., meeting_id: _Optional[str] = ..., decision: _Optional[str] = ..., lead: _Optional[str] = ..., to_org: _Optional[str] = ..., follow_up_due: _Optional[str] = ...) -> None: ...

class DecideMeetingResponse(_message.Message):
    __slots__ = ("created", "version")
    CREATED_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    created: bool
    version: int
    def __init__(self, created: _Optional[bool] = ..., version: _Optional[int] = ...) -> None: ...

class FollowUpMeetingRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "org", "meeting_id", "done")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    MEETING_ID_FIELD_NUMBER: _ClassVar[int]
    DONE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    org: str
    meeting_id: str
    done: bool
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., org: _Optional[str] = ..., meeting_id: _Optional[str] = ..., done: _Optional[bool] = ...) -> None: ...

class FollowUpMeetingResponse(_message.Message):
    __slots__ = ("created", "version")
    CREATED_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    created: bool
    version: int
    def __init__(self, created: _Optional[bool] = ..., version: _Optional[int] = ...) -> None: ...

class IssueRecommendationRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "org", "kind", "to_org")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    org: str
    kind: _events_pb2.RecommendationKind
    to_org: str
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., org: _Optional[str] = ..., kind: _Optional[_Union[_events_pb2.RecommendationKind, str]] = ..., to_org: _Optional[str] = ...) -> None: ...

class IssueRecommendationResponse(_message.Message):
    __slots__ = ("created", "version")
    CREATED_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    created: bool
    version: int
    def __init__(self, created: _Optional[bool] = ..., version: _Optional[int] = ...) -> None: ...

class AnswerRecommendationRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "org", "kind", "adopted")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    ADOPTED_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    org: str
    kind: _events_pb2.RecommendationKind
    adopted: bool
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., org: _Optional[str] = ..., kind: _Optional[_Union[_events_pb2.RecommendationKind, str]] = ..., adopted: _Optional[bool] = ...) -> None: ...

class AnswerRecommendationResponse(_message.Message):
    __slots__ = ("created", "version")
    CREATED_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    created: bool
    version: int
    def __init__(self, created: _Optional[bool] = ..., version: _Optional[int] = ...) -> None: ...

class GrantReliefRequest(_message.Message):
    __slots__ = ("request_id", "case_id", "org", "source", "amount_fen")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FEN_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    case_id: str
    org: str
    source: _events_pb2.ReliefSource
    amount_fen: int
    def __init__(self, request_id: _Optional[str] = ..., case_id: _Optional[str] = ..., org: _Optional[str] = ..., source: _Optional[_Union[_events_pb2.ReliefSource, str]] = ..., amount_fen: _Optional[int] = ...) -> None: ...

class GrantReliefResponse(_message.Message):
    __slots__ = ("created", "version")
    CREATED_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    created: bool
    version: int
    def __init__(self, created: _Optional[bool] = ..., version: _Optional[int] = ...) -> None: ...

class OpenCampaignRequest(_message.Message):
    __slots__ = ("request_id", "org", "campaign", "target", "deadline")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    org: str
    campaign: str
    target: int
    deadline: str
    def __init__(self, request_id: _Optional[str] = ..., org: _Optional[str] = ..., campaign: _Optional[str] = ..., target: _Optional[int] = ..., deadline: _Optional[str] = ...) -> None: ...

class OpenCampaignResponse(_message.Message):
    __slots__ = ("created",)
    CREATED_FIELD_NUMBER: _ClassVar[int]
    created: bool
    def __init__(self, created: _Optional[bool] = ...) -> None: ...

class CloseCampaignRequest(_message.Message):
    __slots__ = ("request_id", "org", "campaign")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    org: str
    campaign: str
    def __init__(self, request_id: _Optional[str] = ..., org: _Optional[str] = ..., campaign: _Optional[str] = ...) -> None: ...

class CloseCampaignResponse(_message.Message):
    __slots__ = ("created",)
    CREATED_FIELD_NUMBER: _ClassVar[int]
    created: bool
    def __init__(self, created: _Optional[bool] = ...) -> None: ...

class IssueCircularRequest(_message.Message):
    __slots__ = ("request_id", "org", "count")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    org: str
    count: int
    def __init__(self, request_id: _Optional[str] = ..., org: _Optional[str] = ..., count: _Optional[int] = ...) -> None: ...

class IssueCircularResponse(_message.Message):
    __slots__ = ("created",)
    CREATED_FIELD_NUMBER: _ClassVar[int]
    created: bool
    def __init__(self, created: _Optional[bool] = ...) -> None: ...

class RecordInterviewRequest(_message.Message):
    __slots__ = ("request_id", "org", "count")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    org: str
    count: int
    def __init__(self, request_id: _Optional[str] = ..., org: _Optional[str] = ..., count: _Optional[int] = ...) -> None: ...

class RecordInterviewResponse(_message.Message):
    __slots__ = ("created",)
    CREATED_FIELD_NUMBER: _ClassVar[int]
    created: bool
    def __init__(self, created: _Optional[bool] = ...) -> None: ...

class WatchLightsRequest(_message.Message):
    __slots__ = ("org", "after")
    ORG_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    org: str
    after: str
    def __init__(self, org: _Optional[str] = ..., after: _Optional[str] = ...) -> None: ...

class WatchLightsResponse(_message.Message):
    __slots__ = ("token", "notice")
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    NOTICE_FIELD_NUMBER: _ClassVar[int]
    token: str
    notice: Notice
    def __init__(self, token: _Optional[str] = ..., notice: _Optional[_Union[Notice, _Mapping]] = ...) -> None: ...

class ListDayItemsRequest(_message.Message):
    __slots__ = ("org", "day", "page_size", "page_token")
    ORG_FIELD_NUMBER: _ClassVar[int]
    DAY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    org: str
    day: str
    page_size: int
    page_token: str
    def __init__(self, org: _Optional[str] = ..., day: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListDayItemsResponse(_message.Message):
    __slots__ = ("items", "next_page_token")
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[DayItem]
    next_page_token: str
    def __init__(self, items: _Optional[_Iterable[_Union[DayItem, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetDayFiguresRequest(_message.Message):
    __slots__ = ("org", "from_day", "to_day")
    ORG_FIELD_NUMBER: _ClassVar[int]
    FROM_DAY_FIELD_NUMBER: _ClassVar[int]
    TO_DAY_FIELD_NUMBER: _ClassVar[int]
    org: str
    from_day: str
    to_day: str
    def __init__(self, org: _Optional[str] = ..., from_day: _Optional[str] = ..., to_day: _Optional[str] = ...) -> None: ...

class GetDayFiguresResponse(_message.Message):
    __slots__ = ("days",)
    DAYS_FIELD_NUMBER: _ClassVar[int]
    days: _containers.RepeatedCompositeFieldContainer[DayFigures]
    def __init__(self, days: _Optional[_Iterable[_Union[DayFigures, _Mapping]]] = ...) -> None: ...

class RenderLetterRequest(_message.Message):
    __slots__ = ("case_id", "number")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    number: int
    def __init__(self, case_id: _Optional[str] = ..., number: _Optional[int] = ...) -> None: ...

class RenderLetterResponse(_message.Message):
    __slots__ = ("file_name", "document")
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    file_name: str
    document: bytes
    def __init__(self, file_name: _Optional[str] = ..., document: _Optional[bytes] = ...) -> None: ...

class ListSupervisionsRequest(_message.Message):
    __slots__ = ("to_org", "page_size", "page_token")
    TO_ORG_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    to_org: str
    page_size: int
    page_token: str
    def __init__(self, to_org: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListSupervisionsResponse(_message.Message):
    __slots__ = ("supervisions", "next_page_token")
    SUPERVISIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    supervisions: _containers.RepeatedCompositeFieldContainer[Supervision]
    next_page_token: str
    def __init__(self, supervisions: _Optional[_Iterable[_Union[Supervision, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListOwnedRequest(_message.Message):
    __slots__ = ("owner_ref", "untouched_days", "page_size", "page_token")
    OWNER_REF_FIELD_NUMBER: _ClassVar[int]
    UNTOUCHED_DAYS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    owner_ref: str
    untouched_days: int
    page_size: int
    page_token: str
    def __init__(self, owner_ref: _Optional[str] = ..., untouched_days: _Optional[int] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListOwnedResponse(_message.Message):
    __slots__ = ("cases", "next_page_token", "duties")
    CASES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    DUTIES_FIELD_NUMBER: _ClassVar[int]
    cases: _containers.RepeatedCompositeFieldContainer[OwnedCase]
    next_page_token: str
    duties: _containers.RepeatedCompositeFieldContainer[QuarterDuty]
    def __init__(self, cases: _Optional[_Iterable[_Union[OwnedCase, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., duties: _Optional[_Iterable[_Union[QuarterDuty, _Mapping]]] = ...) -> None: ...

class EnrolCasesRequest(_message.Message):
    __slots__ = ("request_id", "org", "campaign", "case_ids", "list_file", "rule")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    CASE_IDS_FIELD_NUMBER: _ClassVar[int]
    LIST_FILE_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    org: str
    campaign: str
    case_ids: _containers.RepeatedScalarFieldContainer[str]
    list_file: str
    rule: EnrolRule
    def __init__(self, request_id: _Optional[str] = ..., org: _Optional[str] = ..., campaign: _Optional[str] = ..., case_ids: _Optional[_Iterable[str]] = ..., list_file: _Optional[str] = ..., rule: _Optional[_Union[EnrolRule, _Mapping]] = ...) -> None: ...

class EnrolCasesResponse(_message.Message):
    __slots__ = ("enrolled", "there", "refused")
    ENROLLED_FIELD_NUMBER: _ClassVar[int]
    THERE_FIELD_NUMBER: _ClassVar[int]
    REFUSED_FIELD_NUMBER: _ClassVar[int]
    enrolled: int
    there: int
    refused: _containers.RepeatedCompositeFieldContainer[RefusedRow]
    def __init__(self, enrolled: _Optional[int] = ..., there: _Optional[int] = ..., refused: _Optional[_Iterable[_Union[RefusedRow, _Mapping]]] = ...) -> None: ...

class ListCampaignCasesRequest(_message.Message):
    __slots__ = ("campaign", "org", "page_size", "page_token")
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    ORG_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    campaign: str
    org: str
    page_size: int
    page_token: str
    def __init__(self, campaign: _Optional[str] = ..., org: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCampaignCasesResponse(_message.Message):
    __slots__ = ("cases", "next_page_token")
    CASES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    cases: _containers.RepeatedCompositeFieldContainer[CampaignCase]
    next_page_token: str
    def __init__(self, cases: _Optional[_Iterable[_Union[CampaignCase, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetCampaignRequest(_message.Message):
    __slots__ = ("org", "campaign")
    ORG_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    org: str
    campaign: str
    def __init__(self, org: _Optional[str] = ..., campaign: _Optional[str] = ...) -> None: ...

class GetCampaignResponse(_message.Message):
    __slots__ = ("target", "deadline", "open", "by_org")
    TARGET_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_FIELD_NUMBER: _ClassVar[int]
    OPEN_FIELD_NUMBER: _ClassVar[int]
    BY_ORG_FIELD_NUMBER: _ClassVar[int]
    target: int
    deadline: str
    open: bool
    by_org: _containers.RepeatedCompositeFieldContainer[CampaignFigures]
    def __init__(self, target: _Optional[int] = ..., deadline: _Optional[str] = ..., open: _Optional[bool] = ..., by_org: _Optional[_Iterable[_Union[CampaignFigures, _Mapping]]] = ...) -> None: ...

class ListAgendaRequest(_message.Message):
    __slots__ = ("org", "meeting_id", "page_size", "page_token")
    ORG_FIELD_NUMBER: _ClassVar[int]
    MEETING_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    org: str
    meeting_id: str
    page_size: int
    page_token: str
    def __init__(self, org: _Optional[str] = ..., meeting_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAgendaResponse(_message.Message):
    __slots__ = ("items", "next_page_token")
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[AgendaItem]
    next_page_token: str
    def __init__(self, items: _Optional[_Iterable[_Union[AgendaItem, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
