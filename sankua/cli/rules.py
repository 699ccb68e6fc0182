"""`sankua rules check|test|diff|schema`: what an office needs before it puts a rule set into force."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from sankua.core.errors import Problem
    from sankua.core.orgs import Directory
    from sankua.core.rules import Decision, Rule, RuleSet

Name = Annotated[str | None, typer.Argument(help="rule set by name, or a .yaml file; default: all that ship")]
Json = Annotated[bool, typer.Option("--json", help="one JSON document")]
AsOf = Annotated[str | None, typer.Option(help="day whose rules hold, YYYY-MM-DD; default today")]


def register(app: typer.Typer) -> None:
    """Adds the group of commands."""
    group = typer.Typer(no_args_is_help=True, help="Check, try and compare rule sets (责任划分规则).")
    for name, command in (("check", check), ("test", run_examples), ("diff", diff), ("schema", schema)):
        group.command(name)(command)
    app.add_typer(group, name="rules")


def refuse(problems: Iterable[Problem]) -> NoReturn:
    """One line per problem on standard error; exit 1."""
    for problem in problems:
        typer.echo(str(problem), err=True)
    raise typer.Exit(1)


def check(rules: Name = None, as_json: Json = False) -> None:
    """Load a rule set and say everything that is wrong with it, by file, line and field."""
    loaded = [rule_set for rule_set, _ in _load(rules)]
    found = [{"rule_set": r.name, "version": r.version, "rules": len(r.rules)} for r in loaded]
    _show(found, as_json, [f"{f['rule_set']} v{f['version']}: {f['rules']} rules, all well" for f in found])


def run_examples(rules: Name = None, as_of: AsOf = None, as_json: Json = False) -> None:
    """Run the examples that the rules of each file carry: those a rule must decide, and those it must not."""
    from sankua.cli.route import parse_day

    day = parse_day(as_of)
    tried = 0
    failed: list[dict[str, Any]] = []
    for rule_set, orgs in _load(rules):
        _in_force(day, rule_set)
        for rule in (r for r in rule_set.on(day) if r.id in rule_set.own):
            tried += len(rule.examples)
            failed.extend(_failures(rule, rule_set, orgs, day))
    lines = [*(f"{f['rule_set']} {f['rule']} example {f['example']}: {f['reason']}" for f in failed)]
    for line in lines:
        typer.echo(line, err=True)
    _show({"examples": tried, "failed": failed}, as_json, [f"{tried} examples, {len(failed)} failed"])
    raise typer.Exit(1 if failed else 0)


def diff(
    a: Annotated[str, typer.Argument(help="rule set by name, or a .yaml file")],
    b: Annotated[str, typer.Argument(help="the one to compare it with")],
    facts: Annotated[Path, typer.Option(help="JSON Lines: one set of facts per line")],
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Which decisions change from rule set A to B over these facts, and why."""
    from sankua.cli.route import decide, parse_day

    day = parse_day(as_of)
    (one, orgs), (two, _) = next(_load(a)), next(_load(b))
    _in_force(day, one, two)
    changed, same, bad = [], 0, 0
    pairs = zip(decide(facts, one, orgs, day), decide(facts, two, orgs, day), strict=True)
    for number, ((case_id, before), (_, after)) in enumerate(pairs, 1):
        if isinstance(before, list) or isinstance(after, list):
            bad += 1
            for problem in before if isinstance(before, list) else []:
                typer.echo(str(problem), err=True)
        elif why := _difference(before, after):
            changed.append({"id": case_id if case_id is not None else number, **why})
        else:
            same += 1
    lines = [_difference_line(entry) for entry in changed]
    _show({"same": same, "changed": changed}, as_json, [*lines, f"{len(changed)} changed, {same} same"])
    raise typer.Exit(1 if bad else 0)


def schema() -> None:
    """Print the JSON Schema of a rule file, as in docs/schema/rules.schema.json."""
    from sankua.core.rules.schema import rules_schema

    typer.echo(json.dumps(rules_schema(), ensure_ascii=False, indent=2))


def _load(name: str | None) -> Iterator[tuple[RuleSet, Directory]]:
    """The rule sets asked for, with the directory. Exit 1 with every problem where one is wrong."""
    from sankua.core.errors import Refused
    from sankua.library.orgs import load_directory
    from sankua.library.rules import load_rules, rule_set_names

    problems: list[Problem] = []
    loaded = []
    try:
        orgs = load_directory()
        names = [name] if name else rule_set_names()
    except Refused as refused:
        refuse(refused.problems)
    for one in names:
        try:
            loaded.append((load_rules(one, orgs), orgs))
        except Refused as refused:
            problems.extend(refused.problems)
    if problems:
        refuse(problems)
    yield from loaded


def _in_force(day: date, *rule_sets: RuleSet) -> None:
    """Exit 1 where a rule set does not hold on the day."""
    from sankua.core.errors import Refused

    for rule_set in rule_sets:
        try:
            rule_set.on(day)
        except Refused as refused:
            refuse(refused.problems)


def _failures(rule: Rule, rules: RuleSet, orgs: Directory, day: date) -> Iterator[dict[str, Any]]:
    """The examples of a rule that come out otherwise."""
    from sankua.core.errors import Refused
    from sankua.core.rules import route

    for number, example in enumerate(rule.examples, 1):
        where = {"rule_set": rules.name, "rule": rule.id, "example": number}
        try:
            decision = route(example.facts, rules, orgs, day)
        except Refused as refused:
            yield where | {"reason": str(refused)}
            continue
        if reason := _wrong(rule.id, example.expect, decision):
            yield where | {"reason": reason}


def _wrong(rule: str, expect: Any, decision: Decision) -> str:
    """Why an example does not come out as it says; empty where it does."""
    if expect is None:
        return f"decided by {rule}, which must leave it alone" if decision.rule == rule else ""
    if decision.rule != rule:
        return f"decided by {decision.rule}"
    got = decision.to_json()
    wrong = [
        f"{key} is {got.get(key)!r}, not {value!r}" for key, value in expect.items() if got.get(key) != value
    ]
    return "; ".join(wrong)


_COMPARED = ("outcome", "lead", "co_handlers", "support", "rule", "certainty", "resolver", "missing_facts")


def _difference(before: Decision, after: Decision) -> dict[str, Any] | None:
    """What differs between two decisions, and the rules, bases and facts behind it."""
    one, two = before.to_json(), after.to_json()
    fields = {key: [one[key], two[key]] for key in _COMPARED if one[key] != two[key]}
    if not fields:
        return None
    return {"fields": fields, "why": [_why(before), _why(after)]}


def _why(decision: Decision) -> dict[str, Any]:
    """The rule that decided, its basis and the facts it read."""
    read = next((dict(t.facts) for t in decision.trace if t.rule == decision.rule), {})
    return {"rule": decision.rule, "basis": list(decision.basis), "facts": read}


def _difference_line(entry: dict[str, Any]) -> str:
    changes = "; ".join(f"{key}: {old} → {new}" for key, (old, new) in entry["fields"].items())
    old, new = entry["why"]
    return f"{entry['id']}: {changes} (by {old['rule']} → {new['rule']}: {'、'.join(new['basis'])})"


def _show(document: Any, as_json: bool, lines: list[str]) -> None:
    """The document, or lines for a person."""
    typer.echo(json.dumps(document, ensure_ascii=False) if as_json else "\n".join(lines))
