"""A case as the ladder and its owners' substitutions look at it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sankua.core.calendar import Calendar
from sankua.core.clocks import Clock
from services.oversight.domain.matter import Matter


@dataclass(frozen=True, slots=True)
class Seen:
    """A case as the ladder looks at it."""

    case: str
    office: str
    matter: Matter
    clocks: tuple[Clock, ...]
    calendar: Calendar
    as_of: datetime
