"""What rates hide, as few numbers with bounded labels for whoever is on call. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final, NamedTuple

from sankua.core.counting.handoffs import handoffs_json
from sankua.core.counting.hidden import PAIR
from sankua.core.counting.marks import What

PAIRS: Final = 10
"""So many pairs of organs are shown, those with the most moves."""
_MORE: Final = 3
"""Hops from here on are one class."""

Labelled = dict[tuple[str, ...], float]


class HiddenFigures(NamedTuple):
    """Values by labels, one of these for each metric."""

    hops: Labelled
    days: Labelled
    objections: Labelled
    upheld: Labelled
    hidden: Labelled
    pairs: Labelled


def hidden_figures(sums: Mapping[What, int], percentiles: Mapping[str, int]) -> HiddenFigures:
    """The figures from the numbers of a report. Accusations are in no pair."""
    handoffs = handoffs_json(sums, percentiles)
    hops: Labelled = {(name,): 0 for name in ("0", "1", "2", "3+")}
    for number, cases in handoffs["hops"].items():
        hops[(number if int(number) < _MORE else "3+",)] += cases
    days: Labelled = {
        (name,): float(d) for name, d in handoffs["days_to_settled_lead"].items() if d is not None
    }
    decided = handoffs["upheld"] + handoffs["rejected"]
    hidden: Labelled = {("concluded_not_settled",): 0, ("reopened",): 0}
    moves: dict[str, int] = {}
    for (part, name, figure), amount in sums.items():
        if part == "hidden":
            hidden[(figure,)] += amount
        elif part == PAIR and figure == "moves":
            moves[name] = amount
    most = sorted(moves.items(), key=lambda pair: (-pair[1], pair[0]))[:PAIRS]
    objections: Labelled = {(name,): handoffs[name] for name in ("objected", "upheld", "rejected")}
    return HiddenFigures(
        hops,
        days,
        objections,
        {("decided",): handoffs["upheld"] / decided} if decided else {},
        hidden,
        {tuple(json.loads(name)): amount for name, amount in most},
    )
