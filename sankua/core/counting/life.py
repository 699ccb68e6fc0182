"""The life of one case as it was known at a moment: its facts by name, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import datetime
from itertools import chain
from typing import Any, Final

from sankua.core.counting.books import CountingRules
from sankua.core.counting.facts import Fact, facts, order
from sankua.core.events import Event
from sankua.core.once import once

__all__ = ["ROUTING", "Fact", "Life", "facts", "offers_lead", "outcome_of"]

ROUTING: Final = ("CaseRouted", "HandoffOffered")
"""What may say that a case leaves the ordinary track (导入其他程序): a routing, or an offer in that mode."""
_RELEASING: Final = frozenset({"ObjectionUpheld", "UnitNotAccepted"})


class Life:
    """One case at one moment: its facts by name, and what follows from them."""

    def __init__(self, case: str, found: list[Fact], rules: CountingRules) -> None:
        self.case = case
        self.facts = found
        self.rules = rules
        self._named: dict[str, list[Fact]] = {}
        for fact in found:
            self._named.setdefault(fact.name, []).append(fact)

    def of(self, *names: str) -> list[Fact]:
        """The facts of these names, in order of time."""
        named = self._named
        if len(names) == 1:
            return named.get(names[0], [])
        found = [named[name] for name in names if name in named]
        if len(found) < 2:
            return found[0] if found else []
        return sorted(chain.from_iterable(found), key=order)

    def has(self, names: Set[str]) -> bool:
        """Whether there is any fact of these names."""
        return not names.isdisjoint(self._named)

    @once
    def registered(self) -> Fact | None:
        """登记; None for a case that another deployment registered."""
        first = self.of("CaseRegistered")
        return first[0] if first else None

    @once
    def office(self) -> str:
        """The organ that registered the case; "" where none is named."""
        registered = self.registered
        return str(registered.data.get("registered_by") or registered.source or "") if registered else ""

    @once
    def derived(self) -> bool:
        """Taken over with times that nobody recorded: in no rate."""
        return self.registered is not None and bool(self.registered.data.get("derived"))

    @once
    def intake_facts(self) -> Mapping[str, Any]:
        """The routing facts, amendments applied."""
        merged: dict[str, Any] = {}
        for fact in self.of("CaseRegistered", "FactsAmended"):
            merged.update(fact.data.get("facts") or {})
        return merged

    @once
    def branch(self) -> str | None:
        """Branch of 条例 31: as amended, else as registered."""
        amended = [f.data["facts"]["branch"] for f in self.of("FactsAmended") if _has_branch(f)]
        if amended:
            return str(amended[-1])
        registered = self.registered.data if self.registered else {}
        return registered.get("branch") or self.intake_facts.get("branch")

    @once
    def purpose(self) -> str:
        """The purpose; once an accusation, always one, whatever an amendment says (防火墙)."""
        named = [fact.data.get("purpose") for fact in self.of("CaseRegistered")]
        said = self.of("CaseRegistered", "FactsAmended")
        named += [(fact.data.get("facts") or {}).get("purpose") for fact in said]
        purposes = [str(purpose) for purpose in named if purpose]
        return "ACCUSATION" if "ACCUSATION" in purposes else purposes[0] if purposes else ""

    @property
    def is_accusation(self) -> bool:
        """检举控告."""
        return self.purpose == "ACCUSATION"

    @once
    def closed_by(self) -> str:
        """What closed the case: an event name or a routing outcome; "" while it is open or not ours."""
        closer = ""
        for fact in self.facts:
            if fact.name == self.rules.reopened_by:
                closer = ""
            elif fact.name in ROUTING:
                outcome = outcome_of(fact)
                if outcome in self.rules.closing_outcomes:
                    closer = closer or outcome
                elif fact.name == "CaseRouted" and closer in self.rules.closing_outcomes:
                    closer = ""
            elif fact.name in self.rules.closed_by:
                closer = fact.name
        return closer

    @once
    def open(self) -> bool:
        """Registered here, and not closed since."""
        return self.registered is not None and not self.closed_by

    @once
    def lead(self) -> str | None:
        """主办 at this moment, provisional or settled, or the organ it was redirected to; None: nobody."""
        lead: str | None = None
        lead_handoffs: dict[str, str] = {}
        for fact in self.facts:
            data = fact.data
            if fact.name == "CaseRouted":
                lead = (data.get("decision") or {}).get("lead") or lead
            elif fact.name == "HandoffOffered" and offers_lead(fact):
                lead = lead_handoffs[str(data.get("handoff_id"))] = str(data.get("to_org", ""))
            elif fact.name in ("DisputeAgreed", "DisputeDecided"):
                lead = data.get("lead") or lead
            elif fact.name in _RELEASING and lead_handoffs.get(str(data.get("handoff_id"))) == lead:
                lead = None
        return lead

    def clock_events(self) -> list[Event]:
        """The same facts as events, for the clock engine."""
        return [self._event(fact) for fact in self.facts]

    def _event(self, fact: Fact) -> Event:
        node, _, producer = fact.stream.rpartition("/")
        time = datetime.fromisoformat(fact.time)
        recorded = time if fact.recorded == fact.time else datetime.fromisoformat(fact.recorded)
        return Event(
            fact.name, self.case, fact.seq, producer, time, recorded, fact.source, node, data=fact.data
        )


def offers_lead(fact: Fact) -> bool:
    """Whether a HandoffOffered carries the lead (主办): by its role; 报请 without a role does not."""
    role = fact.data.get("role")
    return bool(role == "LEAD" or (not role and fact.data.get("mode") != "REPORT_UP"))


def _has_branch(fact: Fact) -> bool:
    return bool((fact.data.get("facts") or {}).get("branch"))


def outcome_of(fact: Fact) -> str:
    """The outcome of a CaseRouted; a mode of REDIRECT says it where no decision does, also of an offer."""
    if fact.name == "HandoffOffered" and not offers_lead(fact):
        return ""
    outcome = (fact.data.get("decision") or {}).get("outcome")
    return str(outcome or ("REDIRECT" if fact.data.get("mode") == "REDIRECT" else ""))
