"""Routing decisions per second with full trace, on one core, beside the floor: one CEL predicate."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Any

from sankua.core.rules import route
from sankua.core.rules.cel_alone import cel
from sankua.library.orgs import load_directory
from sankua.library.rules import load_rules

DAY = date(2023, 5, 4)
FLOOR = 3000
CASES: tuple[dict[str, Any], ...] = (
    {
        "sector": "construction_wages",
        "place_of_matter": "141122",
        "residence": "141126",
        "household": "141126",
    },
    {"sector": "market", "place_of_matter": "140403", "residence": "350521", "household": "141122"},
    {"sector": "other", "place_of_matter": "140403", "power_holders": ["140403-gaj", "140403-zjj"]},
    {"sector": "police", "place_of_matter": "140403", "purpose": "APPEAL"},
    {"purpose": "ACCUSATION", "place_of_matter": "140403", "accused_orgs": ["140403-gaj"]},
    {"sector": "environment", "places_of_matter": ["140403", "140404"], "joint_count": 3},
)


def rate(work: Callable[[int], object], rounds: int) -> float:
    """Calls per second of processor time, so that a busy machine does not show."""
    start = time.process_time()
    for number in range(rounds):
        work(number)
    return rounds / (time.process_time() - start)


def measure(rounds: int = 6000) -> dict[str, float]:
    """Decisions per second over the mix of cases, and the floor's."""
    orgs, rules = load_directory(), load_rules()
    program, context = cel.compile('sector == "wages"'), {"sector": "wages"}
    return {
        "decisions_per_second": rate(
            lambda i: route(CASES[i % len(CASES)], rules, orgs, DAY).to_json(), rounds
        ),
        "predicates_per_second": rate(lambda _: program.execute(context), rounds * 10),
        "floor": FLOOR,
    }


if __name__ == "__main__":
    for name, value in measure().items():
        print(f"{name}: {value:,.0f}")
