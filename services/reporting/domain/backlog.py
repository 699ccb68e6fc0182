"""The backlog (在办) as whoever is on call sees it: by organ, level, state and age. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sankua.core.clocks import Clock
from sankua.core.times import format_time

AGES: Final = (("7d", 7), ("15d", 15), ("30d", 30), ("60d", 60))
"""Age bands: their names and their ends in days; what is older is in `OLDER`."""
OLDER: Final = "older"
REST: Final = 9
"""Times as long as it has worked does the lamplighter rest while the stream is busy."""
REST_MOST: Final = 30.0
"""Longest rest, s."""

Level = Callable[[str], str]
"""Names the level of an organ; an empty organ has the level "none"."""


def cutoffs(now: datetime) -> list[tuple[str, str]]:
    """Each band and the moment, as rows write it, that a case in it has come after; youngest band first."""
    return [(name, format_time(now - timedelta(days=days))) for name, days in AGES]


class Waiting(NamedTuple):
    """So many questions of a kind wait, the oldest since `since`."""

    kind: str
    rung: str
    by_level: str
    on_level: str
    cases: int
    since: str


def by_level(found: Iterable[Mapping[str, Any]], level: Level) -> list[Waiting]:
    """Counts by organ pair, put together by their levels."""
    together: dict[tuple[str, str, str, str], tuple[int, str]] = {}
    for doc in found:
        key = doc["_id"]
        place = (key["kind"], key["rung"], level(key["by"]), level(key["on"]))
        cases, since = together.get(place, (0, "9999"))
        together[place] = (cases + int(doc["cases"]), min(since, str(doc["since"])))
    return [Waiting(*place, cases, since) for place, (cases, since) in sorted(together.items())]


def lamp(clocks: Iterable[Clock]) -> dict[str, Any]:
    """When the worst light of a case turns YELLOW, RED and overdue if nothing happens; `bare`: no live clock.

    A moment that lies behind says that it is so already. Nothing of this changes before the next event.
    """
    live = [clock for clock in clocks if clock.live]
    turns: dict[str, list[datetime]] = {"YELLOW": [], "RED": [], "OVERDUE": []}
    for clock in live:
        for moment, light in clock.changes if clock.duty else ():
            turns[light].append(moment)
    # Days left are counted from the day, so a clock that is yellow for no day turns red at once.
    found = {name.lower(): min(moments) for name, moments in turns.items() if moments}
    return {**found, "bare": not live}


def rest(worked: float, busy: bool, all_done: bool, seconds: float) -> float:
    """How long the lamplighter rests, s, after it has worked so long.

    While the stream is busy it works a tenth of the time, and rests REST_MOST at most, so that lateness is
    bounded; else until there may be something new, or not at all while there is work.
    """
    if busy:
        return min(max(seconds, REST * worked), max(seconds, REST_MOST))
    return seconds if all_done else 0.0


def age(since: str, now: datetime) -> float:
    """Seconds since a moment as rows write it; never negative."""
    return max(0.0, (now - datetime.fromisoformat(since)).total_seconds())
