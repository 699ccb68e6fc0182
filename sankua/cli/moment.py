"""The moment that `--as-of` and its like name on the command line."""

from __future__ import annotations

from datetime import date, datetime

from sankua.core.errors import Problem, Refused
from sankua.core.times import SHANGHAI, end_of_day, parse_time


def as_of_moment(text: str) -> datetime:
    """A time with offset, or a date: its last second; now where nothing is said. Refused: anything else."""
    if not text:
        return datetime.now(SHANGHAI).replace(microsecond=0)
    try:
        return end_of_day(date.fromisoformat(text)) if len(text) == len("2023-01-01") else parse_time(text)
    except ValueError as error:
        raise Refused(Problem("as-of", str(error))) from error
