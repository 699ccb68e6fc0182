"""CloudEvents JSON Lines to items: registrations with their text, and outcomes of other systems. Pure.

Another system's handoffs, disputes or notices are not facts of this one: an import takes a matter as it came
in and, where the file says so, as it ended. All other events are refused rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sankua.cli.importing.batch import Tally
from sankua.cli.importing.convert import Item
from sankua.core.errors import Problem
from sankua.core.events import Event
from sankua.core.times import format_time
from sankua.wire.cloudevents import read_json
from sankua.wire.codec import PRIVATE

OUTCOME: Final = frozenset({"HandoffAccepted", "OpinionIssued", "OpinionDelivered", "CaseConcluded"})
"""What `RecordOutcome` writes again, as one step, at the time of the delivery."""

_KEPT: Final = ("channel", "purpose", "branch", "facts", "petitioner_count", "anonymous", "urgent",
                "registered_by", "received_at", "repeat_of", "simplified")  # fmt: skip


@dataclass
class _Matter:
    """One case of the file: its registration, and the rows that tell how it ended."""

    row: int = 0
    registered: Event | None = None
    private: dict[str, Any] = field(default_factory=dict)
    outcome: dict[str, tuple[int, Event]] = field(default_factory=dict)


def line_items(path: Path, tally: Tally, now: datetime) -> Iterator[Item]:
    """The items of a file, in the order of their registrations; what does not go in is noted in `tally`."""
    matters: dict[str, _Matter] = {}
    for row, line in _lines(path):
        tally.rows += 1
        problems = _take(row, line, matters, tally, now)
        if problems:
            tally.refuse(row, row, problems)
    for matter in matters.values():
        yield from _item(matter, tally)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        yield from ((number, line) for number, line in enumerate(file, 1) if not line.isspace())


def _take(row: int, line: bytes, matters: dict[str, _Matter], tally: Tally, now: datetime) -> list[Problem]:
    try:
        document: Any = json.loads(line)
    except ValueError as error:
        return [Problem("", f"not JSON: {error}")]
    event, problems = read_json(document)
    wrong = [p for p in problems if not p.warning]
    if event is None or wrong:
        return wrong or [Problem("", "is no event")]
    if event.time > now:
        return [Problem("time", f"{format_time(event.time)} lies in the future")]
    if event.name == "CaseRegistered":
        return _register(row, event, document["data"], matters, tally)
    if event.name in OUTCOME:
        return _end(row, event, matters, tally)
    reason = f"{event.name} is a fact of the system that wrote it; imports take CaseRegistered and outcomes"
    return [Problem("type", reason)]


def _register(
    row: int, event: Event, data: Mapping[str, Any], matters: dict[str, _Matter], tally: Tally
) -> list[Problem]:
    matter = matters.setdefault(event.case, _Matter())
    if matter.registered is not None:
        if matter.registered == event:
            tally.skipped += 1
            return []
        return [Problem("subject", f"{event.case} is registered in row {matter.row} already, otherwise")]
    facts = data.get("facts")
    matter.row, matter.registered = row, event
    matter.private = {name: data[name] for name in PRIVATE if data.get(name)}
    if isinstance(facts, Mapping) and facts.get("accused_orgs"):
        matter.private["accused_orgs"] = facts["accused_orgs"]
    return []


def _end(row: int, event: Event, matters: dict[str, _Matter], tally: Tally) -> list[Problem]:
    outcome = matters.setdefault(event.case, _Matter()).outcome
    if event.name not in outcome:
        outcome[event.name] = (row, event)
    elif outcome[event.name][1] == event:
        tally.skipped += 1
    else:
        return [Problem("type", f"{event.case} has its {event.name} in row {outcome[event.name][0]} already")]
    return []


def _item(matter: _Matter, tally: Tally) -> Iterator[Item]:
    event = matter.registered
    ended = "CaseConcluded" in matter.outcome
    if event is None or not ended:
        lack = "CaseRegistered" if event is None else "CaseConcluded: an outcome goes in whole"
        for row, _ in matter.outcome.values():
            tally.refuse(row, row, [Problem("subject", f"the file has no {lack}")])
    if event is None:
        return
    also = tuple(row for row, _ in matter.outcome.values()) if ended else ()
    yield Item(
        row=matter.row,
        line=matter.row,
        request_id=f"import:event:{event.id}",
        registration=_registration(event, matter.private),
        replied=_replied(matter, event) if ended else None,
        result=_result(matter) if ended else "",
        also=also,
        column=lambda field: f"data.{field.removeprefix('registration.')}",
    )


def _registration(event: Event, private: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {name: event.data[name] for name in _KEPT if name in event.data}
    out |= {name: private[name] for name in ("title", "content") if name in private}
    if "petitioner_ref" in private:
        out["petitioner"] = {"ref": private["petitioner_ref"]}
    if "accused_orgs" in private:
        out["facts"] = dict(out.get("facts", {})) | {"accused_orgs": private["accused_orgs"]}
    return out | {"derived": True, "occurred_time": format_time(event.time), "source_ref": event.case}


def _replied(matter: _Matter, event: Event) -> datetime:
    end = matter.outcome.get("OpinionDelivered") or matter.outcome["CaseConcluded"]
    return max(end[1].time, event.time)


def _result(matter: _Matter) -> str:
    issued = matter.outcome.get("OpinionIssued")
    return str(issued[1].data.get("result", "")) if issued else ""
