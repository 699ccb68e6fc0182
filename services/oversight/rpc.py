"""Calls in: who may see and do what, and the answers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Any, Final

from sankua.core.errors import Problem, Refused
from sankua.core.orgs.codes import is_org_code, slug_of
from sankua.core.times import local_date
from sankua.wire.codec import message_to_json
from sankua.wire.gen.oversight.v1 import oversight_service_pb2 as pb
from sankua.wire.gen.oversight.v1 import oversight_service_pb2_grpc as pb_grpc
from services.common.auth import Principal, principal
from services.common.service import Servicer
from services.oversight import store, wire
from services.oversight.domain import book, office
from services.oversight.domain.places import stem
from services.oversight.domain.standing import place_of
from services.oversight.handlers import letter, lists
from services.oversight.handlers.asking import Desk
from services.oversight.handlers.enrolling import enrol
from services.oversight.handlers.offices import Offices
from services.oversight.handlers.watching import Tail
from services.oversight.store import Scope

NAME: Final = "sankua.oversight.v1.OversightService"
READERS: Final = ("registrar", "dispatcher", "handler", "supervisor", "leader", "auditor")
_ROLES: Final = frozenset({*READERS, "service:intake", "service:dispatch", "service:reporting"})
_READS: Final = (
    "GetClocks", "ListLights", "WatchLights", "ListDayItems", "GetDayFigures", "ListSupervisions",
    "ListCampaignCases", "GetCampaign", "ListAgenda",
)  # fmt: skip
PERMISSIONS: Final = {
    **{f"/{NAME}/{name}": _ROLES for name in _READS},
    f"/{NAME}/ListOwned": frozenset({"supervisor", "leader", "auditor"}),
    f"/{NAME}/RenderLetter": frozenset({"supervisor", "auditor"}),
    f"/{NAME}/EnrolCases": frozenset(book.ENROL.roles),
    **{f"/{NAME}/{name}": frozenset(step.roles) for name, step in {**book.STEPS, **office.STEPS}.items()},
}
"""Who may call what; organ, place and case are checked by the use case."""


class Oversight(pb_grpc.OversightServiceServicer):
    """OversightService. The steps of persons are added below, from the book of steps."""

    def __init__(self, desk: Desk, offices: Offices, watching: Tail) -> None:
        self.desk = desk
        self.offices = offices
        self._watcher = desk.watcher
        self._laws = desk.watcher.watch.laws
        self._tail = watching

    async def GetClocks(self, request: pb.GetClocksRequest, context: Any) -> pb.GetClocksResponse:  # noqa: N802
        """All clocks of one case, for those whose place registered it or owes under one of its clocks."""
        standing = await self._watcher.standing(request.case_id)
        who = principal()
        places = {place_of(request.case_id), *(place(c.org) for c in standing.clocks if c.org)}
        if not any(who.may_see_place(p, *READERS) for p in places):
            raise _forbidden("case_id", request.case_id)
        await self.desk.check_secret(standing, who)
        return pb.GetClocksResponse(clocks=[wire.clock_message(c) for c in standing.clocks])

    async def ListLights(self, request: pb.ListLightsRequest, context: Any) -> pb.ListLightsResponse:  # noqa: N802
        """Live clocks of one organ, or of all that the caller may see, soonest due first."""
        asked = _asked(request, 4)
        now = self._watcher.time.now()
        where = store.light_filter(None, wire.since_field(request.at_least), now)
        page = await lists.paged(
            store.Rows("clocks", "org", where, store.PLACE), exact(principal(), request.org), asked
        )
        found = [wire.stored_message(doc, now) for doc in page.rows]
        return pb.ListLightsResponse(clocks=found, next_page_token=wire.page_token(page.after))

    async def WatchLights(  # noqa: N802
        self, request: pb.WatchLightsRequest, context: Any
    ) -> AsyncIterator[pb.WatchLightsResponse]:
        """Notices and escalations of one organ or place, as they are committed."""
        if not request.org:
            raise Refused(Problem("org", "missing; the office, or the division, to watch"))
        scope = scoped(principal(), stem_of(request.org))
        async for token, found in self._tail.follow(scope, request.after):
            notice = wire.notice(*found) if found else None
            yield pb.WatchLightsResponse(token=token, notice=notice)

    async def ListDayItems(self, request: pb.ListDayItemsRequest, context: Any) -> pb.ListDayItemsResponse:  # noqa: N802
        """灭红灯: the list of a day."""
        asked = _asked(request, 5)
        on = wire.day(request.day, "day", self._today())
        page = await lists.day_items(scoped(principal(), _needed(request.org)), on, self._laws, asked)
        items = wire.listed(pb.DayItem, page.rows)
        return pb.ListDayItemsResponse(items=items, next_page_token=wire.page_token(page.after))

    async def GetDayFigures(self, request: pb.GetDayFiguresRequest, context: Any) -> pb.GetDayFiguresResponse:  # noqa: N802
        """灭红灯: morning and evening figures."""
        first = wire.day(request.from_day, "from_day", self._today())
        last = wire.day(request.to_day, "to_day", first)
        found = await lists.day_figures(scoped(principal(), _needed(request.org)), first, last)
        rows = [
            {"day": f.day.isoformat(), "carried": f.carried, "turned": f.turned, "taken": f.taken,
             "cleared": f.cleared, "left": f.left} for f in found
        ]  # fmt: skip
        return pb.GetDayFiguresResponse(days=wire.listed(pb.DayFigures, rows))

    async def RenderLetter(self, request: pb.RenderLetterRequest, context: Any) -> pb.RenderLetterResponse:  # noqa: N802
        """发函督办: the letter, for the office that issued it or one above."""
        who = principal()
        org = next((g.org for g in who.grants if g.role in ("supervisor", "auditor")), "")
        standing = await self.desk.seen(request.case_id, org, who)
        said = letter.words(standing, request.number, self._laws)
        name = f"{request.case_id}-{request.number}.docx"
        document = await asyncio.to_thread(letter.render, said, self._laws)
        return pb.RenderLetterResponse(file_name=name, document=document)

    async def ListSupervisions(  # noqa: N802
        self, request: pb.ListSupervisionsRequest, context: Any
    ) -> pb.ListSupervisionsResponse:
        """督办 that wait for an answer."""
        asked = _asked(request, 3)
        page = await lists.supervisions(scoped(principal(), _needed(request.to_org)), asked)
        found = wire.listed(pb.Supervision, page.rows)
        return pb.ListSupervisionsResponse(supervisions=found, next_page_token=wire.page_token(page.after))

    async def ListOwned(self, request: pb.ListOwnedRequest, context: Any) -> pb.ListOwnedResponse:  # noqa: N802
        """A leader's page."""
        if not request.owner_ref:
            raise Refused(Problem("owner_ref", "missing; the reference of the office-holder"))
        asked, scope, today = _asked(request, 3), exact(principal(), ""), self._today()
        leader = lists.Leader(request.owner_ref, today, request.untouched_days)
        page = await lists.owned(scope, leader, self._laws, asked)
        duties = [] if asked.after else await lists.quarters(scope, leader.ref, today, self._laws)
        now = self._watcher.time.now()
        cases = wire.listed(pb.OwnedCase, (wire.owned(row, now) for row in page.rows))
        return pb.ListOwnedResponse(
            cases=cases,
            next_page_token=wire.page_token(page.after),
            duties=wire.listed(pb.QuarterDuty, duties),
        )

    async def EnrolCases(self, request: pb.EnrolCasesRequest, context: Any) -> pb.EnrolCasesResponse:  # noqa: N802
        """列入 a campaign."""
        asked = message_to_json(request)
        scope = exact(principal(), "")
        done = await enrol(self.desk, self.offices, asked, scope, principal())
        refused = [{"row": row, "case_id": case, "reason": why} for row, case, why in done.refused]
        return pb.EnrolCasesResponse(
            enrolled=done.enrolled, there=done.there, refused=wire.listed(pb.RefusedRow, refused)
        )

    async def ListCampaignCases(  # noqa: N802
        self, request: pb.ListCampaignCasesRequest, context: Any
    ) -> pb.ListCampaignCasesResponse:
        """A campaign's worklist of one organ or place."""
        asked = _asked(request, 1)
        scope, after = scoped(principal(), _needed(request.org)), str(asked.after[0]) if asked.after else ""
        found = await asyncio.to_thread(store.campaign_cases, request.campaign, scope, after, asked.size + 1)
        rows = [
            {"case_id": doc["_id"], "lead": doc["lead"], "grade": doc["grade"],
             "next_due_on": lists.next_due(doc.get("clocks", []))} for doc in found[: asked.size]
        ]  # fmt: skip
        place_ = [rows[-1]["case_id"]] if len(found) > asked.size else None
        cases = wire.listed(pb.CampaignCase, rows)
        return pb.ListCampaignCasesResponse(cases=cases, next_page_token=wire.page_token(place_))

    async def GetCampaign(self, request: pb.GetCampaignRequest, context: Any) -> pb.GetCampaignResponse:  # noqa: N802
        """Target, deadline and results."""
        scope = scoped(principal(), stem_of(_needed(request.org)))
        found = await self.offices.campaign(request.org, request.campaign)
        rows = await lists.campaign_figures(scope, found.name)
        figures = wire.listed(pb.CampaignFigures, rows)
        return pb.GetCampaignResponse(
            target=found.target, deadline=found.deadline, open=found.open, by_org=figures
        )

    async def ListAgenda(self, request: pb.ListAgendaRequest, context: Any) -> pb.ListAgendaResponse:  # noqa: N802
        """A meeting's agenda."""
        asked = _asked(request, 3 if request.meeting_id else 2)
        scope = exact(principal(), _needed(request.org))
        page = await lists.agenda(scope, request.org, request.meeting_id, asked)
        items = wire.listed(pb.AgendaItem, page.rows)
        return pb.ListAgendaResponse(items=items, next_page_token=wire.page_token(page.after))

    def _today(self) -> date:
        return local_date(self._watcher.time.now())


def _step(name: str) -> Callable[..., Any]:
    """The call of one step on one case."""
    step, answer = book.STEPS[name], getattr(pb, f"{name}Response")

    async def call(self: Oversight, request: Any, context: Any) -> Any:
        done = await self.desk.execute(step, message_to_json(request), principal())
        return answer(created=done.created, version=done.version)

    call.__doc__ = f"{step.event}: see domain.book."
    return call


def _office_step(name: str) -> Callable[..., Any]:
    """The call of one of an office's own steps."""
    answer = getattr(pb, f"{name}Response")

    async def call(self: Oversight, request: Any, context: Any) -> Any:
        done = await self.offices.execute(name, message_to_json(request), principal())
        return answer(created=done.created)

    call.__doc__ = f"{office.STEPS[name].event}: see domain.office."
    return call


for _name in book.STEPS:
    setattr(Oversight, _name, _step(_name))
for _name in office.STEPS:
    setattr(Oversight, _name, _office_step(_name))


def place(org: str) -> str:
    """The division code of an organ."""
    return org.partition("-")[0]


def stem_of(org: str) -> str:
    """The division of an office: what it watches is its whole place."""
    return place(org)


def _needed(org: str) -> str:
    if not is_org_code(org):
        raise Refused(Problem("org", f"{org!r} is no organ code; write for example 140403-rsj or 140403"))
    return org


def _asked(request: Any, length: int) -> lists.Asked:
    return lists.Asked(wire.page_size(request.page_size), wire.read_token(request.page_token, length))


def exact(who: Principal, org: str) -> Scope:
    """What to list: one organ, or all that the caller may see. Refused where the caller may not."""
    if org:
        if not who.may_see_place(place(org), *READERS):
            raise _forbidden("org", org)
        return Scope(f"^{re.escape(org)}$", own(who))
    grants = [g for g in who.grants if g.role in READERS]
    if who.kind == "service" or any(not g.places for g in grants):
        return Scope(None, own(who))
    return Scope(
        "|".join(f"^{re.escape(p)}" for p in sorted({p for g in grants for p in g.places})), own(who)
    )


def scoped(who: Principal, org: str) -> Scope:
    """As `exact`, and a bare division code means all organs of the place and of the places in it."""
    found = exact(who, org)
    return found if slug_of(org) else Scope(f"^{re.escape(stem(org))}", found.own)


def own(who: Principal) -> tuple[str, ...] | None:
    """The organs that a person acts for; None for a service, which is held to its methods."""
    return None if who.kind == "service" else tuple(sorted({g.org for g in who.grants}))


def _forbidden(field: str, what: str) -> Refused:
    return Refused(Problem(field, f"{what}: no grant covers this place"), code="FORBIDDEN")


def servicer(desk: Desk, offices: Offices, watching: Tail) -> Servicer:
    """The service with its permissions."""
    servicer_ = Oversight(desk, offices, watching)
    return Servicer(NAME, pb_grpc.add_OversightServiceServicer_to_server, servicer_, PERMISSIONS)
