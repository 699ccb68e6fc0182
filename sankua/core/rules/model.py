"""A rule and a rule set: ordered, dated, compiled once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Protocol

from sankua.core.errors import Problem, Refused
from sankua.core.orgs.model import Span
from sankua.core.rules.selector import Selector

STAGES: Final = ("firewall", "linking", "exit", "sector", "general")
"""The order in which rules are looked at."""

OUTCOMES: Final = ("ROUTE", "REDIRECT", "REFER_SUPERIOR", "LINK_TO_RUNNING", "NOT_ACCEPTED_AGAIN")
NO_LEAD: Final = frozenset({"LINK_TO_RUNNING", "NOT_ACCEPTED_AGAIN"})
CERTAINTIES: Final = ("LAW", "PRACTICE", "ADVICE")
"""From sure to unsure."""


class Condition(Protocol):
    """A compiled CEL expression."""

    def execute(self, context: Any) -> Any:
        """Its value over the facts."""


@dataclass(frozen=True, slots=True)
class Part:
    """An organ that a rule names as lead or co-handler (协办): which, its share, and when; `reads`: the facts
    behind that condition."""

    selector: Selector
    share: str = ""
    when: Condition | None = None
    reads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A case that a rule must decide (`expect` says what comes out), or, without `expect`, must leave
    alone."""

    facts: Mapping[str, Any]
    expect: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `reads`: the facts behind its condition; `reads_more`: those that
    it reads once it applies. `refer_when`: when the superior decides and the
    lead waits."""

    id: str
    title: str
    stage: str
    when: Condition
    source: str
    reads: tuple[str, ...]
    reads_more: tuple[str, ...]
    outcome: str
    lead: tuple[Part, ...]
    co_handlers: tuple[Part, ...]
    support: tuple[Selector, ...]
    resolver: Selector | None
    refer_when: Condition | None
    recusal: bool
    basis: tuple[str, ...]
    certainty: str
    span: Span
    region: str = ""
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class RuleSet:
    """Rules in order. `span`: when the set is in force; a rule may be narrower. `own`: ids of its file."""

    name: str
    version: str
    title: str
    span: Span
    rules: tuple[Rule, ...]
    own: frozenset[str] = frozenset()
    _on: dict[date, tuple[Rule, ...]] = field(default_factory=dict, compare=False, repr=False)

    def on(self, day: date) -> tuple[Rule, ...]:
        """The rules in force on a day, in order. Refused outside the dates of the set."""
        if day not in self._on:
            if not self.span.holds(day):
                dates = f"{self.span.start or '…'} to {self.span.end or '…'}"
                reason = f"{day} is outside the dates of {self.name} ({dates})"
                raise Refused(Problem("as_of", reason))
            self._on[day] = tuple(rule for rule in self.rules if rule.span.holds(day))
        return self._on[day]
