"""Figures by organ (分单位), and the rank, which never reads registrations, repeats or cross-level counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sankua.core.counting.books import Share
from sankua.core.counting.figures import BY_ORG, BY_ORG_OF_ACCUSATION, OF_LEAD
from sankua.core.counting.frame import Frame
from sankua.core.counting.marks import What

_NAMES: Final = ("registered", "led", "concluded", "settled", "open", "overdue")


def stands_by_org(part: str, org: str, frame: Frame) -> bool:
    """Whether a number of this part stands under this organ, for whom the frame is asked."""
    return part == BY_ORG or (part == BY_ORG_OF_ACCUSATION and frame.names(org))


def by_org_json(
    sums: Mapping[What, int], oldest_days: Mapping[str, int], frame: Frame
) -> list[dict[str, Any]]:
    """The `by_org` part of a report, ordered by organ: `registered` of the organ that registered, the rest of
    the lead.

    `oldest_days` has the days of each organ's oldest open case.
    """
    counts: dict[str, dict[str, int]] = {}
    for (part, org, figure), amount in sums.items():
        if amount and stands_by_org(part, org, frame):
            mine = counts.setdefault(org, {})
            mine[figure] = mine.get(figure, 0) + amount
    ranks = _ranks(counts, frame.rules.rank)
    return [
        {
            "org": org,
            **{name: counts[org].get(name, 0) for name in _NAMES},
            "oldest_days": oldest_days.get(org),
            "rank": ranks.get(org),
        }
        for org in sorted(counts)
    ]


def _ranks(counts: Mapping[str, Mapping[str, int]], steps: Sequence[Share]) -> dict[str, int]:
    """Rank by the shares in turn, 1 is best, equals share a rank; organs that lead nothing have none."""
    scores = {
        org: tuple(_score(figures, step) for step in steps)
        for org, figures in counts.items()
        if any(figures.get(name) for name in ("led", *OF_LEAD))
    }
    ordered = sorted(scores.values())
    return {org: ordered.index(score) + 1 for org, score in scores.items()}


def _score(figures: Mapping[str, int], step: Share) -> float:
    base = figures.get(step.of, 0)
    share = figures.get(step.figure, 0) / base if base else step.empty
    return -share if step.high else share
