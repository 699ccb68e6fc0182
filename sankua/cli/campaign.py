"""`sankua campaign`: batches and special campaigns (批次交办, 专项治理, 拔钉清障) from opening to results."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer

Name = Annotated[str, typer.Argument(help="Name of the campaign, e.g. 拔钉清障.")]
Org = Annotated[str, typer.Option("--org", help="The office that acts, e.g. 141002-xfj.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]
Data = Annotated[Path | None, typer.Option("--data", help="Folder of the local stack.")]
GRADES: Final = {
    "SETTLED": "化解 settled",
    "PLAN_MADE": "形成化解方案 plan made",
    "CONCLUDED": "办结未化解 concluded",
    "": "未办结 open",
}
"""The three grades of a result, and what has none yet."""


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    group = typer.Typer(help="Campaigns: open, enrol, worklists, results.", no_args_is_help=True)
    for command in (create, enrol, worklist, results, close):
        group.command(command.__name__)(command)
    app.add_typer(group, name="campaign")


def create(
    name: Name,
    org: Org,
    target: Annotated[int, typer.Option(help="How many cases shall be settled; 0: none set.")] = 0,
    deadline: Annotated[str, typer.Option(help="Last day, YYYY-MM-DD.")] = "",
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Opens a campaign. The same command again changes nothing; another target or day is refused."""
    asked = {"org": org, "campaign": name, "target": target, "deadline": deadline}
    answer = _answer(org, data, "OpenCampaign", asked)
    _show({"campaign": name, "created": answer.get("created", False)}, as_json)


def close(name: Name, org: Org, as_json: AsJson = False, data: Data = None) -> None:
    """Closes a campaign: nothing is enrolled any more, its results stay."""
    answer = _answer(org, data, "CloseCampaign", {"org": org, "campaign": name})
    _show({"campaign": name, "closed": answer.get("created", False)}, as_json)


def enrol(  # noqa: PLR0913 - one parameter per option of the command line
    name: Name,
    org: Org,
    case: Annotated[list[str] | None, typer.Argument(help="Case ids.")] = None,
    file: Annotated[Path | None, typer.Option("--list", help="A case id a line, or first in CSV.")] = None,
    sector: Annotated[str, typer.Option(help="By rule: open cases of this sector.")] = "",
    category: Annotated[str, typer.Option(help="By rule: whose category begins so.")] = "",
    place: Annotated[str, typer.Option(help="By rule: registered in this division.")] = "",
    before: Annotated[str, typer.Option(help="By rule: registered before this day.")] = "",
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Enrols cases: named one by one, by a list file, or by a rule. Again, it enrols nobody twice.

    Every refused row is named with its line and why, and the others are enrolled; exit 1 then.
    """
    from sankua.cli.campaigns import ask

    rule = {"sector": sector, "category": category, "place": place, "registered_before": before}
    rule = {key: value for key, value in rule.items() if value}
    if sum(map(bool, (case, file, rule))) != 1:
        raise typer.BadParameter(
            "name cases, or give --list, or a rule (--sector, --category, --place, --before)"
        )
    about = {"org": org, "campaign": name}
    if rule:
        found = {"enrolled": 0, "there": 0, "refused": []}
        found |= _answer(org, data, "EnrolCases", {**about, "rule": rule})
    else:
        lines = _lines(file) if file else []
        found = _done(lambda: ask.run(org, data, lambda call: ask.enrol(call, about, case or (), lines)))
    _enrolled(found, str(file or ""), as_json)


def worklist(
    name: Name,
    org: Org,
    of: Annotated[
        str, typer.Option("--of", help="Whose list: an organ, or a division; absent: the office's place.")
    ] = "",
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """The cases of a campaign that an organ leads: grade, and the next last day of a duty."""
    from sankua.cli.campaigns import ask

    asked = {"campaign": name, "org": of or org.partition("-")[0]}
    cases = _done(
        lambda: ask.run(org, data, lambda call: ask.pages(call, "ListCampaignCases", asked, "cases"))
    )
    if as_json:
        _show({"campaign": name, "org": asked["org"], "cases": cases}, as_json)
        return
    for one in cases:
        due = f"due {one['next_due_on']}" if one.get("next_due_on") else "no duty runs"
        typer.echo(f"{one['case_id']}  {one.get('lead', '')}  {GRADES[one.get('grade', '')]}  {due}")
    typer.echo(f"{len(cases)} cases", err=True)


def results(name: Name, org: Org, as_json: AsJson = False, data: Data = None) -> None:
    """Target, deadline, and the results by lead in three grades: 化解, 形成化解方案, 办结未化解."""
    found = _answer(org, data, "GetCampaign", {"org": org, "campaign": name})
    figures = ("enrolled", "settled", "plan_made", "concluded", "open")
    by_org = [{"org": row["org"]} | {k: row.get(k, 0) for k in figures} for row in found.get("by_org", [])]
    totals = {k: sum(row[k] for row in by_org) for k in figures}
    head = {"campaign": name, "target": found.get("target", 0), "deadline": found.get("deadline", ""),
            "open": found.get("open", False)}  # fmt: skip
    if as_json:
        _show({**head, "totals": totals, "by_org": by_org}, as_json)
        return
    _table(
        [{"org": "合计 total"} | totals, *by_org],
        f"{name}: target {head['target']}, until {head['deadline'] or '-'}",
    )


def _table(rows: Sequence[Mapping[str, Any]], title: str) -> None:
    from rich.console import Console
    from rich.table import Table

    names = {
        "org": "单位",
        "enrolled": "列入",
        "settled": "化解",
        "plan_made": "形成方案",
        "concluded": "办结未化解",
        "open": "未办结",
    }
    table = Table(title=title)
    for key, shown in names.items():
        table.add_column(shown, justify="left" if key == "org" else "right")
    for row in rows:
        table.add_row(*(str(row[key]) for key in names))
    Console().print(table)


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        typer.echo(f"{file}: cannot be read: {error}; a list is UTF-8 text, a case id a line", err=True)
        raise typer.Exit(1) from None


def _answer(org: str, data: Path | None, name: str, asked: dict[str, Any]) -> dict[str, Any]:
    """One call; the same command again is the same request, but for a rule, which finds others later."""
    from uuid import uuid4

    from sankua.cli.campaigns import ask

    given = dict(asked)
    if name != "GetCampaign":
        given["request_id"] = f"cli-{uuid4().hex}" if "rule" in asked else ask.request_id(name, asked)
    return dict(_done(lambda: ask.run(org, data, lambda call: call(name, given))))


def _done(work: Any) -> Any:
    """What it gives; a refusal names each field on standard error, exit 1; who is away is named, exit 3."""
    from sankua.cli.stack.failures import reported
    from sankua.core.errors import Refused

    try:
        with reported():
            return work()
    except Refused as refused:
        for problem in refused.problems:
            typer.echo(str(problem), err=True)
        raise typer.Exit(1) from None


def _enrolled(found: dict[str, Any], file: str, as_json: bool) -> None:
    for row in found["refused"]:
        place = f"{file}:{row['row']}" if file else f"row {row['row']}"
        typer.echo(f"{place}: {row.get('case_id', '')}: {row['reason']}", err=True)
    if as_json:
        _show(found, as_json)
    else:
        typer.echo(
            f"{found['enrolled']} enrolled, {found['there']} there already, {len(found['refused'])} refused"
        )
    if found["refused"]:
        raise typer.Exit(1)


def _show(document: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False))
    else:
        typer.echo(", ".join(f"{key}: {value}" for key, value in document.items()))
