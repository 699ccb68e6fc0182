"""What happens to a matter at the petitioner's wish: withdrawal, documents, review, rating, tracking."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sankua.core.clocks.rules import ClockBook
from sankua.core.errors import Problem, Refused
from sankua.core.orgs import Directory
from sankua.core.orgs.codes import is_org_code
from services.common.auth import Principal
from services.common.casestore import CaseDoc, Executed, NewEvent, no_such_case
from services.intake import sealing
from services.intake.domain import checks, documents, firewall, offices, rights, timeline
from services.intake.domain.matter import Fact
from services.intake.domain.state import Case
from services.intake.domain.story import story_of
from services.intake.files import Document, Files, type_of
from services.intake.handlers import Intake, check_purpose, check_reason, new_event, other_content
from services.intake.keyring import plain_code
from services.intake.metrics import READS


@dataclass(frozen=True, slots=True)
class Kept:
    """A document that was taken."""

    ref: str
    media_type: str
    size: int
    digest: str
    created: bool


@dataclass(frozen=True, slots=True)
class Public:
    """What the petitioner sees."""

    status: str
    steps: Sequence[timeline.Step]
    rights: Sequence[rights.Right]


@dataclass(frozen=True, slots=True)
class Review:
    """A review that is asked for, or a `final` one. `at` None: now; `to_org` empty: who stands above."""

    request_id: str
    case: str
    final: bool
    at: datetime | None
    to_org: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A rating that is given."""

    request_id: str
    case: str
    target: str
    rating: str


@dataclass(frozen=True, slots=True)
class Life:
    """Commands about a registered matter. Each may be repeated under its request id without effect."""

    intake: Intake
    files: Files
    book: ClockBook
    orgs: Directory

    async def withdraw(self, request_id: str, case: str, reason: str, who: Principal) -> bool:
        """撤回. Whether it was done just now."""
        _, entry = await self.intake.mine(case, who, "registrar")
        problems = [Problem("reason", f"{len(reason)} characters; at most 500")] if len(reason) > 500 else []
        if not entry.destroyed:
            private = sealing.unseal(self.intake.key(entry), entry.sealed, entry.ref)
            problems += check_reason(reason, private)
        if problems:
            raise Refused(*problems)
        now = self.intake.clock.now()
        wanted = ("CaseWithdrawn", {"reason": reason} if reason else {})
        done = await self._decide(request_id, case, lambda c, _: rights.withdrawn(c, reason, now))
        return _same(done, request_id, case, *wanted)

    async def attach(self, request_id: str, case: str, name: str, content: bytes, who: Principal) -> Kept:
        """附件: kept encrypted, then told in an event by digest, type and size. An accusation's too."""
        checks.check_request_id(request_id)
        media_type = documents.check_document(name, len(content), type_of(content))
        found, entry = await self.intake.mine(case, who, "registrar", "importer")
        key, suite = self.intake.key(entry), self.intake.master.suite
        ref = f"vault/{case}/d{hashlib.sha256(request_id.encode()).hexdigest()[:16]}"
        digest = suite.mac(suite.derived(key, b"document"), content).hex()
        data = {
            "attachment_ref": ref,
            "content_sha256": digest,
            "media_type": media_type,
            "size": len(content),
        }
        if len(found.attachments) >= documents.MOST_DOCUMENTS:
            raise Refused(
                Problem("case_id", f"has {documents.MOST_DOCUMENTS} documents already"), code="STATE"
            )
        await self.files.put(case, Document(ref, name, media_type, content), key, suite)
        now = self.intake.clock.now()
        fact = Fact("AttachmentAdded", data, now, found.registered_by)
        done = await self._decide(request_id, case, lambda c, _: [fact])
        created = _same(done, request_id, case, fact.name, data)
        return Kept(ref, media_type, len(content), digest, created)

    async def document(self, case: str, document_id: str, purpose: str, who: Principal) -> Document:
        """A document with its name, for the office that registered the matter. Audited by the edge."""
        check_purpose(purpose)
        found, entry = await self.intake.mine(case, who, "registrar", "auditor")
        ref = f"vault/{case}/{document_id}"
        if all(a.get("attachment_ref") != ref for a in found.attachments):
            raise Refused(Problem("attachment_id", f"{document_id}: no such document"), code="NOT_FOUND")
        document = await self.files.get(ref, self.intake.key(entry))
        if document is None:
            raise sealing.SealBroken(f"{ref}: the event is there, the document is not")
        READS.labels("ReadAttachment").inc()
        return document

    async def review(self, asked: Review, who: Principal) -> tuple[bool, str]:
        """申请复查 (35), 申请复核 (36): whether it was done just now, and the organ asked."""
        case, final = asked.case, asked.final
        found, entry = await self.intake.mine(case, who, "registrar")
        now = self.intake.clock.now()
        at = asked.at or now
        if at > now + checks.SKEW:
            raise Refused(Problem("requested_at", "lies in the future"))
        facts = found.facts if entry.destroyed else await self.intake.whole_facts(case, found, entry)

        def decide(here: Case, doc: CaseDoc) -> list[Fact]:
            story = story_of(case, doc.parts)
            answered_by = _answered_by(here, doc, final)
            to_org = asked.to_org or offices.reviewer(answered_by, facts, self.orgs)
            asks = rights.review_asked(
                here, story, {"at": at, "now": now, "to_org": to_org}, self.book, final
            )
            if not is_org_code(to_org):
                raise Refused(Problem("to_org", f"{to_org!r} is no organ code; name the organ to be asked"))
            if firewall.is_barred(to_org, facts):
                raise Refused(Problem("to_org", "stands in the way of this accusation; name another"))
            return asks

        done = await self._decide(asked.request_id, case, decide)
        name = "FinalReviewRequested" if final else "ReviewRequested"
        created = _same(done, asked.request_id, case, name, None)
        return created, str(done.events[0].data["to_org"])

    async def evaluate(self, given: Evaluation, who: Principal, code: str) -> bool:
        """群众评价, by the office, or by a portal that passes on the petitioner's code."""
        case, target, rating = given.case, given.target, given.rating
        problems = [Problem("target", "missing; PETITION_OFFICE or RESPONSIBLE_UNIT")] if not target else []
        problems += [Problem("rating", "missing; SATISFIED, MOSTLY or UNSATISFIED")] if not rating else []
        if problems:
            raise Refused(*problems)
        if code:
            self._check_code(case, code)
        else:
            await self.intake.mine(case, who, "registrar")
        now = self.intake.clock.now()

        def decide(here: Case, doc: CaseDoc) -> list[Fact]:
            return rights.evaluated(here, story_of(case, doc.parts), target, rating, now, self.book)

        done = await self._decide(given.request_id, case, decide)
        return _same(done, given.request_id, case, "CaseEvaluated", {"target": target, "rating": rating})

    async def track(self, case: str, code: str) -> Public:
        """公开进度: for the code of this very matter; an unknown case and a wrong code answer alike."""
        self._check_code(case, code)
        doc = await self.intake.store.load(case)
        found = Case.read(doc.parts)
        if found is None:
            raise _not_yours()
        story = story_of(case, doc.parts)
        status = "closed" if found.stands in timeline.CLOSED else "open"
        open_rights = rights.rights(story, self.intake.clock.now(), self.book)
        return Public(status, timeline.steps(found, story), open_rights)

    def _check_code(self, case: str, code: str) -> None:
        known = plain_code(self.intake.index.query_code(case))
        if not hmac.compare_digest(known.encode(), plain_code(code).encode()):
            raise _not_yours()

    async def _decide(
        self, request_id: str, case: str, decide: Callable[[Case, CaseDoc], list[Fact]]
    ) -> Executed:
        checks.check_request_id(request_id)

        def decided(doc: CaseDoc) -> list[NewEvent]:
            here = Case.read(doc.parts)
            if here is None:
                raise no_such_case(case)
            return [new_event(fact) for fact in decide(here, doc)]

        return await self.intake.store.execute(case, f"req:{request_id}", decided)


def _same(done: Executed, request_id: str, case: str, name: str, data: Any) -> bool:
    """Whether it was done just now. CONFLICT where the id was used for something else before."""
    first = done.events[0]
    if first.case != case or first.name != name or (data is not None and dict(first.data) != data):
        raise other_content(request_id)
    return done.created


def _answered_by(case: Case, doc: CaseDoc, final: bool) -> str:
    """Who gave the answer that is to be reviewed: the lead, or the organ that was asked for the review."""
    if not final:
        return case.lead
    story = doc.parts.get("intake", {}).get("story", ())
    asked = [s["d"].get("to_org", "") for s in story if s["n"] == "ReviewRequested"]
    return str(asked[-1]) if asked else case.lead


def _not_yours() -> Refused:
    return Refused(Problem("query_code", "no matter with this number and code"), code="NOT_FOUND")
