"""What of the facts an event may carry, and who never sees an accusation (检举控告, 条例 30 and 46)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sankua.core.orgs.codes import division_of, slug_of

PLACES: Final = (
    "place_of_matter",
    "places_of_matter",
    "residence",
    "household",
    "work_place",
    "registered_place",
    "paying_place",
    "zone",
)
"""Facts that hold division codes."""

ORGS: Final = ("power_holders", "handler_interest", "dissolved_org", "successor_org", "accused_orgs")
"""Facts that hold organ codes."""

_WORDS: Final = ("dissolved_enterprise", "successor_enterprise")


def public_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as an event carries them: no accused organ, and in an ACCUSATION nothing that names one.

    A place that is an accused government's own (the code of a township is also its government's) is given as
    the place above it. Routing reads the whole facts by GetRoutingFacts.
    """
    rest = {k: v for k, v in facts.items() if k != "accused_orgs"}
    accused = tuple(facts.get("accused_orgs") or ())
    if facts.get("purpose") != "ACCUSATION" or not accused:
        return rest
    kept = {k: _masked(k, v, accused) for k, v in rest.items() if k not in _WORDS}
    return {k: v for k, v in kept.items() if v not in ("", [])}


def is_barred(org: str, facts: Mapping[str, Any]) -> bool:
    """Whether an organ is accused in an ACCUSATION, or under an accused one: it never sees the case."""
    return facts.get("purpose") == "ACCUSATION" and _under_any(org, facts.get("accused_orgs") or ())


def may_not_handle(org: str, facts: Mapping[str, Any]) -> bool:
    """Whether an organ may have no part in the case: accused or under one, or interested (回避, 28)."""
    interested = facts.get("handler_interest") or ()
    return is_barred(org, facts) or _under_any(org, interested)


def _masked(name: str, value: Any, accused: tuple[str, ...]) -> Any:
    if name in PLACES:
        return _each(value, lambda place: _coarser(place, accused))
    if name in ORGS:
        return _each(value, lambda org: "" if _under_any(org, accused) else org)
    return value


def _each(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    return list(dict.fromkeys(new for new in map(change, value) if new))


def _coarser(place: str, accused: tuple[str, ...]) -> str:
    # Two accused governments may stand one above the other: go up until none is named.
    while place and any(not slug_of(a) and _inside(place, a) for a in accused):
        place = _above(place)
    return place


def _above(place: str) -> str:
    if len(place) > 6:
        return place[:-3]
    if not place.endswith("00"):
        return place[:4] + "00"
    return "" if place.endswith("0000") else place[:2] + "0000"


def _under_any(org: str, accused: Iterable[str]) -> bool:
    return any(org == a or (not slug_of(a) and _inside(division_of(org), a)) for a in accused)


def _inside(place: str, division: str) -> bool:
    return place.startswith(_stem(division))


def _stem(division: str) -> str:
    """The digits that all places inside a division share."""
    if len(division) > 6:
        return division
    for zeros in ("0000", "00"):
        if division.endswith(zeros):
            return division.removesuffix(zeros)
    return division
