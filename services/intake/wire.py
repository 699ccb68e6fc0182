"""Between protobuf and the domain of intake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sankua.core.errors import Refused
from sankua.core.times import parse_time
from sankua.wire.codec import json_to_message, message_to_json
from sankua.wire.gen.case.v1 import values_pb2
from sankua.wire.gen.intake.v1 import intake_service_pb2 as pb
from services.intake.domain.state import Case
from services.intake.sendings import Sending
from services.intake.store import Entry
from services.intake.suggesting import Suggested
from services.intake.usecases.life import Kept, Public
from services.intake.usecases.reception import Seen
from services.intake.usecases.registering import Registered
from services.intake.usecases.similar import Candidate


def plain(message: Any) -> dict[str, Any]:
    """A request, or a part of one, in its JSON form."""
    return message_to_json(message)


def moment(value: Any) -> datetime | None:
    """A protobuf time that may be absent, aware."""
    return value.ToDatetime(tzinfo=UTC) if value.ByteSize() else None


def identity(people: list[dict[str, Any]]) -> Any:
    """Who petitions."""
    return json_to_message(pb.RevealIdentityResponse, {"petitioners": people})


def similar(found: Sequence[Candidate]) -> Any:
    """Candidates."""
    shown = [
        {
            "case_id": c.case,
            "score": c.likeness.score,
            "same_person": c.same_person,
            "words": list(c.likeness.words),
            "facts": list(c.likeness.facts),
            "stands": c.stands,
        }
        for c in found
    ]
    return json_to_message(pb.FindSimilarResponse, {"candidates": shown})


def unclear(found: Sequence[Sending]) -> Any:
    """Unclear notices."""
    shown = [
        pb.UnclearNotice(case_id=s.case, kind=s.kind, about=s.about, channel=s.channel, sent_time=s.at)
        for s in found
    ]
    return pb.ListUnclearNoticesResponse(notices=shown)


def kept(answer: Kept) -> Any:
    """A document that was taken."""
    data = {"attachment_ref": answer.ref, "media_type": answer.media_type, "size": answer.size}
    shown = attachment(data | {"content_sha256": answer.digest})
    return json_to_message(pb.AddAttachmentResponse, {"attachment": shown, "created": answer.created})


def public(seen: Public) -> Any:
    """What the petitioner sees."""
    steps = [
        {"kind": s.kind, "step_time": s.time.isoformat(), "org": s.org, "title": s.title} for s in seen.steps
    ]
    rights = [{"kind": r.kind, "due_on": r.due_on, "basis": r.basis} for r in seen.rights]
    return json_to_message(pb.TrackCaseResponse, {"status": seen.status, "steps": steps, "rights": rights})


def visit(seen: Seen) -> Any:
    """A visit with its steps."""
    found, moments = seen
    shown = {
        "visit_id": found.visit_id,
        "number": found.number,
        "people": found.people,
        "first": found.first,
        "procedure": found.procedure,
        "case_id": found.case,
        "steps": [{"step": step, "step_time": time.isoformat()} for step, time in moments],
    }
    return json_to_message(pb.Visit, shown)


def suggested(found: Suggested) -> Any:
    """Suggestions."""
    shown = [
        {
            "field": s.field,
            "value": s.value,
            "score": s.score,
            "reasons": list(s.reasons),
            "must_confirm": s.must_confirm,
        }
        for s in found.suggestions
    ]
    return json_to_message(pb.SuggestClassificationResponse, {"model": found.model, "suggestions": shown})


def attachment(data: Mapping[str, Any]) -> dict[str, Any]:
    """A document from its event."""
    kept = {k: data[k] for k in ("media_type", "size", "content_sha256") if k in data}
    return {"attachment_id": str(data["attachment_ref"]).rpartition("/")[2], **kept}


def case_response(case_id: str, case: Case, entry: Entry) -> Any:
    """The counter's view of a case."""
    answer = {
        "case_id": case_id,
        "channel": case.channel,
        "purpose": case.purpose,
        "registered_time": parse_time(case.registered_time).isoformat(),
        "registered_by": case.registered_by,
        "facts": dict(case.facts),
        "source_ref": entry.source_ref,
        "stands": case.stands,
        "missing_facts": list(case.missing_facts),
        "attachments": [attachment(a) for a in case.attachments],
        "destroyed": bool(entry.destroyed),
    }
    return json_to_message(pb.GetCaseResponse, answer)


def facts_message(facts: dict[str, Any]) -> Any:
    """Facts as a message."""
    return json_to_message(values_pb2.CaseFacts, facts)


def registered(answer: Registered) -> Any:
    """The receipt of one registration."""
    return pb.RegisterCaseResponse(
        case_id=answer.case,
        created=answer.created,
        query_code=answer.query_code,
        same_matter_case=answer.same_matter,
    )


def result(request_id: str, answer: Registered | Refused) -> Any:
    """The answer to one item of a batch."""
    if isinstance(answer, Registered):
        return pb.RegisterCasesResult(
            request_id=request_id,
            case_id=answer.case,
            created=answer.created,
            query_code=answer.query_code,
            same_matter_case=answer.same_matter,
        )
    errors = [pb.FieldError(field=p.field, reason=p.reason) for p in answer.problems]
    return pb.RegisterCasesResult(request_id=request_id, errors=errors)
