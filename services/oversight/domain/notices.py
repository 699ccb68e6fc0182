"""What has to be told about clocks: each rung of each due day once, also after downtime."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from sankua.core.clocks import Clock
from sankua.core.times import format_time, local_date


class Told(NamedTuple):
    """What a notice says of its clock: `which` tells apart clocks of one id (the handoff, the dispute)."""

    case: str
    clock: str
    which: str
    org: str
    due_at: datetime

    @property
    def due_on(self) -> date:
        """The last day, which counts whole."""
        return local_date(self.due_at)


class Rung(NamedTuple):
    """One notice that falls due at `at`: a clock turns YELLOW, RED or OVERDUE."""

    of: Told
    at: datetime
    level: str

    @property
    def key(self) -> str:
        """`<clock>/<org>@<due day>/<rung>[#<which>]`: what is told once. As `told` has it of the data."""
        which = f"#{self.of.which}" if self.of.which else ""
        return f"{self.of.clock}/{self.of.org}@{self.of.due_on}/{self.level}{which}"

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
        return self.of.clock, self.level

    @property
    def dedup(self) -> str:
        """Claims the notice among replicas."""
        return f"fire:{self.of.case}/{self.key}"

    def data(self) -> dict[str, Any]:
        """The event's data in normal form: a clock that is nobody's names no organ."""
        return {
            "clock": self.of.clock,
            **({"org": self.of.org} if self.of.org else {}),
            "due_at": format_time(self.of.due_at),
            "level": "YELLOW" if self.level == "YELLOW" else "RED",
            "reason": self._reason(),
            **({"key": self.of.which} if self.of.which else {}),
        }

    def _reason(self) -> str:
        due = self.of.due_on
        if self.level == "OVERDUE":
            return f"期限{due}已过,逾期 (the last day, {due}, is over)"
        left = (due - local_date(self.at)).days
        return f"距期限{due}还有{left}天 ({left} days left until {due})"


def of(clock: Clock) -> Told:
    """What notices of a clock say of it."""
    return Told(clock.case, clock.clock, clock.key, clock.org, clock.due_at)


def rungs(clocks: Iterable[Clock], told_already: frozenset[str], firing: frozenset[str] | None) -> list[Rung]:
    """The notices that live clocks still have before them or missed, earliest first. A window only warns.

    `firing` None: every clock. A notice told before notices named the key of their clock is not told again.
    """
    found = [
        Rung(about, at, level)
        for clock in clocks
        if (firing is None or clock.clock in firing) and not clock.derived and clock.state != "PAUSED"
        for about in (of(clock),)
        for at, level in clock.changes
        if level != "LAPSED"
    ]
    fresh = (r for r in found if not {r.key, r.key.partition("#")[0]} & told_already)
    return sorted(fresh, key=lambda r: (r.at, r.key))
