"""A clock as it is shown: its state, due date and light at one moment."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sankua.core.clocks.ledger import SECOND
from sankua.core.times import format_time, local_date, start_of_day


class Clock(NamedTuple):
    """One clock of one case at one moment.

    `org` is the organ that owes, empty where the petitioner may act (`owner` PETITIONER). `key` tells apart
    clocks of one id: the handoff, the dispute, the objection. `light` is None once a clock ended in time,
    `met_at` is when it was met, `ended_at` when it ended in any way. `duty` is False for windows and figures.
    """

    case: str
    clock: str
    variant: str
    key: str
    org: str
    owner: str
    role: str
    kind: str
    state: str
    started_at: datetime
    due_on: date
    due_at: datetime
    light: str | None
    yellow_days: int
    red_days: int
    basis: str
    certainty: str
    provisional: bool
    derived: bool
    covers: bool
    met_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def duty(self) -> bool:
        """Whether an organ owes it, so that late is a breach: duties and the backstop."""
        return self.kind in ("duty", "backstop")

    @property
    def live(self) -> bool:
        """Whether it still runs, stands still, or is late and still owed."""
        return self.state in ("RUNNING", "PAUSED") or (self.state == "OVERDUE" and self.ended_at is None)

    @property
    def changes(self) -> tuple[tuple[datetime, str], ...]:
        """When a live clock turns YELLOW, RED and OVERDUE (a window: LAPSED) if nothing happens."""
        if not self.live:
            return ()
        yellow = max(start_of_day(self.due_on - timedelta(days=self.yellow_days)), self.started_at)
        red = max(start_of_day(self.due_on - timedelta(days=self.red_days)), self.started_at)
        over = (self.due_at + SECOND, "LAPSED" if self.kind == "window" else "OVERDUE")
        warned = ((yellow, "YELLOW"), (red, "RED")) if yellow < red else ((red, "RED"),)
        return (*warned, over)

    def to_json(self) -> dict[str, Any]:
        """The JSON form; times carry +08:00, absent ends are null."""
        return {
            "case": self.case,
            "clock": self.clock,
            "org": self.org,
            "state": self.state,
            "started_at": _text(self.started_at),
            "due_on": self.due_on.isoformat(),
            "due_at": _text(self.due_at),
            "light": self.light,
            "basis": self.basis,
            "provisional": self.provisional,
            "met_at": _text(self.met_at) if self.met_at else None,
            "ended_at": _text(self.ended_at) if self.ended_at else None,
            "key": self.key,
            "variant": self.variant,
            "role": self.role,
            "owner": self.owner,
            "kind": self.kind,
            "certainty": self.certainty,
            "derived": self.derived,
        }


@lru_cache(maxsize=1 << 12)
def _text(moment: datetime) -> str:
    """A moment as text; clocks of one case share most of theirs, and last days are few."""
    return format_time(moment)


def light_of(state: str, due_on: date, as_of: datetime, yellow: int, red: int) -> str | None:
    """The light of a clock: RED when overdue, by days left while it lives, None once it ended in time."""
    if state == "OVERDUE":
        return "RED"
    if state not in ("RUNNING", "PAUSED"):
        return None
    left = (due_on - local_date(as_of)).days
    return "RED" if left <= red else "YELLOW" if left <= yellow else "GREEN"
