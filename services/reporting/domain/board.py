"""Counts in memory (计数板), kept current change by change: what watchers of live counters look at. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from services.reporting.domain.rows import DIMENSIONS

Key = tuple[str, ...]
"""Values of DIMENSIONS, in their order."""


class Board:
    """Each registered case under its key. A change that is read again changes nothing."""

    def __init__(self) -> None:
        self._keys: dict[str, Key] = {}
        self._counts: Counter[Key] = Counter()
        self.revision = 0
        """Grows with every change, so that watchers see cheaply that there is nothing new."""

    def start(self, cases: Iterable[tuple[str, Key]]) -> None:
        """Forgets all, and takes these."""
        self._keys = dict(cases)
        self._counts = Counter(self._keys.values())
        self.revision += 1

    def put(self, case: str, key: Key | None) -> None:
        """The case has this key now; None: it is not counted any more."""
        held = self._keys.get(case)
        if held == key:
            return
        if held is not None:
            self._counts[held] -= 1
            if not self._counts[held]:
                del self._counts[held]
        if key is None:
            self._keys.pop(case, None)
        else:
            # The same tuple for all cases of one key: a million cases have a few thousand keys.
            self._keys[case] = key
            self._counts[key] += 1
        self.revision += 1

    def counts(self, by: Sequence[str]) -> dict[Key, int]:
        """Cases by the wanted dimensions, in the order of the keys."""
        places = [DIMENSIONS.index(name) for name in by]
        found: Counter[Key] = Counter()
        for key, cases in self._counts.items():
            found[tuple(key[place] for place in places)] += cases
        return dict(sorted(found.items()))


def key_of(values: Mapping[str, object]) -> Key | None:
    """The key of a case from its stored values; None where it was not registered here."""
    if not values.get("month"):
        return None
    return tuple(str(values.get(name) or "") for name in DIMENSIONS)


def changed(before: Mapping[Key, int], after: Mapping[Key, int]) -> dict[Key, int]:
    """The counts that differ, 0 for one that is gone."""
    gone = {key: 0 for key in before if key not in after}
    return {key: cases for key, cases in after.items() if before.get(key) != cases} | gone
