"""The one question that oversight asks intake: may these organs have to do with a case, yes or no."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import grpc

from sankua.wire.gen.intake.v1 import intake_service_pb2 as pb
from sankua.wire.gen.intake.v1 import intake_service_pb2_grpc as pb_grpc


class IntakeGuard:
    """Asks over mutual TLS; the channel is opened at the first question and kept."""

    def __init__(self, channel: Callable[[str], grpc.aio.Channel], target: str, seconds: float) -> None:
        self._channel = channel
        self._target = target
        self._seconds = seconds
        self._stub: Any = None

    async def allowed(self, case: str, orgs: Sequence[str], handle: bool) -> bool:
        """Whether none of the organs is barred. A case that intake does not know bars all.

        grpc.RpcError, UNAVAILABLE where intake is away: then nothing is decided, and the caller tries again.
        """
        if self._stub is None:
            self._stub = pb_grpc.IntakeServiceStub(self._channel(self._target))  # type: ignore[no-untyped-call]
        request = pb.CheckOrgansRequest(case_id=case, orgs=orgs, handle=handle)
        try:
            answer = await self._stub.CheckOrgans(request, timeout=self._seconds)
        except grpc.RpcError as error:
            if error.code() is grpc.StatusCode.NOT_FOUND:
                return False
            raise
        return bool(answer.allowed)
