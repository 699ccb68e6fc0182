"""Time as the offices count it: Asia/Shanghai, days as dates, RFC 3339 text at the edges."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from typing import Final

SHANGHAI: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has kept +08:00 without summer time since 1991; no rule here reaches further back."""
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 8999
"""A moment outside of these years is a slip; near the ends of the calendar nothing can be counted from it."""


def parse_time(text: str) -> datetime:
    """RFC 3339 text to a datetime in Shanghai time. ValueError, saying what is missing, where it is none.

    All moments share one zone object, which makes comparing them cheap.
    """
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError(f"{text!r} has no offset; write for example 2023-05-04T10:00:00+08:00")
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"{text!r} lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return value.astimezone(SHANGHAI)


def format_time(value: datetime) -> str:
    """RFC 3339 text with the Shanghai offset."""
    return value.astimezone(SHANGHAI).isoformat()


def local_date(value: datetime) -> date:
    """The Shanghai date of a moment."""
    return value.astimezone(SHANGHAI).date()


def end_of_day(day: date) -> datetime:
    """The last second of a day that counts whole."""
    return datetime.combine(day, time(23, 59, 59), SHANGHAI)


def start_of_day(day: date) -> datetime:
    """Midnight at the start of a day."""
    return datetime.combine(day, time(0), SHANGHAI)
