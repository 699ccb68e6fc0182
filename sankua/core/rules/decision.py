"""The routing decision (定责) and its JSON form, EVENTS.md "The routing decision"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sankua.core.events import Sound


class OrgShare(NamedTuple):
    """An organ and its part in the matter, in words."""

    org: str
    share: str = ""


class RuleTrace(NamedTuple):
    """One rule that was looked at: the facts it read, as text (lists joined by a comma), and whether it
    applied."""

    rule: str
    facts: Mapping[str, str]
    applied: bool


class Decision(NamedTuple):
    """Who leads, who joins, who must not, why, how sure, and who decides if it is disputed."""

    decision_id: str
    rule_set: str
    rule_set_version: str
    as_of: str
    situations: tuple[str, ...]
    outcome: str
    lead: str | None
    co_handlers: tuple[OrgShare, ...]
    support: tuple[str, ...]
    excluded: tuple[str, ...]
    rule: str
    basis: tuple[str, ...]
    certainty: str
    resolver: str | None
    missing_facts: tuple[str, ...]
    trace: tuple[RuleTrace, ...]

    def to_json(self) -> dict[str, Any]:
        """Every key present; `lead` and `resolver` null and lists empty where there is none."""
        trace = [{"rule": t.rule, "facts": dict(t.facts), "applied": t.applied} for t in self.trace]
        return self._head() | {"trace": trace}

    def to_event(self) -> dict[str, Any]:
        """As `to_json`, for an event: the trace, which is most of it, in normal form."""
        return self._head() | {"trace": Sound(map(_row, self.trace))}

    def _head(self) -> dict[str, Any]:
        return {
            "decision_id": self.decision_id,
            "rule_set": self.rule_set,
            "rule_set_version": self.rule_set_version,
            "as_of": self.as_of,
            "situations": list(self.situations),
            "outcome": self.outcome,
            "lead": self.lead,
            "co_handlers": [{"org": c.org, "share": c.share} for c in self.co_handlers],
            "support": [{"org": org} for org in self.support],
            "excluded": [{"org": org} for org in self.excluded],
            "rule": self.rule,
            "basis": list(self.basis),
            "certainty": self.certainty,
            "resolver": self.resolver,
            "missing_facts": list(self.missing_facts),
        }


def _row(looked: RuleTrace) -> dict[str, Any]:
    row: dict[str, Any] = {"rule": looked.rule}
    if looked.facts:
        row["facts"] = {name: looked.facts[name] for name in sorted(looked.facts)}
    if looked.applied:
        row["applied"] = True
    return row
