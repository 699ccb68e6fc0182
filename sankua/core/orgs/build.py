"""Builds a directory from plain data and refuses what does not hold together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

from sankua.core.errors import Problem, Refused
from sankua.core.orgs.codes import STATE, division_of, is_org_code
from sankua.core.orgs.directory import Directory
from sankua.core.orgs.model import Division, OwnOrgan, Parts, Power, Succession, Zone


def build_directory(parts: Parts) -> Directory:
    """A checked directory. Refused, with every problem: cycle, orphan, two organs for one power on one
    date."""
    own, powers = tuple(parts.own), tuple(parts.powers)
    zones, successions = tuple(parts.zones), tuple(parts.successions)
    problems = [
        *_divisions(parts.divisions),
        *_powers(powers, parts.kinds),
        *_zones(zones, parts.divisions),
        *_successions(successions, parts.kinds),
        *_own(own, parts.divisions),
        *_sectors(own, zones, {power.sector for power in powers}),
    ]
    if problems:
        raise Refused(*problems)
    return Directory(Parts(parts.divisions, parts.kinds, powers, zones, successions, own))


def _divisions(divisions: Mapping[str, Division]) -> Iterable[Problem]:
    """Orphans, cycles, and places that are not below their superior."""
    for code, place in divisions.items():
        if code == STATE:
            continue
        above = divisions.get(place.parent)
        if above is None:
            yield Problem(f"divisions.{code}.parent", f"{place.parent or 'nothing'} is not a known division")
        elif above.level >= place.level:
            reason = f"{place.parent} ({above.level.name}) is not above a {place.level.name}"
            yield Problem(f"divisions.{code}.parent", reason)
    for code in _in_cycle({code: place.parent for code, place in divisions.items()}):
        yield Problem(f"divisions.{code}.parent", "goes round in a circle")


def _in_cycle(above: Mapping[str, str]) -> list[str]:
    """Every key from which following the arrows never ends."""
    fine: set[str] = set()
    bad: list[str] = []
    for start in above:
        path: list[str] = []
        code = start
        while code in above and code not in fine and code not in path:
            path.append(code)
            code = above[code]
        if code in path:
            bad.append(start)
        else:
            fine.update(path)
    return bad


def _powers(powers: Iterable[Power], kinds: Mapping[str, Any]) -> Iterable[Problem]:
    powers = tuple(powers)
    for power in powers:
        if power.slug not in kinds:
            yield Problem(f"powers.{power.sector}", f"{power.slug!r} is not a known organ")
    for one, two in combinations(powers, 2):
        if one.sector == two.sector and one.span.overlaps(two.span):
            yield Problem(f"powers.{one.sector}", f"{one.slug} and {two.slug} hold one power on one date")


def _zones(zones: Iterable[Zone], divisions: Mapping[str, Division]) -> Iterable[Problem]:
    for zone in zones:
        if zone.county and zone.county not in divisions:
            yield Problem(f"zones.{zone.code}.county", f"{zone.county} is not a known division")
        for (sector, span), (other, more) in combinations(zone.powers, 2):
            if sector == other and span.overlaps(more):
                yield Problem(f"zones.{zone.code}.powers", f"{sector} is delegated twice on one date")


def _successions(items: Iterable[Succession], kinds: Mapping[str, Any]) -> Iterable[Problem]:
    above: dict[str, str] = {}
    for item in items:
        where = f"succession.{item.organ}"
        if item.organ in above:
            yield Problem(where, "is continued by two organs")
        above[item.organ] = item.successor
        known = is_org_code(item.successor) if is_org_code(item.organ) else item.successor in kinds
        if not known:
            yield Problem(where, f"{item.successor!r} is not a known organ")
    for code in _in_cycle(above):
        yield Problem(f"succession.{code}", "goes round in a circle")


def _own(own: tuple[OwnOrgan, ...], divisions: Mapping[str, Division]) -> Iterable[Problem]:
    codes = {organ.code for organ in own}
    for organ in own:
        where = f"organs.{organ.code}"
        if division_of(organ.code)[:6] not in divisions:
            yield Problem(f"{where}.code", f"{division_of(organ.code)} is not a known division")
        if (
            organ.superior
            and organ.superior not in codes
            and division_of(organ.superior)[:6] not in divisions
        ):
            yield Problem(f"{where}.superior", f"{organ.superior} is not known: an orphan")
    for code in _in_cycle({organ.code: organ.superior for organ in own if organ.superior}):
        yield Problem(f"organs.{code}.superior", "goes round in a circle")
    at_place: dict[str, list[OwnOrgan]] = {}
    for organ in own:
        at_place.setdefault(division_of(organ.code), []).append(organ)
    for organs in at_place.values():
        for one, two in combinations(organs, 2):
            yield from _clash(one, two)


def _sectors(own: Iterable[OwnOrgan], zones: Iterable[Zone], known: set[str]) -> Iterable[Problem]:
    """Powers over sectors that nobody knows: most likely a slip of the pen."""
    held = [(f"organs.{organ.code}.powers", sector) for organ in own for sector in organ.powers]
    held += [(f"zones.{zone.code}.powers", sector) for zone in zones for sector, _ in zone.powers]
    for where, sector in held:
        if sector not in known:
            yield Problem(where, f"{sector!r} is not a known sector")


def _clash(one: OwnOrgan, two: OwnOrgan) -> Iterable[Problem]:
    """Two entries of one place that cannot both hold on one date."""
    if not one.span.overlaps(two.span):
        return
    if one.code == two.code:
        yield Problem(f"organs.{one.code}", "is listed twice for one date")
    else:
        for sector in sorted(set(one.powers) & set(two.powers)):
            yield Problem(f"organs.{two.code}.powers", f"{sector} is held by {one.code} on the same date")
