"""The people of the demonstration: registrars and handlers of every organ, each with their own token."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any, Final

import grpc

from sankua.wire.codec import json_to_message
from sankua.wire.gen.case.v1 import values_pb2 as values
from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2 as dispatch
from sankua.wire.gen.dispatch.v1.dispatch_service_pb2_grpc import DispatchServiceStub
from sankua.wire.gen.intake.v1 import intake_service_pb2 as intake
from sankua.wire.gen.intake.v1.intake_service_pb2_grpc import IntakeServiceStub
from sankua.wire.gen.oversight.v1 import oversight_service_pb2 as oversight
from sankua.wire.gen.oversight.v1.oversight_service_pb2_grpc import OversightServiceStub
from sankua.wire.gen.reporting.v1 import reporting_service_pb2 as reporting
from sankua.wire.gen.reporting.v1.reporting_service_pb2_grpc import ReportingServiceStub

CALL_SECONDS: Final = 20.0
STUBS: Final[Mapping[str, Any]] = {
    "intake": IntakeServiceStub,
    "dispatch": DispatchServiceStub,
    "oversight": OversightServiceStub,
    "reporting": ReportingServiceStub,
}

Connect = Callable[[str, str, str], AbstractAsyncContextManager[grpc.aio.Channel]]
"""A channel to a service, in a role, for an organ."""


class Offices:
    """Calls in the name of organs. Channels are opened once per service, role and organ."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._stack = AsyncExitStack()
        self._stubs: dict[tuple[str, str, str], Any] = {}

    async def close(self) -> None:
        """Closes all channels."""
        await self._stack.aclose()

    async def register(self, request_id: str, registration: Mapping[str, Any]) -> str:
        """Registers one matter (登记); gives its case id."""
        document = {"request_id": request_id, "registration": registration}
        request = json_to_message(intake.RegisterCaseRequest, document)
        office = str(registration["registered_by"])
        answer = await (await self._stub("intake", "registrar", office)).RegisterCase(
            request, timeout=CALL_SECONDS
        )
        return str(answer.case_id)

    async def amend(self, request_id: str, case: str, office: str, amendment: Mapping[str, Any]) -> None:
        """Completes the facts of a case that waits for them (补充事实)."""
        document = {"request_id": request_id, "case_id": case, **amendment}
        request = json_to_message(intake.AmendFactsRequest, document)
        await (await self._stub("intake", "registrar", office)).AmendFacts(request, timeout=CALL_SECONDS)

    async def case(self, case: str, office: str) -> Any | None:
        """Where a case stands; None where dispatch does not know it yet."""
        stub = await self._stub("dispatch", "dispatcher", office)
        try:
            return await stub.GetCase(dispatch.GetCaseRequest(case_id=case), timeout=CALL_SECONDS)
        except grpc.aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.NOT_FOUND:
                return None
            raise

    async def confirm(self, request_id: str, found: Any, office: str) -> None:
        """The office confirms the routing decision of a case (定责确认)."""
        stub = await self._stub("dispatch", "dispatcher", office)
        request = dispatch.ConfirmRoutingRequest(
            request_id=request_id, case_id=found.case_id, decision_id=found.decision.decision_id
        )
        await stub.ConfirmRouting(request, timeout=CALL_SECONDS)

    async def acknowledge(self, request_id: str, found: Any) -> None:
        """The organ of the other procedure signs for a redirect (导入其他程序签收)."""
        stub = await self._stub("dispatch", "handler", found.lead)
        request = dispatch.AcknowledgeRedirectRequest(request_id=request_id, case_id=found.case_id)
        await stub.AcknowledgeRedirect(request, timeout=CALL_SECONDS)

    async def accept(self, request_id: str, handoff: Any) -> None:
        """The receiver of a handoff accepts it (受理)."""
        stub = await self._stub("dispatch", "handler", handoff.to_org)
        request = dispatch.AcceptHandoffRequest(
            request_id=request_id, case_id=handoff.case_id, handoff_id=handoff.handoff_id
        )
        await stub.AcceptHandoff(request, timeout=CALL_SECONDS)

    async def step(self, step: str, request_id: str, found: Any, result: str) -> str:
        """A later step of the lead (意见、送达、办结); gives the name of the event that it makes."""
        stub = await self._stub("dispatch", "handler", found.lead)
        kwargs: dict[str, Any] = {"request_id": request_id, "case_id": found.case_id}
        if step == "opinion":
            kwargs["result"] = values.OpinionResult.Value(f"OPINION_RESULT_{result}")
            kwargs["basis"] = ["《信访工作条例》第三十二条"]
            await stub.IssueOpinion(dispatch.IssueOpinionRequest(**kwargs), timeout=CALL_SECONDS)
            return "OpinionIssued"
        if step == "deliver":
            await stub.DeliverOpinion(dispatch.DeliverOpinionRequest(**kwargs), timeout=CALL_SECONDS)
            return "OpinionDelivered"
        await stub.ConcludeCase(dispatch.ConcludeCaseRequest(**kwargs), timeout=CALL_SECONDS)
        return "CaseConcluded"

    async def clocks(self, case: str, office: str) -> list[Any]:
        """Every clock of a case (期限)."""
        stub = await self._stub("oversight", "supervisor", office)
        answer = await stub.GetClocks(oversight.GetClocksRequest(case_id=case), timeout=CALL_SECONDS)
        return list(answer.clocks)

    async def lights(self, at_least: str) -> list[Any]:
        """Open clocks of all organs with at least this light (亮灯), all pages."""
        stub = await self._stub("oversight", "supervisor", "")
        found: list[Any] = []
        token = ""
        while True:
            request = oversight.ListLightsRequest(
                at_least=f"LIGHT_{at_least}", page_size=1000, page_token=token
            )
            answer = await stub.ListLights(request, timeout=CALL_SECONDS)
            found += answer.clocks
            token = answer.next_page_token
            if not token:
                return found

    async def progress(self) -> Any:
        """How far reporting has counted."""
        stub = await self._stub("reporting", "auditor", "")
        return await stub.GetProgress(reporting.GetProgressRequest(), timeout=CALL_SECONDS)

    async def counts(self, *by: str) -> list[Any]:
        """Counts by the wanted dimensions."""
        stub = await self._stub("reporting", "auditor", "")
        answer = await stub.GetCounts(reporting.GetCountsRequest(by=by), timeout=CALL_SECONDS)
        return list(answer.counts)

    async def _stub(self, service: str, role: str, org: str) -> Any:
        key = (service, role, org)
        if key not in self._stubs:
            channel = await self._stack.enter_async_context(self._connect(*key))
            self._stubs[key] = STUBS[service](channel)
        return self._stubs[key]


def lead_handoff(found: Any) -> Any | None:
    """The lead's own handoff of a case (主办), None where there is none."""
    return next(
        (h for h in found.handoffs if h.role == values.Role.ROLE_LEAD and h.to_org == found.lead), None
    )


async def until(ready: Callable[[], Awaitable[bool]], what: str, seconds: float) -> None:
    """Asks until it is so. TimeoutError, naming what, after `seconds`."""
    try:
        async with asyncio.timeout(seconds):
            # The other side is another process: there is nothing to be woken by, so one asks.
            while not await ready():  # noqa: ASYNC110
                await asyncio.sleep(0.03)
    except TimeoutError:
        raise TimeoutError(f"waited {seconds:.0f} s in vain: {what}") from None
