"""Calls in: who may see which clocks, and the answers."""

from __future__ import annotations

import asyncio
import re
from typing import Any, Final

from sankua.core.errors import Problem, Refused
from sankua.wire.gen.oversight.v1 import oversight_service_pb2 as pb
from sankua.wire.gen.oversight.v1 import oversight_service_pb2_grpc as pb_grpc
from services.common.auth import Principal, principal
from services.common.service import Servicer
from services.oversight import handlers, store, wire
from services.oversight.handlers import Watcher

NAME: Final = "sankua.oversight.v1.OversightService"
READERS: Final = ("registrar", "dispatcher", "handler", "supervisor", "leader", "auditor")
_ROLES: Final = frozenset({*READERS, "service:intake", "service:dispatch", "service:reporting"})
PERMISSIONS: Final = {f"/{NAME}/GetClocks": _ROLES, f"/{NAME}/ListLights": _ROLES}


class Oversight(pb_grpc.OversightServiceServicer):
    """OversightService."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher

    async def GetClocks(self, request: pb.GetClocksRequest, context: Any) -> pb.GetClocksResponse:  # noqa: N802
        """All clocks of one case, for those whose place registered it or owes under one of its clocks."""
        clocks = await handlers.clocks(self._watcher, request.case_id)
        places = {handlers.place_of(request.case_id), *(place(c.org) for c in clocks if c.org)}
        if not any(principal().may_see_place(p, *READERS) for p in places):
            raise _forbidden("case_id", request.case_id)
        return pb.GetClocksResponse(clocks=[wire.clock_message(c) for c in clocks])

    async def ListLights(self, request: pb.ListLightsRequest, context: Any) -> pb.ListLightsResponse:  # noqa: N802
        """Live clocks of one organ, or of all that the caller may see, soonest due first."""
        size, after = wire.page_size(request.page_size), wire.read_token(request.page_token)
        orgs = _orgs(principal(), request.org)
        now = self._watcher.time.now()
        where = store.light_filter(orgs, wire.since_field(request.at_least), now)
        found = await asyncio.to_thread(store.lights, where, after, size + 1)
        token = wire.page_token(found[size - 1]) if len(found) > size else ""
        return pb.ListLightsResponse(
            clocks=[wire.stored_message(doc, now) for doc in found[:size]], next_page_token=token
        )


def place(org: str) -> str:
    """The division code of an organ."""
    return org.partition("-")[0]


def _orgs(who: Principal, org: str) -> str | None:
    """The organs to list, as a regular expression; None: every one. Refused where the caller may not."""
    if org:
        if not who.may_see_place(place(org), *READERS):
            raise _forbidden("org", org)
        return f"^{re.escape(org)}$"
    grants = [g for g in who.grants if g.role in READERS]
    if who.kind == "service" or any(not g.places for g in grants):
        return None
    return "|".join(f"^{re.escape(p)}" for p in sorted({p for g in grants for p in g.places}))


def _forbidden(field: str, what: str) -> Refused:
    return Refused(Problem(field, f"{what}: no grant covers this place"), code="FORBIDDEN")


def servicer(watcher: Watcher) -> Servicer:
    """The service with its permissions."""
    return Servicer(NAME, pb_grpc.add_OversightServiceServicer_to_server, Oversight(watcher), PERMISSIONS)
