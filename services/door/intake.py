"""Calls to intake with the caller's own token: the door has no rights of its own, and stores nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final, cast

import grpc
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from google.rpc import error_details_pb2  # type: ignore[import-untyped]
from grpc_status import rpc_status

from sankua.core.errors import Problem, Refused
from sankua.wire.codec import json_to_message, message_to_json
from sankua.wire.schema import Schema, schema_of
from services.door.routes import SERVICE

_CODES: Final[Mapping[grpc.StatusCode, tuple[int, str]]] = {
    grpc.StatusCode.INVALID_ARGUMENT: (400, "INVALID"),
    grpc.StatusCode.UNAUTHENTICATED: (401, "UNAUTHENTICATED"),
    grpc.StatusCode.PERMISSION_DENIED: (403, "FORBIDDEN"),
    grpc.StatusCode.NOT_FOUND: (404, "NOT_FOUND"),
    grpc.StatusCode.ABORTED: (409, "CONFLICT"),
    grpc.StatusCode.FAILED_PRECONDITION: (409, "STATE"),
    grpc.StatusCode.RESOURCE_EXHAUSTED: (413, "TOO_LARGE"),
    grpc.StatusCode.UNAVAILABLE: (503, "UNAVAILABLE"),
    grpc.StatusCode.DEADLINE_EXCEEDED: (504, "DEADLINE"),
}


@dataclass(frozen=True)
class Failed(Exception):
    """A call that was refused: HTTP status, code, message, and what is wrong by field."""

    status: int
    code: str
    message: str
    fields: tuple[Problem, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The body of the answer."""
        fields = [{"field": p.field, "reason": p.reason} for p in self.fields]
        return {"code": self.code, "message": self.message, "fields": fields}


class Intake:
    """One channel to intake's port for people."""

    def __init__(self, target: str, ca: Path, seconds: float) -> None:
        credentials = grpc.ssl_channel_credentials(ca.read_bytes())
        self._channel = grpc.aio.secure_channel(target, credentials)
        self._seconds = seconds

    async def close(self) -> None:
        """Closes it."""
        await self._channel.close(None)

    async def call(self, name: str, data: Mapping[str, Any], token: str) -> dict[str, Any]:
        """The answer of a call in JSON form. Failed where it is refused, here or there."""
        if not token:
            raise Failed(401, "UNAUTHENTICATED", "send Authorization: Bearer <token>, or api_key")
        method = SERVICE.methods_by_name[name]
        request = _message(GetMessageClass(method.input_type), data)
        call = self._channel.unary_unary(
            f"/{SERVICE.full_name}/{name}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=GetMessageClass(method.output_type).FromString,
        )
        if not token.isascii() or not token.isprintable():
            raise Failed(401, "UNAUTHENTICATED", "the token holds characters that no token has")
        try:
            answer = await call(
                request, timeout=self._seconds, metadata=(("authorization", f"Bearer {token}"),)
            )
        except grpc.aio.AioRpcError as error:
            raise _failed(error) from None
        return message_to_json(answer)


def _message(cls: type[Message], data: Mapping[str, Any]) -> Message:
    try:
        if unknown := list(islice(_unknown(schema_of(cls.DESCRIPTOR), data, ""), 20)):
            raise Failed(400, "INVALID", "\n".join(map(str, unknown)), tuple(unknown))
        return json_to_message(cls, data)
    except RecursionError:
        raise Failed(400, "INVALID", "the body is nested too deep; see openapi.json for its form") from None
    except Refused as refused:
        raise Failed(400, "INVALID", str(refused), refused.problems) from None
    except (UnicodeEncodeError, ValueError) as error:
        # Lone surrogates: JSON can write them, UTF-8 cannot.
        raise Failed(400, "INVALID", f"a text is no Unicode text: {type(error).__name__}") from None


def _unknown(schema: Schema, data: Any, path: str) -> Iterator[Problem]:
    """Fields that no call takes: a mistyped `urgent` would else register a matter as not urgent."""
    if not isinstance(data, Mapping):
        return  # the codec says so
    for name, value in data.items():
        field, where = schema.fields.get(name), f"{path}{name}"
        if field is None:
            yield Problem(where[:100], "no such field; openapi.json names those that there are")
        elif field.schema is not None:
            items = value if field.repeated and isinstance(value, list) else [value]
            for item in items:
                yield from _unknown(field.schema, item, f"{where}.")


def _failed(error: grpc.aio.AioRpcError) -> Failed:
    status, code = _CODES.get(error.code(), (500, "INTERNAL"))
    fields: list[Problem] = []
    try:
        found = rpc_status.from_call(cast(grpc.Call, error))
    except ValueError:  # the answer broke off on its way: what it says is not what the call ended with
        found = None
    for detail in found.details if found is not None else ():
        bad = error_details_pb2.BadRequest()
        if detail.Unpack(bad):
            fields += [Problem(v.field, v.description) for v in bad.field_violations]
    return Failed(status, code, error.details() or "", tuple(fields))
