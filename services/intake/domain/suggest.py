"""Suggestions for classifying a text (分类建议), by rules or by a trained model. Decides nothing.

A value that leaves the ordinary track (an accusation, another procedure) is marked: a person confirms it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from services.intake.domain.people import plain_text

_ORDINARY: Final = frozenset({"SUGGESTION", "DUTY_PERFORMANCE"})
_REASONS: Final = 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggested value with a score, 0 to 1, and the words it rests on."""

    field: str
    value: str
    score: float
    reasons: tuple[str, ...]
    must_confirm: bool = False


class Classifier(Protocol):
    """Tells categories of a plain text, best first, with score and words."""

    @property
    def name(self) -> str:
        """Kind, name and version."""

    def categories(self, text: str) -> list[tuple[str, float, tuple[str, ...]]]:
        """Category, score and words."""


@dataclass(frozen=True)
class Baseline:
    """Words by category, from rules/classification."""

    name: str
    words: Mapping[str, Sequence[str]]

    def categories(self, text: str) -> list[tuple[str, float, tuple[str, ...]]]:
        """By the share of words found; a long word says more than a short one."""
        found = {c: tuple(w for w in words if w in text) for c, words in self.words.items()}
        weights = {c: sum(len(w) for w in words) for c, words in found.items() if words}
        total = sum(weights.values())
        ranked = sorted(weights, key=lambda c: (-weights[c], c))
        return [(c, round(weights[c] / total, 3), found[c][:_REASONS]) for c in ranked]


@dataclass(frozen=True)
class Linear:
    """A trained model: weights of runs of letters by category; the softmax of the sums is the score."""

    name: str
    labels: Sequence[str]
    bias: Sequence[float]
    idf: Mapping[str, float]
    weights: Mapping[str, Sequence[float]]
    span: tuple[int, int]

    def categories(self, text: str) -> list[tuple[str, float, tuple[str, ...]]]:
        """As the training measured it: sublinear counts, idf, unit length."""
        counts = Counter(run for run in runs(text, self.span) if run in self.idf)
        values = {run: (1 + math.log(n)) * self.idf[run] for run, n in counts.items()}
        length = math.sqrt(sum(v * v for v in values.values())) or 1.0
        sums = list(self.bias)
        for run, value in values.items():
            for i, weight in enumerate(self.weights[run]):
                sums[i] += weight * value / length
        top = max(sums)
        shares = [math.exp(s - top) for s in sums]
        ranked = sorted(range(len(sums)), key=lambda i: (-sums[i], i))
        return [
            (self.labels[i], round(shares[i] / sum(shares), 3), self._words(values, i)) for i in ranked[:3]
        ]

    def _words(self, values: Mapping[str, float], label: int) -> tuple[str, ...]:
        weighed = ((self.weights[run][label] * value, run) for run, value in values.items() if len(run) > 1)
        return tuple(run for weight, run in sorted(weighed, reverse=True)[:_REASONS] if weight > 0)


def runs(text: str, span: tuple[int, int]) -> Iterator[str]:
    """All runs of letters of a plain text, of lengths within the span."""
    for size in range(span[0], span[1] + 1):
        for i in range(len(text) - size + 1):
            yield text[i : i + size]


def suggestions(title: str, content: str, model: Classifier, rules: Mapping[str, Any]) -> list[Suggestion]:
    """By field, best first.

    Purpose and branch are hints: what words of the text point to beside the usual, which is not suggested
    (no words beat always assuming it, docs/adr/0034). The score of a hint is the share of texts so marked
    whose writers meant it, as it was measured; 0 where nobody could measure it.
    """
    text = plain_text(f"{title}\n{content}")
    found = [Suggestion("category", c, score, words) for c, score, words in model.categories(text)[:3]]
    sectors = {c: rule.get("sector", "") for c, rule in rules["categories"].items()}
    if found and sectors.get(found[0].value):
        best = found[0]
        found.append(Suggestion("sector", sectors[best.value], best.score, best.reasons))
    found += _by_words("purpose", text, rules["purposes"])
    return found + _by_words("branch", text, rules["branches"])


def _by_words(field: str, text: str, rules: Mapping[str, Any]) -> list[Suggestion]:
    found = {value: _hits(text, rule) for value, rule in rules.items()}
    ranked = sorted((v for v, (weight, _) in found.items() if weight >= 1), key=lambda v: (-found[v][0], v))
    return [
        Suggestion(field, v, share_of(rules[v]), found[v][1], must_confirm=v not in _ORDINARY)
        for v in ranked[:2]
    ]


def share_of(rule: Mapping[str, Any] | Sequence[str]) -> float:
    """The share of the texts marked by a rule in which it was right, as measured; 0: never measured."""
    measured = rule.get("measured") if isinstance(rule, Mapping) else None
    return round(measured["agreed"] / measured["marked"], 3) if measured else 0.0


def _hits(text: str, rule: Mapping[str, Any] | Sequence[str]) -> tuple[float, tuple[str, ...]]:
    """Weight and words of a rule in a text: `words` weigh one; `weak` ones half, beside one of `beside` only.

    What stands in `not` is passed over: 处理意见 is nobody's suggestion.
    """
    if not isinstance(rule, Mapping):
        rule = {"words": rule}
    for passed in rule.get("not", ()):
        text = text.replace(passed, "")
    strong = [word for word in rule["words"] if word in text]
    beside = [word for word in rule.get("beside", ()) if word in text]
    weak = [word for word in rule.get("weak", ()) if word in text] if beside else []
    reasons = (*strong, *weak, *(beside[:1] if weak else ()))
    return len(strong) + len(weak) / 2, reasons[:_REASONS]
