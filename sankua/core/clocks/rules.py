"""What a clock is, as dated data: trigger, length, ends, owner, lights, article. And the book of them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from sankua.core.calendar import Calendar
from sankua.core.clocks.conditions import Condition

PAUSING: Final = "HearingHeld"
"""The signal whose days are left out where a rule has a pause (听证所需时间)."""


class Kind(StrEnum):
    """What a clock binds: an organ's duty, a window one may use, a chain figure, the backstop."""

    DUTY = "duty"
    WINDOW = "window"
    CHAIN = "chain"
    BACKSTOP = "backstop"


class Unit(StrEnum):
    """What is counted: natural days, official working days, or nothing: the sender names the day."""

    NATURAL = "natural"
    WORKING = "working"
    GIVEN = "given"


class Ending(StrEnum):
    """What a signal does to a running clock: it is met, it goes away, or it was never owed (VOID)."""

    MET = "MET"
    CANCELLED = "CANCELLED"
    VOID = "VOID"


@dataclass(frozen=True, slots=True)
class Lights:
    """Days left at which a clock turns YELLOW and RED."""

    yellow: int
    red: int


@dataclass(frozen=True, slots=True)
class Start:
    """One trigger: the signal, the field that names the moment (empty: when it happened), what a repeat does.

    `again` is `keep` (the running clock goes on), `replace` (it is cancelled and a new one starts),
    `reanchor` (it counts from the new moment) or `resume` (as keep, but from its first start).
    """

    signal: str
    at: str = ""
    again: str = "keep"


@dataclass(frozen=True, slots=True)
class Extension:
    """One prolongation (延期): the signal that grants it, the most days."""

    signal: str
    most: int


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One clock in one time of force. `variant` tells apart rules that share an id."""

    id: str
    variant: str
    title: str
    kind: Kind
    per: str
    starts: tuple[Start, ...]
    conditions: tuple[Condition, ...]
    length: int
    unit: Unit
    ends: Mapping[str, Ending]
    moves_on: frozenset[str]
    owner: str
    lights: Lights
    basis: str
    certainty: str
    valid_from: date
    valid_to: date
    extension: Extension | None = None
    pause: str = ""
    rolls: bool = False
    covers: bool = False
    destinations: tuple[str, ...] = ()
    runs_on: tuple[str, ...] = ()
    hears: frozenset[str] = field(init=False)
    """The signals that move or end it while it runs."""

    def __post_init__(self) -> None:
        heard = {*self.ends, *self.moves_on}
        if self.extension is not None:
            heard.add(self.extension.signal)
        if self.pause:
            heard.add(PAUSING)
        object.__setattr__(self, "hears", frozenset(heard))

    @property
    def name(self) -> tuple[str, str]:
        """Id and variant: what is unique on one date."""
        return (self.id, self.variant)


@dataclass(frozen=True, slots=True)
class Office:
    """What one office (a division code without its trailing zeros) sets for itself, and its own calendar."""

    prefix: str
    lights: Mapping[str, Lights] = field(default_factory=dict)
    lengths: Mapping[str, int] = field(default_factory=dict)
    calendar: Calendar | None = None


class ClockBook:
    """All clock rules in force, indexed by signal, with the calendar and the offices' own settings.

    `moments` names, per event, the field that says when it happened where that is not the event's time.
    """

    def __init__(
        self,
        rules: Sequence[ClockRule],
        calendar: Calendar,
        offices: Sequence[Office] = (),
        moments: Mapping[str, str] | None = None,
    ) -> None:
        self.rules = tuple(rules)
        self.calendar = calendar
        self.moments = dict(moments or {})
        self.offices = tuple(sorted(offices, key=lambda office: -len(office.prefix)))
        versions: dict[tuple[str, str], list[ClockRule]] = {}
        for rule in self.rules:
            versions.setdefault(rule.name, []).append(rule)
        self.starts: dict[str, list[tuple[Start, tuple[ClockRule, ...]]]] = {}
        for found in versions.values():
            for start in found[0].starts:
                self.starts.setdefault(start.signal, []).append((start, tuple(found)))
        self.heard = frozenset[str]().union(*(rule.hears for rule in self.rules))
        self.backstops = tuple(rule for rule in self.rules if rule.kind is Kind.BACKSTOP)

    def office(self, org: str) -> Office | None:
        """The nearest office whose settings hold for an organ."""
        for office in self.offices:
            if org.startswith(office.prefix):
                return office
        return None

    def calendar_of(self, org: str) -> Calendar:
        """The calendar that an organ works by: the nearest office's own one, else the national one."""
        for office in self.offices:
            if office.calendar is not None and org.startswith(office.prefix):
                return office.calendar
        return self.calendar

    def lights_of(self, rule: ClockRule, org: str) -> Lights:
        """The thresholds of a clock at an organ."""
        for office in self.offices:
            if rule.id in office.lights and org.startswith(office.prefix):
                return office.lights[rule.id]
        return rule.lights

    def length_of(self, rule: ClockRule, org: str) -> int:
        """The days of a clock at an organ; only parameters (ADVICE) can be set by an office."""
        for office in self.offices:
            if rule.id in office.lengths and org.startswith(office.prefix):
                return office.lengths[rule.id]
        return rule.length
