"""Which division (区划) a text speaks of: names at their longest, the finest, of namesakes the likeliest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from services.intake.domain.suggest import Suggestion

_ALONE: Final = 0.6
"""Score of a name that one division alone bears; of namesakes each has its share of it."""
_ABOVE: Final = 0.3
"""Added where a division above is named as well."""
_HOME: Final = 0.1
"""Added where the division lies in the place of the office that registers."""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Divisions by name (several for a name that is borne twice), and the names of those above each."""

    codes: Mapping[str, Sequence[str]]
    above: Mapping[str, Sequence[str]]


def places(text: str, gazetteer: Gazetteer, office: str, most: int = 3) -> list[Suggestion]:
    """Divisions that a text names, likeliest first, with the names it rests on. `office`: an organ code.

    A name inside a longer one that is named at the same spot says nothing (大同市 in 大同市云冈区 does).
    """
    names = _outermost(text, gazetteer.codes)
    found = [
        _scored(name, code, names, gazetteer, office) for name in names for code in gazetteer.codes[name]
    ]
    ranked = sorted(found, key=lambda s: (-_fineness(s.value), -s.score, text.find(s.reasons[0]), s.value))
    return ranked[:most]


def _outermost(text: str, codes: Mapping[str, Sequence[str]]) -> list[str]:
    """Names that stand somewhere not as a part of a longer name."""
    named = sorted((name for name in codes if name in text), key=lambda name: (-len(name), name))
    kept: list[str] = []
    for name in named:
        rest = text
        for longer in kept:
            if name in longer:
                rest = rest.replace(longer, "\0")
        if name in rest:
            kept.append(name)
    return kept


def _scored(name: str, code: str, names: Sequence[str], gazetteer: Gazetteer, office: str) -> Suggestion:
    above = [higher for higher in gazetteer.above[code] if higher in names]
    score = _ALONE / len(gazetteer.codes[name]) + (_ABOVE if above else 0.0)
    home = bool(office) and code[:4] == office[:4]
    return Suggestion("place_of_matter", code, round(score + (_HOME if home else 0.0), 3), (name, *above))


def _fineness(code: str) -> int:
    """0 for a province, 1 a city, 2 a county, 3 what lies below."""
    if len(code) > 6:
        return 3
    return 0 if code.endswith("0000") else 1 if code.endswith("00") else 2
