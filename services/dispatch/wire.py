"""Between protobuf and the domain of dispatch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sankua.core.errors import Problem, Refused
from sankua.core.times import parse_time
from sankua.wire.codec import json_to_message, message_to_json
from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2 as pb
from services.common.casestore import Executed
from services.dispatch.domain import commands, steps
from services.dispatch.domain.state import Case, Handoff
from services.dispatch.handlers import Command, Page

_WIRE_STATE = {"DELIVERED": "OPINION"}
"""An opinion that has been delivered is still OPINION to callers."""


def accept(message: Any) -> Command:
    """受理."""
    data = message_to_json(message)
    handoff_id, notice = message.handoff_id, data.get("notice_sent_at")
    moment = parse_time(notice) if notice else None
    return Command(
        steps.ACCEPT,
        message.request_id,
        message.case_id,
        lambda case, now: commands.accept(case, handoff_id, moment, now),
        "HandoffAccepted",
        {"handoff_id": handoff_id, **({"notice_sent_at": notice} if notice else {})},
        handoff_id,
    )


def issue_opinion(message: Any) -> Command:
    """处理意见书."""
    data = message_to_json(message)
    result, basis = data.get("result", ""), data.get("basis", [])
    says = {"result": result, **({"basis": basis} if basis else {})}
    return Command(
        steps.OPINION,
        message.request_id,
        message.case_id,
        lambda case, now: commands.issue_opinion(case, result, basis, now),
        "OpinionIssued",
        says,
    )


def deliver_opinion(message: Any) -> Command:
    """送达."""
    delivered = message_to_json(message).get("delivered_at")
    moment = parse_time(delivered) if delivered else None
    return Command(
        steps.DELIVER,
        message.request_id,
        message.case_id,
        lambda case, now: commands.deliver_opinion(case, moment, now),
        "OpinionDelivered",
        {"delivered_at": delivered} if delivered else {},
    )


def conclude(message: Any) -> Command:
    """办结."""
    return Command(steps.CONCLUDE, message.request_id, message.case_id, commands.conclude, "CaseConcluded")


def record_outcome(message: Any) -> Command:
    """The outcome of a matter answered in another system. Refused where no time is given."""
    data = message_to_json(message)
    replied, result = data.get("replied_time"), data.get("result", "")
    moment = parse_time(replied) if replied else None
    return Command(
        steps.RECORD,
        message.request_id,
        message.case_id,
        lambda case, now: commands.record_outcome(case, moment, result, now),
        "HandoffAccepted",
        {"notice_sent_at": replied},
    )


def case_response(case_id: str, case: Case, version: int) -> Any:
    """A case as callers see it."""
    answer = {
        "case_id": case_id,
        "state": _WIRE_STATE.get(case.state, case.state or None),
        "lead": case.lead,
        "decision": {**case.decision, "trace": json.loads(case.trace)} if case.decision else None,
        "handoffs": [_handoff(case_id, h) for h in case.handoffs],
        "version": version,
    }
    return json_to_message(pb.GetCaseResponse, answer)


def page_response(page: Page) -> Any:
    """One page of an inbox."""
    handoffs = [_handoff(case_id, h) for case_id, h in page.items]
    return json_to_message(pb.ListHandoffsResponse, {"handoffs": handoffs, "next_page_token": page.token})


def states(numbers: Sequence[int]) -> list[str]:
    """Names of the handoff states asked for. Refused where one is none."""
    known = {number: name.removeprefix("HANDOFF_STATE_") for name, number in pb.HandoffState.items()}
    strange = [n for n in numbers if not known.get(n) or n == 0]
    if strange:
        raise Refused(Problem("states", f"{strange}: no states of a handoff; leave them out for all"))
    return [known[n] for n in numbers]


def done(cls: Any, executed: Executed) -> Any:
    """The answer to a step."""
    return cls(version=executed.version, created=executed.created)


def _handoff(case_id: str, handoff: Handoff) -> dict[str, Any]:
    return {"case_id": case_id, **{k: v for k, v in asdict(handoff).items() if v}}
