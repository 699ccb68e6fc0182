"""Turns a rule file's content into a rule set, or says everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

from jsonschema import Draft202012Validator

from sankua.core.errors import Problem, Refused
from sankua.core.facts import FACTS
from sankua.core.orgs.model import Span
from sankua.core.rules.cel_alone import cel
from sankua.core.rules.expression import check_expression
from sankua.core.rules.model import NO_LEAD, STAGES, Example, Part, Rule, RuleSet
from sankua.core.rules.schema import rules_schema
from sankua.core.rules.selector import Selector, parse_selector
from sankua.core.rules.view import DERIVED


def parse_rules(data: Any, slugs: frozenset[str], base: RuleSet | None = None) -> RuleSet:
    """The rule set of a file's content. `slugs` are the organs the directory knows; `base` is what it
    extends.

    Refused with every problem: schema, unknown names in expressions or selectors, wrong types, duplicate ids,
    overlapping dates, rules out of order, a last rule that does not always apply.
    """
    if problems := list(_schema_problems(data)):
        raise Refused(*problems)
    reader = _Reader(slugs, str(data.get("region", "")))
    own = [reader.rule(row, f"rules.{i}") for i, row in enumerate(data["rules"])]
    span = _span(data["effective"], "effective", reader.problems)
    if reader.problems:
        raise Refused(*reader.problems)
    rules = tuple(own) if base is None else _overlaid(base, own, data["rules"])
    if problems := [*_order(rules), *_clashes(rules, data["rules"])]:
        raise Refused(*problems)
    return RuleSet(
        data["rule_set"], data["version"], data["title"], span, rules, frozenset(r.id for r in own)
    )


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(rules_schema())


def _schema_problems(data: Any) -> Iterable[Problem]:
    for error in sorted(_validator().iter_errors(data), key=lambda e: [str(p) for p in e.absolute_path]):
        where = ".".join(str(step) for step in error.absolute_path)
        yield Problem(where or "file", error.message)


def _span(row: Mapping[str, Any], where: str, problems: list[Problem]) -> Span:
    found: list[date | None] = []
    for key in ("from", "to"):
        try:
            found.append(date.fromisoformat(row[key]) if row.get(key) else None)
        except ValueError:
            problems.append(Problem(f"{where}.{key}", f"{row[key]!r} is not a date"))
            found.append(None)
    start, end = found
    if start and end and end < start:
        problems.append(Problem(f"{where}.to", f"{end} is before {start}"))
    return Span(start, end)


class _Reader:
    """Reads rules one by one and gathers what is wrong."""

    def __init__(self, slugs: frozenset[str], region: str) -> None:
        self.slugs = slugs
        self.region = region
        self.problems: list[Problem] = []

    def rule(self, row: Mapping[str, Any], where: str) -> Rule:
        """One rule; problems go to the list."""
        outcome = row.get("outcome", "ROUTE")
        if (outcome in NO_LEAD or row.get("recusal", False)) == bool(row.get("lead")):
            self.problems.append(Problem(f"{where}.lead", f"does not go with outcome {outcome}"))
        source = self._in_region(row["when"])
        when, reads = self.expression(row["when"], f"{where}.when", source)
        refer = row.get("refer_when")
        refer_when, refer_reads = self.expression(refer, f"{where}.refer_when") if refer else (None, ())
        resolver = row.get("resolver")
        rule = Rule(
            id=row["id"],
            title=row["title"],
            stage=row["stage"],
            when=when,
            source=row["when"],
            reads=reads,
            reads_more=(),
            outcome=outcome,
            lead=tuple(
                self.part({"org": part} if isinstance(part, str) else part, f"{where}.lead.{i}")
                for i, part in enumerate(row.get("lead", ()))
            ),
            co_handlers=tuple(
                self.part(part, f"{where}.co_handlers.{i}")
                for i, part in enumerate(row.get("co_handlers", ()))
            ),
            support=self.selectors(row.get("support", ()), f"{where}.support"),
            resolver=self.selectors((resolver,), f"{where}.resolver")[0] if resolver else None,
            refer_when=refer_when,
            recusal=row.get("recusal", False),
            basis=tuple(row["basis"]),
            certainty=row["certainty"],
            span=_span(row.get("effective", {}), f"{where}.effective", self.problems),
            region=self.region,
            examples=_examples(row["examples"]),
        )
        return replace(rule, reads_more=_reads_more(rule, refer_reads))

    def _in_region(self, source: str) -> str:
        """A local rule holds only for matters in its region (a city's or province's code without its
        zeros)."""
        if not self.region:
            return source
        prefix = self.region[:2] if self.region.endswith("0000") else self.region.removesuffix("00")
        return f'matter_county.startsWith("{prefix}") && ({source})'

    def expression(self, text: str, where: str, source: str = "") -> tuple[Any, tuple[str, ...]]:
        """The compiled expression and the facts it reads; types are checked in every branch."""
        source = source or text
        for reason in check_expression(source):
            self.problems.append(Problem(where, reason))
        try:
            program = cel.compile(source)
        except ValueError as error:
            self.problems.append(Problem(where, str(error).splitlines()[0]))
            return None, ()
        names = [n for n in program.variables() if n in FACTS or n in DERIVED]
        facts = [fact for name in names for fact in (DERIVED[name][1] if name in DERIVED else (name,))]
        return program, tuple(dict.fromkeys(facts))

    def selectors(self, texts: Iterable[str], where: str) -> tuple[Selector, ...]:
        """The parsed selectors; one that is wrong is named and stands as `holder` until the refusal."""
        found = []
        for number, text in enumerate(texts):
            try:
                found.append(parse_selector(text, self.slugs))
            except ValueError as error:
                self.problems.append(Problem(f"{where}.{number}", str(error)))
                found.append(Selector("holder", "", (), ""))
        return tuple(found)

    def part(self, row: Mapping[str, Any], where: str) -> Part:
        """One lead or co-handler."""
        when, reads = self.expression(row["when"], f"{where}.when") if "when" in row else (None, ())
        return Part(self.selectors((row["org"],), f"{where}.org")[0], row.get("share", ""), when, reads)


def _reads_more(rule: Rule, refer_reads: tuple[str, ...]) -> tuple[str, ...]:
    """The facts that a rule reads to name organs and who decides, beside those of its condition."""
    parts = (*rule.lead, *rule.co_handlers)
    selectors = [
        *(part.selector for part in parts),
        *rule.support,
        *([rule.resolver] if rule.resolver else ()),
    ]
    named = [fact for selector in selectors for fact in selector.reads]
    named += [fact for part in parts for fact in part.reads]
    # Whoever is named, an abolished organ's heir stands in for it; and whoever leads, power holders join.
    heir = ("dissolved_org", "successor_org") if selectors else ()
    # Who consoles is left out where the matter lies at home; the counties of a referred matter are parties.
    refers = rule.outcome == "REFER_SUPERIOR" or rule.refer_when is not None
    home = DERIVED["counties"][1] if rule.support or refers else ()
    joining = () if rule.stage == "firewall" else ("power_holders",)
    read = dict.fromkeys((*named, *refer_reads, *heir, *home, *joining))
    return tuple(fact for fact in read if fact not in rule.reads)


def _examples(row: Mapping[str, Any]) -> tuple[Example, ...]:
    positive = (Example(item["facts"], item["expect"]) for item in row["applies"])
    return (*positive, *(Example(item["facts"]) for item in row["not"]))


def _overlaid(base: RuleSet, own: list[Rule], rows: list[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """The base's rules with the local ones in front of those they name. Refused where they name none."""
    rules = list(base.rules)
    problems = []
    for number, (rule, row) in enumerate(zip(own, rows, strict=True)):
        anchor = row.get("replaces") or row.get("before")
        index = next((i for i, r in enumerate(rules) if r.id == anchor), None)
        if index is None:
            problems.append(Problem(f"rules.{number}.before", f"{anchor!r} is not a rule of {base.name}"))
        elif row.get("replaces"):
            rules[index] = rule
        else:
            rules.insert(index, rule)
    if problems:
        raise Refused(*problems)
    return tuple(rules)


def _order(rules: tuple[Rule, ...]) -> Iterable[Problem]:
    """Firewall, linking, exits, sector, general; and a last rule that always applies, so that all is
    decided."""
    for before, after in pairwise(rules):
        if STAGES.index(after.stage) < STAGES.index(before.stage):
            yield Problem(after.id, f"{after.stage} may not come after {before.id}, {before.stage}")
    last = rules[-1]
    if last.source != "true" or last.span != Span() or last.outcome in NO_LEAD:
        yield Problem(last.id, 'the last rule must always apply: when "true", without dates, naming a lead')


def _clashes(rules: tuple[Rule, ...], rows: list[Mapping[str, Any]]) -> Iterable[Problem]:
    """One id may come again only for other dates."""
    lines = {row["id"]: f"rules.{i}" for i, row in enumerate(rows)}
    for index, rule in enumerate(rules):
        for other in rules[index + 1 :]:
            if rule.id == other.id:
                same = rule.span == other.span
                reason = f"{rule.id} is there twice" if same else f"dates of {rule.id} overlap"
                if rule.span.overlaps(other.span):
                    yield Problem(f"{lines.get(rule.id, 'rules')}.id", reason)
