"""Marks in columns (列存): many cases side by side, added up at once. Pure.

The same question as `Frame.counts` asks of one mark is asked of all of them. Nothing here knows a figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sankua.core.counting.frame import Frame
from services.reporting.domain.packing import LAST_SECOND, MARK, VERSION, Packed

Bits = NDArray[np.bool_]
_SECOND: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Columns:
    """The packed versions of many cases: `case` gives each version's place in `cases`, `of` each mark's
    version. `repeats` are (version, case, moment)."""

    cases: NDArray[np.bytes_]
    case: NDArray[np.int32]
    versions: NDArray[Any]
    marks: Mapping[str, NDArray[Any]]
    of: NDArray[np.int32]
    repeats: tuple[tuple[int, str, str], ...]

    @classmethod
    def of_cases(cls, found: Mapping[str, Packed]) -> Columns:
        """Lays the cases side by side, in order of their ids."""
        names = sorted(found, key=str.encode)
        packed = [found[name] for name in names]
        versions = np.frombuffer(b"".join(p.versions for p in packed), VERSION)
        marks = np.frombuffer(b"".join(p.marks for p in packed), MARK)
        many = np.array([len(p.versions) // VERSION.itemsize for p in packed], np.int32)
        first = np.concatenate(([0], np.cumsum(many))) if packed else [0]
        repeats = [
            (int(first[i]) + at, case, moment) for i, p in enumerate(packed) for at, case, moment in p.repeats
        ]
        return cls(
            np.array([name.encode() for name in names], np.bytes_),
            np.repeat(np.arange(len(packed), dtype=np.int32), many),
            versions,
            {name: np.ascontiguousarray(marks[name]) for name in MARK.names or ()},
            np.repeat(np.arange(len(versions), dtype=np.int32), versions["marks"]),
            tuple(repeats),
        )

    def places(self, cases: Iterable[str]) -> NDArray[np.int64]:
        """Where these cases stand, those that are here."""
        wanted = np.array([case.encode() for case in cases], np.bytes_)
        if not len(wanted) or not len(self.cases):
            return np.zeros(0, np.int64)
        at = np.minimum(np.searchsorted(self.cases, wanted), len(self.cases) - 1)
        found: NDArray[np.int64] = at[self.cases[at] == wanted]
        return found

    def packed(self, alive: Bits) -> dict[str, Packed]:
        """The cases that are alive as they were given."""
        first = np.searchsorted(self.case, np.arange(len(self.cases) + 1)).tolist()
        ends = np.concatenate(([0], np.cumsum(self.versions["marks"], dtype=np.int64))).tolist()
        marks = np.empty(len(self.of), MARK)
        for name, column in self.marks.items():
            marks[name] = column
        repeats: dict[int, list[tuple[int, str, str]]] = {}
        for at, *rest in self.repeats:
            case = int(self.case[at])
            repeats.setdefault(case, []).append((at - first[case], *rest))
        return {
            self.cases[i].decode(): Packed(
                self.versions[first[i] : first[i + 1]].tobytes(),
                marks[ends[first[i]] : ends[first[i + 1]]].tobytes(),
                tuple(repeats.get(i, ())),
            )
            for i in np.flatnonzero(alive).tolist()
        }

    def names(self, versions: NDArray[np.int64]) -> list[str]:
        """The ids of the cases of these versions, each once."""
        # np.unique does the same, and loads masked arrays for it: a megabyte.
        places = (
            np.flatnonzero(np.bincount(self.case[versions], minlength=1))
            if len(versions)
            else np.zeros(0, np.int64)
        )
        return [name.decode() for name in self.cases[places].tolist()]


@dataclass(frozen=True, slots=True)
class Holding:
    """The marks that hold: `at` are their places, `version` their versions. `asked` are versions that are in
    force and not kept: the rows of their cases have to be asked."""

    columns: Columns
    active: Bits
    at: NDArray[np.int64]
    asked: NDArray[np.int64]

    @classmethod
    def of(cls, columns: Columns, alive: Bits, frame: Frame) -> Holding:
        """Of the cases that are alive, in the period and at the moment of the frame."""
        versions, marks = columns.versions, columns.marks
        now = (versions["since"] <= frame.moment) & (frame.moment < versions["until"]) & alive[columns.case]
        kept = versions["kept"] != 0
        active = now & kept
        first, end = clipped(frame.first_day), clipped(frame.end_day)
        second = min(frame.moment // _SECOND, LAST_SECOND - 1)
        holds = (marks["after"] <= first) & (marks["day"] >= first)
        holds &= (marks["day"] < end) & (marks["until"] >= end)
        holds |= marks["until"] == 0
        holds &= (marks["since"] <= second) & (second < marks["before"])
        holds &= active[columns.of]
        return cls(columns, active, np.flatnonzero(holds), np.flatnonzero(now & ~kept))

    def column(self, name: str) -> NDArray[Any]:
        """A column of the marks that hold."""
        return np.asarray(self.columns.marks[name][self.at])


def clipped(day: int) -> int:
    """A day of a period as the columns hold days: what lies before all of them is 0, after them their end."""
    return max(0, min(day, (1 << 16) - 1))


def fits(frame: Frame) -> bool:
    """Whether the columns can be asked: they hold the years 1970 to 2106."""
    return (
        frame.first_day >= 0 and frame.end_day < (1 << 16) - 1 and 0 <= frame.moment // _SECOND < LAST_SECOND
    )
