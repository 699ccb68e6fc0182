"""Cells (分组): the totals for each combination of the dimensions asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any, Final

from sankua.core.counting.figures import TOTALS
from sankua.core.counting.groups import enrolments
from sankua.core.counting.life import Life
from sankua.core.counting.marks import Adds
from sankua.core.errors import Problem, Refused

Value = str | None
Key = tuple[Value, ...]
CASE_DIMENSIONS: Final = ("org", "category", "channel", "branch", "source")
"""Of these a case has one value; it may be in several campaigns, and its figures in many months."""
ORGANS: Final = ("org", "source")
"""Of these the values are organs."""
DIMENSIONS: Final = ("org", "category", "channel", "branch", "campaign", "source", "month")


def check_dimensions(by: Iterable[str]) -> tuple[str, ...]:
    """The dimensions asked for. Refused (field `by`) for a name that is none, or named twice."""
    names = tuple(by)
    unknown = [n for n in names if n not in DIMENSIONS]
    if unknown or len(set(names)) < len(names):
        wrong = f"{', '.join(unknown)} unknown" if unknown else "a dimension is named twice"
        raise Refused(Problem("by", f"{wrong}; use {', '.join(DIMENSIONS)}, each once"))
    return names


def values_of(life: Life) -> dict[str, Value]:
    """The value of the case in each of CASE_DIMENSIONS."""
    registered = life.registered
    data: Mapping[str, Any] = registered.data if registered else {}
    source = (registered.source or data.get("registered_by") or None) if registered else None
    return {
        "org": life.lead,
        "category": life.intake_facts.get("category") or None,
        "channel": data.get("channel") or None,
        "branch": life.branch,
        "source": source,
    }


def only_named(values: Mapping[str, Value], names: Callable[[str], bool]) -> dict[str, Value]:
    """The values without the organs that are not to be named."""
    hidden = {name: None for name in ORGANS if not names(values[name] or "")}
    return {**values, **hidden}


def campaigns_of(life: Life) -> list[str]:
    """The campaigns that the case is in, by name."""
    return sorted(enrolments(life))


def keys_of(
    by: Sequence[str], values: Mapping[str, Value], campaigns: Sequence[str], month: str
) -> list[Key]:
    """The cells of a figure of the case in a month. A case in two campaigns is in the cells of both."""
    found = {**values, "month": month}
    if "campaign" not in by:
        return [tuple(found[name] for name in by)]
    several: list[list[Value]] = [
        [*campaigns] or [None] if name == "campaign" else [found[name]] for name in by
    ]
    return [tuple(key) for key in product(*several)]


@lru_cache(maxsize=4096)
def totals_in(adds: Adds) -> tuple[tuple[str, int], ...]:
    """What of a mark adds to totals, and so to cells."""
    return tuple((figure, amount) for (part, _, figure), amount in adds if part == "totals")


def cells_json(by: Sequence[str], cells: Mapping[tuple[Key, str], int]) -> list[dict[str, Any]]:
    """The `cells` part of a report: ordered by key, cases without a value last."""
    found: dict[Key, Counter[str]] = {}
    for (key, figure), amount in cells.items():
        found.setdefault(key, Counter())[figure] += amount
    return [
        {**dict(zip(by, key, strict=True)), **{name: counts[name] for name in TOTALS}}
        for key, counts in sorted(found.items(), key=_order)
    ]


def _order(cell: tuple[Key, Counter[str]]) -> tuple[tuple[bool, str], ...]:
    return tuple((value is None, value or "") for value in cell[0])
