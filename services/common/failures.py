"""Which failures pass by waiting, and which are the input's own fault."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

import grpc
from aiokafka.errors import KafkaError
from pymongo.errors import (
    AutoReconnect,
    ExecutionTimeout,
    PyMongoError,
    WaitQueueTimeoutError,
    WTimeoutError,
)

from services.common.logs import log

T = TypeVar("T")

# Shutdown, interrupted, not primary: codes that a step-down leaves on commands that are no AutoReconnect.
# 43, cursor not found: a killed mongod comes back without its cursors; the relay opens its stream anew.
_MONGO_CODES = frozenset({43, 91, 189, 10058, 10107, 11600, 11602, 13435, 13436})
_RPC_CODES = frozenset(
    {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.RESOURCE_EXHAUSTED}
)


class Transient(Exception):
    """Raised by a service where waiting and trying again is right; never dead-lettered."""


_PASSING = (
    *(Transient, ConnectionError, TimeoutError, KafkaError),
    *(AutoReconnect, ExecutionTimeout, WTimeoutError, WaitQueueTimeoutError),
)


def is_transient(exc: BaseException) -> bool:
    """True where the same input may succeed later: a server away, a step-down, a time limit."""
    if isinstance(exc, _PASSING) or _of_kafka_python(exc):
        return True
    if isinstance(exc, grpc.RpcError):
        return getattr(exc, "code", lambda: None)() in _RPC_CODES
    return isinstance(exc, PyMongoError) and _mongo_passes(exc)


def _of_kafka_python(exc: BaseException) -> bool:
    """The command line uses kafka-python; no service loads it for this question."""
    module = sys.modules.get("kafka.errors")
    return module is not None and isinstance(exc, module.KafkaError)


def _mongo_passes(exc: PyMongoError) -> bool:
    if exc.has_error_label("RetryableWriteError") or exc.has_error_label("TransientTransactionError"):
        return True
    return getattr(exc, "code", None) in _MONGO_CODES


async def outlast(what: str, action: Callable[[], Awaitable[T]], longest: float = 5.0) -> T:
    """Runs `action` until it succeeds or fails for good; waits 0.1 s doubling to `longest` between tries."""
    delay = 0.1
    while True:
        try:
            return await action()
        except Exception as exc:
            if not is_transient(exc):
                raise
            log().warning("waiting", what=what, error=repr(exc)[:300], seconds=delay)
        await asyncio.sleep(delay)
        delay = min(delay * 2, longest)
