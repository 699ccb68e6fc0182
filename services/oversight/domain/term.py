"""一季一案: a chief takes a case each quarter; the quarter is a duty with a last day and a light. Pure.

What is owed is the taking, once a quarter, and that the case taken is concluded (办结) by the quarter's end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from services.oversight.domain.laws import Laws, Scheme
from services.oversight.domain.matter import Matter, Owner

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Taken:
    """One case that an office-holder took under a scheme with a term, released or not."""

    ref: str
    org: str
    scheme: str
    since: date
    concluded: date | None

    @property
    def due_on(self) -> date:
        """The last day of the quarter in which it was taken."""
        return quarter_end(self.since)


@dataclass(frozen=True, slots=True)
class Quarter:
    """What one office-holder owes in one quarter. `light` is GREEN once a case was taken in it."""

    scheme: str
    name: str
    due_on: date
    taken: int
    concluded: int
    light: str


def quarter_name(day: date) -> str:
    """As periods are written: 2023Q2."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def quarter_end(day: date) -> date:
    """The last day of the quarter of a day."""
    month = (day.month + 2) // 3 * 3
    return date(day.year + month // 12, month % 12 + 1, 1) - _DAY


def light(due_on: date, today: date, scheme: Scheme) -> str:
    """RED when over or `term_red` days are left, YELLOW at `term_yellow`, else GREEN."""
    left = (due_on - today).days
    return "RED" if left <= scheme.term_red else "YELLOW" if left <= scheme.term_yellow else "GREEN"


def termed(owner: Owner, laws: Laws) -> Scheme | None:
    """The scheme of an owner, where it has a term."""
    scheme = laws.known_scheme(owner.scheme, owner.since)
    return scheme if scheme is not None and scheme.term else None


def taken(matter: Matter, laws: Laws) -> list[Taken]:
    """Who took the case under a scheme with a term; who stands in for an absent owner took nothing."""
    found: dict[tuple[str, str], Taken] = {}
    for owner in matter.owners:
        if termed(owner, laws) is not None and not owner.substitute_for:
            one = Taken(owner.ref, owner.org, owner.scheme, owner.since, matter.concluded_on)
            found.setdefault((owner.ref, owner.scheme), one)
    return list(found.values())


def overrun(matter: Matter, scheme: str, laws: Laws) -> Iterator[date]:
    """The last days of the terms of present owners whose case is not concluded yet, over or not."""
    for owner in matter.owning():
        if owner.scheme == scheme and not matter.concluded and termed(owner, laws) is not None:
            yield quarter_end(owner.since)


def quarters(rows: Iterable[Mapping[str, Any]], today: date, laws: Laws) -> list[Quarter]:
    """The duty of this quarter, by scheme, from what an office-holder took at any time (see `row`)."""
    by_scheme: dict[str, list[Mapping[str, Any]]] = {}
    for one in rows:
        by_scheme.setdefault(str(one["scheme"]), []).append(one)
    found = []
    for name in sorted(by_scheme):
        scheme, end = laws.known_scheme(name, today), quarter_end(today)
        if scheme is None or not scheme.term:
            continue
        mine = [one for one in by_scheme[name] if one["due_on"] == end.isoformat()]
        done = sum(bool(one["concluded_on"]) for one in mine)
        shown = "GREEN" if mine else light(end, today, scheme)
        found.append(Quarter(name, quarter_name(today), end, len(mine), done, shown))
    return found


def row(one: Taken) -> dict[str, Any]:
    """As the document keeps it: days as ISO text, empty where there is none."""
    concluded = one.concluded.isoformat() if one.concluded else ""
    return {
        "ref": one.ref,
        "org": one.org,
        "scheme": one.scheme,
        "since": one.since.isoformat(),
        "due_on": one.due_on.isoformat(),
        "concluded_on": concluded,
    }
