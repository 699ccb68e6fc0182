"""Where a case stands at a moment: whether it is open, its live clocks, when it must be looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sankua.core.clocks import Clock, ClockBook, compute
from sankua.core.clocks.corrections import as_known
from sankua.core.clocks.situation import Situation
from sankua.core.events import Event
from services.oversight.domain.history import Part, events_of, told_of
from services.oversight.domain.notices import Rung, due, rungs

FIRING: Final = frozenset({"C01", "C04", "C05", "C09"})
"""The clocks that warn, where the office sets no others."""

_AT_LEAST_YELLOW: Final = frozenset({"YELLOW", "RED", "OVERDUE"})
_AT_LEAST_RED: Final = frozenset({"RED", "OVERDUE"})


@dataclass(frozen=True, slots=True)
class Watch:
    """What clocks are computed by, and which of them warn."""

    book: ClockBook
    firing: frozenset[str] = FIRING


@dataclass(frozen=True, slots=True)
class Standing:
    """A case at `as_of`, which is never before its last event was recorded."""

    as_of: datetime
    clocks: tuple[Clock, ...]
    open: bool
    derived: bool
    pending: tuple[Rung, ...]
    wake: datetime | None

    @property
    def live(self) -> list[Clock]:
        """The clocks under which something is still owed or may still be done."""
        return [clock for clock in self.clocks if clock.live]

    def due(self) -> list[Rung]:
        """The notices whose moment has come, earliest first."""
        return due(self.pending, self.as_of)

    def fields(self) -> dict[str, Any]:
        """The query fields of the case's document: a function of its parts and of `computed_at` alone.

        `yellow_at` and `red_at` say from when on a light shows, so that a stored document answers for any
        later moment. `next_fire_at` is when the case must be looked at again, None: not before an event.
        """
        return {
            "computed_at": self.as_of,
            "open": self.open,
            "derived": self.derived,
            "armed": len(self.live),
            "next_fire_at": self.wake,
            "clocks": [_stored(clock) for clock in self.live],
        }


def stand(case: str, parts: Mapping[str, Part], now: datetime, watch: Watch) -> Standing:
    """Where the case stands at `now`."""
    events = events_of(case, parts)
    as_of = max([_whole(now), *(_whole(event.recorded) for event in events)])
    known = as_known(events, as_of)
    situation = _situation(known)
    clocks = tuple(compute(events, as_of, watch.book))
    pending = () if situation.derived else tuple(rungs(clocks, told_of(parts), watch.firing))
    return Standing(
        as_of=as_of,
        clocks=clocks,
        open=situation.is_open,
        derived=situation.derived,
        pending=pending,
        wake=min([r.at for r in pending] + _lapses(clocks) + _ahead(events, as_of), default=None),
    )


def _whole(moment: datetime) -> datetime:
    """Up to the next millisecond: MongoDB keeps no finer time, and no event may fall behind it."""
    return moment + timedelta(microseconds=-moment.microsecond % 1000)


def _situation(events: Iterable[Event]) -> Situation:
    situation = Situation()
    for event in events:
        situation.signals(event)
    return situation


def _lapses(clocks: Iterable[Clock]) -> list[datetime]:
    """When windows that nobody used will be over: the backstop may have to start then."""
    return [at for clock in clocks for at, level in clock.changes if level == "LAPSED"]


def _ahead(events: Sequence[Event], as_of: datetime) -> list[datetime]:
    """When facts that were recorded for later will have happened."""
    return [event.time for event in events if event.time > as_of]


def _stored(clock: Clock) -> dict[str, Any]:
    return {
        "clock": clock.clock,
        "key": clock.key,
        "org": clock.org,
        "state": clock.state,
        "lapses": clock.kind == "window",
        "started_at": clock.started_at,
        "due_on": clock.due_on.isoformat(),
        "due_at": clock.due_at,
        "yellow_at": _since(clock, _AT_LEAST_YELLOW),
        "red_at": _since(clock, _AT_LEAST_RED),
        "basis": clock.basis,
        "provisional": clock.provisional,
    }


def _since(clock: Clock, levels: frozenset[str]) -> datetime | None:
    """From when on the clock shows one of the lights; one that stands still keeps the light that it has."""
    if clock.state == "PAUSED":
        return clock.started_at if clock.light in levels else None
    return min((at for at, level in clock.changes if level in levels), default=None)
