"""`sankua route`: facts in, decisions out, one per line, without any server."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from sankua.core.errors import Problem
    from sankua.core.orgs import Directory
    from sankua.core.rules import Decision, RuleSet


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("route")(route_command)


def route_command(
    facts: Annotated[Path, typer.Option(help="JSON Lines: one set of facts per line; - is standard input")],
    rules: Annotated[str | None, typer.Option(help="rule set, e.g. national-2022 or 140400-2022")] = None,
    as_of: Annotated[str | None, typer.Option(help="day whose rules hold, YYYY-MM-DD; default today")] = None,
    orgs: Annotated[list[Path] | None, typer.Option(help="a further directory of places, repeatable")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one decision per line")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="for a person, in Chinese and English")] = False,
) -> None:
    """Who leads each matter, and why: one routing decision (定责) per line of facts."""
    from sankua.cli.rules import refuse
    from sankua.core.errors import Refused
    from sankua.library.orgs import load_directory
    from sankua.library.rules import load_rules

    day = parse_day(as_of)
    try:
        directory = load_directory(extra=orgs or ())
        rule_set = load_rules(rules, directory)
        rule_set.on(day)
    except Refused as refused:
        refuse(refused.problems)
    bad = 0
    for case_id, outcome in decide(facts, rule_set, directory, day):
        if isinstance(outcome, list):
            bad += 1
            for problem in outcome:
                typer.echo(str(problem), err=True)
        elif explain:
            from sankua.cli.explain import explain_decision

            typer.echo(explain_decision(case_id, outcome, rule_set, directory))
        else:
            typer.echo(_line(case_id, outcome))
    raise typer.Exit(1 if bad else 0)


def parse_day(text: str | None) -> date:
    """The day asked for, or today in Shanghai. Wrong usage (exit 2) where it is none."""
    from datetime import datetime

    from sankua.core.times import SHANGHAI

    if text is None:
        return datetime.now(SHANGHAI).date()
    try:
        return date.fromisoformat(text[:10]) if "T" in text else date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day YYYY-MM-DD", param_hint="--as-of") from None


def decide(
    path: Path, rules: RuleSet, orgs: Directory, day: date
) -> Iterator[tuple[Any, Decision | list[Problem]]]:
    """`id` and decision of each line, or everything that is wrong with the line. Empty lines are passed
    over."""
    from dataclasses import replace

    from sankua.core.errors import Problem, Refused
    from sankua.core.rules import route

    for number, text in _lines(path):
        place: dict[str, Any] = {"file": str(path), "line": number}
        row = _row(text)
        if isinstance(row, str):
            yield None, [Problem("facts", row, **place)]
            continue
        case_id, known = row
        try:
            yield case_id, route(known, rules, orgs, day)
        except Refused as refused:
            yield case_id, [replace(problem, **place) for problem in refused.problems]


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbered lines that hold something. Exit 1, naming the file, where it cannot be read."""
    from sankua.cli.rules import refuse
    from sankua.core.errors import Problem

    try:
        with sys.stdin.buffer if str(path) == "-" else path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                if text := raw.decode("utf-8-sig", errors="surrogateescape").strip():
                    yield number, text
    except OSError as error:
        refuse((Problem("file", error.strerror or str(error), str(path)),))


def _row(text: str) -> tuple[Any, dict[str, Any]] | str:
    """`id` and facts of a line, or why it is none. Facts stand beside `id`, or under `facts`."""
    try:
        text.encode("utf-8")
        row = json.loads(text, object_pairs_hook=_no_twice, parse_constant=_no_constant)
        if "\\ud" in text.lower():
            json.dumps(row, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return "is not UTF-8, or holds half of a character"
    except ValueError as error:
        return f"is not JSON: {error}"
    if not isinstance(row, dict):
        return "is not a JSON object"
    case_id = row.pop("id", None)
    if set(row) == {"facts"}:
        row = row["facts"]
    return (case_id, row) if isinstance(row, dict) else "is not a JSON object"


def _no_constant(name: str) -> None:
    """JSON has no NaN and no infinity."""
    raise ValueError(f"{name} is no JSON value")


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names are all different."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _line(case_id: Any, decision: Decision) -> str:
    """One decision as one line of JSON, `id` first where there was one."""
    head = {} if case_id is None else {"id": case_id}
    return json.dumps(head | decision.to_json(), ensure_ascii=False)
