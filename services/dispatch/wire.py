"""Between protobuf and the domain of dispatch."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from google.protobuf.timestamp_pb2 import Timestamp

from sankua.core.errors import Problem, Refused
from sankua.wire.codec import json_to_message, message_to_json
from sankua.wire.gen.case.v1 import values_pb2 as values
from sankua.wire.gen.dispatch.v1 import dispatch_service_pb2 as pb
from services.common.casestore import Executed
from services.dispatch.bulk import Answer
from services.dispatch.domain import inbox, machine
from services.dispatch.domain.opinion import OpinionText
from services.dispatch.domain.state import Case, Handoff
from services.dispatch.handlers import Command
from services.dispatch.queries import Page

_WIRE_STATE: Final = {"DELIVERED": "OPINION"}
"""An opinion that has been delivered is still OPINION to callers."""
_HEAD: Final = frozenset({"request_id", "case_id", "expected_version"})


def command(step: str, message: Any) -> Command:
    """A request of a step as a command."""
    args = {name: value for name, value in message_to_json(message).items() if name not in _HEAD}
    expected = getattr(message, "expected_version", 0)
    return Command(step, message.request_id, message.case_id, args, expected)


def done(cls: Any, executed: Executed) -> Any:
    """The answer to a step."""
    return cls(version=executed.version, created=executed.created)


def case_response(case_id: str, case: Case, version: int) -> Any:
    """A case as callers see it."""
    answer: dict[str, Any] = {
        "case_id": case_id,
        "state": _WIRE_STATE.get(case.state, case.state or None),
        "lead": case.lead,
        "decision": {**case.decision, "trace": json.loads(case.trace)} if case.decision else None,
        "version": version,
        "allowed_steps": machine.case_steps(case.state),
        "bound": list(case.progress.bound),
        "hops": case.progress.hops,
        "review": case.progress.review,
    }
    if case.dispute is not None:
        answer["dispute"] = {k: v for k, v in asdict(case.dispute).items() if v}
        answer["dispute"]["parties"] = list(case.dispute.parties)
    if case.redirect is not None and case.state == "REDIRECTED":
        answer["redirect_destination"] = case.redirect.destination
        answer["redirect_acknowledged"] = case.redirect.acknowledged
    message = json_to_message(pb.GetCaseResponse, answer)
    message.handoffs.extend(_handoff(case_id, h) for h in case.handoffs)
    return message


def page_response(page: Page[Handoff]) -> Any:
    """One page of an inbox."""
    handoffs = [_handoff(case_id, h) for case_id, h in page.items]
    return pb.ListHandoffsResponse(handoffs=handoffs, next_page_token=page.token)


def work_response(page: Page[inbox.Work]) -> Any:
    """One page of what waits for an organ."""
    work = [
        {"kind": w.kind, "case_id": case_id, "about": w.about, "since": w.since} for case_id, w in page.items
    ]
    return json_to_message(pb.ListWorkResponse, {"work": work, "next_page_token": page.token})


def watched(case_id: str, handoff: Handoff) -> Any:
    """One handoff of a stream."""
    return pb.WatchInboxResponse(handoff=_handoff(case_id, handoff))


def states(numbers: Sequence[int]) -> list[str]:
    """Names of the handoff states asked for. Refused where one is none."""
    return _names(pb.HandoffState, "HANDOFF_STATE_", numbers, "states")


def kinds(numbers: Sequence[int]) -> list[str]:
    """Names of the kinds of work asked for. Refused where one is none."""
    return _names(pb.WorkKind, "WORK_KIND_", numbers, "kinds")


def role(message: Any) -> str:
    """The part that a list is narrowed to; empty for all."""
    return str(message_to_json(message).get("role", ""))


def batch(step: str, message: Any) -> list[Command]:
    """The commands of a batch, in order. Refused where it is too large."""
    if len(message.items) > inbox.LARGEST_PAGE:
        raise Refused(Problem("items", f"{len(message.items)}; at most {inbox.LARGEST_PAGE} in one call"))
    return [command(step, item) for item in message.items]


def batch_response(cls: Any, answers: Iterable[Answer]) -> Any:
    """One result per item."""
    return json_to_message(cls, {"results": [asdict(answer) for answer in answers]})


def opinion(message: Any) -> OpinionText:
    """The text of a document to be rendered."""
    data = message_to_json(message)
    texts = {name: str(data.get(name, "")) for name in ("claim", "facts", "opinion", "result", "addressee")}
    return OpinionText(**texts, basis=tuple(data.get("basis", ())))


def _names(enum: Any, prefix: str, numbers: Sequence[int], field: str) -> list[str]:
    known = {number: name.removeprefix(prefix) for name, number in enum.items()}
    strange = [n for n in numbers if not known.get(n) or n == 0]
    if strange:
        raise Refused(Problem(field, f"{strange}: not known here; leave them out for all"))
    return [known[n] for n in numbers]


_TIMES: Final = ("offered_time", "delivered_time", "accepted_time")
_NUMBERS: Final = {
    "state": dict(pb.HandoffState.items()),
    "role": dict(values.Role.items()),
    "mode": dict(values.Mode.items()),
}
_PREFIXES: Final = {"state": "HANDOFF_STATE_", "role": "ROLE_", "mode": "MODE_"}


def _handoff(case_id: str, handoff: Handoff) -> Any:
    """A handoff as a message, field by field: a page shows hundreds, the codec takes several times longer."""
    said: dict[str, Any] = {"case_id": case_id}
    for name in Handoff.__slots__:
        value = getattr(handoff, name)
        if not value:
            continue
        if name in _NUMBERS:
            said[name] = _NUMBERS[name][_PREFIXES[name] + value]
        elif name in _TIMES:
            moment = datetime.fromisoformat(value)
            said[name] = Timestamp(seconds=int(moment.timestamp()), nanos=moment.microsecond * 1000)
        else:
            said[name] = value
    return pb.Handoff(**said)
