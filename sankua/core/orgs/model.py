"""What the directory is made of: divisions, kinds of organ, powers, zones, successions, an office's own
organs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Final


class Level(IntEnum):
    """Level of a place (层级); a larger number is further down."""

    STATE = 0
    PROVINCE = 1
    CITY = 2
    COUNTY = 3
    TOWNSHIP = 4


LOCAL_LINES: Final = frozenset({"government", "party", "office"})
"""Lines whose organs answer to the party committee and government of their own place (块). Others,
discipline organs
among them, are led from above (条)."""


@dataclass(frozen=True, slots=True)
class Division:
    """A place (区划). `parent` is the code of the place whose government is above; empty only for the
    root."""

    code: str
    name: str
    parent: str
    level: Level


@dataclass(frozen=True, slots=True)
class OrganKind:
    """A kind of organ that every place has, by its slug. `trade`: the regulator of one trade
    (行业主管部门)."""

    slug: str
    name: str
    line: str
    trade: bool = False

    @property
    def vertical(self) -> bool:
        """Led from above (垂直管理), not by the government of its place."""
        return self.line not in LOCAL_LINES


@dataclass(frozen=True, slots=True)
class Span:
    """Dates from which and until which (inclusive) something holds; None is open."""

    start: date | None = None
    end: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the day lies in the span."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a day."""
        before = self.end is not None and other.start is not None and self.end < other.start
        after = other.end is not None and self.start is not None and other.end < self.start
        return not before and not after


@dataclass(frozen=True, slots=True)
class Power:
    """Which kind of organ holds the power over a sector, and when. `township`: the township itself where
    known."""

    sector: str
    slug: str
    span: Span = Span()
    township: bool = False


@dataclass(frozen=True, slots=True)
class Zone:
    """A development zone (开发区): `county` is the administrative county that it lies in."""

    code: str
    county: str
    powers: tuple[tuple[str, Span], ...] = ()


@dataclass(frozen=True, slots=True)
class Succession:
    """From `on` an organ's powers are continued by another. Slugs, or whole organ codes for one place."""

    organ: str
    name: str
    successor: str
    on: date


@dataclass(frozen=True, slots=True)
class OwnOrgan:
    """An organ from an office's own list; `superior` empty follows the pattern, `powers` are sectors it
    holds."""

    code: str
    name: str
    superior: str = ""
    powers: tuple[str, ...] = ()
    span: Span = Span()


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything a directory is built from."""

    divisions: Mapping[str, Division]
    kinds: Mapping[str, OrganKind]
    powers: Iterable[Power] = ()
    zones: Iterable[Zone] = ()
    successions: Iterable[Succession] = ()
    own: Iterable[OwnOrgan] = ()
