"""The engine: looks at the rules in order, lets the first that applies decide, and says what it read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final

from sankua.core.errors import Refused
from sankua.core.facts import FACTS, canonical, check_facts
from sankua.core.orgs import Directory
from sankua.core.rules.assemble import Case, assemble
from sankua.core.rules.cel_alone import cel
from sankua.core.rules.decision import Decision, RuleTrace
from sankua.core.rules.firewall import Barred
from sankua.core.rules.model import NO_LEAD, Rule, RuleSet
from sankua.core.rules.view import look

_ABSENT: Final = dict.fromkeys(FACTS, "")


def route(facts: Mapping[str, Any], rules: RuleSet, orgs: Directory, as_of: date) -> Decision:
    """The decision for a set of facts by the rules of a day. The same input gives the same decision,
    anywhere.

    Refused where a fact is wrong (unknown, ill-formed, an unknown division) or no rules are in force that
    day. Facts that are only missing give NEEDS_FACTS.
    """
    if problems := check_facts(facts, orgs):
        raise Refused(*problems)
    known = canonical(facts)
    view = look(known, orgs, as_of)
    barred = Barred(view.accused, view.interested, view.values["dissolved_org"], orgs)
    context = cel.Context({})
    # Asked for by name: an expression reads few of the fifty values, and each costs a conversion.
    context.set_variable_resolver(view.values.get)
    looked = _look_through(rules.on(as_of), context, _as_text(known))
    case = Case(view, orgs, as_of, barred, context)
    head = (_decision_id(known, rules), rules.name, rules.version, as_of.isoformat())
    return assemble(case, looked.rule, looked.recusal, looked.trace, head)


@dataclass(frozen=True, slots=True)
class _Looked:
    """The rule that applies, the recusal rule where one holds, and the trace."""

    rule: Rule
    recusal: Rule | None
    trace: list[RuleTrace]


def _look_through(rules: Sequence[Rule], context: cel.Context, text: Mapping[str, str]) -> _Looked:
    """Every rule up to the one that applies. The loader has made sure that the last one always does."""
    trace: list[RuleTrace] = []
    recusal = None
    for number, rule in enumerate(rules, 1):
        applied = rule.when.execute(context)
        if not applied:
            trace.append(RuleTrace(rule.id, {name: text[name] for name in rule.reads}, False))
            continue
        read = {name: text[name] for name in (*rule.reads, *rule.reads_more)}
        trace.append(RuleTrace(rule.id, read, True))
        if not rule.recusal:
            if recusal is None and rule.outcome not in NO_LEAD:
                recusal = _recusal_below(rules[number:], context, text, trace)
            return _Looked(rule, recusal, trace)
        recusal = rule
    raise AssertionError("the last rule of a rule set always applies; the loader checks it")


def _recusal_below(
    rules: Sequence[Rule], context: cel.Context, text: Mapping[str, str], trace: list[RuleTrace]
) -> Rule | None:
    """The recusal rule (回避) that holds though the deciding rule stands above it: it binds every lead."""
    found = next((rule for rule in rules if rule.recusal and rule.when.execute(context)), None)
    if found is not None:
        trace.append(RuleTrace(found.id, {name: text[name] for name in found.reads}, True))
    return found


def _as_text(known: Mapping[str, Any]) -> dict[str, str]:
    """Facts as a trace shows them; empty text where nothing is known."""
    return _ABSENT | {name: _text(value) for name, value in known.items()}


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else ",".join(value)


def _decision_id(facts: Mapping[str, Any], rules: RuleSet) -> str:
    """Derived from the facts and the rule set: 32 hexadecimal digits."""
    text = json.dumps([facts, rules.name, rules.version], sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:32]
