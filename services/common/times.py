"""The one place where a service learns what time it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sankua.core.times import SHANGHAI


class Clock:
    """Wall clock in Asia/Shanghai, moved by the seconds that `shift_file` holds (trying and tests only).

    The file is read at each call, so that a running system can be moved forward. A missing file means no
    shift; a file that holds no number raises ValueError, naming it.
    """

    def __init__(self, shift_file: Path | None = None) -> None:
        self._shift_file = shift_file

    def now(self) -> datetime:
        """The present moment, aware, +08:00."""
        return datetime.now(SHANGHAI) + self._shift()

    def _shift(self) -> timedelta:
        if self._shift_file is None or not self._shift_file.exists():
            return timedelta(0)
        text = self._shift_file.read_text(encoding="ascii").strip() or "0"
        try:
            return timedelta(seconds=float(text))
        except ValueError:
            raise ValueError(f"{self._shift_file}: {text!r} is not a number of seconds") from None
