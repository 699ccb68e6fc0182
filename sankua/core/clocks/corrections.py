"""What was known at a moment: events recorded by then, with the corrections known by then, in order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sankua.core.events import OFFICE, Event
from sankua.core.times import parse_time

_RANK: Final = {"dispatch": 1, "intake": 2, "oversight": 3}


class Note(NamedTuple):
    """A value of an event that the clocks could not use."""

    event_id: str
    field: str
    reason: str


def as_known(events: Sequence[Event], as_of: datetime, notes: list[Note] | None = None) -> list[Event]:
    """One case's events that had happened and were recorded by `as_of`, corrected, in order of happening.

    A correction that cannot be applied is named in `notes` and passed over. An office's own events are about
    no case and start nothing.
    """
    known = [event for event in events if event.recorded <= as_of and event.name not in OFFICE]
    if any(event.name == "EventCorrected" for event in known):
        known = _corrected(known, notes if notes is not None else [])
    known = [event for event in known if event.time <= as_of]
    known.sort(key=_order)
    return known


def _order(event: Event) -> tuple[datetime, int, int]:
    # At one moment: registration first, then what dispatch did, then what the petitioner did about it.
    rank = 0 if event.name == "CaseRegistered" else _RANK.get(event.producer, 4)
    return (event.time, rank, event.seq)


def _corrected(known: list[Event], notes: list[Note]) -> list[Event]:
    found = {event.id: event for event in known}
    corrections = [event for event in known if event.name == "EventCorrected"]
    for correction in sorted(corrections, key=lambda e: (e.recorded, e.producer, e.seq)):
        target = str(correction.data.get("event_id", ""))
        if target not in found:
            notes.append(Note(correction.id, "event_id", f"corrects {target!r}, which is not there"))
            continue
        try:
            found[target] = _apply(found[target], correction)
        except (ValueError, TypeError) as error:
            notes.append(Note(correction.id, str(correction.data.get("field", "")), str(error)))
    # A type corrected to nothing takes the event back.
    return [event for event in found.values() if event.name not in ("EventCorrected", "")]


def _apply(event: Event, correction: Event) -> Event:
    path = str(correction.data.get("field", "")).removeprefix("data.")
    new = correction.data.get("new", "")
    if path == "time":
        return event._replace(time=parse_time(new))
    if path == "source":
        return event._replace(source=str(new).removeprefix("/orgs/"))
    if path == "type":
        return event._replace(name=str(new).rpartition(".")[2])
    if not path:
        raise ValueError("no field named")
    return event._replace(data=_with(dict(event.data), path.split("."), new))


def _with(data: dict[str, Any], path: list[str], new: Any) -> dict[str, Any]:
    """A copy of `data` with the value at a path replaced; an empty text takes the field away."""
    head, *rest = path
    if rest:
        inner = data.get(head)
        if inner is not None and not isinstance(inner, dict):
            raise ValueError(f"{head} has no parts")
        data[head] = _with(dict(inner or {}), rest, new)
    elif new == "":
        data.pop(head, None)
    else:
        data[head] = _like(data.get(head), new)
    return data


def _like(old: Any, new: Any) -> Any:
    """The corrected value in the type that the wrong one had; texts in a correction stand for any type."""
    if not isinstance(new, str):
        return new
    if isinstance(old, bool) or (old is None and new in ("true", "false")):
        return new == "true"
    return int(new) if isinstance(old, int) else new
