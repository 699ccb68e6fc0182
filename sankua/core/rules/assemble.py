"""Puts the decision together once a rule applies: lead, co-handlers, support, who must not, who decides a
dispute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sankua.core.orgs import Directory, county_of, division_of
from sankua.core.rules.decision import Decision, OrgShare, RuleTrace
from sankua.core.rules.firewall import Barred
from sankua.core.rules.model import CERTAINTIES, NO_LEAD, Part, Rule
from sankua.core.rules.selector import Selector, select
from sankua.core.rules.view import View, situations

CONTINUED = "《信访工作条例》第二十四条第二款"
HOLDER_SHARE = "就本机关法定职权部分协同办理"
Head = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """All that naming organs needs: the facts, the directory, the day, who is barred, the expressions'
    context."""

    view: View
    orgs: Directory
    on: date
    barred: Barred
    context: Any

    def select(self, selector: Selector) -> tuple[str, ...]:
        """The organs a selector names, each by who has its powers today."""
        return tuple(self.today(org) for org in select(selector, self.view, self.orgs, self.on))

    def holds(self, part: Part) -> bool:
        """Whether a part that a rule names is wanted in this case."""
        return part.when is None or bool(part.when.execute(self.context))

    def today(self, org: str) -> str:
        """The organ, or who continues its powers on the day; where that is unclear the party committee and
        government of its level, never an organ above (条例 24(2)). Of an accusation a government learns
        nothing (条例 30)."""
        values = self.view.values
        if not org or org != values["dissolved_org"]:
            return self.orgs.successor(org, self.on) or org
        unclear = org if values["purpose"] == "ACCUSATION" else division_of(org)
        return values["successor"] or unclear


def assemble(case: Case, rule: Rule, recusal: Rule | None, trace: list[RuleTrace], head: Head) -> Decision:
    """The decision by a rule that applies; `recusal` decides instead where it takes the lead from an
    organ."""
    named_by_rule, missing = (None, ()) if rule.outcome in NO_LEAD else _wanted(case, rule)
    wanted = case.today(named_by_rule) if named_by_rule else None
    lead = case.barred.next_free(wanted) if wanted else None
    if wanted and lead is None:
        missing = ("power_holders",)
    moved = recusal is not None and lead is not None and wanted in case.view.interested
    if wanted != named_by_rule:
        rule = replace(rule, basis=tuple(dict.fromkeys((*rule.basis, CONTINUED))))
    decider = _joined(recusal, rule) if recusal and moved else rule
    if recusal is not None:
        trace = [t._replace(applied=moved) if t.rule == recusal.id else t for t in trace]
    outcome = "NEEDS_FACTS" if missing else _outcome(case, rule)
    closed = outcome in NO_LEAD or outcome == "NEEDS_FACTS"
    # Of an accusation nobody learns but who handles it (条例 30): nobody joins, nobody consoles.
    accusation = case.view.values["purpose"] == "ACCUSATION"
    alone = closed or accusation
    co_handlers = () if alone else _co_handlers(case, rule, lead)
    named = {lead or "", *(c.org for c in co_handlers)}
    support = () if outcome == "NEEDS_FACTS" or accusation else _support(case, rule, lead, named)
    taking_part = (lead or "", *(c.org for c in co_handlers))
    more = _referred(case) if outcome == "REFER_SUPERIOR" else support
    resolver = None if closed else _resolver(case, rule, [*taking_part, *more])
    if outcome == "REFER_SUPERIOR" and resolver and resolver.endswith("-lxb"):
        outcome = "REFER_JOINT_MEETING"
    excluded = tuple(dict.fromkeys((*case.view.accused, *case.view.interested)))
    return Decision(
        *head, situations(case.view), outcome, lead, co_handlers, support, excluded, decider.id,
        decider.basis, decider.certainty, resolver, tuple(missing), tuple(trace),
    )  # fmt: skip


def _joined(recusal: Rule, rule: Rule) -> Rule:
    """Recusal decides: its id, both bases, and no surer than the rule it rests on."""
    weaker = max(recusal.certainty, rule.certainty, key=CERTAINTIES.index)
    return replace(recusal, basis=tuple(dict.fromkeys((*recusal.basis, *rule.basis))), certainty=weaker)


def _wanted(case: Case, rule: Rule) -> tuple[str | None, tuple[str, ...]]:
    """The lead by the first selector that names one, though it may be gone, or the facts to ask for."""
    parts = [part for part in rule.lead if case.holds(part)]
    for part in parts:
        if found := select(part.selector, case.view, case.orgs, case.on):
            return found[0], ()
    return None, _missing(case, [part.selector for part in parts])


def _missing(case: Case, selectors: Sequence[Selector]) -> tuple[str, ...]:
    """The facts to ask for: those that the selectors need and that are absent."""
    values = case.view.values
    named = [fact for s in selectors if s.what != "holder" for fact in s.facts if not values.get(fact)]
    by_sector = any(s.what == "sector" for s in selectors)
    if not named or (by_sector and values["sector"] not in ("", *case.orgs.sectors)):
        named.append("power_holders")
    return tuple(dict.fromkeys(named))


def _outcome(case: Case, rule: Rule) -> str:
    if rule.refer_when is not None and rule.refer_when.execute(case.context):
        return "REFER_SUPERIOR"
    return rule.outcome


def _co_handlers(case: Case, rule: Rule, lead: str | None) -> tuple[OrgShare, ...]:
    """The rule's own, then every other power holder; nobody twice, nobody barred."""
    found: dict[str, OrgShare] = {}
    for part in rule.co_handlers:
        if case.holds(part):
            for org in case.select(part.selector):
                found.setdefault(org, OrgShare(org, part.share))
    for holder in case.view.values["power_holders"]:
        org = case.today(holder)
        found.setdefault(org, OrgShare(org, HOLDER_SHARE))
    return tuple(c for org, c in found.items() if org != lead and not case.barred.holds(org))


def _support(case: Case, rule: Rule, lead: str | None, named: set[str]) -> tuple[str, ...]:
    """Places that console and help (疏导帮扶); not the place where the lead works anyway."""
    orgs = (org for selector in rule.support for org in case.select(selector))
    return tuple(
        org
        for org in dict.fromkeys(orgs)
        if org not in named and not case.barred.holds(org) and not _at_home(case, org, lead)
    )


def _at_home(case: Case, org: str, lead: str | None) -> bool:
    """Whether a supporting place is the lead's own county, or the matter's under a lead from above it."""
    if lead is None or len(division_of(org)) > 6:
        return False
    county = county_of(org)
    if county == county_of(lead):
        return True
    matter, counties = case.view.values["matter_county"], case.view.values["counties"]
    return len(counties) == 1 and county == matter and division_of(lead) in case.orgs.chain(matter)


def _referred(case: Case) -> tuple[str, ...]:
    """Who is party to a referral beside those that handle: the counties of the matter, even one of which no
    organ is named. Who only consoles (疏导帮扶) is none (条例 24(1), 37(3))."""
    counties: Sequence[str] = case.view.values["counties"]
    return tuple(counties) if len(counties) > 1 else ()


def _resolver(case: Case, rule: Rule, named: Sequence[str]) -> str | None:
    """Who decides if it is disputed: the rule's own, else the common superior, else the joint meeting
    (条例 24(1))."""
    chosen = case.select(rule.resolver) if rule.resolver else ()
    parties = [org for org in named if org]
    decider = chosen[0] if chosen and chosen[0] not in parties else case.orgs.common_superior(parties)
    decider = case.barred.superior_free(decider)
    # A joint-meeting office or government that takes part itself cannot decide: the one above it does.
    while decider is not None and decider in parties:
        decider = case.barred.superior_free(case.orgs.one_up(decider))
    return decider
