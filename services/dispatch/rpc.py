"""DispatchService: calls in, answers out; no logic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2 as pb
from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2_grpc as pb_grpc
from services.common.auth import principal
from services.common.service import Servicer
from services.dispatch import wire
from services.dispatch.domain.access import OFFICE_ROLES, PARTY_ROLES
from services.dispatch.handlers import Dispatch

SERVICE: Final = "sankua.dispatch.v1.DispatchService"

_HANDLER: Final = frozenset({"handler"})
PERMISSIONS: Final[Mapping[str, frozenset[str]]] = {
    f"/{SERVICE}/GetCase": frozenset({*PARTY_ROLES, *OFFICE_ROLES, "importer"}),
    f"/{SERVICE}/ListHandoffs": frozenset(PARTY_ROLES),
    f"/{SERVICE}/AcceptHandoff": _HANDLER,
    f"/{SERVICE}/IssueOpinion": _HANDLER,
    f"/{SERVICE}/DeliverOpinion": _HANDLER,
    f"/{SERVICE}/ConcludeCase": _HANDLER,
    f"/{SERVICE}/RecordOutcome": frozenset({"importer"}),
}
"""Who may call what; organ and case are checked by the use case."""


class DispatchServicer(pb_grpc.DispatchServiceServicer):
    """The servicer over the use cases."""

    def __init__(self, dispatch: Dispatch) -> None:
        self._dispatch = dispatch

    async def GetCase(self, request: Any, context: Any) -> Any:  # noqa: N802 - gRPC names it
        """Where a case stands."""
        case, version = await self._dispatch.case(request.case_id, principal())
        return wire.case_response(request.case_id, case, version)

    async def ListHandoffs(self, request: Any, context: Any) -> Any:  # noqa: N802
        """One organ's handoffs."""
        states = wire.states(request.states)
        page = await self._dispatch.handoffs(
            request.org, states, request.page_size, request.page_token, principal()
        )
        return wire.page_response(page)

    async def AcceptHandoff(self, request: Any, context: Any) -> Any:  # noqa: N802
        """受理."""
        return wire.done(
            pb.AcceptHandoffResponse, await self._dispatch.execute(wire.accept(request), principal())
        )

    async def IssueOpinion(self, request: Any, context: Any) -> Any:  # noqa: N802
        """处理意见书."""
        done = await self._dispatch.execute(wire.issue_opinion(request), principal())
        return wire.done(pb.IssueOpinionResponse, done)

    async def DeliverOpinion(self, request: Any, context: Any) -> Any:  # noqa: N802
        """送达."""
        done = await self._dispatch.execute(wire.deliver_opinion(request), principal())
        return wire.done(pb.DeliverOpinionResponse, done)

    async def ConcludeCase(self, request: Any, context: Any) -> Any:  # noqa: N802
        """办结."""
        done = await self._dispatch.execute(wire.conclude(request), principal())
        return wire.done(pb.ConcludeCaseResponse, done)

    async def RecordOutcome(self, request: Any, context: Any) -> Any:  # noqa: N802
        """The outcome of a matter answered in another system."""
        done = await self._dispatch.execute(wire.record_outcome(request), principal())
        return wire.done(pb.RecordOutcomeResponse, done)


def servicer(dispatch: Dispatch) -> Servicer:
    """The servicer as the mechanism takes it."""
    return Servicer(
        name=SERVICE,
        add=pb_grpc.add_DispatchServiceServicer_to_server,
        servicer=DispatchServicer(dispatch),
        permissions=PERMISSIONS,
    )
