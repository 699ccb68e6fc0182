"""The shape of each message, read once from its descriptor, so that the codec need not ask again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.message import Message

from sankua.core.events import KNOWN, OFFICE
from sankua.wire.gen.case.v1 import events_pb2

_TIMESTAMP: Final = "google.protobuf.Timestamp"
_WORD: Final = re.compile(r"(?<!^)(?=[A-Z])")
_SCALARS: Final = {
    FieldDescriptor.CPPTYPE_STRING: "string",
    FieldDescriptor.CPPTYPE_BOOL: "bool",
    FieldDescriptor.CPPTYPE_INT32: "int32",
    FieldDescriptor.CPPTYPE_INT64: "int64",
    FieldDescriptor.CPPTYPE_DOUBLE: "double",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `kind` is string, bool, int32, int64, double, enum, time, message or map (text to text)."""

    name: str
    kind: str
    repeated: bool
    presence: bool
    numbers: Mapping[str, int]
    names: Mapping[int, str]
    prefix: str
    schema: Schema | None
    text: bool
    """One string: most fields are, and need no check but that it is text."""


@dataclass(frozen=True, slots=True)
class Schema:
    """One message: its fields by name, and its full protobuf name.

    `plain`: the JSON form of its data is what protobuf takes, in this message and all below it.
    """

    name: str
    fields: Mapping[str, Field]
    plain: bool


def event_class(name: str) -> type[Message]:
    """The message class of an event name. KeyError where this version does not know it."""
    if name not in KNOWN and name not in OFFICE:
        raise KeyError(name)
    found: type[Message] = getattr(events_pb2, name)
    return found


@cache
def event_schema(name: str) -> Schema:
    """The schema of an event name. KeyError where this version does not know it."""
    return schema_of(event_class(name).DESCRIPTOR)


@cache
def schema_of(descriptor: Descriptor) -> Schema:
    """The schema of a message descriptor."""
    fields = {f.name: _field(f) for f in descriptor.fields}
    return Schema(descriptor.full_name, fields, plain=all(map(_is_plain, fields.values())))


def _is_plain(field: Field) -> bool:
    return field.kind not in ("enum", "time") and (field.schema is None or field.schema.plain)


def _field(field: FieldDescriptor) -> Field:
    kind, schema = _kind(field)
    prefix = _prefix(field.enum_type) if field.enum_type else ""
    numbers = _short_names(field.enum_type, prefix) if field.enum_type else {}
    repeated = bool(field.is_repeated) and kind != "map"
    return Field(
        name=field.name,
        kind=kind,
        repeated=repeated,
        presence=bool(field.has_presence),
        numbers=numbers,
        names={number: name for name, number in numbers.items()},
        prefix=prefix,
        schema=schema,
        text=kind == "string" and not repeated,
    )


def _kind(field: FieldDescriptor) -> tuple[str, Schema | None]:
    if field.enum_type is not None:
        return "enum", None
    if field.message_type is None:
        return _SCALARS[field.cpp_type], None
    if field.message_type.full_name == _TIMESTAMP:
        return "time", None
    if field.message_type.GetOptions().map_entry:
        return "map", None
    return "message", schema_of(field.message_type)


def _prefix(enum: EnumDescriptor) -> str:
    return _WORD.sub("_", enum.name).upper() + "_"


def _short_names(enum: EnumDescriptor, prefix: str) -> dict[str, int]:
    return {v.name.removeprefix(prefix): v.number for v in enum.values if v.number}
