"""Selectors: the small language in which a rule says which organ, e.g. `rsj@work_place|matter^supervision`.

`what[@place[|place…]][^lift]`: what is a slug, or `sector`, `government`, `township`, `line`, `trade`,
`holder`, `holder.<slug>`, `zone`, `discipline`, `fact.<name>`; the first place that is known counts; a
lift raises the place to the level of who supervises the project, or of the state enterprise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from sankua.core.orgs import Directory, division_of, is_org_code, organ_code, slug_of
from sankua.core.rules.firewall import discipline_organ
from sankua.core.rules.view import BEHIND_PLACES, LIFTS, View

PLACES: Final = (
    "matter", "residence", "household", "work_place", "registered_place", "paying_place", "zone_county",
    "dissolved_org", "common", "holders", "places_of_matter",
    "elsewhere",
)  # fmt: skip
ORG_FACTS: Final = ("successor", "successor_enterprise")
WORDS: Final = ("sector", "government", "township", "line", "trade", "holder", "zone", "discipline")
_SHAPE: Final = re.compile(r"([a-z_]+)(?:\.([a-z_]+))?(?:@([a-z_|]+))?(?:\^(supervision|enterprise))?")
_TRADES: Final = {"housing": "zjj", "": "zjj", "transport": "jtj", "water": "slj"}
_BEHIND: Final = {
    "successor": ("dissolved_org", "successor_org"),
    "successor_enterprise": ("successor_enterprise",),
}
_ASKS: Final = {
    "matter": "place_of_matter",
    "zone_county": "place_of_matter",
    "common": "places_of_matter",
    "elsewhere": "places_of_matter",
    "holders": "power_holders",
}


@dataclass(frozen=True, slots=True)
class Selector:
    """One parsed selector."""

    what: str
    name: str
    places: tuple[str, ...]
    lift: str

    @property
    def reads(self) -> tuple[str, ...]:
        """Every fact that it may read to name an organ."""
        if self.what == "fact":
            return _BEHIND[self.name]
        lift = {"supervision": ("project_supervision",), "enterprise": ("enterprise_level",)}
        own = {
            "trade": ("project_trade",),
            "zone": ("place_of_matter",),
            "discipline": (*BEHIND_PLACES["matter"], "accused_orgs"),
        }
        places = [fact for place in self.places for fact in BEHIND_PLACES.get(place, ())]
        return (*self.facts, *places, *lift.get(self.lift, ()), *own.get(self.what, ()))

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts whose absence may keep it from naming an organ, in the order to ask for them."""
        if self.what == "holder":
            return ("power_holders",)
        own = {
            "sector": ("sector",),
            "line": ("vertical_line",),
            "zone": ("zone",),
            "discipline": ("place_of_matter",),
        }.get(self.what, ())
        return (*own, *(_ASKS.get(place, place) for place in self.places))


def parse_selector(text: str, slugs: frozenset[str]) -> Selector:
    """The selector, or ValueError saying what is wrong. `slugs` are those the directory knows."""
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a selector such as rsj@matter")
    what, name, places, lift = match.group(1), match.group(2) or "", match.group(3), match.group(4) or ""
    chosen = tuple(places.split("|")) if places else ()
    if what == "fact" and name not in ORG_FACTS:
        raise ValueError(f"{text!r}: fact.{name} is none of {', '.join('fact.' + f for f in ORG_FACTS)}")
    if what not in (*WORDS, "fact") and what not in slugs:
        raise ValueError(f"{text!r}: {what!r} is neither an organ's slug nor one of {', '.join(WORDS)}")
    if bad := [place for place in chosen if place not in PLACES]:
        raise ValueError(f"{text!r}: place {bad[0]!r} is none of {', '.join(PLACES)}")
    if not chosen and what not in ("holder", "zone", "discipline", "fact"):
        raise ValueError(f"{text!r}: says no place; write for example {what}@matter")
    return Selector(what, name, chosen, lift)


def select(selector: Selector, view: View, orgs: Directory, on: date) -> tuple[str, ...]:
    """The organs that a selector names in this case; empty where the facts do not suffice."""
    values = view.values
    if selector.what == "holder":
        holders = [org for org in values["power_holders"] if selector.name in ("", slug_of(org))]
        return tuple(_raised(org, selector, view, orgs) for org in holders[:1])
    if selector.what == "fact":
        org = values[selector.name]
        return (org,) if is_org_code(org) else ()
    if selector.what == "zone":
        return (view.zone,) if view.zone else ()
    if selector.what == "discipline":
        org = discipline_organ(view, orgs)
        return (org,) if org else ()
    places = next((view.places[name] for name in selector.places if view.places[name]), ())
    found = (_organ(selector, _lifted(selector, place, view, orgs), view, orgs, on) for place in places)
    return tuple(org for org in found if org)


def _raised(org: str, selector: Selector, view: View, orgs: Directory) -> str:
    """The same organ at the place that the selector names, where it stands below that place; else itself."""
    place = next((view.places[name][0] for name in selector.places if view.places[name]), "")
    below = place in orgs.chain(division_of(org))
    return organ_code(slug_of(org), place) if below else org


def _lifted(selector: Selector, place: str, view: View, orgs: Directory) -> str:
    """The place, raised to the level of the project's supervision or of the enterprise."""
    if not selector.lift:
        return place
    fact = "project_supervision" if selector.lift == "supervision" else "enterprise_level"
    level = LIFTS.get(view.values[fact])
    return place if level is None else orgs.at_level(place, level)


def _organ(selector: Selector, place: str, view: View, orgs: Directory, on: date) -> str | None:
    """One organ at one place."""
    values = view.values
    match selector.what:
        case "sector":
            return orgs.organ_for(values["sector"], place, on)
        case "government":
            return place[:6]
        case "township":
            return place[:9] if len(place) >= 9 else None
        case "line":
            return orgs.organ_of_line(values["vertical_line"], place)
        case "trade":
            return organ_code(_TRADES[values["project_trade"]], place)
        case slug:
            return organ_code(slug, place)
