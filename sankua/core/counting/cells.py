"""Cells (分组): the totals for each combination of the dimensions asked for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import Any, Final

from sankua.core.counting.figures import TOTALS, Part
from sankua.core.counting.groups import enrolments
from sankua.core.counting.life import Life
from sankua.core.errors import Problem, Refused

Value = str | None
Key = tuple[Value, ...]


def _source(life: Life) -> list[Value]:
    registered = life.registered
    return [(registered.source or registered.data.get("registered_by") or None) if registered else None]


def _registered(field: str) -> Callable[[Life], list[Value]]:
    return lambda life: [(life.registered.data.get(field) if life.registered else None) or None]


_OF_CASE: Final[Mapping[str, Callable[[Life], list[Value]]]] = {
    "org": lambda life: [life.lead],
    "category": lambda life: [life.intake_facts.get("category") or None],
    "channel": _registered("channel"),
    "branch": lambda life: [life.branch],
    "campaign": lambda life: [*sorted(enrolments(life))] or [None],
    "source": _source,
}
DIMENSIONS: Final = ("org", "category", "channel", "branch", "campaign", "source", "month")


def check_dimensions(by: Iterable[str]) -> tuple[str, ...]:
    """The dimensions asked for. Refused (field `by`) for a name that is none, or named twice."""
    names = tuple(by)
    unknown = [n for n in names if n not in DIMENSIONS]
    if unknown or len(set(names)) < len(names):
        wrong = f"{', '.join(unknown)} unknown" if unknown else "a dimension is named twice"
        raise Refused(Problem("by", f"{wrong}; use {', '.join(DIMENSIONS)}, each once"))
    return names


class Cells:
    """Collects the totals by the dimensions' values. A case in two campaigns is in the cells of both."""

    def __init__(self, by: Sequence[str]) -> None:
        self._by = check_dimensions(by)
        self._cells: dict[Key, Counter[str]] = defaultdict(Counter)

    def add(self, life: Life, parts: Sequence[Part]) -> None:
        """Counts what one case adds. `month` is the month of each figure's own event."""
        if not self._by or not parts:
            return
        values = [_OF_CASE[name](life) if name in _OF_CASE else _MONTH for name in self._by]
        for key in product(*values):
            for part in parts:
                place = tuple(part.time[:7] if v is _MONTH_MARK else v for v in key)
                self._cells[place][part.figure] += part.amount

    def to_json(self) -> list[dict[str, Any]]:
        """The `cells` part of a report: ordered by key, cases without a value last."""
        return [
            {**dict(zip(self._by, key, strict=True)), **{name: counts[name] for name in TOTALS}}
            for key, counts in sorted(self._cells.items(), key=_order)
        ]


_MONTH_MARK: Final = "\0month"
_MONTH: Final[list[Value]] = [_MONTH_MARK]


def _order(cell: tuple[Key, Counter[str]]) -> tuple[tuple[bool, str], ...]:
    return tuple((value is None, value or "") for value in cell[0])
