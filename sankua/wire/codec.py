"""The one codec between messages and their JSON form (docs: EVENTS, "Envelope").

JSON form: snake_case names, enum values without prefix, RFC 3339 times with the Shanghai offset, integers as
numbers, fields at their default absent. `decode(encode(x)) == x` for every `x` that `check` gives back.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from sys import intern
from typing import Any, Final, TypeVar

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from sankua.core.errors import Problem, Refused
from sankua.core.events import Sound
from sankua.core.times import SHANGHAI, parse_time
from sankua.wire.schema import Field, Schema, event_class, event_schema, schema_of

M = TypeVar("M", bound=Message)

PRIVATE: Final = frozenset({"title", "content", "petitioner_ref", "accused_orgs"})
"""What a file may carry in CaseRegistered and no event may: read by import, dropped here."""

_PERSONAL: Final = frozenset({"CaseRegistered", "FactsAmended"})
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_RANGES: Final = {"int32": 2**31, "int64": 2**63}
_SHAPE_ERRORS: Final = (ValueError, TypeError, OverflowError)


def encode(name: str, data: Mapping[str, Any]) -> bytes:
    """The protobuf bytes of an event's data; same data, same bytes. Refused where it does not fit."""
    return json_to_message(event_class(name), data).SerializeToString(deterministic=True)


def encode_normal(name: str, data: Mapping[str, Any]) -> bytes:
    """As `encode`, for data that `check` gave back: it is not looked through a second time."""
    cls = event_class(name)
    return cls(**_to_wire(schema_of(cls.DESCRIPTOR), data)).SerializeToString(deterministic=True)


def decode(name: str, value: bytes, *, brief: bool = False) -> dict[str, Any]:
    """An event's data from its bytes. google.protobuf.message.DecodeError where they are none.

    `brief` leaves out a decision's trace: nine tenths of its size, and read only by who explains it.
    """
    message: Any = event_class(name).FromString(value)
    if brief and name == "CaseRouted":
        message.decision.ClearField("trace")
    return message_to_json(message)


def check(name: str, data: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """The data in normal form, and what is wrong with it: errors for values, warnings for unknown fields.

    Rows that are Sound are taken as they are.
    Private fields of a registration are dropped, an unknown event's data is passed as it is.
    """
    problems: list[Problem] = []
    try:
        schema = event_schema(name)
    except KeyError:
        return dict(data), problems
    if name in _PERSONAL:
        data = without_private(data)
    try:
        return _quick(schema, data), problems
    except _SHAPE_ERRORS:
        return _normal(schema, data, "data", problems), problems


def sound(name: str, data: Mapping[str, Any] | None) -> dict[str, Any]:
    """As `check` for data without a fault. ValueError or TypeError otherwise; `check` says what is wrong."""
    try:
        schema = event_schema(name)
    except KeyError:
        return dict(data or {})
    if data is None:
        return {}
    return _quick(schema, without_private(data) if name in _PERSONAL else data)


def without_private(data: Mapping[str, Any]) -> dict[str, Any]:
    """A registration's data without text, petitioner and accused organs (guarantees 9 and 10)."""
    clean = dict(data) if PRIVATE.isdisjoint(data) else {k: v for k, v in data.items() if k not in PRIVATE}
    facts = clean.get("facts")
    if isinstance(facts, Mapping) and "accused_orgs" in facts:
        clean["facts"] = {k: v for k, v in facts.items() if k != "accused_orgs"}
    return clean


def message_to_json(message: Message) -> dict[str, Any]:
    """The JSON form of any message."""
    return _to_json(_readers(message.DESCRIPTOR), message)


def json_to_message(cls: type[M], data: Mapping[str, Any]) -> M:
    """A message from its JSON form. Refused, naming each field, where a value does not fit."""
    schema = schema_of(cls.DESCRIPTOR)
    try:
        return cls(**_to_wire(schema, _quick(schema, data)))
    except _SHAPE_ERRORS:
        problems: list[Problem] = []
        normal = _normal(schema, data, "", problems)
    if any(not p.warning for p in problems):
        raise Refused(*(p for p in problems if not p.warning))
    return cls(**_to_wire(schema, normal))


Reader = Callable[[Any], Any]


@cache
def _readers(descriptor: Descriptor) -> dict[int, tuple[str, Reader | None]]:
    """By number of each field of a message: its name, and what makes the JSON form of its value.

    None where the value is that already, as most are.
    """
    fields = schema_of(descriptor).fields
    return {d.number: (intern(d.name), _reader(fields[d.name], d)) for d in descriptor.fields}


def _reader(field: Field, descriptor: FieldDescriptor) -> Reader | None:
    read: Reader | None = None
    if field.kind == "enum":
        names = field.names
        # A value newer than this version keeps its number, as proto3 JSON does.
        read = lambda value: names.get(value, value)  # noqa: E731 - one of a kind
    elif field.kind == "time":
        read = _moment
    elif field.kind == "map":
        read = lambda value: {key: value[key] for key in sorted(value)}  # noqa: E731
    elif field.kind == "message":
        below = _readers(descriptor.message_type)
        read = partial(_to_json, below)
    if not field.repeated:
        return read
    return list if read is None else lambda values: [read(value) for value in values]


def _moment(value: Any) -> str:
    moment = _EPOCH + timedelta(seconds=value.seconds, microseconds=value.nanos // 1000)
    return moment.astimezone(SHANGHAI).isoformat()


def _to_json(readers: Mapping[int, tuple[str, Reader | None]], message: Message) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for descriptor, value in message.ListFields():
        name, read = readers[descriptor.number]
        out[name] = value if read is None else read(value)
    return out


def _to_wire(schema: Schema, data: Mapping[str, Any]) -> Mapping[str, Any]:
    if schema.plain:
        return data
    fields = schema.fields
    return {
        name: [_wire_value(fields[name], v) for v in value]
        if fields[name].repeated
        else _wire_value(fields[name], value)
        for name, value in data.items()
    }


def _wire_value(field: Field, value: Any) -> Any:
    match field.kind:
        case "enum":
            return value if isinstance(value, int) else field.numbers[value]
        case "time":
            span = datetime.fromisoformat(value) - _EPOCH
            return {"seconds": span.days * 86400 + span.seconds, "nanos": span.microseconds * 1000}
        case "message":
            assert field.schema is not None
            return _to_wire(field.schema, value)
    return value


def _quick(schema: Schema, data: Any) -> dict[str, Any]:
    """As `_normal` for data without a fault. ValueError or TypeError: `_normal` says which and where."""
    if type(data) is not dict and not isinstance(data, Mapping):
        raise TypeError("expected an object")
    out: dict[str, Any] = {}
    fields = schema.fields
    for name, value in data.items():
        field = fields.get(name)
        if field is None:
            raise ValueError("unknown field")
        if value is None:
            continue
        if field.text and type(value) is str and value.isascii():
            normal: Any = value
        elif not field.repeated:
            normal = _quick_value(field, value)
        elif type(value) is Sound:
            normal = value
        elif isinstance(value, list | tuple):
            normal = [item for v in value if (item := _quick_value(field, v)) is not None]
        else:
            raise TypeError("expected a list")
        if normal is not None and (field.presence or normal):
            out[name] = normal
    return out


def _quick_value(field: Field, value: Any) -> Any:
    if field.schema is not None:
        return _quick(field.schema, value)
    return _CHECKS[field.kind](field, value)


def _normal(schema: Schema, data: Any, path: str, problems: list[Problem]) -> dict[str, Any]:
    if schema.name == "sankua.case.v1.OrgShare" and isinstance(data, str):
        data = {"org": data}  # a bare organ code is a share without words
    if not isinstance(data, Mapping):
        problems.append(Problem(path, f"expected an object, found {_show(data)}"))
        return {}
    out: dict[str, Any] = {}
    for name, value in data.items():
        field = schema.fields.get(name)
        where = f"{path}.{name}" if path else str(name)
        if field is None:
            problems.append(Problem(where, "unknown field, passed over", warning=True))
        elif value is not None:
            normal = _field_value(field, value, where, problems)
            if normal is not None and (field.presence or normal):
                out[name] = normal
    return out


def _field_value(field: Field, value: Any, where: str, problems: list[Problem]) -> Any:
    if not field.repeated:
        return _value(field, value, where, problems)
    items: Iterable[Any] = value if isinstance(value, list | tuple) else (value,)
    found = [_value(field, item, f"{where}[{i}]", problems) for i, item in enumerate(items)]
    return [item for item in found if item is not None]


def _value(field: Field, value: Any, where: str, problems: list[Problem]) -> Any:
    if field.kind == "message":
        assert field.schema is not None
        return _normal(field.schema, value, where, problems)
    try:
        return _CHECKS[field.kind](field, value)
    except _SHAPE_ERRORS as error:
        problems.append(Problem(where, str(error)))
        return None


def _string(field: Field, value: Any) -> str:
    if isinstance(value, str):
        value.encode()  # a lone surrogate is no text
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # codes are often written as numbers
    raise ValueError(f"expected text, found {_show(value)}")


def _bool(field: Field, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError(f"expected true or false, found {_show(value)}")


def _int(field: Field, value: Any) -> int:
    if isinstance(value, bool):
        raise ValueError(f"expected a whole number, found {_show(value)}")
    try:
        number = int(value)
    except _SHAPE_ERRORS:
        raise ValueError(f"expected a whole number, found {_show(value)}") from None
    limit = _RANGES[field.kind]
    if (isinstance(value, float) and number != value) or not -limit <= number < limit:
        raise ValueError(f"expected a whole number of {field.kind}, found {_show(value)}")
    return number


def _enum(field: Field, value: Any) -> str | int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return field.names.get(value, value) if value else None
    if isinstance(value, str):
        short = value.removeprefix(field.prefix)
        if short in field.numbers:
            return short
        if short in ("", "UNSPECIFIED"):
            return None
    raise ValueError(f"expected one of {', '.join(field.numbers)}; found {_show(value)}")


def _double(field: Field, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"expected a number, found {_show(value)}")
    return float(value)


def _time(field: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"expected a time such as 2023-05-04T10:00:00+08:00, found {_show(value)}")
    try:
        moment = parse_time(value)
    except ValueError as error:
        raise ValueError(f"expected a time such as 2023-05-04T10:00:00+08:00: {error}") from None
    return moment.astimezone(SHANGHAI).isoformat()


def _map(field: Field, value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise ValueError(f"expected an object, found {_show(value)}")
    return {str(k): _string(field, value[k]) for k in sorted(value)}


def _show(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


_CHECKS: Final[Mapping[str, Callable[[Field, Any], Any]]] = {
    "string": _string,
    "bool": _bool,
    "int32": _int,
    "int64": _int,
    "double": _double,
    "enum": _enum,
    "time": _time,
    "map": _map,
}
