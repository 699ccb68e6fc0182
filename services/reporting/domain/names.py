"""Numbers for texts (编号): the same text has the same number for ever, in every process. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sankua.core.counting.marks import Adds
from services.reporting.domain.packing import adds_of


class Names:
    """What is known of the numbering that is stored. 0 is the number of no text."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._texts: dict[int, str] = {}
        self._adds: dict[int, Adds] = {}
        self.last = 0
        """The highest number known."""

    def learn(self, found: Iterable[tuple[int, str]]) -> None:
        """Takes up stored numbers."""
        for number, text in found:
            self._numbers[text] = number
            self._texts[number] = text
            self.last = max(self.last, number)

    def missing(self, texts: Iterable[str]) -> list[str]:
        """Those without a number, in one order."""
        return sorted(text for text in texts if text not in self._numbers)

    def number(self, text: str) -> int:
        """The number of a text. KeyError where it has none yet."""
        return self._numbers[text]

    def find(self, text: str) -> int:
        """The number of a text, 0 where it has none yet: nothing is stored under it."""
        return self._numbers.get(text, 0)

    def adds(self, number: int) -> Adds:
        """What marks with this number add."""
        if number not in self._adds:
            self._adds[number] = adds_of(self._texts[number])
        return self._adds[number]

    def value(self, number: int) -> Any:
        """The value with this number; None for 0."""
        return json.loads(self._texts[number]) if number else None
