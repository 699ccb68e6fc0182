"""The one question that dispatch asks intake: all facts of an ACCUSATION (检举控告)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import grpc

from sankua.core.errors import Problem, Refused
from sankua.wire.codec import message_to_json
from sankua.wire.gen.intake.v1 import intake_service_pb2 as pb
from sankua.wire.gen.intake.v1 import intake_service_pb2_grpc as pb_grpc

ROUTING: Final = "routing"
ACCESS: Final = "access check"


class IntakeFacts:
    """Asks over mutual TLS; the channel is opened at the first question and kept."""

    def __init__(self, channel: Callable[[str], grpc.aio.Channel], target: str, seconds: float) -> None:
        self._channel = channel
        self._target = target
        self._seconds = seconds
        self._stub: Any = None

    async def facts(self, case: str, purpose: str) -> dict[str, Any]:
        """Facts, accused organs included. Refused (NOT_FOUND) where intake knows no such case.

        grpc.RpcError, UNAVAILABLE where intake is away: wait.
        """
        if self._stub is None:
            self._stub = pb_grpc.IntakeServiceStub(self._channel(self._target))  # type: ignore[no-untyped-call]
        request = pb.GetRoutingFactsRequest(case_id=case, purpose=purpose)
        try:
            answer = await self._stub.GetRoutingFacts(request, timeout=self._seconds)
        except grpc.aio.AioRpcError as error:
            if error.code() is not grpc.StatusCode.NOT_FOUND:
                raise
            raise Refused(Problem("case_id", f"{case}: no such case"), code="NOT_FOUND") from None
        return message_to_json(answer.facts)
