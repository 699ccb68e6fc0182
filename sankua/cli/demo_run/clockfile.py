"""The stepped clock of the demonstration: the services read how far they are from the wall clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path


@dataclass
class ClockFile:
    """The file named by SANKUA_CLOCK_FILE: a shift in seconds."""

    path: Path
    shift: timedelta = timedelta(0)

    def set_days_ago(self, days: int) -> None:
        """All services live `days` days ago from now on. Written whole or not at all."""
        self.shift = timedelta(days=-days)
        beside = self.path.with_suffix(".new")
        beside.write_text(f"{self.shift.total_seconds():.0f}\n", encoding="ascii")
        beside.replace(self.path)

    def now(self) -> datetime:
        """What the services take for now."""
        return datetime.now(UTC) + self.shift
