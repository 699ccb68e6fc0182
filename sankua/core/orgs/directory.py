"""The questions one asks the organ directory. Pure; every answer depends on the data and the date alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from sankua.core.orgs.codes import STATE, division_of, is_place_code, organ_code, slug_of
from sankua.core.orgs.model import Division, Level, OrganKind, OwnOrgan, Parts, Power, Succession, Zone


class Directory:
    """Divisions and organs. Build it with `build_directory`, which checks the parts; this class trusts
    them."""

    def __init__(self, parts: Parts) -> None:
        self.divisions = dict(parts.divisions)
        self.kinds = dict(parts.kinds)
        self.zones: dict[str, Zone] = {zone.code: zone for zone in parts.zones}
        self.sectors: dict[str, list[Power]] = defaultdict(list)
        for power in parts.powers:
            self.sectors[power.sector].append(power)
        self.own: dict[str, list[OwnOrgan]] = defaultdict(list)
        self._own_power: dict[tuple[str, str], list[OwnOrgan]] = defaultdict(list)
        for organ in parts.own:
            self.own[organ.code].append(organ)
            for sector in organ.powers:
                self._own_power[division_of(organ.code), sector].append(organ)
        self._next: dict[str, Succession] = {item.organ: item for item in parts.successions}
        self._line_slug = {kind.line: kind.slug for kind in self.kinds.values() if kind.vertical}
        self._listed = {code[:6] for code, place in self.divisions.items() if place.level is Level.TOWNSHIP}
        self._chains: dict[str, tuple[str, ...]] = {}
        self._above = lru_cache(maxsize=1 << 14)(self._all_above)

    def division(self, code: str) -> Division | None:
        """The division with exactly this code, if it is in the directory."""
        return self.divisions.get(code)

    def knows_place(self, code: str) -> bool:
        """Whether a code is a place that exists, as far as the directory goes.

        Townships are checked where those of the county are listed; villages and other townships by their
        county.
        """
        if not is_place_code(code):
            return False
        if len(code) > 6 and code[:6] in self._listed:
            return code[:9] in self.divisions
        return code[:6] in self.divisions

    def level(self, org: str) -> Level:
        """The level of the place of an organ; a place that is unknown counts by the length of its code."""
        code = division_of(org)
        place = self.divisions.get(code)
        if place is not None:
            return place.level
        if len(code) > 6:
            return Level.TOWNSHIP
        ends = (("0000", Level.PROVINCE), ("00", Level.CITY))
        return next((level for end, level in ends if code.endswith(end)), Level.COUNTY)

    def parent(self, code: str) -> str | None:
        """The place above a place; None above the state. Unknown places follow the digits of their code."""
        place = self.divisions.get(code)
        if place is not None:
            return place.parent or None
        if len(code) > 6:
            return code[:6]
        guesses = (code[:4] + "00", code[:2] + "0000")
        return next((guess for guess in guesses if guess != code and guess in self.divisions), STATE)

    def chain(self, code: str) -> tuple[str, ...]:
        """A place and all places above it, nearest first."""
        if code not in self._chains:
            up = self.parent(code)
            self._chains[code] = (code, *self.chain(up)) if up else (code,)
        return self._chains[code]

    def at_level(self, code: str, level: Level) -> str:
        """The place of that level that contains a place; the place itself where it has none of that level
        below it."""
        return next((up for up in self.chain(code) if self.level(up) <= level), STATE)

    def kind(self, org: str) -> OrganKind | None:
        """The kind of an organ; None for a party committee/government or a slug that is not in the list."""
        return self.kinds.get(slug_of(org))

    def line(self, org: str) -> str:
        """The line of authority (条线) of an organ. A slug that is not listed counts as a government
        department."""
        kind = self.kind(org)
        return kind.line if kind else "government"

    def organ_at(self, slug: str, place: str) -> str:
        """The organ with that slug at a place, at the county where the place is finer."""
        return organ_code(slug, place)

    def organ_for(self, sector: str, place: str, on: date) -> str | None:
        """The organ that holds the power over a sector at a place on a day; an office's own list goes
        first."""
        for own in self._own_power.get((place[:6], sector), ()):
            if own.span.holds(on):
                return own.code
        power = next((p for p in self.sectors.get(sector, ()) if p.span.holds(on)), None)
        if power is None:
            return None
        return place[:9] if power.township and len(place) >= 9 else organ_code(power.slug, place)

    def organ_of_line(self, line: str, place: str) -> str | None:
        """The local unit of a vertical line (垂直管理单位) at a place; None where the line is not known."""
        slug = self._line_slug.get(line)
        return organ_code(slug, place) if slug else None

    def is_trade(self, org: str) -> bool:
        """Whether the organ regulates one trade (行业主管部门)."""
        kind = self.kind(org)
        return kind is not None and kind.trade

    def one_up(self, org: str) -> str | None:
        """The same organ one level up (上一级同类机关); for a party committee/government the one above."""
        place, slug = division_of(org), slug_of(org)
        up = self.parent(place)
        if up is None:
            return None
        return organ_code(slug, up)

    def superiors(self, org: str, on: date | None = None) -> Iterator[str]:
        """Who is above an organ, nearest first: by the office's own list, its line, or its place."""
        return iter(self._above(org, on))

    def _all_above(self, org: str, on: date | None) -> tuple[str, ...]:
        found = {org: None}
        current = self._superior(org, on)
        while current is not None and current not in found:
            found[current] = None
            current = self._superior(current, on)
        return tuple(found)[1:]

    def _superior(self, org: str, on: date | None) -> str | None:
        for own in self.own.get(org, ()):
            if own.superior and (on is None or own.span.holds(on)):
                return own.superior
        kind = self.kind(org)
        if slug_of(org) and not (kind and kind.vertical):
            return division_of(org)
        return self.one_up(org)

    def is_under(self, org: str, other: str) -> bool:
        """Whether an organ is another one, or stands under it. A place's government has all organs below
        it under it.

        A vertical unit is not under its local government in authority, but it is in its place: it counts
        as under.
        """
        if org == other:
            return True
        if slug_of(other):
            return other in self.superiors(org)
        return division_of(other) in self.chain(division_of(org))

    def common_superior(self, orgs: Iterable[str]) -> str | None:
        """Who decides between organs (条例 24): the nearest superior they share, else the joint-meeting
        office.

        Vertical units of one line share that line's superior. Organs of different lines, and provinces,
        have only the joint meeting (联席会议) of the nearest place that holds them all.
        """
        parties = sorted(set(orgs))
        if not parties:
            return None
        lines = {self.line(org) for org in parties if slug_of(org)} - {"office"}
        bare = any(not slug_of(org) for org in parties)
        if len(lines) == 1 and not bare and self._all_vertical(parties):
            return self._line_superior(parties)
        mixed = len(lines) > 1 or (bare and any(self._stands_apart(org) for org in parties))
        if mixed:
            return organ_code("lxb", self._nearest([self.chain(division_of(org)[:6]) for org in parties]))
        place = self._nearest([tuple(s for s in self.superiors(org) if not slug_of(s)) for org in parties])
        return organ_code("lxb", STATE) if place == STATE else place

    def _stands_apart(self, org: str) -> bool:
        """Whether an organ has no superior in common with a local government."""
        kind = self.kind(org)
        return kind is not None and kind.vertical

    def _all_vertical(self, orgs: list[str]) -> bool:
        return all((kind := self.kind(org)) is not None and kind.vertical for org in orgs)

    def _line_superior(self, orgs: list[str]) -> str | None:
        above = [tuple(self.superiors(org)) for org in orgs]
        return next((org for org in above[0] if all(org in chain for chain in above[1:])), None)

    def _nearest(self, chains: list[tuple[str, ...]]) -> str:
        return next((code for code in chains[0] if all(code in chain for chain in chains[1:])), STATE)

    def successor(self, org: str, on: date) -> str | None:
        """Who continues an organ's powers on a day (条例 24(2)); None where it still has them or nobody
        is known."""
        place, slug = division_of(org), slug_of(org)
        item = self._next.get(org)
        if item and item.on <= on:
            return self.successor(item.successor, on) or item.successor
        item = self._next.get(slug) if slug else None
        if item and item.on <= on:
            return organ_code(item.successor, place)
        return None

    def zone_holds(self, zone: str, sector: str, on: date) -> bool:
        """Whether a zone holds the delegated power over a sector on a day."""
        entry = self.zones.get(zone)
        return entry is not None and any(s == sector and span.holds(on) for s, span in entry.powers)

    def zone_county(self, zone: str) -> str:
        """The administrative county that a zone lies in; empty where it is no zone or not known."""
        entry = self.zones.get(zone)
        return entry.county if entry else ""

    def name(self, org: str, on: date | None = None) -> str:
        """Name in Chinese, for people; the code where nothing is known."""
        for own in self.own.get(org, ()):
            if on is None or own.span.holds(on):
                return own.name
        place, slug = self.divisions.get(division_of(org)), slug_of(org)
        title = place.name if place else division_of(org)
        if not slug:
            return title
        kind = self.kinds.get(slug)
        old = self._next.get(slug)
        return title + (kind.name if kind else old.name if old else f"-{slug}")
