"""Case ids (信访件编号): division that registers, year, serial. See docs/adr/0005-case-ids.md."""

from __future__ import annotations

from datetime import datetime

from sankua.core.orgs.codes import division_of
from sankua.core.times import SHANGHAI


def series_of(registered_by: str, time: datetime) -> str:
    """`<division>-<year>`: the series in which a registration is numbered, by its Shanghai year."""
    return f"{division_of(registered_by)}-{time.astimezone(SHANGHAI).year}"


def case_id(series: str, serial: int) -> str:
    """The id; serials have six digits or more, so that ids of one series sort for the first 999,999."""
    return f"{series}-{serial:06d}"
