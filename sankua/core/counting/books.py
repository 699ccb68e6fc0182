"""The counting rules as dated data, and everything else a report is counted by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sankua.core.clocks import ClockBook
from sankua.core.errors import Problem, Refused
from sankua.core.events import KNOWN

RANKABLE: Final = frozenset({"led", "concluded", "settled", "open", "overdue"})
"""Figures of an organ that a rank may use. Registration, repeat and cross-level counts are not among them."""

CLOCK_RATES: Final = ("office_timely", "unit_timely", "reply_on_time")
CASE_RATES: Final = ("evaluated", "satisfied", "first_time_settled", "repeat")
_TOTALS: Final = ("routed", "concluded", "plan_made", "reviews", "final_reviews")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that counts cases by their events; `otherwise` stands in where a case has none of `events`."""

    events: tuple[str, ...]
    otherwise: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClockRate:
    """A timeliness rate: which clock, and of which role's handoffs ("" means any)."""

    clock: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """One step of the rank: `figure` / `of`, and its value where `of` is 0."""

    figure: str
    of: str
    high: bool
    empty: float


@dataclass(frozen=True, slots=True)
class CountingRules:
    """One version of the counting rules (统计口径)."""

    version: str
    effective: date
    totals: Mapping[str, Figure]
    closed_by: frozenset[str]
    closing_outcomes: frozenset[str]
    reopened_by: str
    classified_outcome: str
    classified_branches: frozenset[str]
    clock_rates: Mapping[str, ClockRate]
    evaluation_target: str
    satisfied_ratings: frozenset[str]
    percentiles: Mapping[str, int]
    rank: tuple[Share, ...]
    public_minimum: int

    @classmethod
    def from_json(cls, data: Mapping[str, Any], file: str = "") -> CountingRules:
        """The rules of one file. Refused, with every problem in it, where it does not hold together."""
        problems: list[Problem] = []
        _check(data, problems)
        if problems:
            raise Refused(*(Problem(p.field, p.reason, file) for p in problems))
        rates = data["rates"]
        return cls(
            version=str(data["version"]),
            effective=data["effective"]["from"],
            totals={n: _figure(f) for n, f in data["totals"].items()},
            closed_by=frozenset(data["open"]["closed_by"]),
            closing_outcomes=frozenset(data["open"]["closing_outcomes"]),
            reopened_by=data["open"]["reopened_by"],
            classified_outcome=data["classified_by_law"]["outcome"],
            classified_branches=frozenset(data["classified_by_law"]["branches"]),
            clock_rates={n: ClockRate(rates[n]["clock"], rates[n].get("role", "")) for n in CLOCK_RATES},
            evaluation_target=rates["evaluated"]["target"],
            satisfied_ratings=frozenset(rates["satisfied"]["ratings"]),
            percentiles=dict(data["percentiles"]),
            rank=tuple(
                Share(s["share"], s["of"], s["better"] == "high", float(s["empty"])) for s in data["rank"]
            ),
            public_minimum=int(data["public_minimum"]),
        )


@dataclass(frozen=True, slots=True)
class CountingBooks:
    """What a report is counted by: the clocks, and the versions of the counting rules, oldest first."""

    clocks: ClockBook
    versions: tuple[CountingRules, ...]

    def rules(self, day: date) -> CountingRules:
        """The version in force on a day; the first one for days before all."""
        return next((v for v in reversed(self.versions) if v.effective <= day), self.versions[0])


def _figure(data: Mapping[str, Any]) -> Figure:
    return Figure(tuple(data["events"]), tuple(data.get("otherwise", ())))


_SHAPE: Final[Mapping[str, Sequence[str]]] = {
    "": ("version", "effective", "basis", "certainty", "totals", "open", "classified_by_law", "rates",
         "percentiles", "rank", "public_minimum"),
    "effective": ("from",),
    "totals": _TOTALS,
    "open": ("closed_by", "closing_outcomes", "reopened_by"),
    "classified_by_law": ("outcome", "branches"),
    "rates": (*CLOCK_RATES, *CASE_RATES),
    "percentiles": ("p50", "p95"),
}  # fmt: skip


def _check(data: Any, problems: list[Problem]) -> None:
    for path, names in _SHAPE.items():
        part = data if not path else data.get(path) if isinstance(data, Mapping) else None
        if not isinstance(part, Mapping):
            problems.append(Problem(path, "expected a mapping"))
            continue
        dot = f"{path}." if path else ""
        problems += [Problem(dot + n, "missing") for n in names if n not in part]
        problems += [Problem(f"{dot}{n}", "unknown field") for n in part if n not in names]
    if problems:
        return
    if not isinstance(data["effective"]["from"], date):
        problems.append(Problem("effective.from", "expected a date, for example 2022-05-01"))
    _check_events(data, problems)
    for i, step in enumerate(data["rank"]):
        for key in ("share", "of"):
            if step.get(key) not in RANKABLE:
                allowed = ", ".join(sorted(RANKABLE))
                problems.append(Problem(f"rank[{i}].{key}", f"{step.get(key)!r} may not rank; use {allowed}"))
        if step.get("better") not in ("low", "high") or "empty" not in step:
            problems.append(Problem(f"rank[{i}]", "needs better: low or high, and empty: a number"))


def _check_events(data: Mapping[str, Any], problems: list[Problem]) -> None:
    lists = {f"totals.{n}": [*f["events"], *f.get("otherwise", ())] for n, f in data["totals"].items()}
    lists["open.closed_by"] = data["open"]["closed_by"]
    lists["open.reopened_by"] = [data["open"]["reopened_by"]]
    for field, names in lists.items():
        problems += [Problem(field, f"unknown event {n!r}") for n in names if n not in KNOWN]
