"""Where a case stands at a moment: whether it is open, its live clocks, when it must be looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final
from zlib import crc32

from sankua.core.clocks import Clock, ClockBook, read
from sankua.core.events import Event
from sankua.core.times import local_date, start_of_day
from services.oversight.domain.deeds import Due
from services.oversight.domain.history import events_of, told_of
from services.oversight.domain.items import Item, Part, clearings, items_of
from services.oversight.domain.laws import Laws
from services.oversight.domain.matter import Matter, matter_of
from services.oversight.domain.notices import rungs
from services.oversight.domain.ready import ready
from services.oversight.domain.seen import Seen
from services.oversight.domain.shown import shown
from services.oversight.domain.substitution import returns
from services.oversight.domain.supervise import automatic
from services.oversight.domain.term import Taken, row, taken

_AT_LEAST_YELLOW: Final = frozenset({"YELLOW", "RED", "OVERDUE"})
_AT_LEAST_RED: Final = frozenset({"RED", "OVERDUE"})
SLOTS: Final = 16
"""Due work is shared among replicas slot by slot."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What clocks are computed by, which of them warn (None: every one), and what the ladder does by itself.

    `version` names the rule and calendar files that the book was read from.
    """

    book: ClockBook
    firing: frozenset[str] | None = None
    laws: Laws = field(default_factory=Laws)
    version: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A case at `as_of`, which is never before its last event was recorded."""

    case: str
    as_of: datetime
    clocks: tuple[Clock, ...]
    open: bool
    derived: bool
    matter: Matter
    items: tuple[Item, ...]
    terms: tuple[Taken, ...]
    pending: tuple[Due, ...]
    elsewhere: datetime | None
    """When to look again for another reason than `pending`."""
    version: str = ""

    @property
    def wake(self) -> datetime | None:
        """When the case must be looked at again, if nothing happens; None: never."""
        first = self.pending[0].at if self.pending else None
        return min((at for at in (first, self.elsewhere) if at is not None), default=None)

    def told(self, parts: Mapping[str, Part], key: str) -> Standing:
        """As `stand` after one more notice of `pending`: it moves no clock, so nothing is computed anew."""
        rest = tuple(deed for deed in self.pending if deed.key != key)
        return replace(self, pending=rest, items=tuple(items_of(parts)))

    @property
    def live(self) -> list[Clock]:
        """The clocks under which something is still owed or may still be done."""
        return [clock for clock in self.clocks if clock.live]

    def due(self) -> list[Due]:
        """What has to be done by now, earliest first. What was missed while nobody looked is done as well."""
        return [deed for deed in self.pending if deed.at <= self.as_of]

    def fields(self) -> dict[str, Any]:
        """The query fields of the case's document: a function of its parts and of `computed_at` alone.

        `yellow_at` and `red_at` say from when on a light shows, so that a stored document answers for any
        later moment. `next_fire_at` is when the case must be looked at again, None: not before an event;
        `ready` are the notices before the next other deed, `look_at` says when that one comes. All
        of it holds `until` a window lapses or a fact that was recorded ahead comes true.
        """
        notices, look_at = ready(self.pending)
        return {
            "computed_at": self.as_of,
            "book": self.version,
            "slot": slot_of(self.case),
            "open": self.open,
            "derived": self.derived,
            "armed": len(self.live),
            "next_fire_at": self.wake,
            "ready": notices,
            "look_at": look_at,
            "until": self.elsewhere,
            "clocks": [_stored(clock) for clock in self.live],
            "terms": [row(one) for one in self.terms],
            **shown(self.matter, self.items),
        }


def slot_of(case: str) -> int:
    """The slot of a case: the same on every machine."""
    return crc32(case.encode()) % SLOTS


def stand(case: str, parts: Mapping[str, Part], now: datetime, watch: Watch) -> Standing:
    """Where the case stands at `now`."""
    events = events_of(case, parts)
    as_of = max([_whole(now), *(_whole(event.recorded) for event in events)])
    reading = read(events, as_of, watch.book)
    situation, clocks = reading.now, tuple(reading.clocks)
    matter, items = matter_of(reading.known), tuple(items_of(parts))
    office = office_of(case)
    seen = Seen(case, office, matter, clocks, watch.book.calendar_of(office), as_of)
    pending = () if situation.derived else _pending(seen, items, told_of(parts), watch, situation.is_open)
    return Standing(
        case=case,
        as_of=as_of,
        clocks=clocks,
        open=situation.is_open,
        derived=situation.derived,
        matter=matter,
        items=items,
        terms=tuple(taken(matter, watch.laws)),
        pending=pending,
        elsewhere=min(_lapses(clocks) + _ahead(events, as_of) + _resumes(clocks, as_of), default=None),
        version=watch.version,
    )


def _pending(
    seen: Seen, items: tuple[Item, ...], told: frozenset[str], watch: Watch, is_open: bool
) -> tuple[Due, ...]:
    """All that will be done by itself, earliest first: notices, 销账 of lights that are out, the ladder."""
    found: list[Due] = list(rungs(seen.clocks, told, watch.firing))
    found += clearings(seen.case, items, seen.clocks, seen.as_of)
    if is_open:
        found += automatic(seen, watch.laws)
        found += returns(seen)
    return tuple(sorted(found, key=lambda deed: (deed.at, deed.key)))


def office_of(case: str) -> str:
    """The 信访局 of the place that registered the case, by the case id."""
    return f"{place_of(case)}-xfj"


def place_of(case: str) -> str:
    """The division code that a case id begins with."""
    return case.rsplit("-", 2)[0]


def _whole(moment: datetime) -> datetime:
    """Up to the next millisecond: MongoDB keeps no finer time, and no event may fall behind it."""
    return moment + timedelta(microseconds=-moment.microsecond % 1000)


def _lapses(clocks: Iterable[Clock]) -> list[datetime]:
    """When windows that nobody used will be over: the backstop may have to start then."""
    return [at for clock in clocks for at, level in clock.changes if level == "LAPSED"]


def _resumes(clocks: Iterable[Clock], as_of: datetime) -> list[datetime]:
    """When a clock that stands still may go on: its warnings fall due from then on. Asked day by day."""
    morning = start_of_day(local_date(as_of) + timedelta(days=1))
    return [morning for clock in clocks if clock.state == "PAUSED"]


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
