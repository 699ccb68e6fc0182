"""The one gRPC interceptor: who calls, may they, until when; errors, metrics and audit."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, NoReturn

import grpc
from google.protobuf import any_pb2
from google.rpc import code_pb2, error_details_pb2, status_pb2  # type: ignore[import-untyped]

from sankua.core.errors import Problem, Refused
from services.common.auditlog import AuditLog
from services.common.auth import Principal, Tokens, peer_service, set_principal
from services.common.callers import Callers
from services.common.failures import is_transient
from services.common.logs import log
from services.common.metrics import METRICS

_MOST_DETAILS: Final = 2200
_MOST_MESSAGE: Final = 900
"""Bytes of a refusal's problems and of its text, which gRPC writes at up to three times the size."""
OPEN: Final = ("/grpc.health.v1.", "/grpc.reflection.")
"""Answered to everybody: they say nothing of any case."""

CODES: Final[Mapping[str, tuple[int, grpc.StatusCode]]] = {
    "INVALID": (code_pb2.INVALID_ARGUMENT, grpc.StatusCode.INVALID_ARGUMENT),
    "STATE": (code_pb2.FAILED_PRECONDITION, grpc.StatusCode.FAILED_PRECONDITION),
    "NOT_FOUND": (code_pb2.NOT_FOUND, grpc.StatusCode.NOT_FOUND),
    "FORBIDDEN": (code_pb2.PERMISSION_DENIED, grpc.StatusCode.PERMISSION_DENIED),
    "CONFLICT": (code_pb2.ABORTED, grpc.StatusCode.ABORTED),
}
_DETAILS: Final = "grpc-status-details-bin"
Handler = Any
Context = Any


@dataclass(frozen=True, slots=True)
class Policy:
    """What the edge enforces. `permissions`: full method name to roles; a method that is not named is closed.

    `audited`: full method name to the request fields that its audit record keeps.
    """

    tokens: Tokens
    permissions: Mapping[str, frozenset[str]]
    audit: AuditLog
    audited: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    max_deadline: float = 30.0
    max_stream_deadline: float = 600.0
    callers: Callers = field(default_factory=Callers)


class Unauthenticated(Exception):
    """No certificate and no good token."""


class Edge(grpc.aio.ServerInterceptor):  # type: ignore[type-arg]
    """Wraps every method but health and reflection, each once: a server's methods stay what they are."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._wrapped: dict[str, Handler] = {}

    async def intercept_service(
        self, continuation: Callable[[Any], Awaitable[Handler]], handler_call_details: Any
    ) -> Handler:
        """The wrapped handler of a method."""
        method = handler_call_details.method
        if (known := self._wrapped.get(method)) is not None:
            return known
        handler = await continuation(handler_call_details)
        if handler is None:
            return None  # not kept: there is no end of names that nobody has
        wrapped = handler if method.startswith(OPEN) else Guard(self._policy, method).wrapped(handler)
        self._wrapped[method] = wrapped
        return wrapped


@dataclass(frozen=True, slots=True)
class Guard:
    """The edge of one method: every call of it passes here."""

    policy: Policy
    method: str

    def wrapped(self, handler: Handler) -> Handler:
        """The same kind of handler, guarded."""
        kinds = {
            (False, False): (grpc.unary_unary_rpc_method_handler, handler.unary_unary, self._unary),
            (True, False): (grpc.stream_unary_rpc_method_handler, handler.stream_unary, self._unary),
            (False, True): (grpc.unary_stream_rpc_method_handler, handler.unary_stream, self._stream),
            (True, True): (grpc.stream_stream_rpc_method_handler, handler.stream_stream, self._stream),
        }
        make, inner, guard = kinds[handler.request_streaming, handler.response_streaming]
        limit = self._limit(handler)

        if guard == self._unary:

            async def behaviour(request: Any, context: Context) -> Any:
                return await self._unary(inner, request, context, limit)

            return make(behaviour, handler.request_deserializer, handler.response_serializer)

        async def streaming(request: Any, context: Context) -> AsyncIterator[Any]:
            async for answer in self._stream(inner, request, context, limit):
                yield answer

        return make(streaming, handler.request_deserializer, handler.response_serializer)

    def _limit(self, handler: Handler) -> float:
        streams = handler.request_streaming or handler.response_streaming
        return self.policy.max_stream_deadline if streams else self.policy.max_deadline

    async def _unary(self, inner: Any, request: Any, context: Context, limit: float) -> Any:
        with self.policy.callers.one():
            async with _Answered(self.method, context):
                await self._admit(request, context)
                async with asyncio.timeout(min(limit, _remaining(context))):
                    return await inner(request, context)

    async def _stream(self, inner: Any, request: Any, context: Context, limit: float) -> AsyncIterator[Any]:
        async with _Answered(self.method, context):
            await self._admit(request, context)
            async with asyncio.timeout(min(limit, _remaining(context))):
                async for answer in inner(request, context):
                    with self.policy.callers.one():
                        yield answer

    async def _admit(self, request: Any, context: Context) -> None:
        who = self._who(context)
        await self._permit(who, request)
        set_principal(who)

    def _who(self, context: Context) -> Principal:
        service = peer_service(context.auth_context())
        if service is not None:
            return service
        metadata = dict(context.invocation_metadata() or ())
        scheme, _, token = str(metadata.get("authorization", "")).partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("no token: send metadata `authorization: Bearer <token>`")
        try:
            return self.policy.tokens.verify(token)
        except Refused as exc:
            raise Unauthenticated(str(exc)) from None

    async def _permit(self, who: Principal, request: Any) -> None:
        allowed = bool(who.roles & self.policy.permissions.get(self.method, frozenset()))
        if self.method in self.policy.audited:
            await self.policy.audit.append(self._record(who, request, allowed))
        if not allowed:
            raise Refused(Problem("", f"{who.kind} {who.name} may not call {self.method}"), code="FORBIDDEN")

    def _record(self, who: Principal, request: Any, allowed: bool) -> dict[str, Any]:
        kept = {name: _plain_value(getattr(request, name)) for name in self.policy.audited[self.method]}
        return {
            "method": self.method,
            "kind": who.kind,
            "name": who.name,
            "roles": sorted(who.roles),
            "allowed": allowed,
            "request": kept,
        }


class _Answered:
    """Turns a failure inside into an answer with a code, and counts every answer."""

    __slots__ = ("_begun", "_context", "_method")

    def __init__(self, method: str, context: Context) -> None:
        self._method, self._context, self._begun = method, context, time.perf_counter()

    async def __aenter__(self) -> None:
        return

    async def __aexit__(self, kind: object, exc: BaseException | None, trace: object) -> None:
        code = grpc.StatusCode.OK
        try:
            if isinstance(exc, Exception):
                code, status = answer(self._method, exc, self._context)
                await _abort(self._context, code, status)
        finally:
            code = self._context.code() or code if code is grpc.StatusCode.OK else code
            answered, seconds = _meters(self._method, _name(code))
            answered.inc()
            seconds.observe(time.perf_counter() - self._begun)


def _plain_value(value: Any) -> Any:
    """A field as a record keeps it: a repeated one is a list."""
    return value if isinstance(value, str | bytes | int | float) else list(value)


def answer(method: str, exc: Exception, context: Any) -> tuple[grpc.StatusCode, status_pb2.Status]:
    """Code and rich status for a failure; what is unexpected gets an id, and goes to the log in full."""
    if isinstance(exc, Refused):
        return CODES[exc.code][1], refusal(exc)
    if isinstance(exc, Unauthenticated):
        return _plain(grpc.StatusCode.UNAUTHENTICATED, str(exc))
    if isinstance(exc, TimeoutError) and _remaining(context) <= 0.001:
        return _plain(grpc.StatusCode.DEADLINE_EXCEEDED, "the deadline of the call has passed")
    if isinstance(exc, TimeoutError):
        return _plain(grpc.StatusCode.DEADLINE_EXCEEDED, "the call took longer than the server allows")
    if isinstance(exc, grpc.aio.AbortError):
        raise exc
    if is_transient(exc):
        log().warning("call failed, try again", method=method, error=repr(exc)[:300])
        return _plain(grpc.StatusCode.UNAVAILABLE, "a server behind this one is away: try again")
    error_id = secrets.token_hex(6)
    log().error("call failed", method=method, error_id=error_id, exc_info=exc)
    return _plain(grpc.StatusCode.INTERNAL, f"unexpected error {error_id}; the log has it under this id")


def refusal(refused: Refused) -> status_pb2.Status:
    """google.rpc.Status of a refusal; its problems are BadRequest field violations.

    Of very many problems the first are said, and how many more there are: gRPC carries a status in headers,
    and a client breaks off an answer whose headers exceed 8 KiB.
    """
    shown = _fitting(refused.problems)
    message = "; ".join(map(str, shown))
    status = status_pb2.Status(code=CODES[refused.code][0], message=_cut(message, _MOST_MESSAGE))
    bad = error_details_pb2.BadRequest(
        field_violations=[
            error_details_pb2.BadRequest.FieldViolation(field=p.field, description=p.reason) for p in shown
        ]
    )
    packed = any_pb2.Any()
    packed.Pack(bad)
    status.details.append(packed)
    return status


def _fitting(problems: Sequence[Problem]) -> list[Problem]:
    shown: list[Problem] = []
    left = _MOST_DETAILS
    for number, problem in enumerate(problems):
        field, reason = _cut(problem.field, 200), _cut(problem.reason, 800)
        left -= len(field.encode()) + len(reason.encode()) + 8
        if left < 0:
            more = f"and {len(problems) - number} more problems; mend these first"
            return [*shown, Problem("", more)]
        shown.append(
            problem if (field, reason) == (problem.field, problem.reason) else Problem(field, reason)
        )
    return shown


def _cut(text: str, most: int) -> str:
    """At most so many bytes of UTF-8, said where something is missing."""
    raw = text.encode("utf-8", "replace")
    return text if len(raw) <= most else raw[: most - 4].decode("utf-8", "ignore") + "…"


def _plain(code: grpc.StatusCode, text: str) -> tuple[grpc.StatusCode, status_pb2.Status]:
    return code, status_pb2.Status(code=code.value[0], message=text)


async def _abort(context: Context, code: grpc.StatusCode, status: status_pb2.Status) -> NoReturn:
    await context.abort(code, status.message, ((_DETAILS, status.SerializeToString()),))
    raise AssertionError("abort does not return")


def _remaining(context: Context) -> float:
    left = context.time_remaining()
    return float("inf") if left is None else max(0.0, float(left))


@cache
def _meters(method: str, code: str) -> tuple[Any, Any]:
    """Counter and histogram of an answer; both labels come from closed sets, so all are kept."""
    return METRICS.rpcs.labels(method, code), METRICS.rpc_seconds.labels(method)


def _name(code: Any) -> str:
    return code.name if isinstance(code, grpc.StatusCode) else str(code)
