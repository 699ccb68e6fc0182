"""The stepped clock of the demonstration: the services read how far they are from the wall clock."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

DAY: Final = 86400


@dataclass(frozen=True)
class ClockFile:
    """The file named by SANKUA_CLOCK_FILE: a shift in seconds."""

    path: Path

    def set_days_ago(self, days: int) -> None:
        """All services live `days` days ago from now on. Written whole or not at all."""
        beside = self.path.with_suffix(".new")
        beside.write_text(f"{-days * DAY}\n", encoding="ascii")
        beside.replace(self.path)
