"""What a person asks for: one step on one case, as data; and what it looks at. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sankua.core.errors import Problem, Refused
from sankua.core.times import local_date
from services.oversight.domain.laws import Laws
from services.oversight.domain.seen import Seen
from services.oversight.domain.standing import Standing

Asked = Mapping[str, Any]
"""The fields of a request, by name, defaults left out."""


@dataclass(frozen=True, slots=True)
class View:
    """A case as a step sees it: where it stands, who acts, when, by which laws."""

    standing: Standing
    seen: Seen
    org: str
    now: datetime
    laws: Laws

    @property
    def today(self) -> date:
        """The Shanghai date."""
        return local_date(self.now)


Decide = Callable[[View, Asked], dict[str, Any]]
"""The event's data. Refused where the step is not possible."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its event, its roles, what it decides by.

    `slugs` are the kinds of organ that may take it (empty: any party). `said` are fields that a repeated
    request must say again. `handlers` are fields whose organs intake is asked about first.
    """

    name: str
    event: str
    roles: tuple[str, ...]
    decide: Decide
    said: tuple[str, ...]
    slugs: frozenset[str] = field(default_factory=frozenset)
    handlers: tuple[str, ...] = ()


def text(asked: Asked, name: str, most: int = 200) -> str:
    """A field that has to be there. Refused where it is missing or too long."""
    value = str(asked.get(name, "")).strip()
    if not value:
        raise Refused(Problem(name, "missing"))
    if len(value) > most:
        raise Refused(Problem(name, f"{len(value)} characters; at most {most}"))
    return value


def day_of(asked: Asked, name: str, since: date | None = None) -> str:
    """A day. Refused where it is none, or lies before `since`."""
    value = text(asked, name)
    try:
        found = date.fromisoformat(value)
    except ValueError:
        raise Refused(Problem(name, f"{value!r} is no day; write for example 2023-05-04")) from None
    if since is not None and found < since:
        raise Refused(Problem(name, f"{value} lies before {since}"))
    return found.isoformat()


def state(field_name: str, reason: str) -> Refused:
    """A refusal because of where the case stands."""
    return Refused(Problem(field_name, reason), code="STATE")
