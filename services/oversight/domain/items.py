"""灭红灯: what is on an organ's list of a day, from the red light to 销账. Pure.

An item begins with the notice that told the organ (RED or OVERDUE) and ends with its ItemCleared: a day's
list stays what it was, whatever a later extension or correction does to the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sankua.core.clocks import Clock
from sankua.core.events import Event
from sankua.core.times import format_time, local_date, parse_time
from services.oversight.domain.deeds import Deed

Part = dict[str, Any]


@dataclass(slots=True)
class Item:
    """One red clock on the list. `since` is the day it turned red, `cleared` the day of 销账."""

    clock: str
    key: str
    org: str
    since: date
    due_on: str
    taken: list[date] = field(default_factory=list)
    cleared: date | None = None

    @property
    def name(self) -> str:
        """`<clock>/<key>`: the clock within its case."""
        return f"{self.clock}/{self.key}"


@dataclass(frozen=True, slots=True)
class Figures:
    """One day's figures: open in the morning, turned red, taken, cleared, open in the evening."""

    day: date
    carried: int = 0
    turned: int = 0
    taken: int = 0
    cleared: int = 0

    @property
    def left(self) -> int:
        """Open in the evening."""
        return self.carried + self.turned - self.cleared


def remember(part: Part, event: Event) -> None:
    """Keeps of a notice or of 交账/销账 what the list needs; changes `part` in place."""
    data = event.data
    if event.name.startswith("Clock") and not _reddens(event):
        return
    due = str(local_date(parse_time(data["due_at"]))) if data.get("due_at") else ""
    entry = {
        "n": event.name,
        "c": data.get("clock", ""),
        "k": data.get("key", ""),
        "o": data.get("org", ""),
        "t": format_time(event.time),
        "u": due,
    }
    part.setdefault("items", []).append(entry)


def _reddens(event: Event) -> bool:
    return event.name == "ClockOverdue" or (event.name == "ClockWarned" and event.data.get("level") == "RED")


def items_of(parts: Mapping[str, Part]) -> list[Item]:
    """All items of a case, oldest first; a clock that turns red again after 销账 is a new one."""
    found: list[Item] = []
    for entry in (e for name in sorted(parts) for e in parts[name].get("items", ())):
        day = local_date(parse_time(entry["t"]))
        same = [i for i in found if (i.clock, i.key, i.org) == (entry["c"], entry["k"], entry["o"])]
        live = next((i for i in reversed(same) if i.cleared is None), None)
        if entry["n"].startswith("Clock"):
            if live is None:
                found.append(Item(entry["c"], entry["k"], entry["o"], day, entry["u"]))
        elif live is not None and entry["n"] == "ItemTaken":
            live.taken.append(day)
        elif live is not None:
            live.cleared = max(day, live.since)
    return found


def open_items(items: Iterable[Item]) -> list[Item]:
    """Those that wait for 销账: carried over day by day."""
    return [item for item in items if item.cleared is None]


def still_red(item: Item, clocks: Iterable[Clock]) -> bool:
    """Whether the clock of an item still lives, owed by that organ, and is red."""
    return any(
        clock.live and clock.light == "RED"
        for clock in clocks
        if (clock.clock, clock.key, clock.org) == (item.clock, item.key, item.org)
    )


def put_out(item: Item, clocks: Iterable[Clock], as_of: datetime) -> tuple[datetime, str] | None:
    """When and how the red light went out; None while it burns."""
    same = [c for c in clocks if (c.clock, c.key) == (item.clock, item.key)]
    mine = [c for c in same if c.org == item.org]
    for clock in mine:
        if clock.live and clock.light == "RED":
            return None
        if clock.live:
            return as_of, f"期限改为{clock.due_on},红灯已灭 (due {clock.due_on} now)"
        if clock.ended_at is not None:
            how = "已履行 (met)" if clock.met_at is not None else "义务已消灭 (the duty went away)"
            return min(clock.ended_at, as_of), how
    if same:
        return as_of, f"改由{same[0].org}承担 (owed by {same[0].org} now)"
    return as_of, "期限已撤销 (the clock was taken back)"


def clearings(case: str, items: Iterable[Item], clocks: Iterable[Clock], as_of: datetime) -> list[Deed]:
    """销账 of open items whose light is out: nobody has to remember it, none clears a burning one."""
    clocks, found = list(clocks), []
    for number, item in enumerate(items):
        out = put_out(item, clocks, as_of) if item.cleared is None else None
        if out is None:
            continue
        moment, how = out
        data = {"clock": item.clock, "org": item.org, "day": str(local_date(moment)), "explanation": how}
        key = f"clear/{item.name}/{item.org}@{item.since}/{number}"
        said = data | ({"key": item.key} if item.key else {})
        found.append(Deed(case, "ItemCleared", moment, key, (item.clock, "CLEARED"), moment, said))
    return found


def listed(item: Item, day: date) -> bool:
    """Whether an item was on the list of a day."""
    return item.since <= day and (item.cleared is None or item.cleared >= day)


def figures(items: Iterable[Item], days: Iterable[date]) -> list[Figures]:
    """The figures of each day, over the same items."""
    counted = {day: [0, 0, 0, 0] for day in days}
    for item in items:
        for day, counts in counted.items():
            if listed(item, day):
                counts[0 if item.since < day else 1] += 1
                counts[2] += day in item.taken
                counts[3] += item.cleared == day
    return [Figures(day, *counts) for day, counts in counted.items()]
