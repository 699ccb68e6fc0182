"""A small service with a real Behaviour: run as a script, named by TOY_NAME.

As `dispatch` it answers each CaseRegistered by CaseRouted and HandoffOffered, and takes commands over
DispatchService.AcceptHandoff and ConcludeCase. As `reporting` it only reads. A `content_ref` of `poison`
cannot be folded unless the file TOY_MENDED exists; `refuse` is refused by the decision.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from mongoengine import DynamicDocument, StringField

from sankua.core.errors import Problem, Refused
from sankua.core.events import Event
from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2 as pb
from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2_grpc as pb_grpc
from services.common.auth import principal
from services.common.casestore import CaseDoc, NewEvent, Reaction
from services.common.service import Runtime, Servicer, ServiceSpec, run
from services.common.settings import ServiceSettings, load

SERVICE = "sankua.dispatch.v1.DispatchService"


class ToyState(DynamicDocument):
    case = StringField(primary_key=True)
    meta = {"collection": "cases", "auto_create_index": False}  # noqa: RUF012


class ToyBehaviour:
    """Counts events per stream and remembers them in order."""

    brief = True

    def __init__(self, mended: Path | None = None) -> None:
        self._mended = mended
        self.clock: Any = None

    def fold(self, producer: str, part: dict[str, Any], event: Event) -> dict[str, Any]:
        mended = self._mended is not None and self._mended.exists()
        if event.data.get("content_ref") == "poison" and not mended:
            raise ValueError("this one cannot be folded")
        return {"n": part.get("n", 0) + 1, "log": [*part.get("log", []), f"{event.seq}:{event.name}"]}

    def fields(self, doc: CaseDoc, now: datetime) -> dict[str, Any]:
        return {"total": sum(p["n"] for p in doc.parts.values())}

    async def react(self, doc: CaseDoc, event: Event) -> Sequence[Reaction]:
        if event.name != "CaseRegistered":
            return ()

        def decide(doc: CaseDoc) -> Sequence[NewEvent]:
            if event.data.get("content_ref") == "refuse":
                raise Refused(Problem("content_ref", "not routed"), code="STATE")
            return [
                NewEvent("CaseRouted", {}, event.time, source="140403"),
                NewEvent("HandoffOffered", {"handoff_id": f"{doc.case}/h1"}, event.time, source="140403"),
            ]

        return (Reaction(f"evt:{event.id}", decide),)


class ToyServicer(pb_grpc.DispatchServiceServicer):
    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def AcceptHandoff(  # noqa: N802 - gRPC names it
        self, request: pb.AcceptHandoffRequest, context: Any
    ) -> pb.AcceptHandoffResponse:
        now = self._runtime.clock.now()

        def decide(doc: CaseDoc) -> Sequence[NewEvent]:
            if request.handoff_id == "closed":
                raise Refused(Problem("handoff_id", "this handoff is closed"), code="STATE")
            return [NewEvent("HandoffAccepted", {"handoff_id": request.handoff_id}, now, principal().name)]

        done = await self._runtime.store.execute(request.case_id, f"req:{request.request_id}", decide)
        return pb.AcceptHandoffResponse(version=done.version)

    async def ConcludeCase(self, request: Any, context: Any) -> pb.ConcludeCaseResponse:  # noqa: N802
        raise RuntimeError("a fault with a secret: 13800000000")

    async def IssueOpinion(self, request: Any, context: Any) -> pb.IssueOpinionResponse:  # noqa: N802
        import asyncio

        await asyncio.sleep(float(request.case_id))
        return pb.IssueOpinionResponse()


def servicers(runtime: Runtime) -> Sequence[Servicer]:
    handler = frozenset({"handler", "service:friend"})
    methods = ("AcceptHandoff", "ConcludeCase", "IssueOpinion")
    return [
        Servicer(
            SERVICE,
            pb_grpc.add_DispatchServiceServicer_to_server,
            ToyServicer(runtime),
            {f"/{SERVICE}/{m}": handler for m in methods},
            {f"/{SERVICE}/AcceptHandoff": ("case_id", "request_id")},
        )
    ]


def spec(settings: ServiceSettings) -> ServiceSpec:
    name = os.environ.get("TOY_NAME", "dispatch")
    mended = os.environ.get("TOY_MENDED")
    behaviour = ToyBehaviour(Path(mended) if mended else None)
    produces = name != "reporting"

    async def faulty(runtime: Runtime) -> None:
        if os.environ.get("TOY_FAULT"):
            raise ValueError("a fault in the background")
        await runtime.stopping.wait()

    return ServiceSpec(
        name,
        settings,
        lambda runtime: behaviour,
        servicers,
        ToyState,
        [faulty],
        produces=produces,
        shared_part="" if produces else "row",
    )


if __name__ == "__main__":
    run(spec(load(ServiceSettings)))
