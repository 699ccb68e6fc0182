"""The one place where a service learns what time it is."""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sankua.core.times import SHANGHAI

_ZERO: Final = timedelta(0)
_SETTLED: Final = 100_000_000
"""Age of a change, ns, from which a second change would show in the file's time stamp."""


class Clock:
    """Wall clock in Asia/Shanghai, moved by the seconds that `shift_file` holds (trying and tests only).

    The file is looked at at each call, so that a running system can be moved forward, and read when it has
    changed. A missing file means no shift; a file that holds no number raises ValueError, naming it.
    """

    def __init__(self, shift_file: Path | None = None) -> None:
        self._shift_file = str(shift_file) if shift_file else ""
        self._read: tuple[int, int, int] | None = None
        self._last = _ZERO

    def now(self) -> datetime:
        """The present moment, aware, +08:00."""
        return datetime.now(SHANGHAI) + (self._shift(self._shift_file) if self._shift_file else _ZERO)

    def _shift(self, file: str) -> timedelta:
        try:
            found = os.stat(file)  # noqa: PTH116 - thrice as quick, and asked at every event
        except FileNotFoundError:
            self._read = None
            return _ZERO
        state = (found.st_mtime_ns, found.st_size, found.st_ino)
        if state != self._read:
            self._last = _seconds(file)
            settled = abs(time.time_ns() - found.st_mtime_ns) > _SETTLED
            self._read = state if settled else None
        return self._last


def _seconds(file: str) -> timedelta:
    text = Path(file).read_text(encoding="ascii").strip() or "0"
    try:
        return timedelta(seconds=float(text))
    except ValueError:
        raise ValueError(f"{file}: {text!r} is not a number of seconds") from None
