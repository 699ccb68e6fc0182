"""Marks of what rates hide (率后实情): concluded and not settled, reopened, passed to and fro."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from sankua.core.counting.groups import stands
from sankua.core.counting.handoffs import lead_offers
from sankua.core.counting.life import Fact, Life
from sankua.core.counting.marks import Mark, add, day_of, firsts

PAIR: Final = "pair"
PAIR_OF_ACCUSATION: Final = "pair of an accusation"
"""Counted like any other pair, and named apart: where everybody sees pairs, these are left out (防火墙)."""


def hidden_marks(life: Life) -> Iterator[Mark]:
    """The marks, by the lead; of pairs, by the two organs."""
    lead = life.lead or ""
    concluded = life.of("CaseConcluded")
    if concluded and stands(life, "CaseConcluded") and not stands(life, "CaseSettled"):
        yield from firsts(concluded, (add("hidden", "concluded_not_settled", name=lead),))
    for fact in life.of(life.rules.reopened_by):
        yield Mark((add("hidden", "reopened", name=lead),), day_of(fact.time))
    offers = lead_offers(life)
    if len(offers) > 1:
        yield from _pairs(offers, PAIR_OF_ACCUSATION if life.is_accusation else PAIR)


def _pairs(offers: list[Fact], part: str) -> Iterator[Mark]:
    """踢皮球: the lead moves from one organ to another; a return is a move to one that had it before."""
    held: set[str] = set()
    moved: dict[str, list[Fact]] = {}
    for one, other in pairwise(offers):
        left, right = str(one.data.get("to_org")), str(other.data.get("to_org"))
        held.add(left)
        if left == right:
            continue
        pair = json.dumps(sorted((left, right)))
        moved.setdefault(pair, []).append(other)
        adds = (add(part, "moves", name=pair), add(part, "returns", int(right in held), pair))
        yield Mark(adds, day_of(other.time))
    for pair, facts in moved.items():
        yield from firsts(facts, (add(part, "cases", name=pair),))
