"""What has to be told about clocks: each rung of each due day once, also after downtime."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sankua.core.clocks import Clock
from sankua.core.times import format_time, local_date


@dataclass(frozen=True, slots=True)
class Rung:
    """One notice that falls due at `at`: a clock turns YELLOW, RED or OVERDUE."""

    clock: Clock
    at: datetime
    level: str
    key: str
    """`<clock>/<org>@<due day>/<rung>[#<key>]`: what is told once. As `told` has it of the event's data."""

    @property
    def name(self) -> str:
        """ClockOverdue once the last day is over, ClockWarned before."""
        return "ClockOverdue" if self.level == "OVERDUE" else "ClockWarned"

    @property
    def moment(self) -> datetime:
        """When the light turned: a notice that is caught up says so by its recording time."""
        return self.at

    @property
    def source(self) -> str:
        """The office of the case."""
        return ""

    @property
    def labels(self) -> tuple[str, str]:
        """Clock and level."""
        return self.clock.clock, self.level

    @property
    def dedup(self) -> str:
        """Claims the notice among replicas."""
        return f"fire:{self.clock.case}/{self.key}"

    def data(self) -> dict[str, Any]:
        """The event's data."""
        return {
            "clock": self.clock.clock,
            "org": self.clock.org,
            "due_at": format_time(self.clock.due_at),
            "level": "YELLOW" if self.level == "YELLOW" else "RED",
            "reason": self._reason(),
        } | ({"key": self.clock.key} if self.clock.key else {})

    def _reason(self) -> str:
        due = self.clock.due_on
        if self.level == "OVERDUE":
            return f"期限{due}已过,逾期 (the last day, {due}, is over)"
        left = (due - local_date(self.at)).days
        return f"距期限{due}还有{left}天 ({left} days left until {due})"


def _key(clock: Clock, level: str) -> str:
    which = f"#{clock.key}" if clock.key else ""
    return f"{clock.clock}/{clock.org}@{clock.due_on}/{level}{which}"


def rungs(clocks: Iterable[Clock], told_already: frozenset[str], firing: frozenset[str] | None) -> list[Rung]:
    """The notices that live clocks still have before them or missed, earliest first. A window only warns.

    `firing` None: every clock. A notice told before notices named the key of their clock is not told again.
    """
    found = [
        Rung(clock, at, level, _key(clock, level))
        for clock in clocks
        if (firing is None or clock.clock in firing) and not clock.derived and clock.state != "PAUSED"
        for at, level in clock.changes
        if level != "LAPSED"
    ]
    fresh = (r for r in found if not {r.key, r.key.partition("#")[0]} & told_already)
    return sorted(fresh, key=lambda r: (r.at, r.key))
