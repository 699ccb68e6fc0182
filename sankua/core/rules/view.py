"""What rules see of a case: the facts as given, and what follows from them and the directory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sankua.core.facts import FACTS
from sankua.core.orgs import Directory, Level, county_of, division_of, slug_of

_MATTER: Final = ("place_of_matter", "places_of_matter")
"""Where the matter happened: the one place, or else the first of several."""

DERIVED: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "matter_county": ("string", _MATTER),
    "residence_county": ("string", ("residence",)),
    "household_county": ("string", ("household",)),
    "counties": ("list", _MATTER),
    "other_counties": ("list", (*_MATTER, "work_place", "registered_place", "paying_place")),
    "regions": (
        "int",
        (*_MATTER, "work_place", "registered_place", "paying_place", "power_holders"),
    ),
    "supervisors": ("int", (*_MATTER, "project_supervision")),
    "departments": ("int", ("power_holders",)),
    "trades": ("int", ("power_holders",)),
    "rsj_holders": ("int", ("power_holders",)),
    "first_is_department": ("bool", ("power_holders",)),
    "township": ("string", _MATTER),
    "in_zone": ("bool", ("zone", "place_of_matter")),
    "zone_holds": ("bool", ("zone", "place_of_matter", "zone_delegated", "sector")),
    "successor": ("string", ("dissolved_org", "successor_org")),
    "same_kind": ("bool", ("purpose", "same_matter_purpose")),
}
"""Names that expressions may use beside the facts: type, and the facts that stand behind each."""


BEHIND_PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "matter": (*_MATTER, "claim_basis", "household"),
    "zone_county": ("zone", *_MATTER),
    "common": _MATTER,
    "places_of_matter": _MATTER,
    "elsewhere": ("zone", *_MATTER),
    "holders": ("power_holders",),
}
"""The facts behind a place that selectors use, where it is not the fact of the same name alone."""

LIFTS: Final = {
    "city": Level.CITY,
    "province": Level.PROVINCE,
    "provincial": Level.PROVINCE,
    "central": Level.STATE,
}
"""The level that supervises a project, or that an enterprise belongs to."""

_ONE_PLACE: Final = ("residence", "household", "work_place", "registered_place", "paying_place")

_DEFAULTS: Final[Mapping[str, Any]] = {name: kind.default for name, kind in FACTS.items()}


@dataclass(frozen=True, slots=True)
class View:
    """Facts with defaults, derived values, and the places that selectors ask for."""

    values: Mapping[str, Any]
    places: Mapping[str, tuple[str, ...]]
    zone: str
    accused: tuple[str, ...]
    interested: tuple[str, ...]
    given: frozenset[str]


def _distinct(items: list[str]) -> list[str]:
    return [item for item in dict.fromkeys(items) if item]


def look(facts: Mapping[str, Any], orgs: Directory, on: date) -> View:
    """The view of checked facts on a day."""
    values: dict[str, Any] = {**_DEFAULTS, **facts}
    values |= {name: _administrative(values[name], orgs) for name in _ONE_PLACE}
    matter, several = _matter(values, orgs)
    at = county_of(values["place_of_matter"])
    zone = values["zone"] or (at if at in orgs.zones else "")
    counties = _distinct([county_of(code) for code in (matter, *several)])
    others = [county_of(values[name]) for name in ("work_place", "registered_place", "paying_place")]
    others = [code for code in _distinct(others) if code != county_of(matter)]
    holders = values["power_holders"]
    values |= {
        "matter_county": county_of(matter),
        "residence_county": county_of(values["residence"]),
        "household_county": county_of(values["household"]),
        "counties": counties,
        "other_counties": others,
        "supervisors": _supervisors(values["project_supervision"], counties, orgs),
        "regions": _regions(counties, others, holders, orgs),
        "township": matter[:9] if len(matter) >= 9 else "",
        "in_zone": bool(zone),
        "zone_holds": _zone_holds(values, zone, "zone_delegated" in facts, orgs, on),
        "successor": _successor(values, orgs, on),
        "same_kind": _same_kind(values),
        **_holders(holders, orgs),
    }
    return View(
        values,
        _places(values, matter, zone, orgs),
        zone,
        tuple(values["accused_orgs"]),
        tuple(values["handler_interest"]),
        frozenset(facts),
    )


def _administrative(place: str, orgs: Directory) -> str:
    """The place as the division it belongs to (行政区划): a zone, and all in it, counts as its county."""
    return orgs.zone_county(county_of(place)) or place


def _matter(values: Mapping[str, Any], orgs: Directory) -> tuple[str, list[str]]:
    """Where the matter happened (事发地), and all places of it."""
    several = [_administrative(code, orgs) for code in values["places_of_matter"]]
    place = values["place_of_matter"] or (several[0] if several else "")
    return _administrative(place, orgs), several


def _zone_holds(values: Mapping[str, Any], zone: str, stated: bool, orgs: Directory, on: date) -> bool:
    """Whether the zone holds the power: as stated, else as the directory has it delegated."""
    if not zone:
        return False
    if stated:
        return bool(values["zone_delegated"])
    return orgs.zone_holds(zone, values["sector"], on)


def _successor(values: Mapping[str, Any], orgs: Directory, on: date) -> str:
    """Who continues a dissolved organ: as stated, else as the directory knows; empty where neither."""
    gone: str = values["dissolved_org"]
    stated: str = values["successor_org"]
    return stated or (orgs.successor(gone, on) or "" if gone else "")


def _same_kind(values: Mapping[str, Any]) -> bool:
    """Whether the earlier case may be linked at all: an accusation only to an accusation."""
    now, before = values["purpose"], values["same_matter_purpose"]
    return bool((now == "ACCUSATION") == (before == "ACCUSATION"))


def _regions(counties: list[str], others: list[str], holders: list[str], orgs: Directory) -> int:
    """In how many counties the facts or those who have a duty lie (跨地区)."""
    places = [county_of(_administrative(division_of(org), orgs)) for org in holders]
    return len({*counties, *others, *(code for code in places if orgs.level(code) >= Level.COUNTY)})


def _supervisors(supervision: str, counties: list[str], orgs: Directory) -> int:
    """How many places of the level that supervises the project the matter lies in."""
    level = LIFTS.get(supervision)
    return len(set(counties) if level is None else {orgs.at_level(code, level) for code in counties})


def _holders(holders: list[str], orgs: Directory) -> dict[str, Any]:
    """How many departments of one level, trades and labour organs hold a part of the power."""
    by_level: dict[int, set[str]] = {}
    for org in holders:
        if slug_of(org):
            by_level.setdefault(orgs.level(org), set()).add(slug_of(org))
    first = holders[0] if holders else ""
    return {
        "departments": max((len(slugs) for slugs in by_level.values()), default=0),
        "trades": len({slug_of(org) for org in holders if orgs.is_trade(org)}),
        "rsj_holders": len({division_of(org) for org in holders if slug_of(org) == "rsj"}),
        "first_is_department": bool(slug_of(first)) and orgs.level(first) is Level.COUNTY,
    }


def _places(
    values: Mapping[str, Any], matter: str, zone: str, orgs: Directory
) -> Mapping[str, tuple[str, ...]]:
    """The places by the names that selectors use; absent ones are empty.

    Where the claim rests on household registration, the household's place *is* the place of the matter
    (R31b).
    """
    many = tuple(values["counties"])
    at_home = orgs.zone_county(zone) or values["matter_county"]
    of_household = values["claim_basis"] == "household" and values["household"]
    single = {
        "matter": of_household or matter,
        "residence": values["residence"],
        "household": values["household"],
        "work_place": values["work_place"],
        "registered_place": values["registered_place"],
        "paying_place": values["paying_place"],
        "zone_county": orgs.zone_county(zone) or matter,
        "dissolved_org": division_of(values["dissolved_org"]),
        "common": _common(many, orgs),
        "holders": _common(tuple(division_of(org) for org in values["power_holders"]), orgs),
    }
    found = {name: (code,) if code else () for name, code in single.items()}
    return found | {"places_of_matter": many, "elsewhere": tuple(code for code in many if code != at_home)}


def _common(codes: tuple[str, ...], orgs: Directory) -> str:
    """The nearest place above all of them; empty where there is none to ask about."""
    if not codes:
        return ""
    chains = [orgs.chain(code)[1:] for code in codes]
    return next((code for code in chains[0] if all(code in chain for chain in chains[1:])), "")


def situations(view: View) -> tuple[str, ...]:
    """三跨三分离: which of the six hold. The comparison level is the county."""
    values = view.values
    found = []
    if values["regions"] > 1:
        found.append("CROSS_REGION")
    if values["departments"] > 1:
        found.append("CROSS_DEPARTMENT")
    if values["trades"] > 1:
        found.append("CROSS_INDUSTRY")
    found.extend(_apart(values))
    return tuple(found)


def _apart(values: Mapping[str, Any]) -> list[str]:
    """三分离: where only one of residence and household is known, the other counts as the same."""
    person = values["residence_county"] or values["household_county"]
    household = values["household_county"] or person
    matter = values["matter_county"] or person
    if not person:
        return []
    if person == household:
        return ["PERSON_MATTER"] if matter != person else []
    return ["PERSON_HOUSEHOLD"] if matter in (person, household) else ["PERSON_MATTER_HOUSEHOLD"]
