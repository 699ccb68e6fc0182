"""The table of all cases (总表): columns, what has changed since they were laid down, and whom to ask. Pure.

A case is in one of three places: in a segment of columns and alive there, among the fresh ones, or among
those to be asked: its marks are not known, or not those of its last event, and only its row can answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import Final, NamedTuple

import numpy as np

from services.reporting.domain.columns import Bits, Columns
from services.reporting.domain.packing import Packed

FRESH: Final = 50_000
"""So many fresh cases become a segment of their own."""


class View(NamedTuple):
    """The table at one moment; nobody changes it any more."""

    segments: tuple[tuple[Columns, Bits], ...]
    asked: tuple[str, ...]


class Table:
    """Changed by one thread at a time, looked at by any."""

    def __init__(self, fresh: int = FRESH) -> None:
        self._most = fresh
        self._lock = Lock()
        self._segments: list[tuple[Columns, Bits]] = []
        self._fresh: dict[str, Packed] = {}
        self._laid: Columns | None = None
        self._asked: set[str] = set()

    def lay(self, found: dict[str, Packed], asked: Iterable[str]) -> None:
        """Many cases that are not there yet, as a segment; and those to be asked."""
        with self._lock:
            self._asked.update(asked)
            self._add_segment(found)

    def note(self, found: Iterable[tuple[str, Packed | None]]) -> None:
        """What cases say now, the last of each counts; None: their rows have to be asked."""
        news = dict(found)
        with self._lock:
            for columns, alive in self._segments:
                alive[columns.places(news)] = False
            for case, packed in news.items():
                if packed is None:
                    self._fresh.pop(case, None)
                    self._asked.add(case)
                else:
                    self._fresh[case] = packed
                    self._asked.discard(case)
            self._laid = None
            if len(self._fresh) > self._most:
                self._add_segment(self._fresh)
                self._fresh = {}

    def view(self) -> View:
        """What is there now."""
        with self._lock:
            if self._laid is None:
                self._laid = Columns.of_cases(self._fresh)
            fresh = (self._laid, np.ones(len(self._laid.cases), np.bool_))
            segments = [(columns, alive.copy()) for columns, alive in self._segments]
            return View((*segments, fresh), tuple(sorted(self._asked)))

    @property
    def loose(self) -> bool:
        """Whether more than half of what is laid down has been laid down again since."""
        with self._lock:
            laid = sum(len(alive) for _, alive in self._segments)
            return laid > self._most and 2 * sum(int(alive.sum()) for _, alive in self._segments) < laid

    def tighten(self) -> None:
        """Lays the segments down anew as one."""
        with self._lock:
            kept: dict[str, Packed] = {}
            for columns, alive in self._segments:
                kept |= columns.packed(alive)
            self._segments = []
            self._add_segment(kept)

    def _add_segment(self, found: dict[str, Packed]) -> None:
        columns = Columns.of_cases(found)
        self._segments.append((columns, np.ones(len(columns.cases), np.bool_)))
