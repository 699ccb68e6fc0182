"""Between protobuf and the domain of intake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sankua.core.errors import Refused
from sankua.core.times import parse_time
from sankua.wire.codec import json_to_message, message_to_json
from sankua.wire.gen.case.v1 import values_pb2
from sankua.wire.gen.intake.v1 import intake_service_pb2 as pb
from services.intake.domain.state import Case
from services.intake.handlers import Registered
from services.intake.store import Entry


def registration(message: Any) -> dict[str, Any]:
    """A registration's JSON form."""
    return message_to_json(message)


def identity(people: list[dict[str, Any]]) -> Any:
    """Who petitions."""
    return json_to_message(pb.RevealIdentityResponse, {"petitioners": people})


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
