"""IntakeService's calls beside registration, as a part of the servicer: calls in, answers out; no logic."""
# ruff: noqa: N802 - gRPC names the methods

from __future__ import annotations

from typing import Any

from sankua.wire.gen.intake.v1 import intake_service_pb2 as pb
from services.common.auth import principal
from services.intake import wire
from services.intake.usecases.desk import Desk
from services.intake.usecases.life import Evaluation, Review


class FurtherCalls:
    """Identity, documents, review, rating, likeness, reception."""

    _desk: Desk

    async def RevealIdentity(self, request: Any, context: Any) -> Any:
        """Who petitions."""
        people = await self._desk.private.identity(request.case_id, request.purpose, principal())
        return wire.identity(people)

    async def DestroyCase(self, request: Any, context: Any) -> Any:
        """销毁."""
        done, documents = await self._desk.private.destroy(request.case_id, request.reason, principal())
        return pb.DestroyCaseResponse(destroyed=done, attachments=documents)

    async def RotateKeys(self, request: Any, context: Any) -> Any:
        """密钥轮换."""
        rotated, remaining = await self._desk.private.rotate(request.limit)
        return pb.RotateKeysResponse(rotated=rotated, remaining=remaining)

    async def FindSimilar(self, request: Any, context: Any) -> Any:
        """筛重."""
        draft = wire.plain(request.registration) if request.HasField("registration") else {}
        found = await self._desk.similar.find(
            request.case_id, draft, request.purpose, request.page_size, principal()
        )
        return wire.similar(found)

    async def WithdrawCase(self, request: Any, context: Any) -> Any:
        """撤回."""
        life = self._desk.life
        done = await life.withdraw(request.request_id, request.case_id, request.reason, principal())
        return pb.WithdrawCaseResponse(created=done)

    async def AddAttachment(self, request: Any, context: Any) -> Any:
        """附件."""
        kept = await self._desk.life.attach(
            request.request_id, request.case_id, request.name, request.content, principal()
        )
        return wire.kept(kept)

    async def ReadAttachment(self, request: Any, context: Any) -> Any:
        """A document."""
        found = await self._desk.life.document(
            request.case_id, request.attachment_id, request.purpose, principal()
        )
        return pb.ReadAttachmentResponse(name=found.name, media_type=found.media_type, content=found.content)

    async def RequestReview(self, request: Any, context: Any) -> Any:
        """申请复查, 申请复核."""
        at = wire.moment(request.requested_at)
        asked = Review(request.request_id, request.case_id, request.final, at, request.to_org)
        created, to_org = await self._desk.life.review(asked, principal())
        return pb.RequestReviewResponse(created=created, to_org=to_org)

    async def EvaluateCase(self, request: Any, context: Any) -> Any:
        """群众评价."""
        data = wire.plain(request)
        given = Evaluation(
            request.request_id, request.case_id, data.get("target", ""), data.get("rating", "")
        )
        created = await self._desk.life.evaluate(given, principal(), request.query_code)
        return pb.EvaluateCaseResponse(created=created)

    async def TrackCase(self, request: Any, context: Any) -> Any:
        """公开进度."""
        return wire.public(await self._desk.life.track(request.case_id, request.query_code))

    async def ListUnclearNotices(self, request: Any, context: Any) -> Any:
        """Notices of which nobody knows whether they went out."""
        return wire.unclear(await self._desk.settling.unclear(request.office, principal()))

    async def SettleNotice(self, request: Any, context: Any) -> Any:
        """What the office found out about one."""
        which = (request.kind, request.about)
        done = await self._desk.settling.settle(request.case_id, which, request.arrived, principal())
        return pb.SettleNoticeResponse(settled=done)

    async def SuggestClassification(self, request: Any, context: Any) -> Any:
        """分类建议."""
        return wire.suggested(self._desk.suggest.of(wire.plain(request.registration)))

    async def TakeNumber(self, request: Any, context: Any) -> Any:
        """安检排号."""
        seen, created = await self._desk.reception.number(
            request.request_id, request.office, request.people, request.first, principal()
        )
        return pb.TakeNumberResponse(visit=wire.visit(seen), created=created)

    async def RecordVisit(self, request: Any, context: Any) -> Any:
        """导访分流, 接待接访."""
        seen = await self._desk.reception.record(wire.plain(request), principal())
        return pb.RecordVisitResponse(visit=wire.visit(seen))

    async def GetVisit(self, request: Any, context: Any) -> Any:
        """A visit."""
        return pb.GetVisitResponse(
            visit=wire.visit(await self._desk.reception.visit(request.visit_id, principal()))
        )

    async def ListVisits(self, request: Any, context: Any) -> Any:
        """Those that wait."""
        found = await self._desk.reception.waiting(request.office, request.day, principal())
        return pb.ListVisitsResponse(visits=map(wire.visit, found))
