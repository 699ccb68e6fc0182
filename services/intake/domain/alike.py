"""Matters that may be the same (筛重): a sketch to find them by, a score with the words it rests on.

Chinese has no blanks between words, and pairs of letters tell texts apart as well as words do. A sketch is a
one-permutation MinHash: each pair falls into one of 32 rows, the least per row is kept, two rows make a band.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rapidfuzz.distance import Indel

from services.intake.domain.people import plain_text

ROWS: Final = 32
BAND: Final = 2
LEAST: Final = 0.35
"""Score below which a matter is no candidate; bench/alike.py says what is found with it and what is not."""

_NONE: Final = 2**64
"""More than any pair's number: a row that no pair fell into."""
_ODD: Final = 0x9E3779B97F4A7C15
"""2^64 over the golden ratio: two rows of 64 bits in one number, with no order left between them."""
_LONGEST: Final = 4000
_FACTS: Final = (
    "place_of_matter",
    "sector",
    "category",
    "work_place",
    "zone",
    "claim_basis",
    "vertical_line",
)


@dataclass(frozen=True, slots=True)
class Matter:
    """What is compared of a matter."""

    text: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two matters are: 0 to 1, the words that both have, the facts that agree."""

    score: float
    words: tuple[str, ...]
    facts: tuple[str, ...]


def matter(title: str, content: str, facts: Mapping[str, Any]) -> Matter:
    """A matter as it is compared; of very long texts the beginning."""
    return Matter(plain_text(f"{title}\n{content}")[:_LONGEST], facts)


def bands(text: str, number: Callable[[str], int]) -> list[int]:
    """The bands of a text's sketch, signed 64-bit numbers; texts with one in common are worth comparing.

    `number` maps a pair of letters to 64 bits; keyed, so that bands say nothing to who lacks the key.
    Empty rows take the next filled one's value, so that short texts have bands as well.
    """
    least = [_NONE] * ROWS
    for value in map(number, {text[i : i + 2] for i in range(len(text) - 1)}):
        row = value % ROWS
        if value < least[row]:
            least[row] = value
    if min(least) == _NONE:
        return []
    full = [next(v for d in range(ROWS) if (v := least[(i + d) % ROWS]) != _NONE) for i in range(ROWS)]
    return [_band(i, full[i], full[i + 1]) for i in range(0, ROWS, BAND)]


def _band(row: int, one: int, two: int) -> int:
    # One number, not a text: an index holds sixteen of them for every case there ever was.
    return ((one + row) * _ODD + two) % 2**64 - 2**63


def likeness(one: Matter, two: Matter, same_person: bool) -> Likeness:
    """Score of two matters. The text decides; agreeing facts and the same person raise it, no more than to 1.

    The text's part is the larger of common pairs (order does not matter) and common runs (it does).
    """
    pairs = _dice(_pairs(one.text), _pairs(two.text))
    runs = Indel.normalized_similarity(one.text[:1000], two.text[:1000])
    agree = tuple(
        name for name in _FACTS if one.facts.get(name) and one.facts.get(name) == two.facts.get(name)
    )
    score = max(pairs, runs * 0.9) + 0.03 * len(agree) + (0.15 if same_person else 0.0)
    return Likeness(round(min(score, 1.0), 3), _words(one.text, two.text), agree)


def _pairs(text: str) -> Counter[str]:
    return Counter(text[i : i + 2] for i in range(len(text) - 1))


def _dice(one: Counter[str], two: Counter[str]) -> float:
    total = one.total() + two.total()
    return 2 * (one & two).total() / total if total else 0.0


def _words(one: str, two: str, most: int = 6) -> tuple[str, ...]:
    """The longest runs that both texts have, longest first."""
    blocks = Indel.editops(one[:1000], two[:1000]).as_matching_blocks()
    runs = {one[b.a : b.a + b.size][:20] for b in blocks if b.size >= 2}
    return tuple(sorted(runs, key=lambda run: (-len(run), run))[:most])


def ranked(found: Sequence[tuple[str, Likeness]], most: int) -> list[tuple[str, Likeness]]:
    """Candidates worth showing, most alike first."""
    worth = [item for item in found if item[1].score >= LEAST]
    return sorted(worth, key=lambda item: (-item[1].score, item[0]))[:most]
