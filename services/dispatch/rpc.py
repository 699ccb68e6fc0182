"""DispatchService: calls in, answers out; no logic."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2 as pb
from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2_grpc as pb_grpc
from services.common.auth import principal
from services.common.service import Servicer
from services.dispatch import wire
from services.dispatch.bulk import Bulk
from services.dispatch.domain import steps
from services.dispatch.domain.access import OFFICE_ROLES, PARTY_ROLES
from services.dispatch.domain.registry import STEPS
from services.dispatch.handlers import Dispatch
from services.dispatch.queries import Queries
from services.dispatch.watch import Watch

SERVICE: Final = "sankua.dispatch.v1.DispatchService"

_HANDLER: Final = frozenset({"handler"})
PERMISSIONS: Final[Mapping[str, frozenset[str]]] = {
    f"/{SERVICE}/GetCase": frozenset({*PARTY_ROLES, *OFFICE_ROLES, "importer"}),
    f"/{SERVICE}/ListHandoffs": frozenset(PARTY_ROLES),
    f"/{SERVICE}/ListWork": frozenset(PARTY_ROLES),
    f"/{SERVICE}/WatchInbox": frozenset(PARTY_ROLES),
    f"/{SERVICE}/BatchAccept": _HANDLER,
    f"/{SERVICE}/BatchForward": frozenset({"handler", "dispatcher"}),
    f"/{SERVICE}/RenderOpinion": _HANDLER,
    **{f"/{SERVICE}/{name}": frozenset(step.roles) for name, step in STEPS.items()},
}
"""Who may call what; organ and case are checked by the use case."""


@dataclass(frozen=True, slots=True)
class UseCases:
    """All that the calls lead to."""

    dispatch: Dispatch
    queries: Queries
    bulk: Bulk
    watch: Watch


def _step(name: str) -> Callable[[Any, Any, Any], Awaitable[Any]]:
    """The call of a step: they differ by their messages alone."""
    answer = getattr(pb, f"{name}Response")

    async def call(self: Any, request: Any, _context: Any) -> Any:
        done = await self._uses.dispatch.execute(wire.command(name, request), principal())
        return wire.done(answer, done)

    call.__name__ = name
    call.__doc__ = f"{STEPS[name].title}."
    return call


class DispatchServicer(pb_grpc.DispatchServiceServicer):
    """The servicer over the use cases; the calls of the steps are added from the registry below."""

    def __init__(self, uses: UseCases) -> None:
        self._uses = uses

    async def GetCase(self, request: Any, context: Any) -> Any:  # noqa: N802 - gRPC names it
        """Where a case stands."""
        case, version = await self._uses.dispatch.case(request.case_id, principal())
        return wire.case_response(request.case_id, case, version)

    async def ListHandoffs(self, request: Any, context: Any) -> Any:  # noqa: N802
        """One organ's handoffs."""
        where = {"state": wire.states(request.states), "role": wire.role(request), "from": request.from_org}
        page = await self._uses.queries.handoffs(
            request.org, where, request.page_size, request.page_token, principal()
        )
        return wire.page_response(page)

    async def ListWork(self, request: Any, context: Any) -> Any:  # noqa: N802
        """What waits for an organ."""
        page = await self._uses.queries.work(
            request.org, wire.kinds(request.kinds), request.page_size, request.page_token, principal()
        )
        return wire.work_response(page)

    async def WatchInbox(self, request: Any, context: Any) -> AsyncIterator[Any]:  # noqa: N802
        """An organ's handoffs as they come in."""
        found = self._uses.watch.inbox(request.org, request.only_new, principal())
        async for case_id, handoff in found:
            yield wire.watched(case_id, handoff)

    async def BatchAccept(self, request: Any, context: Any) -> Any:  # noqa: N802
        """受理 of many."""
        answers = await self._uses.bulk.run(wire.batch(steps.ACCEPT, request), principal())
        return wire.batch_response(pb.BatchAcceptResponse, answers)

    async def BatchForward(self, request: Any, context: Any) -> Any:  # noqa: N802
        """向下转送 of many."""
        answers = await self._uses.bulk.run(wire.batch(steps.FORWARD, request), principal())
        return wire.batch_response(pb.BatchForwardResponse, answers)

    async def RenderOpinion(self, request: Any, context: Any) -> Any:  # noqa: N802
        """处理意见书 as a file."""
        document, digest = await self._uses.bulk.opinion(request.case_id, wire.opinion(request), principal())
        return pb.RenderOpinionResponse(document=document, sha256=digest)


for _name in STEPS:
    setattr(DispatchServicer, _name, _step(_name))


def servicer(uses: UseCases) -> Servicer:
    """As the server wants it."""
    return Servicer(
        name=SERVICE,
        add=pb_grpc.add_DispatchServiceServicer_to_server,
        servicer=DispatchServicer(uses),
        permissions=PERMISSIONS,
    )
