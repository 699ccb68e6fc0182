"""What supervision, ownership and escalation go by: dated data, checked as a whole. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any, Final, Protocol, TypeVar

from sankua.core.errors import Problem, Refused

LEVELS: Final = ("TOWNSHIP", "COUNTY", "CITY", "PROVINCE")
"""Levels of owners and offices, lowest first."""
LETTER_WORDS: Final = frozenset(
    {"office", "year", "case_id", "number", "to_org", "ground", "clock", "basis", "answer_due", "day"}
)
"""All that a supervision letter may say."""


@dataclass(frozen=True, slots=True)
class Force:
    """Article, certainty, and from when to when something holds."""

    basis: str
    certainty: str
    since: date
    until: date = date.max

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.since <= day <= self.until


class Dated(Protocol):
    """Something with an id and a time of force."""

    @property
    def id(self) -> str:
        """The id."""

    @property
    def force(self) -> Force:
        """When it holds."""


D = TypeVar("D", bound=Dated)


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground of supervision (条例 40); `clocks` give it by running out."""

    id: str
    title: str
    clocks: frozenset[str]
    force: Force


@dataclass(frozen=True, slots=True)
class Form:
    """One form of 督办. `of`: the form whose silence brings it, `after`: days past due; None: by hand."""

    id: str
    title: str
    issued_by: frozenset[str]
    answer_days: int
    force: Force
    after: int | None = None
    of: str = ""


@dataclass(frozen=True, slots=True)
class Rung:
    """What goes up (上交): a duty late for `overdue_days`, or, `after` so many days, a form unanswered or
    the term of a scheme over."""

    id: str
    title: str
    level: str
    ground: str
    force: Force
    overdue_days: int | None = None
    of: str = ""
    after: int = 0
    term: str = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """One scheme of 包案. `roles` make a team; `acts` are wanted before 销案."""

    id: str
    title: str
    levels: frozenset[str]
    acts: tuple[str, ...]
    untouched_days: int
    force: Force
    roles: tuple[str, ...] = ()
    barred_slugs: frozenset[str] = frozenset()
    term: str = ""
    """QUARTER: a case is taken in each, and concluded by its end; empty: no term."""
    term_yellow: int = 0
    term_red: int = 0
    """Days left at which the term's light changes."""


@dataclass(frozen=True, slots=True)
class Raise:
    """提级包案: the scheme, how many levels above the last owner, within how many days."""

    scheme: str
    levels_up: int
    days: int


@dataclass(frozen=True, slots=True)
class Laws:
    """One file of rules/oversight."""

    version: str = ""
    grounds: tuple[Ground, ...] = ()
    forms: tuple[Form, ...] = ()
    rungs: tuple[Rung, ...] = ()
    schemes: tuple[Scheme, ...] = ()
    raising: Raise = Raise("", 1, 5)
    ahead_days: int = 3
    letter_title: str = ""
    letter: tuple[str, ...] = ()

    def ground(self, name: str, day: date) -> Ground:
        """The ground in force. Refused where there is none."""
        return _one(self.grounds, name, day, "ground")

    def ground_of(self, clock: str, day: date) -> Ground | None:
        """The ground that a clock gives by running out."""
        return next((g for g in self.grounds if clock in g.clocks and g.force.holds(day)), None)

    def form(self, name: str, day: date) -> Form:
        """The form in force. Refused where there is none."""
        return _one(self.forms, name, day, "form")

    def rung(self, name: str, day: date) -> Rung:
        """The rung in force. Refused where there is none."""
        return _one(self.rungs, name, day, "rung")

    def scheme(self, name: str, day: date) -> Scheme:
        """The scheme in force. Refused where there is none."""
        return _one(self.schemes, name, day, "scheme")

    def known_scheme(self, name: str, day: date) -> Scheme | None:
        """As `scheme`; None for one that only another system, or an older rule file, knows."""
        return next((s for s in self.schemes if s.id == name and s.force.holds(day)), None)


def _one(found: Iterable[D], name: str, day: date, field: str) -> D:
    listed = [f for f in found if f.force.holds(day)]
    for entry in listed:
        if entry.id == name:
            return entry
    raise Refused(Problem(field, f"{name!r} is none of {', '.join(f.id for f in listed)} on {day}"))


def parse(data: Mapping[str, Any], file: str) -> Laws:
    """The laws of a file that fits the schema. Refused where its parts do not fit together."""
    problems = list(_problems(data))
    if problems:
        raise Refused(*(Problem(field, reason, file) for field, reason in problems))
    raising = data["raise"]
    return Laws(
        version=data["version"],
        grounds=tuple(
            Ground(g["id"], g["title"], frozenset(g["clocks"]), _force(g)) for g in data["grounds"]
        ),
        forms=tuple(map(_form, data["forms"])),
        rungs=tuple(map(_rung, data["rungs"])),
        schemes=tuple(map(_scheme, data["schemes"])),
        raising=Raise(raising["scheme"], raising["levels_up"], raising["days"]),
        ahead_days=data["day_list"]["ahead_days"],
        letter_title=data["letter"]["title"],
        letter=tuple(data["letter"]["paragraphs"]),
    )


def _force(entry: Mapping[str, Any]) -> Force:
    span = entry["effective"]
    until = date.fromisoformat(span["to"]) if "to" in span else date.max
    return Force(entry["basis"], entry["certainty"], date.fromisoformat(span["from"]), until)


def _form(entry: Mapping[str, Any]) -> Form:
    auto = entry.get("automatic", {})
    issuers = frozenset(entry["issued_by"])
    days, force = entry["answer_days"], _force(entry)
    return Form(entry["id"], entry["title"], issuers, days, force, auto.get("after"), auto.get("of", ""))


def _rung(entry: Mapping[str, Any]) -> Rung:
    when = entry["when"]
    return Rung(
        id=entry["id"],
        title=entry["title"],
        level=entry["level"],
        ground=entry["ground"],
        force=_force(entry),
        overdue_days=when.get("overdue_days"),
        of=when.get("unanswered", ""),
        term=when.get("term_over", ""),
        after=when.get("after", 0),
    )


def _scheme(entry: Mapping[str, Any]) -> Scheme:
    term = entry.get("term", {})
    return Scheme(
        id=entry["id"],
        title=entry["title"],
        levels=frozenset(entry["levels"]),
        acts=tuple(entry["acts"]),
        untouched_days=entry["untouched_days"],
        force=_force(entry),
        roles=tuple(entry.get("roles", ())),
        barred_slugs=frozenset(entry.get("barred_slugs", ())),
        term=term.get("unit", ""),
        term_yellow=term.get("yellow_days", 0),
        term_red=term.get("red_days", 0),
    )


def _problems(data: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for part in ("grounds", "forms", "rungs", "schemes"):
        yield from _overlaps(part, data[part])
    grounds, forms = ({e["id"] for e in data[part]} for part in ("grounds", "forms"))
    for i, form in enumerate(data["forms"]):
        of = form.get("automatic", {}).get("of")
        if of is not None and (of not in forms or of == form["id"]):
            yield f"forms.{i}.automatic.of", f"{of!r} is no other form of this file"
    for i, rung in enumerate(data["rungs"]):
        if rung["ground"] not in grounds:
            yield f"rungs.{i}.ground", f"{rung['ground']!r} is no ground of this file"
        if rung["when"].get("unanswered", next(iter(forms))) not in forms:
            yield f"rungs.{i}.when.unanswered", "no such form in this file"
        over = rung["when"].get("term_over")
        if over is not None and not any(s["id"] == over and "term" in s for s in data["schemes"]):
            yield f"rungs.{i}.when.term_over", f"{over!r} is no scheme of this file with a term"
    for i, scheme in enumerate(data["schemes"]):
        if "term" in scheme and scheme["term"]["red_days"] > scheme["term"]["yellow_days"]:
            yield f"schemes.{i}.term.red_days", "more than yellow_days: it would never be YELLOW"
    if data["raise"]["scheme"] not in {s["id"] for s in data["schemes"]}:
        yield "raise.scheme", f"{data['raise']['scheme']!r} is no scheme of this file"
    for i, line in enumerate(data["letter"]["paragraphs"]):
        yield from _words(f"letter.paragraphs.{i}", line)


def _overlaps(part: str, entries: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, str]]:
    seen: list[tuple[str, Force]] = []
    for i, entry in enumerate(entries):
        force = _force(entry)
        if force.until < force.since:
            yield f"{part}.{i}.effective", "ends before it begins"
        for name, other in seen:
            if name == entry["id"] and other.since <= force.until and force.since <= other.until:
                yield f"{part}.{i}.effective", f"{name} is in force twice on one day"
        seen.append((entry["id"], force))


def _words(field: str, line: str) -> Iterable[tuple[str, str]]:
    try:
        names = {name for _, name, _, _ in Formatter().parse(line) if name is not None}
    except ValueError as error:
        yield field, f"braces: {error}"
        return
    for name in sorted(names - LETTER_WORDS):
        yield field, f"{{{name}}} is none of {', '.join(sorted(LETTER_WORDS))}"
