"""IntakeService: calls in, answers out; no logic."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

from sankua.core.errors import Problem, Refused
from sankua.wire.gen.intake.v1 import intake_service_pb2 as pb
from sankua.wire.gen.intake.v1 import intake_service_pb2_grpc as pb_grpc
from services.common.auth import Principal, principal
from services.common.service import Servicer
from services.intake import wire
from services.intake.calls import FurtherCalls
from services.intake.metrics import REGISTRATIONS
from services.intake.usecases.amending import Amendment
from services.intake.usecases.desk import Desk
from services.intake.usecases.registering import Registered

SERVICE: Final = "sankua.intake.v1.IntakeService"

PERMISSIONS: Final[Mapping[str, frozenset[str]]] = {
    f"/{SERVICE}/RegisterCase": frozenset({"registrar", "importer"}),
    f"/{SERVICE}/RegisterCases": frozenset({"registrar", "importer"}),
    f"/{SERVICE}/AmendFacts": frozenset({"registrar", "importer"}),
    f"/{SERVICE}/GetCase": frozenset({"registrar", "dispatcher", "auditor", "leader", "importer"}),
    f"/{SERVICE}/GetRoutingFacts": frozenset({"service:dispatch"}),
    f"/{SERVICE}/ReadContent": frozenset({"registrar", "auditor"}),
    f"/{SERVICE}/CheckOrgans": frozenset({"service:oversight"}),
    f"/{SERVICE}/RevealIdentity": frozenset({"registrar", "auditor", "handler"}),
    f"/{SERVICE}/DestroyCase": frozenset({"leader"}),
    f"/{SERVICE}/RotateKeys": frozenset({"operator"}),
    f"/{SERVICE}/FindSimilar": frozenset({"registrar"}),
    f"/{SERVICE}/WithdrawCase": frozenset({"registrar"}),
    f"/{SERVICE}/AddAttachment": frozenset({"registrar", "importer"}),
    f"/{SERVICE}/ReadAttachment": frozenset({"registrar", "auditor"}),
    f"/{SERVICE}/RequestReview": frozenset({"registrar"}),
    f"/{SERVICE}/EvaluateCase": frozenset({"registrar", "portal"}),
    f"/{SERVICE}/TrackCase": frozenset({"registrar", "portal"}),
    f"/{SERVICE}/SuggestClassification": frozenset({"registrar"}),
    f"/{SERVICE}/ListUnclearNotices": frozenset({"registrar"}),
    f"/{SERVICE}/SettleNotice": frozenset({"registrar"}),
    **{
        f"/{SERVICE}/{name}": frozenset({"registrar"})
        for name in ("TakeNumber", "RecordVisit", "GetVisit", "ListVisits")
    },
}
"""Who may call what; the office is checked by the use case."""

AUDITED: Final[Mapping[str, tuple[str, ...]]] = {
    f"/{SERVICE}/GetRoutingFacts": ("case_id", "purpose"),
    f"/{SERVICE}/ReadContent": ("case_id", "purpose"),
    f"/{SERVICE}/CheckOrgans": ("case_id", "orgs", "handle"),
    f"/{SERVICE}/RevealIdentity": ("case_id", "purpose"),
    f"/{SERVICE}/AmendFacts": ("case_id", "request_id"),
    f"/{SERVICE}/DestroyCase": ("case_id", "reason"),
    f"/{SERVICE}/RotateKeys": ("limit",),
    f"/{SERVICE}/FindSimilar": ("case_id", "purpose"),
    f"/{SERVICE}/WithdrawCase": ("case_id", "request_id"),
    f"/{SERVICE}/AddAttachment": ("case_id", "request_id"),
    f"/{SERVICE}/ReadAttachment": ("case_id", "attachment_id", "purpose"),
    f"/{SERVICE}/RequestReview": ("case_id", "request_id", "final"),
    f"/{SERVICE}/EvaluateCase": ("case_id", "request_id"),
    f"/{SERVICE}/SettleNotice": ("case_id", "kind", "about", "arrived"),
}
"""What leaves an audit record, and which fields of the request it keeps."""

_CREATED, _REPEATED, _REFUSED = map(REGISTRATIONS.labels, ("created", "repeated", "refused"))


class IntakeServicer(FurtherCalls, pb_grpc.IntakeServiceServicer):
    """The servicer over the use cases."""

    def __init__(self, desk: Desk, batch_items: int, batch_parallel: int) -> None:
        self._desk, self._intake = desk, desk.intake
        self._batch_items = batch_items
        self._batch_parallel = batch_parallel

    async def RegisterCase(self, request: Any, context: Any) -> Any:  # noqa: N802 - gRPC names it
        """登记 of one matter."""
        answer = await self._answer(request.request_id, request.registration, principal())
        if isinstance(answer, Refused):
            raise answer
        return wire.registered(answer)

    async def RegisterCases(self, requests: AsyncIterator[Any], context: Any) -> Any:  # noqa: N802
        """登记 of many: items are worked on side by side, so that they are committed together."""
        who, room = principal(), asyncio.Semaphore(self._batch_parallel)

        async def one(request: Any) -> Any:
            async with room:
                answer = await self._answer(request.request_id, request.registration, who, maybe_known=True)
            return wire.result(request.request_id, answer)

        tasks: list[asyncio.Task[Any]] = []
        try:
            async for request in requests:
                if len(tasks) == self._batch_items:
                    reason = f"at most {self._batch_items} in one call; send the rest in another"
                    raise Refused(Problem("items", reason))
                tasks.append(asyncio.create_task(one(request)))
            return pb.RegisterCasesResponse(results=await asyncio.gather(*tasks))
        finally:
            for task in tasks:
                task.cancel()  # of a call that broke off; what is done stays done under its request id

    async def AmendFacts(self, request: Any, context: Any) -> Any:  # noqa: N802
        """补充事实."""
        facts = wire.plain(request.facts)
        asked = Amendment(request.request_id, request.case_id, facts, request.reason)
        created = await self._desk.amending.amend(asked, principal())
        return pb.AmendFactsResponse(created=created)

    async def GetCase(self, request: Any, context: Any) -> Any:  # noqa: N802
        """The counter's view."""
        case, entry = await self._intake.case(request.case_id, principal())
        return wire.case_response(request.case_id, case, entry)

    async def GetRoutingFacts(self, request: Any, context: Any) -> Any:  # noqa: N802
        """All facts, for dispatch."""
        facts = await self._intake.routing_facts(request.case_id, request.purpose)
        return pb.GetRoutingFactsResponse(facts=wire.facts_message(facts))

    async def CheckOrgans(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Yes or no, for oversight."""
        allowed = await self._intake.may_have(request.case_id, list(request.orgs), request.handle)
        return pb.CheckOrgansResponse(allowed=allowed)

    async def ReadContent(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Title and text."""
        title, content = await self._intake.content(request.case_id, request.purpose, principal())
        return pb.ReadContentResponse(title=title, content=content)

    async def _answer(
        self, request_id: str, registration: Any, who: Principal, *, maybe_known: bool = False
    ) -> Registered | Refused:
        data = wire.plain(registration)
        try:
            answer = await self._desk.registering.register(request_id, data, who, maybe_known=maybe_known)
        except Refused as refused:
            _REFUSED.inc()
            return refused
        (_CREATED if answer.created else _REPEATED).inc()
        return answer


def servicer(desk: Desk, batch_items: int, batch_parallel: int) -> Servicer:
    """The servicer as the mechanism takes it."""
    return Servicer(
        name=SERVICE,
        add=pb_grpc.add_IntakeServiceServicer_to_server,
        servicer=IntakeServicer(desk, batch_items, batch_parallel),
        permissions=PERMISSIONS,
        audited=AUDITED,
    )
