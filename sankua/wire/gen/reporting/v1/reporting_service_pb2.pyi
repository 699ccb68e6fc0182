import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GetFiguresRequest(_message.Message):
    __slots__ = ("period", "as_of_time", "by")
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    AS_OF_TIME_FIELD_NUMBER: _ClassVar[int]
    BY_FIELD_NUMBER: _ClassVar[int]
    period: str
    as_of_time: _timestamp_pb2.Timestamp
    by: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, period: _Optional[str] = ..., as_of_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., by: _Optional[_Iterable[str]] = ...) -> None: ...

class GetFiguresResponse(_message.Message):
    __slots__ = ("report_json",)
    REPORT_JSON_FIELD_NUMBER: _ClassVar[int]
    report_json: str
    def __init__(self, report_json: _Optional[str] = ...) -> None: ...

class GetCountsRequest(_message.Message):
    __slots__ = ("by",)
    BY_FIELD_NUMBER: _ClassVar[int]
    by: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, by: _Optional[_Iterable[str]] = ...) -> None: ...

class Count(_message.Message):
    __slots__ = ("key", "cases")
    class KeyEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    KEY_FIELD_NUMBER: _ClassVar[int]
    CASES_FIELD_NUMBER: _ClassVar[int]
    key: _containers.ScalarMap[str, str]
    cases: int
    def __init__(self, key: _Optional[_Mapping[str, str]] = ..., cases: _Optional[int] = ...) -> None: ...

class GetCountsResponse(_message.Message):
    __slots__ = ("counts",)
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    counts: _containers.RepeatedCompositeFieldContainer[Count]
    def __init__(self, counts: _Optional[_Iterable[_Union[Count, _Mapping]]] = ...) -> None: ...

class GetProgressRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class PartitionProgress(_message.Message):
    __slots__ = ("partition", "next_offset")
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    NEXT_OFFSET_FIELD_NUMBER: _ClassVar[int]
    partition: int
    next_offset: int
    def __init__(self, partition: _Optional[int] = ..., next_offset: _Optional[int] = ...) -> None: ...

class GetProgressResponse(_message.Message):
    __slots__ = ("partitions", "cases", "events")
    PARTITIONS_FIELD_NUMBER: _ClassVar[int]
    CASES_FIELD_NUMBER: _ClassVar[int]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    partitions: _containers.RepeatedCompositeFieldContainer[PartitionProgress]
    cases: int
    events: int
    def __init__(self, partitions: _Optional[_Iterable[_Union[PartitionProgress, _Mapping]]] = ..., cases: _Optional[int] = ..., events: _Optional[int] = ...) -> None: ...

class GetDifferencesRequest(_message.Message):
    __slots__ = ("period", "from_time", "to_time")
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    FROM_TIME_FIELD_NUMBER: _ClassVar[int]
    TO_TIME_FIELD_NUMBER: _ClassVar[int]
    period: str
    from_time: _timestamp_pb2.Timestamp
    to_time: _timestamp_pb2.Timestamp
    def __init__(self, period: _Optional[str] = ..., from_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., to_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetDifferencesResponse(_message.Message):
    __slots__ = ("differences_json",)
    DIFFERENCES_JSON_FIELD_NUMBER: _ClassVar[int]
    differences_json: str
    def __init__(self, differences_json: _Optional[str] = ...) -> None: ...

class GetBehindRequest(_message.Message):
    __slots__ = ("period", "as_of_time")
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    AS_OF_TIME_FIELD_NUMBER: _ClassVar[int]
    period: str
    as_of_time: _timestamp_pb2.Timestamp
    def __init__(self, period: _Optional[str] = ..., as_of_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetBehindResponse(_message.Message):
    __slots__ = ("behind_json",)
    BEHIND_JSON_FIELD_NUMBER: _ClassVar[int]
    behind_json: str
    def __init__(self, behind_json: _Optional[str] = ...) -> None: ...

class ListCasesRequest(_message.Message):
    __slots__ = ("period", "as_of_time", "figure", "where", "page_size", "page_token")
    class WhereEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    AS_OF_TIME_FIELD_NUMBER: _ClassVar[int]
    FIGURE_FIELD_NUMBER: _ClassVar[int]
    WHERE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    period: str
    as_of_time: _timestamp_pb2.Timestamp
    figure: str
    where: _containers.ScalarMap[str, str]
    page_size: int
    page_token: str
    def __init__(self, period: _Optional[str] = ..., as_of_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., figure: _Optional[str] = ..., where: _Optional[_Mapping[str, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class CaseBehind(_message.Message):
    __slots__ = ("case_id", "amount", "registered_by", "lead", "state", "since", "registered_at")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_BY_FIELD_NUMBER: _ClassVar[int]
    LEAD_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_AT_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    amount: int
    registered_by: str
    lead: str
    state: str
    since: str
    registered_at: str
    def __init__(self, case_id: _Optional[str] = ..., amount: _Optional[int] = ..., registered_by: _Optional[str] = ..., lead: _Optional[str] = ..., state: _Optional[str] = ..., since: _Optional[str] = ..., registered_at: _Optional[str] = ...) -> None: ...

class ListCasesResponse(_message.Message):
    __slots__ = ("cases", "next_page_token")
    CASES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    cases: _containers.RepeatedCompositeFieldContainer[CaseBehind]
    next_page_token: str
    def __init__(self, cases: _Optional[_Iterable[_Union[CaseBehind, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class WatchCountsRequest(_message.Message):
    __slots__ = ("by",)
    BY_FIELD_NUMBER: _ClassVar[int]
    by: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, by: _Optional[_Iterable[str]] = ...) -> None: ...

class WatchCountsResponse(_message.Message):
    __slots__ = ("counts", "whole")
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    WHOLE_FIELD_NUMBER: _ClassVar[int]
    counts: _containers.RepeatedCompositeFieldContainer[Count]
    whole: bool
    def __init__(self, counts: _Optional[_Iterable[_Union[Count, _Mapping]]] = ..., whole: _Optional[bool] = ...) -> None: ...

class GetLedgerRequest(_message.Message):
    __slots__ = ("period", "as_of_time")
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    AS_OF_TIME_FIELD_NUMBER: _ClassVar[int]
    period: str
    as_of_time: _timestamp_pb2.Timestamp
    def __init__(self, period: _Optional[str] = ..., as_of_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetLedgerResponse(_message.Message):
    __slots__ = ("ledger_json",)
    LEDGER_JSON_FIELD_NUMBER: _ClassVar[int]
    ledger_json: str
    def __init__(self, ledger_json: _Optional[str] = ...) -> None: ...

class GetArticle41Request(_message.Message):
    __slots__ = ("period", "as_of_time")
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    AS_OF_TIME_FIELD_NUMBER: _ClassVar[int]
    period: str
    as_of_time: _timestamp_pb2.Timestamp
    def __init__(self, period: _Optional[str] = ..., as_of_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetArticle41Response(_message.Message):
    __slots__ = ("article41_json",)
    ARTICLE41_JSON_FIELD_NUMBER: _ClassVar[int]
    article41_json: str
    def __init__(self, article41_json: _Optional[str] = ...) -> None: ...

class GetCaseFileRequest(_message.Message):
    __slots__ = ("case_id", "as_of_time")
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    AS_OF_TIME_FIELD_NUMBER: _ClassVar[int]
    case_id: str
    as_of_time: _timestamp_pb2.Timestamp
    def __init__(self, case_id: _Optional[str] = ..., as_of_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetCaseFileResponse(_message.Message):
    __slots__ = ("case_file_json",)
    CASE_FILE_JSON_FIELD_NUMBER: _ClassVar[int]
    case_file_json: str
    def __init__(self, case_file_json: _Optional[str] = ...) -> None: ...
