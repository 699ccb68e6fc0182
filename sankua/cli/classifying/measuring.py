"""Macro-F1: the mean over categories of 2·hits / (named + there), so that a rare category counts as much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sankua.cli.classifying.data import Labelled
from services.intake.domain.suggest import Classifier


@dataclass(frozen=True, slots=True)
class Always:
    """Says one category whatever the text: the base rate, which a classifier has to beat."""

    category: str
    share: float

    @classmethod
    def most_frequent(cls, texts: Sequence[Labelled]) -> Always:
        """The category that most of these texts have."""
        ((category, count),) = Counter(t.category for t in texts).most_common(1)
        return cls(category, count / len(texts))

    @property
    def name(self) -> str:
        """As it is shown."""
        return f"always:{self.category}"

    def categories(self, text: str) -> list[tuple[str, float, tuple[str, ...]]]:
        """The one category, with its share and no words."""
        return [(self.category, round(self.share, 3), ())]


def scores(model: Classifier, texts: Sequence[Labelled]) -> dict[str, Any]:
    """What the first suggestion is worth on these texts; no suggestion is a miss."""
    named = [next((category for category, _, _ in model.categories(t.text)), "") for t in texts]
    there, hits = Counter(t.category for t in texts), Counter[str]()
    for text, category in zip(texts, named, strict=True):
        hits[category] += category == text.category
    said = Counter(named)
    f1 = {c: 2 * hits[c] / (said[c] + there[c]) for c in sorted(there)}
    return {
        "model": model.name,
        "macro_f1": round(sum(f1.values()) / len(f1), 4) if f1 else 0.0,
        "accuracy": round(sum(hits.values()) / len(texts), 4) if texts else 0.0,
        "by_category": {c: round(value, 4) for c, value in f1.items()},
    }
