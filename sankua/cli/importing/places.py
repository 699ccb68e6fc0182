"""The place of a matter (事发地) out of its text: longest name at each spot, finest division of all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class PlaceFinder:
    """Finds divisions by name. `codes` maps a name to its division code (6, 9 or 12 digits).

    A county named anywhere beats the city named before it; of equally fine places the first one named wins.
    """

    codes: Mapping[str, str]
    _pattern: re.Pattern[str] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = sorted(filter(None, self.codes), key=lambda name: (-len(name), name))
        # Alternatives are tried in order, so the longest name at a spot wins.
        pattern = re.compile("|".join(map(re.escape, names))) if names else None
        object.__setattr__(self, "_pattern", pattern)

    def find(self, *texts: str) -> str | None:
        """The code of the place that the texts speak of; None where they name none."""
        if self._pattern is None:
            return None
        found = (self.codes[hit.group()] for text in texts for hit in self._pattern.finditer(text))
        # max keeps the first of equals.
        return max(found, key=fineness, default=None)


def fineness(code: str) -> int:
    """0 for the province, 1 city, 2 county, 3 township, 4 village."""
    if len(code) > 6:
        return 3 if len(code) == 9 else 4
    return 0 if code.endswith("0000") else 1 if code.endswith("00") else 2
