"""Adds up the marks that hold in columns, into the same sums as counting case by case. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import product
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sankua.core.counting.cells import ORGANS, Key, totals_in
from sankua.core.counting.marks import date_of
from sankua.core.counting.rates import SETTLED
from sankua.core.counting.report import Tally, life_of
from sankua.core.counting.rows import Row
from sankua.core.counting.sums import Sums, settled_on
from services.reporting.domain.columns import Holding
from services.reporting.domain.names import Names
from services.reporting.domain.packing import SECRET, text_of
from services.reporting.domain.table import View

_MANY: Final = 4_000_000
"""Numbers up to this one are counted, larger ones sorted."""
_FIELDS: Final = {"campaign": "campaigns"}
_DAYS: Final = np.arange(1 << 16).astype("datetime64[D]")
_MONTHS: Final = _DAYS.astype("datetime64[M]").astype(np.int64)


def count(sums: Tally, view: View, names: Names, rows: Callable[[Collection[str]], Iterable[Row]]) -> None:
    """Counts all cases of a table; `rows` gives the rows of those that have to be asked."""
    holdings = [Holding.of(columns, alive, sums.frame) for columns, alive in view.segments]
    asked = set(view.asked)
    for holding in holdings:
        add_up(sums, holding, names)
        asked.update(holding.columns.names(holding.asked))
    for row in rows(sorted(asked)) if asked else ():
        sums.add_row(row)
    same_day: dict[str, int] = {}
    for holding in holdings:
        same_day |= came_back(sums, holding, names)
    for row in rows(sorted(same_day)) if same_day else ():
        life = life_of(row, sums.frame)
        sums.settled[life.case] = settled_on(life, same_day[life.case])


def add_up(sums: Sums, holding: Holding, names: Names) -> None:
    """Adds the marks that hold. Which settled cases came back is not asked yet: see `came_back`."""
    adds = holding.column("adds")
    counts = np.bincount(adds) if len(adds) else np.zeros(0, np.int64)
    found = np.flatnonzero(counts)
    for number in found.tolist():
        sums.adds[names.adds(number)] += int(counts[number])
    _note_oldest(sums, holding, adds, names)
    for version, case, moment in holding.columns.repeats:
        if holding.active[version]:
            sums.repeats[case] = max(sums.repeats.get(case, ""), moment)
    if sums.by and len(found):
        _add_cells(sums, holding, adds, names, found)


def _note_oldest(sums: Sums, holding: Holding, adds: NDArray[Any], names: Names) -> None:
    standing = np.flatnonzero(holding.column("until") == 0)
    if not len(standing):
        return
    number, day = adds[standing], holding.column("day")[standing]
    oldest = np.full(int(number.max()) + 1, 1 << 16, np.int64)
    np.minimum.at(oldest, number, day)
    for at in np.flatnonzero(oldest < 1 << 16).tolist():
        key = names.adds(at)
        sums.oldest[key] = min(sums.oldest.get(key, 1 << 16), int(oldest[at]))


def came_back(sums: Sums, holding: Holding, names: Names) -> dict[str, int]:
    """Notes settlements that a repeat may undo; gives cases, and the day, whose repeat came that same day."""
    number = names.find(text_of(SETTLED))
    if not number or not sums.repeats:
        return {}
    columns = holding.columns
    hits = holding.at[columns.marks["adds"][holding.at] == number]
    case = columns.case[columns.of[hits]]
    wanted = np.zeros(len(columns.cases), np.bool_)
    wanted[columns.places(sums.repeats)] = True
    same_day: dict[str, int] = {}
    for at in np.flatnonzero(wanted[case]).tolist():
        name, day = columns.cases[case[at]].decode(), int(columns.marks["day"][hits[at]])
        date = date_of(day).isoformat()
        if sums.repeats[name][:10] == date:
            same_day[name] = day
        else:
            sums.settled[name] = date
    return same_day


def _add_cells(
    sums: Sums, holding: Holding, adds: NDArray[Any], names: Names, found: NDArray[np.int64]
) -> None:
    weights = _weights(names, found)
    counted = np.zeros(int(found[-1]) + 1, np.bool_)
    for weight in weights.values():
        counted |= weight != 0
    at = np.flatnonzero(counted[adds])
    adds = adds[at]
    group, keys = _groups(sums, holding, holding.at[at], names)
    shown: dict[int, list[Key]] = {}
    for figure, weight in weights.items():
        hits = np.flatnonzero((weight != 0)[adds])
        groups = group[hits]
        totals = np.bincount(groups, weights=weight[adds[hits]])
        for place in np.flatnonzero(np.bincount(groups)).tolist():
            if place not in shown:
                shown[place] = list(_keys(sums.by, keys[place], names))
            for key in shown[place]:
                sums.cells[key, figure] += int(totals[place])


def _weights(names: Names, found: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
    """Figure to what each number adds to it."""
    size = int(found[-1]) + 1
    weights: dict[str, NDArray[np.float64]] = {}
    for number in found.tolist():
        for figure, amount in totals_in(names.adds(number)):
            weights.setdefault(figure, np.zeros(size))[number] += amount
    return weights


def _groups(
    sums: Sums, holding: Holding, at: NDArray[np.int64], names: Names
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The group of each of these marks, and of each group the numbers of its values.

    All but the month are the same for all marks of a version, so versions are grouped first.
    """
    columns, by = holding.columns, sums.by
    versions = np.flatnonzero(holding.active)
    fields = [_FIELDS.get(name, name) for name in by if name != "month"]
    values = [_values(columns.versions[versions], field, sums, names) for field in fields]
    group, of_group = _combined(values, len(versions))
    of_version = np.zeros(len(holding.active), np.int64)
    of_version[versions] = group
    parts = [of_version[columns.of[at]]]
    if "month" in by:
        parts.append(_MONTHS[columns.marks["day"][at]])
    group, pairs = _combined(parts, len(at))
    keys = np.zeros((len(pairs), len(by)), np.int64)
    others = iter(range(len(fields)))
    for place, name in enumerate(by):
        keys[:, place] = pairs[:, 1] if name == "month" else of_group[pairs[:, 0], next(others)]
    return group, keys


def _values(versions: NDArray[Any], field: str, sums: Sums, names: Names) -> NDArray[np.int64]:
    """The numbers of the values, 0 for an organ that is not named for an accusation."""
    found: NDArray[np.int64] = versions[field].astype(np.int64)
    if field in ORGANS and sums.frame.named is not None:
        secret = np.flatnonzero(versions["kept"] == SECRET)
        shown = [n for n in set(found[secret].tolist()) if sums.frame.names(names.value(n) or "")]
        found[secret[~np.isin(found[secret], shown)]] = 0
    return found


def _combined(columns: Sequence[NDArray[np.int64]], many: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The group of each of so many rows by the values in these columns, and the values of each group."""
    group = np.zeros(many, np.int64)
    for column in columns:
        values, place = _numbered(column)
        group = _numbered(group * len(values) + place)[1]
    first = np.zeros(int(group.max(initial=-1)) + 1, np.int64)
    first[group[::-1]] = np.arange(many - 1, -1, -1)
    shape = (len(first), len(columns))
    return group, np.array([column[first] for column in columns], np.int64).reshape(shape[::-1]).T


def _numbered(values: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The values that are there, and of each its place among them."""
    most = int(values.max(initial=0))
    if most > _MANY:
        found, place = np.unique(values, return_inverse=True)
        return found, place
    found = np.flatnonzero(np.bincount(values, minlength=1))
    places = np.zeros(most + 1, np.int64)
    places[found] = np.arange(len(found))
    return found, places[values]


def _keys(by: Sequence[str], numbers: NDArray[np.int64], names: Names) -> Iterator[Key]:
    """The cells of a group: one, or one for each campaign."""
    values: list[Sequence[Any]] = []
    for name, number in zip(by, numbers.tolist(), strict=True):
        if name == "month":
            values.append([str(np.datetime64(number, "M"))])
        else:
            value = names.value(number)
            values.append(value if isinstance(value, list) else [value])
    yield from (tuple(key) for key in product(*values))
