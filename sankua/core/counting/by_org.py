"""Figures by organ (分单位), and the rank, which never reads registrations, repeats or cross-level counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sankua.core.counting.books import Share
from sankua.core.counting.figures import Part
from sankua.core.counting.frame import Frame
from sankua.core.counting.handoffs import lead_offers
from sankua.core.counting.life import Life
from sankua.core.times import local_date

_OF_LEAD = frozenset({"concluded", "settled", "open", "overdue"})


class ByOrg:
    """Collects each organ's figures: `registered` of the organ that registered, the rest of the lead."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._today = local_date(frame.as_of)
        self._counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self._oldest: dict[str, int] = {}

    def add(self, life: Life, parts: Sequence[Part]) -> None:
        """Counts one case."""
        registered = life.registered
        if registered is not None and self._frame.holds(registered.time):
            office = registered.data.get("registered_by") or registered.source
            if office:
                self._counts[office]["registered"] += 1
        lead = life.lead
        if lead is None:
            return
        self._counts[lead]["led"] += self._led_in_period(life)
        for part in parts:
            if part.figure in _OF_LEAD:
                self._counts[lead][part.figure] += part.amount
        if life.open and registered is not None:
            days = (self._today - date.fromisoformat(registered.time[:10])).days
            self._oldest[lead] = max(self._oldest.get(lead, days), days)

    def _led_in_period(self, life: Life) -> bool:
        """Whether the lead came to this organ in the period: by its first offer, else by the routing."""
        offers = [f for f in lead_offers(life) if f.data.get("to_org") == life.lead]
        came = offers or life.of("DisputeAgreed", "DisputeDecided") or life.of("CaseRouted")
        return bool(came) and self._frame.holds(came[0].time)

    def to_json(self) -> list[dict[str, Any]]:
        """The `by_org` part of a report, ordered by organ."""
        ranks = _ranks(self._counts, self._frame.rules.rank)
        names = ("registered", "led", "concluded", "settled", "open", "overdue")
        return [
            {
                "org": org,
                **{name: counts[name] for name in names},
                "oldest_days": self._oldest.get(org),
                "rank": ranks.get(org),
            }
            for org, counts in sorted((o, c) for o, c in self._counts.items() if _shown(c))
        ]


def _shown(counts: Mapping[str, int]) -> bool:
    return any(counts.values())


def _ranks(counts: Mapping[str, Mapping[str, int]], steps: Sequence[Share]) -> dict[str, int]:
    """Rank by the shares in turn, 1 is best, equals share a rank; organs that lead nothing have none."""
    scores = {
        org: tuple(_score(figures, step) for step in steps)
        for org, figures in counts.items()
        if any(figures.get(name) for name in ("led", *_OF_LEAD))
    }
    ordered = sorted(scores.values())
    return {org: ordered.index(score) + 1 for org, score in scores.items()}


def _score(figures: Mapping[str, int], step: Share) -> float:
    base = figures.get(step.of, 0)
    share = figures.get(step.figure, 0) / base if base else step.empty
    return -share if step.high else share
