"""What a new calendar or rule does to running clocks: which due days moved, and why. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sankua.core.clocks import Clock, compute
from sankua.core.events import Event
from sankua.core.times import format_time, local_date
from services.oversight.domain.history import events_of
from services.oversight.domain.items import Part
from services.oversight.domain.standing import Watch, office_of


@dataclass(frozen=True, slots=True)
class Marked:
    """A case as it stood before the change: positions of its streams, and its live clocks as stored."""

    case: str
    pos: Mapping[str, int]
    clocks: Sequence[Mapping[str, Any]]
    computed_at: datetime


def moved(
    mark: Marked, parts: Mapping[str, Part], now: datetime, watch: Watch, changed: Mapping[str, Any]
) -> list[tuple[str, dict[str, Any]]]:
    """Office and data of each ClockReprojected, for clocks that still run.

    The same events under the old and the new book are compared, so that an extension that came in between is
    not taken for the book's doing. `changed` is `files` (names of the files that changed).
    """
    then = {(c.clock, c.key): c for c in compute(_known(mark, parts), mark.computed_at, watch.book)}
    live = {(c.clock, c.key): c for c in compute(events_of(mark.case, parts), now, watch.book) if c.live}
    found = []
    for before in mark.clocks:
        name = (str(before["clock"]), str(before["key"]))
        after, running = then.get(name), live.get(name)
        if after is None or running is None or after.due_at == before["due_at"]:
            continue
        found.append((office_of(mark.case), _said(before, running, after, changed)))
    return found


def _known(mark: Marked, parts: Mapping[str, Part]) -> list[Event]:
    """The events that were folded when the case was marked."""
    events = events_of(mark.case, parts)
    return [
        event
        for event in events
        if event.seq <= mark.pos.get(f"{event.node}/{event.producer}", mark.pos.get(event.producer, 0))
    ]


def _said(
    before: Mapping[str, Any], running: Clock, after: Clock, changed: Mapping[str, Any]
) -> dict[str, Any]:
    old, new = local_date(before["due_at"]), after.due_on
    files = "、".join(changed.get("files", ()))
    published = bool(before.get("provisional")) and not after.provisional
    why = (
        "官方工作日历公布 (the official calendar was published)"
        if published
        else "规则或日历变更 (rule or calendar changed)"
    )
    data = {
        "clock": running.clock,
        "org": running.org,
        "due_at": format_time(running.due_at),
        "was_due_at": format_time(before["due_at"]),
        "reason": f"{why}: {files}; {old} → {new}",
    }
    if running.light in ("YELLOW", "RED", "GREEN"):
        data["level"] = running.light
    return data | ({"key": running.key} if running.key else {})
